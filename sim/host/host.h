#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "host/net.h"

/** host_handle() - Do what an event of the hosts means; its kind is ours */
void host_handle(struct net *net, const struct event *event);

#endif
