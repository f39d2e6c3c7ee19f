#include "host/rehearsal.h"

#include "base/alloc.h"
#include "host/beginning.h"
#include "host/conn.h"
#include "host/host.h"
#include "host/timewaits.h"

#include <stdlib.h>
#include <string.h>

/* The wire, and what is written down of a step */

static int64_t arrives_ns(struct rehearsal *r, enum end to)
{
	struct rehearsal_wire *wire = &r->wire[to];
	int64_t at_ns = queue_now_ns(r->queue) + r->net.link[to].delay_ns;

	if (r->sent_n >= r->late_from && r->sent_n < r->late_to)
		at_ns += r->net.setup.jitter_ns;
	if (at_ns < wire->last_ns)
		at_ns = wire->last_ns;
	wire->last_ns = at_ns;
	return at_ns;
}

static void sent(void *data, const struct flight *flight, bool again,
		 int64_t at_ns)
{
	struct rehearsal *r = data;
	struct rehearsal_wire *wire = &r->wire[flight->to];
	uint32_t nth = r->notes.sent_n++;

	(void)again;
	(void)at_ns;
	if (nth >= REHEARSAL_SEGMENTS_MAX ||
	    wire->n == REHEARSAL_SEGMENTS_MAX) {
		r->too_much = true;
		return;
	}
	if (r->lost >> nth & 1)
		return;
	r->notes.serial[nth] = queue_reserve(r->queue);
	wire->flight[wire->n] = *flight;
	wire->at_ns[wire->n] = arrives_ns(r, (enum end)flight->to);
	wire->serial[wire->n] = r->notes.serial[nth];
	wire->n++;
	r->sent_n++;
}

static struct flight take_from(struct rehearsal_wire *wire)
{
	struct flight flight = wire->flight[0];

	must(wire->n > 0);
	wire->n--;
	memmove(&wire->flight[0], &wire->flight[1],
		wire->n * sizeof(wire->flight[0]));
	memmove(&wire->at_ns[0], &wire->at_ns[1],
		wire->n * sizeof(wire->at_ns[0]));
	memmove(&wire->serial[0], &wire->serial[1],
		wire->n * sizeof(wire->serial[0]));
	return flight;
}

static void stepped(void *data, enum end end, uint32_t pair, uint32_t port,
		    unsigned int row)
{
	struct rehearsal *r = data;

	(void)end;
	(void)pair;
	(void)port;
	if (r->notes.rows_n == COURSE_ROWS_MAX)
		r->too_much = true;
	else
		r->notes.row[r->notes.rows_n++] = (uint8_t)row;
}

/* The net */

struct rehearsal *rehearsal_new(const struct net *net, const struct play *play)
{
	struct rehearsal *r = alloc_zeroed(1, sizeof(*r));

	r->queue = queue_new();
	play_init(&r->play, &play->script);
	net_init(&r->net, &net->setup, r->queue, &play_player, &r->play);
	r->net.detached = true;
	r->net.reuses = false;
	r->net.tap =
	    (struct net_tap){.sent = sent, .stepped = stepped, .data = r};
	for (int end = 0; end < ENDS_N; end++)
		ledger_note(&r->net.side[end].ledger, &r->notes.ledger[end]);
	return r;
}

void rehearsal_free(struct rehearsal *r)
{
	if (!r)
		return;
	net_fini(&r->net);
	queue_free(r->queue);
	free(r);
}

static struct slot slot_of(const struct rehearsal *r, enum end end)
{
	if (!r->net.flows.pair[r->pair].slot.block)
		return (struct slot){0};
	return flows_slot(&r->net.flows, end, r->pair, r->port);
}

struct socket *rehearsal_socket(const struct rehearsal *r, enum end end)
{
	struct slot slot = slot_of(r, end);

	if (slot_is_empty(slot) || slot_is_timewait(slot))
		return NULL;
	return sockets_at(&r->net.sockets, slot_socket(slot));
}

