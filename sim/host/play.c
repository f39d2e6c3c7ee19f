#include "host/play.h"

#include "host/conn.h"

static struct play *play_of(const struct net *net)
{
	return net->player_data;
}

void play_init(struct play *play, const struct app_script *script)
{
	play->script = *script;
	outcomes_init(&play->outcomes);
}

static void end_it(struct net *net, uint32_t index, enum app_deed deed)
{
	struct socket *socket = sockets_at(&net->sockets, index);

	if (deed == APP_CLOSE) {
		conn_close(net, index);
		return;
	}
	net_count(net, socket->end, COUNTER_ABORT_ON_DATA);
	conn_abort(net, index);
}

static void perform(struct net *net, uint32_t index, struct app_move move)
{
	const struct app_script *script = &play_of(net)->script;
	struct socket *socket = sockets_at(&net->sockets, index);

	while (move.deed == APP_SEND) {
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

/* One step may tell several things; a close ends the play. */
static void told(struct net *net, uint32_t index, uint32_t told,
		 uint32_t octets)
{
	const struct app_script *script = &play_of(net)->script;
	struct socket *socket = sockets_at(&net->sockets, index);

	if (told & EFFECT_TOLD_CONNECTED) {
		outcomes_connected(&play_of(net)->outcomes, net, socket);
		perform(net, index,
			app_connected(script, socket->end, &socket->app));
	}
	if ((told & EFFECT_TOLD_DATA) && !socket->tcb.orphan) {
		conn_read(net, index, octets);
		perform(net, index,
			app_data(script, socket->end, &socket->app, octets));
	}
	if ((told & EFFECT_TOLD_EOF) && !socket->tcb.orphan)
		perform(net, index, app_eof(&socket->app));
}

static void patience(struct net *net, uint32_t index)
{
	end_it(net, index, sockets_at(&net->sockets, index)->next_deed);
}

static void gone(struct net *net, uint32_t index, uint32_t effects)
{
	outcomes_gone(&play_of(net)->outcomes, sockets_at(&net->sockets, index),
		      effects);
}

const struct net_player play_player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};
