#ifndef SERVER_SYSCTL_H
#define SERVER_SYSCTL_H

#include <stdbool.h>

/** enum sysctl_outcome - What became of a setting */
enum sysctl_outcome {
	SYSCTL_SET,
	SYSCTL_UNKNOWN, /* this kernel has none of that name */
	SYSCTL_GLOBAL,	/* it belongs to more than a network namespace */
	SYSCTL_VALUE,	/* the kernel refuses the value */
};

/**
 * sysctl_set() - Set a sysctl of the network namespace of this thread
 * @name:	"net.ipv4.tcp_tw_reuse"
 *
 * Nothing that holds beyond the namespace is ever written.
 */
enum sysctl_outcome sysctl_set(const char *name, const char *value);

/** sysctl_has() - Can it be set in the network namespace of this thread? */
bool sysctl_has(const char *name);

#endif
