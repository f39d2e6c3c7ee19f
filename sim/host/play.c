#include "host/play.h"

#include "host/conn.h"

#include <string.h>

static struct play *play_of(const struct net *net)
{
	return net->player_data;
}

void play_init(struct play *play, const struct app_script *script)
{
	memset(play, 0, sizeof(*play));
	play->script = *script;
	play->outcomes.no_port_first_ns = NEVER_NS;
	histogram_init(&play->outcomes.connect);
	histogram_init(&play->outcomes.connect_cheap);
	histogram_init(&play->outcomes.connect_dear);
}

void play_connect(struct net *net, uint32_t pair)
{
	struct outcomes *outcomes = &play_of(net)->outcomes;

	outcomes->attempted++;
	if (conn_connect(net, pair))
		return;
	if (outcomes->no_port++ == 0)
		outcomes->no_port_first_ns = net_now_ns(net);
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
	net_alarm_exact(net, &socket->patience, move.after_ns, EVENT_PATIENCE,
			index);
}

static void count_connected(struct net *net, const struct socket *socket)
{
	struct outcomes *outcomes = &play_of(net)->outcomes;
	int64_t took_ns = net_now_ns(net) - socket->opened_ns;

	outcomes->established++;
	histogram_add(&outcomes->connect, took_ns);
	histogram_add(socket->dear ? &outcomes->connect_dear
				   : &outcomes->connect_cheap,
		      took_ns);
}

/* One step may tell several things; a close ends the play. */
static void told(struct net *net, uint32_t index, uint32_t told,
		 uint32_t octets)
{
	const struct app_script *script = &play_of(net)->script;
	struct socket *socket = sockets_at(&net->sockets, index);

	if (told & EFFECT_TOLD_CONNECTED) {
		if (socket->end == END_CLIENT)
			count_connected(net, socket);
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
	const struct socket *socket = sockets_at(&net->sockets, index);
	struct outcomes *outcomes = &play_of(net)->outcomes;

	if (socket->end == END_SERVER)
		return;
	if (socket->tcb.orphan)
		outcomes->completed++;
	else if ((effects & EFFECT_TOLD_RESET) && !socket->established)
		outcomes->refused++;
	else if (effects & EFFECT_TOLD_TIMED_OUT)
		outcomes->timed_out++;
	else
		outcomes->reset++;
}

const struct net_player play_player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};
