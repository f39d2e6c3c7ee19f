#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 256

/* Below net, but of the whole machine: a new namespace does not have them. */
static const char *const global[] = {
    "net.ipv4.tcp_mem",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_available_congestion_control",
    "net.ipv4.inet_peer_",
    "net.core.",
};

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_global(const char *name)
{
	for (size_t i = 0; i < sizeof(global) / sizeof(global[0]); i++)
		if (starts_with(name, global[i]))
			return true;
	return false;
}

static bool path_of(const char *name, char *path, size_t size)
{
	int n = snprintf(path, size, "/proc/sys/%s", name);

	if (n < 0 || (size_t)n >= size || strstr(name, ".."))
		return false;
	for (char *at = path + strlen("/proc/sys/"); *at; at++)
		if (*at == '.')
			*at = '/';
	return true;
}

bool sysctl_has(const char *name)
{
	char path[PATH_SIZE];

	return path_of(name, path, sizeof(path)) && access(path, W_OK) == 0;
}

enum sysctl_outcome sysctl_set(const char *name, const char *value)
{
	char path[PATH_SIZE];
	ssize_t n;
	int fd;

	if (!path_of(name, path, sizeof(path)))
		return SYSCTL_UNKNOWN;
	if (!starts_with(name, "net."))
		return access(path, F_OK) == 0 ? SYSCTL_GLOBAL : SYSCTL_UNKNOWN;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return is_global(name) || errno != ENOENT ? SYSCTL_GLOBAL
							  : SYSCTL_UNKNOWN;
	n = write(fd, value, strlen(value));
	close(fd);
	return n == (ssize_t)strlen(value) ? SYSCTL_SET : SYSCTL_VALUE;
}
