#include "lab_report.h"

#include "die.h"
#include "instant.h"
#include "lab_jobs.h"
#include "options.h"
#include "plans.h"
#include "profile_text.h"
#include "report.h"
#include "report_markdown.h"
#include "report_origin.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* All that is quick in scenarios is over then. */
#define LATER_S 15
/* Scenarios that were held up begin anew at once, and hold up each other. */
#define TRIES_N 20

enum format { FORMAT_MARKDOWN, FORMAT_JSON };

/* clang-format off */
#define FORMATS "markdown", "json"
#define REPORT_FIELDS(F)                                                       \
F(BOOL,   "quick",  quick,  0, 1, NULL,                                        \
  "without what waits for TIME-WAITs to end")                                  \
F(CHOICE, "format", format, 0, 1, formats,                                     \
  "of the report")
/* clang-format on */

/**
 * struct report - The verb
 * @output:	File to write; NULL: stdout
 * @tests:	Folder with drill/ and lab/
 * @twsim:	Path of the simulator; NULL: searched for
 * @program:	This one
 * @folder:	Where the scripts of the restart matrix are put
 * @owner:	Process that removes @folder
 * @found:	Of all jobs
 */
struct report {
	REPORT_FIELDS(FIELD_MEMBER)
	const char *output;
	const char *tests;
	const char *twsim;
	char program[CHILD_WORD_SIZE];
	char *folder;
	pid_t owner;
	JsonArray *found;
};

static const char *const formats[] = {FORMATS, NULL};

#define REPORT_ROW(...) FIELD_ROW(struct report, __VA_ARGS__)
static const struct field rows[] = {REPORT_FIELDS(REPORT_ROW)};
static const struct options_path paths[] = {
    {"output", "FILE.md", "written whole or not at all; not given: stdout",
     offsetof(struct report, output)},
    {"tests", "FOLDER",
     "the folder tests of twsim, with its scripts; not given: tests",
     offsetof(struct report, tests)},
    {"twsim", "FILE",
     "the simulator; not given: $TWSIM, or the one built or installed beside "
     "this program, or the one on the PATH",
     offsetof(struct report, twsim)},
};

static const struct options command_line = {
    .usage = "report [-o FILE.md] [OPTION]...",
    .summary =
	"Run the whole lab, the simulator held against this kernel, and write "
	"what came out as\none document: docs/VALIDATION.md is such a one. In "
	"less than six minutes; it wants an\nidle machine. Exit: 0 all agrees, "
	"1 something differs (it is written all the same),\n2 usage, 3 failed, "
	"77 nothing can be tried here.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
    .paths = paths,
    .paths_n = sizeof(paths) / sizeof(paths[0]),
    .letter = 'o',
};

/* What die() needs to know as well */
static struct report report = {.tests = "tests"};

static void remove_folder(void)
{
	const char *name;
	GDir *dir;

	if (!report.folder || getpid() != report.owner)
		return;
	dir = g_dir_open(report.folder, 0, NULL);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path =
		    g_build_filename(report.folder, name, NULL);

		g_unlink(path);
	}
	if (dir)
		g_dir_close(dir);
	g_rmdir(report.folder);
}

/* Between two stages as well no signal ends us before the folder is removed:
 * the next stage hears of it. */
static void make_folder_or_die(void)
{
	GError *error = NULL;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	report.owner = getpid();
	report.folder = g_dir_make_tmp("tw-lab-XXXXXX", &error);
	if (!report.folder)
		die(DIE_RUNTIME, "%s", error->message);
	atexit(remove_folder);
}

static void check_tests_or_die(void)
{
	const char *const needed[] = {"drill", "lab/restart_scripts.sh"};

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
		g_autofree char *path =
		    g_build_filename(report.tests, needed[i], NULL);

		if (access(path, R_OK) < 0)
			die(DIE_USAGE,
			    "--tests: %s is not there: the folder tests of "
			    "twsim is expected",
			    path);
	}
}

static struct lab_job *verb(GPtrArray *jobs, const char *section,
			    const char *name)
{
	struct lab_job *job = lab_jobs_add(jobs, section, report.program);

	lab_job_word(job, "%s", name);
	return job;
}

static void add_twsim(struct lab_job *job)
{
	if (report.twsim)
		child_word(&job->words, "--twsim=%s", report.twsim);
}

/* "--format=json" is how the report reads it, and nothing to repeat. */
static void as_json(struct lab_job *job)
{
	child_word(&job->words, "--format=json");
}

static void add_plans(GPtrArray *jobs, bool slow)
{
	for (const struct plan *plan = plans; plan->name; plan++) {
		struct lab_job *job;

		if (plan->slow != slow)
			continue;
		job = verb(jobs, "exhaustion", "exhaust");
		job->name = plan->name;
		job->claim = plan->claim;
		lab_job_word(job, "--plan=%s", plan->name);
		add_twsim(job);
		as_json(job);
	}
}

