#include "settings.h"

#include "run/scenario.h"
#include "world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 512

static _Noreturn void give_up(const char *word, const char *why)
{
	fprintf(stderr, "settings: %s: %s\n", word, why);
	abort();
}

/* Models come first, whatever the order of the words. */
struct models {
	const char *client;
	const char *server;
	const char *machine;
};

static const char *value_of(const char *word, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0 || word[len] != '=')
		return NULL;
	return word + len + 1;
}

static bool names_a_model(struct models *models, const char *word)
{
	const char *value;

	if ((value = value_of(word, "stack")))
		models->client = models->server = value;
	else if ((value = value_of(word, "client-stack")))
		models->client = value;
	else if ((value = value_of(word, "server-stack")))
		models->server = value;
	else if ((value = value_of(word, "machine")))
		models->machine = value;
	return value != NULL;
}

static bool set_row(struct config *config, const char *word)
{
	const struct field *rows, *row;
	struct complaint complaint;
	char name[TEXT_SIZE];
	size_t rows_n;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	rows = config_rows(&rows_n);
	row = field_find(rows, rows_n, name);
	if (!row)
		return false;
	if (!field_set(row, config, word + strlen(name) + 1, &complaint))
		give_up(word, complaint.text);
	return true;
}

static void set_word(struct scenario *scenario, const char *word)
{
	const char *msl = value_of(word, "msl");
	GError *error = NULL;

	if (!strchr(word, '='))
		give_up(word, "is no NAME=VALUE");
	if (set_row(&scenario->config, word))
		return;
	if (msl ? !scenario_set_msl(scenario, msl, &error)
		: !scenario_set(scenario, word, &error))
		give_up(word, error->message);
}

static void configure(struct config *config, char *text)
{
	struct models models = {"linux-6.18", "linux-6.18", "cloud-vm"};
	struct scenario scenario;
	GError *error = NULL;
	char *words[64];
	size_t words_n = 0;

	for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
		if (!names_a_model(&models, word))
			words[words_n++] = word;
	scenario_init(&scenario);
	if (!scenario_load(&scenario, models.client, models.server,
			   models.machine, &error))
		give_up("models", error->message);
	for (size_t i = 0; i < words_n; i++)
		set_word(&scenario, words[i]);
	if (!scenario_finish(&scenario, &error))
		give_up("scenario", error->message);
	*config = scenario.config;
	scenario_fini(&scenario);
}

void settings_config(struct config *config, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	configure(config, text);
}

void settings_run_config(struct results *results, const struct config *config)
{
	struct world *world = world_new(config);

	world_advance(world, NEVER_NS);
	world_results(world, results);
	world_free(world);
}

void settings_run(struct results *results, const char *format, ...)
{
	struct config config;
	char text[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	configure(&config, text);
	settings_run_config(results, &config);
}
