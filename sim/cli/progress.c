#include "cli/progress.h"

#include "run/report_text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_N	   20
#define LINE_START "\r\x1b[K"

static bool is_shown;

bool progress_wanted(void)
{
	const char *terminal = g_getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && *terminal &&
	       strcmp(terminal, "dumb") != 0;
}

static double share_done(const struct simulate_progress *progress)
{
	double share = progress->end_ns > 0
			   ? (double)progress->now_ns / (double)progress->end_ns
			   : 0;

	return CLAMP(share, 0, 0.999);
}

/* Blue where colours are wanted (no-color.org). */
static void print_bar(double share)
{
	bool colour = !g_getenv("NO_COLOR");
	char bar[BAR_N + 1];

	for (int i = 0; i < BAR_N; i++)
		bar[i] = i < (int)(share * BAR_N) ? '=' : ' ';
	bar[BAR_N] = '\0';
	fprintf(stderr, "[%s%s%s]", colour ? "\x1b[34m" : "", bar,
		colour ? "\x1b[0m" : "");
}

void progress_show(const struct simulate_progress *progress)
{
	double share = share_done(progress);
	double left_s = share > 0 ? progress->wall_s * (1 - share) / share : 0;
	g_autofree char *now = report_text_seconds(ns_to_s(progress->now_ns));
	g_autofree char *end = report_text_seconds(ns_to_s(progress->end_ns));
	g_autofree char *left = report_text_seconds(left_s);
	g_autofree char *rate =
	    report_text_rate((double)progress->events / progress->wall_s);

	is_shown = true;
	fputs(LINE_START, stderr);
	print_bar(share);
	fprintf(stderr, " %2.0f %%  %s of %s  %s events  %s left", share * 100,
		now, end, rate, left);
	fflush(stderr);
}

void progress_show_sweep(const struct sweep_progress *progress)
{
	double share = CLAMP(progress->share, 0, 0.999);
	double left_s = share > 0 ? progress->wall_s * (1 - share) / share : 0;
	g_autofree char *left = report_text_seconds(left_s);

	is_shown = true;
	fputs(LINE_START, stderr);
	print_bar(share);
	fprintf(stderr, " %2.0f %%  %zu of %zu runs  %s left", share * 100,
		progress->done_n, progress->tasks_n, left);
	fflush(stderr);
}

void progress_erase(void)
{
	if (!is_shown)
		return;
	is_shown = false;
	fputs(LINE_START, stderr);
	fflush(stderr);
}
