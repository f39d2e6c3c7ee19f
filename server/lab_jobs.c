#include "lab_jobs.h"

#include "base/units.h"
#include "die.h"
#include "instant.h"
#include "stagehands.h"
#include "trial.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct batch {
	GPtrArray *jobs;
	bool tell;
};

static void job_free(void *data)
{
	struct lab_job *job = data;

	close(job->out);
	close(job->err);
	munmap(job->ending, sizeof(*job->ending));
	g_string_free(job->shown, TRUE);
	g_free(job);
}

GPtrArray *lab_jobs_new(void)
{
	return g_ptr_array_new_with_free_func(job_free);
}

struct lab_job *lab_jobs_add(GPtrArray *jobs, const char *section,
			     const char *program)
{
	struct lab_job *job = g_new0(struct lab_job, 1);

	job->section = section;
	job->shown = g_string_new("tw-lab");
	job->out = trial_memfd_or_die("out");
	job->err = trial_memfd_or_die("err");
	job->ending = mmap(NULL, sizeof(*job->ending), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job->ending == MAP_FAILED)
		die_errno(DIE_RUNTIME, "mmap()");
	child_word(&job->words, "%s", program);
	g_ptr_array_add(jobs, job);
	return job;
}

void lab_job_word(struct lab_job *job, const char *format, ...)
{
	g_autofree char *word = NULL;
	va_list args;

	va_start(args, format);
	word = g_strdup_vprintf(format, args);
	va_end(args);
	child_word(&job->words, "%s", word);
	g_string_append_printf(job->shown, " %s", word);
}

static bool has_failed(int code)
{
	return code != 0 && code != DIE_DIFFER && code != DIE_SKIP;
}

static void tell(const struct lab_job *job)
{
	static const char *const endings[] = {"agrees", "DIFFERS"};
	int code = job->ending->code;

	fprintf(stderr, "%4.0f s  %-11s %s%s%s\n", job->ending->took_s,
		job->section, code < 2 ? endings[code] : "cannot be tried",
		job->name ? ": " : "", job->name ? job->name : "");
}

/* Between the stagehands and the verb: what that exits with is a result. */
static _Noreturn void keep_or_die(const struct lab_job *job, bool told)
{
	int64_t start_ns = instant_now_ns() + job->later_s * NS_PER_S;
	int terminal = dup(STDERR_FILENO);

	if (terminal < 0 || dup2(job->err, STDERR_FILENO) < 0)
		die_errno(DIE_RUNTIME, "dup2()");
	instant_sleep_until(start_ns);
	job->ending->code =
	    child_wait(child_start_or_die(&job->words, -1, job->out, -1));
	job->ending->took_s = ns_to_s(instant_now_ns() - start_ns);
	if (told && job->section && dup2(terminal, STDERR_FILENO) >= 0)
		tell(job);
	_exit(has_failed(job->ending->code) ? DIE_RUNTIME : 0);
}

static pid_t start_or_die(void *data, size_t i)
{
	const struct batch *batch = data;
	pid_t child = child_fork_or_die();

	if (child == 0)
		keep_or_die(g_ptr_array_index(batch->jobs, i), batch->tell);
	return child;
}

/* The first line of what it said */
static char *complaint_new(const struct lab_job *job)
{
	char *text = trial_text_or_die(job->err);

	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void complain(GPtrArray *jobs)
{
	for (guint i = 0; i < jobs->len; i++) {
		const struct lab_job *job = g_ptr_array_index(jobs, i);
		char *text;

		if (!has_failed(job->ending->code))
			continue;
		text = complaint_new(job);
		fprintf(stderr, "%s: %s ended with exit code %d: %s\n",
			program_invocation_short_name, job->shown->str,
			job->ending->code, text[0] ? text : "it said nothing");
		free(text);
		return;
	}
}

int lab_jobs_run_or_die(GPtrArray *jobs, size_t at_once_max, bool tell)
{
	struct batch batch = {jobs, tell};
	struct stagehands stagehands = {
	    .n = jobs->len,
	    .at_once_max = at_once_max,
	    .start_or_die = start_or_die,
	    .data = &batch,
	};
	int code = stagehands_run_or_die(&stagehands);

	if (code == DIE_RUNTIME)
		complain(jobs);
	return code;
}

static void set_found_or_die(JsonObject *object, const struct lab_job *job)
{
	char *text = trial_text_or_die(job->out);
	g_autoptr(GError) error = NULL;
	JsonNode *node = json_from_string(text, &error);

	if (!node || !JSON_NODE_HOLDS_OBJECT(node))
		die(DIE_RUNTIME, "%s printed no JSON object: %s",
		    job->shown->str, error ? error->message : "empty");
	json_object_set_member(object, "found", node);
	free(text);
}

static JsonObject *job_json_or_die(const struct lab_job *job)
{
	JsonObject *object = json_object_new();
	char *complaint;

	json_object_set_string_member(object, "section", job->section);
	json_object_set_string_member(object, "name", job->name);
	json_object_set_string_member(object, "claim", job->claim);
	json_object_set_string_member(object, "command", job->shown->str);
	json_object_set_double_member(object, "took_s", job->ending->took_s);
	json_object_set_boolean_member(object, "differs",
				       job->ending->code == DIE_DIFFER);
	json_object_set_boolean_member(object, "tried",
				       job->ending->code != DIE_SKIP);
	if (job->ending->code != DIE_SKIP) {
		set_found_or_die(object, job);
		return object;
	}
	complaint = complaint_new(job);
	json_object_set_string_member(object, "skipped", complaint);
	free(complaint);
	return object;
}

void lab_jobs_json_or_die(GPtrArray *jobs, JsonArray *into)
{
	for (guint i = 0; i < jobs->len; i++) {
		const struct lab_job *job = g_ptr_array_index(jobs, i);

		if (job->section)
			json_array_add_object_element(into,
						      job_json_or_die(job));
	}
}
