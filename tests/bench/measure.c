#include "measure.h"

#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMEWAIT_S_MAX 63
#define PORTS_N	       28232

gint64 measure_clients_n(gint64 rate)
{
	return rate * TIMEWAIT_S_MAX / PORTS_N + 1;
}

static char *read_all(int fd)
{
	GString *text = g_string_new(NULL);
	char part[4096];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) > 0)
		g_string_append_len(text, part, n);
	close(fd);
	return g_string_free(text, FALSE);
}

static pid_t start(char *const *argv, int *output)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execv(argv[0], argv);
		_exit(127);
	}
	close(ends[1]);
	*output = ends[0];
	return pid;
}

static double cpu_s(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) /
		   1e6;
}

/* The object that it prints; NULL if it fails, for which it says why. */
static JsonNode *run(char *const *argv, struct cost *cost)
{
	g_autofree char *text = NULL;
	struct rusage usage;
	int output, status;
	pid_t pid = start(argv, &output);

	if (pid < 0)
		return NULL;
	text = read_all(output);
	if (wait4(pid, &status, 0, &usage) < 0 || status != 0)
		return NULL;
	cost->cpu_s = cpu_s(&usage);
	cost->peak_bytes = (double)usage.ru_maxrss * 1024;
	return json_from_string(text, NULL);
}

/* By a path of members, NULL at its end. */
static double number_at(JsonNode *node, const char *const *path)
{
	JsonObject *object = json_node_get_object(node);

	for (; path[1]; path++)
		object = json_object_get_object_member(object, path[0]);
	return json_object_get_double_member(object, path[0]);
}

/* @line: its words, one blank between them */
static gboolean run_and_read(const char *line, const char *const *events,
			     const char *const *timewaits, struct cost *cost)
{
	g_auto(GStrv) argv = g_strsplit(line, " ", -1);
	g_autoptr(JsonNode) found = run(argv, cost);

	if (!found)
		return FALSE;
	cost->events = number_at(found, events);
	cost->timewaits = number_at(found, timewaits);
	return TRUE;
}

gboolean measure_twsim(const char *program, const struct load *load,
		       struct cost *cost)
{
	static const char *const events[] = {"engine", "events", NULL};
	static const char *const timewaits[] = {"client", "time_wait", "peak",
						NULL};
	g_autofree char *line = g_strdup_printf(
	    "%s --quiet --format json --rate %" PRId64 " --duration %" PRId64
	    "s --clients %" PRId64 "%s%s",
	    program, load->rate, load->duration_s, load->clients_n,
	    *load->options ? " " : "", load->options);

	return run_and_read(line, events, timewaits, cost);
}

gboolean measure_bare(const char *program, const struct load *load,
		      struct cost *cost)
{
	static const char *const events[] = {"events", NULL};
	static const char *const timewaits[] = {"time_waits_peak", NULL};
	g_autofree char *line =
	    g_strdup_printf("%s %" PRId64 " %" PRId64 " %" PRId64, program,
			    load->rate, load->duration_s, load->clients_n);

	return run_and_read(line, events, timewaits, cost);
}

static int by_cpu(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;

	return (x->cpu_s > y->cpu_s) - (x->cpu_s < y->cpu_s);
}

void measure_sort(struct cost cost[MEASURE_TIMES])
{
	qsort(cost, MEASURE_TIMES, sizeof(cost[0]), by_cpu);
}
