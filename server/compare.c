#include "compare.h"

#include <math.h>

enum kind { COUNTED, SEGMENTS, SAMPLED, PACED, INSTANT, EXACT, SHOWN };

static const struct {
	const char *path;
	enum kind kind;
} rows[COMPARE_ROWS_N] = {
    {"connections.attempted", COUNTED},
    {"connections.established", COUNTED},
    {"connections.completed", COUNTED},
    {"connections.no_port", COUNTED},
    {"connections.reset", COUNTED},
    {"connections.refused", COUNTED},
    {"connections.timed_out", COUNTED},
    {"no_port.first_s", INSTANT},
    {"no_port.fraction", SHOWN},
    {"client.ports.available", EXACT},
    {"client.ports.peak_in_use", SAMPLED},
    {"client.time_wait.peak", SAMPLED},
    {"client.tw_reused", PACED},
    {"server.time_wait.peak", SAMPLED},
    {"client.counters.TcpExtTW", COUNTED},
    {"client.counters.TcpExtTWRecycled", PACED},
    {"client.counters.TcpExtTCPTimeWaitOverflow", COUNTED},
    {"server.counters.TcpExtTW", COUNTED},
    {"server.counters.TcpExtTWRecycled", COUNTED},
    {"server.counters.TcpExtTCPTimeWaitOverflow", COUNTED},
    {"segments.sent", SEGMENTS},
    {"segments.retransmitted", SHOWN},
    {"segments.rst", SHOWN},
    {"client.connect_s.p50", SHOWN},
};

double compare_number(JsonObject *results, const char *path)
{
	char **name = g_strsplit(path, ".", -1);
	JsonObject *object = results;
	JsonNode *node = NULL;
	double value = (double)NAN;

	for (size_t i = 0; object && name[i]; i++) {
		node = json_object_get_member(object, name[i]);
		object = node && JSON_NODE_HOLDS_OBJECT(node)
			     ? json_node_get_object(node)
			     : NULL;
	}
	if (node && JSON_NODE_HOLDS_VALUE(node))
		value = json_node_get_double(node);
	g_strfreev(name);
	return value;
}

/* More of them than were simulated, each a segment that leaves by itself; NaN:
 * 0 */
static double delayed_acks_n(JsonObject *simulated, JsonObject *real)
{
	static const char *const paths[] = {
	    "client.counters.TcpExtDelayedACKs",
	    "server.counters.TcpExtDelayedACKs",
	};
	double n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		n += fmax(0, compare_number(real, paths[i]) -
				 compare_number(simulated, paths[i]));
	return n;
}

static double allowed(enum kind kind, const struct compare_row *row,
		      const struct compare_limits *limits, double delayed_n)
{
	double count =
	    fmax(3, ceil(limits->share * fmax(row->simulated, row->real)));

	double late = ceil(limits->rate_per_s * limits->late_s);

	switch (kind) {
	case COUNTED:
		return count;
	case SEGMENTS:
		return count + delayed_n;
	case SAMPLED:
		return count + ceil(limits->rate_per_s / 20) + late;
	case PACED:
		return count + late;
	case INSTANT:
		return limits->instant_s;
	case EXACT:
		return 0;
	case SHOWN:
		break;
	}
	return (double)NAN;
}

static bool row_agrees(const struct compare_row *row)
{
	if (isnan(row->simulated) || isnan(row->real))
		return isnan(row->simulated) && isnan(row->real);
	return isnan(row->allowed) ||
	       fabs(row->simulated - row->real) <= row->allowed;
}

void compare_results(struct compare *compare, JsonObject *simulated,
		     JsonObject *real, const struct compare_limits *limits)
{
	double delayed_n = delayed_acks_n(simulated, real);

	compare->agrees = true;
	for (size_t i = 0; i < COMPARE_ROWS_N; i++) {
		struct compare_row *row = &compare->row[i];

		row->path = rows[i].path;
		row->simulated = compare_number(simulated, row->path);
		row->real = compare_number(real, row->path);
		row->allowed = allowed(rows[i].kind, row, limits, delayed_n);
		row->agrees = rows[i].kind == SHOWN || row_agrees(row);
		compare->agrees = compare->agrees && row->agrees;
	}
}

static void print_number(FILE *out, double value)
{
	if (isnan(value))
		fprintf(out, " %12s", "-");
	else
		fprintf(out, " %12.7g", value);
}

void compare_print(const struct compare *compare, FILE *out)
{
	fprintf(out, "  %-41s %12s %12s %12s %12s\n", "", "simulated", "real",
		"difference", "allowed");
	for (size_t i = 0; i < COMPARE_ROWS_N; i++) {
		const struct compare_row *row = &compare->row[i];

		if (row->simulated == 0 && row->real == 0)
			continue;
		fprintf(out, "  %-41s", row->path);
		print_number(out, row->simulated);
		print_number(out, row->real);
		print_number(out, row->simulated - row->real);
		print_number(out, row->allowed);
		fprintf(out, "%s\n", row->agrees ? "" : "  DIFFERS");
	}
}

static void set_number(JsonObject *object, const char *name, double value)
{
	if (isfinite(value))
		json_object_set_double_member(object, name, value);
	else
		json_object_set_null_member(object, name);
}

JsonArray *compare_json_new(const struct compare *compare)
{
	JsonArray *array = json_array_new();

	for (size_t i = 0; i < COMPARE_ROWS_N; i++) {
		const struct compare_row *row = &compare->row[i];
		JsonObject *object = json_object_new();

		json_object_set_string_member(object, "path", row->path);
		set_number(object, "simulated", row->simulated);
		set_number(object, "real", row->real);
		set_number(object, "difference", row->simulated - row->real);
		set_number(object, "allowed", row->allowed);
		json_object_set_boolean_member(object, "agrees", row->agrees);
		json_array_add_object_element(array, object);
	}
	return array;
}
