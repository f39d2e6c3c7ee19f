#include "figure/figure.h"

#include "figure/tables.h"
#include "run/nearest.h"
#include "world/formulas.h"

#include <string.h>

#define SAMPLES_N   400
#define FIGURES_MAX 16

#define COLUMN(member, curve)                                   \
	{                                                       \
#member, offsetof(struct sample, member), curve \
	}
static const struct figure_column time_waits[] = {
    COLUMN(client_time_wait_n, "client"),
    COLUMN(server_time_wait_n, "server"),
    {NULL, 0, NULL},
};
static const struct figure_column ports[] = {
    COLUMN(client_ports_n, "ports in use"),
    {NULL, 0, NULL},
};
static const struct figure_column memory[] = {
    COLUMN(client_memory_bytes, "client side"),
    COLUMN(server_memory_bytes, "server side"),
    {NULL, 0, NULL},
};

static const char *const no_axes[] = {NULL};
static const char *const memory_axes[] = {"rate", "close", NULL};
static const char *const capacity_axes[] = {"rate", "ports", NULL};
static const char *const strategies_axes[] = {"server-model", NULL};

/* The run of the README: the ports are full after a minute. */
#define RUN "rate=500 ports=30000"

/* clang-format off */
static const struct figure figures[] = {
	{"time-wait", "Sockets in TIME-WAIT",
	 "How many sockets are in TIME-WAIT, on which side, and when?",
	 RUN, no_axes, SAMPLES_N, false, "time_wait_n", time_waits,
	 tables_over_time},
	{"ports", "Local ports of the clients in use",
	 "How many local ports are in use, when does the search for one "
	 "become long, and when is there none?",
	 RUN, no_axes, SAMPLES_N, false, "ports_n", ports, tables_ports},
	{"memory-over-time", "Kernel memory of the connections",
	 "What do the connections and their TIME-WAITs cost the kernel, on "
	 "which side, and when?",
	 RUN, no_axes, SAMPLES_N, false, "memory_bytes", memory,
	 tables_over_time},
	{"connect", "Time that connect() takes",
	 "How long does connect() take, by the ports that are in use?",
	 "rate=500 duration=70s rtt=50us port-pick=autobind port-pick=range",
	 no_axes, SAMPLES_N, false, NULL, NULL, tables_connect},
	{"memory", "Kernel memory of the side that closes first",
	 "What does the side that closes first, and so keeps TIME-WAIT, pay "
	 "in kernel memory at which rate, then and now?",
	 "stack=sunos-4.1.3 stack=linux-2.6.32 stack=linux-6.18 clients=100 "
	 "close=client close=server duration=65s "
	 "rate=1 rate=3 rate=10 rate=30 rate=100 rate=300 rate=1000 rate=3000",
	 memory_axes, 0, false, NULL, NULL, tables_memory},
	{"capacity", "Share of connects that find no port",
	 "At which rate, with how many ports, do connects fail, and what "
	 "share?",
	 "duration=2min rate=100 rate=200 rate=300 rate=400 rate=500 rate=600 "
	 "rate=700 rate=800 ports=7500 ports=15000 ports=22500 ports=30000 "
	 "ports=37500 ports=45000 ports=52500 ports=60000",
	 capacity_axes, 0, false, NULL, NULL, tables_capacity},
	/* all are open at once: what they share is spread over many */
	{"strategies", "Memory of a connection that is held",
	 "What does an open connection cost, by what serves it, and how many "
	 "does the machine hold?",
	 "rate=1000 duration=10s hold=1min server-model=fork "
	 "server-model=thread server-model=pool server-model=event",
	 strategies_axes, 0, false, NULL, NULL, tables_strategies},
	{"fin", "A FIN that nobody acknowledges",
	 "When is a FIN that is never acknowledged sent again, and when does "
	 "the stack give up?",
	 "stack=sunos-4.1.3 stack=rfc9293 stack=freebsd stack=linux-2.6.32 "
	 "stack=linux-6.18",
	 no_axes, 0, true, NULL, NULL, tables_fin},
	{"throughput-1997", "Throughput against TIME-WAITs, 1997",
	 "How much slower do TIME-WAITs make a server of 1997, as it was "
	 "printed and as it is simulated?",
	 "stack=sunos-4.1.3 machine=sparcstation-20-71 rtt=20us",
	 no_axes, 0, true, NULL, NULL, tables_paper},
	{.name = NULL},
};
/* clang-format on */

G_STATIC_ASSERT(G_N_ELEMENTS(figures) <= FIGURES_MAX);

GQuark figure_error_quark(void)
{
	return g_quark_from_static_string("figure-error");
}

const struct figure *figure_all(void)
{
	return figures;
}

const struct figure *figure_find(const char *name, GError **error)
{
	const char *names[FIGURES_MAX];
	g_autofree char *near = NULL;
	size_t n = 0;

	for (const struct figure *figure = figures; figure->name; figure++) {
		if (strcmp(figure->name, name) == 0)
			return figure;
		names[n++] = figure->name;
	}
	near = nearest_new(name, names, n);
	g_set_error(error, FIGURE_ERROR, FIGURE_ERROR_UNKNOWN,
		    "no figure is named '%s'%s%s", name,
		    near ? "; near: " : "; 'twsim plot --list' lists all",
		    near ? near : "");
	return NULL;
}

int64_t figure_sample_ns(const struct figure *figure,
			 const struct config *config)
{
	int64_t all_ns = config->duration_ns + formulas_hold_ns(config);

	if (figure->samples_n == 0)
		return 0;
	return MAX(all_ns / figure->samples_n, 1);
}

bool figure_measured_check(const struct figure *figure, const char *path,
			   GError **error)
{
	g_autoptr(GString) unused = g_string_new(NULL);

	return tables_measured(figure, unused, path, error);
}

char *figure_table_new(const struct figure *figure,
		       const struct figure_run *runs, size_t runs_n,
		       const char *measured, GError **error)
{
	GString *to = g_string_new(NULL);

	if (figure->write(figure, to, runs, runs_n, error) &&
	    (!measured || tables_measured(figure, to, measured, error)))
		return g_string_free(to, FALSE);
	g_string_free(to, TRUE);
	return NULL;
}
