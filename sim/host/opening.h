#ifndef HOST_OPENING_H
#define HOST_OPENING_H

#include "host/net.h"

/**
 * DOC: The beginning of a full socket
 *
 * Of a client's in conn_connect(), which looks for a port; of a server's in
 * conn_accept().
 */

/**
 * opening_socket() - A socket of a flow, CLOSED
 * @iss:	Where its numbers begin
 * @index:	Out: its index
 */
struct socket *opening_socket(struct net *net, enum end end, uint32_t pair,
			      uint32_t port, struct seq iss, uint32_t *index);

#endif
