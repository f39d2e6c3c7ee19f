#ifndef RUN_SCENE_H
#define RUN_SCENE_H

#include "run/scenario.h"
#include "trace/trace.h"
#include "wire/rules.h"

#include <glib.h>

/**
 * DOC: A scene: a few connections, a claim, and what must be seen
 *
 * A file models/scenarios/NAME.ini, bundled into the program, or any other file
 * of that form:
 *
 *	[scenario]   title, claim (the sentence it tests), source, confirmed
 *	             (which kernel showed the same segments, and when),
 *	             at (the end where lines are seen: client or server)
 *	[options]    of a run: names of config_rows(), stack, client-stack,
 *	             server-stack, machine, msl, or what --set takes
 *	[connect]    at: when connections begin, one for each time
 *	[client]     play: what the client's application does, lines of
 *	[server]     scripted_words() with commas between them; play.2 is that
 *	             of the second connection, and of those after it
 *	[wire]       rules, see run/rules_file.h; keys are any
 *	[expect]     client, server: rows that fired at that end, all of them;
 *	             line.1 ...: found in the lines, in this order; never.1 ...:
 *	             found in none; lines: how many; results: as --fail-if
 *	[lab]        shorten = 3h to 5s: played for real, and simulated beside
 *	             that, a time of 3h in the scripts is one of 5s
 *
 * A client has one port, 32768, unless 'ports' is set.
 */

#define SCENE_ERROR scene_error_quark()
GQuark scene_error_quark(void);
enum scene_error {
	SCENE_ERROR_UNKNOWN, /* no scene, group or key has that name */
	SCENE_ERROR_VALUE,   /* a value is malformed */
	SCENE_ERROR_ENDLESS, /* more events than any scene has */
};

/**
 * struct scene - A file, read
 * @ini:	Of which the texts are parts
 * @rules:	Array of struct rules_rule
 * @connects:	Array of struct scripted_connect, in order of time
 * @long_ns, @short_ns: What 'shorten' says; 0: nothing
 * @changed:	Something else was set than what the file says
 */
struct scene {
	char *name;
	struct ini_file *ini;
	const char *title;
	const char *claim;
	const char *source;
	const char *confirmed;
	enum end at;
	struct scenario scenario;
	GArray *rules;
	GArray *connects;
	GPtrArray *scripts;
	int64_t long_ns;
	int64_t short_ns;
	bool changed;
};

/**
 * scene_load() - Read a scene
 * @name:	Of a bundled one; or the path of a file, if there is a '/' in it
 *		or it ends in .ini
 * @settings:	"NAME=VALUE", laid over its [options]; may be NULL
 *
 * Return:	(transfer full) the scene; NULL and an error, which names file
 *		and line, or the scenes there are
 */
struct scene *scene_load(const char *name, char *const *settings,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void scene_free(struct scene *scene);

/** scene_shorten() - Let it be as short as its group 'lab' says */
void scene_shorten(struct scene *scene);

/** scene_names() - (transfer full) Names of the bundled scenes, sorted */
char **scene_names(void);

/** struct scene_level - From this instant on so many sockets of an end are in
 * TIME-WAIT */
struct scene_level {
	int64_t at_ns;
	uint64_t time_wait_n[ENDS_N];
};

/**
 * struct scene_run - What happened
 * @events:	Array of struct trace_event
 * @levels:	Array of struct scene_level, one for each change; none before
 *		the first
 * @seen:	Array of struct scripted_seen, two for each connection: what the
 *		applications of client and server saw
 * @fired:	By row of the state table, how often it fired
 * @idle_rule:	Line of a rule that never decided; 0: there is none
 */
struct scene_run {
	GArray *events;
	GArray *levels;
	GArray *seen;
	uint64_t fired[UINT8_MAX];
	unsigned int idle_rule;
	struct results results;
};

/** scene_play() - Let it happen; @run is given back by scene_run_fini() */
bool scene_play(const struct scene *scene, struct scene_run *run,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** scene_play_until() - The same, up to an instant; what is left is not */
bool scene_play_until(const struct scene *scene, int64_t until_ns,
		      struct scene_run *run,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void scene_run_fini(struct scene_run *run);

#endif
