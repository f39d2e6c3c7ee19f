#include "world/formulas.h"

#include "host/recycle.h"
#include "host/timewaits.h"
#include "tcp/expiry.h"

double formulas_erlang_b(int64_t servers_n, double load)
{
	double inverse = 1; /* of the share of n servers */

	if (load <= 0)
		return 0;
	for (int64_t n = 1; n <= servers_n && inverse < 1e300; n++)
		inverse = 1 + inverse * (double)n / load;
	return 1 / inverse;
}

static bool client_keeps_time_wait(const struct config *config)
{
	return config->closer == CLOSER_CLIENT ||
	       config->closer == CLOSER_BOTH ||
	       (config->closer == CLOSER_SERVER && config->client.close_swap);
}

bool formulas_reuses(const struct config *config)
{
	return config->port_pick != PICK_BIND &&
	       timewaits_reuse_applies(&config->client,
				       config_is_loopback(config));
}

/*
 * Round trips from connect() to the client's last segment, if nothing is lost:
 * one to be connected, one for each answer, one for the close. The server is
 * connected half a trip later than the client, and so is what it begins.
 */
static int64_t trips_n(const struct config *config)
{
	int64_t answers_n = config->answer_bytes > 0 ? config->requests_n : 0;

	switch ((enum closer)config->closer) {
	case CLOSER_CLIENT:
	case CLOSER_BOTH:
		break;
	case CLOSER_SERVER:
		return 2 + (answers_n > 0 ? answers_n : 1);
	case CLOSER_RST:
		return 1 + answers_n;
	}
	return 2 + answers_n;
}

int64_t formulas_open_ns(const struct config *config)
{
	return config->machine.connect_base_ns +
	       trips_n(config) * config->rtt_ns + config->hold_ns;
}

/* The least age at which a TIME-WAIT may be taken over, and what rounding the
 * clock to its unit adds at the most. */
static int64_t reuse_ns(const struct config *config, int64_t *late_ns)
{
	*late_ns = NS_PER_MS;
	if (config->client.reuse == REUSE_MILLISECONDS)
		return config->client.tcp_tw_reuse_delay_ms * NS_PER_MS;
	*late_ns = NS_PER_S;
	return config->client.reuse == REUSE_SECOND_AFTER ? NS_PER_S : 0;
}

/* 2 MSL, or what tcp_tw_recycle makes of it; @late_ns: what rounding adds. */
static int64_t time_wait_ns(const struct config *config,
			    const struct profile *profile, int64_t *late_ns)
{
	int64_t ns = profile->time_wait_ns;

	*late_ns = 0;
	if (profile->recycle && profile->tcp_tw_recycle &&
	    config->client.tcp_timestamps && config->server.tcp_timestamps)
		ns = recycle_hold_ns(profile);
	else if (profile->time_wait_hold == HOLD_DEATH_ROW)
		return ns;
	*late_ns = expiry_granule_ns(profile, ns);
	return ns;
}

int64_t formulas_time_wait_ns(const struct config *config, enum end end)
{
	const struct profile *profile =
	    end == END_CLIENT ? &config->client : &config->server;
	int64_t late_ns;
	int64_t ns = time_wait_ns(config, profile, &late_ns);

	return ns + late_ns;
}

int64_t formulas_nominal_hold_ns(const struct config *config)
{
	int64_t late_ns;

	if (!client_keeps_time_wait(config))
		return formulas_open_ns(config);
	if (formulas_reuses(config))
		return reuse_ns(config, &late_ns) + config->hold_ns;
	return time_wait_ns(config, &config->client, &late_ns) +
	       config->hold_ns;
}

int64_t formulas_hold_ns(const struct config *config)
{
	int64_t late_ns, ns;

	if (!client_keeps_time_wait(config))
		return formulas_open_ns(config);
	ns = formulas_reuses(config)
		 ? reuse_ns(config, &late_ns)
		 : time_wait_ns(config, &config->client, &late_ns);
	return formulas_open_ns(config) + ns + late_ns;
}

int64_t formulas_ports_n(const struct config *config)
{
	int64_t ports_n =
	    ports_usable_n((enum port_order)config->client.port_order,
			   (enum port_pick)config->port_pick,
			   port_range_count(config_client_ports(config)));

	ports_n *= config->clients_n;
	if (config->port_pick == PICK_BIND)
		return ports_n;
	return ports_n * config_destinations_n(config);
}

double formulas_max_rate_per_s(const struct config *config)
{
	return (double)formulas_ports_n(config) /
	       ns_to_s(formulas_hold_ns(config));
}

double formulas_nominal_rate_per_s(const struct config *config)
{
	int64_t hold_ns = formulas_nominal_hold_ns(config);

	return (double)formulas_ports_n(config) /
	       ns_to_s(hold_ns > 0 ? hold_ns : 1);
}

double formulas_cheap_rate_per_s(const struct config *config)
{
	enum port_order order = (enum port_order)config->client.port_order;
	enum port_pick pick = (enum port_pick)config->port_pick;
	uint32_t ports_n = port_range_count(config_client_ports(config));

	return formulas_max_rate_per_s(config) *
	       ports_cheap_n(order, pick, ports_n) /
	       ports_usable_n(order, pick, ports_n);
}
