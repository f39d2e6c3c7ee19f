#ifndef RUN_ATOMIC_FILE_H
#define RUN_ATOMIC_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * DOC: A file that is whole or not there
 *
 * What is written goes to a temporary file in the same folder; commit flushes
 * it to the disk and renames it. Until then, and after a failure, whatever had
 * that name before is as it was. What is no regular file (/dev/stdout, a pipe)
 * cannot be renamed over: it is written as it goes.
 */

#define ATOMIC_FILE_ERROR atomic_file_error_quark()
GQuark atomic_file_error_quark(void);
enum atomic_file_error {
	ATOMIC_FILE_ERROR_OPEN,	 /* not writable: known before anything runs */
	ATOMIC_FILE_ERROR_WRITE, /* full disk, lost folder */
};

struct atomic_file;

/**
 * atomic_file_open() - Begin a file
 * @path:	Its name to be
 *
 * Return:	(transfer full) the file; NULL and ATOMIC_FILE_ERROR_OPEN
 */
struct atomic_file *atomic_file_open(const char *path,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** atomic_file_write() - Add @length octets */
bool atomic_file_write(struct atomic_file *file, const void *data,
		       size_t length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * atomic_file_commit() - Give it its name
 * @file:	Freed, also on failure
 */
bool atomic_file_commit(struct atomic_file *file,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * atomic_file_unlink_all() - Leave no trace of any file that is begun
 *
 * For a signal handler that ends the program: nothing is freed, and no file
 * may be used after it.
 */
void atomic_file_unlink_all(void);

/** atomic_file_discard() - Leave no trace of it; @file may be NULL */
void atomic_file_discard(struct atomic_file *file);

#endif
