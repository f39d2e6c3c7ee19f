#ifndef SERVER_LAB_MEMORY_H
#define SERVER_LAB_MEMORY_H

/**
 * lab_memory_main() - tw-lab memory: TIME-WAITs and connections, and what they
 *		       cost, really and simulated
 *
 * Return:	exit code
 */
int lab_memory_main(int argc, char **argv);

#endif
