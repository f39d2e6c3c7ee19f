#include "datagram.h"

#include "suite.h"

#include <arpa/inet.h>
#include <string.h>

static struct datagram datagram_of(int family)
{
	struct datagram datagram = {
	    .family = family,
	    .from_port = 40000,
	    .to_port = 8080,
	    .seg = {.seq = {0xfffffff0},
		    .ack = {17},
		    .flags = SEG_ACK | SEG_PSH | SEG_TS,
		    .window = 513,
		    .len = 5,
		    .ts_val = 700,
		    .ts_ecr = 0x80000001},
	    .sack_n = 2,
	    .sack = {1, 2, 0xffffffff, 3},
	};

	inet_pton(family, family == AF_INET ? "192.0.2.1" : "2001:db8::1",
		  &datagram.from);
	inet_pton(family, family == AF_INET ? "192.168.0.1" : "2001:db8::2",
		  &datagram.to);
	return datagram;
}

static void check_same(const struct datagram *a, const struct datagram *b)
{
	ck_assert_int_eq(a->family, b->family);
	ck_assert_mem_eq(&a->from, &b->from, sizeof(a->from));
	ck_assert_mem_eq(&a->to, &b->to, sizeof(a->to));
	ck_assert_uint_eq(a->from_port, b->from_port);
	ck_assert_uint_eq(a->to_port, b->to_port);
	ck_assert_uint_eq(a->seg.seq.raw, b->seg.seq.raw);
	ck_assert_uint_eq(a->seg.ack.raw, b->seg.ack.raw);
	ck_assert_uint_eq(a->seg.flags, b->seg.flags);
	ck_assert_uint_eq(a->seg.len, b->seg.len);
	ck_assert_uint_eq(a->seg.window, b->seg.window);
	ck_assert_uint_eq(a->seg.mss, b->seg.mss);
	ck_assert_uint_eq(a->seg.wscale, b->seg.wscale);
	ck_assert_uint_eq(a->seg.ts_val, b->seg.ts_val);
	ck_assert_uint_eq(a->seg.ts_ecr, b->seg.ts_ecr);
	ck_assert_uint_eq(a->sack_n, b->sack_n);
	ck_assert_mem_eq(a->sack, b->sack, sizeof(a->sack));
}

static const int families[] = {AF_INET, AF_INET6};

START_TEST(what_is_written_is_read)
{
	struct datagram data = datagram_of(families[_i]);
	struct datagram syn = datagram_of(families[_i]);
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	struct datagram read;
	size_t n;

	n = datagram_write(&data, octets);
	ck_assert(datagram_read(octets, n, &read));
	check_same(&data, &read);
	syn.seg = (struct segment){
	    .flags = SEG_SYN | SEG_MSS | SEG_WSCALE | SEG_SACK_OK,
	    .mss = 1440,
	    .wscale = 14,
	};
	syn.sack_n = 0;
	memset(syn.sack, 0, sizeof(syn.sack));
	n = datagram_write(&syn, octets);
	ck_assert(datagram_read(octets, n, &read));
	check_same(&syn, &read);
}
END_TEST

/* A sum over what a checksum protects, itself included, is all ones. */
static unsigned sum_of(const uint8_t *octets, size_t n, unsigned sum)
{
	for (size_t i = 0; i < n; i++)
		sum += i % 2 ? octets[i] : (unsigned)octets[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

START_TEST(checksums_are_right)
{
	struct datagram datagram = datagram_of(families[_i]);
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	size_t n = datagram_write(&datagram, octets);
	size_t header = families[_i] == AF_INET ? 20 : 40;
	size_t addresses = families[_i] == AF_INET ? 8 : 32;
	unsigned pseudo = IPPROTO_TCP + (unsigned)(n - header);

	if (families[_i] == AF_INET)
		ck_assert_uint_eq(sum_of(octets, header, 0), 0xffff);
	ck_assert_uint_eq(
	    sum_of(octets + header - addresses, n - header + addresses, pseudo),
	    0xffff);
}
END_TEST

START_TEST(what_is_cut_off_is_not_read)
{
	struct datagram datagram = datagram_of(families[_i]);
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	size_t n = datagram_write(&datagram, octets);
	struct datagram read;

	for (size_t cut = 0; cut < n; cut++)
		ck_assert(!datagram_read(octets, cut, &read));
}
END_TEST

START_TEST(options_of_no_length_are_not_read)
{
	struct datagram datagram = datagram_of(AF_INET);
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	size_t n = datagram_write(&datagram, octets);
	struct datagram read;

	octets[41] = 0;
	ck_assert(!datagram_read(octets, n, &read));
	octets[41] = 1;
	ck_assert(!datagram_read(octets, n, &read));
	octets[41] = 255;
	ck_assert(!datagram_read(octets, n, &read));
}
END_TEST

START_TEST(what_is_not_tcp_is_not_read)
{
	struct datagram datagram = datagram_of(families[_i]);
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	size_t n = datagram_write(&datagram, octets);
	struct datagram read;

	octets[families[_i] == AF_INET ? 9 : 6] = IPPROTO_UDP;
	ck_assert(!datagram_read(octets, n, &read));
}
END_TEST

START_TEST(a_text_that_fits_no_datagram_is_not_written)
{
	struct datagram datagram = datagram_of(AF_INET);
	uint8_t octets[DATAGRAM_OCTETS_MAX];

	datagram.seg.len = 65535;
	ck_assert_uint_eq(datagram_write(&datagram, octets), 0);
	datagram.seg.len = 65000;
	ck_assert_uint_eq(datagram_write(&datagram, octets),
			  65000 + 20 + 20 + 28);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("datagram");

	suite_add_loop(suite, what_is_written_is_read, suite_rows_n(families));
	suite_add_loop(suite, checksums_are_right, suite_rows_n(families));
	suite_add_loop(suite, what_is_cut_off_is_not_read,
		       suite_rows_n(families));
	suite_add_loop(suite, what_is_not_tcp_is_not_read,
		       suite_rows_n(families));
	suite_add(suite, options_of_no_length_are_not_read);
	suite_add(suite, a_text_that_fits_no_datagram_is_not_written);
	return suite_run(suite);
}
