#include "lab_drill.h"

#include "die.h"
#include "hosts.h"
#include "kernel_host.h"
#include "lab_drill_options.h"
#include "report.h"
#include "tun.h"
#include "versus.h"
#include "wheel.h"

#include "drill/drill_run.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* A player that is later than that has to play again. */
#define LATE_NS_MAX (20 * NS_PER_MS)

/**
 * struct session - All scripts, and what they have together
 * @wheel:	Where the timers of this machine stand
 * @versus:	By the index of a result
 * @making:	Held while a host is made
 */
struct session {
	struct lab_drill_options options;
	struct wheel wheel;
	struct versus *versus;
	GMutex making;
};

/* Names begin with what a script is for, where that is one stack alone. */
static const char *const foreign[] = {"rfc-", "freebsd-"};

static bool is_foreign(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++)
		if (g_str_has_prefix(name, foreign[i]))
			return true;
	return false;
}

static bool may_be_played(const struct session *session,
			  struct drill_result *result)
{
	if (is_foreign(result->file)) {
		drill_verdict_set(&result->verdict, DRILL_SKIP,
				  "it is for a stack that is not this kernel");
		return false;
	}
	if (result->length_ns > session->options.longest_ns) {
		drill_verdict_set(&result->verdict, DRILL_SKIP,
				  "it takes %.0f s: longer than asked for",
				  ns_to_s(result->length_ns));
		return false;
	}
	return true;
}

/* Made one by one: many at once keep the kernel from those who play. */
static struct kernel_host *host_new_or_die(struct session *session,
					   const struct drill_script *script,
					   struct drill_play *play)
{
	struct kernel_host *host;

	g_mutex_lock(&session->making);
	host = kernel_host_new(&script->settings,
			       (char *const *)session->options.sysctls->pdata,
			       drill_play_sent, play);
	g_mutex_unlock(&session->making);
	if (!host)
		die_errno(DIE_RUNTIME, "cannot make a host to drill");
	return host;
}

/* Once; returns when it began */
static int64_t play_real(struct session *session, struct drill_result *result)
{
	struct drill_limits limits = {session->options.tolerance_ns,
				      LATE_NS_MAX};
	struct drill_play *play =
	    drill_play_new(result->script, limits, &result->verdict);
	struct kernel_host *host =
	    host_new_or_die(session, result->script, play);
	int64_t start_ns = kernel_host_start(host);

	drill_run_script(play, kernel_host(host));
	kernel_host_free(host);
	drill_play_free(play);
	return start_ns;
}

static void again(struct drill_verdict *verdict)
{
	drill_verdict_fini(verdict);
	drill_verdict_init(verdict);
}

/* Right or wrong in kind is so however late the player was. */
static bool is_in_doubt(const struct drill_verdict *verdict)
{
	return verdict->time_only;
}

/* A time that is wrong in each try is wrong, if the player was on time. */
static void judge_doubt(struct drill_verdict *verdict, int64_t tries_n)
{
	double late_ms = (double)verdict->late_ns / (double)NS_PER_MS;

	if (verdict->late_ns > LATE_NS_MAX)
		drill_verdict_set(verdict, DRILL_SKIP,
				  "this machine was %.0f ms late, in the last "
				  "of %d tries",
				  late_ms, (int)tries_n);
	else
		drill_verdict_detail(verdict,
				     "so in each of %d tries; the player was "
				     "at most %.1f ms late in the last",
				     (int)tries_n, late_ms);
}

/*
 * This machine has more to do than to play on time. What is wrong in kind is
 * wrong; what comes at another time each time may be the machine.
 */
static int64_t play_until_on_time(struct session *session,
				  struct drill_result *result)
{
	struct drill_verdict *verdict = &result->verdict;
	int64_t start_ns = play_real(session, result);

	for (int64_t i = 1;
	     i < session->options.tries_n && is_in_doubt(verdict); i++) {
		again(verdict);
		start_ns = play_real(session, result);
	}
	if (is_in_doubt(verdict))
		judge_doubt(verdict, session->options.tries_n);
	return start_ns;
}

static void play_simulated(const struct session *session,
			   const struct drill_script *script, int64_t start_ns,
			   struct drill_verdict *verdict)
{
	struct profile profile =
	    *(const struct profile *)model_values(session->options.stack_model);

	profile.hz = session->wheel.hz;
	profile.wheel_phase_ns = wheel_phase_ns(&session->wheel, start_ns);
	drill_run(script, &profile, 1, verdict);
}

