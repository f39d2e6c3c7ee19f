#include "host/app.h"

#include "base/units.h"
#include "suite.h"

/*
 * Both applications of one connection, without TCP between them: what is sent
 * is read at once. The story is kept as a text, one letter a deed: a and r for
 * an answer and a request, capital letters for the client.
 */
struct play {
	struct app_script script;
	struct app app[ENDS_N];
	int64_t close_ns[ENDS_N];
	char told[200];
	size_t told_n;
};

static void note(struct play *play, enum end end, char letter)
{
	if (end == END_CLIENT)
		letter = (char)(letter - 'a' + 'A');
	play->told[play->told_n++] = letter;
}

static void follow(struct play *play, enum end end, struct app_move move)
{
	static const char letters[] = {
	    [APP_SEND] = 's', [APP_CLOSE] = 'c', [APP_ABORT] = 'r'};
	enum end peer = end_other(end);

	if (move.deed == APP_WAIT)
		return;
	note(play, end, letters[move.deed]);
	if (move.deed != APP_SEND) {
		play->close_ns[end] = move.after_ns;
		return;
	}
	ck_assert_uint_eq(move.bytes, end == END_CLIENT
					  ? play->script.request_bytes
					  : play->script.answer_bytes);
	follow(play, end, app_sent(&play->script, end, &play->app[end]));
	/* in two parts, to see that halves are not answered */
	follow(play, peer, app_data(&play->script, peer, &play->app[peer], 1));
	follow(play, peer,
	       app_data(&play->script, peer, &play->app[peer], move.bytes - 1));
}

static struct play played(enum closer closer, int64_t requests_n,
			  uint32_t answer_bytes)
{
	struct play play = {
	    .script =
		{
		    .closer = closer,
		    .requests_n = requests_n,
		    .request_bytes = 10,
		    .answer_bytes = answer_bytes,
		    .hold_ns = 7,
		    .one_way_ns = 3,
		},
	};

	for (int end = 0; end < ENDS_N; end++)
		follow(
		    &play, (enum end)end,
		    app_connected(&play.script, (enum end)end, &play.app[end]));
	return play;
}

START_TEST(client_closes_when_it_has_the_answer)
{
	struct play play = played(CLOSER_CLIENT, 1, 26);

	ck_assert_str_eq(play.told, "sC");
	ck_assert_int_eq(play.close_ns[END_CLIENT], 7);
}
END_TEST

START_TEST(server_closes_after_the_answer)
{
	struct play play = played(CLOSER_SERVER, 1, 26);

	ck_assert_str_eq(play.told, "sc");
	ck_assert_int_eq(play.close_ns[END_SERVER], 7);
}
END_TEST

/* The server's close waits for what the answer takes on the wire. */
START_TEST(both_close_at_the_same_instant)
{
	struct play play = played(CLOSER_BOTH, 1, 26);

	ck_assert_str_eq(play.told, "scC");
	ck_assert_int_eq(play.close_ns[END_CLIENT], 7);
	ck_assert_int_eq(play.close_ns[END_SERVER], 7 + 3);
}
END_TEST

START_TEST(client_aborts)
{
	struct play play = played(CLOSER_RST, 1, 26);

	ck_assert_str_eq(play.told, "sR");
}
END_TEST

START_TEST(requests_and_answers_alternate)
{
	ck_assert_str_eq(played(CLOSER_CLIENT, 3, 26).told, "sSsSsC");
	ck_assert_str_eq(played(CLOSER_SERVER, 3, 26).told, "sSsSsc");
}
END_TEST

START_TEST(without_an_answer_connecting_is_all)
{
	ck_assert_str_eq(played(CLOSER_CLIENT, 1, 0).told, "C");
	ck_assert_str_eq(played(CLOSER_SERVER, 5, 0).told, "c");
	ck_assert_str_eq(played(CLOSER_RST, 1, 0).told, "R");
}
END_TEST

START_TEST(peer_that_closes_is_followed_at_once)
{
	struct play play = played(CLOSER_CLIENT, 1, 26);
	struct app_move move = app_eof(&play.app[END_SERVER]);

	ck_assert_int_eq(move.deed, APP_CLOSE);
	ck_assert_int_eq(move.after_ns, 0);
	move = app_data(&play.script, END_SERVER, &play.app[END_SERVER], 10);
	ck_assert_int_eq(move.deed, APP_WAIT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("app");

	suite_add(suite, client_closes_when_it_has_the_answer);
	suite_add(suite, server_closes_after_the_answer);
	suite_add(suite, both_close_at_the_same_instant);
	suite_add(suite, client_aborts);
	suite_add(suite, requests_and_answers_alternate);
	suite_add(suite, without_an_answer_connecting_is_all);
	suite_add(suite, peer_that_closes_is_followed_at_once);
	return suite_run(suite);
}
