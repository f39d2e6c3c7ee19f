#include "run/analytic.h"

#include "run/report_text.h"
#include "run/results_json.h"
#include "run/version.h"
#include "world/formulas.h"

#include <math.h>

#define INDENT 17

static double fixed_fraction(const struct analytic *analytic)
{
	double ports_n = (double)analytic->ports_n;

	return analytic->load > ports_n ? 1 - ports_n / analytic->load : 0;
}

static void fill_no_port(struct analytic *analytic, const struct config *config)
{
	double per_pool = (double)analytic->pools_n;

	analytic->no_port_first_s = (double)NAN;
	analytic->no_port_fraction = (double)NAN;
	switch (config->arrivals.kind) {
	case ARRIVALS_FIXED:
		analytic->no_port_fraction = fixed_fraction(analytic);
		if (analytic->no_port_fraction > 0)
			analytic->no_port_first_s = (double)analytic->ports_n /
						    rate_per_s(config->rate);
		break;
	case ARRIVALS_POISSON:
		analytic->no_port_fraction =
		    formulas_erlang_b(analytic->ports_n / analytic->pools_n,
				      analytic->load / per_pool);
		break;
	case ARRIVALS_ONOFF:
		break;
	}
}

void analytic_init(struct analytic *analytic, const struct config *config)
{
	int64_t ports_n = port_range_count(config_client_ports(config));

	analytic->hold_s = ns_to_s(formulas_hold_ns(config));
	analytic->nominal_hold_s = ns_to_s(formulas_nominal_hold_ns(config));
	analytic->ports_n = formulas_ports_n(config);
	analytic->pools_n = MAX(analytic->ports_n / ports_n, 1);
	analytic->load = rate_per_s(config->rate) * analytic->nominal_hold_s;
	analytic->max_rate_per_s = formulas_max_rate_per_s(config);
	analytic->cheap_rate_per_s = formulas_cheap_rate_per_s(config);
	fill_no_port(analytic, config);
}

static void say_share(GString *to, const struct analytic *analytic,
		      const struct config *config)
{
	g_autofree char *share = report_text_share(analytic->no_port_fraction);
	g_autofree char *first = report_text_seconds(analytic->no_port_first_s);
	g_autofree char *text = NULL;

	if (config->arrivals.kind == ARRIVALS_ONOFF)
		text = g_strdup("no formula is right for bursts: leave out "
				"--analytic");
	else if (config->arrivals.kind == ARRIVALS_POISSON)
		text = g_strdup_printf("%s of the connects, in the long run "
				       "(Erlang B)",
				       share);
	else if (analytic->no_port_fraction > 0)
		text = g_strdup_printf("from %s on, %s of the connects in the "
				       "long run",
				       first, share);
	else
		text = g_strdup("none");
	report_text_wrap(to, "  No port", INDENT, text);
}

char *analytic_text_new(const struct analytic *analytic,
			const struct config *config)
{
	GString *to = g_string_new(NULL);
	g_autofree char *hold = report_text_seconds(analytic->nominal_hold_s);
	g_autofree char *longest = report_text_seconds(analytic->hold_s);
	g_autofree char *load = report_text_real(analytic->load);
	g_autofree char *ports = report_text_count((uint64_t)analytic->ports_n);
	g_autofree char *max = report_text_rate(analytic->max_rate_per_s);
	g_autofree char *cheap = report_text_rate(analytic->cheap_rate_per_s);
	g_autofree char *held = g_strdup_printf(
	    "a port is taken for %s, %s at the longest", hold, longest);
	g_autofree char *needed = g_strdup_printf(
	    "%s ports would be taken at once (Little), there are %s", load,
	    ports);
	g_autofree char *limits = g_strdup_printf(
	    "none fails up to %s, connect() stays fast up to %s", max, cheap);

	g_string_append(to, "By formulas, without a simulation:\n");
	report_text_wrap(to, "  Hold", INDENT, held);
	report_text_wrap(to, "  Ports", INDENT, needed);
	say_share(to, analytic, config);
	report_text_wrap(to, "  Limits", INDENT, limits);
	return g_string_free(to, FALSE);
}

JsonNode *analytic_json_new(const struct analytic *analytic,
			    JsonObject *scenario)
{
	JsonObject *root = json_object_new();
	JsonObject *no_port = json_object_new();
	JsonObject *capacity = json_object_new();

	json_object_set_string_member(root, "schema", "twsim.analytic/1");
	json_object_set_string_member(root, "version", version_text);
	json_object_set_object_member(root, "scenario",
				      json_object_ref(scenario));
	results_json_set_real(root, "hold_s", analytic->hold_s);
	results_json_set_real(root, "nominal_hold_s", analytic->nominal_hold_s);
	json_object_set_int_member(root, "ports", analytic->ports_n);
	results_json_set_real(root, "load_erlang", analytic->load);
	results_json_set_real(no_port, "first_s", analytic->no_port_first_s);
	results_json_set_real(no_port, "fraction", analytic->no_port_fraction);
	json_object_set_object_member(root, "no_port", no_port);
	results_json_set_real(capacity, "max_rate_per_s",
			      analytic->max_rate_per_s);
	results_json_set_real(capacity, "cheap_rate_per_s",
			      analytic->cheap_rate_per_s);
	json_object_set_object_member(root, "capacity", capacity);
	return json_node_init_object(json_node_alloc(), root);
}
