/* tw-lab: the simulator held against the kernel of this machine. */
#include "calibrate.h"
#include "connect_cost.h"
#include "die.h"
#include "exhaust.h"
#include "lab_drill.h"
#include "lab_memory.h"
#include "lab_report.h"
#include "lab_run.h"

#include <stdio.h>
#include <string.h>

struct verb {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

static const struct verb verbs[] = {
    {"run", "play scenarios really and simulated, segment by segment",
     lab_run_main},
    {"exhaust", "run out of local ports, really and simulated", exhaust_main},
    {"connect-cost", "what connect() and each busy port it tries cost here",
     connect_cost_main},
    {"calibrate", "measure what the model needs of this host: a profile",
     calibrate_main},
    {"drill", "play scripts of packets and calls to this kernel",
     lab_drill_main},
    {"memory", "what TIME-WAITs and connections cost, really and simulated",
     lab_memory_main},
    {"report", "all of it, as one document", lab_report_main},
};

#define VERBS_N (sizeof(verbs) / sizeof(verbs[0]))

static void help(void)
{
	printf("usage: tw-lab VERB [OPTION]...\n\n");
	for (size_t i = 0; i < VERBS_N; i++)
		printf("  %-12s %s\n", verbs[i].name, verbs[i].summary);
	printf("\ntw-lab VERB --help prints the options of a verb.\n");
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		help();
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < VERBS_N; i++)
		if (strcmp(verbs[i].name, argv[1]) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	die(DIE_USAGE, "a verb is expected, like exhaust; see --help");
}
