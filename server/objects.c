#include "objects.h"

#include "pairs.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static const char *const caches[OBJECTS_N] = {
    [OBJECTS_TCP_SOCK] = "TCP",
    [OBJECTS_TIMEWAIT_SOCK] = "tw_sock_TCP",
    [OBJECTS_REQUEST_SOCK] = "request_sock_TCP",
    [OBJECTS_BIND_BUCKET] = "tcp_bind_bucket",
    [OBJECTS_BIND2_BUCKET] = "tcp_bind2_bucket",
    [OBJECTS_SOCKET_INODE] = "sock_inode_cache",
    [OBJECTS_FILE] = "filp",
    [OBJECTS_DENTRY] = "dentry",
    [OBJECTS_SKB] = "skbuff_fclone_cache",
    [OBJECTS_SKB_HEAD] = "skbuff_small_head",
    [OBJECTS_EPOLL_ITEM] = "eventpoll_epi",
    [OBJECTS_EPOLL_WAIT] = "eventpoll_pwq",
};

void objects_snapshot(struct objects_snapshot *snapshot)
{
	struct slab_cache looked = {0};

	slab_settle();
	for (int i = 0; i < OBJECTS_N; i++)
		snapshot->known[i] = slab_read(caches[i], &snapshot->cache[i]);
	snapshot->looked_n =
	    slab_read("proc_inode_cache", &looked) ? looked.used_n : 0;
}

double objects_grown_bytes(const struct objects_snapshot *before,
			   const struct objects_snapshot *after,
			   enum objects_kind kind)
{
	const struct slab_cache *cache = &after->cache[kind];
	double bytes;

	if (!before->known[kind] || !after->known[kind])
		return (double)NAN;
	bytes = slab_used_bytes(cache) - slab_used_bytes(&before->cache[kind]);
	if (kind == OBJECTS_DENTRY)
		bytes -= ((double)after->looked_n - (double)before->looked_n) *
			 slab_object_bytes(&cache->object);
	return bytes;
}

/* What @made_n objects, of @kinds_n kinds in one cache, made it grow by */
static void set_growth(struct objects_found *found,
		       const struct objects_snapshot *before,
		       const struct objects_snapshot *after,
		       enum objects_kind kind, int64_t made_n, int kinds_n)
{
	double bytes = objects_grown_bytes(before, after, kind);

	if (isnan(bytes) || made_n == 0)
		return;
	found[kind].made_n = made_n;
	found[kind].grown_bytes = bytes / (double)(made_n * kinds_n);
}

static int watch_all(const struct pairs *pairs)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	for (int64_t i = 0; epoll >= 0 && i < pairs->fds_n; i++)
		epoll_ctl(epoll, EPOLL_CTL_ADD, pairs->fd[i], &event);
	return epoll;
}

static void measure_open(struct pairs *pairs, int64_t connections_n,
			 struct objects_found *found)
{
	static const enum objects_kind kinds[] = {OBJECTS_TCP_SOCK,
						  OBJECTS_SOCKET_INODE,
						  OBJECTS_FILE, OBJECTS_DENTRY};
	struct objects_snapshot before;
	struct objects_snapshot open;
	struct objects_snapshot watched;
	int epoll;

	objects_snapshot(&before);
	pairs_open(pairs, connections_n);
	objects_snapshot(&open);
	epoll = watch_all(pairs);
	objects_snapshot(&watched);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		set_growth(found, &before, &open, kinds[i], pairs->fds_n, 1);
	set_growth(found, &open, &watched, OBJECTS_EPOLL_ITEM, pairs->fds_n, 1);
	set_growth(found, &open, &watched, OBJECTS_EPOLL_WAIT, pairs->fds_n, 1);
	if (epoll >= 0)
		close(epoll);
}

bool objects_measure(int64_t connections_n, int64_t time_waits_n,
		     struct objects_found found[OBJECTS_N])
{
	static const enum objects_kind kinds[] = {
	    OBJECTS_TIMEWAIT_SOCK, OBJECTS_BIND_BUCKET, OBJECTS_BIND2_BUCKET};
	struct objects_snapshot before;
	struct objects_snapshot after;
	struct pairs pairs;
	int error;

	memset(found, 0, OBJECTS_N * sizeof(found[0]));
	objects_snapshot(&before);
	if (!pairs_listen(&pairs, 1) ||
	    !pairs_pass(&pairs, time_waits_n, PAIRS_CLIENT)) {
		error = errno;
		pairs_fini(&pairs);
		errno = error;
		return false;
	}
	objects_snapshot(&after);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		set_growth(found, &before, &after, kinds[i], time_waits_n,
			   kinds[i] == OBJECTS_TIMEWAIT_SOCK ? 1 : 2);
	measure_open(&pairs, connections_n, found);
	pairs_fini(&pairs);
	for (int i = 0; i < OBJECTS_N; i++) {
		found[i].cache = caches[i];
		found[i].known = before.known[i];
		found[i].size = before.cache[i].object;
	}
	return true;
}
