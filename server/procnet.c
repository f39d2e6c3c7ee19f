#include "procnet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCNET_TEXT_SIZE 16384

/* All of a small file of /proc, which must be read in one open. */
static bool procnet_slurp(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	ssize_t n;

	if (fd < 0)
		return false;
	while (have < size - 1) {
		n = read(fd, text + have, size - 1 - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		have += (size_t)n;
	}
	close(fd);
	text[have] = '\0';
	return have > 0;
}

/* Value of "name N" in one line. */
static bool line_value(const char *line, const char *name, uint64_t *value)
{
	const char *end = line + strcspn(line, "\n");
	size_t length = strlen(name);

	for (const char *at = strstr(line, name); at && at < end;
	     at = strstr(at + 1, name)) {
		if (at[-1] != ' ' || at[length] != ' ')
			continue;
		*value = strtoull(at + length, NULL, 10);
		return true;
	}
	return false;
}

bool procnet_sockets_parse(const char *text, struct procnet_sockets *sockets)
{
	struct procnet_sockets found;
	const char *line = strstr(text, "TCP: ");

	if (!line || !line_value(line, "inuse", &found.in_use) ||
	    !line_value(line, "tw", &found.time_wait))
		return false;
	*sockets = found;
	return true;
}

bool procnet_sockets_read(struct procnet_sockets *sockets)
{
	char text[PROCNET_TEXT_SIZE];

	return procnet_slurp("/proc/net/sockstat", text, sizeof(text)) &&
	       procnet_sockets_parse(text, sockets);
}

/* "   0: 0100007F:1388 00000000:0000 06 ...": the state is the fourth word. */
uint64_t procnet_time_waits_parse(const char *text)
{
	uint64_t n = 0;

	while (*text) {
		n += sscanf(text, " %*u: %*s %*s 0%1[6]", (char[2]){""}) == 1;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return n;
}

/* The counter that nstat calls @prefix followed by the @length octets at @at.
 */
static int counter_find(const char *prefix, size_t prefix_length,
			const char *at, size_t length)
{
	for (int i = 0; i < COUNTER_N; i++) {
		const char *name = counter_name((enum counter)i);

		if (strlen(name) == prefix_length + length &&
		    strncmp(name, prefix, prefix_length) == 0 &&
		    strncmp(name + prefix_length, at, length) == 0)
			return i;
	}
	return -1;
}

/* One pair of lines; @names and @values stand behind the colon. */
static void pair_parse(const char *prefix, size_t prefix_length,
		       const char *names, const char *values,
		       uint64_t counter[COUNTER_N])
{
	while (*names == ' ' && *values == ' ') {
		size_t length = strcspn(++names, " \n");
		char *end;
		uint64_t value = strtoull(++values, &end, 10);
		int i = counter_find(prefix, prefix_length, names, length);

		if (i >= 0)
			counter[i] = value;
		names += length;
		values = end + strcspn(end, " \n");
	}
}

void procnet_counters_parse(const char *text, uint64_t counter[COUNTER_N])
{
	const char *names = text;

	while (*names) {
		const char *values = names + strcspn(names, "\n");
		size_t prefix = strcspn(names, ":\n");

		if (!*values++ || strncmp(names, values, prefix + 1) != 0)
			return;
		pair_parse(names, prefix, names + prefix + 1,
			   values + prefix + 1, counter);
		names = values + strcspn(values, "\n");
		names += *names == '\n';
	}
}

bool procnet_counters_read(uint64_t counter[COUNTER_N])
{
	char text[PROCNET_TEXT_SIZE];

	memset(counter, 0, COUNTER_N * sizeof(counter[0]));
	if (!procnet_slurp("/proc/net/snmp", text, sizeof(text)))
		return false;
	procnet_counters_parse(text, counter);
	if (!procnet_slurp("/proc/net/netstat", text, sizeof(text)))
		return false;
	procnet_counters_parse(text, counter);
	return true;
}

void procnet_counters_since(const uint64_t before[COUNTER_N],
			    uint64_t counter[COUNTER_N])
{
	uint64_t now[COUNTER_N];

	if (!procnet_counters_read(now))
		return;
	for (int i = 0; i < COUNTER_N; i++)
		counter[i] = now[i] - before[i];
}

bool procnet_threads(uint64_t *threads_n)
{
	char text[PROCNET_TEXT_SIZE];
	const char *line;

	if (!procnet_slurp("/proc/self/status", text, sizeof(text)))
		return false;
	line = strstr(text, "\nThreads:");
	if (line)
		*threads_n = strtoull(strchr(line, ':') + 1, NULL, 10);
	return line;
}

bool procnet_port_range(struct port_range *range)
{
	char text[64];
	struct port_range found;

	if (!procnet_slurp("/proc/sys/net/ipv4/ip_local_port_range", text,
			   sizeof(text)))
		return false;
	text[strcspn(text, "\n")] = '\0';
	for (char *at = text; *at; at++)
		if (*at == '\t')
			*at = ' ';
	if (!units_parse_ports(text, &found))
		return false;
	*range = found;
	return true;
}

/* "  sl: local remote st ..." */
static unsigned count_lines(FILE *table, unsigned state)
{
	char line[512];
	unsigned found;
	unsigned n = 0;

	while (fgets(line, sizeof(line), table))
		n += sscanf(line, " %*s %*s %*s %2X", &found) == 1 &&
		     found == state;
	return n;
}

unsigned procnet_count(unsigned state)
{
	static const char *const paths[] = {"/proc/thread-self/net/tcp",
					    "/proc/thread-self/net/tcp6"};
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		FILE *table = fopen(paths[i], "re");

		if (!table)
			continue;
		n += count_lines(table, state);
		fclose(table);
	}
	return n;
}
