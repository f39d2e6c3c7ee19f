#ifndef SERVER_RTNL_H
#define SERVER_RTNL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: The few requests of rtnetlink that a lab needs
 *
 * All of them speak of the network namespace in which the socket was opened.
 * They return false and leave the kernel's reason in errno.
 */

/** rtnl_open() - A socket for the requests below; -1 on failure */
int rtnl_open(void);

/** rtnl_link_up() - Switch an interface on */
bool rtnl_link_up(int rtnl, const char *name);

/**
 * rtnl_link_one_by_one() - Have TCP hand over each segment by itself
 *
 * Else Linux makes large ones, cut only on their way out, and sets PSH in the
 * last piece of each.
 */
bool rtnl_link_one_by_one(int rtnl, const char *name);

/**
 * rtnl_add_veth() - Make a pair of interfaces, a wire between them
 * @name:	Of the near end, here
 * @peer:	Of the far end
 * @peer_netns:	Descriptor of the far end's namespace
 */
bool rtnl_add_veth(int rtnl, const char *name, const char *peer,
		   int peer_netns);

/** rtnl_add_address() - Give an interface an address, host byte order */
bool rtnl_add_address(int rtnl, const char *name, uint32_t address,
		      uint8_t prefix);

bool rtnl_del_address(int rtnl, const char *name, uint32_t address,
		      uint8_t prefix);

/**
 * rtnl_address_stamp() - When an address was added
 * @stamp:	Out: jiffies since boot at that moment, in hundredths of a
 *		second, rounded down, modulo 2^32
 *
 * Source: linux net/ipv4/devinet.c put_cacheinfo(), cstamp_delta()
 */
bool rtnl_address_stamp(int rtnl, uint32_t address, uint32_t *stamp);

#endif
