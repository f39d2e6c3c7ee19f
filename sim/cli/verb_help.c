#include "cli/complain.h"
#include "cli/output.h"
#include "cli/usage.h"
#include "cli/verbs.h"

static void append_verb(GString *to, const struct verb *verb)
{
	g_string_append_printf(to, "Usage: twsim %s %s\n%s\n\n", verb->name,
			       verb->usage, verb->summary);
	if (verb->help)
		verb->help(to);
}

enum exit_code verb_help(int argc, char **argv)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const struct verb *verb;

	if (argc > 2) {
		complain("help: unexpected '%s': one verb is expected",
			 argv[2]);
		return EXIT_USAGE;
	}
	if (argc < 2) {
		usage_overview(text);
		g_string_append(text, "'twsim help run' lists its options.\n");
		return output_stdout(text->str);
	}
	verb = verbs_find(argv[1]);
	if (!verb) {
		complain("help: no verb is named '%s'", argv[1]);
		return EXIT_USAGE;
	}
	append_verb(text, verb);
	return output_stdout(text->str);
}