static void add_drill(GPtrArray *jobs)
{
	struct lab_job *job = verb(jobs, "drill", "drill");

	lab_job_word(job, "--compare");
	if (report.quick)
		lab_job_word(job, "--quick");
	child_word(&job->words, "%s/drill", report.tests);
	g_string_append(job->shown, " tests/drill");
	as_json(job);
}

static void add_restart(GPtrArray *jobs)
{
	struct lab_job *job = verb(jobs, "restart", "drill");

	lab_job_word(job, "--compare");
	child_word(&job->words, "%s", report.folder);
	g_string_assign(job->shown, "sh tests/lab/restart.sh tw-lab");
	as_json(job);
}

static void add_memory(GPtrArray *jobs)
{
	struct lab_job *job = verb(jobs, "memory", "memory");

	add_twsim(job);
	as_json(job);
}

static void add_run(GPtrArray *jobs)
{
	struct lab_job *job = verb(jobs, "scenarios", "run");

	lab_job_word(job, "--all");
	lab_job_word(job, "--tries=%d", TRIES_N);
	if (report.quick)
		lab_job_word(job, "--quick");
	as_json(job);
}

static void add_scripts(GPtrArray *jobs)
{
	struct lab_job *job = lab_jobs_add(jobs, NULL, "sh");

	child_word(&job->words, "%s/lab/restart_scripts.sh", report.tests);
	child_word(&job->words, "%s", report.folder);
	g_string_assign(job->shown, "sh tests/lab/restart_scripts.sh");
}

/* Scenarios say most in their first seconds, and to the millisecond: those who
 * make many hosts then come after them. */
static void add_long(GPtrArray *jobs)
{
	add_run(jobs);
	add_drill(jobs);
	if (!report.quick)
		add_plans(jobs, true);
	for (guint i = 1; i < jobs->len; i++)
		((struct lab_job *)g_ptr_array_index(jobs, i))->later_s =
		    LATER_S;
}

static void add_short_plans(GPtrArray *jobs)
{
	add_plans(jobs, false);
}

/* What counts objects of the whole kernel is alone; what mostly sleeps is not.
 */
static const struct stage {
	void (*add)(GPtrArray *jobs);
	size_t at_once_max;
} stages[] = {
    {add_scripts, 1},	   {add_memory, 1}, {add_restart, 1},
    {add_short_plans, 16}, {add_long, 3},
};

static int gather_or_die(bool tell)
{
	report.found = json_array_new();
	for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
		GPtrArray *jobs = lab_jobs_new();
		int code;

		stages[i].add(jobs);
		code = lab_jobs_run_or_die(jobs, stages[i].at_once_max, tell);
		if (code)
			return code;
		lab_jobs_json_or_die(jobs, report.found);
		g_ptr_array_unref(jobs);
	}
	return 0;
}

static bool any(const char *member, bool wanted)
{
	for (guint i = 0; i < json_array_get_length(report.found); i++) {
		JsonObject *job =
		    json_array_get_object_element(report.found, i);

		if (json_object_get_boolean_member(job, member) == wanted)
			return true;
	}
	return false;
}

/* Where and of what, as it is when the jobs begin */
static JsonObject *document_new(void)
{
	JsonObject *document = json_object_new();

	json_object_set_string_member(document, "schema", "tw-lab.report/1");
	json_object_set_string_member(document, "command",
				      report.quick ? "tw-lab report --quick"
						   : "tw-lab report");
	report_origin(document, report.tests);
	return document;
}

static void finish_document(JsonObject *document, int64_t began_ns)
{
	json_object_set_double_member(document, "took_s",
				      ns_to_s(instant_now_ns() - began_ns));
	json_object_set_boolean_member(document, "agree",
				       !any("differs", true));
	json_object_set_array_member(document, "jobs", report.found);
}

static void write_or_die(JsonObject *document)
{
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);
	GString *text = g_string_new(NULL);

	report_markdown(text, document);
	json_node_take_object(node, document);
	if (report.format == FORMAT_JSON)
		report_write_or_die(report.output, node);
	else
		report_text_or_die(report.output, text->str);
	g_string_free(text, TRUE);
}

int lab_report_main(int argc, char **argv)
{
	int64_t began_ns = instant_now_ns();
	JsonObject *document;
	int code;

	options_parse_or_die(&command_line, &report, argc, argv);
	profile_text_check_or_die(report.output);
	check_tests_or_die();
	child_program("tw-lab", NULL, report.program, sizeof(report.program));
	document = document_new();
	make_folder_or_die();
	code = gather_or_die(isatty(STDERR_FILENO));
	if (code)
		return code;
	if (!any("tried", true))
		die(DIE_SKIP, "nothing can be tried here: %s",
		    json_object_get_string_member(
			json_array_get_object_element(report.found, 0),
			"skipped"));
	code = any("differs", true) ? DIE_DIFFER : 0;
	finish_document(document, began_ns);
	write_or_die(document);
	return code;
}
