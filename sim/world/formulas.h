#ifndef WORLD_FORMULAS_H
#define WORLD_FORMULAS_H

#include "world/config.h"

/**
 * formulas_erlang_b() - Share of Poisson arrivals that find all servers busy
 * @servers_n:	Ports
 * @load:	Rate times hold time, in erlang; at least 0
 *
 * Whatever the distribution of the hold time, only its mean counts.
 * Return:	in [0, 1]
 * Source:	A. K. Erlang 1917; recursion as in ITU-T E.501
 */
double formulas_erlang_b(int64_t servers_n, double load);

/**
 * formulas_hold_ns() - How long a client port is busy, at the longest
 *
 * From connect() to the end of the client's TIME-WAIT, the coarseness of the
 * stack's timers included; to the close alone if the client keeps no
 * TIME-WAIT; to the moment it may be taken over if tcp_tw_reuse applies.
 */
int64_t formulas_hold_ns(const struct config *config);

/** formulas_open_ns() - From connect() to the client's last segment of its own,
 *		if nothing is lost and a port is found at once
 */
int64_t formulas_open_ns(const struct config *config);

/** formulas_time_wait_ns() - The longest TIME-WAIT of an end, if it keeps any
 */
int64_t formulas_time_wait_ns(const struct config *config, enum end end);

/** formulas_reuses() - May connect() take over a TIME-WAIT (tcp_tw_reuse)? */
bool formulas_reuses(const struct config *config);

/** formulas_nominal_hold_ns() - The same without rounding and round trips */
int64_t formulas_nominal_hold_ns(const struct config *config);

/** formulas_ports_n() - Connections that may hold a port at once, all clients
 */
int64_t formulas_ports_n(const struct config *config);

/** formulas_max_rate_per_s() - Highest fixed rate without a refusal */
double formulas_max_rate_per_s(const struct config *config);

/** formulas_nominal_rate_per_s() - Ports over the nominal hold time */
double formulas_nominal_rate_per_s(const struct config *config);

/** formulas_cheap_rate_per_s() - Highest rate with a short port search */
double formulas_cheap_rate_per_s(const struct config *config);

#endif
