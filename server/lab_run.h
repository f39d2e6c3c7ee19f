#ifndef SERVER_LAB_RUN_H
#define SERVER_LAB_RUN_H

/**
 * lab_run_main() - tw-lab run: scenarios of twsim trace, really and simulated
 *
 * Return:	0 where all that was played agrees; 1 where something differs;
 *		DIE_SKIP where no network namespaces can be had
 */
int lab_run_main(int argc, char **argv);

#endif
