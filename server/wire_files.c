#include "wire_files.h"

#include "base/units.h"
#include "instant.h"
#include "run/atomic_file.h"
#include "run/capture_file.h"
#include "trace/trace_lines.h"

#include <inttypes.h>

/**
 * struct wire_files - Both
 * @start_ns:	CLOCK_MONOTONIC when the wire began
 * @wall_ns:	What to add for CLOCK_REALTIME
 * @error:	The first of the log, until somebody can be told
 */
struct wire_files {
	enum relay_side at;
	struct capture_file *capture;
	struct atomic_file *log;
	int64_t start_ns;
	int64_t wall_ns;
	uint64_t entries_n;
	bool cut;
	GString *line;
	GError *error;
};

static void wire_files_free(struct wire_files *files)
{
	atomic_file_discard(files->log);
	capture_file_discard(files->capture);
	g_clear_error(&files->error);
	g_string_free(files->line, TRUE);
	g_free(files);
}

static bool open_log(struct wire_files *files, const char *path, GError **error)
{
	files->log = atomic_file_open(path, error);
	if (!files->log)
		g_prefix_error(error, "--log: ");
	return files->log != NULL;
}

static bool open_capture(struct wire_files *files, const char *path,
			 GError **error)
{
	files->capture = capture_file_open(path, CAPTURE_ETHERNET, error);
	if (!files->capture)
		g_prefix_error(error, "--pcap: ");
	return files->capture != NULL;
}

struct wire_files *wire_files_open(const char *capture, const char *log,
				   enum relay_side at, GError **error)
{
	struct wire_files *files = g_new0(struct wire_files, 1);

	files->at = at;
	files->line = g_string_new(NULL);
	if ((!log || open_log(files, log, error)) &&
	    (!capture || open_capture(files, capture, error)))
		return files;
	wire_files_free(files);
	return NULL;
}

static void append_segment(GString *to, const struct frame *frame)
{
	const struct segment *seg = &frame->seg;

	g_string_append_printf(to, ",\"from_port\":%u,\"to_port\":%u,",
			       frame->from.port, frame->to.port);
	g_string_append(to, "\"flags\":\"");
	trace_lines_flags(to, seg->flags & 0xffu);
	g_string_append_printf(to, "\",\"seq\":%u", seg->seq.raw);
	if (segment_has(seg, SEG_ACK))
		g_string_append_printf(to, ",\"ack\":%u", seg->ack.raw);
	g_string_append_printf(to, ",\"length\":%u", seg->len);
}

static const char *deed_of(const struct relay_entry *entry)
{
	static const char *const deeds[] = {
	    [RULES_DROP] = "drop",
	    [RULES_DUPLICATE] = "duplicate",
	    [RULES_DELAY] = "delay",
	    [RULES_HOLD] = "hold",
	};

	if (entry->rule)
		return deeds[entry->rule->deed];
	return entry->fate.at_ns == NEVER_NS ? "lost" : "pass";
}

static void append_instant(const struct wire_files *files, int64_t at_ns)
{
	if (at_ns == NEVER_NS)
		g_string_append(files->line, "null");
	else
		g_string_append_printf(files->line, "%" PRId64,
				       at_ns - files->start_ns);
}

static void append_fate(const struct wire_files *files,
			const struct relay_entry *entry)
{
	static const char first[] = ",\"copies_ns\":[";
	const char *before = first;

	g_string_append_printf(files->line, ",\"deed\":\"%s\"", deed_of(entry));
	if (entry->rule)
		g_string_append_printf(files->line, ",\"rule_line\":%u",
				       entry->rule->line);
	g_string_append(files->line, ",\"leaves_ns\":");
	append_instant(files, entry->fate.at_ns);
	for (int i = 0; i < FATE_COPIES_N; i++) {
		if (entry->fate.copy_ns[i] == NEVER_NS)
			continue;
		g_string_append(files->line, before);
		append_instant(files, entry->fate.copy_ns[i]);
		before = ",";
	}
	if (before != first)
		g_string_append_c(files->line, ']');
}

static void write_line(struct wire_files *files)
{
	g_string_append(files->line, "}\n");
	if (!files->error &&
	    !atomic_file_write(files->log, files->line->str, files->line->len,
			       &files->error))
		g_prefix_error(&files->error, "--log: ");
}

static void capture(const struct wire_files *files, const struct frame *frame,
		    int64_t at_ns)
{
	capture_file_add(files->capture, files->wall_ns + at_ns, frame->octets,
			 frame->octets_n);
}

static void on_entered(void *data, const struct relay_entry *entry)
{
	struct wire_files *files = data;
	enum relay_side side = entry->to_server ? RELAY_CLIENT : RELAY_SERVER;

	if (files->entries_n++ >= WIRE_FILES_MAX) {
		files->cut = true;
		return;
	}
	if (files->capture && side == files->at)
		capture(files, entry->frame, entry->at_ns);
	if (!files->log)
		return;
	g_string_printf(files->line,
			"{\"t_ns\":%" PRId64 ",\"n\":%" PRIu64 ",\"to\":\"%s\"",
			entry->at_ns - files->start_ns, entry->serial,
			entry->to_server ? "server" : "client");
	if (entry->frame->kind == FRAME_TCP)
		append_segment(files->line, entry->frame);
	append_fate(files, entry);
	write_line(files);
}

static void on_freed(void *data, uint64_t serial, int64_t at_ns,
		     int64_t leaves_ns)
{
	struct wire_files *files = data;

	if (!files->log || files->cut)
		return;
	g_string_printf(files->line,
			"{\"t_ns\":%" PRId64 ",\"n\":%" PRIu64
			",\"deed\":\"freed\",\"leaves_ns\":",
			at_ns - files->start_ns, serial);
	append_instant(files, leaves_ns);
	write_line(files);
}

static void on_left(void *data, const struct relay_exit *exit)
{
	const struct wire_files *files = data;
	enum relay_side side = exit->to_server ? RELAY_SERVER : RELAY_CLIENT;

	if (files->capture && side == files->at && !files->cut)
		capture(files, exit->frame, exit->at_ns);
}

struct relay_tap wire_files_tap(struct wire_files *files)
{
	files->start_ns = instant_now_ns();
	files->wall_ns = instant_wall_ns() - files->start_ns;
	return (struct relay_tap){
	    .entered = on_entered,
	    .freed = on_freed,
	    .left = on_left,
	    .data = files,
	};
}

bool wire_files_commit(struct wire_files *files, bool *cut, GError **error)
{
	bool ok = files->error == NULL;

	*cut = files->cut;
	if (!ok)
		g_propagate_error(error, g_steal_pointer(&files->error));
	if (ok && files->log)
		ok = atomic_file_commit(g_steal_pointer(&files->log), error);
	if (ok && files->capture)
		ok = capture_file_commit(g_steal_pointer(&files->capture),
					 error);
	wire_files_free(files);
	return ok;
}