void rehearsal_clear(struct rehearsal *r, uint32_t pair, uint32_t port)
{
	for (int end = 0; end < ENDS_N; end++) {
		if (rehearsal_socket(r, (enum end)end))
			conn_drop(&r->net,
				  slot_socket(slot_of(r, (enum end)end)));
		timewaits_drop(&r->net, (enum end)end);
		r->net.reaper_set[end] = false;
		r->wire[end].n = 0;
		r->wire[end].last_ns = 0;
	}
	alarms_init(&r->net);
	r->sent_n = 0;
	r->lost = 0;
	r->too_much = false;
	if (pair != r->pair)
		flows_drop_pair(&r->net.flows, r->pair);
	r->pair = pair;
	r->port = port;
	flows_pair(&r->net.flows, pair);
}

/* Steps */

static void set_moment(struct rehearsal *r, enum end end, uint32_t nth,
		       struct course_moment moment)
{
	r->moment[end][nth] = moment;
	r->notes.ledger[END_CLIENT].n = 0;
	r->notes.ledger[END_SERVER].n = 0;
	r->notes.rows_n = 0;
	r->notes.sent_n = 0;
	queue_set(r->queue, moment.at_ns, moment.serial);
}

void rehearsal_begin(struct rehearsal *r, struct course_moment moment,
		     struct seq iss, bool dear)
{
	set_moment(r, END_CLIENT, 0, moment);
	beginning_client(&r->net, r->pair, r->port, iss, dear);
}

static void call(struct rehearsal *r, enum end end)
{
	struct socket *socket = rehearsal_socket(r, end);
	uint32_t index = slot_socket(slot_of(r, end));

	if (end == END_CLIENT && socket->tcb.state == TCP_CLOSED) {
		conn_searched(&r->net, index);
		return;
	}
	alarms_cancel(&r->net, socket, SOCKET_PATIENCE);
	conn_timer(&r->net, index, SOCKET_PATIENCE);
}

static void arrive(struct rehearsal *r, enum end end)
{
	struct flight flight = take_from(&r->wire[end]);

	net_count(&r->net, end, COUNTER_IN_SEGS);
	host_arrive(&r->net, &flight);
}

void rehearsal_step(struct rehearsal *r, enum end end, uint32_t nth,
		    enum course_input input, struct course_moment moment)
{
	set_moment(r, end, nth, moment);
	if (input == COURSE_SEGMENT)
		arrive(r, end);
	else
		call(r, end);
}

/* Of two at one moment neither knows of the other. */
static enum end first_end(const struct recall *recall,
			  const uint32_t taken_n[ENDS_N])
{
	const struct course_moment *c, *s;

	if (taken_n[END_CLIENT] == recall->steps_n[END_CLIENT])
		return END_SERVER;
	if (taken_n[END_SERVER] == recall->steps_n[END_SERVER])
		return END_CLIENT;
	c = &recall->moment[END_CLIENT][taken_n[END_CLIENT]];
	s = &recall->moment[END_SERVER][taken_n[END_SERVER]];
	if (c->at_ns != s->at_ns)
		return c->at_ns < s->at_ns ? END_CLIENT : END_SERVER;
	return c->serial <= s->serial ? END_CLIENT : END_SERVER;
}

static void recall_step(struct rehearsal *r, const struct recall *recall,
			enum end end, uint32_t nth)
{
	struct course_moment moment = recall->moment[end][nth];
	bool last = end == recall->last_end && nth + 1 == recall->steps_n[end];

	r->lost = last ? recall->lost : 0;
	if (end == END_CLIENT && nth == 0)
		rehearsal_begin(r, moment, recall->iss, recall->dear);
	else
		rehearsal_step(
		    r, end, nth,
		    (enum course_input)recall->course->step[end][nth].input,
		    moment);
}

void rehearsal_recall(struct rehearsal *r, const struct recall *recall)
{
	uint32_t taken_n[ENDS_N] = {0, 0};
	enum end end;

	rehearsal_clear(r, recall->pair, recall->port);
	while (taken_n[END_CLIENT] < recall->steps_n[END_CLIENT] ||
	       taken_n[END_SERVER] < recall->steps_n[END_SERVER]) {
		end = first_end(recall, taken_n);
		recall_step(r, recall, end, taken_n[end]++);
	}
	must(!r->too_much);
}
