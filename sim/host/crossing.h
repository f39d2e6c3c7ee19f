#ifndef HOST_CROSSING_H
#define HOST_CROSSING_H

#include "host/net.h"

/**
 * DOC: A wire that does more than delay and lose
 *
 * Rules on chosen segments, copies, and segments out of order: wire/fate.h says
 * what becomes of them. What wanders so is not in the lane of the wire. Where
 * none of this is asked for, net_send() does without this file.
 */

struct crossing;

/** crossing_init() - Ask for it, or not, as @net's setup says */
void crossing_init(struct net *net);
void crossing_fini(struct net *net);

/** crossing_rule() - From here on these rules hold; kept by reference */
void crossing_rule(struct net *net, struct rules *rules);

/**
 * crossing_send() - A segment enters the wire
 *
 * Return:	when it arrives; NEVER_NS: it does not, or that is not known yet
 */
int64_t crossing_send(struct net *net, const struct flight *flight);

#endif
