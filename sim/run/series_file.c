#include "run/series_file.h"

#include "base/units.h"
#include "run/atomic_file.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

struct column {
	const char *name;
	size_t offset;
};

#define COLUMN(name)                                 \
	{                                            \
#name, offsetof(struct sample, name) \
	}
static const struct column columns[] = {
    COLUMN(client_time_wait_n),	 COLUMN(server_time_wait_n),
    COLUMN(client_ports_n),	 COLUMN(client_memory_bytes),
    COLUMN(server_memory_bytes), COLUMN(completed_n),
    COLUMN(no_port_n),		 COLUMN(attempted_n),
    COLUMN(established_n),
};

struct series_file {
	struct atomic_file *file;
	GString *line;
};

static bool write_line(struct series_file *series, GError **error)
{
	g_string_append_c(series->line, '\n');
	return atomic_file_write(series->file, series->line->str,
				 series->line->len, error);
}

static bool write_header(struct series_file *series, GError **error)
{
	g_string_assign(series->line, "t_s");
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		g_string_append_printf(series->line, "\t%s", columns[i].name);
	return write_line(series, error);
}

struct series_file *series_file_open(const char *path, GError **error)
{
	struct atomic_file *file = atomic_file_open(path, error);
	struct series_file *series;

	if (!file)
		return NULL;
	series = g_new0(struct series_file, 1);
	series->file = file;
	series->line = g_string_new(NULL);
	if (write_header(series, error))
		return series;
	series_file_discard(series);
	return NULL;
}

/* Exactly, in seconds, without zeros at the end. */
static void append_time(GString *line, int64_t t_ns)
{
	g_string_append_printf(line, "%" PRId64 ".%09" PRId64, t_ns / NS_PER_S,
			       t_ns % NS_PER_S);
	while (line->str[line->len - 1] == '0')
		g_string_truncate(line, line->len - 1);
	if (line->str[line->len - 1] == '.')
		g_string_truncate(line, line->len - 1);
}

bool series_file_add(struct series_file *series, const struct sample *sample,
		     GError **error)
{
	uint64_t value;

	g_string_truncate(series->line, 0);
	append_time(series->line, sample->t_ns);
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		memcpy(&value, (const char *)sample + columns[i].offset,
		       sizeof(value));
		if (value == RESULT_UNKNOWN)
			g_string_append(series->line, "\tnan");
		else
			g_string_append_printf(series->line, "\t%" PRIu64,
					       value);
	}
	return write_line(series, error);
}

static struct atomic_file *series_free(struct series_file *series)
{
	struct atomic_file *file = series->file;

	g_string_free(series->line, TRUE);
	g_free(series);
	return file;
}

bool series_file_commit(struct series_file *series, GError **error)
{
	return atomic_file_commit(series_free(series), error);
}

void series_file_discard(struct series_file *series)
{
	if (series)
		atomic_file_discard(series_free(series));
}
