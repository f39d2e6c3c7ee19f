#ifndef RUN_DRILL_PACKET_H
#define RUN_DRILL_PACKET_H

#include "drill/drill_cursor.h"

/** Control bits as they stand in a header. */
enum drill_flag {
	DRILL_FIN = 0x01,
	DRILL_SYN = 0x02,
	DRILL_RST = 0x04,
	DRILL_PSH = 0x08,
	DRILL_ACK = 0x10,
	DRILL_URG = 0x20,
	DRILL_ECE = 0x40,
	DRILL_CWR = 0x80,
};

/** enum drill_option - Options of a segment, bits */
enum drill_option {
	DRILL_MSS = 1 << 0,
	DRILL_WSCALE = 1 << 1,
	DRILL_SACK_OK = 1 << 2,
	DRILL_TS = 1 << 3,
	DRILL_SACK = 1 << 4,
};

/** The most SACK blocks that fit a header. */
#define DRILL_SACK_MAX 4

/**
 * struct drill_packet - A packet in a script, or one from the stack told in
 *			 its terms
 * @out:	Comes out of the stack ('>')
 * @any_options: <...>
 * @ts_val_any:	TS val ...
 * @ts_ecr_any:	ecr ...
 * @flags:	enum drill_flag
 * @options:	enum drill_option
 * @window:	As in the header; -1: not given
 * @sack:	Pairs: from, to
 *
 * Numbers are those of the script, which count from the first SYN of a side.
 */
struct drill_packet {
	bool out;
	bool any_options;
	bool ts_val_any;
	bool ts_ecr_any;
	uint8_t flags;
	uint8_t options;
	uint8_t sack_n;
	uint8_t wscale;
	uint16_t mss;
	uint32_t seq;
	uint32_t len;
	uint32_t ack;
	int64_t window;
	uint32_t ts_val;
	uint32_t ts_ecr;
	uint32_t sack[2 * DRILL_SACK_MAX];
};

/** drill_packet_parse() - Read one, from its '<' or '>' on */
bool drill_packet_parse(struct drill_cursor *cursor,
			struct drill_packet *packet,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_packet_print() - Append it in the notation of a script */
void drill_packet_print(GString *to, const struct drill_packet *packet);

#endif
