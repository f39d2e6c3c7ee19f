#include "host/app.h"

static const struct app_move wait = {.deed = APP_WAIT};

/* The last answer was read, or written: what now? */
static struct app_move finish(const struct app_script *script, enum end end,
			      struct app *app)
{
	bool client = end == END_CLIENT;
	struct app_move move = {.deed = APP_WAIT, .after_ns = script->hold_ns};

	app->done = true;
	switch (script->closer) {
	case CLOSER_CLIENT:
		move.deed = client ? APP_CLOSE : APP_WAIT;
		break;
	case CLOSER_SERVER:
		move.deed = client ? APP_WAIT : APP_CLOSE;
		break;
	case CLOSER_BOTH:
		move.deed = APP_CLOSE;
		if (!client)
			move.after_ns += script->one_way_ns;
		break;
	case CLOSER_RST:
		move.deed = client ? APP_ABORT : APP_WAIT;
		break;
	}
	return move;
}

struct app_move app_connected(const struct app_script *script, enum end end,
			      struct app *app)
{
	app->requests_n = 1;
	if (script->answer_bytes == 0)
		return finish(script, end, app);
	if (end == END_CLIENT)
		return wait;
	return (struct app_move){.deed = APP_SEND,
				 .bytes = script->answer_bytes};
}

struct app_move app_data(const struct app_script *script, enum end end,
			 struct app *app, uint32_t octets)
{
	bool client = end == END_CLIENT;
	uint32_t whole = client ? script->answer_bytes : script->request_bytes;

	app->received_bytes += octets;
	if (app->done || app->received_bytes < whole)
		return wait;
	app->received_bytes -= whole;
	if (client && app->requests_n == script->requests_n)
		return finish(script, end, app);
	app->requests_n++;
	return (struct app_move){
	    .deed = APP_SEND,
	    .bytes = client ? script->request_bytes : script->answer_bytes,
	};
}

struct app_move app_sent(const struct app_script *script, enum end end,
			 struct app *app)
{
	if (end == END_SERVER && app->requests_n == script->requests_n)
		return finish(script, end, app);
	return wait;
}

struct app_move app_eof(struct app *app)
{
	app->done = true;
	return (struct app_move){.deed = APP_CLOSE};
}
