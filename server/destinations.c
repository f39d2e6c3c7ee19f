#include "destinations.h"

#include "die.h"

struct sockaddr_in destinations_at(struct sockaddr_in first, uint32_t ports_n,
				   uint32_t i)
{
	struct sockaddr_in at = first;

	at.sin_addr.s_addr = htonl(ntohl(at.sin_addr.s_addr) + i / ports_n);
	at.sin_port = htons((uint16_t)(ntohs(at.sin_port) + i % ports_n));
	return at;
}

void destinations_check_or_die(uint32_t address, int64_t port,
			       int64_t servers_n, int64_t ports_n)
{
	if (servers_n * ports_n > DESTINATIONS_MAX)
		die(DIE_USAGE, "--servers times --server-ports: at most %d",
		    DESTINATIONS_MAX);
	if (address > UINT32_MAX - (uint32_t)(servers_n - 1))
		die(DIE_USAGE, "--servers: there are no so many addresses "
			       "behind the first one");
	if (port + ports_n - 1 > 65535)
		die(DIE_USAGE, "--server-ports: there are no so many ports "
			       "behind the first one");
}
