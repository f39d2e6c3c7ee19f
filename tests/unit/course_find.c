#include "host/course_find.h"

#include "stack.h"
#include "suite.h"

#include <string.h>

#define ANSWER 1000

/* A net that nobody uses, as that of a run would be */
struct stage {
	struct profile profile[ENDS_N];
	struct machine machine;
	struct queue *queue;
	struct net net;
	struct play play;
	struct rehearsal *rehearsal;
	struct course course;
};

static struct stage stage;

static void set_up(const char *stack, int64_t rtt_ns, int64_t jitter_ns,
		   const struct app_script *script)
{
	struct net_setup setup = {
	    .profile = {&stage.profile[END_CLIENT], &stage.profile[END_SERVER]},
	    .machine = &stage.machine,
	    .clients_n = 1,
	    .servers_n = 1,
	    .server_ports_n = 1,
	    .ports_n = 10,
	    .rtt_ns = rtt_ns,
	    .jitter_ns = jitter_ns,
	};

	stage.machine.connect_base_ns = 20 * NS_PER_US;
	stage.profile[END_CLIENT] = stack_load(stack);
	stage.profile[END_SERVER] = stack_load(stack);
	stage.queue = queue_new();
	play_init(&stage.play, script);
	net_init(&stage.net, &setup, stage.queue, &play_player, &stage.play);
	stage.rehearsal = rehearsal_new(&stage.net, &stage.play);
}

static void tear_down(void)
{
	rehearsal_free(stage.rehearsal);
	net_fini(&stage.net);
	queue_free(stage.queue);
}

static struct app_script script_of(enum closer closer)
{
	return (struct app_script){
	    .closer = closer,
	    .requests_n = 1,
	    .answer_bytes = ANSWER,
	};
}

static bool is_found(const char *stack, int64_t rtt_ns, int64_t jitter_ns,
		     const struct app_script *script)
{
	bool found;

	set_up(stack, rtt_ns, jitter_ns, script);
	found = course_find(stage.rehearsal, &stage.course);
	tear_down();
	return found;
}

static uint32_t ops_n(enum end end, enum course_op_kind kind)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < stage.course.steps_n[end]; i++)
		for (uint8_t op = 0; op < stage.course.step[end][i].ops_n; op++)
			n += stage.course.step[end][i].op[op].kind == kind;
	return n;
}

/* SYN, ACK, ACK and FIN, ACK of the client; SYN,ACK, answer, ACK, FIN. */
START_TEST(course_is_that_of_the_figure)
{
	struct app_script script = script_of(CLOSER_CLIENT);
	const struct course_time_wait *tw = &stage.course.time_wait[END_CLIENT];

	ck_assert(is_found("linux-6.18", 330 * NS_PER_US, 0, &script));
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_SEND), 5);
	ck_assert_uint_eq(ops_n(END_SERVER, COURSE_SEND), 3);
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_CONNECTED), 1);
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_TIME_WAIT), 1);
	ck_assert_uint_eq(ops_n(END_SERVER, COURSE_TIME_WAIT), 0);
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_RELEASE), 0);
	ck_assert_uint_eq(tw->snd_nxt, 2);
	ck_assert_uint_eq(tw->rcv_nxt, ANSWER + 2);
	ck_assert(tw->timestamps);
	/* its last two steps but one: ACK and FIN come at one instant */
	ck_assert_uint_eq(tw->stamp_steps,
			  UINT64_C(3)
			      << (stage.course.steps_n[END_SERVER] - 3));
	ck_assert_int_eq(stage.course.hold_ns[END_CLIENT], 0);
}
END_TEST

START_TEST(guards_are_where_limits_are)
{
	struct app_script script = script_of(CLOSER_SERVER);
	unsigned int guards[ENDS_N] = {0, 0};

	ck_assert(is_found("linux-6.18", 330 * NS_PER_US, 0, &script));
	for (int end = 0; end < ENDS_N; end++)
		for (uint32_t i = 0; i < stage.course.steps_n[end]; i++)
			guards[end] |= stage.course.step[end][i].guards;
	ck_assert_uint_eq(guards[END_CLIENT], COURSE_ORPHANS);
	ck_assert_uint_eq(guards[END_SERVER], COURSE_IS_NEW | COURSE_IS_SERVED |
						  COURSE_ORPHANS |
						  COURSE_ADMITS);
	ck_assert_uint_eq(stage.course.step[END_SERVER][0].guards,
			  COURSE_IS_NEW);
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_RELEASE), 1);
}
END_TEST

