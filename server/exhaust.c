#include "exhaust.h"

#include "compare.h"
#include "crowd.h"
#include "die.h"
#include "exhaust_options.h"
#include "hosts.h"
#include "report.h"
#include "trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/**
 * struct outcome - What became of a trial
 * @real:	Of tw-load, with the server's side from tw-server
 * @compare:	Both side by side
 */
struct outcome {
	JsonNode *simulated;
	JsonNode *real;
	struct compare compare;
};

static JsonNode *parse_or_die(const char *program, int memfd)
{
	char *text = trial_text_or_die(memfd);
	GError *error = NULL;
	JsonNode *node = json_from_string(text, &error);

	if (!node || !JSON_NODE_HOLDS_OBJECT(node))
		die(DIE_RUNTIME, "%s printed no JSON object: %s", program,
		    error ? error->message : "empty");
	free(text);
	return node;
}

/* On two hosts, each side counts its own. */
static void add_segments(JsonObject *into, JsonObject *from, const char *name)
{
	JsonObject *sum = json_object_get_object_member(into, "segments");
	JsonObject *more = json_object_get_object_member(from, "segments");

	json_object_set_int_member(sum, name,
				   json_object_get_int_member(sum, name) +
				       json_object_get_int_member(more, name));
}

/* Each side knows itself: one object with what both say. */
static JsonNode *merge_or_die(const struct trial *trial)
{
	JsonNode *load = parse_or_die("tw-load", trial->load);
	JsonNode *server = parse_or_die("tw-server", trial->server);
	JsonObject *into = json_node_get_object(load);
	JsonObject *from = json_node_get_object(server);
	const char *members[] = {"server", "tw-server"};

	for (size_t i = 0; i < 2; i++)
		if (json_object_has_member(from, members[i]))
			json_object_set_member(
			    into, members[i],
			    json_object_dup_member(from, members[i]));
	add_segments(into, from, "retransmitted");
	add_segments(into, from, "rst");
	json_node_unref(server);
	return load;
}

static void judge_or_die(const struct exhaust_options *options,
			 const struct trial *trial, struct outcome *outcome)
{
	struct compare_limits limits = {
	    .share = options->tolerance,
	    .instant_s = ns_to_s(options->instant_ns),
	};
	struct rate rate;

	outcome->simulated = parse_or_die("twsim", trial->simulated);
	outcome->real = merge_or_die(trial);
	units_parse_rate(trial->plan.rate, &rate);
	limits.rate_per_s = rate_per_s(rate);
	limits.late_s =
	    fmax(0, compare_number(json_node_get_object(outcome->real),
				   "client.late_s.max")); /* null: never late */
	compare_results(&outcome->compare,
			json_node_get_object(outcome->simulated),
			json_node_get_object(outcome->real), &limits);
}

static void print_outcome(const struct trial *trial,
			  const struct outcome *outcome)
{
	const struct trial_plan *plan = &trial->plan;

	printf("%s, %u ports by %s, %s, %s closes first: %s\n", plan->rate,
	       port_range_count(plan->ports), plan->pick, plan->duration,
	       strcmp(plan->closer, "server") == 0 ? "server" : "client",
	       outcome->compare.agrees ? "they agree" : "THEY DIFFER");
	compare_print(&outcome->compare, stdout);
}

static JsonObject *outcome_json_new(const struct trial *trial,
				    const struct outcome *outcome)
{
	JsonObject *object = json_object_new();

	json_object_set_string_member(object, "rate", trial->plan.rate);
	json_object_set_string_member(object, "port-pick", trial->plan.pick);
	json_object_set_boolean_member(object, "agrees",
				       outcome->compare.agrees);
	json_object_set_array_member(object, "rows",
				     compare_json_new(&outcome->compare));
	json_object_set_member(object, "simulated",
			       json_node_copy(outcome->simulated));
	json_object_set_member(object, "real", json_node_copy(outcome->real));
	return object;
}

static void write_json_or_die(const struct crowd *crowd,
			      const struct outcome *outcome, bool agree)
{
	JsonObject *root = json_object_new();
	JsonArray *trials = json_array_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	for (size_t i = 0; i < crowd->n; i++)
		json_array_add_object_element(
		    trials, outcome_json_new(&crowd->trial[i], &outcome[i]));
	json_object_set_string_member(root, "schema", "tw-lab.exhaust/1");
	json_object_set_boolean_member(root, "agree", agree);
	json_object_set_array_member(root, "trials", trials);
	json_node_take_object(node, root);
	report_write_or_die(NULL, node);
}

static int report_or_die(const struct exhaust_options *options,
			 const struct crowd *crowd)
{
	struct outcome *outcome = g_new0(struct outcome, crowd->n);
	bool agree = true;

	for (size_t i = 0; i < crowd->n; i++) {
		judge_or_die(options, &crowd->trial[i], &outcome[i]);
		agree = agree && outcome[i].compare.agrees;
	}
	if (options->format == EXHAUST_JSON)
		write_json_or_die(crowd, outcome, agree);
	for (size_t i = 0; i < crowd->n; i++) {
		if (options->format == EXHAUST_TABLE)
			print_outcome(&crowd->trial[i], &outcome[i]);
		json_node_unref(outcome[i].simulated);
		json_node_unref(outcome[i].real);
	}
	g_free(outcome);
	return agree ? 0 : DIE_DIFFER;
}

/* Someone who watches wants to know how long it takes. */
static void announce(const struct exhaust_options *options,
		     const struct crowd *crowd)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%zu at once, %.0f s\n", crowd->n,
			ns_to_s(options->duration_ns) + 1);
}

int exhaust_main(int argc, char **argv)
{
	struct exhaust_options options;
	struct crowd crowd;
	int code;

	exhaust_options_or_die(&options, argc, argv);
	exhaust_plan_or_die(&options, &crowd);
	announce(&options, &crowd);
	code = crowd_run_or_die(&crowd);
	if (code == DIE_SKIP)
		die(DIE_SKIP, HOSTS_NONE);
	if (code == 0)
		code = report_or_die(&options, &crowd);
	crowd_fini(&crowd);
	return code;
}