static void play(void *data, struct drill_result *result)
{
	struct session *session = data;
	int64_t start_ns;

	if (!may_be_played(session, result))
		return;
	start_ns = play_until_on_time(session, result);
	if (session->options.compare && result->verdict.kind != DRILL_SKIP)
		play_simulated(session, result->script, start_ns,
			       &session->versus[result->index].simulated);
}

static void write_text_or_die(const char *text)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		die_errno(DIE_RUNTIME, "cannot write the verdicts");
}

static void write_json_or_die(const struct session *session,
			      const GPtrArray *results)
{
	bool compare = session->options.compare;
	JsonObject *root = json_object_new();
	JsonArray *scripts = json_array_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	for (guint i = 0; i < results->len; i++) {
		struct drill_result *result = g_ptr_array_index(results, i);
		JsonObject *object = compare
					 ? versus_json_new(&session->versus[i])
					 : verdict_json_new(&result->verdict);

		json_object_set_string_member(object, "file", result->file);
		json_array_add_object_element(scripts, object);
	}
	json_object_set_string_member(root, "schema", "tw-lab.drill/1");
	json_object_set_boolean_member(root, "compare", compare);
	json_object_set_array_member(root, "scripts", scripts);
	json_node_take_object(node, root);
	report_write_or_die(NULL, node);
}

static void write_or_die(const struct session *session,
			 const GPtrArray *results)
{
	const struct versus *versus = session->versus;
	bool tap = session->options.format == LAB_DRILL_TAP;
	GString *text = g_string_new(NULL);

	if (session->options.format == LAB_DRILL_JSON)
		write_json_or_die(session, results);
	else if (session->options.compare)
		(tap ? versus_tap : versus_text)(text, versus, results->len);
	else
		(tap ? drill_suite_tap : drill_suite_text)(text, results);
	write_text_or_die(text->str);
	g_string_free(text, TRUE);
}

static int judge(const struct session *session, const GPtrArray *results)
{
	const struct versus *versus = session->versus;
	bool bad;

	if (drill_suite_count(results, DRILL_MALFORMED) > 0)
		return DIE_USAGE;
	bad = session->options.compare
		  ? versus_count(versus, results->len, VERSUS_DIFFER) > 0
		  : drill_suite_count(results, DRILL_NOT_OK) > 0;
	return bad ? DIE_DIFFER : 0;
}

/* A script that is none is told as by twsim: on stderr. */
static void complain(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++) {
		const struct drill_result *result =
		    g_ptr_array_index(results, i);

		if (result->verdict.kind == DRILL_MALFORMED)
			fprintf(stderr, "%s: %s\n",
				program_invocation_short_name,
				result->verdict.text);
	}
}

static int run_or_die(struct session *session, const GPtrArray *files)
{
	const struct drill_suite suite = {
	    .play = play,
	    .data = session,
	    .defines = (const char *const *)session->options.defines->pdata,
	    .jobs = (unsigned)session->options.jobs_n,
	};
	GPtrArray *results;
	int code;

	session->versus = g_new0(struct versus, files->len);
	for (guint i = 0; i < files->len; i++)
		drill_verdict_init(&session->versus[i].simulated);
	results = drill_suite_run(&suite, files);
	for (guint i = 0; i < files->len; i++)
		session->versus[i].real = g_ptr_array_index(results, i);
	write_or_die(session, results);
	complain(results);
	code = judge(session, results);
	for (guint i = 0; i < files->len; i++)
		drill_verdict_fini(&session->versus[i].simulated);
	g_free(session->versus);
	g_ptr_array_unref(results);
	return code;
}

/* Each script needs a dozen descriptors at most, and many go on at once. */
static void raise_limit_of_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int lab_drill_main(int argc, char **argv)
{
	struct session session = {0};
	GError *error = NULL;
	GPtrArray *files;
	int code;

	lab_drill_options_or_die(&session.options, argc, argv);
	files = drill_suite_files(session.options.paths, &error);
	if (!files)
		die(DIE_USAGE, "%s", error->message);
	if (!hosts_may_be())
		die(DIE_SKIP, HOSTS_NONE);
	if (!tun_may_be())
		die_errno(DIE_SKIP, "no TUN device can be had here, so this "
				    "kernel cannot be drilled: /dev/net/tun");
	if (session.options.compare && !wheel_measure(&session.wheel))
		die_errno(DIE_RUNTIME, "cannot find the tick of the kernel");
	raise_limit_of_files();
	kernel_host_prepare();
	code = run_or_die(&session, files);
	g_ptr_array_unref(files);
	lab_drill_options_fini(&session.options);
	return code;
}
