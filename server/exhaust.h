#ifndef SERVER_EXHAUST_H
#define SERVER_EXHAUST_H

/**
 * exhaust_main() - tw-lab exhaust: run out of ports, simulated and for real
 *
 * Each --rate with each --port-pick is a trial of its own; all go on at once.
 * Return:	exit code: 0 they agree, DIE_DIFFER, DIE_RUNTIME, DIE_SKIP; 128
 *		and the signal when it was stopped by one
 */
int exhaust_main(int argc, char **argv);

#endif
