#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include <glib.h>

/** enum exit_code - What the command tells a script */
enum exit_code {
	EXIT_FINE = 0,
	EXIT_BROKEN = 1,  /* --fail-if holds, or a comparison failed */
	EXIT_USAGE = 2,	  /* usage or bad input; nothing was run or written */
	EXIT_RUNTIME = 3, /* a full disk, ^C */
};

/**
 * struct verb - The first word of the command
 * @name:	"run"
 * @usage:	What follows it, "[OPTION...]"
 * @summary:	One line
 * @run:	argv[0] is the verb; returns an enum exit_code
 * @help:	Appends the options, each with its range and default
 */
struct verb {
	const char *name;
	const char *usage;
	const char *summary;
	enum exit_code (*run)(int argc, char **argv);
	void (*help)(GString *to);
};

/** verbs - All of them; the name of the last is NULL */
extern const struct verb verbs[];

/** verbs_find() - Verb with a name; NULL if there is none */
const struct verb *verbs_find(const char *name);

enum exit_code verb_run(int argc, char **argv);
void verb_run_help(GString *to);
enum exit_code verb_stacks(int argc, char **argv);
void verb_stacks_help(GString *to);
enum exit_code verb_trace(int argc, char **argv);
void verb_trace_help(GString *to);
enum exit_code verb_fsm(int argc, char **argv);
void verb_fsm_help(GString *to);
enum exit_code verb_drill(int argc, char **argv);
void verb_drill_help(GString *to);
enum exit_code verb_compare(int argc, char **argv);
void verb_compare_help(GString *to);
enum exit_code verb_plot(int argc, char **argv);
void verb_plot_help(GString *to);
enum exit_code verb_report(int argc, char **argv);
void verb_report_help(GString *to);
enum exit_code verb_claims(int argc, char **argv);
void verb_claims_help(GString *to);
enum exit_code verb_paper(int argc, char **argv);
void verb_paper_help(GString *to);
enum exit_code verb_help(int argc, char **argv);

#endif
