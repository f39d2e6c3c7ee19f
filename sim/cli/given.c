#include "cli/given.h"

#include "cli/command.h"
#include "world/config.h"

#include <string.h>

static void clear(gpointer data)
{
	struct given *given = data;

	g_free(given->name);
	g_free(given->value);
}

GArray *given_new(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct given));

	g_array_set_clear_func(all, clear);
	return all;
}

void given_add(GArray *all, const char *name, const char *value)
{
	struct given given = {g_strdup(name), g_strdup(value)};

	g_array_append_val(all, given);
}

const struct given *given_at(const GArray *all, guint i)
{
	return &g_array_index(all, struct given, i);
}

const struct given *given_find(const GArray *all, const char *name)
{
	for (guint i = 0; i < all->len; i++)
		if (strcmp(given_at(all, i)->name, name) == 0)
			return given_at(all, i);
	return NULL;
}

void given_copy(GArray *all, const GArray *from)
{
	for (guint i = 0; i < from->len; i++)
		given_add(all, given_at(from, i)->name,
			  given_at(from, i)->value);
}

void given_move_last(GArray *all, const char *name)
{
	struct given *given = (void *)all->data;
	guint n = all->len;

	for (guint i = 0, seen = 0; seen < n; seen++) {
		struct given one = given[i];

		if (strcmp(one.name, name) != 0) {
			i++;
			continue;
		}
		memmove(&given[i], &given[i + 1], (n - 1 - i) * sizeof(one));
		given[n - 1] = one;
	}
}

bool given_makes_a_run(const char *name)
{
	static const char *const others[] = {
	    "stack", "client-stack", "server-stack", "machine",	 "msl",
	    "rules", "set",	     "sysctl",	     "this-host"};
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return field_find(rows, rows_n, name) != NULL;
}

char *given_command_new(const GArray *all)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < all->len; i++) {
		const struct given *given = given_at(all, i);

		if (!given_makes_a_run(given->name))
			continue;
		g_ptr_array_add(words, g_strconcat("--", given->name, NULL));
		if (given->value)
			g_ptr_array_add(words, g_strdup(given->value));
	}
	return command_new((int)words->len, (char **)words->pdata);
}
