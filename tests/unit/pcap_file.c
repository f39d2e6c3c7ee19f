#include "trace/pcap_file.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>

static const struct addresses addresses = {
    .client = 0x0a000001,
    .server = 0x0a800001,
    .port_low = 32768,
    .destinations_n = 1,
    .server_ports_n = 1,
};

static struct trace_event event_at(enum end end, enum trace_kind kind,
				   int64_t at_ns)
{
	return (struct trace_event){
	    .at_ns = at_ns,
	    .kind = kind,
	    .end = end,
	    .seg = {.flags = SEG_ACK},
	};
}

/* In the order of this machine, as libpcap writes it. */
static uint32_t word_at(const char *octets, size_t at)
{
	uint32_t word;

	memcpy(&word, octets + at, sizeof(word));
	return word;
}

START_TEST(capture_has_nanoseconds_and_one_end)
{
	struct trace_event events[] = {
	    event_at(END_SERVER, TRACE_SENT, 3 * NS_PER_S + 7),
	    event_at(END_CLIENT, TRACE_SENT, 3 * NS_PER_S + 8),
	    event_at(END_SERVER, TRACE_ARRIVED, 3 * NS_PER_S + 9),
	    event_at(END_SERVER, TRACE_STEPPED, 3 * NS_PER_S + 9),
	};
	const char *path;
	struct pcap_file *file;
	char *octets;
	gsize length;

	scratch_enter();
	path = scratch_path("a.pcap");
	file = pcap_file_open(path, &addresses, END_SERVER, NULL);
	for (size_t i = 0; i < suite_rows_n(events); i++)
		pcap_file_add(file, &events[i]);
	ck_assert(pcap_file_commit(file, NULL));
	ck_assert(g_file_get_contents(path, &octets, &length, NULL));
	ck_assert_uint_eq(length, 24 + 2 * (16 + 40));
	ck_assert_uint_eq(word_at(octets, 0), 0xa1b23c4d);
	ck_assert_uint_eq(word_at(octets, 20), 101); /* LINKTYPE_RAW */
	ck_assert_uint_eq(word_at(octets, 24), 3);
	ck_assert_uint_eq(word_at(octets, 28), 7);
	ck_assert_uint_eq(word_at(octets, 32), 40);
	ck_assert_uint_eq(word_at(octets, 36), 40);
	/* the first is from the server, the second to it */
	ck_assert_int_eq(octets[40 + 13], (char)0x80);
	ck_assert_uint_eq(word_at(octets, 80 + 4), 9);
	ck_assert_int_eq(octets[96 + 13], 0);
	g_free(octets);
	scratch_leave();
}
END_TEST

START_TEST(discarded_capture_leaves_nothing)
{
	struct pcap_file *file;

	scratch_enter();
	file = pcap_file_open(scratch_path("a.pcap"), &addresses, END_CLIENT,
			      NULL);
	pcap_file_discard(file);
	pcap_file_discard(NULL);
	ck_assert_uint_eq(scratch_files_n(), 0);
	scratch_leave();
}
END_TEST

START_TEST(unwritable_path_is_an_error)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(
	    pcap_file_open("/nowhere/a", &addresses, END_CLIENT, &error));
	ck_assert_ptr_nonnull(error);
}
END_TEST

START_TEST(full_disk_is_told_at_the_end)
{
	g_autoptr(GError) error = NULL;
	struct trace_event event = event_at(END_CLIENT, TRACE_SENT, 0);
	struct pcap_file *file =
	    pcap_file_open("/dev/full", &addresses, END_CLIENT, &error);

	ck_assert_ptr_nonnull(file);
	event.seg.len = 1000;
	for (int i = 0; i < 100; i++)
		pcap_file_add(file, &event);
	ck_assert(!pcap_file_commit(file, &error));
	ck_assert_ptr_nonnull(error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pcap_file");

	suite_add(suite, capture_has_nanoseconds_and_one_end);
	suite_add(suite, discarded_capture_leaves_nothing);
	suite_add(suite, unwritable_path_is_an_error);
	suite_add(suite, full_disk_is_told_at_the_end);
	return suite_run(suite);
}
