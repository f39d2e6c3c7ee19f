#include "crew.h"

#include "die.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void open_inbox_or_die(struct crew_member *member)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK))
		die_errno(DIE_RUNTIME, "pipe()");
	member->inbox = ends[0];
	member->outbox = ends[1];
}

void crew_start_or_die(struct server *server, void *(*run)(void *member),
		       void *const *own)
{
	size_t n = (size_t)server->options.threads_n;
	struct crew *crew =
	    calloc(1, sizeof(*crew) + n * sizeof(crew->member[0]));

	if (!crew)
		die_errno(DIE_RUNTIME, "memory");
	crew->n = n;
	server->model = crew;
	for (size_t i = 0; i < n; i++) {
		struct crew_member *member = &crew->member[i];

		member->server = server;
		member->own = own ? own[i] : NULL;
		guests_init(&member->guests);
		open_inbox_or_die(member);
		errno = pthread_create(&member->thread, NULL, run, member);
		if (errno)
			die_errno(DIE_RUNTIME, "cannot start a thread");
	}
	server_peak(&server->threads_peak, 1 + n);
}

void crew_take(struct server *server, int fd)
{
	struct crew *crew = server->model;
	struct crew_member *member = &crew->member[crew->next];

	crew->next = (crew->next + 1) % crew->n;
	atomic_fetch_add(&member->handed, 1);
	while (write(member->outbox, &fd, sizeof(fd)) < 0)
		if (errno != EINTR)
			abort();
}

void crew_finish(struct server *server, int64_t until_ns)
{
	struct crew *crew = server->model;

	server_wait_idle(server, until_ns);
	for (size_t i = 0; i < crew->n; i++)
		close(crew->member[i].outbox);
	for (size_t i = 0; i < crew->n; i++) {
		pthread_join(crew->member[i].thread, NULL);
		close(crew->member[i].inbox);
	}
	free(crew);
}

struct guest *crew_welcome(struct crew_member *member, int fd)
{
	struct server *server = member->server;
	struct guest *guest;

	atomic_load(&member->handed);
	guest = guest_new(&server->options, fd);
	if (!guest)
		server_refuse(server, fd, &server->counts->no_memory);
	return guest;
}

void crew_farewell(struct crew_member *member, struct guest *guest)
{
	guests_take(guest);
	talk_end(&guest->conversation, guest->fd);
	server_leave(member->server, &guest->conversation);
	guest_free(guest);
}

void crew_abandon(struct crew_member *member)
{
	struct guest *guest;

	while ((guest = guests_any(&member->guests))) {
		guests_take(guest);
		close(guest->fd);
		guest_free(guest);
	}
}
