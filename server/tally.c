#include "tally.h"

#include "base/units.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const char *const count_names[TALLY_COUNTS_N] = {
    [TALLY_ATTEMPTED] = "attempted",
    [TALLY_ESTABLISHED] = "established",
    [TALLY_COMPLETED] = "completed",
    [TALLY_NO_PORT] = "no_port",
    [TALLY_RESET] = "reset",
    [TALLY_REFUSED] = "refused",
    [TALLY_TIMED_OUT] = "timed_out",
    [TALLY_FAILED] = "failed",
    [TALLY_BAD_ANSWER] = "bad_answer",
    [TALLY_NO_SLOT] = "no_slot",
    [TALLY_NEVER_BEGUN] = "never_begun",
    [TALLY_OPEN] = "still_open",
    [TALLY_ANSWERS] = "answers",
};

const char *tally_count_name(enum tally_count what)
{
	return count_names[what];
}

void tally_init(struct tally *tally)
{
	memset(tally, 0, sizeof(*tally));
	tally->no_port_first_ns = NEVER_NS;
	tally->no_port_due_ns = NEVER_NS;
	tally->first_dear_n = UINT64_MAX;
	histogram_init(&tally->lateness);
	histogram_init(&tally->connect);
	histogram_init(&tally->connect_from_due);
	histogram_init(&tally->cheap);
	histogram_init(&tally->dear);
	histogram_init(&tally->call);
	histogram_init(&tally->no_port_call);
}

void tally_error(struct tally *tally, int error)
{
	if (error >= 0 && error < TALLY_ERRNO_MAX)
		tally->error[error]++;
	switch (error) {
	case EADDRNOTAVAIL:
	case EADDRINUSE:
		tally_add(tally, TALLY_NO_PORT);
		break;
	case ECONNRESET:
	case EPIPE:
		tally_add(tally, TALLY_RESET);
		break;
	case ECONNREFUSED:
		tally_add(tally, TALLY_REFUSED);
		break;
	case ETIMEDOUT:
		tally_add(tally, TALLY_TIMED_OUT);
		break;
	default:
		tally_add(tally, TALLY_FAILED);
	}
}

void tally_merge(struct tally *into, const struct tally *from)
{
	for (int i = 0; i < TALLY_COUNTS_N; i++)
		atomic_fetch_add(&into->count[i],
				 tally_get(from, (enum tally_count)i));
	for (int i = 0; i < TALLY_ERRNO_MAX; i++)
		into->error[i] += from->error[i];
	if (from->no_port_first_ns < into->no_port_first_ns) {
		into->no_port_first_ns = from->no_port_first_ns;
		into->no_port_due_ns = from->no_port_due_ns;
	}
	if (from->first_dear_n < into->first_dear_n)
		into->first_dear_n = from->first_dear_n;
	histogram_merge(&into->lateness, &from->lateness);
	histogram_merge(&into->connect, &from->connect);
	histogram_merge(&into->connect_from_due, &from->connect_from_due);
	histogram_merge(&into->cheap, &from->cheap);
	histogram_merge(&into->dear, &from->dear);
	histogram_merge(&into->call, &from->call);
	histogram_merge(&into->no_port_call, &from->no_port_call);
}

static double quantile_s(const struct histogram *h, double q)
{
	return h->n ? ns_to_s(histogram_quantile(h, q)) : (double)NAN;
}

void tally_results(const struct tally *tally, struct results *results)
{
	struct side_results *client = &results->client;

	results->attempted = tally_get(tally, TALLY_ATTEMPTED);
	results->established = tally_get(tally, TALLY_ESTABLISHED);
	results->completed = tally_get(tally, TALLY_COMPLETED);
	results->no_port = tally_get(tally, TALLY_NO_PORT);
	results->reset = tally_get(tally, TALLY_RESET);
	results->refused = tally_get(tally, TALLY_REFUSED);
	results->timed_out = tally_get(tally, TALLY_TIMED_OUT);
	if (tally->no_port_first_ns != NEVER_NS)
		results->no_port_first_s = ns_to_s(tally->no_port_first_ns);
	if (results->attempted)
		results->no_port_fraction =
		    (double)results->no_port / (double)results->attempted;
	results->never_begun = tally_get(tally, TALLY_NEVER_BEGUN);
	client->late_p99_s = quantile_s(&tally->lateness, 0.99);
	client->late_max_s = quantile_s(&tally->lateness, 1);
	client->connect_p50_s = quantile_s(&tally->connect, 0.5);
	client->connect_p99_s = quantile_s(&tally->connect, 0.99);
	client->connect_max_s = quantile_s(&tally->connect, 1);
	client->connect_cheap_p50_s = quantile_s(&tally->cheap, 0.5);
	client->connect_dear_p50_s = quantile_s(&tally->dear, 0.5);
}
