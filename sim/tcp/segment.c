#include "tcp/segment.h"

struct segment segment_reset(const struct segment *seg)
{
	if (segment_has(seg, SEG_ACK))
		return (struct segment){.seq = seg->ack, .flags = SEG_RST};
	return (struct segment){.ack = segment_end(seg),
				.flags = SEG_RST | SEG_ACK};
}
