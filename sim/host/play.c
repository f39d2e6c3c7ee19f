#include "host/play.h"

#include "base/hint.h"
#include "host/conn.h"
#include "host/cpu.h"

static struct play *play_of(const struct net *net)
{
	return net->player_data;
}

void play_init(struct play *play, const struct app_script *script)
{
	play->script = *script;
	play->loops = false;
	play->served_max = INT64_MAX;
	play->unserved_n = 0;
	play->spread = false;
	outcomes_init(&play->outcomes);
}

/* Both ends know it by where the client's numbers begin. */
static RARELY const struct app_script *script_drawn(const struct net *net,
						    const struct socket *socket,
						    struct app_script *own)
{
	const struct play *play = play_of(net);
	struct seq iss =
	    socket->end == END_CLIENT ? socket->tcb.iss : socket->tcb.irs;
	uint64_t flow = net_flow_id(END_CLIENT, socket->pair, socket->port);

	*own = play->script;
	own->answer_bytes = sizes_draw(
	    &play->sizes, hash_u64(hash_u64(flow ^ net->secret) ^ iss.raw));
	return own;
}

static inline const struct app_script *script_for(const struct net *net,
						  const struct socket *socket,
						  struct app_script *own)
{
	if (!play_of(net)->spread)
		return &play_of(net)->script;
	return script_drawn(net, socket, own);
}

static void client_is_done(struct net *net, const struct socket *socket)
{
	if (play_of(net)->loops && socket->end == END_CLIENT)
		queue_push(net->queue, net_now_ns(net),
			   event_payload(PLAY_EVENT, socket->pair));
}

static void perform(struct net *net, uint32_t index, struct app_move move);

static void read_late(struct net *net, uint32_t index)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	struct app_script own;
	const struct app_script *script = script_for(net, socket, &own);
	uint32_t octets = socket->tcb.unread;

	conn_read_all(net, index);
	perform(net, index,
		app_late(script, (enum end)socket->end, &socket->app, octets));
}

static void end_it(struct net *net, uint32_t index, enum app_deed deed)
{
	struct socket *socket = sockets_at(&net->sockets, index);

	if (deed == APP_READ) {
		read_late(net, index);
		return;
	}
	if (deed == APP_CLOSE) {
		client_is_done(net, socket);
		conn_close(net, index);
		return;
	}
	net_count(net, socket->end, COUNTER_ABORT_ON_DATA);
	conn_abort(net, index);
}

static void perform(struct net *net, uint32_t index, struct app_move move)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	struct app_script own;
	const struct app_script *script = script_for(net, socket, &own);

	while (move.deed == APP_SEND) {
		if (net->cpus && socket->end == END_SERVER &&
		    socket->app.requests_n == 1 && !socket->app.done)
			cpu_serves(net, socket->pair);
		conn_send(net, index, move.bytes);
		move = app_sent(script, socket->end, &socket->app);
	}
	if (move.deed == APP_WAIT)
		return;
	if (move.after_ns == 0) {
		end_it(net, index, move.deed);
		return;
	}
	socket->next_deed = (uint8_t)move.deed;
	alarms_set_exact(net, index, SOCKET_PATIENCE, move.after_ns);
}

/* The server can do nothing for it: it is let go at once. */
static RARELY void turn_away(struct net *net, uint32_t index)
{
	play_of(net)->unserved_n++;
	conn_abort(net, index);
}

static bool is_too_many(const struct net *net, const struct socket *socket)
{
	return socket->end == END_SERVER &&
	       (int64_t)net->side[END_SERVER].served_n.value >
		   play_of(net)->served_max;
}

static uint32_t read_some(struct net *net, uint32_t index,
			  const struct app_script *script, uint32_t octets)
{
	const struct socket *socket = sockets_at(&net->sockets, index);
	uint32_t wanted = octets;

	if (script->unread_bytes > 0)
		wanted = app_wants(script, (enum end)socket->end, &socket->app,
				   octets);
	conn_read(net, index, wanted);
	if (wanted < octets)
		conn_leave_unread(net, index);
	return wanted;
}

/* One step may tell several things; a close ends the play. */
static void told(struct net *net, uint32_t index, uint32_t told,
		 uint32_t octets)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	struct app_script own;
	const struct app_script *script = script_for(net, socket, &own);

	if ((told & EFFECT_TOLD_CONNECTED) && is_too_many(net, socket)) {
		turn_away(net, index);
		return;
	}
	if (told & EFFECT_TOLD_CONNECTED) {
		outcomes_connected(&play_of(net)->outcomes, net, socket);
		perform(net, index,
			app_connected(script, socket->end, &socket->app));
	}
	if ((told & EFFECT_TOLD_DATA) && !socket->tcb.orphan) {
		octets = read_some(net, index, script, octets);
		perform(net, index,
			app_data(script, socket->end, &socket->app, octets));
	}
	if ((told & EFFECT_TOLD_EOF) && !socket->tcb.orphan) {
		conn_read(net, index, socket->tcb.unread);
		perform(net, index, app_eof(&socket->app));
	}
}

static void patience(struct net *net, uint32_t index)
{
	end_it(net, index, sockets_at(&net->sockets, index)->next_deed);
}

static void gone(struct net *net, uint32_t index, uint32_t effects)
{
	const struct socket *socket = sockets_at(&net->sockets, index);

	outcomes_gone(&play_of(net)->outcomes, socket, effects);
	if (!socket->tcb.orphan)
		client_is_done(net, socket);
}

const struct net_player play_player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};
