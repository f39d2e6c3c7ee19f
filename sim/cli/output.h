#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/verbs.h"
#include "run/atomic_file.h"

/**
 * output_stdout() - Write all of a text to stdout, and see that it arrived
 *
 * Return:	EXIT_FINE; EXIT_RUNTIME, and stderr says why
 */
enum exit_code output_stdout(const char *text);

/**
 * output_file() - Write all of a file, and give it its name
 * @verb:	For the message
 * @file:	Freed in any case; NULL: standard output
 *
 * Return:	EXIT_FINE; EXIT_RUNTIME, and stderr says why
 */
enum exit_code output_file(const char *verb, struct atomic_file *file,
			   const void *data, size_t length);

#endif
