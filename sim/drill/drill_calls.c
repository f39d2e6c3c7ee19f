#include "drill/drill_calls.h"

#include "drill/drill_options.h"
#include "run/nearest.h"

#include <errno.h>
#include <string.h>

/* F_GETFL tells O_NONBLOCK with the number of the kernel it ran on. */
#define BSD_O_NONBLOCK 0x4
#define OCTETS_MAX     (1 << 30)

/* Calls of the notation that no script about tearing down needs. */
static const char *const foreign[] = {
    "accept4",	  "cap_set",	 "dup",		 "epoll_create", "epoll_ctl",
    "epoll_wait", "getpeername", "getsockname",	 "kevent",	 "kqueue",
    "open",	  "pipe",	 "poll",	 "ppoll",	 "readv",
    "recvfrom",	  "recvmsg",	 "select",	 "sendfile",	 "sendmsg",
    "sendto",	  "splice",	 "vmsplice",	 "writev",	 "sctp_bindx",
    "fork",	  "eventfd",	 "sctp_sendmsg", "sctp_recvmsg",
};

#define ON_HOST(calls, what, ...) \
	((calls)->host.ops->what((calls)->host.self, __VA_ARGS__))

static const struct drill_value *arg(const struct drill_call *call, guint i)
{
	return g_ptr_array_index(call->args, i);
}

static int number(const struct drill_call *call, guint i)
{
	return (int)arg(call, i)->number;
}

/* Of the host; one that it never had, if the script never got it. */
static int fd_of(const struct drill_calls *calls, const struct drill_call *call)
{
	gpointer fd;

	if (g_hash_table_lookup_extended(
		calls->fds, GINT_TO_POINTER(number(call, 0)), NULL, &fd))
		return GPOINTER_TO_INT(fd);
	return -1;
}

/* The script says which number it calls the new descriptor by. */
static int keep_fd(struct drill_calls *calls, const struct drill_call *call,
		   int fd)
{
	if (fd < 0 || call->result->kind != DRILL_NUMBER ||
	    call->result->number < 0)
		return fd;
	g_hash_table_insert(calls->fds,
			    GINT_TO_POINTER((int)call->result->number),
			    GINT_TO_POINTER(fd));
	return (int)call->result->number;
}

static bool unsupported(const struct drill_value *value, GError **error)
{
	return drill_cursor_unsupported(
	    value->place, error, "this argument%s%s", value->text ? ": " : "",
	    value->text ? value->text : "");
}

static bool check_socket(const struct drill_call *call, GError **error)
{
	const struct drill_value *domain = arg(call, 0);
	int flags =
	    DRILL_SOCK_STREAM | DRILL_SOCK_NONBLOCK | DRILL_SOCK_CLOEXEC;

	if (domain->kind != DRILL_ANY &&
	    (domain->kind != DRILL_WORD || !strstr(domain->text, "F_INET")))
		return unsupported(domain, error);
	if (arg(call, 1)->kind != DRILL_NUMBER ||
	    !(number(call, 1) & DRILL_SOCK_STREAM) || number(call, 1) & ~flags)
		return unsupported(arg(call, 1), error);
	if ((arg(call, 2)->kind == DRILL_NUMBER && number(call, 2) == 0) ||
	    g_strcmp0(arg(call, 2)->text, "IPPROTO_TCP") == 0)
		return true;
	return unsupported(arg(call, 2), error);
}

static int run_socket(struct drill_calls *calls, const struct drill_call *call)
{
	int fd = calls->host.ops->socket(calls->host.self);

	if (fd >= 0 && number(call, 1) & DRILL_SOCK_NONBLOCK)
		ON_HOST(calls, set_nonblocking, fd, true);
	return fd;
}

static int run_bind(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, bind, fd_of(calls, call));
}

static int run_listen(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, listen, fd_of(calls, call), number(call, 1));
}

/* There is one peer: an address in its own words is another one. */
static bool check_address(const struct drill_call *call, GError **error)
{
	return arg(call, 1)->kind == DRILL_ANY ||
	       unsupported(arg(call, 1), error);
}

static int run_accept(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, accept, fd_of(calls, call));
}

static int run_connect(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, connect, fd_of(calls, call));
}

static int run_read(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, read, fd_of(calls, call), number(call, 2));
}

static bool check_octets(const struct drill_call *call, GError **error)
{
	return (arg(call, 2)->number >= 0 &&
		arg(call, 2)->number <= OCTETS_MAX) ||
	       unsupported(arg(call, 2), error);
}

/* One that blocks returns when all its octets are taken over. */
static int run_write(struct drill_calls *calls, const struct drill_call *call)
{
	int fd = fd_of(calls, call);
	int wanted = number(call, 2) - calls->taken;
	int taken = ON_HOST(calls, write, fd, wanted);

	if (taken == ENDPOINT_BLOCKS)
		return taken;
	if (taken < 0)
		return calls->taken > 0 ? calls->taken : taken;
	calls->taken += taken;
	if (taken == wanted || taken == 0 || ON_HOST(calls, is_nonblocking, fd))
		return calls->taken;
	return ENDPOINT_BLOCKS;
}

