#ifndef HOST_PORTS_H
#define HOST_PORTS_H

#include "base/rng.h"
#include "host/portset.h"
#include "tcp/profile.h"

/**
 * DOC: Local ports of a client host
 *
 * A port is busy per (source address, destination address, destination port):
 * each destination of a host has its own set of free ports. A port that was
 * chosen by bind() is taken for all destinations. In which order the ports are
 * tried is a policy of the stack, and so what the search costs.
 *
 * Source: linux v6.18 net/ipv4/inet_hashtables.c __inet_hash_connect(),
 * net/ipv4/inet_connection_sock.c inet_csk_find_open_port(); RFC 6056 s3.3
 */

/** enum port_pick - How the client gets its local port */
enum port_pick {
	PICK_AUTOBIND, /* connect() chooses */
	PICK_RANGE,    /* the client walks its ports by IP_LOCAL_PORT_RANGE */
	PICK_BIND,     /* bind(address, 0) chooses, for all destinations */
	PICK_BIND_NO_PORT, /* the same with IP_BIND_ADDRESS_NO_PORT */
};

/**
 * struct port_choice - What a search found
 * @offset:	Of the port in the range; PORTSET_NONE: all are busy
 * @tried_n:	Ports looked at, at least 1
 * @dear:	The cheap part of the range was full: the search was long
 */
struct port_choice {
	uint32_t offset;
	uint32_t tried_n;
	bool dear;
};

#define PORTS_PERTURB_N 65536

/**
 * struct ports_chooser - What a search depends on besides the ports
 * @order:	enum port_order of the stack
 * @pick:	enum port_pick
 * @shuffle_ns:	How often the start is drawn anew; 0: never
 * @period:	How often it was
 * @period_end_ns: When it will be again
 * @secret:	Of the hash that gives the start
 * @rng:	Stream of the draws
 * @perturb:	Per hash, how far the searches have got (RFC 6056 s3.3.4);
 *		one table for all hosts, each host has its own hashes
 */
struct ports_chooser {
	enum port_order order;
	enum port_pick pick;
	int64_t shuffle_ns;
	uint64_t period;
	int64_t period_end_ns;
	uint64_t secret;
	struct rng rng;
	uint32_t *perturb;
};

void ports_chooser_init(struct ports_chooser *chooser,
			const struct profile *profile, enum port_pick pick,
			uint64_t seed);
void ports_chooser_fini(struct ports_chooser *chooser);

/**
 * ports_choose() - Search a local port as connect() or bind() would
 * @free:	Ports free to the destination; for PICK_BIND, to all
 * @cursor:	Where the last search of this host, or of this destination for
 *		PICK_RANGE, ended
 * @flow:	Identifies source and destination, for the hash
 *
 * Nothing is taken. Cost: a few steps, not those of the search it stands for.
 */
struct port_choice ports_choose(struct ports_chooser *chooser,
				const struct portset *free, uint32_t *cursor,
				uint64_t flow, int64_t now_ns);

/** ports_usable_n() - Of @n ports, those that a search ever tries */
uint32_t ports_usable_n(enum port_order order, enum port_pick pick, uint32_t n);

/** ports_cheap_n() - Of @n ports, those the search finds without a long walk */
uint32_t ports_cheap_n(enum port_order order, enum port_pick pick, uint32_t n);

#endif
