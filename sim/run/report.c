#include "run/report.h"

/* A port search that costs so much CPU time makes connect() slow. */
#define SLOW_S 1e-3

bool report_connect_is_slow(const struct report *report)
{
	const struct side_results *client = &report->results->client;

	return client->connect_dear_p50_s - client->connect_cheap_p50_s >
	       SLOW_S;
}

uint64_t report_broken_n(const struct report *report)
{
	const struct results *results = report->results;
	uint64_t n = results->refused + results->timed_out;

	return report->config->closer == CLOSER_RST ? n : n + results->reset;
}

enum report_verdict report_verdict(const struct report *report)
{
	if (report->results->no_port > 0 || report_broken_n(report) > 0 ||
	    report->results->never_begun > 0 ||
	    report->results->server.unserved > 0 ||
	    report->results->server.accept_queue_peak > 0 ||
	    report->results->no_memory > 0 ||
	    report->results->server.no_memory > 0)
		return REPORT_FAILS;
	return report_connect_is_slow(report) ? REPORT_SLOW : REPORT_HOLDS;
}
