#include "host/scripted.h"

#include "base/alloc.h"
#include "host/conn.h"

#include <stdlib.h>
#include <string.h>

/**
 * struct scripted_actor - How far the application of a socket has got
 * @connect:	Whose script; NULL: the socket is not established
 * @next:	Line that is due
 * @octets:	Received so far
 * @eof:	The peer has closed
 * @paused:	The pause of the line that is due has begun
 * @ignores:	It reads no more
 * @vanishes:	It will be gone when the time it has set is over
 */
struct scripted_actor {
	const struct scripted_connect *connect;
	size_t next;
	uint64_t octets;
	bool eof;
	bool paused;
	bool ignores;
	bool vanishes;
};

#define WORD(id, word, operand, help) {word, SCRIPTED_##operand, help},
static const struct scripted_word words[] = {SCRIPTED_DEEDS(WORD)};
#undef WORD

const struct scripted_word *scripted_words(void)
{
	return words;
}

void scripted_init(struct scripted *scripted,
		   const struct scripted_stage *stage)
{
	memset(scripted, 0, sizeof(*scripted));
	scripted->stage = *stage;
	outcomes_init(&scripted->outcomes);
	for (size_t i = 0; stage->seen && i < stage->connects_n; i++)
		for (int end = 0; end < ENDS_N; end++)
			stage->seen[i][end] = (struct scripted_seen){
			    .connected_ns = NEVER_NS,
			    .eof_ns = NEVER_NS,
			    .error_ns = NEVER_NS,
			};
}

void scripted_fini(struct scripted *scripted)
{
	free(scripted->actor);
}

static struct scripted *scripted_of(const struct net *net)
{
	return net->player_data;
}

static struct scripted_actor *actor_at(struct net *net, uint32_t index)
{
	struct scripted *scripted = scripted_of(net);
	uint32_t places_n = sockets_places_n(&net->sockets);

	if (index >= scripted->actors_n) {
		scripted->actor = alloc_resize(scripted->actor, places_n,
					       sizeof(*scripted->actor));
		memset(scripted->actor + scripted->actors_n, 0,
		       (places_n - scripted->actors_n) *
			   sizeof(*scripted->actor));
		scripted->actors_n = places_n;
	}
	return &scripted->actor[index];
}

/* A client's socket was made when its connection was due. */
static const struct scripted_connect *connect_of_client(
    const struct scripted *scripted, const struct socket *socket)
{
	const struct scripted_stage *stage = &scripted->stage;
	size_t i;

	for (i = 0; i + 1 < stage->connects_n; i++)
		if (stage->connect[i].at_ns == socket->opened_ns)
			break;
	return &stage->connect[i];
}

/* A server has them in the order in which they come. */
static const struct scripted_connect *connect_of(struct scripted *scripted,
						 const struct socket *socket)
{
	const struct scripted_stage *stage = &scripted->stage;
	size_t i = scripted->accepted_n;

	if (socket->end == END_CLIENT)
		return connect_of_client(scripted, socket);
	scripted->accepted_n++;
	return &stage->connect[i < stage->connects_n ? i
						     : stage->connects_n - 1];
}

static void wait_until(struct net *net, uint32_t index, int64_t at_ns)
{
	alarms_set_exact(net, index, SOCKET_PATIENCE, at_ns - net_now_ns(net));
}

/* What the line waits for is there; if it waits for a time, that is set. */
static bool is_due(struct net *net, uint32_t index,
		   struct scripted_actor *actor,
		   const struct scripted_line *line)
{
	switch (line->deed) {
	case SCRIPTED_AT:
		if (net_now_ns(net) >= line->operand)
			return true;
		wait_until(net, index, line->operand);
		return false;
	case SCRIPTED_PAUSE:
		actor->paused = !actor->paused;
		if (actor->paused)
			wait_until(net, index, net_now_ns(net) + line->operand);
		return !actor->paused;
	case SCRIPTED_AWAIT:
		return actor->octets >= (uint64_t)line->operand;
	case SCRIPTED_AWAIT_EOF:
		return actor->eof;
	case SCRIPTED_SEND:
	case SCRIPTED_IGNORE:
	case SCRIPTED_SHUTDOWN:
	case SCRIPTED_CLOSE:
	case SCRIPTED_LINGER:
	case SCRIPTED_ABORT:
	case SCRIPTED_VANISH:
	case SCRIPTED_DEEDS_N:
		return true;
	}
	return true;
}

static void abort_it(struct net *net, uint32_t index)
{
	net_count(net, sockets_at(&net->sockets, index)->end,
		  COUNTER_ABORT_ON_DATA);
	conn_abort(net, index);
}

