#ifndef SERVER_TRIAL_H
#define SERVER_TRIAL_H

#include "base/units.h"
#include "child.h"

#include <sys/types.h>

/**
 * DOC: One scenario, for real and simulated
 *
 * A trial is a process with two hosts of its own, in which it runs tw-server
 * and tw-load, and then the simulator with the same settings. Any number of
 * trials may go on at once: they share nothing but the machine.
 */

#define TRIAL_SETTINGS_MAX 16
#define TRIAL_TEXT_SIZE	   64

/**
 * struct trial_plan - What is tried
 * @rate, @pick, @closer, @arrivals, @duration, @hold, @requests, @server_ports,
 * @seed, @stack: As the command lines of tw-load and twsim have them
 * @ports:	Of the client
 * @setting:	"net.ipv4.NAME=VALUE": sysctls of both hosts, really and
 *		simulated
 * @tw_server, @tw_load, @twsim: The programs
 * @series:	Stem of two files for the time series; empty: none
 */
struct trial_plan {
	char rate[TRIAL_TEXT_SIZE];
	char pick[TRIAL_TEXT_SIZE];
	char closer[TRIAL_TEXT_SIZE];
	char arrivals[TRIAL_TEXT_SIZE];
	char duration[TRIAL_TEXT_SIZE];
	char hold[TRIAL_TEXT_SIZE];
	char requests[TRIAL_TEXT_SIZE];
	char server_ports[TRIAL_TEXT_SIZE];
	char seed[TRIAL_TEXT_SIZE];
	char stack[TRIAL_TEXT_SIZE];
	struct port_range ports;
	size_t settings_n;
	char setting[TRIAL_SETTINGS_MAX][TRIAL_TEXT_SIZE];
	char tw_server[CHILD_WORD_SIZE];
	char tw_load[CHILD_WORD_SIZE];
	char twsim[CHILD_WORD_SIZE];
	char series[CHILD_WORD_SIZE];
};

/**
 * struct trial - One that goes on
 * @process:	Its process
 * @load:	memfd with what tw-load printed
 * @server:	memfd with what tw-server printed
 * @simulated:	memfd with what twsim printed
 */
struct trial {
	struct trial_plan plan;
	pid_t process;
	int load;
	int server;
	int simulated;
};

/**
 * trial_start_or_die() - Begin a trial
 *
 * The process exits 0 when all three memfds are complete, DIE_SKIP where no
 * namespaces can be had, else with what went wrong, said on stderr.
 */
void trial_start_or_die(struct trial *trial);

/** trial_memfd_or_die() - A file in memory that a program can print to */
int trial_memfd_or_die(const char *name);

/** trial_text_or_die() - (transfer full) All that was written to a memfd */
char *trial_text_or_die(int memfd);

#endif
