#ifndef CLI_VARIANTS_H
#define CLI_VARIANTS_H

#include "cli/given.h"
#include "cli/options.h"
#include "run/sweep.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Options of run that are given more than once
 *
 * Each such option is an axis: every value of one is combined with every value
 * of the others, the last axis varying fastest. Of --set, each name is an
 * option of its own; --sysctl is laid over what came before, as in run.
 */

#define VARIANTS_MAX 1000

#define VARIANTS_ERROR variants_error_quark()
GQuark variants_error_quark(void);
enum variants_error {
	VARIANTS_ERROR_OPTION, /* it is one of run only, or given again */
	VARIANTS_ERROR_MANY,   /* more than VARIANTS_MAX */
};

/**
 * struct variants_verb - What a verb makes of the options
 * @more:	Its own options
 * @refused:	Options of run that it does not take; the last is NULL
 * @axes:	Are axes taken? Else no option may be given twice
 */
struct variants_verb {
	const GOptionEntry *more;
	const char *const *refused;
	bool axes;
};

/**
 * struct axis - An option with its values
 * @name:	"rate", or "set client:net.ipv4.tcp_tw_reuse"
 * @values:	As written; of --set, behind the '='
 */
struct axis {
	char *name;
	GPtrArray *values;
};

/**
 * struct variant - One combination
 * @values:	By axis, borrowed from it
 * @settings:	All options with a value, as "NAME=VALUE", but of --sysctl
 * @options:	Loaded
 * @rules:	Of --rules; NULL: none
 */
struct variant {
	GPtrArray *values;
	char **settings;
	struct options options;
	GArray *rules;
};

/**
 * struct variants - All combinations
 * @words:	What is no option, argv[0] first
 * @given:	Of given_new(), in the order of the command line
 * @axes:	Of struct axis *: the options with more than one value
 * @all:	Of struct variant *
 */
struct variants {
	char **words;
	GArray *given;
	GPtrArray *axes;
	GPtrArray *all;
};

/** variants_init() - Nothing is given yet */
void variants_init(struct variants *variants);
void variants_fini(struct variants *variants);

/** variants_read() - Read a command line; nothing is loaded yet */
bool variants_read(struct variants *variants, int argc, char **argv,
		   const struct variants_verb *verb,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** variants_has() - Is an option given? */
bool variants_has(const struct variants *variants, const char *name);

/** variants_value() - Of an option, the first; NULL if it is not given */
const char *variants_value(const struct variants *variants, const char *name);

/** variants_add() - Give an option, "NAME=VALUE" or "NAME" */
void variants_add(struct variants *variants, const char *assignment);

/** variants_last() - These axes vary fastest, the last of them most; NULL ends
 * the list */
void variants_last(struct variants *variants, const char *const *names);

/**
 * variants_load() - Make all combinations, and load the models of each
 *
 * Errors are those of options_parse(), options_load() and a rules file.
 */
bool variants_load(struct variants *variants,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** variants_at() - Combination @i */
struct variant *variants_at(const struct variants *variants, guint i);

/**
 * variants_label() - (transfer full) What tells a variant from the others
 * @but:	Axes that do not count; the last is NULL
 */
char *variants_label(const struct variants *variants, guint i,
		     const char *const *but);

/** variants_tasks_new() - (transfer full) A task for each variant */
struct sweep_task *variants_tasks_new(const struct variants *variants);
void variants_tasks_free(struct sweep_task *tasks,
			 const struct variants *variants);

#endif
