#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <glib.h>

/** command_new() - (transfer full) "twsim" and its arguments, as a shell reads
 * them */
char *command_new(int argc, char **argv);

#endif
