#ifndef SERVER_PROCNET_H
#define SERVER_PROCNET_H

#include "base/counters.h"
#include "base/units.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: What the kernel says about TCP in this network namespace
 *
 * /proc/net shows the namespace of the process that opens it, so a reader
 * must be inside the one it asks about.
 */

/**
 * struct procnet_sockets - From /proc/net/sockstat
 * @in_use:	TCP sockets bound or connected, without TIME-WAIT
 * @time_wait:	Mini-sockets: TIME-WAIT, and FIN-WAIT-2 of orphans
 */
struct procnet_sockets {
	uint64_t in_use;
	uint64_t time_wait;
};

/**
 * procnet_sockets_parse() - Find the numbers in the text of sockstat
 *
 * Return:	true if both were there
 */
bool procnet_sockets_parse(const char *text, struct procnet_sockets *sockets);

/** procnet_sockets_read() - The same, from the kernel; false if it is not there
 */
bool procnet_sockets_read(struct procnet_sockets *sockets);

/**
 * procnet_time_waits_parse() - Sockets in TIME-WAIT, in the text of tcp
 * @text:	Of /proc/net/tcp, from its first line on
 *
 * Unlike sockstat it tells them from orphans in FIN-WAIT-2.
 */
uint64_t procnet_time_waits_parse(const char *text);

/**
 * procnet_counters_parse() - Pick our counters out of a table of pairs of lines
 * @text:	"Tcp: Name Name\nTcp: 1 2\n...": /proc/net/snmp or netstat
 * @counter:	Out, by enum counter; those not in @text are left alone
 */
void procnet_counters_parse(const char *text, uint64_t counter[COUNTER_N]);

/** procnet_counters_read() - All counters now; false if /proc/net is not there
 */
bool procnet_counters_read(uint64_t counter[COUNTER_N]);

/**
 * procnet_counters_since() - What was counted since an earlier reading
 * @counter:	Out: the differences; unchanged if /proc/net is not there
 */
void procnet_counters_since(const uint64_t before[COUNTER_N],
			    uint64_t counter[COUNTER_N]);

/**
 * procnet_count() - TCP sockets in a state, of the namespace of this thread
 * @state:	As /proc/net/tcp numbers it
 */
unsigned procnet_count(unsigned state);

/** procnet_threads() - Threads of this process; false if /proc is not there */
bool procnet_threads(uint64_t *threads_n);

/** procnet_port_range() - net.ipv4.ip_local_port_range of this namespace */
bool procnet_port_range(struct port_range *range);

#endif
