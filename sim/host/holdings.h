#ifndef HOST_HOLDINGS_H
#define HOST_HOLDINGS_H

#include "host/net.h"

/**
 * DOC: What a full socket holds of the kernel's memory
 *
 * One object for its TCP, of a kind that changes with its life, and as long as
 * an application has it open, a file.
 */

/** holdings_take(), holdings_drop() - The object it is at present */
void holdings_take(struct net *net, const struct socket *socket);
void holdings_drop(struct net *net, const struct socket *socket);

/** holdings_open_file(), holdings_close_file() - And what serves it */
void holdings_open_file(struct net *net, enum end end, uint32_t pair);
void holdings_close_file(struct net *net, enum end end, uint32_t pair);

/** holdings_has_file() - Does an application have it open? */
bool holdings_has_file(const struct socket *socket);

#endif
