#include "figure/gnuplot.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define TABLE                             \
	"kind\tcurve\tt_s\ttime_wait_n\n" \
	"simulated\tit's \"one\"\t0\t1\n" \
	"simulated\tit's \"one\"\t1\t2\n" \
	"simulated\tanother\t0\t3\n"      \
	"simulated\tanother\t1\t4\n"

static bool is_there(void)
{
	g_autofree char *path = g_find_program_in_path("gnuplot");

	return path != NULL;
}

static char *draw(const char *script, const char *command,
		  enum gnuplot_format format, GError **error)
{
	const struct gnuplot_picture picture = {script, "A <title>", command,
						TABLE};
	g_autofree char *warning = NULL;
	GBytes *bytes = gnuplot_draw(&picture, format, &warning, error);
	gsize size;
	char *text;

	if (!bytes)
		return NULL;
	ck_assert_ptr_null(warning);
	text =
	    g_strndup(g_bytes_get_data(bytes, &size), g_bytes_get_size(bytes));
	g_bytes_unref(bytes);
	return text;
}

START_TEST(svg_is_described)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!is_there())
		return;
	text =
	    draw("time-wait", "twsim plot 'a b' & \"c\"", GNUPLOT_SVG, &error);
	ck_assert_msg(text, "%s", error ? error->message : "");
	ck_assert_ptr_nonnull(strstr(text, "<title>A &lt;title&gt;</title>"));
	ck_assert_ptr_nonnull(strstr(text, "<desc>twsim plot &apos;a b&apos; "
					   "&amp; &quot;c&quot;</desc>"));
	ck_assert_ptr_nonnull(strstr(text, ">another<"));
	ck_assert_ptr_nonnull(strstr(text, "</svg>"));
}
END_TEST

/* What is in quotes is text, and nothing of it a command of gnuplot. */
START_TEST(a_command_is_text)
{
	static const char *const commands[] = {
	    "twsim'; system('touch /tmp/twsim-unit-gnuplot'); '",
	    "`touch /tmp/twsim-unit-gnuplot`",
	    "a\nsystem('touch /tmp/twsim-unit-gnuplot')",
	    "a\\",
	    "%s {/Symbol a}_b",
	    ""};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!is_there())
		return;
	text = draw("time-wait", commands[_i], GNUPLOT_SVG, &error);
	ck_assert_msg(text, "%s", error ? error->message : "");
	ck_assert(!g_file_test("/tmp/twsim-unit-gnuplot", G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST(a_long_command_has_two_lines_at_most)
{
	g_autofree char *command = g_strnfill(1000, 'x');
	g_autofree char *text = NULL;

	if (!is_there())
		return;
	text = draw("time-wait", command, GNUPLOT_SVG, NULL);
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_nonnull(strstr(text, "xxx ...<"));
}
END_TEST

START_TEST(faults_of_gnuplot_are_told)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!is_there())
		return;
	/* that script wants other columns */
	text = draw("memory", "", GNUPLOT_SVG, &error);
	ck_assert_ptr_null(text);
	ck_assert(g_error_matches(error, GNUPLOT_ERROR, GNUPLOT_ERROR_FAILED));
	ck_assert_ptr_null(strchr(error->message, '\n'));
}
END_TEST

START_TEST(without_gnuplot_it_says_what_to_install)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	ck_assert_int_eq(setenv("PATH", "/nowhere", 1), 0);
	text = draw("time-wait", "", GNUPLOT_TEXT, &error);
	ck_assert_ptr_null(text);
	ck_assert(g_error_matches(error, GNUPLOT_ERROR, GNUPLOT_ERROR_MISSING));
	ck_assert_ptr_nonnull(strstr(error->message, "gnuplot-nox"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gnuplot");

	suite_add(suite, svg_is_described);
	suite_add_loop(suite, a_command_is_text, 6);
	suite_add(suite, a_long_command_has_two_lines_at_most);
	suite_add(suite, faults_of_gnuplot_are_told);
	suite_add(suite, without_gnuplot_it_says_what_to_install);
	return suite_run(suite);
}
