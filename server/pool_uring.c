#include "pool.h"

#include "crew.h"
#include "instant.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ENTRIES_N    512
#define INBOX_BATCH  64
#define SCRATCH_SIZE 4096

/**
 * struct uring_loop - Of one thread
 * @asked_n:	Guests the kernel is asked for something for
 * @more:	More may come from the inbox
 * @inbox:	Sockets, as read from there
 * @scratch:	What is received goes here: nobody looks at it
 */
struct uring_loop {
	struct io_uring ring;
	struct crew_member *member;
	uint64_t asked_n;
	bool more;
	int inbox[INBOX_BATCH];
	char scratch[SCRATCH_SIZE];
};

/* What comes of a cancellation is told by what was cancelled. */
static char of_no_interest;

static struct io_uring_sqe *next_sqe(struct uring_loop *loop)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&loop->ring);

	while (!sqe) {
		io_uring_submit(&loop->ring);
		sqe = io_uring_get_sqe(&loop->ring);
	}
	return sqe;
}

static void ask(struct uring_loop *loop, struct guest *guest)
{
	struct io_uring_sqe *sqe = next_sqe(loop);
	const char *rest;
	size_t size;

	if (guest->conversation.state == CONVERSATION_ANSWERS) {
		rest = conversation_rest(&guest->conversation, &size);
		io_uring_prep_send(sqe, guest->fd, rest, size, MSG_NOSIGNAL);
	} else {
		size = conversation_hears(&guest->conversation);
		if (size > SCRATCH_SIZE)
			size = SCRATCH_SIZE;
		io_uring_prep_recv(sqe, guest->fd, loop->scratch, size, 0);
	}
	io_uring_sqe_set_data(sqe, guest);
	loop->asked_n++;
}

static void ask_inbox(struct uring_loop *loop)
{
	struct io_uring_sqe *sqe = next_sqe(loop);

	io_uring_prep_read(sqe, loop->member->inbox, loop->inbox,
			   sizeof(loop->inbox), 0);
	io_uring_sqe_set_data(sqe, NULL);
}

static void get_on(struct uring_loop *loop, struct guest *guest)
{
	if (guest->conversation.state == CONVERSATION_OVER) {
		crew_farewell(loop->member, guest);
		return;
	}
	guests_put(&loop->member->guests, guest);
	ask(loop, guest);
}

static void take_inbox(struct uring_loop *loop, int result)
{
	if (result == 0)
		loop->more = false;
	for (int i = 0; i < result / (int)sizeof(loop->inbox[0]); i++) {
		struct guest *guest =
		    crew_welcome(loop->member, loop->inbox[i]);

		if (guest)
			get_on(loop, guest);
	}
	if (loop->more)
		ask_inbox(loop);
}

/* One that is in no queue was cancelled, but may have been told before. */
static void told(struct uring_loop *loop, struct guest *guest, int result)
{
	struct conversation *conversation = &guest->conversation;

	loop->asked_n--;
	if (!guest->queue && (result == -ECANCELED || result == -EINTR))
		conversation_expired(conversation);
	else if (result == -EINTR || result == -EAGAIN)
		;
	else if (result < 0)
		conversation_failed(conversation, -result);
	else if (conversation->state == CONVERSATION_ANSWERS)
		conversation_sent(conversation, (size_t)result,
				  instant_now_ns());
	else
		conversation_heard(conversation, (size_t)result,
				   instant_now_ns());
	get_on(loop, guest);
}

/* The guest leaves its queue until the kernel has told what came of it. */
static void cancel(struct uring_loop *loop, struct guest *guest)
{
	struct io_uring_sqe *sqe = next_sqe(loop);

	guests_take(guest);
	io_uring_prep_cancel(sqe, guest, 0);
	io_uring_sqe_set_data(sqe, &of_no_interest);
}

static void expire(struct uring_loop *loop)
{
	int64_t now_ns = instant_now_ns();
	struct guest *guest;

	while ((guest = guests_overdue(&loop->member->guests, now_ns)))
		cancel(loop, guest);
}

