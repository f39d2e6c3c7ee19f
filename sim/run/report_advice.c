#include "run/report_advice.h"

#include "run/report_items.h"
#include "run/report_text.h"
#include "world/formulas.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define LINES_MAX    4
#define WIDEST_PORTS ((struct port_range){1024, 65535})
/* How full the ports may be before there is anything to advise. */
#define CALM_SHARE 0.8

/*
 * A change that may help. apply() makes it, or says that it cannot be made.
 * The option ends in the value at offset, if there is one. requests is how
 * many requests a connection then carries for one before.
 */
struct change {
	const char *text;
	const char *option;
	size_t offset;
	bool (*apply)(struct config *config);
	double requests;
};

static bool reuse(struct config *config)
{
	struct profile *client = &config->client;

	if (client->reuse == REUSE_NEVER || !client->tcp_timestamps ||
	    client->tcp_tw_reuse == 1)
		return false;
	client->tcp_tw_reuse = 1;
	return true;
}

static bool widest_ports(struct config *config)
{
	uint32_t ports_n = port_range_count(config_client_ports(config));

	config->ports = WIDEST_PORTS;
	return ports_n < port_range_count(WIDEST_PORTS);
}

static bool pick_range(struct config *config)
{
	bool is_change = config->port_pick != PICK_RANGE;

	config->port_pick = PICK_RANGE;
	return is_change;
}

static bool persist(struct config *config)
{
	config->requests_n *= 10;
	return true;
}

static bool server_closes(struct config *config)
{
	bool is_change =
	    config->closer == CLOSER_CLIENT || config->closer == CLOSER_BOTH;

	config->closer = CLOSER_SERVER;
	return is_change;
}

static bool more_destinations(struct config *config)
{
	config->servers_n *= 2;
	return config->port_pick != PICK_BIND;
}

static bool more_clients(struct config *config)
{
	config->clients_n *= 2;
	return true;
}

/* From what costs least to what costs most. */
static const struct change changes[] = {
    {"TIME-WAITs are reused", "--set client:net.ipv4.tcp_tw_reuse=1", 0, reuse,
     1},
    {"the widest range", "--ports 1024-65535", 0, widest_ports, 1},
    {"the client walks its ports, by IP_LOCAL_PORT_RANGE", "--port-pick range",
     0, pick_range, 1},
    {"at a tenth of --rate", "--requests-per-connection",
     offsetof(struct config, requests_n), persist, 10},
    {"the server keeps TIME-WAIT", "--close server", 0, server_closes, 1},
    {"twice the destinations", "--servers", offsetof(struct config, servers_n),
     more_destinations, 1},
    {"twice the source addresses", "--clients",
     offsetof(struct config, clients_n), more_clients, 1},
};
#define CHANGES_N G_N_ELEMENTS(changes)

struct offer {
	const struct change *change;
	double rate_per_s;
	int64_t value;
};

/* What a configuration carries: without failing, or without being slow. */
static double carries(const struct config *config, enum report_verdict verdict)
{
	double rate_per_s = verdict == REPORT_SLOW
				? formulas_cheap_rate_per_s(config)
				: formulas_max_rate_per_s(config);

	return isnan(rate_per_s) ? (double)INFINITY : rate_per_s;
}

/* Steadily, or while a burst lasts. */
static double wanted_rate_per_s(const struct config *config)
{
	const struct arrivals *arrivals = &config->arrivals;
	double per_s = rate_per_s(config->rate);

	if (arrivals->kind != ARRIVALS_ONOFF)
		return per_s;
	return per_s * ns_to_s(arrivals->on_ns + arrivals->off_ns) /
	       ns_to_s(arrivals->on_ns);
}

/* What is enough comes first, in the order of cost; then by what is gained. */
static bool is_better(const struct offer *a, const struct offer *b,
		      double wanted_per_s)
{
	bool a_enough = a->rate_per_s >= wanted_per_s;
	bool b_enough = b->rate_per_s >= wanted_per_s;

	if (a_enough != b_enough)
		return a_enough;
	if (a_enough)
		return a->change < b->change;
	return a->rate_per_s > b->rate_per_s;
}

static size_t collect(const struct config *config, enum report_verdict verdict,
		      struct offer offers[CHANGES_N])
{
	double now_per_s = carries(config, verdict);
	double wanted_per_s = wanted_rate_per_s(config);
	size_t n = 0;

	for (size_t i = 0; i < CHANGES_N; i++) {
		struct config changed = *config;
		struct offer offer = {.change = &changes[i]};
		size_t at = n;

		if (!changes[i].apply(&changed))
			continue;
		offer.rate_per_s =
		    carries(&changed, verdict) * changes[i].requests;
		if (!(offer.rate_per_s > now_per_s * 1.01))
			continue;
		memcpy(&offer.value, (const char *)&changed + changes[i].offset,
		       sizeof(offer.value));
		for (;
		     at > 0 && is_better(&offer, &offers[at - 1], wanted_per_s);
		     at--)
			offers[at] = offers[at - 1];
		offers[at] = offer;
		n++;
	}
	return n;
}

static char *option_text(const struct offer *offer)
{
	if (offer->change->offset == 0)
		return g_strdup(offer->change->option);
	return g_strdup_printf("%s %" PRId64, offer->change->option,
			       offer->value);
}

static void append_offer(GPtrArray *to, const char *label,
			 const struct offer *offer, double wanted_per_s)
{
	const struct change *change = offer->change;
	bool enough = offer->rate_per_s >= wanted_per_s;
	g_autofree char *count = report_text_real(floor(offer->rate_per_s));
	g_autofree char *option = option_text(offer);
	g_autofree char *text = NULL;

	if (offer->rate_per_s >= REPORT_ENDLESS_PER_S)
		text = g_strdup_printf("%s: ports are no limit any more (%s)",
				       option, change->text);
	else
		text = g_strdup_printf("%s: up to %s%s/s%s (%s)", option, count,
				       change->requests > 1 ? " requests" : "",
				       enough ? "" : ", not enough alone",
				       change->text);
	report_items_add(to, label, text);
}

void report_advice(GPtrArray *to, const struct report *report)
{
	enum report_verdict verdict = report_verdict(report);
	const struct config *config = report->config;
	struct offer offers[CHANGES_N];
	size_t n;

	if (verdict == REPORT_HOLDS &&
	    wanted_rate_per_s(config) < CALM_SHARE * carries(config, verdict))
		return;
	n = collect(config, verdict, offers);
	for (size_t i = 0; i < n && i < LINES_MAX; i++)
		append_offer(to, i == 0 ? "What helps" : "or", &offers[i],
			     wanted_rate_per_s(config));
}
