#ifndef SERVER_SIGNALS_H
#define SERVER_SIGNALS_H

/**
 * signals_or_die() - Hear SIGINT and SIGTERM through a descriptor
 *
 * Before any thread starts: they are blocked in this one and in all to come.
 *
 * Return:	a signalfd, non-blocking
 */
int signals_or_die(void);

#endif
