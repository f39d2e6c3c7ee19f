#include "drill/drill_play_code.h"

#include "drill/drill_code.h"

bool drill_play_code(struct drill_play *play)
{
	const struct drill_code *code = &play->event->code;
	g_autoptr(GString) is = g_string_new(NULL);
	struct endpoint_info info;
	int64_t actual;

	if (play->calls.under_test < 0 ||
	    play->host.ops->info(play->host.self, play->calls.under_test,
				 &info) < 0)
		return drill_play_fail(play, play->event,
				       "no open connection to assert of");
	if (drill_code_holds(code, &info, &actual))
		return true;
	drill_code_print(is, code, actual);
	drill_play_fail(play, play->event, "the assertion is false");
	drill_verdict_detail(play->verdict, "expected %s", code->text);
	drill_verdict_detail(play->verdict, "actual   %s", is->str);
	drill_verdict_actual(play->verdict, is->str);
	return false;
}
