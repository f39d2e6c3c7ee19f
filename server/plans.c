#include "plans.h"

#include "die.h"

#include <glib.h>
#include <string.h>

#define OPTION "--plan"

/* clang-format off */
const struct plan plans[] = {
	{"wall", "A connection more than there are ports is refused, however a "
	 "port is chosen",
	 "--ports=300 --rate=60 --duration=7s --port-pick=range "
	 "--port-pick=autobind --port-pick=bind --port-pick=bind-no-port", false},
	{"poisson", "Random arrivals are the same ones on both sides",
	 "--ports=300 --rate=60 --duration=8s --port-pick=range "
	 "--arrivals=poisson", false},
	{"server-first", "No refusals when the server closes first",
	 "--ports=300 --rate=300 --duration=6s --port-pick=autobind "
	 "--close=server", false},
	{"rst", "No refusals when the client aborts",
	 "--ports=300 --rate=300 --duration=6s --port-pick=autobind "
	 "--close=rst", false},
	{"held", "A connection that the server holds open holds its port",
	 "--ports=300 --rate=60 --duration=8s --port-pick=autobind "
	 "--close=server --hold=2s", false},
	{"reuse", "tcp_tw_reuse=1: no refusals below ports per second",
	 "--ports=300 --rate=240 --duration=6s --port-pick=autobind "
	 "--set=net.ipv4.tcp_tw_reuse=1", false},
	{"reuse-over", "tcp_tw_reuse=1: some above ports per second",
	 "--ports=300 --rate=400 --duration=6s --port-pick=autobind "
	 "--set=net.ipv4.tcp_tw_reuse=1", false},
	{"reuse-delay", "tcp_tw_reuse=1 after 300 ms: none below ports per "
	 "300 ms",
	 "--ports=300 --rate=300 --duration=6s --port-pick=autobind "
	 "--set=net.ipv4.tcp_tw_reuse=1 "
	 "--set=net.ipv4.tcp_tw_reuse_delay=300", false},
	{"reuse-unstamped", "tcp_tw_reuse=1 without timestamps: no reuse",
	 "--ports=300 --rate=60 --duration=7s --port-pick=autobind "
	 "--set=net.ipv4.tcp_tw_reuse=1 --set=net.ipv4.tcp_timestamps=0", false},
	{"reuse-loopback", "tcp_tw_reuse=2 is for loopback: no reuse",
	 "--ports=300 --rate=60 --duration=7s --port-pick=autobind "
	 "--set=net.ipv4.tcp_tw_reuse=2", false},
	{"destinations", "A port serves once for each destination",
	 "--ports=100 --rate=60 --duration=8s --server-ports=3 "
	 "--port-pick=autobind --port-pick=bind-no-port", false},
	{"bound", "A port that bind() chose serves once for all destinations",
	 "--ports=120 --rate=60 --duration=8s --server-ports=3 "
	 "--port-pick=bind", false},
	{"buckets", "tcp_max_tw_buckets=50: what is beyond is left out, on the "
	 "client",
	 "--ports=300 --rate=30 --duration=8s "
	 "--set=net.ipv4.tcp_max_tw_buckets=50", false},
	{"server-buckets", "tcp_max_tw_buckets=50, on the server",
	 "--ports=300 --rate=30 --duration=8s --close=server "
	 "--set=net.ipv4.tcp_max_tw_buckets=50", false},
	{"no-buckets", "tcp_max_tw_buckets=0: no TIME-WAIT at all",
	 "--ports=300 --rate=30 --duration=8s "
	 "--set=net.ipv4.tcp_max_tw_buckets=0", false},
	{"keep-alive", "Ten requests in a connection: no port for each, and "
	 "ACKs that ride on answers",
	 "--ports=300 --rate=60 --duration=7s --port-pick=autobind "
	 "--requests-per-connection=10", false},
	{"keep-alive-server", "Three, and the server closes first",
	 "--ports=300 --rate=60 --duration=7s --port-pick=autobind "
	 "--requests-per-connection=3 --close=server", false},
	{"full", "Ports that come back when TIME-WAITs end, below, at and above "
	 "what they allow",
	 "--ports=300 --rate=5 --rate=6 --rate=10 --duration=200s "
	 "--port-pick=range --port-pick=autobind", true},
	{0},
};
/* clang-format on */

const struct plan *plans_find(const char *name)
{
	for (const struct plan *plan = plans; plan->name; plan++)
		if (strcmp(plan->name, name) == 0)
			return plan;
	return NULL;
}

static _Noreturn void die_unknown(const char *name)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (const struct plan *plan = plans; plan->name; plan++)
		g_string_append_printf(names, " %s", plan->name);
	die(DIE_USAGE, "%s: '%s' is no plan; there are%s", OPTION, name,
	    names->str);
}

static void add_plan_or_die(GPtrArray *words, const char *name)
{
	const struct plan *plan = plans_find(name);
	g_auto(GStrv) more = NULL;

	if (!plan)
		die_unknown(name);
	more = g_strsplit(plan->words, " ", -1);
	for (size_t i = 0; more[i]; i++)
		g_ptr_array_add(words, g_strdup(more[i]));
}

char **plans_words_or_die(int *argc, char **argv)
{
	GPtrArray *words = g_ptr_array_new();

	for (int i = 0; i < *argc; i++) {
		if (strcmp(argv[i], OPTION) == 0 && i + 1 < *argc)
			add_plan_or_die(words, argv[++i]);
		else if (g_str_has_prefix(argv[i], OPTION "="))
			add_plan_or_die(words, argv[i] + strlen(OPTION "="));
		else
			g_ptr_array_add(words, argv[i]);
	}
	*argc = (int)words->len;
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}
