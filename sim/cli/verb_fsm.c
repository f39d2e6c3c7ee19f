#include "cli/complain.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "trace/fsm_text.h"
#include "trace/scene.h"

struct fsm_options {
	gboolean dot;
	gboolean fired;
	gboolean help;
};

void verb_fsm_help(GString *to)
{
	g_string_append(
	    to, "Without an option, the table of states as text: state, event, "
		"next state, action,\ncondition, and where it is written. "
		"'Fig5' is figure 5 of RFC 9293, 's...' a section\nof it, "
		"'stack' what real stacks add.\n\n"
		"Options:\n"
		"  --dot         the graph, for Graphviz\n"
		"  --fired       with how often the scenarios of 'twsim trace' "
		"fire each row\n"
		"  --help        print this\n");
}

static bool add_fired(const char *name, uint64_t *fired, GError **error)
{
	struct scene *scene = scene_load(name, NULL, error);
	struct scene_run happened;
	bool ok;

	if (!scene)
		return false;
	ok = scene_play(scene, &happened, error);
	if (ok) {
		for (size_t i = 0; i < G_N_ELEMENTS(happened.fired); i++)
			fired[i] += happened.fired[i];
		scene_run_fini(&happened);
	}
	scene_free(scene);
	return ok;
}

static enum exit_code print_fired(GString *text)
{
	g_auto(GStrv) names = scene_names();
	g_autoptr(GError) error = NULL;
	uint64_t fired[UINT8_MAX] = {0};

	for (size_t i = 0; names[i]; i++) {
		if (add_fired(names[i], fired, &error))
			continue;
		complain("fsm: %s: %s", names[i], error->message);
		return EXIT_RUNTIME;
	}
	fsm_text_table(text, fired);
	return output_stdout(text->str);
}

static enum exit_code run(const struct fsm_options *options)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (options->fired && !options->help)
		return print_fired(text);
	if (options->help)
		verb_fsm_help(text);
	else if (options->dot)
		fsm_text_dot(text);
	else
		fsm_text_table(text, NULL);
	return output_stdout(text->str);
}

enum exit_code verb_fsm(int argc, char **argv)
{
	struct fsm_options options = {FALSE, FALSE, FALSE};
	const GOptionEntry entries[] = {
	    {"dot", 0, 0, G_OPTION_ARG_NONE, &options.dot, NULL, NULL},
	    {"fired", 0, 0, G_OPTION_ARG_NONE, &options.fired, NULL, NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_set_help_enabled(context, FALSE);
	if (!g_option_context_parse(context, &argc, &argv, &error)) {
		complain("fsm: %s", error->message);
		code = EXIT_USAGE;
	} else if (argc > 1) {
		complain("fsm: unexpected '%s': options begin with --",
			 argv[1]);
		code = EXIT_USAGE;
	} else {
		code = run(&options);
	}
	g_option_context_free(context);
	return code;
}