START_TEST(hold_time_is_a_step_of_its_own)
{
	struct app_script script = script_of(CLOSER_CLIENT);

	script.hold_ns = 3 * NS_PER_S;
	ck_assert(is_found("linux-6.18", 330 * NS_PER_US, 0, &script));
	ck_assert_uint_eq(ops_n(END_CLIENT, COURSE_HOLD), 1);
	ck_assert_int_eq(stage.course.hold_ns[END_CLIENT], 3 * NS_PER_S);
	ck_assert_int_eq(stage.course.hold_ns[END_SERVER], 0);
}
END_TEST

/* So much jitter that the order of nothing at either end depends on it */
START_TEST(jitter_changes_nothing)
{
	struct app_script script = script_of(CLOSER_CLIENT);
	static struct course plain;

	ck_assert(is_found("linux-6.18", 4 * NS_PER_MS, 0, &script));
	plain = stage.course;
	ck_assert(
	    is_found("linux-6.18", 4 * NS_PER_MS, 9 * NS_PER_MS, &script));
	for (int end = 0; end < ENDS_N; end++) {
		ck_assert_uint_eq(stage.course.steps_n[end],
				  plain.steps_n[end]);
		ck_assert_mem_eq(stage.course.step[end], plain.step[end],
				 plain.steps_n[end] * sizeof(plain.step[0][0]));
	}
}
END_TEST

/* The first time-out of a stack, and what may not come before it */
static const struct {
	const char *stack;
	int64_t rtt_ns;
	int64_t jitter_ns;
	bool found;
} rows[] = {
    {"linux-6.18", 950 * NS_PER_MS, 0, true},
    {"linux-6.18", 1010 * NS_PER_MS, 0, false},
    {"linux-6.18", 100 * NS_PER_MS, 20 * NS_PER_MS, true},
    {"linux-6.18", 100 * NS_PER_MS, 300 * NS_PER_MS, false},
    {"freebsd", 100 * NS_PER_MS, 0, true},
    {"rfc9293", 100 * NS_PER_MS, 0, true},
};

START_TEST(time_out_is_no_part_of_it)
{
	struct app_script script = script_of(CLOSER_CLIENT);

	ck_assert_int_eq(is_found(rows[_i].stack, rows[_i].rtt_ns,
				  rows[_i].jitter_ns, &script),
			 rows[_i].found);
}
END_TEST

START_TEST(long_conversation_has_none)
{
	struct app_script script = script_of(CLOSER_CLIENT);

	script.requests_n = COURSE_STEPS_MAX;
	script.request_bytes = 100;
	ck_assert(!is_found("linux-6.18", NS_PER_MS, 0, &script));
}
END_TEST

/* The sockets of a connection that is played again are those that it had. */
START_TEST(recalled_socket_is_the_same)
{
	struct app_script script = script_of(CLOSER_CLIENT);
	static struct course_moment moment[ENDS_N][COURSE_STEPS_MAX];
	struct recall recall = {.course = &stage.course, .port = 3};
	struct rehearsal *r;
	struct tcb was;

	set_up("linux-6.18", NS_PER_MS, 0, &script);
	r = stage.rehearsal;
	ck_assert(course_find(r, &stage.course));
	memcpy(moment, r->moment, sizeof(moment));
	recall.iss = seq_of(4711);
	recall.steps_n[END_CLIENT] = 3;
	recall.steps_n[END_SERVER] = 2;
	for (int end = 0; end < ENDS_N; end++)
		recall.moment[end] = moment[end];
	rehearsal_recall(r, &recall);
	ck_assert_uint_eq(rehearsal_socket(r, END_CLIENT)->tcb.state,
			  TCP_ESTABLISHED);
	ck_assert_uint_eq(rehearsal_socket(r, END_SERVER)->tcb.state,
			  TCP_ESTABLISHED);
	ck_assert_uint_eq(r->wire[END_CLIENT].n, 1); /* the answer */
	was = rehearsal_socket(r, END_CLIENT)->tcb;
	rehearsal_recall(r, &recall);
	ck_assert_mem_eq(&rehearsal_socket(r, END_CLIENT)->tcb, &was,
			 sizeof(was));
	recall.last_end = END_SERVER;
	recall.lost = 1;
	rehearsal_recall(r, &recall);
	ck_assert_uint_eq(r->wire[END_CLIENT].n, 0);
	tear_down();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("course_find");

	suite_add(suite, course_is_that_of_the_figure);
	suite_add(suite, guards_are_where_limits_are);
	suite_add(suite, hold_time_is_a_step_of_its_own);
	suite_add(suite, jitter_changes_nothing);
	suite_add_loop(suite, time_out_is_no_part_of_it, suite_rows_n(rows));
	suite_add(suite, long_conversation_has_none);
	suite_add(suite, recalled_socket_is_the_same);
	return suite_run(suite);
}
