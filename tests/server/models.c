#include "server.h"

#include "instant.h"
#include "suite.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Each strategy against clients that behave badly and a kernel that refuses.
 * The server runs in the process of the test, its clients in another one; the
 * calls below are refused where a test says so.
 */

/** struct refusal - Calls that fail from now on */
struct refusal {
	atomic_int left_n;
	atomic_int error;
};

static struct refusal no_thread;
static struct refusal no_process;
static struct refusal no_accept;

static bool refuses(struct refusal *refusal)
{
	if (atomic_load(&refusal->left_n) <= 0)
		return false;
	atomic_fetch_sub(&refusal->left_n, 1);
	errno = atomic_load(&refusal->error);
	return true;
}

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *argument)
{
	if (refuses(&no_thread))
		return errno;
	return __real_pthread_create(thread, attr, run, argument);
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
	return refuses(&no_process) ? -1 : __real_fork();
}

int __real_accept4(int fd, struct sockaddr *at, socklen_t *size, int flags);
int __wrap_accept4(int fd, struct sockaddr *at, socklen_t *size, int flags);
int __wrap_accept4(int fd, struct sockaddr *at, socklen_t *size, int flags)
{
	if (refuses(&no_accept))
		return -1;
	return __real_accept4(fd, at, size, flags);
}

/* All strategies, the pool in both ways. */
static const struct {
	enum server_model_id id;
	enum server_async async;
} models[] = {
    {SERVER_FORK, SERVER_ASYNC_AUTO},  {SERVER_THREAD, SERVER_ASYNC_AUTO},
    {SERVER_EVENT, SERVER_ASYNC_AUTO}, {SERVER_POOL, SERVER_ASYNC_AUTO},
    {SERVER_POOL, SERVER_ASYNC_AIO},
};

static struct server server;
static int signals[2];

static void set_up(void)
{
	memset(&server, 0, sizeof(server));
	server.options = (struct server_options){
	    .address = INADDR_LOOPBACK,
	    .servers_n = 1,
	    .ports_n = 1,
	    .backlog = 4096,
	    .threads_n = 2,
	    .open_max = 500,
	    .closer = SERVER_CLOSE_SERVER,
	    .requests_n = 1,
	    .request_bytes = 4,
	    .answer_bytes = 26,
	    .linger_s = -1,
	    .timeout_ns = 60 * NS_PER_S,
	    .drain_ns = 60 * NS_PER_S,
	};
	signal(SIGPIPE, SIG_IGN);
	ck_assert(pipe(signals) == 0);
}

static void tell(char what)
{
	ck_assert(write(signals[1], &what, 1) == 1);
}

/*
 * In a grandchild: a strategy with processes reaps all children it has. The
 * server stops when it is told, or when the client is gone.
 */
static void start_client(void (*client)(void))
{
	pid_t child = __real_fork();

	ck_assert(child >= 0);
	if (child == 0) {
		if (__real_fork() == 0) {
			listeners_close(&server.listeners);
			client();
			tell('.');
		}
		_exit(0);
	}
	ck_assert(waitpid(child, NULL, 0) == child);
	close(signals[1]);
}

static bool client_was_content(void)
{
	char said = 0;

	while (read(signals[0], &said, 1) > 0)
		;
	return said == '.';
}

/* A server with its clients, to the end. */
static void run_with(int model, void (*client)(void))
{
	const struct server_model *used = server_model(models[model].id);

	server.options.model = models[model].id;
	server.options.async = models[model].async;
	listeners_open_or_die(&server.listeners, &server.options);
	server_init_or_die(&server);
	start_client(client);
	used->start_or_die(&server);
	if (server.async_why[0])
		printf("# %s: POSIX aio is tested\n", server.async_why);
	server_run(&server, used, signals[0]);
	ck_assert(client_was_content());
}

