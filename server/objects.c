#include "objects.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 16
/* Those that the program itself has open, and some more */
#define SPARE_FDS 64

static const char *const caches[OBJECTS_N] = {
    [OBJECTS_TCP_SOCK] = "TCP",
    [OBJECTS_TIMEWAIT_SOCK] = "tw_sock_TCP",
    [OBJECTS_REQUEST_SOCK] = "request_sock_TCP",
    [OBJECTS_BIND_BUCKET] = "tcp_bind_bucket",
    [OBJECTS_BIND2_BUCKET] = "tcp_bind2_bucket",
    [OBJECTS_SOCKET_INODE] = "sock_inode_cache",
    [OBJECTS_FILE] = "filp",
    [OBJECTS_DENTRY] = "dentry",
    [OBJECTS_EPOLL_ITEM] = "eventpoll_epi",
    [OBJECTS_EPOLL_WAIT] = "eventpoll_pwq",
};

struct snapshot {
	bool known[OBJECTS_N];
	struct slab_cache cache[OBJECTS_N];
};

static void snapshot_take(struct snapshot *snapshot)
{
	slab_settle();
	for (int i = 0; i < OBJECTS_N; i++)
		snapshot->known[i] = slab_read(caches[i], &snapshot->cache[i]);
}

/* What @made_n objects, of @kinds_n kinds in one cache, made it grow by */
static void set_growth(struct objects_found *found,
		       const struct snapshot *before,
		       const struct snapshot *after, enum objects_kind kind,
		       int64_t made_n, int kinds_n)
{
	double bytes = slab_used_bytes(&after->cache[kind]) -
		       slab_used_bytes(&before->cache[kind]);

	if (!before->known[kind] || !after->known[kind] || made_n == 0)
		return;
	found[kind].made_n = made_n;
	found[kind].grown_bytes = bytes / (double)(made_n * kinds_n);
}

/**
 * struct loop - Both ends of connections on the loopback interface
 * @fd:		Clients and what was accepted in turn, @fds_n
 */
struct loop {
	int listener;
	struct sockaddr_in at;
	int *fd;
	int64_t fds_n;
};

static bool loop_listen(struct loop *loop)
{
	socklen_t size = sizeof(loop->at);

	loop->at = (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	loop->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return loop->listener >= 0 &&
	       bind(loop->listener, (struct sockaddr *)&loop->at, size) == 0 &&
	       listen(loop->listener, BACKLOG) == 0 &&
	       getsockname(loop->listener, (struct sockaddr *)&loop->at,
			   &size) == 0;
}

static bool connect_pair(const struct loop *loop, int pair[2])
{
	pair[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pair[1] = -1;
	if (pair[0] >= 0 && connect(pair[0], (const struct sockaddr *)&loop->at,
				    sizeof(loop->at)) == 0)
		pair[1] = accept4(loop->listener, NULL, NULL, SOCK_CLOEXEC);
	if (pair[1] >= 0)
		return true;
	if (pair[0] >= 0)
		close(pair[0]);
	return false;
}

/* The client closes first, so that its end waits, with its buckets. */
static bool leave_time_waits(const struct loop *loop, int64_t n)
{
	int pair[2];

	for (int64_t i = 0; i < n; i++) {
		if (!connect_pair(loop, pair))
			return false;
		close(pair[0]);
		close(pair[1]);
	}
	return true;
}

static int64_t fds_left(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	return (int64_t)limit.rlim_cur - SPARE_FDS;
}

static void open_pairs(struct loop *loop, int64_t n)
{
	int64_t most = fds_left() / 2;

	n = n < most ? n : most;
	loop->fd = n > 0 ? calloc((size_t)(2 * n), sizeof(*loop->fd)) : NULL;
	while (loop->fd && loop->fds_n < 2 * n &&
	       connect_pair(loop, loop->fd + loop->fds_n))
		loop->fds_n += 2;
}

static int watch_all(const struct loop *loop)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	for (int64_t i = 0; epoll >= 0 && i < loop->fds_n; i++)
		epoll_ctl(epoll, EPOLL_CTL_ADD, loop->fd[i], &event);
	return epoll;
}

static void close_all(struct loop *loop, int epoll)
{
	struct linger reset = {.l_onoff = 1};

	if (epoll >= 0)
		close(epoll);
	for (int64_t i = 0; i < loop->fds_n; i++) {
		setsockopt(loop->fd[i], SOL_SOCKET, SO_LINGER, &reset,
			   sizeof(reset));
		close(loop->fd[i]);
	}
	free(loop->fd);
	if (loop->listener >= 0)
		close(loop->listener);
}

static void measure_open(struct loop *loop, int64_t connections_n,
			 struct objects_found *found)
{
	static const enum objects_kind kinds[] = {OBJECTS_TCP_SOCK,
						  OBJECTS_SOCKET_INODE,
						  OBJECTS_FILE, OBJECTS_DENTRY};
	struct snapshot before;
	struct snapshot open;
	struct snapshot watched;
	int epoll;

	snapshot_take(&before);
	open_pairs(loop, connections_n);
	snapshot_take(&open);
	epoll = watch_all(loop);
	snapshot_take(&watched);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		set_growth(found, &before, &open, kinds[i], loop->fds_n, 1);
	set_growth(found, &open, &watched, OBJECTS_EPOLL_ITEM, loop->fds_n, 1);
	set_growth(found, &open, &watched, OBJECTS_EPOLL_WAIT, loop->fds_n, 1);
	close_all(loop, epoll);
}

bool objects_measure(int64_t connections_n, int64_t time_waits_n,
		     struct objects_found found[OBJECTS_N])
{
	struct loop loop = {.listener = -1};
	struct snapshot before;
	struct snapshot after;

	memset(found, 0, OBJECTS_N * sizeof(found[0]));
	snapshot_take(&before);
	if (!loop_listen(&loop) || !leave_time_waits(&loop, time_waits_n)) {
		close_all(&loop, -1);
		return false;
	}
	snapshot_take(&after);
	set_growth(found, &before, &after, OBJECTS_TIMEWAIT_SOCK, time_waits_n,
		   1);
	set_growth(found, &before, &after, OBJECTS_BIND_BUCKET, time_waits_n,
		   2);
	set_growth(found, &before, &after, OBJECTS_BIND2_BUCKET, time_waits_n,
		   2);
	measure_open(&loop, connections_n, found);
	for (int i = 0; i < OBJECTS_N; i++) {
		found[i].cache = caches[i];
		found[i].known = before.known[i];
		found[i].size = before.cache[i].object;
	}
	return true;
}
