#include "host/binds.h"

bool binds_conflict(enum bind_policy policy, const struct bind_owner *wants,
		    const struct bind_owner *has)
{
	if (policy == BIND_ANY)
		return false;
	if (wants->reuse_addr && has->reuse_addr && !has->listens)
		return false;
	return !wants->reuse_port || !has->reuse_port;
}
