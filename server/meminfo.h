#ifndef SERVER_MEMINFO_H
#define SERVER_MEMINFO_H

#include <stdbool.h>
#include <stdint.h>

/**
 * meminfo_value() - A line of a file that says "NAME: N kB"
 * @path:	"/proc/meminfo", "/proc/self/status"
 * @name:	"MemTotal"
 *
 * Return:	octets; -1 if it is not there
 */
int64_t meminfo_value(const char *path, const char *name);

#endif
