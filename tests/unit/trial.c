#include "claims/trial.h"

#include "scratch.h"
#include "suite.h"

static const struct {
	unsigned parts, then, now;
	enum claim_verdict verdict;
} cases[] = {
    {0, 0, 0, CLAIM_NOT_CHECKED}, {1, 1, 1, CLAIM_TRUE},
    {1, 1, 0, CLAIM_TRUE_THEN},	  {1, 0, 1, CLAIM_TRUE_NOW},
    {1, 0, 0, CLAIM_FALSE},	  {2, 2, 1, CLAIM_TRUE_THEN},
    {2, 1, 2, CLAIM_TRUE_NOW},	  {2, 1, 1, CLAIM_HALF_TRUE},
    {2, 0, 1, CLAIM_HALF_TRUE},	  {2, 1, 0, CLAIM_HALF_TRUE_THEN},
    {3, 0, 0, CLAIM_FALSE},
};

START_TEST(verdict_follows_from_counts)
{
	const unsigned hold_n[CLAIM_ERAS_N] = {cases[_i].then, cases[_i].now};

	ck_assert_int_eq(trial_follows(cases[_i].parts, hold_n),
			 cases[_i].verdict);
}
END_TEST

/* (transfer full) The claims, judged */
static GPtrArray *judge(const char *text, char *const *laid_over,
			enum trial_ending *ending, GError **error)
{
	const struct sweep_watch watch = {.threads_n = 1};
	GPtrArray *claims = g_ptr_array_new();
	g_autofree char *whole =
	    g_strconcat("[claim]\nnumber = 1\ntitle = T\nclaim = C\n"
			"place = P\nverdict = true\n",
			text, NULL);

	scratch_enter();
	g_ptr_array_add(claims, claim_load(scratch_file("x.ini", whole), NULL));
	scratch_leave();
	ck_assert_ptr_nonnull(g_ptr_array_index(claims, 0));
	*ending = trial_of_all(claims, laid_over, &watch, error);
	return claims;
}

static enum claim_verdict verdict_of(const char *text, char *const *laid_over)
{
	enum trial_ending ending;
	GPtrArray *claims = judge(text, laid_over, &ending, NULL);
	struct claim *claim = g_ptr_array_index(claims, 0);
	enum claim_verdict verdict = claim->verdict;

	ck_assert_int_eq(ending, TRIAL_WHOLE);
	claim_free(claim);
	g_ptr_array_unref(claims);
	return verdict;
}

/* Nothing but a value of a stack is another one. */
START_TEST(value_of_a_stack_turns_the_verdict)
{
	const char *const text = "[1]\nsays = S\nscene = ordinary-close\n"
				 "show = server TIME-WAIT\n"
				 "between = 52s to 63s\n";
	char *longer[] = {(char[]){"time-wait.duration=90s"}, NULL};

	ck_assert_int_eq(verdict_of(text, NULL), CLAIM_TRUE);
	ck_assert_int_eq(verdict_of(text, longer), CLAIM_FALSE);
}
END_TEST

START_TEST(one_era_turns_the_verdict)
{
	ck_assert_int_eq(verdict_of("[1]\nsays = S\nrate = 10/s\n"
				    "duration = 20s\nports = 100\n"
				    "show = connections.no_port\n"
				    "between = 100 to 100\n"
				    "[1 now]\nclient:net.ipv4.tcp_tw_reuse = 1",
				    NULL),
			 CLAIM_TRUE_THEN);
}
END_TEST

START_TEST(script_decides)
{
	const char *const text = "[1]\nsays = S\nscript = "
				 "bound-client-is-refused.pkt\n";
	char *off[] = {(char[]){"net.ipv4.tcp_timestamps=0"},
		       (char[]){"rate=7/s"}, NULL};

	ck_assert_int_eq(verdict_of(text, NULL), CLAIM_FALSE);
	ck_assert_int_eq(verdict_of(text, off), CLAIM_TRUE);
	ck_assert_int_eq(verdict_of("[1]\nsays = S\nscript = "
				    "restart-is-refused.pkt\n",
				    NULL),
			 CLAIM_TRUE);
}
END_TEST

START_TEST(value_of_another_part_is_filled_in)
{
	ck_assert_int_eq(verdict_of("[1]\nsays = S\nrate = 10/s\n"
				    "duration = 1s\n"
				    "show = connections.attempted\n"
				    "between = 10 to 10\n"
				    "[2]\nsays = S\nrate = 20/s\n"
				    "duration = 1s\n"
				    "results = connections.attempted == 20 "
				    "and connections.attempted > {1}\n",
				    NULL),
			 CLAIM_TRUE);
}
END_TEST

START_TEST(aside_decides_nothing)
{
	ck_assert_int_eq(verdict_of("[aside]\nsays = S\nrate = 10/s\n"
				    "duration = 1s\n"
				    "results = connections.attempted == 0\n"
				    "[1]\nsays = S\nrate = 10/s\n"
				    "duration = 1s\n"
				    "results = connections.attempted == 10\n",
				    NULL),
			 CLAIM_TRUE);
}
END_TEST

static const struct {
	const char *text, *message;
} faults[] = {
    {"[1]\nsays = S\nresults = no_port.fraction > x\n", "x.ini:9: "},
    {"[1]\nsays = S\nresults = no_port.fraction > {2}\n",
     "x.ini:9: '{2}' is no part"},
    {"[1]\nsays = S\nrate = quick\nresults = no_port.fraction\n",
     "x.ini:8: rate: "},
    {"[1]\nsays = S\nscene = none\nresults = no_port.fraction\n",
     "x.ini:8: unknown scenario"},
    {"[1]\nsays = S\nscript = none.pkt\n", "x.ini:8: unknown script"},
    {"[1]\nsays = S\nscript = restart-later.pkt\nrate = 5/s\n", "x.ini:8: "},
    {"[1]\nsays = S\nscript = restart-later.pkt\ntcp.window = 0\n",
     "x.ini:8: "},
    {"[1]\nsays = S\nshow = no_port.fraction\nbetween = 2 to 1\n",
     "x.ini:10: between: '2 to 1' is no range"},
};

START_TEST(fault_is_told_with_its_place)
{
	g_autoptr(GError) error = NULL;
	enum trial_ending ending;
	GPtrArray *claims = judge(faults[_i].text, NULL, &ending, &error);
	const char *file;

	ck_assert_int_eq(ending, TRIAL_BAD_INPUT);
	file = strstr(error->message, "x.ini");
	ck_assert_msg(file && g_str_has_prefix(file, faults[_i].message),
		      "'%s' is told as: %s", faults[_i].text, error->message);
	claim_free(g_ptr_array_index(claims, 0));
	g_ptr_array_unref(claims);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trial");

	suite_add_loop(suite, verdict_follows_from_counts, G_N_ELEMENTS(cases));
	suite_add(suite, value_of_a_stack_turns_the_verdict);
	suite_add(suite, one_era_turns_the_verdict);
	suite_add(suite, script_decides);
	suite_add(suite, value_of_another_part_is_filled_in);
	suite_add(suite, aside_decides_nothing);
	suite_add_loop(suite, fault_is_told_with_its_place,
		       G_N_ELEMENTS(faults));
	return suite_run(suite);
}
