#ifndef RUN_SYSCTL_FILE_H
#define RUN_SYSCTL_FILE_H

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Sysctls as people have them
 *
 * The format of sysctl.conf and of the output of `sysctl -a`: lines
 * "name = value"; comments with # or ;, blank lines; a '-' before the name asks
 * to ignore errors; names with '.' or '/' between their parts; values may have
 * blanks in them.
 */

#define SYSCTL_FILE_ERROR sysctl_file_error_quark()
GQuark sysctl_file_error_quark(void);
enum sysctl_file_error {
	SYSCTL_FILE_ERROR_SYNTAX, /* a line is none of the format */
};

/**
 * struct sysctl - One line
 * @name:	With dots, "net.ipv4.tcp_tw_reuse"
 * @value:	Blanks and tabs in it are single blanks
 * @line:	Counted from 1
 * @optional:	There was a '-' before it
 */
struct sysctl {
	char *name;
	char *value;
	unsigned line;
	bool optional;
};

/**
 * sysctl_file_read() - Read all lines
 * @path:	"-": standard input
 *
 * Return:	(transfer full) of struct sysctl, in order; NULL and a
 *		FILE_READ_ERROR, or a SYSCTL_FILE_ERROR with file and line
 */
GPtrArray *sysctl_file_read(const char *path,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** sysctl_file_parse() - The same from a text; @name is for messages */
GPtrArray *sysctl_file_parse(const char *name, const char *text,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sysctl_file_note() - What a setting does not do, although many believe so
 * @name:	Of the sysctl
 * @value:	What it is set to
 * @was:	What the stack has by itself; NULL if it has no such sysctl
 *
 * Return:	(transfer full) one line; NULL if there is nothing to say, as
 *		when the value is the one that was
 */
char *sysctl_file_note(const char *name, const char *value, const char *was);

#endif
