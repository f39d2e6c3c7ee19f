#include "run/fitting.h"

#include "run/report_text.h"
#include "world/footprint.h"

#include <math.h>

/* Halvings: more digits than are printed. */
#define STEPS 40

GQuark fitting_error_quark(void)
{
	return g_quark_from_static_string("fitting-error");
}

/* A program is not as large each time it is started: of what is suggested a
 * fiftieth of the limit is kept free. */
#define SPARE_PART 50

static bool fits(const struct config *config, int64_t room_bytes)
{
	return footprint_bytes(config) <= room_bytes;
}

/* Down to two digits. */
static double round_down(double x)
{
	double unit = pow(10, floor(log10(x)) - 1);

	return floor(x / unit * (1 + 1e-12)) * unit;
}

/* Each makes a run smaller: to @share of it. */

static bool with_rate(struct config *config, double share)
{
	double per_s = round_down(rate_per_s(config->rate) * share);

	config->rate = (struct rate){(uint64_t)per_s, NS_PER_S};
	return per_s >= 1;
}

static bool with_duration(struct config *config, double share)
{
	double ms = round_down((double)config->duration_ns / NS_PER_MS * share);

	config->duration_ns = (int64_t)ms * NS_PER_MS;
	return ms >= 1;
}

static bool with_clients(struct config *config, double share)
{
	double clients_n = floor((double)config->clients_n * share);

	share = clients_n / (double)config->clients_n;
	config->clients_n = (int64_t)clients_n;
	return clients_n >= 1 && with_rate(config, share);
}

/* The largest share that fits; @config is set to it. */
static bool shrink(struct config *config,
		   bool (*to)(struct config *config, double share),
		   int64_t room_bytes)
{
	const struct config whole = *config;
	double low = 0, high = 1;

	for (int i = 0; i < STEPS; i++) {
		double share = (low + high) / 2;

		*config = whole;
		if (to(config, share) && !fits(config, room_bytes))
			high = share;
		else
			low = share;
	}
	*config = whole;
	return to(config, low) && fits(config, room_bytes);
}

static void suggest_rate(GString *to, struct config config, int64_t room_bytes)
{
	char rate[64];

	if (!shrink(&config, with_rate, room_bytes))
		return;
	units_print_rate(rate, sizeof(rate), config.rate);
	g_string_append_printf(to, "--rate %s", rate);
}

static void suggest_duration(GString *to, struct config config,
			     int64_t room_bytes)
{
	char duration[64];

	if (!shrink(&config, with_duration, room_bytes))
		return;
	units_print_duration(duration, sizeof(duration), config.duration_ns);
	g_string_append_printf(to, "%s--duration %s", to->len ? ", or " : "",
			       duration);
}

static void suggest_clients(GString *to, struct config config,
			    int64_t room_bytes)
{
	char rate[64];

	if (!shrink(&config, with_clients, room_bytes))
		return;
	units_print_rate(rate, sizeof(rate), config.rate);
	g_string_append_printf(to, "%s--clients %" G_GINT64_FORMAT " --rate %s",
			       to->len ? ", or " : "", config.clients_n, rate);
}

bool fitting_check(const struct config *config,
		   const struct memory_limit *limit, GError **error)
{
	int64_t room_bytes = memory_room_bytes(limit);
	int64_t needed_bytes = footprint_bytes(config);
	g_autoptr(GString) what = g_string_new(NULL);
	g_autofree char *needed = NULL;
	g_autofree char *most = NULL;

	if (needed_bytes <= room_bytes)
		return true;
	needed = report_text_bytes(
	    (double)(limit->most_bytes - room_bytes + needed_bytes));
	most = memory_limit_text(limit);
	room_bytes -= limit->most_bytes / SPARE_PART;
	suggest_rate(what, *config, room_bytes);
	suggest_duration(what, *config, room_bytes);
	suggest_clients(what, *config, room_bytes);
	g_set_error(error, FITTING_ERROR, FITTING_ERROR_MEMORY,
		    "this run takes about %s of memory, more than %s; %s%s; "
		    "--max-memory sets another limit",
		    needed, most,
		    what->len ? "what fits: "
			      : "nothing smaller "
				"fits",
		    what->str);
	return false;
}
