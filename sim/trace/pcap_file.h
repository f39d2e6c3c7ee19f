#ifndef RUN_PCAP_FILE_H
#define RUN_PCAP_FILE_H

#include "trace/addresses.h"
#include "trace/trace.h"

#include <glib.h>

/**
 * DOC: A capture for Wireshark, tshark and tcpdump
 *
 * The pcap format with nanoseconds; raw IPv4 without a link layer. The run
 * begins at 1970-01-01 00:00:00 UTC. Whole or not there, as atomic_file.
 */

struct pcap_file;

/** pcap_file_open() - Begin a capture, at one end of the wire */
struct pcap_file *pcap_file_open(const char *path,
				 const struct addresses *addresses, enum end at,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** pcap_file_add() - What that end sees of an event */
void pcap_file_add(struct pcap_file *file, const struct trace_event *event);

/**
 * pcap_file_commit() - It is whole; @file is freed in any case
 *
 * Return:	false and an error of atomic_file, also if an earlier
 *		pcap_file_add() could not write
 */
bool pcap_file_commit(struct pcap_file *file,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** pcap_file_discard() - Leave no trace of it; @file may be NULL */
void pcap_file_discard(struct pcap_file *file);

#endif
