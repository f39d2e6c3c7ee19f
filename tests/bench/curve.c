/*
 * curve TWSIM BARE [LARGEST]: what a run costs, by how many connections it has.
 *
 * From 10^3 to LARGEST (10^7) connections over 100 simulated seconds, twsim and
 * the bare loop in turn, three times each; of the CPU times the median counts.
 * Prints tab-separated columns with a header, one line a size. Where a run
 * fails, as for want of memory, the curve ends with exit 1; the run itself says
 * why.
 */
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DURATION_S 100
#define TIMES	   3

/* As the bare loop chooses: so many that no port is ever missing. */
#define TIMEWAIT_S_MAX 63
#define PORTS_N	       28232

/**
 * struct cost - Of one run
 * @cpu_s:	User and system time of the process, from exec() to its end
 * @peak_bytes:	Most that was resident
 */
struct cost {
	double cpu_s;
	double events;
	double timewaits;
	double peak_bytes;
};

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

static char **twsim_argv(const char *program, int64_t rate)
{
	int64_t clients = rate * TIMEWAIT_S_MAX / PORTS_N + 1;
	g_autofree char *line =
	    g_strdup_printf("%s --quiet --format json --duration %ds "
			    "--rate %" PRId64 " --clients %" PRId64,
			    program, DURATION_S, rate, clients);

	return g_strsplit(line, " ", -1);
}

static const char *const twsim_events[] = {"engine", "events", NULL};
static const char *const twsim_timewaits[] = {"client", "time_wait", "peak",
					      NULL};
static const char *const bare_events[] = {"events", NULL};
static const char *const bare_timewaits[] = {"time_waits_peak", NULL};

static char **bare_argv(const char *program, int64_t rate)
{
	g_autofree char *line =
	    g_strdup_printf("%s %" PRId64 " %d", program, rate, DURATION_S);

	return g_strsplit(line, " ", -1);
}

/* Takes @argv. */
static gboolean run_and_read(char **argv, const char *const *events,
			     const char *const *timewaits, struct cost *cost)
{
	g_autoptr(JsonNode) found = run(argv, cost);

	g_strfreev(argv);
	if (!found)
		return FALSE;
	cost->events = number_at(found, events);
	cost->timewaits = number_at(found, timewaits);
	return TRUE;
}

static gboolean run_both(char **programs, int64_t rate, struct cost *ours,
			 struct cost *bare)
{
	return run_and_read(twsim_argv(programs[0], rate), twsim_events,
			    twsim_timewaits, ours) &&
	       run_and_read(bare_argv(programs[1], rate), bare_events,
			    bare_timewaits, bare);
}

static int by_cpu(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;

	return (x->cpu_s > y->cpu_s) - (x->cpu_s < y->cpu_s);
}

static void print_header(void)
{
	g_print("connections\tcpu_s\tbare_cpu_s\tratio\tns_per_connection\t"
		"ns_per_event\tbare_ns_per_event\tpeak_bytes\t"
		"bare_peak_bytes\tbytes_per_time_wait\n");
}

static void print_line(int64_t n, const struct cost *ours,
		       const struct cost *bare)
{
	g_print("%" PRId64 "\t%.3f\t%.3f\t%.2f\t%.0f\t%.1f\t%.1f\t%.0f\t%.0f\t"
		"%.1f\n",
		n, ours->cpu_s, bare->cpu_s, ours->cpu_s / bare->cpu_s,
		ours->cpu_s * 1e9 / (double)n, ours->cpu_s * 1e9 / ours->events,
		bare->cpu_s * 1e9 / bare->events, ours->peak_bytes,
		bare->peak_bytes, ours->peak_bytes / ours->timewaits);
}

static gboolean measure(char **programs, int64_t n)
{
	struct cost ours[TIMES], bare[TIMES];

	for (int i = 0; i < TIMES; i++)
		if (!run_both(programs, n / DURATION_S, &ours[i], &bare[i]))
			return FALSE;
	qsort(ours, TIMES, sizeof(*ours), by_cpu);
	qsort(bare, TIMES, sizeof(*bare), by_cpu);
	print_line(n, &ours[TIMES / 2], &bare[TIMES / 2]);
	return TRUE;
}

int main(int argc, char **argv)
{
	double largest = argc > 3 ? g_ascii_strtod(argv[3], NULL) : 1e7;

	if (argc < 3 || argc > 4 || largest < 1e3 || largest > 1e9) {
		g_printerr("usage: curve TWSIM BARE [LARGEST], from 1e3 to "
			   "1e9\n");
		return 2;
	}
	print_header();
	for (int64_t n = 1000; (double)n <= largest; n *= 10)
		if (!measure(&argv[1], n))
			return 1;
	return 0;
}
