#include "crew.h"

#include "die.h"
#include "instant.h"
#include "talk.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_MAX 256
/* Sockets taken from the inbox before those there are get their turn. */
#define INBOX_BATCH 64

/** struct event_loop - Of one thread */
struct event_loop {
	struct crew_member *member;
	int epoll_fd;
};

/* The events that let the conversation get on; false if epoll cannot. */
static bool ask(struct event_loop *loop, struct guest *guest, int operation)
{
	struct epoll_event event = {.data.ptr = guest};

	event.events = guest->conversation.state == CONVERSATION_ANSWERS
			   ? EPOLLOUT
			   : EPOLLIN;
	if (event.events == guest->asked)
		return true;
	guest->asked = event.events;
	return epoll_ctl(loop->epoll_fd, operation, guest->fd, &event) == 0;
}

static void get_on(struct event_loop *loop, struct guest *guest, int operation)
{
	talk_on(&guest->conversation, guest->fd);
	if (guest->conversation.state != CONVERSATION_OVER &&
	    !ask(loop, guest, operation))
		conversation_failed(&guest->conversation, errno);
	if (guest->conversation.state == CONVERSATION_OVER)
		crew_farewell(loop->member, guest);
	else
		guests_put(&loop->member->guests, guest);
}

/* False when there will be no more. */
static bool take_inbox(struct event_loop *loop)
{
	int fds[INBOX_BATCH];
	ssize_t n = read(loop->member->inbox, fds, sizeof(fds));

	for (ssize_t i = 0; i < n / (ssize_t)sizeof(fds[0]); i++) {
		struct guest *guest = crew_welcome(loop->member, fds[i]);

		if (guest)
			get_on(loop, guest, EPOLL_CTL_ADD);
	}
	return n != 0;
}

static void expire(struct event_loop *loop)
{
	int64_t now_ns = instant_now_ns();
	struct guest *guest;

	while ((guest = guests_overdue(&loop->member->guests, now_ns))) {
		conversation_expired(&guest->conversation);
		crew_farewell(loop->member, guest);
	}
}

static int wait_for_events(struct event_loop *loop, struct epoll_event *event)
{
	int64_t next_ns = guests_next_ns(&loop->member->guests);
	int64_t left_ns = next_ns - instant_now_ns();
	struct timespec left = instant_timespec(left_ns > 0 ? left_ns : 0);

	return epoll_pwait2(loop->epoll_fd, event, EVENTS_MAX,
			    next_ns == NEVER_NS ? NULL : &left, NULL);
}

static void *event_run(void *argument)
{
	struct event_loop loop = {
	    .member = argument,
	    .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
	};
	struct epoll_event event[EVENTS_MAX] = {{.events = EPOLLIN}};
	bool more = true;

	if (loop.epoll_fd < 0 || epoll_ctl(loop.epoll_fd, EPOLL_CTL_ADD,
					   loop.member->inbox, &event[0]) < 0)
		die_errno(DIE_RUNTIME, "epoll");
	while (more) {
		int n = wait_for_events(&loop, event);

		for (int i = 0; i < n; i++)
			if (event[i].data.ptr)
				get_on(&loop, event[i].data.ptr, EPOLL_CTL_MOD);
			else
				more = take_inbox(&loop);
		expire(&loop);
	}
	crew_abandon(loop.member);
	close(loop.epoll_fd);
	return NULL;
}

static void event_start_or_die(struct server *server)
{
	crew_start_or_die(server, event_run, NULL);
}

const struct server_model model_event = {
    .start_or_die = event_start_or_die,
    .take = crew_take,
    .finish = crew_finish,
};
