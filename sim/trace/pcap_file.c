#include "trace/pcap_file.h"

#include "run/capture_file.h"
#include "trace/packet.h"

struct pcap_file {
	struct addresses addresses;
	enum end at;
	struct capture_file *file;
	uint8_t packet[PACKET_OCTETS_MAX];
};

struct pcap_file *pcap_file_open(const char *path,
				 const struct addresses *addresses, enum end at,
				 GError **error)
{
	struct capture_file *capture =
	    capture_file_open(path, CAPTURE_IP, error);
	struct pcap_file *file;

	if (!capture)
		return NULL;
	file = g_new0(struct pcap_file, 1);
	file->addresses = *addresses;
	file->at = at;
	file->file = capture;
	return file;
}

void pcap_file_add(struct pcap_file *file, const struct trace_event *event)
{
	enum end from = trace_sender(event);
	size_t octets;

	if (!trace_is_segment(event) || event->end != file->at)
		return;
	octets = packet_write(
	    file->packet, &event->seg, file->addresses.options[from],
	    addresses_end(&file->addresses, from, event->pair, event->port),
	    addresses_end(&file->addresses, end_other(from), event->pair,
			  event->port));
	capture_file_add(file->file, event->at_ns, file->packet, octets);
}

bool pcap_file_commit(struct pcap_file *file, GError **error)
{
	bool ok = capture_file_commit(file->file, error);

	g_free(file);
	return ok;
}

void pcap_file_discard(struct pcap_file *file)
{
	if (!file)
		return;
	capture_file_discard(file->file);
	g_free(file);
}
