#ifndef SERVER_REPORT_H
#define SERVER_REPORT_H

#include "base/field.h"

#include <json-glib/json-glib.h>

/**
 * report_settings_new() - Settings as a JSON object, values with their units
 *
 * Return:	(transfer full) an object with a member for each row
 */
JsonObject *report_settings_new(const struct field *rows, size_t rows_n,
				const void *object);

/**
 * report_text_or_die() - Write a text to a file, whole or not at all
 * @path:	Name; NULL or "-" is stdout
 */
void report_text_or_die(const char *path, const char *text);

/**
 * report_write_or_die() - The same with a JSON document
 * @node:	Freed
 */
void report_write_or_die(const char *path, JsonNode *node);

#endif