static int call_server(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons((uint16_t)server.options.port);
	ck_assert(fd >= 0);
	ck_assert(connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
	return fd;
}

static void hang_up_by_rst(int fd)
{
	struct linger abort = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
	close(fd);
}

/* Octets of an answer; fewer if the server closes before, 0 after a RST. */
static size_t read_answer(int fd)
{
	char buf[26];
	size_t got = 0;
	ssize_t n;

	while (got < sizeof(buf)) {
		n = recv(fd, buf + got, sizeof(buf) - got, 0);
		if (n <= 0)
			return n < 0 ? 0 : got;
		got += (size_t)n;
	}
	return got;
}

static void ask_politely(void)
{
	char end;
	int fd = call_server();

	for (int64_t i = 0; i < server.options.requests_n; i++) {
		if (i > 0)
			ck_assert(send(fd, "and?", 4, MSG_NOSIGNAL) == 4);
		ck_assert_uint_eq(read_answer(fd), 26);
	}
	if (server.options.closer == SERVER_CLOSE_SERVER)
		ck_assert(recv(fd, &end, 1, 0) == 0);
	close(fd);
}

static uint64_t count(const atomic_uint_fast64_t *what)
{
	return atomic_load(what);
}

static uint64_t ended(enum conversation_end end)
{
	return count(&server.counts->ended[end]);
}

static uint64_t ended_all(void)
{
	uint64_t sum = 0;

	for (int i = 0; i < CONVERSATION_ENDS_N; i++)
		sum += ended((enum conversation_end)i);
	return sum;
}

static void ten_polite_ones(void)
{
	for (int i = 0; i < 10; i++)
		ask_politely();
}

START_TEST(requests_are_answered)
{
	server.options.requests_n = 3;
	run_with(_i, ten_polite_ones);
	ck_assert_uint_eq(count(&server.counts->accepted), 10);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 10);
	ck_assert_uint_eq(count(&server.counts->answers), 30);
	ck_assert_uint_eq(count(&server.counts->abandoned), 0);
}
END_TEST

#define STORM_N 150

static void storm(void)
{
	for (int i = 0; i < STORM_N; i++)
		hang_up_by_rst(call_server());
	for (int i = 0; i < STORM_N; i++) {
		int fd = call_server();

		/* the rest of the answers is for nobody */
		read_answer(fd);
		hang_up_by_rst(fd);
	}
	ask_politely();
}

START_TEST(a_storm_of_rst_does_no_harm)
{
	server.options.closer = SERVER_CLOSE_CLIENT;
	run_with(_i, storm);
	ck_assert_uint_eq(count(&server.counts->accepted) +
			      count(&server.counts->aborted),
			  2 * STORM_N + 1);
	ck_assert_uint_eq(ended_all(), count(&server.counts->accepted));
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 1);
	ck_assert_uint_ge(ended(CONVERSATION_RESET), STORM_N);
	ck_assert_uint_eq(ended(CONVERSATION_FAILED), 0);
}
END_TEST

#define VANISHED_N 20

/* They say no more, and have not closed: for the server they are gone. */
static void vanish(void)
{
	char end;
	int fd[VANISHED_N];

	for (int i = 0; i < VANISHED_N; i++)
		fd[i] = call_server();
	for (int i = 0; i < VANISHED_N; i++) {
		read_answer(fd[i]);
		ck_assert(recv(fd[i], &end, 1, 0) == 0);
	}
	for (int i = 0; i < VANISHED_N; i++)
		close(fd[i]);
}

START_TEST(vanished_clients_are_given_up)
{
	server.options.closer = SERVER_CLOSE_CLIENT;
	server.options.timeout_ns = 100 * NS_PER_MS;
	run_with(_i, vanish);
	ck_assert_uint_eq(ended(CONVERSATION_TIMED_OUT), VANISHED_N);
}
END_TEST

/* A part of a request, and no more. */
static void begin_to_ask(void)
{
	char end;
	int fd = call_server();

	ck_assert_uint_eq(read_answer(fd), 26);
	ck_assert(send(fd, "an", 2, MSG_NOSIGNAL) == 2);
	ck_assert(recv(fd, &end, 1, 0) == 0);
	close(fd);
}

