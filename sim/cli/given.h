#ifndef CLI_GIVEN_H
#define CLI_GIVEN_H

#include <glib.h>
#include <stdbool.h>

/**
 * struct given - An option as it was written
 * @name:	Without the dashes
 * @value:	NULL: it has none
 */
struct given {
	char *name;
	char *value;
};

/** given_new() - (transfer full) array of struct given, without any */
GArray *given_new(void);

void given_add(GArray *all, const char *name, const char *value);

const struct given *given_at(const GArray *all, guint i);

/** given_find() - The first of that name; NULL if there is none */
const struct given *given_find(const GArray *all, const char *name);

/** given_copy() - Add all of @from */
void given_copy(GArray *all, const GArray *from);

/** given_move_last() - All of that name go to the end, in their order */
void given_move_last(GArray *all, const char *name);

/** given_makes_a_run() - Is a run another one with it? The rest of the options
 * says what is done with the results */
bool given_makes_a_run(const char *name);

/** given_command_new() - (transfer full) what makes the run, as a command */
char *given_command_new(const GArray *all);

#endif