static void wait_for_completion(struct uring_loop *loop)
{
	int64_t next_ns = guests_next_ns(&loop->member->guests);
	int64_t left_ns = next_ns - instant_now_ns();
	struct __kernel_timespec left = {0};
	struct io_uring_cqe *cqe;

	if (left_ns > 0) {
		left.tv_sec = left_ns / NS_PER_S;
		left.tv_nsec = left_ns % NS_PER_S;
	}
	io_uring_submit_and_wait_timeout(
	    &loop->ring, &cqe, 1, next_ns == NEVER_NS ? NULL : &left, NULL);
}

/* The next completion; false if there is none now. */
static bool take_completion(struct uring_loop *loop, void **data, int *result)
{
	struct io_uring_cqe *cqe;

	if (io_uring_peek_cqe(&loop->ring, &cqe) != 0)
		return false;
	*data = io_uring_cqe_get_data(cqe);
	*result = cqe->res;
	io_uring_cqe_seen(&loop->ring, cqe);
	return true;
}

/* Nothing may go on with memory that is freed next. */
static void abandon(struct uring_loop *loop)
{
	struct guest *guest;
	void *data;
	int result;

	while ((guest = guests_any(&loop->member->guests)))
		cancel(loop, guest);
	while (loop->asked_n > 0) {
		wait_for_completion(loop);
		while (take_completion(loop, &data, &result)) {
			if (!data || data == &of_no_interest)
				continue;
			guest = data;
			loop->asked_n--;
			close(guest->fd);
			guest_free(guest);
		}
	}
}

static void *uring_run(void *argument)
{
	struct crew_member *member = argument;
	struct uring_loop *loop = member->own;
	void *data;
	int result;

	loop->member = member;
	loop->more = true;
	/* else a read of an empty pipe would fail, not wait */
	fcntl(member->inbox, F_SETFL, 0);
	ask_inbox(loop);
	while (loop->more) {
		wait_for_completion(loop);
		while (take_completion(loop, &data, &result)) {
			if (!data)
				take_inbox(loop, result);
			else if (data != &of_no_interest)
				told(loop, data, result);
		}
		expire(loop);
	}
	abandon(loop);
	io_uring_queue_exit(&loop->ring);
	free(loop);
	return NULL;
}

/* An errno; 0: this kernel has what is needed. */
static int probe(struct io_uring *ring)
{
	static const int needed[] = {IORING_OP_SEND, IORING_OP_RECV,
				     IORING_OP_READ, IORING_OP_ASYNC_CANCEL};
	struct io_uring_probe *found = io_uring_get_probe_ring(ring);
	int error = ring->features & IORING_FEAT_EXT_ARG ? 0 : ENOSYS;

	if (!found)
		return ENOSYS;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!io_uring_opcode_supported(found, needed[i]))
			error = ENOSYS;
	io_uring_free_probe(found);
	return error;
}

static int loop_new(struct uring_loop **loop)
{
	int error;

	*loop = calloc(1, sizeof(**loop));
	if (!*loop)
		return ENOMEM;
	error = -io_uring_queue_init(ENTRIES_N, &(*loop)->ring, 0);
	if (!error) {
		error = probe(&(*loop)->ring);
		if (error)
			io_uring_queue_exit(&(*loop)->ring);
	}
	if (error)
		free(*loop);
	return error;
}

static void loop_free(struct uring_loop *loop)
{
	io_uring_queue_exit(&loop->ring);
	free(loop);
}

/* All rings or none: what is refused is found out before a thread runs. */
bool pool_uring_start(struct server *server)
{
	struct uring_loop *loop[256];
	void *own[256];
	int64_t n = server->options.threads_n;
	int error = 0;
	int64_t i;

	for (i = 0; i < n; i++) {
		error = loop_new(&loop[i]);
		if (error)
			break;
		own[i] = loop[i];
	}
	if (!error) {
		server->async = "uring";
		crew_start_or_die(server, uring_run, own);
		return true;
	}
	while (i-- > 0)
		loop_free(loop[i]);
	snprintf(server->async_why, sizeof(server->async_why),
		 "io_uring is refused: %s", strerror(error));
	return false;
}

const struct server_model pool_uring = {
    .take = crew_take,
    .finish = crew_finish,
};
