#include "cli/progress.h"

#include "run/report_text.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_N	      20
#define COLUMNS_USUAL 80
#define LINE_START    "\r\x1b[K"

/* Read by a signal handler, too. */
static volatile sig_atomic_t is_shown;

bool progress_wanted(void)
{
	const char *terminal = g_getenv("TERM");

	return isatty(STDERR_FILENO) && terminal && *terminal &&
	       strcmp(terminal, "dumb") != 0;
}

static size_t columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return COLUMNS_USUAL;
	return size.ws_col;
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

/* A rate that jumps four times a second is read by its first digits. */
static char *short_rate(double n, double s, const char *of)
{
	static const char *const units[] = {"", "k", "M", "G"};
	double per_s = s > 0 ? n / s : 0;
	size_t i = 0;

	for (; per_s >= 999.5 && i + 1 < G_N_ELEMENTS(units); i++)
		per_s /= 1000;
	return g_strdup_printf("%.3g%s %s/s", per_s, units[i], of);
}

/* Takes the text. What does not fit on the line is left out: a terminal would
 * wrap it, and the wrapped part could not be erased. */
static void append(GString *line, size_t room, char *text)
{
	if (line->len + 2 + strlen(text) <= room)
		g_string_append_printf(line, "  %s", text);
	g_free(text);
}

/* What matters most comes first. */
static GString *line_new(const struct simulate_progress *progress, double share,
			 size_t room)
{
	double left_s = share > 0 ? progress->wall_s * (1 - share) / share : 0;
	g_autofree char *now = report_text_seconds(ns_to_s(progress->now_ns));
	g_autofree char *end = report_text_seconds(ns_to_s(progress->end_ns));
	g_autofree char *left = report_text_seconds(left_s);
	GString *line = g_string_new(NULL);

	append(line, room, g_strdup_printf("%2.0f %%", share * 100));
	append(line, room, g_strdup_printf("%s of %s", now, end));
	append(line, room, g_strdup_printf("%s left", left));
	append(line, room,
	       short_rate((double)progress->connects, progress->wall_s,
			  "connects"));
	append(line, room, report_text_bytes((double)progress->memory_bytes));
	append(
	    line, room,
	    short_rate((double)progress->events, progress->wall_s, "events"));
	return line;
}

void progress_show(const struct simulate_progress *progress)
{
	double share = share_done(progress);
	size_t room = columns() - 1; /* the cursor stays on the line */
	bool has_bar = room > 2 * BAR_N;
	GString *line =
	    line_new(progress, share, has_bar ? room - BAR_N - 2 : room);

	is_shown = true;
	fputs(LINE_START, stderr);
	if (has_bar)
		print_bar(share);
	fputs(line->str, stderr);
	fflush(stderr);
	g_string_free(line, TRUE);
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

void progress_erase_at_once(void)
{
	if (is_shown &&
	    write(STDERR_FILENO, LINE_START, strlen(LINE_START)) < 0)
		return; /* nobody looks */
	is_shown = false;
}
