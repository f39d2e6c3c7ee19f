#ifndef RUN_CAPTURE_FILE_H
#define RUN_CAPTURE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: A capture for Wireshark, tshark and tcpdump
 *
 * The pcap format with nanoseconds. Whole or not there, as atomic_file.
 */

/** enum capture_layer - What a packet begins with */
enum capture_layer {
	CAPTURE_IP,	  /* IPv4, no link layer */
	CAPTURE_ETHERNET, /* the header of Ethernet */
};

struct capture_file;

/** capture_file_open() - (transfer full) begin one; NULL and an error */
struct capture_file *capture_file_open(const char *path,
				       enum capture_layer layer, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** capture_file_add() - A packet; @at_ns: since 1970-01-01 00:00:00 UTC */
void capture_file_add(struct capture_file *file, int64_t at_ns,
		      const uint8_t *octets, size_t octets_n);

/**
 * capture_file_commit() - It is whole; @file is freed in any case
 *
 * Return:	false and an error of atomic_file, also if an earlier
 *		capture_file_add() could not write
 */
bool capture_file_commit(struct capture_file *file,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** capture_file_discard() - Leave no trace of it; @file may be NULL */
void capture_file_discard(struct capture_file *file);

#endif
