#include "trace/packet.h"

#include "suite.h"

#include <string.h>

static const struct address client = {0x0a000001, 32768};
static const struct address server = {0x0a800001, 5000};

static uint8_t packet[PACKET_OCTETS_MAX];

/* RFC 1071 the other way round: a header with its checksum adds up to all
 * ones. Octet by octet, with the carry put back at once. */
static unsigned int sum_of(const uint8_t *octets, size_t n, unsigned int sum)
{
	for (size_t i = 0; i < n; i++) {
		sum += i % 2 ? octets[i] : (unsigned int)octets[i] << 8;
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum;
}

static void assert_sums(size_t octets)
{
	uint8_t pseudo[12];

	ck_assert_uint_eq(sum_of(packet, 20, 0), 0xffff);
	memcpy(pseudo, packet + 12, 8);
	pseudo[8] = 0;
	pseudo[9] = 6;
	pseudo[10] = (uint8_t)((octets - 20) >> 8);
	pseudo[11] = (uint8_t)(octets - 20);
	ck_assert_uint_eq(
	    sum_of(packet + 20, octets - 20, sum_of(pseudo, sizeof(pseudo), 0)),
	    0xffff);
}

static void assert_octets(const uint8_t *at, const char *hex)
{
	for (size_t i = 0; hex[3 * i]; i++) {
		unsigned int octet =
		    (unsigned int)strtoul(hex + 3 * i, NULL, 16);

		ck_assert_msg(at[i] == octet, "octet %zu: %02x, not %02x", i,
			      at[i], octet);
		if (!hex[3 * i + 2])
			break;
	}
}

START_TEST(headers_are_those_of_the_rfcs)
{
	struct segment seg = {
	    .seq = seq_of(0x01020304),
	    .ack = seq_of(0x05060708),
	    .flags = SEG_FIN | SEG_ACK,
	    .window = 0x1234,
	};
	size_t octets =
	    packet_write(packet, &seg, OPTIONS_LINUX, server, client);

	ck_assert_uint_eq(octets, 40);
	assert_octets(packet, "45 00 00 28 00 00 40 00 40 06");
	assert_octets(packet + 12, "0a 80 00 01 0a 00 00 01");
	assert_octets(packet + 20, "13 88 80 00 01 02 03 04 05 06 07 08 50 11 "
				   "12 34");
	assert_octets(packet + 38, "00 00");
	assert_sums(octets);
}
END_TEST

#define ALL_OPTIONS (SEG_MSS | SEG_SACK_OK | SEG_TS | SEG_WSCALE)

static const struct {
	enum option_order order;
	unsigned int flags;
	const char *options;
} option_rows[] = {
    {OPTIONS_LINUX, SEG_SYN, NULL},
    {OPTIONS_LINUX, SEG_SYN | SEG_MSS, "02 04 05 b4"},
    {OPTIONS_LINUX, SEG_SYN | ALL_OPTIONS,
     "02 04 05 b4 04 02 08 0a 00 00 00 07 00 00 00 08 01 03 03 0a"},
    {OPTIONS_LINUX, SEG_SYN | SEG_MSS | SEG_TS | SEG_WSCALE,
     "02 04 05 b4 01 01 08 0a 00 00 00 07 00 00 00 08 01 03 03 0a"},
    {OPTIONS_LINUX, SEG_SYN | SEG_MSS | SEG_SACK_OK | SEG_WSCALE,
     "02 04 05 b4 01 01 04 02 01 03 03 0a"},
    {OPTIONS_LINUX, SEG_ACK | SEG_TS, "01 01 08 0a 00 00 00 07 00 00 00 08"},
    {OPTIONS_BSD, SEG_SYN, NULL},
    {OPTIONS_BSD, SEG_SYN | SEG_MSS, "02 04 05 b4"},
    {OPTIONS_BSD, SEG_SYN | ALL_OPTIONS,
     "02 04 05 b4 01 03 03 0a 04 02 08 0a 00 00 00 07 00 00 00 08"},
    {OPTIONS_BSD, SEG_SYN | SEG_MSS | SEG_TS | SEG_WSCALE,
     "02 04 05 b4 01 03 03 0a 01 01 08 0a 00 00 00 07 00 00 00 08"},
    {OPTIONS_BSD, SEG_SYN | SEG_MSS | SEG_SACK_OK | SEG_WSCALE,
     "02 04 05 b4 01 03 03 0a 04 02 00 00"},
    {OPTIONS_BSD, SEG_SYN | SEG_MSS | SEG_SACK_OK, "02 04 05 b4 04 02 00 00"},
    {OPTIONS_BSD, SEG_ACK | SEG_TS, "01 01 08 0a 00 00 00 07 00 00 00 08"},
};

START_TEST(options_are_in_the_order_of_the_stack)
{
	const char *hex = option_rows[_i].options;
	size_t options_n = hex ? (strlen(hex) + 1) / 3 : 0;
	struct segment seg = {
	    .flags = (uint16_t)option_rows[_i].flags,
	    .mss = 1460,
	    .wscale = 10,
	    .ts_val = 7,
	    .ts_ecr = 8,
	};
	size_t octets =
	    packet_write(packet, &seg, option_rows[_i].order, client, server);

	ck_assert_uint_eq(octets, 40 + options_n);
	ck_assert_uint_eq(packet[32] >> 4, 5 + options_n / 4);
	if (hex)
		assert_octets(packet + 40, hex);
	assert_sums(octets);
}
END_TEST

START_TEST(text_of_any_length_adds_up)
{
	static const uint32_t lengths[] = {1, 2, 3, 26, 1448, 65495};
	struct segment seg = {
	    .flags = SEG_ACK | SEG_PSH,
	    .len = lengths[_i],
	    .seq = seq_of(UINT32_MAX),
	    .ack = seq_of(UINT32_MAX),
	    .window = UINT16_MAX,
	};
	size_t octets =
	    packet_write(packet, &seg, OPTIONS_LINUX, client, server);

	ck_assert_uint_eq(octets, 40 + seg.len);
	ck_assert_uint_eq((unsigned int)packet[2] << 8 | packet[3], octets);
	assert_sums(octets);
}
END_TEST

START_TEST(more_than_a_datagram_is_a_bug)
{
	struct segment seg = {.flags = SEG_ACK, .len = 65496};

	packet_write(packet, &seg, OPTIONS_LINUX, client, server);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("packet");

	suite_add(suite, headers_are_those_of_the_rfcs);
	suite_add_loop(suite, options_are_in_the_order_of_the_stack,
		       suite_rows_n(option_rows));
	suite_add_loop(suite, text_of_any_length_adds_up, 6);
	suite_add_abort(suite, more_than_a_datagram_is_a_bug);
	return suite_run(suite);
}
