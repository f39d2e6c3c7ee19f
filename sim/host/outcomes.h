#ifndef HOST_OUTCOMES_H
#define HOST_OUTCOMES_H

#include "base/histogram.h"
#include "host/net.h"

/** struct outcomes - What became of the connects, as the clients see it */
struct outcomes {
	uint64_t attempted;
	uint64_t established;
	uint64_t completed;
	uint64_t no_port;
	uint64_t no_memory;
	uint64_t reset;
	uint64_t refused;
	uint64_t timed_out;
	int64_t no_port_first_ns;
	struct histogram connect;
	struct histogram connect_cheap;
	struct histogram connect_dear;
};

void outcomes_init(struct outcomes *outcomes);

/** outcomes_connect() - A client of the pair connects: counted, and done */
int64_t outcomes_connect(struct outcomes *outcomes, struct net *net,
			 uint32_t pair);

/** outcomes_connected() - A socket is ESTABLISHED; servers do not count */
void outcomes_connected(struct outcomes *outcomes, const struct net *net,
			const struct socket *socket);
/**
 * outcomes_established() - The same of a client, by what its connect() took
 * @dear:	See struct socket
 */
void outcomes_established(struct outcomes *outcomes, int64_t took_ns,
			  bool dear);

/** outcomes_gone() - TCP lets go of a socket; @effects: what led to it */
void outcomes_gone(struct outcomes *outcomes, const struct socket *socket,
		   uint32_t effects);

#endif