static bool check_flags(const struct drill_call *call, GError **error)
{
	int played = DRILL_MSG_DONTWAIT | DRILL_MSG_NOSIGNAL;

	if (!check_octets(call, error))
		return false;
	return (arg(call, 3)->kind == DRILL_NUMBER &&
		!(number(call, 3) & ~played)) ||
	       unsupported(arg(call, 3), error);
}

/* recv() and send(): read() and write() that may be told not to wait */
static int run_with_flags(struct drill_calls *calls,
			  const struct drill_call *call,
			  int (*run)(struct drill_calls *calls,
				     const struct drill_call *call))
{
	int fd = fd_of(calls, call);
	bool was = fd >= 0 && ON_HOST(calls, is_nonblocking, fd);
	bool dont_wait = fd >= 0 && number(call, 3) & DRILL_MSG_DONTWAIT;
	int result;

	if (dont_wait)
		ON_HOST(calls, set_nonblocking, fd, true);
	result = run(calls, call);
	if (dont_wait)
		ON_HOST(calls, set_nonblocking, fd, was);
	return result;
}

static int run_recv(struct drill_calls *calls, const struct drill_call *call)
{
	return run_with_flags(calls, call, run_read);
}

static int run_send(struct drill_calls *calls, const struct drill_call *call)
{
	return run_with_flags(calls, call, run_write);
}

static int run_close(struct drill_calls *calls, const struct drill_call *call)
{
	return ON_HOST(calls, close, fd_of(calls, call));
}

static bool check_shutdown(const struct drill_call *call, GError **error)
{
	return (number(call, 1) >= 0 && number(call, 1) <= 2) ||
	       unsupported(arg(call, 1), error);
}

static int run_shutdown(struct drill_calls *calls,
			const struct drill_call *call)
{
	return ON_HOST(calls, shutdown, fd_of(calls, call),
		       (enum endpoint_how)number(call, 1));
}

static bool check_fcntl(const struct drill_call *call, GError **error)
{
	bool get = g_strcmp0(arg(call, 1)->text, "F_GETFL") == 0;
	bool set = g_strcmp0(arg(call, 1)->text, "F_SETFL") == 0;

	if (get)
		return true;
	return (set && call->args->len == 3 &&
		arg(call, 2)->kind == DRILL_NUMBER) ||
	       unsupported(arg(call, 1), error);
}

static int run_fcntl(struct drill_calls *calls, const struct drill_call *call)
{
	int fd = fd_of(calls, call);

	if (fd < 0)
		return -EBADF;
	if (strcmp(arg(call, 1)->text, "F_SETFL") == 0)
		return ON_HOST(calls, set_nonblocking, fd,
			       number(call, 2) & DRILL_O_NONBLOCK ||
				   number(call, 2) ==
				       (DRILL_O_RDWR | BSD_O_NONBLOCK));
	if (!ON_HOST(calls, is_nonblocking, fd))
		return DRILL_O_RDWR;
	return DRILL_O_RDWR |
	       (call->result->number == (DRILL_O_RDWR | BSD_O_NONBLOCK)
		    ? BSD_O_NONBLOCK
		    : DRILL_O_NONBLOCK);
}

static bool check_ioctl(const struct drill_call *call, GError **error)
{
	const char *request = arg(call, 1)->text;
	const struct drill_value *value = drill_value_first(arg(call, 2));

	if (g_strcmp0(request, "SIOCINQ") != 0 &&
	    g_strcmp0(request, "FIONREAD") != 0)
		return unsupported(arg(call, 1), error);
	return (value &&
		(value->kind == DRILL_NUMBER || value->kind == DRILL_ANY)) ||
	       unsupported(arg(call, 2), error);
}

static int run_ioctl(struct drill_calls *calls, const struct drill_call *call)
{
	const struct drill_value *value = drill_value_first(arg(call, 2));
	int unread = ON_HOST(calls, unread, fd_of(calls, call));

	if (unread < 0)
		return unread;
	if (value->kind == DRILL_NUMBER && value->number != unread)
		g_string_append_printf(calls->why, "[%d]", unread);
	return 0;
}

static int run_setsockopt(struct drill_calls *calls,
			  const struct drill_call *call)
{
	return drill_options_set(&calls->host, fd_of(calls, call), call);
}

static int run_getsockopt(struct drill_calls *calls,
			  const struct drill_call *call)
{
	return drill_options_get(&calls->host, fd_of(calls, call), call,
				 calls->why);
}