START_TEST(slow_askers_are_given_up)
{
	server.options.requests_n = 2;
	server.options.timeout_ns = 100 * NS_PER_MS;
	run_with(_i, begin_to_ask);
	ck_assert_uint_eq(ended(CONVERSATION_TIMED_OUT), 1);
}
END_TEST

/* What fits into the buffers is sent, the rest is not waited for. */
static void do_not_read(void)
{
	struct server_counts *counts = server.counts;
	int size = 4096;
	int fd = call_server();

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	while (atomic_load(&counts->ended[CONVERSATION_TIMED_OUT]) == 0)
		usleep(10000);
	close(fd);
}

START_TEST(those_who_do_not_read_are_given_up)
{
	server.options.requests_n = 1000;
	server.options.request_bytes = 1;
	server.options.answer_bytes = 1 << 20;
	server.options.timeout_ns = 100 * NS_PER_MS;
	run_with(_i, do_not_read);
	ck_assert_uint_eq(ended(CONVERSATION_TIMED_OUT), 1);
}
END_TEST

static void twelve_while_refused(void)
{
	for (int i = 0; i < 12; i++) {
		int fd = call_server();

		ck_assert_uint_eq(read_answer(fd), i < 5 ? 0 : 26);
		close(fd);
	}
}

START_TEST(without_threads_a_connection_is_closed)
{
	atomic_store(&no_thread.error, EAGAIN);
	atomic_store(&no_thread.left_n, 5);
	run_with(1, twelve_while_refused);
	ck_assert_uint_eq(count(&server.counts->no_thread), 5);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 7);
	ck_assert_uint_eq(server.open_n, 0);
}
END_TEST

START_TEST(without_processes_a_connection_is_closed)
{
	atomic_store(&no_process.error, _i ? ENOMEM : EAGAIN);
	atomic_store(&no_process.left_n, 5);
	run_with(0, twelve_while_refused);
	ck_assert_uint_eq(count(&server.counts->no_process), 5);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 7);
	ck_assert_uint_eq(server.open_n, 0);
}
END_TEST

#define REFUSED_N 20

/* A pause of 10 ms after each failure: a slow machine makes it only longer. */
START_TEST(without_descriptors_accept_pauses)
{
	static const int errors[] = {EMFILE, ENFILE, ENOMEM, ENOBUFS};
	int64_t begin_ns = instant_now_ns();

	atomic_store(&no_accept.error, errors[_i]);
	atomic_store(&no_accept.left_n, REFUSED_N);
	run_with(2, ask_politely);
	ck_assert_uint_eq(count(&server.counts->no_room), REFUSED_N);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 1);
	ck_assert_int_ge(instant_now_ns() - begin_ns,
			 (REFUSED_N - 1) * 10 * NS_PER_MS);
}
END_TEST

START_TEST(connections_that_are_gone_are_skipped)
{
	static const int errors[] = {ECONNABORTED, EPROTO, ENETDOWN, EPERM};

	atomic_store(&no_accept.error, errors[_i]);
	atomic_store(&no_accept.left_n, 3);
	run_with(2, ask_politely);
	ck_assert_uint_eq(count(&server.counts->aborted), 3);
	ck_assert_uint_eq(count(&server.counts->no_room), 0);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 1);
}
END_TEST

static int left_open[10];

/* The server stops after this, and they are still open. */
static void leave_open(void)
{
	for (int i = 0; i < 10; i++)
		left_open[i] = call_server();
	for (int i = 0; i < 10; i++)
		ck_assert_uint_eq(read_answer(left_open[i]), 26);
}

/* Nobody can connect any more: the server is stopping. */
static bool is_stopping(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons((uint16_t)server.options.port);
	refused = connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0;
	hang_up_by_rst(fd);
	return refused;
}

