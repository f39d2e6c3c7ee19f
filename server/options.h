#ifndef SERVER_OPTIONS_H
#define SERVER_OPTIONS_H

#include "base/field.h"

/**
 * struct options_path - An option that names a file: any length, not parsed
 * @name:	Without the dashes
 * @value:	What --help calls the value: "FILE"
 * @help:	One line
 * @offset:	Of a `const char *` in the struct of the options
 */
struct options_path {
	const char *name;
	const char *value;
	const char *help;
	size_t offset;
};

/**
 * struct options - The command line of a program, as rows
 * @usage:	First line of --help, after the program's name
 * @summary:	What it does, one or more lines
 * @rows:	Settings; a FIELD_BOOL may be given without a value: yes
 * @paths:	Files
 * @seen:	Called for each setting after it was read, in order; may be
 *		NULL. For options that may be given more than once
 * @context:	Handed to @seen
 * @letter:	'o': -o is short for the first of @paths; 0: nothing is short
 * @words:	What may stand behind the options: "FILE..."; NULL: nothing
 */
struct options {
	const char *usage;
	const char *summary;
	const struct field *rows;
	size_t rows_n;
	const struct options_path *paths;
	size_t paths_n;
	void (*seen)(void *context, const struct field *row, const char *text);
	void *context;
	char letter;
	const char *words;
};

/**
 * options_parse_or_die() - Read a command line
 * @object:	The struct of the settings, with the defaults in place
 *
 * --help prints every option with its default and exits 0. A bad option or
 * value, or a word where none is expected, is one line on stderr and exit 2.
 *
 * Return:	index in @argv of the first word behind the options
 */
int options_parse_or_die(const struct options *options, void *object, int argc,
			 char **argv);

/** options_help() - What --help prints, with @object's values as defaults */
void options_help(const struct options *options, const void *object);

#endif
