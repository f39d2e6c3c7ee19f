#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/verbs.h"

/**
 * output_stdout() - Write all of a text to stdout, and see that it arrived
 *
 * Return:	EXIT_FINE; EXIT_RUNTIME, and stderr says why
 */
enum exit_code output_stdout(const char *text);

#endif
