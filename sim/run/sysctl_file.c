#include "run/sysctl_file.h"

#include "run/file_read.h"

#include <string.h>

/*
 * Sources: linux v6.18 Documentation/networking/ip-sysctl.rst,
 * nf_conntrack-sysctl.rst; tcp_tw_recycle: linux 4396e46187ca (4.12).
 */
static const struct {
	const char *name;
	const char *text;
} notes[] = {
    {"net.ipv4.tcp_fin_timeout",
     "does not change TIME-WAIT; it is how long an orphan stays in "
     "FIN-WAIT-2"},
    {"net.ipv4.tcp_tw_recycle", "does nothing: it was removed in linux 4.12"},
    {"net.ipv4.tcp_tw_timeout",
     "is of some vendors' kernels only; --msl sets TIME-WAIT here"},
    {"net.ipv4.ip_local_reserved_ports",
     "is not modelled: all ports of the range count as free"},
    {"net.ipv4.tcp_keepalive_time", "does not change TIME-WAIT"},
    {"net.netfilter.nf_conntrack_tcp_timeout_time_wait",
     "does not change the TIME-WAIT of sockets; conntrack is not modelled"},
};

/* In `sysctl -a` every key is there: these defaults are no belief. */
static const struct {
	const char *name;
	const char *value;
} defaults[] = {
    {"net.ipv4.tcp_tw_recycle", "0"},
    {"net.ipv4.ip_local_reserved_ports", ""},
    {"net.ipv4.tcp_keepalive_time", "7200"},
    {"net.netfilter.nf_conntrack_tcp_timeout_time_wait", "120"},
};

GQuark sysctl_file_error_quark(void)
{
	return g_quark_from_static_string("sysctl-file-error");
}

static const char *default_value(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(defaults); i++)
		if (strcmp(name, defaults[i].name) == 0)
			return defaults[i].value;
	return NULL;
}

char *sysctl_file_note(const char *name, const char *value, const char *was)
{
	if (!was)
		was = default_value(name);
	if (was && strcmp(value, was) == 0)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
		if (strcmp(name, notes[i].name) == 0)
			return g_strdup_printf("%s %s", name, notes[i].text);
	return NULL;
}

static void sysctl_free(void *data)
{
	struct sysctl *sysctl = data;

	g_free(sysctl->name);
	g_free(sysctl->value);
	g_free(sysctl);
}

/* What comes first, '.' or '/', separates; the other is part of a name. */
static void normalise_name(char *name)
{
	size_t first = strcspn(name, "./");

	if (name[first] != '/')
		return;
	for (; *name; name++) {
		if (*name == '/')
			*name = '.';
		else if (*name == '.')
			*name = '/';
	}
}

static void normalise_value(char *value)
{
	char *to = value;

	for (char *from = value; *from; from++) {
		if (!g_ascii_isspace(*from))
			*to++ = *from;
		else if (to > value && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

static struct sysctl *sysctl_new(const char *name, const char *value,
				 unsigned line, bool optional)
{
	struct sysctl *sysctl = g_new0(struct sysctl, 1);

	sysctl->name = g_strstrip(g_strdup(name));
	normalise_name(sysctl->name);
	sysctl->value = g_strstrip(g_strdup(value));
	normalise_value(sysctl->value);
	sysctl->line = line;
	sysctl->optional = optional;
	return sysctl;
}

static bool parse_line(GPtrArray *all, const char *file, unsigned line,
		       char *text, GError **error)
{
	bool optional = text[0] == '-';
	char *equals = strchr(text, '=');

	if (text[0] == '\0' || text[0] == '#' || text[0] == ';')
		return true;
	if (equals && equals > text + optional) {
		*equals = '\0';
		g_ptr_array_add(all, sysctl_new(text + optional, equals + 1,
						line, optional));
		return true;
	}
	if (optional)
		return true;
	g_set_error(error, SYSCTL_FILE_ERROR, SYSCTL_FILE_ERROR_SYNTAX,
		    "%s:%u: '%.40s' is no sysctl: 'name = value' is expected",
		    file, line, text);
	return false;
}

GPtrArray *sysctl_file_parse(const char *name, const char *text, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(sysctl_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (unsigned i = 0; lines[i]; i++)
		if (!parse_line(all, name, i + 1, g_strstrip(lines[i]), error))
			return NULL;
	return g_steal_pointer(&all);
}

GPtrArray *sysctl_file_read(const char *path, GError **error)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	g_autofree char *text = file_read(path, NULL, error);

	return text ? sysctl_file_parse(name, text, error) : NULL;
}
