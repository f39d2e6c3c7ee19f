#include "drill/drill_suite.h"

#include "run/model_file.h"

#include "scratch.h"
#include "suite.h"

#define GOOD                                                 \
	"--mss=1000\n0 `sysctl net.ipv4.tcp_timestamps=0`\n" \
	"0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"      \
	"+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"      \
	"+0 connect(3, ..., ...) = -1 EINPROGRESS (text)\n"  \
	"+0 > S 0:0(0) <...>\n"

static struct model *model;

static void set_up(void)
{
	scratch_enter();
	model = model_load(MODEL_STACK, "rfc9293", NULL);
	ck_assert_ptr_nonnull(model);
}

static void tear_down(void)
{
	model_free(model);
	scratch_leave();
}

static GPtrArray *run(char *const *paths, unsigned jobs)
{
	const struct drill_suite suite = {
	    .profile = model_values(model), .seed = 1, .jobs = jobs};
	g_autoptr(GError) error = NULL;
	GPtrArray *files = drill_suite_files(paths, &error);
	GPtrArray *results;

	ck_assert_msg(files, "%s", error ? error->message : "");
	results = drill_suite_run(&suite, files);
	g_ptr_array_unref(files);
	return results;
}

/* Without the folder, which has another name each time */
static void strip_folder(GString *text)
{
	g_autofree char *folder = g_strconcat(scratch_folder, "/", NULL);

	g_string_replace(text, folder, "", 0);
}

static GString *text_of(unsigned jobs,
			void (*tell)(GString *to, const GPtrArray *results))
{
	char *paths[] = {scratch_folder, NULL};
	GString *text = g_string_new(NULL);
	GPtrArray *results = run(paths, jobs);

	tell(text, results);
	strip_folder(text);
	g_ptr_array_unref(results);
	return text;
}

static void make_files(void)
{
	scratch_file("a.pkt", GOOD);
	scratch_file("b.pkt", GOOD "+0 > R 0:0(0)\n");
	scratch_file("c.pkt", "0 poll(3) = 0\n");
	scratch_file("d.pkt", "0 close(3) 0\n");
	scratch_file("e.txt", "no script\n");
}

START_TEST(verdicts_are_told_as_tap)
{
	set_up();
	make_files();
	g_autoptr(GString) text = text_of(2, drill_suite_tap);

	ck_assert_str_eq(
	    text->str,
	    "TAP version 13\n"
	    "1..4\n"
	    "ok 1 - a.pkt\n"
	    "not ok 2 - b.pkt\n"
	    "#   b.pkt:7: no packet came until 0.004000\n"
	    "#   expected    0.000000 > R 0:0(0)\n"
	    "#   next        1.000000 > S 0:0(0) win 65535 <mss 1460,wscale "
	    "0>\n"
	    "ok 3 - c.pkt # SKIP unsupported, line 1: the call poll()\n"
	    "not ok 4 - d.pkt\n"
	    "#   d.pkt:1:12: found '0'; '=' is expected\n");
	tear_down();
}
END_TEST

START_TEST(verdicts_are_told_as_text)
{
	set_up();
	make_files();
	g_autoptr(GString) text = text_of(1, drill_suite_text);

	ck_assert_str_eq(text->str,
			 "ok     a.pkt\n"
			 "not ok b.pkt\n"
			 "       b.pkt:7: no packet came until 0.004000\n"
			 "       expected    0.000000 > R 0:0(0)\n"
			 "       next        1.000000 > S 0:0(0) win 65535 "
			 "<mss 1460,wscale 0>\n"
			 "skip   c.pkt: unsupported, line 1: the call poll()\n"
			 "not ok d.pkt\n"
			 "       d.pkt:1:12: found '0'; '=' is expected\n"
			 "4 scripts: 1 ok, 2 not ok, 1 skipped\n");
	tear_down();
}
END_TEST

START_TEST(order_is_that_of_the_files_for_any_number_of_jobs)
{
	set_up();
	for (int i = 0; i < 40; i++) {
		g_autofree char *name = g_strdup_printf("%02d.pkt", i);

		scratch_file(name, i % 3 ? GOOD : "0 close(3) = 1\n");
	}
	g_autoptr(GString) one = text_of(1, drill_suite_tap);
	g_autoptr(GString) many = text_of(16, drill_suite_tap);

	ck_assert_str_eq(one->str, many->str);
	tear_down();
}
END_TEST

/* defaults.sh lies beside the script: its sysctls that the stack has count, and
 * nothing else of it. */
START_TEST(defaults_are_read)
{
	set_up();
	scratch_file("defaults.sh",
		     "#!/bin/bash\n# sysctl -q net.ipv4.tcp_sack=0\n"
		     "sysctl -q net.ipv4.tcp_timestamps=0 >/dev/null 2>&1\n"
		     "sysctl -q net.ipv4.tcp_rmem=\"4096 $((100*2000)) "
		     "$((15*1024*1024))\"\n"
		     "sysctl -q net.ipv4.no_such_thing=1\n"
		     "if true; then tc qdisc add dev tun0 root pfifo; fi\n");
	scratch_file("a.pkt",
		     "`./defaults.sh`\n"
		     "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
		     "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
		     "+0 connect(3, ..., ...) = -1 EINPROGRESS (text)\n"
		     "+0 > S 0:0(0) win 65535 "
		     "<mss 1460,wscale 8>\n");
	g_autoptr(GString) text = text_of(1, drill_suite_tap);

	ck_assert_str_eq(text->str,
			 "TAP version 13\n1..1\nok 1 - a.pkt\n"
			 "#   note: line 1: net.ipv4.no_such_thing=1 is "
			 "ignored\n");
	tear_down();
}
END_TEST

START_TEST(files_are_taken_in_the_order_given)
{
	set_up();
	const char *b = scratch_file("b.pkt", GOOD);
	const char *a = scratch_file("a.pkt", GOOD);
	char *paths[] = {(char *)(uintptr_t)b, (char *)(uintptr_t)a, NULL};
	GPtrArray *files = drill_suite_files(paths, NULL);

	ck_assert_str_eq(g_ptr_array_index(files, 0), b);
	ck_assert_str_eq(g_ptr_array_index(files, 1), a);
	g_ptr_array_unref(files);
	tear_down();
}
END_TEST

START_TEST(folder_without_scripts_is_refused)
{
	g_autoptr(GError) error = NULL;
	char *paths[] = {NULL, NULL};

	set_up();
	paths[0] = scratch_folder;
	ck_assert_ptr_null(drill_suite_files(paths, &error));
	ck_assert(g_str_has_suffix(
	    error->message, "' has no script: files *.pkt are expected"));
	tear_down();
}
END_TEST

START_TEST(missing_file_is_malformed_input)
{
	char *paths[] = {(char *)(uintptr_t) "is-not-there.pkt", NULL};
	GPtrArray *results;

	set_up();
	results = run(paths, 1);
	ck_assert_uint_eq(drill_suite_count(results, DRILL_MALFORMED), 1);
	g_ptr_array_unref(results);
	tear_down();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("drill_suite");

	suite_add(suite, verdicts_are_told_as_tap);
	suite_add(suite, verdicts_are_told_as_text);
	suite_add(suite, order_is_that_of_the_files_for_any_number_of_jobs);
	suite_add(suite, defaults_are_read);
	suite_add(suite, files_are_taken_in_the_order_given);
	suite_add(suite, folder_without_scripts_is_refused);
	suite_add(suite, missing_file_is_malformed_input);
	return suite_run(suite);
}
