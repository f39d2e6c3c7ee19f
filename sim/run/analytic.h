#ifndef RUN_ANALYTIC_H
#define RUN_ANALYTIC_H

#include "world/config.h"

#include <json-glib/json-glib.h>

/**
 * struct analytic - What the formulas say, without a simulation
 * @hold_s:	How long a port is taken, at the longest
 * @nominal_hold_s: The same without the coarseness of timers
 * @ports_n:	Connections that may hold a port at once, in all
 * @pools_n:	(client, destination) pairs that share no ports
 * @load:	Ports that would be taken if there were enough (Little's law)
 * @no_port_first_s: When the first connect fails; NaN: never. Fixed arrivals
 * @no_port_fraction: Share that fails once the ports have filled: Erlang B for
 *		Poisson arrivals, 1 - ports / load for fixed ones; NaN for
 *		bursts, for which there is no formula
 * @max_rate_per_s, @cheap_rate_per_s: As in struct results
 */
struct analytic {
	double hold_s;
	double nominal_hold_s;
	int64_t ports_n;
	int64_t pools_n;
	double load;
	double no_port_first_s;
	double no_port_fraction;
	double max_rate_per_s;
	double cheap_rate_per_s;
};

/** analytic_init() - By Little's law and Erlang's formula */
void analytic_init(struct analytic *analytic, const struct config *config);

/** analytic_text_new() - (transfer full) the answer in words */
char *analytic_text_new(const struct analytic *analytic,
			const struct config *config);

/** analytic_json_new() - (transfer full) schema "twsim.analytic/1" */
JsonNode *analytic_json_new(const struct analytic *analytic,
			    JsonObject *scenario);

#endif
