#ifndef RUN_MODEL_FILE_H
#define RUN_MODEL_FILE_H

#include "host/machine.h"
#include "tcp/profile.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Models are data with sources
 *
 * A model is a file models/KIND/NAME.ini, bundled into the program, or any
 * other file of that form. '[time-wait]' with 'duration' is the row
 * time-wait.duration of the stack. Each key has a second one, 'KEY.source',
 * that says where the number is from: a place in code, a document, a
 * measurement, or UNVERIFIED. A key without does not load. A model that says
 * 'inherit = OTHER' lists only what differs from OTHER; one that inherits
 * nothing sets every row.
 */

#define MODEL_FILE_ERROR model_file_error_quark()
GQuark model_file_error_quark(void);
enum model_file_error {
	MODEL_FILE_ERROR_UNKNOWN, /* no model, group or key has that name */
	MODEL_FILE_ERROR_VALUE,	  /* a value is malformed or out of range */
	MODEL_FILE_ERROR_SOURCE,  /* a value has no source */
	MODEL_FILE_ERROR_MISSING, /* a row is not set at all */
};

enum model_kind { MODEL_STACK, MODEL_MACHINE };

/**
 * struct model - A stack or a machine, with where its values are from
 * @kind:	Which member of @value holds
 * @title:	What it is, in a few words
 * @rows:	Its settings, @rows_n
 * @source:	Where the value is from, by row; NULL: not set, which only
 *		happens while a model is read
 * @value:	The values, with their model's name
 */
struct model {
	enum model_kind kind;
	char *title;
	const struct field *rows;
	size_t rows_n;
	char **source;
	union {
		struct profile profile;
		struct machine machine;
	} value;
};

/**
 * model_load() - Read a model and all it inherits
 * @kind:	Stack or machine
 * @name:	Of a bundled model; or the path of a file, if there is a '/'
 *		in it or it ends in .ini
 *
 * Return:	(transfer full) the model; NULL and an error, which names file
 *		and line, or the models there are
 */
struct model *model_load(enum model_kind kind, const char *name,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void model_free(struct model *model);

/**
 * model_set() - Change a value after loading
 * @name:	Of the row
 * @text:	The new value
 * @source:	Who says so, "--set"
 *
 * Return:	false and a MODEL_FILE_ERROR, the model unchanged, if there is
 *		no such row or the value is none
 */
bool model_set(struct model *model, const char *name, const char *text,
	       const char *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** model_row() - Row with a name; NULL if there is none */
const struct field *model_row(const struct model *model, const char *name);

/** model_source() - Where the value of a row is from */
const char *model_source(const struct model *model, const struct field *row);

/** model_print() - The value of a row, as field_print() */
void model_print(const struct model *model, const struct field *row, char *buf,
		 size_t size);

/**
 * model_values() - The struct that the rows of a model lie in
 *
 * unverified_n in it is up to date.
 */
const void *model_values(const struct model *model);

/** model_name() - Of the file, without folder and .ini */
const char *model_name(const struct model *model);

/** model_names() - (transfer full) Names of the bundled models, sorted */
char **model_names(enum model_kind kind);

/** model_kind_name() - "stack" or "machine" */
const char *model_kind_name(enum model_kind kind);

#endif
