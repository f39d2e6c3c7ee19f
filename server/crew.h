#ifndef SERVER_CREW_H
#define SERVER_CREW_H

#include "guests.h"
#include "server.h"

/**
 * DOC: The threads of a pool
 *
 * The main thread hands accepted sockets out in turn, each through a pipe of
 * the thread that is to serve it. The end of the pipe is the end of the thread.
 */

/**
 * struct crew_member - One thread
 * @inbox:	Where sockets come from, as ints; read end, non-blocking
 * @guests:	Those it serves
 * @own:	Of the strategy
 * @handed:	Sockets put into the inbox. Where the kernel reads the pipe for
 *		us, this is what orders the memory of both threads
 */
struct crew_member {
	struct server *server;
	int inbox;
	struct guests guests;
	void *own;
	atomic_uint handed;
	/* private */
	int outbox;
	pthread_t thread;
};

/** struct crew - All of them; @next is the one whose turn it is */
struct crew {
	size_t n;
	size_t next;
	struct crew_member member[];
};

/**
 * crew_start_or_die() - Start --threads of them; in @server->model
 * @run:	What each does, with its struct crew_member
 * @own:	A value for each; NULL: none
 */
void crew_start_or_die(struct server *server, void *(*run)(void *member),
		       void *const *own);

/** crew_take() - Hand a socket to the next one; model->take() */
void crew_take(struct server *server, int fd);

/** crew_finish() - Wait until all is served, then end them; model->finish() */
void crew_finish(struct server *server, int64_t until_ns);

/** crew_welcome() - A guest for a socket from the inbox; NULL: refused */
struct guest *crew_welcome(struct crew_member *member, int fd);

/** crew_farewell() - The conversation is over: close, count, free */
void crew_farewell(struct crew_member *member, struct guest *guest);

/** crew_abandon() - The drain time is over: let go of those who are left */
void crew_abandon(struct crew_member *member);

#endif
