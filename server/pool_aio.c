#include "pool.h"

#include "die.h"
#include "instant.h"
#include "talk.h"

#include <aio.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SCRATCH_SIZE 4096

/**
 * DOC: Asynchronous I/O as POSIX has it
 *
 * The C library does it with threads of its own: one for each request that
 * waits. A completion is a signal that any thread of the pool may take.
 */

/** struct aio_guest - A connection, with one request at a time */
struct aio_guest {
	struct aiocb request;
	struct server *server;
	int fd;
	struct conversation conversation;
	char answer[];
};

/**
 * struct aio_pool - The threads that take completions
 * @handed:	Requests; orders the memory of who makes one and who takes its
 *		completion, as a signal does not
 */
struct aio_pool {
	atomic_uint handed;
	size_t n;
	pthread_t thread[];
};

/* What is received goes here: nobody looks at it. */
static char scratch[SCRATCH_SIZE];

static int completion_signal(void)
{
	return SIGRTMIN;
}

static sigset_t completion_set(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, completion_signal());
	return set;
}

/* Requests know no time-out, sockets do; in ticks, so it may be tried again. */
static void limit(int fd, int option, int64_t left_ns)
{
	struct timeval left = {
	    .tv_sec = left_ns / NS_PER_S,
	    .tv_usec = left_ns % NS_PER_S / NS_PER_US + 1,
	};

	if (left.tv_usec >= 1000000) {
		left.tv_sec++;
		left.tv_usec -= 1000000;
	}
	setsockopt(fd, SOL_SOCKET, option, &left, sizeof(left));
}

static void hand_over(struct aio_guest *guest)
{
	struct aio_pool *pool = guest->server->model;

	atomic_fetch_add(&pool->handed, 1);
}

static int ask_answer(struct aio_guest *guest, int64_t left_ns)
{
	size_t size;

	limit(guest->fd, SO_SNDTIMEO, left_ns);
	conversation_rest(&guest->conversation, &size);
	guest->request.aio_buf = guest->answer + guest->conversation.done_bytes;
	guest->request.aio_nbytes = size;
	hand_over(guest);
	return aio_write(&guest->request);
}

static int ask_request(struct aio_guest *guest, int64_t left_ns)
{
	size_t size = conversation_hears(&guest->conversation);

	limit(guest->fd, SO_RCVTIMEO, left_ns);
	guest->request.aio_buf = scratch;
	guest->request.aio_nbytes = size < SCRATCH_SIZE ? size : SCRATCH_SIZE;
	hand_over(guest);
	return aio_read(&guest->request);
}

/*
 * True if a request is on its way: the guest then belongs to whoever takes its
 * completion, which may have happened by now. If not, it is over.
 */
static bool ask(struct aio_guest *guest)
{
	int64_t left_ns = guest->conversation.until_ns - instant_now_ns();
	bool answers = guest->conversation.state == CONVERSATION_ANSWERS;

	if (left_ns <= 0) {
		conversation_expired(&guest->conversation);
		return false;
	}
	guest->request = (struct aiocb){.aio_fildes = guest->fd};
	guest->request.aio_sigevent = (struct sigevent){
	    .sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = completion_signal(),
	    .sigev_value.sival_ptr = guest,
	};
	if ((answers ? ask_answer(guest, left_ns)
		     : ask_request(guest, left_ns)) == 0)
		return true;
	/* the C library could make no thread, not even the first one */
	atomic_fetch_add(&guest->server->counts->no_thread, 1);
	conversation_failed(&guest->conversation, errno);
	return false;
}

static void get_on(struct aio_guest *guest)
{
	struct server *server = guest->server;

	if (guest->conversation.state != CONVERSATION_OVER && ask(guest))
		return;
	talk_end(&guest->conversation, guest->fd);
	server_leave(server, &guest->conversation);
	free(guest);
}

static void told(struct aio_guest *guest)
{
	struct conversation *conversation = &guest->conversation;
	int error = aio_error(&guest->request);
	ssize_t n = aio_return(&guest->request);

	if (error == EAGAIN || error == EINTR)
		;
	else if (error)
		conversation_failed(conversation, error);
	else if (conversation->state == CONVERSATION_ANSWERS)
		conversation_sent(conversation, (size_t)n, instant_now_ns());
	else
		conversation_heard(conversation, (size_t)n, instant_now_ns());
	get_on(guest);
}

static void *aio_run(void *argument)
{
	struct aio_pool *pool = argument;
	sigset_t set = completion_set();
	siginfo_t info;

	for (;;) {
		struct aio_guest *guest;

		if (sigwaitinfo(&set, &info) < 0)
			continue;
		if (info.si_code != SI_ASYNCIO)
			return NULL;
		guest = info.si_value.sival_ptr;
		atomic_load(&pool->handed);
		told(guest);
	}
}

/* A completion whose signal does not fit into the queue would be lost. */
static void check_limits_or_die(const struct server_options *options)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_SIGPENDING, &limit) < 0)
		die_errno(DIE_RUNTIME, "RLIMIT_SIGPENDING");
	if (limit.rlim_cur != RLIM_INFINITY &&
	    (rlim_t)options->open_max > limit.rlim_cur / 2)
		die(DIE_USAGE,
		    "--open-max: at most %llu with POSIX aio, half of "
		    "RLIMIT_SIGPENDING",
		    (unsigned long long)limit.rlim_cur / 2);
}

static void pool_aio_start_or_die(struct server *server)
{
	size_t n = (size_t)server->options.threads_n;
	struct aio_pool *pool =
	    calloc(1, sizeof(*pool) + n * sizeof(pool->thread[0]));
	struct aioinit init = {
	    .aio_threads = (int)server->options.open_max,
	    .aio_num = 64,
	    .aio_idle_time = 1,
	};
	sigset_t set = completion_set();

	if (!pool)
		die_errno(DIE_RUNTIME, "memory");
	check_limits_or_die(&server->options);
	aio_init(&init);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pool->n = n;
	server->model = pool;
	server->async = "aio";
	for (size_t i = 0; i < n; i++) {
		errno = pthread_create(&pool->thread[i], NULL, aio_run, pool);
		if (errno)
			die_errno(DIE_RUNTIME, "cannot start a thread");
	}
	server_peak(&server->threads_peak, 1 + n);
}

static void pool_aio_take(struct server *server, int fd)
{
	struct aio_guest *guest =
	    malloc(sizeof(*guest) + (size_t)server->options.answer_bytes);

	if (!guest) {
		server_refuse(server, fd, &server->counts->no_memory);
		return;
	}
	guest->server = server;
	guest->fd = fd;
	conversation_begin(&guest->conversation, guest->answer,
			   &server->options, instant_now_ns());
	get_on(guest);
}

/* Those abandoned stay: the threads of the C library wait with them. */
static void pool_aio_finish(struct server *server, int64_t until_ns)
{
	struct aio_pool *pool = server->model;

	server_wait_idle(server, until_ns);
	for (size_t i = 0; i < pool->n; i++)
		sigqueue(getpid(), completion_signal(), (union sigval){0});
	for (size_t i = 0; i < pool->n; i++)
		pthread_join(pool->thread[i], NULL);
	free(pool);
}

const struct server_model pool_aio = {
    .start_or_die = pool_aio_start_or_die,
    .take = pool_aio_take,
    .finish = pool_aio_finish,
};
