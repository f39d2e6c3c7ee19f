#include "cli/plain_options.h"

#include "cli/complain.h"

enum exit_code plain_options_run(const char *verb, int argc, char **argv,
				 const GOptionEntry *entries,
				 enum exit_code (*run)(void *data), void *data)
{
	GOptionContext *context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_help_enabled(context, FALSE);
	if (g_option_context_parse(context, &argc, &argv, &error)) {
		code = run(data);
	} else {
		complain("%s: %s", verb, error->message);
		code = EXIT_USAGE;
	}
	g_option_context_free(context);
	return code;
}
