#include "cli/complain.h"
#include "cli/output.h"
#include "cli/plain_options.h"
#include "cli/verbs.h"
#include "run/report_text.h"
#include "trace/pcap_file.h"
#include "trace/scene_expect.h"
#include "trace/scene_lines.h"
#include "trace/trace_json.h"
#include "trace/trace_ladder.h"

#include <string.h>

struct trace_options {
	gboolean ladder;
	gboolean help;
	char *format;
	char *at;
	char *pcap;
	char **sets;
	char **names;
};

void verb_trace_help(GString *to)
{
	g_string_append(
	    to,
	    "A scenario is a few connections and a claim. Printed is each "
	    "segment, as tcpdump\nprints it, at one end. Without a name, the "
	    "scenarios are listed; FILE is one of\nyour own, with a '/' in its "
	    "name or .ini at its end.\n\n"
	    "Options:\n"
	    "  --ladder                both ends with their states, and the "
	    "rows that fired\n"
	    "  --format text|json      of the trace; json has all events "
	    "[text]\n"
	    "  --at client|server      the end where segments are seen [as the "
	    "scenario says]\n"
	    "  --pcap FILE             write a capture, for Wireshark\n"
	    "  --set NAME=VALUE        an option of run, or what its --set "
	    "takes: rtt=10ms,\n"
	    "                          stack=rfc9293, "
	    "net.ipv4.tcp_rfc1337=1; may be repeated\n"
	    "  --help                  print this\n\n"
	    "Exit status: 0 fine; 1 what the scenario expects did not happen "
	    "(with --set nothing\nis expected); 2 bad usage or input; 3 a "
	    "failure while writing.\n");
}

static enum exit_code usage_error(const GError *error)
{
	complain("trace: %s", error->message);
	return EXIT_USAGE;
}

static enum exit_code list(void)
{
	g_auto(GStrv) names = scene_names();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; names[i]; i++) {
		struct scene *scene = scene_load(names[i], NULL, &error);

		if (!scene)
			return usage_error(error);
		g_string_append_printf(text, "%s\n", names[i]);
		report_text_wrap(text, "", 4, scene->claim);
		scene_free(scene);
	}
	return output_stdout(text->str);
}

static char *ladder_new(const struct scene *scene, const struct scene_run *run)
{
	struct addresses addresses = addresses_of(&scene->scenario.config);
	GString *text = g_string_new(NULL);

	if (scene->title)
		g_string_append_printf(text, "%s\n", scene->title);
	if (scene->claim)
		report_text_wrap(text, "Claim: ", 7, scene->claim);
	g_string_append_c(text, '\n');
	trace_ladder(text, &addresses, run->events);
	return g_string_free(text, FALSE);
}

static enum exit_code write_pcap(const struct scene *scene,
				 const struct scene_run *run, const char *path)
{
	struct addresses addresses = addresses_of(&scene->scenario.config);
	g_autoptr(GError) error = NULL;
	struct pcap_file *pcap =
	    pcap_file_open(path, &addresses, scene->at, &error);

	if (!pcap) {
		g_prefix_error(&error, "--pcap: ");
		return usage_error(error);
	}
	for (guint i = 0; i < run->events->len; i++)
		pcap_file_add(
		    pcap, &g_array_index(run->events, struct trace_event, i));
	if (pcap_file_commit(pcap, &error))
		return EXIT_FINE;
	complain("trace: --pcap: %s", error->message);
	return EXIT_RUNTIME;
}

static enum exit_code judge(const struct scene *scene,
			    const struct scene_run *run, const char *lines)
{
	g_autoptr(GPtrArray) unmet = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (scene->changed)
		return EXIT_FINE;
	if (!scene_expect(scene, run, lines, unmet, &error))
		return usage_error(error);
	for (guint i = 0; i < unmet->len; i++)
		complain("%s", (char *)g_ptr_array_index(unmet, i));
	return unmet->len ? EXIT_BROKEN : EXIT_FINE;
}

static enum exit_code show(const struct trace_options *options,
			   const struct scene *scene,
			   const struct scene_run *run)
{
	g_autofree char *lines = scene_lines_new(scene, run);
	g_autofree char *text = NULL;
	enum exit_code code = judge(scene, run, lines);

	if (code == EXIT_USAGE)
		return code;
	if (options->pcap) {
		enum exit_code written = write_pcap(scene, run, options->pcap);

		if (written != EXIT_FINE)
			return written;
	}
	if (g_strcmp0(options->format, "json") == 0)
		text = trace_json_new(scene, run);
	else if (options->ladder)
		text = ladder_new(scene, run);
	if (output_stdout(text ? text : lines) != EXIT_FINE)
		return EXIT_RUNTIME;
	return code;
}

/* NULL and one that is not among the choices are told apart by the caller. */
static bool is_choice(const char *value, const char *a, const char *b)
{
	return !value || strcmp(value, a) == 0 || strcmp(value, b) == 0;
}

static enum exit_code run(const struct trace_options *options)
{
	g_autoptr(GError) error = NULL;
	struct scene_run happened;
	struct scene *scene;
	enum exit_code code;

	scene = scene_load(options->names[0], options->sets, &error);
	if (!scene)
		return usage_error(error);
	if (options->at)
		scene->at = options->at[0] == 'c' ? END_CLIENT : END_SERVER;
	if (options->at && !scene->changed)
		scene->changed = true; /* other lines are seen there */
	if (scene_play(scene, &happened, &error)) {
		code = show(options, scene, &happened);
		scene_run_fini(&happened);
	} else {
		complain("trace: %s", error->message);
		code = EXIT_RUNTIME;
	}
	scene_free(scene);
	return code;
}

static enum exit_code choose(void *data)
{
	const struct trace_options *options = data;
	g_autoptr(GString) text = g_string_new(NULL);

	if (options->help) {
		verb_trace_help(text);
		return output_stdout(text->str);
	}
	if (!is_choice(options->format, "text", "json")) {
		complain("trace: --format: '%s' is no format: text or json is "
			 "expected",
			 options->format);
		return EXIT_USAGE;
	}
	if (!is_choice(options->at, "client", "server")) {
		complain("trace: --at: '%s' is no end: client or server is "
			 "expected",
			 options->at);
		return EXIT_USAGE;
	}
	if (!options->names)
		return list();
	if (options->names[1]) {
		complain("trace: unexpected '%s': one name is expected",
			 options->names[1]);
		return EXIT_USAGE;
	}
	return run(options);
}

enum exit_code verb_trace(int argc, char **argv)
{
	struct trace_options options = {.help = FALSE};
	const GOptionEntry entries[] = {
	    {"ladder", 0, 0, G_OPTION_ARG_NONE, &options.ladder, NULL, NULL},
	    {"format", 0, 0, G_OPTION_ARG_STRING, &options.format, NULL, NULL},
	    {"at", 0, 0, G_OPTION_ARG_STRING, &options.at, NULL, NULL},
	    {"pcap", 0, 0, G_OPTION_ARG_FILENAME, &options.pcap, NULL, NULL},
	    {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, NULL, NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
	     &options.names, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	enum exit_code code;

	code =
	    plain_options_run("trace", argc, argv, entries, choose, &options);
	g_free(options.format);
	g_free(options.at);
	g_free(options.pcap);
	g_strfreev(options.sets);
	g_strfreev(options.names);
	return code;
}
