#ifndef RUN_ADDRESSES_H
#define RUN_ADDRESSES_H

#include "world/config.h"

#include <stdint.h>

/** struct address - An IPv4 address and a port, host byte order */
struct address {
	uint32_t host;
	uint16_t port;
};

/**
 * struct addresses - How the hosts of a run are called
 *
 * Clients are 10.0.0.1 and up, servers --server-address and up; servers listen
 * on port 5000 and up. On loopback both are that address.
 *
 * @options:	How the stack of each end writes its options
 */
struct addresses {
	uint32_t client;
	uint32_t server;
	uint32_t port_low;
	uint32_t destinations_n;
	uint32_t server_ports_n;
	enum option_order options[ENDS_N];
};

struct addresses addresses_of(const struct config *config);

/** addresses_end() - Of an end of a flow; @pair, @port: as in host/flows.h */
struct address addresses_end(const struct addresses *addresses, enum end end,
			     uint32_t pair, uint32_t port);

#endif
