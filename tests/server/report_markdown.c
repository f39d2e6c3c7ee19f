#include "report_markdown.h"

#include "suite.h"

#include <string.h>

/* A row of each kind that agrees, one that differs, and what was not tried */
static const char canned[] =
    "{'schema':'tw-lab.report/1','command':'tw-lab report','date':'2026-01-02',"
    "'kernel':'6.18.0','machine':'x86_64','cores':2,'commit':null,'took_s':12."
    "4,"
    "'agree':false,'jobs':["
    "{'section':'memory','command':'tw-lab memory','tried':true,'found':{"
    "'tolerance':0.05,'loads':[{'load':'open','agrees':false,'asked_n':10,"
    "'simulated_n':10,'real_n':10,'simulated_bytes_each':110.0,"
    "'real_bytes_each':100.0}]}},"
    "{'section':'exhaustion','name':'wall','claim':'a_b','command':"
    "'tw-lab exhaust --plan=wall','tried':true,'found':{'trials':["
    "{'rate':'30','port-pick':'bind','agrees':false,'simulated':{"
    "'connections':{'attempted':9,'no_port':4},'no_port':{'first_s':null},"
    "'scenario':{'client_stack':{'clock.hz':250}}},"
    "'real':{'connections':{'attempted':9,'no_port':1}},'rows':["
    "{'path':'connections.attempted','simulated':9,'real':9,'difference':0,"
    "'allowed':3,'agrees':true},"
    "{'path':'connections.no_port','simulated':4,'real':1,'difference':3,"
    "'allowed':2,'agrees':false}]}]}},"
    "{'section':'drill','command':'tw-lab drill','tried':true,'found':{"
    "'scripts':["
    "{'file':'/a/b/same.pkt','outcome':'agree','simulated':{'verdict':'ok'},"
    "'real':{'verdict':'ok'}},"
    "{'file':'/a/b/both.pkt','outcome':'agree','simulated':{'verdict':"
    "'not ok'},'real':{'verdict':'not ok'}},"
    "{'file':'/a/b/long.pkt','outcome':'not compared','simulated':{'verdict':"
    "'ok'},'real':{'verdict':'skip','text':'it is long'}},"
    "{'file':'/a/b/odd.pkt','outcome':'differ','line':7,'event':'+0 > R "
    "1:1(0)',"
    "'simulated':{'verdict':'not ok','text':'/a/b/odd.pkt:7: wrong | bad'},"
    "'real':{'verdict':'ok'}}]}},"
    "{'section':'scenarios','command':'tw-lab run --all','tried':true,'found':{"
    "'variants':{'acks-joined':'one ACK'},'memory':["
    "{'name':'TIME-WAIT','simulated_bytes':256.0,'real_bytes':256.0,"
    "'agree':true},{'name':'request','simulated_bytes':320.0,"
    "'real_bytes':null,'agree':true}],'scenarios':["
    "{'scenario':'close','outcome':'agrees','summary':'fine','details':[],"
    "'client':{'segments':{'simulated_n':8,'real_n':7,'apart_s_max':0.0012,"
    "'variants':{'acks-joined':2}},'counters':{'Tcp':{'simulated':1,'real':1},"
    "'Ext':{'simulated':1,'real':2}}},"
    "'server':{'segments':{'simulated_n':8,'real_n':8,'apart_s_max':0.0034,"
    "'variants':{'acks-joined':1}},'counters':{}}},"
    "{'scenario':'nat','outcome':'skipped','summary':'another kernel',"
    "'details':[]}]}},"
    "{'section':'restart','command':'sh restart.sh','tried':false,"
    "'skipped':'no TUN'}]}";

static char *report;

static void set_up(void)
{
	g_autofree char *text = g_strdelimit(g_strdup(canned), "'", '"');
	g_autoptr(JsonNode) node = json_from_string(text, NULL);
	GString *markdown = g_string_new(NULL);

	ck_assert_ptr_nonnull(node);
	report_markdown(markdown, json_node_get_object(node));
	report = g_string_free(markdown, FALSE);
}

static void tear_down(void)
{
	g_free(report);
}

static void says(const char *line)
{
	ck_assert_msg(strstr(report, line) != NULL, "no '%s' in:\n%s", line,
		      report);
}

START_TEST(where_it_was_made)
{
	says("| kernel | Linux 6.18.0, HZ=250 |\n");
	says("| machine | x86_64, 2 cores |\n");
	says("| date | 2026-01-02 |\n| commit | unknown |\n");
	says("| made by | `tw-lab report`, in 12 s |\n");
}
END_TEST

START_TEST(sums)
{
	says("| Scenarios | 1 | 0 | 1 |\n");
	says("| Exhaustion and reuse of ports | 0 | 1 | 0 |\n");
	says("| Restart of a server | 0 | 0 | 1 |\n");
	says("| Memory | 0 | 1 | 0 |\n");
	says("| Scripts | 2 | 1 | 1 |\n");
}
END_TEST

START_TEST(numbers_side_by_side)
{
	says("| wall, 30/s, bind | 9 / 9 |");
	says(" 4 / 1 | - / - |");
	says(" | connections.no_port: 3, of 2 | **no** |\n");
	says("- wall, 30/s, bind: `connections.no_port` is 4 simulated, 1 "
	     "real; 2 apart is allowed\n");
	says("- `tw-lab exhaust --plan=wall`: a\\_b\n");
	says("| open | 10 | 10 | 10 | 110.0 | 100.0 | +10.00 % | 5 % | **no** "
	     "|\n");
}
END_TEST

START_TEST(scripts_and_their_reasons)
{
	says("| 4 | 2 | 1 | 1 | 1 | 1 |\n");
	says("- odd.pkt:7: +0 \\> R 1:1(0); simulated: odd.pkt:7: wrong \\| "
	     "bad; real: as the script says\n");
	says("- 1 not played: it is long\n");
	ck_assert_ptr_null(strstr(report, "/a/b"));
}
END_TEST

START_TEST(scenarios_and_what_was_equal)
{
	says(
	    "| close | 8 / 7 | 8 / 8 | 3.4 | 1 of 2 | acks-joined 3 | yes |\n");
	says("| acks-joined | 3 | one ACK |\n");
	says("| TIME-WAIT | 256 | 256 | yes |\n");
	says("- nat: another kernel\n");
}
END_TEST

START_TEST(what_cannot_be_tried_says_why)
{
	says("- `sh restart.sh`: no TUN\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report_markdown");
	const TTest *const tests[] = {
	    where_it_was_made,
	    sums,
	    numbers_side_by_side,
	    scripts_and_their_reasons,
	    scenarios_and_what_was_equal,
	    what_cannot_be_tried_says_why,
	};

	for (size_t i = 0; i < suite_rows_n(tests); i++)
		suite_add_fixture(suite, tests[i]->name, tests[i], set_up,
				  tear_down);
	return suite_run(suite);
}
