#ifndef HOST_BEGINNING_H
#define HOST_BEGINNING_H

#include "host/net.h"

/**
 * beginning_socket() - A new full socket, found by its flow; no step is taken
 * @iss:	Its initial sequence number
 * @index:	Out: its index
 */
struct socket *beginning_socket(struct net *net, enum end end, uint32_t pair,
				uint32_t port, struct seq iss, uint32_t *index);

/**
 * beginning_client() - A client has found a port: it takes it, and has a file
 * @dear:	See struct socket
 *
 * Return:	index of its socket
 */
uint32_t beginning_client(struct net *net, uint32_t pair, uint32_t port,
			  struct seq iss, bool dear);

#endif
