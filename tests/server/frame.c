#include "frame.h"

#include "suite.h"

#include <string.h>

/* Ethernet, IPv4, TCP with MSS, SACK permitted, timestamps and window scale:
 * a SYN of Linux 6.18. */
static const uint8_t syn[] = {
    2,	0,    0,  0,	0,    2,    2,	  0,	0, 0, 0, 1,  8,	   0,  0x45,
    0,	0,    60, 1,	2,    0x40, 0,	  64,	6, 0, 0, 10, 0,	   0,  1,
    10, 128,  0,  1,	0x80, 0,    0x13, 0x88, 1, 2, 3, 4,  0,	   0,  0,
    0,	0xa0, 2,  0xfa, 0xf0, 0,    0,	  0,	0, 2, 4, 5,  0xb4, 4,  2,
    8,	10,   0,  0,	0,    9,    0,	  0,	0, 7, 1, 3,  3,	   10,
};

#define TCP_AT 34

START_TEST(a_syn_is_read)
{
	struct frame frame = frame_read(syn, sizeof(syn));
	static const uint8_t order[] = {2, 4, 8, 1, 3};
	uint8_t kind[FRAME_OPTIONS_MAX];

	ck_assert_int_eq(frame.kind, FRAME_TCP);
	ck_assert_uint_eq(frame.seg.seq.raw, 0x01020304);
	ck_assert_uint_eq(frame.seg.flags, SEG_SYN | SEG_MSS | SEG_WSCALE |
					       SEG_SACK_OK | SEG_TS);
	ck_assert_uint_eq(frame.seg.mss, 1460);
	ck_assert_uint_eq(frame.seg.wscale, 10);
	ck_assert_uint_eq(frame.seg.ts_val, 9);
	ck_assert_uint_eq(frame.seg.ts_ecr, 7);
	ck_assert_uint_eq(frame.seg.window, 64240);
	ck_assert_uint_eq(frame.seg.len, 0);
	ck_assert_uint_eq(frame.from.port, 32768);
	ck_assert_uint_eq(frame.to.port, 5000);
	ck_assert_uint_eq(frame_options(&frame, kind), sizeof(order));
	ck_assert_mem_eq(kind, order, sizeof(order));
}
END_TEST

static struct frame read_changed(uint8_t *octets, size_t at, uint8_t value)
{
	memcpy(octets, syn, sizeof(syn));
	octets[at] = value;
	return frame_read(octets, sizeof(syn));
}

START_TEST(both_directions_are_one_flow)
{
	uint8_t there[sizeof(syn)], back[sizeof(syn)], other[sizeof(syn)];
	struct frame forth = read_changed(there, 0, 2);
	struct frame reply;

	memcpy(back, syn, sizeof(syn));
	memcpy(back + 26, syn + 30, 4);
	memcpy(back + 30, syn + 26, 4);
	memcpy(back + TCP_AT, syn + TCP_AT + 2, 2);
	memcpy(back + TCP_AT + 2, syn + TCP_AT, 2);
	reply = frame_read(back, sizeof(back));
	ck_assert_uint_eq(reply.flow, forth.flow);
	/* another port, another address */
	ck_assert_uint_ne(read_changed(other, TCP_AT + 1, 1).flow, forth.flow);
	ck_assert_uint_ne(read_changed(other, 29, 2).flow, forth.flow);
}
END_TEST

START_TEST(padding_is_no_text)
{
	uint8_t octets[sizeof(syn) + 6] = {0};

	memcpy(octets, syn, sizeof(syn));
	ck_assert_uint_eq(frame_read(octets, sizeof(octets)).seg.len, 0);
	octets[17] += 6;
	ck_assert_uint_eq(frame_read(octets, sizeof(octets)).seg.len, 6);
}
END_TEST

/* Where, and what is put there. */
static const struct {
	size_t at;
	uint8_t value;
	enum frame_kind kind;
} kinds[] = {
    {13, 6, FRAME_NEIGHBOUR}, /* ARP */
    {12, 0x81, FRAME_OTHER},  /* a VLAN */
    {23, 17, FRAME_OTHER},    /* UDP */
    {20, 0x20, FRAME_OTHER},  /* a fragment follows */
    {21, 1, FRAME_OTHER},     /* a fragment itself */
    {14, 0x44, FRAME_OTHER},  /* an IP header too short */
    {17, 61, FRAME_OTHER},    /* longer than the frame */
    {46, 0x40, FRAME_OTHER},  /* a TCP header too short */
    {46, 0xf0, FRAME_OTHER},  /* one that goes beyond the end */
};

START_TEST(what_is_no_tcp_is_told_apart)
{
	uint8_t octets[sizeof(syn)];

	ck_assert_int_eq(
	    read_changed(octets, kinds[_i].at, kinds[_i].value).kind,
	    kinds[_i].kind);
}
END_TEST

/* Neither reads beyond its end: the sanitizers say so. */
START_TEST(a_frame_may_be_cut_anywhere)
{
	for (size_t n = 0; n < sizeof(syn); n++) {
		uint8_t *octets = malloc(n + 1);

		memcpy(octets, syn, n);
		ck_assert_int_eq(frame_read(octets, n).kind, FRAME_OTHER);
		free(octets);
	}
}
END_TEST

/* A length of 0, one that goes beyond the end, a kind without a length. */
static const uint8_t odd_lengths[] = {0, 1, 21, 255};

START_TEST(odd_options_end_the_list)
{
	uint8_t octets[sizeof(syn)], kind[FRAME_OPTIONS_MAX];
	struct frame frame = read_changed(octets, 55, odd_lengths[_i]);

	ck_assert_int_eq(frame.kind, FRAME_TCP);
	ck_assert_uint_eq(frame.seg.flags, SEG_SYN);
	ck_assert_uint_eq(frame_options(&frame, kind), 1);
}
END_TEST

START_TEST(neighbours_of_ipv6_are_let_through)
{
	uint8_t octets[60] = {[12] = 0x86, [13] = 0xdd, [14] = 0x60};

	octets[20] = 58;
	for (int type = 132; type <= 138; type++) {
		octets[54] = (uint8_t)type;
		ck_assert_int_eq(frame_read(octets, sizeof(octets)).kind,
				 type >= 133 && type <= 137 ? FRAME_NEIGHBOUR
							    : FRAME_OTHER);
	}
}
END_TEST

START_TEST(tcp_over_ipv6_is_read)
{
	uint8_t octets[14 + 40 + 20 + 3] = {
	    [12] = 0x86, [13] = 0xdd, [14] = 0x60, [19] = 23, [20] = 6};

	octets[54 + 12] = 0x50;
	octets[54 + 13] = SEG_ACK;
	ck_assert_int_eq(frame_read(octets, sizeof(octets)).kind, FRAME_TCP);
	ck_assert_uint_eq(frame_read(octets, sizeof(octets)).seg.len, 3);
	ck_assert_uint_eq(frame_read(octets, sizeof(octets)).address_octets,
			  16);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("frame");

	suite_add(suite, a_syn_is_read);
	suite_add(suite, both_directions_are_one_flow);
	suite_add(suite, padding_is_no_text);
	suite_add_loop(suite, what_is_no_tcp_is_told_apart,
		       suite_rows_n(kinds));
	suite_add(suite, a_frame_may_be_cut_anywhere);
	suite_add_loop(suite, odd_options_end_the_list,
		       suite_rows_n(odd_lengths));
	suite_add(suite, neighbours_of_ipv6_are_let_through);
	suite_add(suite, tcp_over_ipv6_is_read);
	return suite_run(suite);
}
