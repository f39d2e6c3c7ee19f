#ifndef SERVER_OBJECTS_H
#define SERVER_OBJECTS_H

#include "slab.h"

/**
 * DOC: What TCP's objects cost in this kernel
 *
 * The size of an object is what its cache says. That the kernel takes one for
 * each socket or TIME-WAIT is seen by making many: the growth of a cache, by
 * their number. Caches are the machine's: what else goes on there
 * shows in the growth, so it confirms a size and never makes one.
 */

enum objects_kind {
	OBJECTS_TCP_SOCK,
	OBJECTS_TIMEWAIT_SOCK,
	OBJECTS_REQUEST_SOCK,
	OBJECTS_BIND_BUCKET,
	OBJECTS_BIND2_BUCKET,
	OBJECTS_SOCKET_INODE,
	OBJECTS_FILE,
	OBJECTS_DENTRY,
	OBJECTS_SKB,
	OBJECTS_SKB_HEAD,
	OBJECTS_EPOLL_ITEM,
	OBJECTS_EPOLL_WAIT,
	OBJECTS_N,
};

/**
 * struct objects_snapshot - All caches, now
 * @known:	Is there such a cache, and may it be read?
 * @looked_n:	Names in /proc that somebody has looked at: each is a dentry
 */
struct objects_snapshot {
	bool known[OBJECTS_N];
	struct slab_cache cache[OBJECTS_N];
	uint64_t looked_n;
};

/** objects_snapshot() - Take one, when what was freed is free */
void objects_snapshot(struct objects_snapshot *snapshot);

/**
 * objects_grown_bytes() - By how much a cache has grown; NaN if not known
 *
 * A monitor that looks at /proc/PID/fd makes a dentry for each descriptor: they
 * are taken off.
 */
double objects_grown_bytes(const struct objects_snapshot *before,
			   const struct objects_snapshot *after,
			   enum objects_kind kind);

/**
 * struct objects_found - What is known of a kind
 * @cache:	Name in /sys/kernel/slab
 * @known:	Is there such a cache, and may it be read?
 * @size:	If @known
 * @made_n:	How many were made; 0: none, and @grown_bytes says nothing
 * @grown_bytes: Growth of the cache, for each that was made
 */
struct objects_found {
	const char *cache;
	bool known;
	struct object_size size;
	int64_t made_n;
	double grown_bytes;
};

/**
 * objects_measure() - Make many, and see
 * @connections_n: How many are open at once; fewer where descriptors are few
 * @time_waits_n: How many TIME-WAITs are made before
 * @found:	Out: by kind
 *
 * In a namespace made for this, whose loopback interface is up: leaves
 * TIME-WAITs there. The two kinds of bind bucket share a cache: what has grown
 * is the mean of both.
 *
 * Return:	false and errno if connections cannot be made
 */
bool objects_measure(int64_t connections_n, int64_t time_waits_n,
		     struct objects_found found[OBJECTS_N]);

#endif