static const struct drill_call_row rows[] = {
    {"socket", "*ww", "socket(..., SOCK_STREAM, IPPROTO_TCP)", check_socket,
     run_socket},
    {"bind", "f**", "bind(fd, ..., ...)", check_address, run_bind},
    {"listen", "fn", "listen(fd, backlog)", NULL, run_listen},
    {"accept", "f**", "accept(fd, ..., ...)", check_address, run_accept},
    {"connect", "f**", "connect(fd, ..., ...)", check_address, run_connect},
    {"read", "f*n", "read(fd, ..., octets)", check_octets, run_read},
    {"write", "f*n", "write(fd, ..., octets)", check_octets, run_write},
    {"recv", "f*nw", "recv(fd, ..., octets, flags)", check_flags, run_recv},
    {"send", "f*nw", "send(fd, ..., octets, flags)", check_flags, run_send},
    {"close", "f", "close(fd)", NULL, run_close},
    {"shutdown", "fn", "shutdown(fd, SHUT_RD, SHUT_WR or SHUT_RDWR)",
     check_shutdown, run_shutdown},
    {"fcntl", "fw?*", "fcntl(fd, F_GETFL) or fcntl(fd, F_SETFL, flags)",
     check_fcntl, run_fcntl},
    {"ioctl", "fw*", "ioctl(fd, SIOCINQ, [octets])", check_ioctl, run_ioctl},
    {"setsockopt", "fww*n", "setsockopt(fd, level, option, value, length)",
     drill_options_check_set, run_setsockopt},
    {"getsockopt", "fww**", "getsockopt(fd, level, option, [value], [length])",
     drill_options_check_get, run_getsockopt},
};

const struct drill_call_row *drill_calls_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

bool drill_calls_is_foreign(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++)
		if (strcmp(foreign[i], name) == 0)
			return true;
	return false;
}

char *drill_calls_nearest(const char *name)
{
	const char *names[G_N_ELEMENTS(rows)];

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		names[i] = rows[i].name;
	return nearest_new(name, names, G_N_ELEMENTS(rows));
}

void drill_calls_init(struct drill_calls *calls, struct drill_host host)
{
	memset(calls, 0, sizeof(*calls));
	calls->host = host;
	calls->fds = g_hash_table_new(NULL, NULL);
	calls->under_test = -1;
	calls->why = g_string_new(NULL);
}

void drill_calls_fini(struct drill_calls *calls)
{
	g_hash_table_unref(calls->fds);
	g_string_free(calls->why, TRUE);
}

/* Touches no more of @calls than @taken and @why: it may be another thread. */
static int make(struct drill_calls *calls, const struct drill_call *call)
{
	/* every call but this one takes a descriptor first */
	if (call->row->run != run_socket && fd_of(calls, call) < 0)
		return -EBADF;
	g_string_truncate(calls->why, 0);
	return call->row->run(calls, call);
}

/* What follows from its result for those to come */
static int finish(struct drill_calls *calls, const struct drill_call *call,
		  int result)
{
	if (result == ENDPOINT_BLOCKS)
		return result;
	if (call->row->run == run_accept && result >= 0)
		calls->under_test = result;
	if (call->row->run == run_accept || call->row->run == run_socket)
		return keep_fd(calls, call, result);
	if (call->row->run != run_close)
		return result;
	if (fd_of(calls, call) == calls->under_test)
		calls->under_test = -1;
	g_hash_table_remove(calls->fds, GINT_TO_POINTER(number(call, 0)));
	return result;
}

int drill_calls_again(struct drill_calls *calls, const struct drill_call *call,
		      int64_t *at_ns)
{
	return finish(calls, call,
		      ON_HOST(calls, again, make, calls, call, at_ns));
}

int drill_calls_begin(struct drill_calls *calls, const struct drill_call *call,
		      bool blocks)
{
	calls->taken = 0;
	if (call->row->run == run_connect) {
		calls->connects_n++;
		calls->under_test = fd_of(calls, call);
	}
	return finish(calls, call,
		      ON_HOST(calls, run, make, calls, call, blocks));
}

bool drill_calls_as_expected(const struct drill_calls *calls,
			     const struct drill_call *call, int result)
{
	int64_t error;

	if (calls->why->len > 0)
		return false;
	if (call->result->kind == DRILL_ANY)
		return true;
	if (result >= 0)
		return call->result->number == result;
	if (call->result->number != -1)
		return false;
	return !call->errno_name ||
	       (drill_symbol_find(call->errno_name, &error) &&
		error == -result);
}

void drill_calls_print(GString *to, int result)
{
	const char *name = result < 0 ? drill_errno_name(-result) : NULL;

	if (result >= 0)
		g_string_append_printf(to, "%d", result);
	else if (name)
		g_string_append_printf(to, "-1 %s", name);
	else
		g_string_append_printf(to, "-1 (errno %d)", -result);
}
