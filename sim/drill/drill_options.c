#include "drill/drill_options.h"

#include <string.h>

#define ARG_LEVEL  1
#define ARG_OPTION 2
#define ARG_VALUE  3

enum drill_level { LEVEL_SOCKET, LEVEL_TCP, LEVEL_IP };

static const struct {
	const char *name;
	enum drill_level level;
} levels[] = {
    {"SOL_SOCKET", LEVEL_SOCKET}, {"IPPROTO_TCP", LEVEL_TCP},
    {"SOL_TCP", LEVEL_TCP},	  {"IPPROTO_IP", LEVEL_IP},
    {"SOL_IP", LEVEL_IP},
};

static const struct option {
	const char *name;
	enum drill_level level;
	enum endpoint_option option;
} options[] = {
    {"SO_REUSEADDR", LEVEL_SOCKET, ENDPOINT_SO_REUSEADDR},
    {"SO_REUSEPORT", LEVEL_SOCKET, ENDPOINT_SO_REUSEPORT},
    {"SO_ERROR", LEVEL_SOCKET, ENDPOINT_SO_ERROR},
    {"SO_RCVBUF", LEVEL_SOCKET, ENDPOINT_SO_RCVBUF},
    {"SO_SNDBUF", LEVEL_SOCKET, ENDPOINT_SO_SNDBUF},
    {"SO_LINGER", LEVEL_SOCKET, ENDPOINT_SO_LINGER},
    {"TCP_LINGER2", LEVEL_TCP, ENDPOINT_TCP_LINGER2},
    {"TCP_USER_TIMEOUT", LEVEL_TCP, ENDPOINT_TCP_USER_TIMEOUT},
    {"TCP_NODELAY", LEVEL_TCP, ENDPOINT_TCP_NODELAY},
    {"TCP_DEFER_ACCEPT", LEVEL_TCP, ENDPOINT_TCP_DEFER_ACCEPT},
    {"IP_BIND_ADDRESS_NO_PORT", LEVEL_IP, ENDPOINT_IP_BIND_ADDRESS_NO_PORT},
    {"IP_LOCAL_PORT_RANGE", LEVEL_IP, ENDPOINT_IP_LOCAL_PORT_RANGE},
};

static const struct option *find_option(const struct drill_call *call)
{
	const char *level =
	    ((struct drill_value *)g_ptr_array_index(call->args, ARG_LEVEL))
		->text;
	const char *name =
	    ((struct drill_value *)g_ptr_array_index(call->args, ARG_OPTION))
		->text;

	for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
		if (g_strcmp0(options[i].name, name) != 0)
			continue;
		for (size_t j = 0; j < G_N_ELEMENTS(levels); j++)
			if (levels[j].level == options[i].level &&
			    g_strcmp0(levels[j].name, level) == 0)
				return &options[i];
	}
	return NULL;
}

static const struct drill_value *member(const struct drill_value *value,
					const char *name, const char *other)
{
	const struct drill_value *found = drill_value_member(value, name);

	if (!found)
		found = drill_value_member(value, other);
	return found && found->kind == DRILL_NUMBER ? found : NULL;
}

/* {onoff=1, linger=5} is 5, and {onoff=0, ...} is off. */
static bool read_linger(const struct drill_value *value, int *number)
{
	const struct drill_value *on = member(value, "onoff", "l_onoff");
	const struct drill_value *time = member(value, "linger", "l_linger");

	if (!on || !time)
		return false;
	*number = on->number ? (int)time->number : -1;
	return true;
}

static bool read_value(const struct option *option,
		       const struct drill_value *value, int *number)
{
	value = drill_value_first(value);
	if (!value)
		return false;
	if (option->option == ENDPOINT_SO_LINGER)
		return value->kind == DRILL_STRUCT &&
		       read_linger(value, number);
	*number = (int)value->number;
	return value->kind == DRILL_NUMBER;
}

static bool check(const struct drill_call *call, bool any, GError **error)
{
	const struct drill_value *name =
	    g_ptr_array_index(call->args, ARG_OPTION);
	const struct drill_value *value =
	    g_ptr_array_index(call->args, ARG_VALUE);
	const struct drill_value *first = drill_value_first(value);
	const struct option *option = find_option(call);
	int number;

	if (!option)
		return drill_cursor_unsupported(
		    name->place, error, "the socket option %s",
		    name->text ? name->text : "that is a number");
	if (any && first && first->kind == DRILL_ANY)
		return true;
	if (!any && option->option == ENDPOINT_SO_ERROR)
		return drill_cursor_unsupported(name->place, error,
						"SO_ERROR that is set");
	return read_value(option, value, &number) ||
	       drill_cursor_unsupported(value->place, error, "this value of %s",
					option->name);
}

bool drill_options_check_set(const struct drill_call *call, GError **error)
{
	return check(call, false, error);
}

bool drill_options_check_get(const struct drill_call *call, GError **error)
{
	return check(call, true, error);
}

int drill_options_set(const struct drill_host *host, int fd,
		      const struct drill_call *call)
{
	const struct option *option = find_option(call);
	int number = 0;

	read_value(option, g_ptr_array_index(call->args, ARG_VALUE), &number);
	return host->ops->set_option(host->self, fd, option->option, number);
}

static void tell(GString *why, const struct option *option, int actual)
{
	const char *name = option->option == ENDPOINT_SO_ERROR
			       ? drill_errno_name(actual)
			       : NULL;

	if (option->option == ENDPOINT_SO_LINGER)
		g_string_append_printf(why, "{onoff=%d, linger=%d}",
				       actual >= 0, MAX(actual, 0));
	else if (name)
		g_string_append_printf(why, "[%s]", name);
	else
		g_string_append_printf(why, "[%d]", actual);
}

int drill_options_get(const struct drill_host *host, int fd,
		      const struct drill_call *call, GString *why)
{
	const struct option *option = find_option(call);
	int actual = 0;
	int number;
	int result =
	    host->ops->get_option(host->self, fd, option->option, &actual);

	if (result < 0)
		return result;
	if (read_value(option, g_ptr_array_index(call->args, ARG_VALUE),
		       &number) &&
	    number != actual)
		tell(why, option, actual);
	return result;
}
