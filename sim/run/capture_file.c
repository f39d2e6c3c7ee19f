#include "run/capture_file.h"

#include "base/units.h"
#include "run/atomic_file.h"

#include <pcap/pcap.h>
#include <stdio.h>

#define PACKET_OCTETS_MAX (65535 + 14)

/* libpcap writes to a stream; the stream writes to the file that is whole or
 * not there. The first error is kept until somebody can be told. */
struct capture_file {
	struct atomic_file *file;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	GError *error;
};

static ssize_t on_write(void *cookie, const char *data, size_t length)
{
	struct capture_file *file = cookie;

	if (!file->error &&
	    atomic_file_write(file->file, data, length, &file->error))
		return (ssize_t)length;
	return 0;
}

static void begin(struct capture_file *file, enum capture_layer layer)
{
	static const cookie_io_functions_t functions = {.write = on_write};
	FILE *stream = fopencookie(file, "w", functions);

	file->pcap = pcap_open_dead_with_tstamp_precision(
	    layer == CAPTURE_IP ? DLT_RAW : DLT_EN10MB, PACKET_OCTETS_MAX,
	    PCAP_TSTAMP_PRECISION_NANO);
	if (!stream || !file->pcap)
		g_error("no memory for a capture");
	file->dumper = pcap_dump_fopen(file->pcap, stream);
	if (!file->dumper)
		g_error("no capture: %s", pcap_geterr(file->pcap));
}

struct capture_file *capture_file_open(const char *path,
				       enum capture_layer layer, GError **error)
{
	struct atomic_file *atomic = atomic_file_open(path, error);
	struct capture_file *file;

	if (!atomic)
		return NULL;
	file = g_new0(struct capture_file, 1);
	file->file = atomic;
	begin(file, layer);
	return file;
}

void capture_file_add(struct capture_file *file, int64_t at_ns,
		      const uint8_t *octets, size_t octets_n)
{
	struct pcap_pkthdr header = {
	    .ts.tv_sec = at_ns / NS_PER_S,
	    .ts.tv_usec = at_ns % NS_PER_S, /* ns, as was asked for */
	    .caplen = (bpf_u_int32)octets_n,
	    .len = (bpf_u_int32)octets_n,
	};

	pcap_dump((u_char *)file->dumper, &header, octets);
}

/* Closing the stream writes what is still in its buffer. */
static void end(struct capture_file *file)
{
	pcap_dump_close(file->dumper);
	pcap_close(file->pcap);
}

bool capture_file_commit(struct capture_file *file, GError **error)
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

void capture_file_discard(struct capture_file *file)
{
	if (!file)
		return;
	end(file);
	g_clear_error(&file->error);
	atomic_file_discard(file->file);
	g_free(file);
}
