#include "trace/scene.h"

#include "scratch.h"
#include "suite.h"
#include "trace/scene_expect.h"

#include <string.h>

static struct scene *load(const char *text, GError **error)
{
	struct scene *scene;

	scratch_enter();
	scene = scene_load(scratch_file("x.ini", text), NULL, error);
	scratch_leave();
	return scene;
}

static const char *const whole =
    "[scenario]\ntitle = T\nclaim = C\nat = client\n"
    "[options]\nrtt = 10ms\nstack = rfc9293\nmsl = 1s\n"
    "client:net.ipv4.tcp_rfc1337 = 1\n"
    "[connect]\nat = 0s, 1s, 2s\n"
    "[client]\nplay = send 5, await-eof, close\nplay.2 = close\n"
    "[server]\nplay = pause 2ms, shutdown\n"
    "[wire]\nx = to-client FIN drop\n";

START_TEST(scene_is_read)
{
	struct scene *scene = load(whole, NULL);
	const struct scripted_connect *connect;

	ck_assert_str_eq(scene->name, "x");
	ck_assert_str_eq(scene->claim, "C");
	ck_assert_int_eq(scene->at, END_CLIENT);
	ck_assert_int_eq(scene->scenario.config.rtt_ns, 10 * NS_PER_MS);
	ck_assert_int_eq(scene->scenario.config.client.time_wait_ns,
			 2 * NS_PER_S);
	ck_assert(scene->scenario.config.client.tcp_rfc1337);
	ck_assert(!scene->scenario.config.server.tcp_rfc1337);
	ck_assert_uint_eq(scene->rules->len, 1);
	ck_assert_uint_eq(scene->connects->len, 3);
	connect = (const void *)scene->connects->data;
	ck_assert_int_eq(connect[2].at_ns, 2 * NS_PER_S);
	ck_assert_uint_eq(connect[0].script[END_CLIENT].lines_n, 3);
	ck_assert_uint_eq(connect[1].script[END_CLIENT].lines_n, 1);
	ck_assert_uint_eq(connect[2].script[END_CLIENT].lines_n, 1);
	ck_assert_uint_eq(connect[2].script[END_SERVER].lines_n, 2);
	ck_assert(!scene->changed);
	scene_free(scene);
	scene_free(NULL);
}
END_TEST

static const struct {
	const char *text, *message;
} faults[] = {
    {"[odd]\na = b\n", "x.ini:2: 'a' in [odd]"},
    {"[scenario]\nat = wire\n", "x.ini:2: 'at' in [scenario]: client or "},
    {"[scenario]\nclaims = x\n", "x.ini:2: 'claims' in [scenario]: title"},
    {"[connect]\nat = 1s, 1s\n", "x.ini:2: 'at' in [connect]: times in"},
    {"[connect]\nat = soon\n", "x.ini:2: 'at' in [connect]: times in"},
    {"[connect]\nfrom = 0s\n", "x.ini:2: 'from' in [connect]: at is"},
    {"[client]\nplay.2 = close\n", "x.ini:2: 'play.2' in [client]: play"},
    {"[client]\nplays = close\n", "x.ini:2: 'plays' in [client]: play"},
    {"[client]\nplay = close, jump\n", "x.ini:2:15: 'jump': one of at"},
    {"[client]\nplay = send\n", "x.ini:2:8: 'send': a number of octets"},
    {"[client]\nplay = pause 1\n[server]\nplay =  pause x\n",
     "x.ini:4:9: 'pause x': a time"},
    {"[client]\nplay = close 1\n", "x.ini:2:8: 'close 1': nothing after"},
    {"[wire]\n  a  =  to-client FIN\n", "x.ini:2:22: the rule ends here"},
    {"[options]\nrtt = fast\n", "x.ini:2: rtt: 'fast'"},
    {"[options]\n\nrttt = 1ms\n", "x.ini:3: no setting is named 'rttt'"},
    {"[options]\nstack = cpm\n", "unknown stack: 'cpm'"},
    {"[options]\nmsl = x\n", "'x'"},
};

START_TEST(fault_is_told_with_its_place)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(load(faults[_i].text, &error));
	ck_assert_msg(strstr(error->message, faults[_i].message) != NULL, "%s",
		      error->message);
}
END_TEST

START_TEST(settings_are_laid_over)
{
	char set[] = "rtt=1ms", tcp[] = "net.ipv4.tcp_rfc1337 = 1";
	char none[] = "rtt", wrong[] = "rtt=x";
	char *const good[] = {set, tcp, NULL};
	char *const bad[] = {none, NULL};
	char *const worse[] = {wrong, NULL};
	struct scene *scene = scene_load("ordinary-close", good, NULL);

	ck_assert(scene->changed);
	ck_assert_int_eq(scene->scenario.config.rtt_ns, NS_PER_MS);
	ck_assert(scene->scenario.config.server.tcp_rfc1337);
	scene_free(scene);
	ck_assert_ptr_null(scene_load("ordinary-close", bad, NULL));
	ck_assert_ptr_null(scene_load("ordinary-close", worse, NULL));
}
END_TEST

START_TEST(unknown_name_lists_what_there_is)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(scene_load("nowhere", NULL, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "ordinary-close"));
}
END_TEST

