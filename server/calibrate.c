#include "calibrate.h"

#include "connect_cost.h"
#include "crowd_cost.h"
#include "die.h"
#include "hosts.h"
#include "meminfo.h"
#include "objects.h"
#include "options.h"
#include "profile_text.h"
#include "wheel.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A growth that is so much off what the cache says is told. */
#define GROWTH_OFF_MAX 0.1

/* clang-format off */
#define CALIBRATE_FIELDS(F)                                                    \
F(PORTS, "ports",       ports,         1000, 65535, NULL,                      \
  "ports over which connect() searches")                                       \
F(INT,   "calls",       calls_n,       1, 10000, NULL,                         \
  "calls of connect(); their median counts")                                   \
F(INT,   "connections", connections_n, 100, 100000, NULL,                      \
  "connections that are open at once, to see what each costs")                 \
F(INT,   "time-waits",  time_waits_n,  100, 28000, NULL,                       \
  "TIME-WAITs that are made, to see what each costs")                          \
F(INT,   "threads",     threads_n,     10, 30000, NULL,                        \
  "idle threads that are made, to see what each costs")                        \
F(INT,   "processes",   processes_n,   10, 10000, NULL,                        \
  "idle processes, likewise")
/* clang-format on */

/**
 * struct calibrate - As asked for, and what was found
 * @output:	File for the machine; NULL: stdout
 * @stack_output: File for the stack; NULL: none
 *
 * The other members are CALIBRATE_FIELDS.
 */
struct calibrate {
	CALIBRATE_FIELDS(FIELD_MEMBER)
	const char *output;
	const char *stack_output;
	struct wheel wheel;
	bool has_objects;
	struct objects_found object[OBJECTS_N];
	bool has_threads;
	struct crowd_cost thread;
	bool has_processes;
	struct crowd_cost process;
	struct connect_cost connect;
};

#define CALIBRATE_ROW(...) FIELD_ROW(struct calibrate, __VA_ARGS__)
static const struct field rows[] = {CALIBRATE_FIELDS(CALIBRATE_ROW)};

static const struct options_path paths[] = {
    {"output", "FILE.ini",
     "the machine, for twsim --machine; not given: stdout. Also -o",
     offsetof(struct calibrate, output)},
    {"stack-output", "FILE.ini",
     "the stack, for twsim --stack: HZ and sizes of objects; it inherits all "
     "else from linux-6.18",
     offsetof(struct calibrate, stack_output)},
};

static const struct options command_line = {
    .usage = "calibrate [OPTION]...",
    .summary =
	"Measure what the model needs of this host: a machine profile, "
	"and the sizes of the\nkernel's objects. It takes half a minute, "
	"in a network namespace of its own. What\ncannot be measured is "
	"left as it is in models/machines/cloud-vm.ini, and said.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
    .paths = paths,
    .paths_n = sizeof(paths) / sizeof(paths[0]),
    .letter = 'o',
};

static const struct {
	const char *key;
	enum objects_kind kind;
} memory_rows[] = {
    {"tcp-sock", OBJECTS_TCP_SOCK},
    {"timewait-sock", OBJECTS_TIMEWAIT_SOCK},
    {"request-sock", OBJECTS_REQUEST_SOCK},
    {"bind-bucket", OBJECTS_BIND_BUCKET},
    {"bind2-bucket", OBJECTS_BIND2_BUCKET},
    {"socket-inode", OBJECTS_SOCKET_INODE},
    {"file", OBJECTS_FILE},
    {"dentry", OBJECTS_DENTRY},
    {"skb", OBJECTS_SKB},
    {"skb-head", OBJECTS_SKB_HEAD},
};

