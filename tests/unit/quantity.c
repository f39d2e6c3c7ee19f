#include "claims/quantity.h"

#include "suite.h"
#include "tcp/fsm.h"

#include <math.h>

static struct quantity parsed(const char *text)
{
	struct quantity quantity;

	ck_assert(quantity_parse(&quantity, text, NULL));
	return quantity;
}

static const struct {
	const char *text;
	double value;
	const char *shown;
} numbers[] = {
    {"connections.no_port", 28232, "28 232"},
    {"no_port.fraction", 0.0321, "3.21 %"},
    {"no_port.first_s", 56.464, "56.5 s"},
    {"server.memory_bytes.peak", 1048576, "1 MiB"},
    {"capacity.max_rate_per_s", 470.5, "470/s"},
    {"server.memory_bytes.at_end per server.time_wait.at_end", 256, "256 B"},
    {"client CLOSE-WAIT", 0.012, "12 ms"},
    {"server TIME-WAIT", (double)NAN, "never"},
};

START_TEST(number_has_its_unit)
{
	struct quantity quantity = parsed(numbers[_i].text);
	g_autofree char *shown = quantity_text(&quantity, numbers[_i].value);

	ck_assert_str_eq(shown, numbers[_i].shown);
}
END_TEST

START_TEST(unknown_is_refused)
{
	static const char *const bad[] = {
	    "",
	    "no_port",
	    "server SLEEPING",
	    "wire TIME-WAIT",
	    "no_port.fraction per x",
	    "server",
	};
	struct quantity quantity;

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert(!quantity_parse(&quantity, bad[i], &error));
		ck_assert(g_error_matches(error, QUANTITY_ERROR,
					  QUANTITY_ERROR_UNKNOWN));
	}
}
END_TEST

static struct trace_event stepped(enum end end, enum tcp_state state,
				  enum tcp_event event, int64_t at_ns)
{
	return (struct trace_event){
	    .at_ns = at_ns,
	    .kind = TRACE_STEPPED,
	    .end = end,
	    .row = (unsigned)fsm_row_of(state, event),
	};
}

/* A FIN that comes again does not end TIME-WAIT; the other end's does not
 * count. */
START_TEST(time_in_a_state_is_from_entry_to_exit)
{
	const struct trace_event events[] = {
	    stepped(END_CLIENT, TCP_FIN_WAIT_2, EV_RCV_FIN, NS_PER_S),
	    stepped(END_SERVER, TCP_FIN_WAIT_2, EV_RCV_FIN, 2 * NS_PER_S),
	    stepped(END_SERVER, TCP_TIME_WAIT, EV_RCV_FIN, 10 * NS_PER_S),
	    stepped(END_CLIENT, TCP_TIME_WAIT, EV_TIMEOUT_2MSL, 20 * NS_PER_S),
	    stepped(END_SERVER, TCP_TIME_WAIT, EV_TIMEOUT_2MSL, 70 * NS_PER_S),
	};
	g_autoptr(GArray) array =
	    g_array_new(FALSE, FALSE, sizeof(struct trace_event));
	struct quantity server = parsed("server TIME-WAIT");
	struct quantity client = parsed("client TIME-WAIT");
	struct quantity never = parsed("client LAST-ACK");

	g_array_append_vals(array, events, G_N_ELEMENTS(events));
	ck_assert_double_eq(quantity_read(&server, NULL, array), 68);
	ck_assert_double_eq(quantity_read(&client, NULL, array), 19);
	ck_assert_double_nan(quantity_read(&never, NULL, array));
}
END_TEST

START_TEST(ratio_is_of_two_results)
{
	struct quantity each =
	    parsed("server.memory_bytes.peak per server.time_wait.peak");
	struct results results;

	results_init(&results);
	results.server.memory_bytes.peak = 1024;
	results.server.time_wait.peak = 4;
	ck_assert_double_eq(quantity_read(&each, &results, NULL), 256);
}
END_TEST

START_TEST(range_has_both_ends_and_units)
{
	struct quantity time = parsed("server TIME-WAIT");
	struct quantity bytes = parsed("server.memory_bytes.peak");
	bool is;

	ck_assert(quantity_is_between(&time, 60, "1min to 62s", &is, NULL));
	ck_assert(is);
	ck_assert(quantity_is_between(&time, 62, "60s to 62s", &is, NULL));
	ck_assert(is);
	ck_assert(quantity_is_between(&time, 62.1, "60s to 62s", &is, NULL));
	ck_assert(!is);
	ck_assert(
	    quantity_is_between(&time, (double)NAN, "0s to 9h", &is, NULL));
	ck_assert(!is);
	ck_assert(quantity_is_between(&bytes, 1024, "1KiB to 2MB", &is, NULL));
	ck_assert(is);
	ck_assert(!quantity_is_between(&bytes, 1024, "1KiB", &is, NULL));
	ck_assert(!quantity_is_between(&bytes, 1024, "1s to 2s", &is, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("quantity");

	suite_add_loop(suite, number_has_its_unit, G_N_ELEMENTS(numbers));
	suite_add(suite, unknown_is_refused);
	suite_add(suite, time_in_a_state_is_from_entry_to_exit);
	suite_add(suite, ratio_is_of_two_results);
	suite_add(suite, range_has_both_ends_and_units);
	return suite_run(suite);
}