static void stop_gracefully(void)
{
	leave_open();
	tell('s');
	while (!is_stopping())
		usleep(1000);
	for (int i = 0; i < 10; i++)
		close(left_open[i]);
}

START_TEST(a_stop_finishes_what_is_open)
{
	server.options.closer = SERVER_CLOSE_CLIENT;
	run_with(_i, stop_gracefully);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 10);
	ck_assert_uint_eq(count(&server.counts->abandoned), 0);
}
END_TEST

/* Until the server lets go, at the latest by its end. */
static void stay(void)
{
	char end;

	leave_open();
	tell('.');
	close(signals[1]);
	for (int i = 0; i < 10; i++)
		while (recv(left_open[i], &end, 1, 0) > 0)
			;
	_exit(0);
}

START_TEST(but_no_longer_than_told)
{
	server.options.closer = SERVER_CLOSE_CLIENT;
	server.options.drain_ns = 50 * NS_PER_MS;
	run_with(_i, stay);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 0);
	ck_assert_uint_eq(count(&server.counts->abandoned), 10);
}
END_TEST

static void eight_at_once(void)
{
	int fd[8];

	for (int i = 0; i < 8; i++)
		fd[i] = call_server();
	for (int i = 0; i < 8; i++) {
		ck_assert_uint_eq(read_answer(fd[i]), 26);
		close(fd[i]);
	}
}

START_TEST(more_than_may_be_served_wait)
{
	server.options.open_max = 2;
	server.options.closer = SERVER_CLOSE_CLIENT;
	run_with(_i, eight_at_once);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 8);
	ck_assert_uint_ge(count(&server.counts->busy), 1);
	ck_assert_uint_eq(server.open_peak, 2);
}
END_TEST

#ifndef __SANITIZE_THREAD__
/* As a sandbox would have it. */
static void refuse_io_uring(void)
{
	struct sock_filter filter[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		     offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = suite_rows_n(filter),
				     .filter = filter};

	ck_assert(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	ck_assert(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

START_TEST(where_io_uring_is_refused_aio_serves)
{
	server.options.requests_n = 3;
	refuse_io_uring();
	run_with(3, ten_polite_ones);
	ck_assert_str_eq(server.async, "aio");
	ck_assert(server.async_why[0]);
	ck_assert_uint_eq(ended(CONVERSATION_CLOSED), 10);
}
END_TEST
#endif

static void add_loop(Suite *suite, const char *name, const TTest *test, int n)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test, 0, n);
	suite_add_tcase(suite, tcase);
}

/*
 * The C library does POSIX aio with threads that it makes behind the thread
 * sanitizer's back, which then crashes in them.
 */
static int models_n(void)
{
	int n = suite_rows_n(models);

#ifdef __SANITIZE_THREAD__
	printf("# POSIX aio is left out: no thread sanitizer can follow it\n");
	n--;
#endif
	return n;
}

int main(void)
{
	const int all = models_n();
	const struct {
		const TTest *test;
		int n;
	} tests[] = {
	    {requests_are_answered, all},
	    {a_storm_of_rst_does_no_harm, all},
	    {vanished_clients_are_given_up, all},
	    {slow_askers_are_given_up, all},
	    {those_who_do_not_read_are_given_up, all},
	    {without_threads_a_connection_is_closed, 1},
	    {without_processes_a_connection_is_closed, 2},
	    {without_descriptors_accept_pauses, 4},
	    {connections_that_are_gone_are_skipped, 4},
	    {a_stop_finishes_what_is_open, all},
	    {but_no_longer_than_told, all},
	    {more_than_may_be_served_wait, all},
	};
	Suite *suite = suite_create("models");

	for (size_t i = 0; i < suite_rows_n(tests); i++)
		add_loop(suite, tests[i].test->name, tests[i].test, tests[i].n);
#ifndef __SANITIZE_THREAD__
	add_loop(suite, "where_io_uring_is_refused_aio_serves",
		 where_io_uring_is_refused_aio_serves, 1);
#endif
	return suite_run(suite);
}
