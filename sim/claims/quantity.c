#include "claims/quantity.h"

#include "base/units.h"
#include "run/report_text.h"
#include "tcp/fsm.h"

#include <math.h>
#include <string.h>

#define PER " per "
#define TO  " to "

GQuark quantity_error_quark(void)
{
	return g_quark_from_static_string("quantity-error");
}

static enum quantity_unit unit_of(const char *path)
{
	if (strstr(path, "bytes"))
		return QUANTITY_BYTES;
	if (g_str_has_suffix(path, "per_s"))
		return QUANTITY_RATE;
	if (strstr(path, "_s.") || g_str_has_suffix(path, "_s"))
		return QUANTITY_SECONDS;
	if (g_str_has_suffix(path, "fraction"))
		return QUANTITY_SHARE;
	return QUANTITY_COUNT;
}

static bool unknown(const char *text, GError **error)
{
	g_set_error(error, QUANTITY_ERROR, QUANTITY_ERROR_UNKNOWN,
		    "'%s': a result is expected, like no_port.fraction, or an "
		    "end and a state, like 'server TIME-WAIT'",
		    text);
	return false;
}

static bool parse_state(struct quantity *quantity, const char *text)
{
	const char *blank = strchr(text, ' ');

	*quantity = (struct quantity){.unit = QUANTITY_SECONDS};
	if (g_str_has_prefix(text, "server "))
		quantity->end = END_SERVER;
	else if (g_str_has_prefix(text, "client "))
		quantity->end = END_CLIENT;
	else
		return false;
	for (unsigned i = 0; i < TCP_STATES_N; i++) {
		quantity->state = (enum tcp_state)i;
		if (strcmp(tcp_state_name(quantity->state), blank + 1) == 0)
			return true;
	}
	return false;
}

bool quantity_parse(struct quantity *quantity, const char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, PER, 2);
	struct quantity read = {.per = NULL};

	if (parse_state(&read, text)) {
		*quantity = read;
		return true;
	}
	read = (struct quantity){.row = parts[0] ? results_row_find(parts[0])
						 : NULL};
	if (!read.row)
		return unknown(text, error);
	if (parts[1]) {
		read.per = results_row_find(parts[1]);
		if (!read.per)
			return unknown(parts[1], error);
	}
	read.unit = unit_of(read.row->path);
	*quantity = read;
	return true;
}

/* Of the first connection that comes to it. A row that stays in the state,
 * like a FIN in TIME-WAIT, does not end the time. */
static double time_in_state_s(const struct quantity *quantity,
			      const GArray *events)
{
	const struct trace_event *entered = NULL;
	size_t rows_n;
	const struct fsm_row *rows = fsm_rows(&rows_n);

	for (guint i = 0; i < events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(events, struct trace_event, i);
		const struct fsm_row *row;

		if (event->kind != TRACE_STEPPED || event->end != quantity->end)
			continue;
		row = &rows[event->row];
		if (entered && event->pair == entered->pair &&
		    event->port == entered->port &&
		    row->state == quantity->state &&
		    row->next != quantity->state)
			return ns_to_s(event->at_ns - entered->at_ns);
		if (!entered && row->next == quantity->state)
			entered = event;
	}
	return (double)NAN;
}

double quantity_read(const struct quantity *quantity,
		     const struct results *results, const GArray *events)
{
	double value;

	if (!quantity->row)
		return events ? time_in_state_s(quantity, events) : (double)NAN;
	value = results_value(results, quantity->row);
	if (!quantity->per)
		return value;
	return value / results_value(results, quantity->per);
}

char *quantity_text(const struct quantity *quantity, double value)
{
	if (!isfinite(value))
		return g_strdup("never");
	switch (quantity->unit) {
	case QUANTITY_SECONDS:
		return report_text_seconds(value);
	case QUANTITY_BYTES:
		return report_text_bytes(value);
	case QUANTITY_SHARE:
		return report_text_share(value);
	case QUANTITY_RATE:
		return report_text_rate(value);
	case QUANTITY_COUNT:
		break;
	}
	return quantity->per ? report_text_real(value)
			     : report_text_count((uint64_t)llround(value));
}

static bool parse_bound(const struct quantity *quantity, const char *text,
			double *bound)
{
	struct rate rate;
	int64_t n;

	switch (quantity->unit) {
	case QUANTITY_SECONDS:
		if (!units_parse_duration(text, &n))
			return false;
		*bound = ns_to_s(n);
		return true;
	case QUANTITY_BYTES:
		if (!units_parse_bytes(text, &n))
			return false;
		*bound = (double)n;
		return true;
	case QUANTITY_RATE:
		if (!units_parse_rate(text, &rate))
			return false;
		*bound = rate_per_s(rate);
		return true;
	case QUANTITY_SHARE:
	case QUANTITY_COUNT:
		break;
	}
	return units_parse_real(text, bound);
}

bool quantity_is_between(const struct quantity *quantity, double value,
			 const char *range, bool *is, GError **error)
{
	g_auto(GStrv) ends = g_strsplit(range, TO, 2);
	double low;
	double high;

	if (g_strv_length(ends) != 2 || !parse_bound(quantity, ends[0], &low) ||
	    !parse_bound(quantity, ends[1], &high) || low > high) {
		g_set_error(error, QUANTITY_ERROR, QUANTITY_ERROR_RANGE,
			    "'%s' is no range: LOW to HIGH is expected, like "
			    "'60s to 62s'",
			    range);
		return false;
	}
	*is = value >= low && value <= high;
	return true;
}
