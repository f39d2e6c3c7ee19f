#include "trace/pcap_file.h"

#include "run/atomic_file.h"
#include "trace/packet.h"

#include <pcap/pcap.h>
#include <stdio.h>

/* libpcap writes to a stream; the stream writes to the file that is whole or
 * not there. The first error is kept until somebody can be told. */
struct pcap_file {
	struct addresses addresses;
	enum end at;
	struct atomic_file *file;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	GError *error;
	uint8_t packet[PACKET_OCTETS_MAX];
};

static ssize_t on_write(void *cookie, const char *data, size_t length)
{
	struct pcap_file *file = cookie;

	if (!file->error &&
	    atomic_file_write(file->file, data, length, &file->error))
		return (ssize_t)length;
	return 0;
}

static void begin(struct pcap_file *file)
{
	static const cookie_io_functions_t functions = {.write = on_write};
	FILE *stream = fopencookie(file, "w", functions);

	file->pcap = pcap_open_dead_with_tstamp_precision(
	    DLT_RAW, (int)PACKET_OCTETS_MAX, PCAP_TSTAMP_PRECISION_NANO);
	if (!stream || !file->pcap)
		g_error("no memory for a capture");
	file->dumper = pcap_dump_fopen(file->pcap, stream);
	if (!file->dumper)
		g_error("no capture: %s", pcap_geterr(file->pcap));
}

struct pcap_file *pcap_file_open(const char *path,
				 const struct addresses *addresses, enum end at,
				 GError **error)
{
	struct atomic_file *atomic = atomic_file_open(path, error);
	struct pcap_file *file;

	if (!atomic)
		return NULL;
	file = g_new0(struct pcap_file, 1);
	file->addresses = *addresses;
	file->at = at;
	file->file = atomic;
	begin(file);
	return file;
}

void pcap_file_add(struct pcap_file *file, const struct trace_event *event)
{
	enum end from = trace_sender(event);
	struct pcap_pkthdr header = {
	    .ts.tv_sec = event->at_ns / NS_PER_S,
	    .ts.tv_usec = event->at_ns % NS_PER_S, /* ns, as was asked for */
	};
	size_t octets;

	if (!trace_is_segment(event) || event->end != file->at)
		return;
	octets = packet_write(
	    file->packet, &event->seg, file->addresses.options[from],
	    addresses_end(&file->addresses, from, event->pair, event->port),
	    addresses_end(&file->addresses, end_other(from), event->pair,
			  event->port));
	header.caplen = (bpf_u_int32)octets;
	header.len = (bpf_u_int32)octets;
	pcap_dump((u_char *)file->dumper, &header, file->packet);
}

/* Closing the stream writes what is still in its buffer. */
static void end(struct pcap_file *file)
{
	pcap_dump_close(file->dumper);
	pcap_close(file->pcap);
}

bool pcap_file_commit(struct pcap_file *file, GError **error)
{
	bool ok = false;

	end(file);
	if (file->error) {
		g_propagate_error(error, file->error);
		atomic_file_discard(file->file);
	} else {
		ok = atomic_file_commit(file->file, error);
	}
	g_free(file);
	return ok;
}

void pcap_file_discard(struct pcap_file *file)
{
	if (!file)
		return;
	end(file);
	g_clear_error(&file->error);
	atomic_file_discard(file->file);
	g_free(file);
}
