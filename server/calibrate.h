#ifndef SERVER_CALIBRATE_H
#define SERVER_CALIBRATE_H

/**
 * calibrate_main() - tw-lab calibrate: what the model needs, of this host
 *
 * Return:	exit code
 */
int calibrate_main(int argc, char **argv);

#endif
