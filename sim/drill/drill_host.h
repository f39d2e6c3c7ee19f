#ifndef RUN_DRILL_HOST_H
#define RUN_DRILL_HOST_H

#include "drill/drill_packet.h"

#include "host/endpoint.h"

/**
 * DOC: Who is drilled
 *
 * A script is played to a host: a simulated one (drill_simulated.h), or the
 * kernel of this machine (in the lab). It is a table of what can be done to
 * it; all else, what a script means and whether it was met, is the same for
 * both. Calls on sockets answer as endpoint.h says: a count, 0, a negative
 * errno, or ENDPOINT_BLOCKS.
 */

struct drill_call;
struct drill_calls;

/** A bit of segment.flags: blocks of SACK, which no stack here sends */
#define DRILL_SEG_SACK 0x1000

/** drill_sent_fn - Told of each segment that comes out, in order */
typedef void drill_sent_fn(void *data, int64_t at_ns,
			   const struct segment *seg);

/** drill_run_fn - What makes a call: its result, or ENDPOINT_BLOCKS */
typedef int drill_run_fn(struct drill_calls *calls,
			 const struct drill_call *call);

/** enum drill_sysctl - What became of a sysctl */
enum drill_sysctl {
	DRILL_SYSCTL_SET,
	DRILL_SYSCTL_IGNORED, /* it makes no difference here */
	DRILL_SYSCTL_UNKNOWN, /* the stack has no such thing */
	DRILL_SYSCTL_VALUE,   /* it has, but not with this value */
	DRILL_SYSCTL_GLOBAL,  /* it would change more than this host */
};

/**
 * struct drill_host_ops - What can be done to a host
 * @now_ns:	Time since the start of the script
 * @step:	Wait for the next thing that happens by @to_ns; false: nothing
 *		does. Time may go on or not; it does not go beyond @to_ns
 * @wait:	Let time go on to @to_ns
 * @arrive:	A segment comes in now; @packet is the same, as written
 * @run:	Make a call; @blocks: the script says it does
 * @again:	Whether a call that blocks has returned by now, and when
 * @sysctl, @count, @drop, @info: As the shell lines and assertions ask
 * @patience_ns: How long a packet is waited for that may come at any time
 * @curiosity_ns: The same, to tell what came instead of one that did not
 *
 * @drop is NULL where sockets cannot be removed without a word.
 */
struct drill_host_ops {
	int64_t (*now_ns)(void *host);
	bool (*step)(void *host, int64_t to_ns);
	void (*wait)(void *host, int64_t to_ns);
	void (*arrive)(void *host, const struct segment *seg,
		       const struct drill_packet *packet);

	int (*run)(void *host, drill_run_fn *run, struct drill_calls *calls,
		   const struct drill_call *call, bool blocks);
	int (*again)(void *host, drill_run_fn *run, struct drill_calls *calls,
		     const struct drill_call *call, int64_t *at_ns);

	int (*socket)(void *host);
	int (*bind)(void *host, int fd);
	int (*listen)(void *host, int fd, int backlog);
	int (*accept)(void *host, int fd);
	int (*connect)(void *host, int fd);
	int (*read)(void *host, int fd, int max);
	int (*write)(void *host, int fd, int octets);
	int (*close)(void *host, int fd);
	int (*shutdown)(void *host, int fd, enum endpoint_how how);
	int (*set_option)(void *host, int fd, enum endpoint_option option,
			  int value);
	int (*get_option)(void *host, int fd, enum endpoint_option option,
			  int *value);
	int (*set_nonblocking)(void *host, int fd, bool nonblocking);
	bool (*is_nonblocking)(void *host, int fd);
	int (*unread)(void *host, int fd);
	int (*info)(void *host, int fd, struct endpoint_info *info);

	enum drill_sysctl (*sysctl)(void *host, const char *name,
				    const char *value);
	unsigned int (*count)(void *host, enum tcp_state state);
	void (*drop)(void *host, enum tcp_state state);
	int64_t patience_ns;
	int64_t curiosity_ns;
};

/** struct drill_host - A host: what can be done, and to whom */
struct drill_host {
	const struct drill_host_ops *ops;
	void *self;
};

static inline int64_t drill_host_now_ns(const struct drill_host *host)
{
	return host->ops->now_ns(host->self);
}

#endif
