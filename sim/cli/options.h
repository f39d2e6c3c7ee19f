#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "host/app.h"
#include "run/fail_if.h"
#include "run/memory.h"
#include "run/scenario.h"

#include <glib.h>
#include <stdbool.h>

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV };

/**
 * struct options - The command line of `twsim run`
 * @scenario:	What is simulated; whole after options_load()
 * @format:	Of the results
 * @series:	File for the time series; NULL: none
 * @series_every_ns: Simulated time between its lines
 * @rules:	File of rules of the wire; NULL: none
 * @trace, @pcap: Files for the segments; NULL: none
 * @at:		The end where these are seen
 * @output:	File for the results; NULL: stdout
 * @fail_if:	NULL: none
 * @max_memory_bytes: What the program may take; 0: what there is
 */
struct options {
	struct scenario scenario;
	enum format format;
	char *series;
	int64_t series_every_ns;
	char *rules;
	char *trace;
	char *pcap;
	enum end at;
	char *output;
	struct fail_if *fail_if;
	int64_t max_memory_bytes;
	bool this_host;
	bool analytic;
	bool deterministic;
	bool quiet;
	bool help;
	bool version;
	char *stack;
	char *client_stack;
	char *server_stack;
	char *machine;
	char *msl;
	GPtrArray *sysctls;
	GPtrArray *sets;
	GHashTable *given; /* names of the options seen */
};

/** enum option_kind - What becomes of the value of an option */
enum option_kind {
	OPTION_FLAG, /* has none: a bool becomes true */
	OPTION_TEXT, /* char * */
	OPTION_LIST, /* GPtrArray * of char *: may be repeated */
	OPTION_READ, /* it is given to a function */
};

/**
 * struct option - An option that is no row of the configuration
 * @name:	Without the dashes
 * @arg:	What its value is called in the help; NULL: it has none
 * @help:	One line, with range and default
 * @kind:	What becomes of the value
 * @offset:	Of its place in struct options
 * @read:	OPTION_READ: false and an error if the value is none
 */
struct option {
	const char *name;
	const char *arg;
	const char *help;
	enum option_kind kind;
	size_t offset;
	bool (*read)(struct options *options, const char *value,
		     GError **error);
};

/** options_table() - All such options; @n out: how many */
const struct option *options_table(size_t *n);

void options_init(struct options *options);
void options_fini(struct options *options);

/**
 * options_each() - Hand each option of a command line on, checked by name only
 * @argv:	argv[0] is not looked at
 * @more:	Options of the verb itself, which GOption reads; may be NULL
 * @take:	Given the name without dashes and the value; its errors get the
 *		name before them
 * @words:	Out: (transfer full) argv[0], then what is no option
 */
bool options_each(int argc, char **argv, const GOptionEntry *more,
		  bool (*take)(const char *name, const char *value, void *data,
			       GError **error),
		  void *data, char ***words,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * options_parse() - Read the command line
 * @argv:	argv[0] is not looked at
 *
 * Return:	false and an error, which names the option
 */
bool options_parse(struct options *options, int argc, char **argv,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** options_memory_limit() - What the program may take: as asked, or what is
 * free
 */
struct memory_limit options_memory_limit(const struct options *options);

/** options_load() - Load the models and lay the settings over them */
bool options_load(struct options *options,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
