#ifndef SERVER_ACTOR_H
#define SERVER_ACTOR_H

#include "host/scripted.h"

#include <stdatomic.h>

/**
 * DOC: An application that really does what is written
 *
 * The same scripts as host/scripted.h, with the calls of a kernel. It sees what
 * an application sees: data, the end, errors. Each runs in a thread of its own.
 */

/**
 * struct actor - One end of one connection
 * @script:	What it does
 * @start_ns:	CLOCK_MONOTONIC at instant 0 of the scene
 * @stop_fd:	Readable: the scene is over
 * @fd:		Its socket, connected; actor_play() closes it
 * @reads:	It has not begun to ignore what comes
 * @hung:	Both directions are closed: there is nothing more to see
 * @forgot:	Out: a connection that the kernel counts as reset, since the
 *		application has made the host forget it
 * @late:	The most by which any of a scene's own was late, ns; shared
 * @seen:	Out; instants since @start_ns
 */
struct actor {
	const struct scripted_script *script;
	int64_t start_ns;
	int stop_fd;
	int fd;
	bool reads;
	bool hung;
	bool forgot;
	atomic_llong *late;
	struct scripted_seen seen;
};

/** actor_init() - It has no socket yet, and has seen nothing */
void actor_init(struct actor *actor, const struct scripted_script *script,
		int64_t start_ns, int stop_fd, atomic_llong *late);

/** actor_late() - Note how late something was */
void actor_late(atomic_llong *late, int64_t late_ns);

/**
 * actor_connect_or_die() - Connect, and see what comes of it
 * @at_ns:	When, since @start_ns
 * @address, @port: Of the server, host byte order
 *
 * Return:	true: @fd is connected, actor_play() may follow
 */
bool actor_connect_or_die(struct actor *actor, int64_t at_ns, uint32_t address,
			  uint16_t port);

/** actor_play_or_die() - Do what is written, until the scene is over */
void actor_play_or_die(struct actor *actor);

#endif
