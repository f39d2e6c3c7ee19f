#ifndef SERVER_LAB_DRILL_H
#define SERVER_LAB_DRILL_H

/**
 * lab_drill_main() - tw-lab drill: scripts, played to this kernel
 *
 * With --compare to the simulator as well: where do they differ?
 *
 * Return:	exit code
 */
int lab_drill_main(int argc, char **argv);

#endif
