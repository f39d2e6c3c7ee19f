#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>

/**
 * interrupt_catch() - From here on ^C and its kin end a run, not the program
 *
 * Return:	Not 0 once a signal has come
 */
const volatile sig_atomic_t *interrupt_catch(void);

#endif
