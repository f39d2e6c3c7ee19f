#include "figure/page.h"

#include "figure/page_settings.h"
#include "figure/resource.h"
#include "run/report_table.h"
#include "run/report_text.h"
#include "run/report_words.h"
#include "run/version.h"

#include <inttypes.h>
#include <string.h>

static void append_escaped(GString *to, const char *before, const char *text,
			   const char *after)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *escaped = g_markup_escape_text(valid, -1);

	g_string_append_printf(to, "%s%s%s", before, escaped, after);
}

static void append_head(GString *to, const char *title)
{
	g_string_append(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			    "<meta charset=\"utf-8\">\n"
			    "<meta name=\"viewport\" content=\"width=device-"
			    "width, initial-scale=1\">\n");
	append_escaped(to, "<title>twsim: ", title, "</title>\n");
	g_string_append(to, "<style>\n");
	resource_append(to, "page.css");
	g_string_append(to, "</style>\n</head>\n<body>\n<main>\n");
}

/* The first sentence is the verdict, and was the heading. */
static void append_answer(GString *to, const GPtrArray *items)
{
	bool in_list = false;

	for (guint i = 1; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);

		if (!item->label) {
			append_escaped(to, "<p>", item->text, "</p>\n");
			continue;
		}
		if (!in_list)
			g_string_append(to, "<dl>\n");
		in_list = true;
		if (item->label[0])
			append_escaped(to, "<dt>", item->label, "</dt>");
		append_escaped(to, "<dd>", item->text, "</dd>\n");
	}
	if (in_list)
		g_string_append(to, "</dl>\n");
}

/* What a setting does not do, although many believe so. */
static void append_notes(GString *to, const GPtrArray *notes)
{
	for (guint i = 0; i < notes->len; i++)
		append_escaped(to, "<p class=\"note\">Note: ",
			       g_ptr_array_index(notes, i), ".</p>\n");
}

/* Two pictures of gnuplot on one page have the same ids. */
static void append_svg(GString *to, const char *svg, size_t number)
{
	static const char *const marks[] = {" id=\"", "url(#", "href=\"#",
					    "href='#", " id='"};
	const char *from = strstr(svg, "<svg");

	for (; from && *from;) {
		size_t i = 0;

		while (i < G_N_ELEMENTS(marks) &&
		       !g_str_has_prefix(from, marks[i]))
			i++;
		if (i == G_N_ELEMENTS(marks)) {
			g_string_append_c(to, *from++);
			continue;
		}
		g_string_append_printf(to, "%sfigure-%zu-", marks[i], number);
		from += strlen(marks[i]);
	}
}

static void append_figures(GString *to, const struct page *page)
{
	g_string_append(to, "<h2>Over time</h2>\n");
	if (page->figures_n == 0)
		g_string_append(to, "<p>There are no figures: gnuplot was not "
				    "there when this page was made.</p>\n");
	for (size_t i = 0; i < page->figures_n; i++) {
		g_string_append(to, "<figure>\n");
		append_svg(to, page->figures[i].svg, i + 1);
		append_escaped(to, "<figcaption>", page->figures[i].question,
			       "</figcaption>\n</figure>\n");
	}
}

static void append_number(GString *to, const char *name, uint64_t n)
{
	g_autofree char *text = report_text_count(n);

	g_string_append_printf(to,
			       "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
			       "\n",
			       name, text);
}

static void append_counts(GString *to, const struct results *results)
{
	g_string_append(to, "<table>\n<caption>Connects and segments</caption>"
			    "\n<tbody>\n");
	append_number(to, "connects due", results->attempted);
	append_number(to, "established", results->established);
	append_number(to, "completed", results->completed);
	append_number(to, "without a port", results->no_port);
	append_number(to, "reset", results->reset);
	append_number(to, "refused", results->refused);
	append_number(to, "timed out", results->timed_out);
	append_number(to, "never begun", results->never_begun);
	append_number(to, "segments sent", results->segments_sent);
	append_number(to, "segments lost", results->segments_lost);
	append_number(to, "segments sent again",
		      results->segments_retransmitted);
	append_number(to, "segments with RST", results->segments_rst);
	g_string_append(to, "</tbody>\n</table>\n");
}

static void append_sides(GString *to, const struct results *results)
{
	g_string_append(to,
			"<table>\n<caption>The two sides</caption>\n<thead>"
			"<tr><td></td><th scope=\"col\">client</th>"
			"<th scope=\"col\">server</th></tr></thead>\n<tbody>"
			"\n");
	for (size_t i = 0; i < report_sides_n(); i++) {
		g_autofree char *client =
		    report_side_text(results, "client", i);
		g_autofree char *server =
		    report_side_text(results, "server", i);

		g_string_append_printf(to,
				       "<tr><th scope=\"row\">%s</th>"
				       "<td>%s</td><td>%s</td></tr>\n",
				       report_side_name(i), client, server);
	}
	g_string_append(to, "</tbody>\n</table>\n");
}

static void append_foot(GString *to, const struct page *page)
{
	unsigned unverified_n = scenario_unverified_n(page->scenario);

	g_string_append(to, "</main>\n<footer>\n");
	append_escaped(to, "<p>Made by <code>", page->command, "</code></p>\n");
	g_string_append_printf(
	    to,
	    "<p>twsim %s, seed %" PRId64 ": the same command gives the same "
	    "page. Values without a source among those used: %u.</p>\n"
	    "</footer>\n</body>\n</html>\n",
	    version_text, page->scenario->config.seed, unverified_n);
}

char *page_new(const struct page *page)
{
	GString *to = g_string_new(NULL);
	const struct report report = {&page->scenario->config,
				      page->results,
				      scenario_unverified_n(page->scenario),
				      SIMULATE_WHOLE,
				      {0, NULL, false}};
	g_autoptr(GPtrArray) items = report_words_new(&report);
	const struct report_item *verdict = g_ptr_array_index(items, 0);

	append_head(to, verdict->text);
	append_escaped(to, "<p class=\"question\"><code>", page->question,
		       "</code></p>\n");
	append_escaped(to, "<h1>", verdict->text, "</h1>\n");
	append_answer(to, items);
	append_notes(to, page->scenario->notes);
	append_figures(to, page);
	g_string_append(to, "<h2>Numbers</h2>\n<div class=\"side-by-side\">\n");
	append_sides(to, page->results);
	append_counts(to, page->results);
	g_string_append(to, "</div>\n");
	page_settings(to, page->scenario);
	append_foot(to, page);
	return g_string_free(to, FALSE);
}
