#ifndef FIGURE_PAGE_H
#define FIGURE_PAGE_H

#include "base/results.h"
#include "run/scenario.h"

#include <glib.h>

/**
 * struct page_figure - A picture on the page
 * @question:	That it answers
 * @svg:	Of gnuplot
 */
struct page_figure {
	const char *question;
	const char *svg;
};

/**
 * struct page - A run, told to somebody who was not there
 * @question:	The run as a command
 * @command:	That made the page
 * @figures:	@figures_n of them; none: the page says so
 */
struct page {
	const char *question;
	const char *command;
	const struct scenario *scenario;
	const struct results *results;
	const struct page_figure *figures;
	size_t figures_n;
};

/**
 * page_new() - One HTML page that needs nothing from elsewhere
 *
 * The question, the answer in words, the figures, the numbers, the settings:
 * first what differs from the defaults, then all of them with their sources.
 * Nothing of it depends on the time or the machine.
 *
 * Return:	(transfer full) the text
 */
char *page_new(const struct page *page);

#endif
