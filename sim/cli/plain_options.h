#ifndef CLI_PLAIN_OPTIONS_H
#define CLI_PLAIN_OPTIONS_H

#include "cli/verbs.h"

/**
 * plain_options_run() - Read the options of a verb that has none of run's, and
 * do what they ask for
 * @verb:	For the message
 * @argv:	argv[0] is not looked at
 * @entries:	All options, --help among them: GOption adds none
 * @run:	Called if all could be read; what was read is the caller's to
 *		free, also if it was not
 *
 * Return:	What @run returns; EXIT_USAGE, and stderr says why
 */
enum exit_code plain_options_run(const char *verb, int argc, char **argv,
				 const GOptionEntry *entries,
				 enum exit_code (*run)(void *data), void *data);

#endif
