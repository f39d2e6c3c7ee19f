#include "options.h"

#include "die.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 64

static void help_row(const char *name, const char *value, const char *help)
{
	printf("  --%s=%s\n        %s\n", name, value, help);
}

static void help_setting(const struct field *row, const void *object)
{
	char expects[128];
	char text[FIELD_TEXT_SIZE];

	field_expects(row, expects, sizeof(expects));
	field_print(row, object, text, sizeof(text));
	printf("  --%s=%s\n        %s; %s\n", row->name, text[0] ? text : "''",
	       row->help, expects);
}

void options_help(const struct options *options, const void *object)
{
	printf("usage: %s %s\n%s\n\nOptions, with their defaults:\n",
	       program_invocation_short_name, options->usage, options->summary);
	for (size_t i = 0; i < options->rows_n; i++)
		help_setting(&options->rows[i], object);
	for (size_t i = 0; i < options->paths_n; i++)
		help_row(options->paths[i].name, options->paths[i].value,
			 options->paths[i].help);
	printf("  --help\n        print this and exit\n");
}

/* Rows first, then paths, then --help: the order of struct option too. */
static void make_getopt_rows(const struct options *options,
			     struct option *table)
{
	size_t n = 0;

	if (options->rows_n + options->paths_n + 2 > OPTIONS_MAX)
		abort();
	for (size_t i = 0; i < options->rows_n; i++, n++) {
		table[n].name = options->rows[i].name;
		table[n].has_arg = options->rows[i].type == FIELD_BOOL
				       ? optional_argument
				       : required_argument;
	}
	for (size_t i = 0; i < options->paths_n; i++, n++) {
		table[n].name = options->paths[i].name;
		table[n].has_arg = required_argument;
	}
	table[n].name = "help";
}

static void set_row_or_die(const struct options *options, void *object,
			   const struct field *row, const char *text)
{
	struct complaint complaint;

	if (!field_set(row, object, text, &complaint))
		die(DIE_USAGE, "--%s: %s", row->name, complaint.text);
	if (options->seen)
		options->seen(options->context, row, text);
}

static void set_path_or_die(const struct options_path *path, void *object,
			    const char *text)
{
	if (!text[0])
		die(DIE_USAGE, "--%s: a %s is expected", path->name,
		    path->value);
	memcpy((char *)object + path->offset, &text, sizeof(text));
}

static _Noreturn void die_unknown(int code, char **argv)
{
	/* A long option stands in the word before optind. */
	const char *word = argv[optind - 1];

	if (code == ':')
		die(DIE_USAGE, "%s: a value is expected", word);
	die(DIE_USAGE, "%s is no option; see --help", word);
}

int options_parse_or_die(const struct options *options, void *object, int argc,
			 char **argv)
{
	/* words may stand before options as well; where there are none, the
	 * first of them is to be complained of */
	const char *begin = options->words ? ":" : "+:";
	char letters[8];
	struct option table[OPTIONS_MAX] = {0};
	int index = 0;
	int code;

	make_getopt_rows(options, table);
	/* without a letter it ends there */
	snprintf(letters, sizeof(letters), "%s%c:", begin, options->letter);
	optind = 0;
	while ((code = getopt_long(argc, argv, letters, table, &index)) != -1) {
		size_t i = (size_t)index;

		if (code == '?' || code == ':')
			die_unknown(code, argv);
		if (code != 0)
			set_path_or_die(&options->paths[0], object, optarg);
		else if (i < options->rows_n)
			set_row_or_die(options, object, &options->rows[i],
				       optarg ? optarg : "yes");
		else if (i < options->rows_n + options->paths_n)
			set_path_or_die(&options->paths[i - options->rows_n],
					object, optarg);
		else {
			options_help(options, object);
			exit(0);
		}
	}
	if (optind < argc && !options->words)
		die(DIE_USAGE, "'%s' is no option; see --help", argv[optind]);
	if (optind == argc && options->words)
		die(DIE_USAGE, "%s is expected; see --help", options->words);
	return optind;
}