static void set_bytes(struct profile_text *profile, const char *key,
		      double bytes, const struct crowd_cost *cost,
		      const char *what)
{
	char value[FIELD_TEXT_SIZE];

	snprintf(value, sizeof(value), "%.0f", bytes);
	profile_text_set(profile, key, value,
			 "each of %lld idle %s has %.1f KiB of kernel stack, "
			 "%.1f KiB of slab, %.1f KiB of page tables, %.1f KiB "
			 "touched; one is made in %.0f us",
			 (long long)cost->n, what, cost->stack_bytes / 1024,
			 cost->slab_bytes / 1024, cost->table_bytes / 1024,
			 cost->own_bytes / 1024,
			 cost->begin_ns / (double)NS_PER_US);
}

static void add_connect(const struct calibrate *calibrate,
			struct profile_text *profile)
{
	const struct connect_cost *cost = &calibrate->connect;
	unsigned n = port_range_count(calibrate->ports);
	char value[FIELD_TEXT_SIZE];

	profile_text_group(profile, "connect");
	snprintf(value, sizeof(value), "%.1fus",
		 cost->base_ns / (double)NS_PER_US);
	profile_text_set(profile, "base", value,
			 "connect() with free even ports, median of %lld",
			 (long long)calibrate->calls_n);
	/* below 0 where a search costs no more than the noise */
	snprintf(value, sizeof(value), "%.0fns", fmax(cost->probe_ns, 0));
	profile_text_set(profile, "probe", value,
			 "connect() past %u busy ports, median of %lld", n / 2,
			 (long long)calibrate->calls_n);
}

static void add_event_entry(const struct calibrate *calibrate,
			    struct profile_text *profile)
{
	const struct objects_found *item =
	    &calibrate->object[OBJECTS_EPOLL_ITEM];
	const struct objects_found *wait =
	    &calibrate->object[OBJECTS_EPOLL_WAIT];
	char value[FIELD_TEXT_SIZE];

	if (!calibrate->has_objects || !item->known || !wait->known) {
		profile_text_miss(profile, "event-entry",
				  "/sys/kernel/slab cannot be read");
		return;
	}
	snprintf(value, sizeof(value), "%u",
		 item->size.bytes + wait->size.bytes);
	profile_text_set(profile, "event-entry", value,
			 "an eventpoll_epi and an eventpoll_pwq; the caches "
			 "grew by %.0f for each of %lld",
			 item->grown_bytes + wait->grown_bytes,
			 (long long)item->made_n);
}

static void write_machine_or_die(const struct calibrate *calibrate)
{
	int64_t memory = meminfo_value("/proc/meminfo", "MemTotal");
	struct profile_text profile;
	char value[FIELD_TEXT_SIZE];
	char title[FIELD_TEXT_SIZE];
	long cpus_n = sysconf(_SC_NPROCESSORS_ONLN);

	snprintf(title, sizeof(title), "this host, %ld CPUs", cpus_n);
	profile_text_init(&profile, "machine", title, "cloud-vm");
	snprintf(value, sizeof(value), "%lldKiB", (long long)memory / 1024);
	if (memory > 0)
		profile_text_set(&profile, "memory", value,
				 "/proc/meminfo MemTotal");
	snprintf(value, sizeof(value), "%ld", cpus_n);
	profile_text_set(&profile, "cpus", value,
			 "sysconf(_SC_NPROCESSORS_ONLN)");
	add_connect(calibrate, &profile);
	profile_text_group(&profile, "server");
	if (calibrate->has_processes)
		set_bytes(&profile, "process", calibrate->process.kernel_bytes,
			  &calibrate->process, "children of a 20 MiB process");
	else
		profile_text_miss(&profile, "process", "none can be made");
	if (calibrate->has_threads)
		set_bytes(&profile, "thread",
			  calibrate->thread.kernel_bytes +
			      calibrate->thread.own_bytes,
			  &calibrate->thread, "threads");
	else
		profile_text_miss(&profile, "thread", "none can be made");
	add_event_entry(calibrate, &profile);
	profile_text_write_or_die(&profile, calibrate->output);
	profile_text_fini(&profile);
}

