#include "run/ini_file.h"

#include <string.h>

struct ini_file {
	char *name;
	GPtrArray *entries;
	GHashTable *by_name; /* "group\nkey" -> entry, owned by entries */
};

GQuark ini_file_error_quark(void)
{
	return g_quark_from_static_string("ini-file-error");
}

static void entry_free(void *data)
{
	struct ini_entry *entry = data;

	g_free(entry->group);
	g_free(entry->key);
	g_free(entry->value);
	g_free(entry);
}

static struct ini_file *ini_file_new(const char *name)
{
	struct ini_file *ini = g_new0(struct ini_file, 1);

	ini->name = g_strdup(name);
	ini->entries = g_ptr_array_new_with_free_func(entry_free);
	ini->by_name =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return ini;
}

void ini_file_free(struct ini_file *ini)
{
	if (!ini)
		return;
	g_hash_table_unref(ini->by_name);
	g_ptr_array_unref(ini->entries);
	g_free(ini->name);
	g_free(ini);
}

static bool add_entry(struct ini_file *ini, struct ini_entry *entry,
		      GError **error)
{
	g_autofree char *name =
	    g_strconcat(entry->group, "\n", entry->key, NULL);
	const struct ini_entry *first = g_hash_table_lookup(ini->by_name, name);

	g_ptr_array_add(ini->entries, entry);
	if (!first) {
		g_hash_table_insert(ini->by_name, g_steal_pointer(&name),
				    entry);
		return true;
	}
	g_set_error(error, INI_FILE_ERROR, INI_FILE_ERROR_DUPLICATE,
		    "%s:%u:1: '%s' is set twice: it was set in line %u",
		    ini->name, entry->line, entry->key, first->line);
	return false;
}

static bool syntax_error(const struct ini_file *ini, unsigned line,
			 const char *expected, GError **error)
{
	g_set_error(error, INI_FILE_ERROR, INI_FILE_ERROR_SYNTAX,
		    "%s:%u:1: %s is expected", ini->name, line, expected);
	return false;
}

/* "[group]"; the group is kept for the keys that follow */
static bool read_group(const struct ini_file *ini, unsigned line, char *text,
		       char **group, GError **error)
{
	size_t length = strlen(text);

	if (length < 3 || text[length - 1] != ']')
		return syntax_error(ini, line, "'[group]'", error);
	g_free(*group);
	*group = g_strndup(text + 1, length - 2);
	return true;
}

/* @indent: blanks before the text */
static bool read_key(struct ini_file *ini, unsigned line, const char *group,
		     char *text, size_t indent, GError **error)
{
	char *equals = strchr(text, '=');
	struct ini_entry *entry;

	if (!equals || equals == text)
		return syntax_error(ini, line, "'key = value'", error);
	if (!group)
		return syntax_error(ini, line, "a '[group]' before the keys",
				    error);
	*equals = '\0';
	entry = g_new0(struct ini_entry, 1);
	entry->line = line;
	entry->column = (unsigned)(indent + (size_t)(equals + 1 - text) +
				   strspn(equals + 1, " \t") + 1);
	entry->group = g_strdup(group);
	entry->key = g_strdup(g_strchomp(text));
	entry->value = g_strdup(g_strstrip(equals + 1));
	return add_entry(ini, entry, error);
}

static bool read_lines(struct ini_file *ini, char **lines, GError **error)
{
	g_autofree char *group = NULL;

	for (unsigned i = 0; lines[i]; i++) {
		size_t indent = strspn(lines[i], " \t");
		char *text = g_strstrip(lines[i]);
		bool ok = true;

		if (text[0] == '\0' || text[0] == '#')
			continue;
		if (text[0] == '[')
			ok = read_group(ini, i + 1, text, &group, error);
		else
			ok = read_key(ini, i + 1, group, text, indent, error);
		if (!ok)
			return false;
	}
	return true;
}

struct ini_file *ini_file_parse(const char *name, const char *text,
				size_t length, GError **error)
{
	struct ini_file *ini = ini_file_new(name);
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);

	if (read_lines(ini, lines, error))
		return ini;
	ini_file_free(ini);
	return NULL;
}

const char *ini_file_name(const struct ini_file *ini)
{
	return ini->name;
}

const struct ini_entry *ini_file_entry(const struct ini_file *ini, size_t i)
{
	return i < ini->entries->len ? g_ptr_array_index(ini->entries, i)
				     : NULL;
}

const struct ini_entry *ini_file_find(const struct ini_file *ini,
				      const char *group, const char *key)
{
	g_autofree char *name = g_strconcat(group, "\n", key, NULL);

	return g_hash_table_lookup(ini->by_name, name);
}
