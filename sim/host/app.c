#include "host/app.h"

static const struct app_move wait = {.deed = APP_WAIT};

static bool leaves_unread(const struct app_script *script, enum end end)
{
	return script->unread_bytes > 0 && script->unread_at == end;
}

/* What ends the time that the connection is held, and when. */
static struct app_move hold(const struct app_script *script, enum end end)
{
	bool client = end == END_CLIENT;
	struct app_move move = {.deed = APP_WAIT, .after_ns = script->hold_ns};

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
	if (leaves_unread(script, end) && move.deed != APP_ABORT)
		move.deed = APP_READ;
	return move;
}

/* The last answer was read, or written: what now? */
static struct app_move finish(const struct app_script *script, enum end end,
			      struct app *app)
{
	app->done = true;
	if (script->unread_bytes > 0 && !leaves_unread(script, end))
		return (struct app_move){.deed = APP_SEND,
					 .bytes = script->unread_bytes};
	return hold(script, end);
}

static bool closes(const struct app_script *script, enum end end)
{
	return script->closer == CLOSER_BOTH ||
	       script->closer ==
		   (end == END_CLIENT ? CLOSER_CLIENT : CLOSER_SERVER);
}

/* It closes when it has read all: what is unread would make that a RST. */
static struct app_move read_late(const struct app_script *script, enum end end,
				 struct app *app, uint32_t octets)
{
	app->received_bytes += octets;
	if (app->received_bytes < script->unread_bytes || !closes(script, end))
		return wait;
	return (struct app_move){.deed = APP_CLOSE};
}

uint32_t app_wants(const struct app_script *script, enum end end,
		   const struct app *app, uint32_t octets)
{
	uint32_t missing;

	if (!leaves_unread(script, end) || app->late)
		return octets;
	if (app->done)
		return 0;
	if (end == END_SERVER || app->requests_n < script->requests_n)
		return octets;
	missing = script->answer_bytes - app->received_bytes;
	return octets < missing ? octets : missing;
}

struct app_move app_late(const struct app_script *script, enum end end,
			 struct app *app, uint32_t octets)
{
	app->late = true;
	return read_late(script, end, app, octets);
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

	if (app->late)
		return read_late(script, end, app, octets);
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
	if (app->done)
		return hold(script, end);
	if (end == END_SERVER && app->requests_n == script->requests_n)
		return finish(script, end, app);
	return wait;
}

struct app_move app_eof(struct app *app)
{
	app->done = true;
	return (struct app_move){.deed = APP_CLOSE};
}