static void add_object(struct profile_text *profile, const char *key,
		       const struct objects_found *found)
{
	char value[FIELD_TEXT_SIZE];

	if (!found->known) {
		profile_text_miss(profile, key,
				  "its cache cannot be read or is not there");
		return;
	}
	snprintf(value, sizeof(value), "%u %u/%u", found->size.bytes,
		 found->size.per_slab, found->size.slab_bytes);
	if (found->made_n)
		profile_text_set(profile, key, value,
				 "/sys/kernel/slab/%s; it grew by %.1f for "
				 "each of %lld",
				 found->cache, found->grown_bytes,
				 (long long)found->made_n);
	else
		profile_text_set(profile, key, value, "/sys/kernel/slab/%s",
				 found->cache);
}

static void write_stack_or_die(const struct calibrate *calibrate)
{
	struct profile_text profile;
	char value[FIELD_TEXT_SIZE];

	profile_text_init(&profile, "stack", "the kernel of this host",
			  "linux-6.18");
	profile_text_group(&profile, "clock");
	snprintf(value, sizeof(value), "%lld", (long long)calibrate->wheel.hz);
	profile_text_set(&profile, "hz", value,
			 "a time-out of 200 ms, rounded up to ticks");
	profile_text_group(&profile, "memory");
	for (size_t i = 0; i < sizeof(memory_rows) / sizeof(memory_rows[0]);
	     i++)
		add_object(&profile, memory_rows[i].key,
			   &calibrate->object[memory_rows[i].kind]);
	profile_text_write_or_die(&profile, calibrate->stack_output);
	profile_text_fini(&profile);
}

/* The machine is not alone, or the kernel keeps its objects otherwise. */
static void doubt_growth(const struct calibrate *calibrate)
{
	for (int i = 0; i < OBJECTS_N; i++) {
		const struct objects_found *found = &calibrate->object[i];
		double is = slab_object_bytes(&found->size);

		if (found->known && found->made_n &&
		    fabs(found->grown_bytes - is) > GROWTH_OFF_MAX * is)
			fprintf(stderr,
				"%s: %s has objects of %.0f octets, but grew "
				"by %.0f for each of %lld: something else "
				"makes such objects, or there were free ones\n",
				program_invocation_short_name, found->cache, is,
				found->grown_bytes, (long long)found->made_n);
	}
}

static void measure_or_die(struct calibrate *calibrate)
{
	const struct connect_cost_plan plan = {
	    .ports = calibrate->ports,
	    .calls_n = calibrate->calls_n,
	    .pause_ns = 2 * NS_PER_MS,
	};

	if (!wheel_measure(&calibrate->wheel))
		die_errno(DIE_RUNTIME, "cannot find the tick of the kernel");
	/* by default a TIME-WAIT on loopback gives way to a new connection */
	hosts_set_or_die("net.ipv4.tcp_tw_reuse", "0");
	calibrate->has_objects =
	    objects_measure(calibrate->connections_n, calibrate->time_waits_n,
			    calibrate->object);
	if (!calibrate->has_objects)
		die_errno(DIE_RUNTIME, "cannot make connections");
	doubt_growth(calibrate);
	calibrate->has_threads =
	    crowd_cost_threads(calibrate->threads_n, &calibrate->thread);
	calibrate->has_processes =
	    crowd_cost_processes(calibrate->processes_n, &calibrate->process);
	connect_cost_or_die(&plan, &calibrate->connect);
}

int calibrate_main(int argc, char **argv)
{
	static struct calibrate calibrate = {
	    .ports = {32768, 60999},
	    .calls_n = 40,
	    .connections_n = 4000,
	    .time_waits_n = 14000,
	    .threads_n = 1000,
	    .processes_n = 1000,
	};

	options_parse_or_die(&command_line, &calibrate, argc, argv);
	profile_text_check_or_die(calibrate.output);
	profile_text_check_or_die(calibrate.stack_output);
	if (!hosts_may_be())
		die(DIE_SKIP, HOSTS_NONE);
	measure_or_die(&calibrate);
	if (calibrate.stack_output)
		write_stack_or_die(&calibrate);
	write_machine_or_die(&calibrate);
	return 0;
}
