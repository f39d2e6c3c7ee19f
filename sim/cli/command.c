#include "cli/command.h"

#include <stdbool.h>
#include <string.h>

static bool is_plain(const char *word)
{
	if (!*word)
		return false;
	for (; *word; word++)
		if (!g_ascii_isalnum(*word) && !strchr("-_./:=,@%+", *word))
			return false;
	return true;
}

char *command_new(int argc, char **argv)
{
	GString *text = g_string_new("twsim");

	for (int i = 0; i < argc; i++) {
		g_autofree char *quoted = is_plain(argv[i])
					      ? g_strdup(argv[i])
					      : g_shell_quote(argv[i]);

		g_string_append_printf(text, " %s", quoted);
	}
	return g_string_free(text, FALSE);
}