/* False: the socket is no longer the application's. */
static bool perform(struct net *net, uint32_t index,
		    struct scripted_actor *actor,
		    const struct scripted_line *line)
{
	switch (line->deed) {
	case SCRIPTED_SEND:
		conn_send(net, index, (uint32_t)line->operand);
		return true;
	case SCRIPTED_IGNORE:
		actor->ignores = true;
		return true;
	case SCRIPTED_SHUTDOWN:
		conn_shutdown(net, index);
		return true;
	case SCRIPTED_CLOSE:
	case SCRIPTED_LINGER:
		/* Nothing follows it, so that it blocks is not seen. Linux
		 * has an orphan only after the wait; here it is one at once. */
		conn_close(net, index);
		return false;
	case SCRIPTED_ABORT:
		abort_it(net, index);
		return false;
	case SCRIPTED_VANISH:
		/* not in the middle of a step */
		actor->vanishes = true;
		wait_until(net, index, net_now_ns(net));
		return false;
	case SCRIPTED_AT:
	case SCRIPTED_PAUSE:
	case SCRIPTED_AWAIT:
	case SCRIPTED_AWAIT_EOF:
	case SCRIPTED_DEEDS_N:
		return true;
	}
	return true;
}

/* A time that is waited for comes by patience() alone. */
static void go_on(struct net *net, uint32_t index)
{
	const struct socket *socket = sockets_at(&net->sockets, index);
	struct scripted_actor *actor = actor_at(net, index);
	const struct scripted_script *script;
	const struct scripted_line *line;

	if (!actor->connect || actor->vanishes ||
	    timer_is_armed(&socket->timer[SOCKET_PATIENCE]))
		return;
	script = &actor->connect->script[socket->end];
	while (actor->next < script->lines_n) {
		line = &script->line[actor->next];
		if (!is_due(net, index, actor, line))
			return;
		actor->next++;
		if (!perform(net, index, actor, line))
			return;
	}
}

void scripted_no_port(const struct scripted *scripted, size_t nth,
		      int64_t now_ns)
{
	if (!scripted->stage.seen)
		return;
	scripted->stage.seen[nth][END_CLIENT].error = SCRIPTED_NO_PORT;
	scripted->stage.seen[nth][END_CLIENT].error_ns = now_ns;
}

static void see_error(struct scripted_seen *seen, uint32_t told, int64_t now_ns)
{
	seen->error_ns = now_ns;
	if (told & EFFECT_TOLD_TIMED_OUT)
		seen->error = SCRIPTED_TIMED_OUT;
	else
		seen->error = seen->connected_ns == NEVER_NS ? SCRIPTED_REFUSED
							     : SCRIPTED_RESET;
}

/* A server's application that was told of no connection sees nothing. */
static void see(const struct net *net, const struct socket *socket,
		const struct scripted_actor *actor, uint32_t told,
		uint32_t octets)
{
	const struct scripted *scripted = scripted_of(net);
	const struct scripted_connect *connect = actor->connect;
	struct scripted_seen *seen;

	if (!connect && socket->end == END_CLIENT)
		connect = connect_of_client(scripted, socket);
	if (!connect || !scripted->stage.seen)
		return;
	seen = &scripted->stage
		    .seen[connect - scripted->stage.connect][socket->end];
	if (told & EFFECT_TOLD_CONNECTED)
		seen->connected_ns = net_now_ns(net);
	if (told & EFFECT_TOLD_DATA && !actor->ignores)
		seen->octets += octets;
	if (told & EFFECT_TOLD_EOF && !actor->ignores)
		seen->eof_ns = net_now_ns(net);
	if (told & (EFFECT_TOLD_RESET | EFFECT_TOLD_TIMED_OUT))
		see_error(seen, told, net_now_ns(net));
}

static void told(struct net *net, uint32_t index, uint32_t told,
		 uint32_t octets)
{
	struct scripted *scripted = scripted_of(net);
	const struct socket *socket = sockets_at(&net->sockets, index);
	struct scripted_actor *actor = actor_at(net, index);

	if (told & EFFECT_TOLD_CONNECTED) {
		outcomes_connected(&scripted->outcomes, net, socket);
		actor->connect = connect_of(scripted, socket);
	}
	see(net, socket, actor, told, octets);
	if (told & EFFECT_TOLD_DATA) {
		if (!actor->ignores)
			conn_read(net, index, octets);
		actor->octets += octets;
	}
	if (told & EFFECT_TOLD_EOF) {
		if (!actor->ignores)
			conn_read(net, index, 0);
		actor->eof = true;
	}
	if (!(told & (EFFECT_TOLD_RESET | EFFECT_TOLD_TIMED_OUT)))
		go_on(net, index);
}

static void vanish(struct net *net, uint32_t index)
{
	const struct socket *socket = sockets_at(&net->sockets, index);

	if (net->tap.forgot)
		net->tap.forgot(net->tap.data, (enum end)socket->end,
				socket->pair, socket->port);
	conn_drop(net, index);
}

static void patience(struct net *net, uint32_t index)
{
	if (actor_at(net, index)->vanishes)
		vanish(net, index);
	else
		go_on(net, index);
}

static void gone(struct net *net, uint32_t index, uint32_t effects)
{
	*actor_at(net, index) = (struct scripted_actor){0};
	outcomes_gone(&scripted_of(net)->outcomes,
		      sockets_at(&net->sockets, index), effects);
}

const struct net_player scripted_player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};
