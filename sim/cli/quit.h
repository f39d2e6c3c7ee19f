#ifndef CLI_QUIT_H
#define CLI_QUIT_H

#include <signal.h>
#include <stddef.h>

/**
 * quit_flag() - From here on SIGINT, SIGTERM and SIGHUP set a flag
 *
 * A second one ends the program at once, without a file half written.
 *
 * Return:	the flag; it is not 0 when the run shall end
 */
const volatile sig_atomic_t *quit_flag(void);

/** quit_without_memory() - For alloc_on_failure(): say so and end at once */
void quit_without_memory(size_t bytes);

#endif
