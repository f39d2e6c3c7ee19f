#include "metrics.h"

#include "run/atomic_file.h"

#include <inttypes.h>
#include <string.h>

static void add_head(GString *text, const char *name, const char *suffix,
		     const char *type, const char *help)
{
	g_string_append_printf(text, "# HELP twserver_%s%s %s\n", name, suffix,
			       help);
	g_string_append_printf(text, "# TYPE twserver_%s%s %s\n", name, suffix,
			       type);
}

static void add_counts(GString *text, const struct server_counts *counts)
{
	const char *family = "";
	size_t rows_n;
	const struct counts_row *rows = counts_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++) {
		const struct counts_row *row = &rows[i];

		if (strcmp(row->family, family) != 0)
			add_head(text, row->family, "_total", "counter",
				 row->help);
		family = row->family;
		g_string_append_printf(text, "twserver_%s_total%s%s%s", family,
				       row->label[0] ? "{" : "", row->label,
				       row->label[0] ? "}" : "");
		g_string_append_printf(text, " %" PRIu64 "\n",
				       counts_value(counts, row));
	}
}

static void add_gauge(GString *text, const char *name, uint64_t value,
		      const char *help)
{
	add_head(text, name, "", "gauge", help);
	g_string_append_printf(text, "twserver_%s %" PRIu64 "\n", name, value);
}

char *metrics_text(struct server *server, const struct procnet_sockets *sockets)
{
	static const char *const model[] = {SERVER_MODEL_CHOICES};
	GString *text = g_string_new(NULL);

	add_head(text, "info", "", "gauge", "How connections are served.");
	g_string_append_printf(
	    text, "twserver_info{model=\"%s\",async=\"%s\"} 1\n",
	    model[server->options.model], server->async ? server->async : "");
	add_counts(text, server->counts);
	add_gauge(text, "connections_open", server_open_n(server),
		  "Connections served now.");
	add_gauge(text, "processes_peak", atomic_load(&server->processes_peak),
		  "Most processes at once.");
	add_gauge(text, "threads_peak", atomic_load(&server->threads_peak),
		  "Most threads at once.");
	add_gauge(text, "time_wait_sockets", sockets->time_wait,
		  "Sockets in TIME-WAIT, and orphans in FIN-WAIT-2, in this "
		  "network namespace.");
	return g_string_free(text, FALSE);
}

bool metrics_write(struct server *server, const struct procnet_sockets *sockets,
		   const char *path, GError **error)
{
	char *text = metrics_text(server, sockets);
	struct atomic_file *file = atomic_file_open(path, error);
	bool written = false;

	if (file) {
		written = atomic_file_write(file, text, strlen(text), error);
		if (written)
			written = atomic_file_commit(file, error);
		else
			atomic_file_discard(file);
	}
	g_free(text);
	return written;
}
