#include "run/sysctl_file.h"

#include "suite.h"

#include <stdbool.h>

static const struct sysctl *line(const GPtrArray *all, guint i)
{
	ck_assert_uint_lt(i, all->len);
	return g_ptr_array_index(all, i);
}

START_TEST(all_forms_are_read)
{
	static const char text[] =
	    "# comment\n"
	    "; another\n"
	    "\n"
	    "net.ipv4.tcp_tw_reuse=1\r\n"
	    "  net/ipv4/tcp_rfc1337 = 0  \n"
	    "-net.ipv4.nonsense = 3\n"
	    "net.ipv4.ip_local_port_range = 1024\t65535\n"
	    "-net.ipv4.conf.*\n"
	    "net/ipv4/conf/eth0.100/arp_ignore = 1\n"
	    "net.ipv4.ip_local_reserved_ports = ";
	g_autoptr(GPtrArray) all = sysctl_file_parse("f", text, NULL);

	ck_assert_ptr_nonnull(all);
	ck_assert_uint_eq(all->len, 6);
	ck_assert_str_eq(line(all, 0)->name, "net.ipv4.tcp_tw_reuse");
	ck_assert_str_eq(line(all, 0)->value, "1");
	ck_assert_uint_eq(line(all, 0)->line, 4);
	ck_assert_str_eq(line(all, 1)->name, "net.ipv4.tcp_rfc1337");
	ck_assert(line(all, 2)->optional);
	ck_assert(!line(all, 3)->optional);
	ck_assert_str_eq(line(all, 3)->value, "1024 65535");
	ck_assert_str_eq(line(all, 4)->name,
			 "net.ipv4.conf.eth0/100.arp_ignore");
	ck_assert_str_eq(line(all, 5)->value, "");
}
END_TEST

START_TEST(other_lines_are_refused)
{
	static const char *const bad[] = {"a = 1\nhello\n", "a = 1\n= 3\n"};
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(sysctl_file_parse("f", bad[_i], &error));
	ck_assert(g_error_matches(error, SYSCTL_FILE_ERROR,
				  SYSCTL_FILE_ERROR_SYNTAX));
	ck_assert(g_str_has_prefix(error->message, "f:2: "));
}
END_TEST

static const struct {
	const char *name;
	const char *value;
	const char *was;
	bool is_noted;
} cases[] = {
    {"net.ipv4.tcp_fin_timeout", "30", "60", true},
    {"net.ipv4.tcp_fin_timeout", "60", "60", false},
    {"net.ipv4.tcp_tw_recycle", "1", NULL, true},
    {"net.ipv4.tcp_tw_recycle", "0", NULL, false},
    {"net.ipv4.ip_local_reserved_ports", "8080", NULL, true},
    {"net.ipv4.ip_local_reserved_ports", "", NULL, false},
    {"net.ipv4.tcp_tw_reuse", "1", "2", false},
    {"vm.swappiness", "10", NULL, false},
};

START_TEST(beliefs_are_noted)
{
	g_autofree char *note =
	    sysctl_file_note(cases[_i].name, cases[_i].value, cases[_i].was);

	ck_assert_int_eq(note != NULL, cases[_i].is_noted);
	if (note)
		ck_assert(g_str_has_prefix(note, cases[_i].name));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sysctl_file");

	suite_add(suite, all_forms_are_read);
	suite_add_loop(suite, other_lines_are_refused, 2);
	suite_add_loop(suite, beliefs_are_noted, suite_rows_n(cases));
	return suite_run(suite);
}
