#include "offload.h"

#include "base/checksum.h"
#include "frame.h"
#include "suite.h"

#include <string.h>

#define HEADER_OCTETS (14u + 20u + 20u)
#define TEXT_MAX      5000u
#define PIECES_MAX    16

/** struct pieces - What was taken, one after another */
struct pieces {
	size_t n;
	size_t octets_n[PIECES_MAX];
	uint8_t octets[PIECES_MAX][HEADER_OCTETS + TEXT_MAX];
};

static struct pieces pieces;

static void take(void *data, const uint8_t *octets, size_t octets_n)
{
	struct pieces *to = data;

	ck_assert_uint_lt(to->n, PIECES_MAX);
	memcpy(to->octets[to->n], octets, octets_n);
	to->octets_n[to->n++] = octets_n;
}

/* FIN, PSH, ACK, CWR with text; no checksum. */
static size_t make(uint8_t *octets, size_t text)
{
	static const uint8_t header[HEADER_OCTETS] = {
	    [12] = 8,	 [14] = 0x45,
	    [18] = 1,	 [19] = 0xff,
	    [22] = 64,	 [23] = 6,
	    [26] = 10,	 [29] = 1,
	    [30] = 10,	 [31] = 128,
	    [33] = 1,	 [34] = 0x80,
	    [36] = 0x13, [37] = 0x88,
	    [40] = 0xff, [41] = 0xf0,
	    [46] = 0x50, [47] = SEG_FIN | SEG_PSH | SEG_ACK | SEG_CWR,
	};
	size_t total = 40 + text;

	memcpy(octets, header, sizeof(header));
	octets[16] = (uint8_t)(total >> 8);
	octets[17] = (uint8_t)total;
	for (size_t i = 0; i < text; i++)
		octets[HEADER_OCTETS + i] = (uint8_t)(i * 7 + i / 256);
	return HEADER_OCTETS + text;
}

/* As a receiver does it: everything, with the sum itself, gives 0. */
static bool sum_is_right(const uint8_t *octets, size_t n)
{
	uint32_t sum = 6 + (uint32_t)(n - 34);

	sum = checksum_add(sum, octets + 26, 8);
	sum = checksum_add(sum, octets + 34, n - 34);
	return checksum_end(sum) == 0 &&
	       checksum_end(checksum_add(0, octets + 14, 20)) == 0;
}

START_TEST(what_is_whole_is_left_alone)
{
	const struct virtio_net_hdr nothing = {.flags = 0};
	uint8_t octets[HEADER_OCTETS + TEXT_MAX];
	size_t n = make(octets, 100);

	pieces.n = 0;
	offload_finish(&nothing, octets, n, take, &pieces);
	ck_assert_uint_eq(pieces.n, 1);
	ck_assert_uint_eq(pieces.octets_n[0], n);
	ck_assert_mem_eq(pieces.octets[0], octets, n);
}
END_TEST

START_TEST(the_checksum_is_put_in)
{
	const struct virtio_net_hdr left = {
	    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
	    .csum_start = 34,
	    .csum_offset = 16,
	};
	uint8_t octets[HEADER_OCTETS + TEXT_MAX];
	size_t n = make(octets, 101);
	uint32_t sum = checksum_add(6 + 20 + 101, octets + 26, 8);

	/* as a kernel leaves it: the sum of the addresses */
	octets[50] = (uint8_t)(sum >> 8);
	octets[51] = (uint8_t)sum;
	octets[24] = octets[25] = 0;
	sum = checksum_end(checksum_add(0, octets + 14, 20));
	octets[24] = (uint8_t)(sum >> 8);
	octets[25] = (uint8_t)sum;
	pieces.n = 0;
	offload_finish(&left, octets, n, take, &pieces);
	ck_assert_uint_eq(pieces.n, 1);
	ck_assert(sum_is_right(pieces.octets[0], n));
}
END_TEST

/* A multiple, one octet more, one less, and one piece alone. */
static const size_t texts[] = {3000, 3001, 2999, 1001, 4999};

START_TEST(a_large_segment_is_cut)
{
	const struct virtio_net_hdr left = {
	    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
	    .gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
	    .gso_size = 1000,
	};
	uint8_t octets[HEADER_OCTETS + TEXT_MAX];
	size_t n = make(octets, texts[_i]);
	size_t done = 0;

	pieces.n = 0;
	offload_finish(&left, octets, n, take, &pieces);
	ck_assert_uint_eq(pieces.n, (texts[_i] + 999) / 1000);
	for (size_t i = 0; i < pieces.n; i++) {
		struct frame piece =
		    frame_read(pieces.octets[i], pieces.octets_n[i]);
		bool last = i + 1 == pieces.n;

		ck_assert_int_eq(piece.kind, FRAME_TCP);
		ck_assert_uint_eq(piece.seg.seq.raw, 0xfff0u + done);
		ck_assert_int_eq(segment_has(&piece.seg, SEG_FIN), last);
		ck_assert_int_eq(segment_has(&piece.seg, SEG_PSH), last);
		ck_assert_int_eq(segment_has(&piece.seg, SEG_CWR), i == 0);
		ck_assert(segment_has(&piece.seg, SEG_ACK));
		ck_assert(sum_is_right(pieces.octets[i], pieces.octets_n[i]));
		ck_assert_uint_eq(frame_get16(pieces.octets[i] + 18),
				  0x1ff + i);
		ck_assert_mem_eq(pieces.octets[i] + HEADER_OCTETS,
				 octets + HEADER_OCTETS + done, piece.seg.len);
		done += piece.seg.len;
	}
	ck_assert_uint_eq(done, texts[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("offload");

	suite_add(suite, what_is_whole_is_left_alone);
	suite_add(suite, the_checksum_is_put_in);
	suite_add_loop(suite, a_large_segment_is_cut, suite_rows_n(texts));
	return suite_run(suite);
}
