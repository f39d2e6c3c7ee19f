#include "base/alloc.h"
#include "cli/complain.h"
#include "cli/quit.h"
#include "cli/verbs.h"

#include <string.h>

const struct verb verbs[] = {
    {"run", "[OPTION...]", "simulate, and say what TIME-WAIT does to you",
     verb_run, verb_run_help},
    {"compare", "[OPTION...]",
     "many runs side by side: what is given more than once is compared",
     verb_compare, verb_compare_help},
    {"plot", "FIGURE [OPTION...]",
     "a figure from fresh runs: in the terminal, or as SVG or PNG", verb_plot,
     verb_plot_help},
    {"report", "-o FILE.html [OPTION...]",
     "a run as one HTML page: answer, figures, numbers, settings", verb_report,
     verb_report_help},
    {"paper", "[OPTION...]",
     "the measurements of 1997, printed and simulated, cell by cell",
     verb_paper, verb_paper_help},
    {"stacks", "[NAME | --describe]",
     "the TCP stacks and machines, their values and where these are from",
     verb_stacks, verb_stacks_help},
    {"trace", "[SCENARIO | FILE]",
     "a few connections, segment by segment: lines, a ladder, a capture",
     verb_trace, verb_trace_help},
    {"fsm", "[--dot | --fired]",
     "the table of TCP's states, and where each row is from", verb_fsm,
     verb_fsm_help},
    {"drill", "[OPTION...] FILE.pkt|DIR...",
     "play scripts of packets and calls against a stack", verb_drill,
     verb_drill_help},
    {"claims", "[N | FILE] [OPTION...]",
     "claims about TIME-WAIT, each with the verdict that runs give it",
     verb_claims, verb_claims_help},
    {"help", "[VERB]", "this, or the options of a verb", verb_help, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const struct verb *verbs_find(const char *name)
{
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

static enum exit_code unknown_verb(const char *name)
{
	g_autoptr(GString) known = g_string_new(NULL);

	for (const struct verb *verb = verbs; verb->name; verb++)
		g_string_append_printf(known, "%s%s", known->len ? ", " : "",
				       verb->name);
	complain("no verb is named '%s'; known: %s; options begin with --",
		 name, known->str);
	return EXIT_USAGE;
}

/* Without a verb, it is run. */
int main(int argc, char **argv)
{
	const struct verb *verb;

	alloc_on_failure(quit_without_memory);
	if (argc < 2 || argv[1][0] == '-')
		return (int)verb_run(argc, argv);
	verb = verbs_find(argv[1]);
	if (!verb)
		return (int)unknown_verb(argv[1]);
	return (int)verb->run(argc - 1, argv + 1);
}
