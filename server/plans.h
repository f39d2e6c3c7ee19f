#ifndef SERVER_PLANS_H
#define SERVER_PLANS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct plan - A bundled trial of `tw-lab exhaust`
 * @name:	"wall"
 * @claim:	What it asks
 * @words:	Options of `tw-lab exhaust`, with blanks between them
 * @slow:	It waits for TIME-WAITs to end
 */
struct plan {
	const char *name;
	const char *claim;
	const char *words;
	bool slow;
};

/** All of them; the last has no name */
extern const struct plan plans[];

/** plans_find() - By its name; NULL: there is none */
const struct plan *plans_find(const char *name);

/**
 * plans_words_or_die() - Put the options of plans in the place of --plan
 * @argc:	In and out
 *
 * Return:	a command line that lives as long as the program
 */
char **plans_words_or_die(int *argc, char **argv);

#endif
