#ifndef RUN_FILE_READ_H
#define RUN_FILE_READ_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define FILE_READ_ERROR file_read_error_quark()
GQuark file_read_error_quark(void);
enum file_read_error {
	FILE_READ_ERROR_FAILED, /* the system says why */
	FILE_READ_ERROR_LARGE,	/* more than any input of twsim */
};

/** No file of settings is larger; what is, is no such file. */
#define FILE_READ_BYTES_MAX (16u << 20)

/**
 * file_read() - Read a whole file
 * @path:	"-": standard input
 * @length:	Out, may be NULL: octets, without the zero that ends the text
 *
 * Return:	(transfer full) the content; NULL and a FILE_READ_ERROR
 */
char *file_read(const char *path, size_t *length,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
