#include "figure/page.h"

#include "suite.h"

#include <string.h>

#define EVIL "<script>alert(\"'&\")</script>"

static struct scenario scenario;
static struct results results;
static struct page page;
static const struct page_figure figures[] = {
    {"How many?", "<?xml version=\"1.0\"?>\n<svg><g id=\"gpPt0\"/><use "
		  "xlink:href='#gpPt0'/><a href=\"#b\"/>"
		  "<path fill=\"url(#c)\"/></svg>"},
    {"How much " EVIL "?", "<svg><g id=\"gpPt0\"/></svg>"},
};

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(scenario_load(&scenario, "linux-6.18", "rfc9293", "cloud-vm",
				NULL));
	ck_assert(
	    scenario_set(&scenario, "client:net.ipv4.tcp_tw_reuse=1", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	g_ptr_array_add(scenario.notes, g_strdup(EVIL " does nothing"));
	scenario.config.loss = 0.25;
	results_init(&results);
	results.attempted = 100000;
	results.no_port = 1;
	page = (struct page){
	    .question = "twsim --stack '" EVIL "'",
	    .command = "twsim report " EVIL,
	    .scenario = &scenario,
	    .results = &results,
	    .figures = figures,
	    .figures_n = suite_rows_n(figures),
	};
}

static void tear_down(void)
{
	scenario_fini(&scenario);
}

static unsigned count(const char *text, const char *part)
{
	unsigned n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

START_TEST(what_the_user_wrote_is_escaped)
{
	g_autofree char *text = page_new(&page);

	ck_assert_uint_eq(count(text, "<script"), 0);
	ck_assert_uint_eq(count(text, "&lt;script&gt;"), 4);
}
END_TEST

START_TEST(it_needs_nothing_from_elsewhere)
{
	g_autofree char *text = page_new(&page);

	ck_assert_uint_eq(count(text, "http:"), 0);
	ck_assert_uint_eq(count(text, "https:"), 0);
	ck_assert_uint_eq(count(text, "src="), 0);
	ck_assert_uint_eq(count(text, "@import"), 0);
}
END_TEST

START_TEST(ids_are_unlike)
{
	g_autofree char *text = page_new(&page);

	ck_assert_uint_eq(count(text, "<?xml"), 0);
	ck_assert_uint_eq(count(text, " id=\"figure-1-gpPt0\""), 1);
	ck_assert_uint_eq(count(text, " id=\"figure-2-gpPt0\""), 1);
	ck_assert_uint_eq(count(text, "xlink:href='#figure-1-gpPt0'"), 1);
	ck_assert_uint_eq(count(text, "href=\"#figure-1-b\""), 1);
	ck_assert_uint_eq(count(text, "url(#figure-1-c)"), 1);
}
END_TEST

START_TEST(settings_that_differ_come_first)
{
	g_autofree char *text = page_new(&page);
	char *details = strstr(text, "<details>");

	ck_assert_ptr_nonnull(details);
	ck_assert_uint_gt(count(details, ">net.ipv4.tcp_timestamps<"), 0);
	ck_assert_uint_gt(count(details, "UNVERIFIED"), 0);
	*details = '\0';
	ck_assert_ptr_nonnull(strstr(text, ">loss</th><td>0.25</td>"));
	ck_assert_ptr_nonnull(
	    strstr(text, ">client stack: net.ipv4.tcp_tw_reuse</th><td>1<"));
	ck_assert_ptr_nonnull(strstr(text, ">server stack</th><td>rfc9293<"));
	ck_assert_ptr_null(strstr(text, ">jitter<"));
	ck_assert_ptr_null(strstr(text, "tcp_timestamps"));
}
END_TEST

START_TEST(without_figures_it_says_so)
{
	g_autofree char *text = NULL;

	page.figures_n = 0;
	text = page_new(&page);
	ck_assert_ptr_nonnull(strstr(text, "gnuplot was not there"));
	ck_assert_uint_eq(count(text, "<svg"), 0);
}
END_TEST

/* Each element that is opened is closed, in the right order. */
START_TEST(it_is_well_formed)
{
	static const char *const alone[] = {"meta", "!DOCTYPE", "use", "path",
					    "g",    "a",	NULL};
	g_autofree char *text = page_new(&page);
	g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);

	for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
		bool closes = at[1] == '/';
		size_t n = strcspn(at + 1 + closes, " >/\n");
		g_autofree char *name = g_strndup(at + 1 + closes, n);

		if (g_strv_contains(alone, name))
			continue;
		if (!closes) {
			g_ptr_array_add(open, g_steal_pointer(&name));
			continue;
		}
		ck_assert_uint_gt(open->len, 0);
		ck_assert_str_eq(g_ptr_array_index(open, open->len - 1), name);
		g_ptr_array_set_size(open, (gint)open->len - 1);
	}
	ck_assert_uint_eq(open->len, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("page");

	suite_add_fixture(suite, "escaped", what_the_user_wrote_is_escaped,
			  set_up, tear_down);
	suite_add_fixture(suite, "alone", it_needs_nothing_from_elsewhere,
			  set_up, tear_down);
	suite_add_fixture(suite, "ids", ids_are_unlike, set_up, tear_down);
	suite_add_fixture(suite, "settings", settings_that_differ_come_first,
			  set_up, tear_down);
	suite_add_fixture(suite, "no figures", without_figures_it_says_so,
			  set_up, tear_down);
	suite_add_fixture(suite, "well-formed", it_is_well_formed, set_up,
			  tear_down);
	return suite_run(suite);
}
