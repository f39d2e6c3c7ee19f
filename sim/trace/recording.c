#include "trace/recording.h"

#include "run/atomic_file.h"
#include "trace/pcap_file.h"
#include "trace/trace_lines.h"

/* text: the line that is being written; error: the first, until somebody can
 * be told */
struct recording {
	enum end at;
	unsigned int segments_n;
	bool cut;
	struct trace trace;
	struct trace_lines *lines;
	struct atomic_file *file;
	struct pcap_file *capture;
	GString *text;
	GError *error;
};

static bool open_files(struct recording *recording, const char *lines,
		       const char *capture, const struct addresses *addresses,
		       GError **error)
{
	if (lines) {
		recording->file = atomic_file_open(lines, error);
		if (!recording->file) {
			g_prefix_error(error, "--trace: ");
			return false;
		}
	}
	if (!capture)
		return true;
	recording->capture =
	    pcap_file_open(capture, addresses, recording->at, error);
	if (!recording->capture)
		g_prefix_error(error, "--pcap: ");
	return recording->capture != NULL;
}

struct recording *recording_open(const char *lines, const char *capture,
				 const struct addresses *addresses, enum end at,
				 GError **error)
{
	struct recording *recording = g_new0(struct recording, 1);

	recording->at = at;
	recording->lines = trace_lines_new(addresses, at);
	recording->text = g_string_new(NULL);
	if (open_files(recording, lines, capture, addresses, error))
		return recording;
	recording_discard(recording);
	return NULL;
}

static void write_line(struct recording *recording,
		       const struct trace_event *event)
{
	g_string_truncate(recording->text, 0);
	trace_lines_add(recording->lines, recording->text, event);
	if (!recording->error &&
	    !atomic_file_write(recording->file, recording->text->str,
			       recording->text->len, &recording->error))
		g_prefix_error(&recording->error, "--trace: ");
}

static void take(void *data, const struct trace_event *event)
{
	struct recording *recording = data;

	if (!trace_is_segment(event) || event->end != recording->at)
		return;
	if (recording->segments_n == RECORDING_SEGMENTS_MAX) {
		recording->cut = true;
		return;
	}
	recording->segments_n++;
	if (recording->file)
		write_line(recording, event);
	if (recording->capture)
		pcap_file_add(recording->capture, event);
}

void recording_attach(struct recording *recording, struct world *world)
{
	recording->trace = (struct trace){.take = take, .data = recording};
	trace_attach(&recording->trace, world);
}

bool recording_commit(struct recording *recording, bool *cut, GError **error)
{
	bool ok = recording->error == NULL;

	*cut = recording->cut;
	if (!ok)
		g_propagate_error(error, g_steal_pointer(&recording->error));
	if (ok && recording->file)
		ok = atomic_file_commit(g_steal_pointer(&recording->file),
					error);
	if (ok && recording->capture)
		ok = pcap_file_commit(g_steal_pointer(&recording->capture),
				      error);
	recording_discard(recording);
	return ok;
}

void recording_discard(struct recording *recording)
{
	if (!recording)
		return;
	atomic_file_discard(recording->file);
	pcap_file_discard(recording->capture);
	trace_lines_free(recording->lines);
	g_string_free(recording->text, TRUE);
	g_clear_error(&recording->error);
	g_free(recording);
}
