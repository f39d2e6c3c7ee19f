#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "host/net.h"

/** host_handle() - Do what an event of the hosts means; its kind is ours */
void host_handle(struct net *net, const struct event *event);

/** host_arrive() - A segment has come to an end, from whatever wire */
void host_arrive(struct net *net, const struct flight *flight);

#endif