/* By the wire, the life of which is 120 s: what comes, and how often. */
static uint64_t arrivals_n(const char *rule, enum end end)
{
	g_autofree char *text = g_strconcat(
	    "[client]\nplay = await-eof, close\n"
	    "[server]\nplay = send 26, pause 10ms, close\n[wire]\nx = ",
	    rule, "\n", NULL);
	struct scene *scene = load(text, NULL);
	struct scene_run run;
	uint64_t n = 0;

	ck_assert(scene_play(scene, &run, NULL));
	for (guint i = 0; i < run.events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(run.events, struct trace_event, i);

		n += event->kind == TRACE_ARRIVED && event->end == end &&
		     segment_has(&event->seg, SEG_FIN);
	}
	scene_run_fini(&run);
	scene_free(scene);
	return n;
}

START_TEST(wire_obeys_its_rules_and_its_lifetime)
{
	ck_assert_uint_eq(arrivals_n("to-server SYN len 9 drop", END_SERVER),
			  1);
	ck_assert_uint_eq(
	    arrivals_n("to-server FIN duplicate after 119s", END_SERVER), 2);
	ck_assert_uint_eq(
	    arrivals_n("to-server FIN duplicate after 121s", END_SERVER), 1);
	/* the one that is late, and those that were sent again */
	ck_assert_uint_gt(
	    arrivals_n("to-server FIN nth 1 delay by 2s", END_SERVER), 1);
	ck_assert_uint_gt(
	    arrivals_n("to-server FIN nth 1 hold until to-server FIN nth 2",
		       END_SERVER),
	    1);
}
END_TEST

START_TEST(what_is_held_goes_on_behind_what_frees_it)
{
	struct scene *scene =
	    load("[client]\nplay = send 10, pause 10ms, send 20, await-eof, "
		 "close\n[server]\nplay = await 30, close\n[wire]\n"
		 "x = to-server len 10 nth 1 hold until to-server len 20\n",
		 NULL);
	struct scene_run run;
	uint32_t last = 0;
	bool seen = false;

	ck_assert(scene_play(scene, &run, NULL));
	for (guint i = 0; i < run.events->len && !seen; i++) {
		const struct trace_event *event =
		    &g_array_index(run.events, struct trace_event, i);

		if (event->kind != TRACE_ARRIVED || event->seg.len == 0)
			continue;
		seen = last == 20 && event->seg.len == 10;
		last = event->seg.len;
	}
	ck_assert(seen);
	ck_assert_uint_eq(run.idle_rule, 0);
	scene_run_fini(&run);
	scene_free(scene);
}
END_TEST

static unsigned int unmet_n(const char *expect, bool *ok)
{
	g_autofree char *text =
	    g_strconcat("[client]\nplay = close\n[server]\nplay = await-eof, "
			"close\n[expect]\n",
			expect, "\n", NULL);
	g_autoptr(GPtrArray) unmet = g_ptr_array_new_with_free_func(g_free);
	struct scene *scene = load(text, NULL);
	struct scene_run run;

	ck_assert(scene_play(scene, &run, NULL));
	*ok = scene_expect(scene, &run, "one\ntwo\none two\n", unmet, NULL);
	scene_run_fini(&run);
	scene_free(scene);
	return unmet->len;
}

static const struct {
	const char *expect;
	unsigned int unmet_n;
	bool ok;
} expectations[] = {
    {"line.1 = one\nline.2 = two\nline.3 = one two", 0, true},
    {"line.1 = two\nline.2 = two\nline.3 = two", 1, true},
    {"line.1 = three", 1, true},
    {"never.1 = three\nnever.2 = two", 1, true},
    {"lines = 3", 0, true},
    {"lines = 4", 1, true},
    {"results = client.time_wait.peak == 1", 0, true},
    {"results = client.time_wait.peak == 2", 1, true},
    {"results.2 = client.nothing == 2", 0, false},
    {"client = CLOSED.CALL_ACTIVE_OPEN", 1, true},
    {"client = CLOSED.CALL_ACTIVE_OPEN, SYN-SENT.RCV_SYN_ACK, "
     "ESTABLISHED.CALL_CLOSE, FIN-WAIT-1.RCV_FIN_ACK_OF_FIN, "
     "TIME-WAIT.TIMEOUT_2MSL",
     0, true},
    {"odd = 1", 0, false},
};

START_TEST(expectation_is_held_against_what_happened)
{
	bool ok;

	ck_assert_uint_eq(unmet_n(expectations[_i].expect, &ok),
			  expectations[_i].unmet_n);
	ck_assert(ok == expectations[_i].ok);
}
END_TEST

START_TEST(all_bundled_scenes_say_what_they_claim)
{
	g_auto(GStrv) names = scene_names();

	ck_assert_uint_gt(g_strv_length(names), 20);
	for (size_t i = 0; names[i]; i++) {
		struct scene *scene = scene_load(names[i], NULL, NULL);

		ck_assert_ptr_nonnull(scene);
		ck_assert_ptr_nonnull(scene->title);
		ck_assert_ptr_nonnull(scene->claim);
		ck_assert_ptr_nonnull(scene->source);
		scene_free(scene);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scene");

	suite_add(suite, scene_is_read);
	suite_add_loop(suite, fault_is_told_with_its_place,
		       suite_rows_n(faults));
	suite_add(suite, settings_are_laid_over);
	suite_add(suite, unknown_name_lists_what_there_is);
	suite_add(suite, wire_obeys_its_rules_and_its_lifetime);
	suite_add(suite, what_is_held_goes_on_behind_what_frees_it);
	suite_add_loop(suite, expectation_is_held_against_what_happened,
		       suite_rows_n(expectations));
	suite_add(suite, all_bundled_scenes_say_what_they_claim);
	return suite_run(suite);
}
