#include "world/config.h"

#include "base/must.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const config_closer_choices[] = {CONFIG_CLOSER_CHOICES, NULL};
const char *const config_pick_choices[] = {CONFIG_PICK_CHOICES, NULL};
const char *const config_end_choices[] = {CONFIG_END_CHOICES, NULL};
const char *const config_server_choices[] = {CONFIG_SERVER_CHOICES, NULL};

#define CONFIG_ROW(...) FIELD_ROW(struct config, __VA_ARGS__)
static const struct field rows[] = {CONFIG_FIELDS(CONFIG_ROW)};

const struct field *config_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

void config_init(struct config *config)
{
	memset(config, 0, sizeof(*config));
	config->rate = (struct rate){.n = 500, .per_ns = NS_PER_S};
	config->duration_ns = 200 * NS_PER_S;
	config->clients_n = 1;
	config->servers_n = 1;
	config->server_ports_n = 1;
	config->server_address = UINT32_C(0x0a000001) + (UINT32_C(1) << 23);
	config->port_pick = PICK_AUTOBIND;
	config->closer = CLOSER_CLIENT;
	config->requests_n = 1;
	config->request_bytes = 26;
	config->answer_bytes = 26;
	config->unread_at = END_SERVER;
	config->rtt_ns = 330 * NS_PER_US;
	config->wander_ns = NS_PER_MS;
	config->retry_ns = NS_PER_S;
	config->wire_msl_ns = 120 * NS_PER_S; /* RFC 9293 s3.4.2 */
	config->server_model = SERVER_THREAD;
	config->seed = 1;
}

struct port_range config_client_ports(const struct config *config)
{
	return config->ports.high ? config->ports : config->client.port_range;
}

int64_t config_destinations_n(const struct config *config)
{
	return config->servers_n * config->server_ports_n;
}

int64_t config_application_bytes(const struct config *config)
{
	switch ((enum server_model)config->server_model) {
	case SERVER_FORK:
		return config->machine.process_bytes;
	case SERVER_THREAD:
		return config->machine.thread_bytes;
	case SERVER_POOL:
	case SERVER_EVENT:
		return config->machine.event_entry_bytes;
	}
	must_not_come("a server model");
	return 0;
}

bool config_is_loopback(const struct config *config)
{
	return config->server_address >> 24 == 127;
}

/* What the dense tables of a run can address. */
#define FLOWS_MAX (INT64_C(1) << 31)
#define PAIRS_MAX (INT64_C(1) << 24)

static bool fits(int64_t a, int64_t b, int64_t max)
{
	return a <= max / b;
}

bool config_check(const struct config *config, struct complaint *complaint)
{
	int64_t ports_n = port_range_count(config_client_ports(config));
	int64_t clients_n = config->clients_n;

	if (!fits(config->servers_n, config->server_ports_n, PAIRS_MAX) ||
	    !fits(clients_n, config_destinations_n(config), PAIRS_MAX)) {
		snprintf(complaint->text, sizeof(complaint->text),
			 "--clients times --servers times --server-ports is "
			 "too large: at most %" PRId64 " is expected",
			 PAIRS_MAX);
		return false;
	}
	if (!fits(clients_n * config_destinations_n(config), ports_n,
		  FLOWS_MAX)) {
		snprintf(complaint->text, sizeof(complaint->text),
			 "--clients times --servers times --server-ports times "
			 "--ports is too large: at most %" PRId64
			 " is expected",
			 FLOWS_MAX);
		return false;
	}
	if (config->answer_most_bytes > 0 &&
	    (config->answer_least_bytes < 1 ||
	     config->answer_least_bytes >= config->answer_bytes ||
	     config->answer_bytes >= config->answer_most_bytes)) {
		snprintf(complaint->text, sizeof(complaint->text),
			 "--answer-most: --answer is the mean of what is "
			 "spread: --answer-least, at least 1, below --answer, "
			 "and that below --answer-most is expected");
		return false;
	}
	if (config->unread_bytes > 0 && config->hold_ns == 0) {
		snprintf(complaint->text, sizeof(complaint->text),
			 "--unread without --hold: text is left unread as long "
			 "as a connection is held; --hold is expected");
		return false;
	}
	if (config->loops_n > 0 && config->client_threads_n > 0) {
		snprintf(complaint->text, sizeof(complaint->text),
			 "--closed-loop with --client-threads: the threads of "
			 "a closed loop are its own; one of both is expected");
		return false;
	}
	return true;
}
