#include "trace/addresses.h"

#define FIRST_CLIENT	  UINT32_C(0x0a000001) /* 10.0.0.1 */
#define FIRST_SERVER_PORT 5000u

struct addresses addresses_of(const struct config *config)
{
	return (struct addresses){
	    .client = config_is_loopback(config) ? config->server_address
						 : FIRST_CLIENT,
	    .server = config->server_address,
	    .port_low = config_client_ports(config).low,
	    .destinations_n = (uint32_t)config_destinations_n(config),
	    .server_ports_n = (uint32_t)config->server_ports_n,
	    .options =
		{
		    [END_CLIENT] =
			(enum option_order)config->client.option_order,
		    [END_SERVER] =
			(enum option_order)config->server.option_order,
		},
	};
}

/* 5000 and up; a server with more ports than there are above goes on at 1. */
static uint16_t server_port(uint32_t i)
{
	return (uint16_t)((FIRST_SERVER_PORT - 1 + i) % UINT16_MAX + 1);
}

struct address addresses_end(const struct addresses *addresses, enum end end,
			     uint32_t pair, uint32_t port)
{
	uint32_t destination = pair % addresses->destinations_n;

	if (end == END_CLIENT)
		return (struct address){
		    .host =
			addresses->client + pair / addresses->destinations_n,
		    .port = (uint16_t)(addresses->port_low + port),
		};
	return (struct address){
	    .host = addresses->server + destination / addresses->server_ports_n,
	    .port = server_port(destination % addresses->server_ports_n),
	};
}
