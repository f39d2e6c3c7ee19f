#include "host/performances.h"

#include "base/alloc.h"
#include "base/hint.h"
#include "host/accept_queue.h"
#include "host/course_find.h"
#include "host/holdings.h"
#include "host/leaving.h"
#include "host/recycle.h"
#include "host/timewaits.h"
#include "tcp/output.h"

#include <math.h>
#include <stdlib.h>

/* Share of the connections of which no segment is lost */
#define WHOLE_LEAST 0.85

static uint64_t payload_of(enum event_kind kind, uint32_t index, enum end end)
{
	return event_payload(kind, index * ENDS_N + (uint32_t)end);
}

/* What a step depends on besides the connection itself must be in a guard. */
static bool may_be(const struct net *net, const struct play *play)
{
	for (int end = 0; end < ENDS_N; end++)
		if (recycle_applies(net, (enum end)end))
			return false;
	return !net->crossing && !net->rules && !net->cpus && !net->pools &&
	       !net->detached && !net->tap.sent && !net->tap.arrived &&
	       !net->tap.stepped && !net->tap.forgot && !play->spread &&
	       !play->loops;
}

/* A connection that leaves is played again, and costs more than one that never
 * was on course: it is not worth while where many lose a segment. */
static bool pays_off(const struct net *net, const struct course *course)
{
	double whole = 1;

	for (int end = 0; end < ENDS_N; end++)
		for (uint32_t i = 0; i < course->steps_n[end]; i++)
			whole *= pow(1 - net->setup.loss,
				     course->sums[end][i].segments_sent);
	return whole >= WHOLE_LEAST;
}

struct performances *performances_new(struct net *net, struct play *play)
{
	struct performances *all;
	size_t steps_n;

	if (!may_be(net, play))
		return NULL;
	all = alloc_zeroed(1, sizeof(*all));
	all->rehearsal = rehearsal_new(net, play);
	all->play = play;
	all->free = PERFORMANCES_NONE;
	if (!course_find(all->rehearsal, &all->course) ||
	    !pays_off(net, &all->course)) {
		performances_free(all);
		return NULL;
	}
	steps_n = (size_t)all->course.steps_n[END_CLIENT] +
		  all->course.steps_n[END_SERVER];
	all->bytes =
	    sizeof(struct performance) + steps_n * sizeof(struct course_moment);
	for (int end = 0; end < ENDS_N; end++) {
		all->lane_hold[end] = queue_lane_new(net->queue);
		for (uint32_t i = 0; i < all->course.steps_n[end]; i++)
			all->guards[end] |= all->course.step[end][i].guards;
	}
	return all;
}

void performances_free(struct performances *all)
{
	if (!all)
		return;
	for (uint32_t i = 0; i < all->blocks_n * PERFORMANCES_BLOCK_N; i++)
		strays_free(performance_at(all, i)->strays);
	for (uint32_t i = 0; i < all->blocks_n; i++)
		free(all->block[i]);
	free(all->block);
	rehearsal_free(all->rehearsal);
	free(all);
}

size_t performances_each_bytes(const struct performances *all)
{
	return all ? all->bytes : 0;
}

static RARELY void add_block(struct performances *all)
{
	uint32_t first = all->blocks_n * PERFORMANCES_BLOCK_N;

	all->block =
	    alloc_resize(all->block, all->blocks_n + 1, sizeof(*all->block));
	all->block[all->blocks_n++] =
	    alloc_zeroed(PERFORMANCES_BLOCK_N, all->bytes);
	for (uint32_t i = PERFORMANCES_BLOCK_N; i-- > 0;) {
		performance_at(all, first + i)->next_free = all->free;
		all->free = first + i;
	}
}

/* Of an event of it. When all have come its ends have taken all steps, or have
 * sockets. */
static inline void came(struct net *net, struct performance *p, uint32_t index)
{
	if (p->coming_n > 0)
		return;
	if (p->strays) {
		strays_free(p->strays);
		p->strays = NULL;
	}
	p->next_free = net->performances->free;
	net->performances->free = index;
	net->on_course_n--;
}

/* Steps */

static inline void enter_time_wait(struct net *net, struct performance *p,
				   enum end end)
{
	const struct performances *all = net->performances;
	const struct course_time_wait *kept = &all->course.time_wait[end];
	enum end peer = end_other(end);
	const struct course_moment *server = moments_of(all, p, END_SERVER);
	struct seq iss[ENDS_N] = {
	    p->iss,
	    net_isn_at(net, END_SERVER, p->pair, p->port, server->at_ns),
	};
	struct timewait tw = {
	    .snd_nxt = seq_add(iss[end], kept->snd_nxt),
	    .rcv_nxt = seq_add(iss[peer], kept->rcv_nxt),
	    .timestamps = kept->timestamps,
	};

	if (kept->timestamps)
		tw.ts_recent = output_ts_val(
		    net_ts_offset(net, peer, p->pair, p->port),
		    moments_of(all, p, peer)[__builtin_ctzll(kept->stamp_steps)]
			.at_ns);
	timewaits_begin(net, end, p->pair, p->port, &tw);
}

/* False: it is lost */
static inline bool send(struct net *net, struct performance *p, uint32_t index,
			enum end to)
{
	int64_t at_ns;

	if (!link_send(&net->link[to], net_now_ns(net), &at_ns))
		return false;
	queue_push_lane(net->queue, net->lane_wire[to], at_ns,
			payload_of(EVENT_COURSE_SEGMENT, index, to));
	p->coming_n++;
	return true;
}

static inline void hold(struct net *net, struct performance *p, uint32_t index,
			enum end end)
{
	const struct performances *all = net->performances;

	queue_push_lane(net->queue, all->lane_hold[end],
			net_now_ns(net) + all->course.hold_ns[end],
			payload_of(EVENT_COURSE_CALL, index, end));
	p->coming_n++;
}

/* What the host has of it */
static inline void change(struct side *side, uint32_t host,
			  const struct course_step *step)
{
	uint32_t *orphans_n = &side->host_orphans_n[host];
	uint32_t *time_waits_n = &side->host_time_wait_n[host];

	*orphans_n = (uint32_t)((int)*orphans_n + step->orphans);
	*time_waits_n = (uint32_t)((int)*time_waits_n + step->time_waits);
}

/* @lost: Out, bits: of what is sent */
static STAGE void perform(struct net *net, struct performance *p,
			  uint32_t index, enum end end, uint64_t *lost)
{
	struct performances *all = net->performances;
	uint32_t nth = p->steps_n[end]++;
	const struct course_step *step = &all->course.step[end][nth];
	const struct course_op *op = step->op;
	const struct course_op *ops_end = op + step->ops_n;
	unsigned int sends_n = 0;

	moments_of(all, p, end)[nth] = (struct course_moment){
	    .at_ns = net_now_ns(net),
	    .serial = queue_serial(net->queue),
	};
	all->taken_n[end][nth]++;
	if (step->orphans | step->time_waits)
		change(&net->side[end], net_host_of(net, end, p->pair), step);
	for (; op != ops_end; op++) {
		switch ((enum course_op_kind)op->kind) {
		case COURSE_RESERVE:
			queue_skip(net->queue, op->arg);
			break;
		case COURSE_SEND:
			if (!send(net, p, index, end_other(end)))
				*lost |= UINT64_C(1) << sends_n;
			sends_n++;
			break;
		case COURSE_HOLD:
			hold(net, p, index, end);
			break;
		case COURSE_ADD:
			net_ledger_add(net, end, (enum ledger_kind)op->arg);
			break;
		case COURSE_REMOVE:
			net_ledger_remove(net, end, (enum ledger_kind)op->arg);
			break;
		case COURSE_OPEN_FILE:
			holdings_open_file(net, end, p->pair);
			break;
		case COURSE_CLOSE_FILE:
			holdings_close_file(net, end, p->pair);
			break;
		case COURSE_CONNECTED:
			outcomes_established(
			    &all->play->outcomes,
			    net_now_ns(net) - p->moment[0].at_ns, p->dear);
			break;
		case COURSE_TIME_WAIT:
			enter_time_wait(net, p, end);
			break;
		case COURSE_RELEASE:
			net_release_port(net, p->pair, p->port);
			break;
		}
	}
}

/* Events */

static bool is_served(const struct net *net, uint32_t pair)
{
	if (net->accept_queues && !accept_queue_takes(net, pair))
		return false;
	return (int64_t)net->side[END_SERVER].served_n.value <
	       net->performances->play->served_max;
}

static bool holds(const struct net *net, uint32_t pair, uint32_t port,
		  enum end end, unsigned int guards)
{
	const struct side *side = &net->side[end];
	const struct profile *profile = net_profile(net, end);
	uint32_t host;

	if (guards == 0)
		return true;
	host = net_host_of(net, end, pair);
	if ((guards & COURSE_IS_NEW) &&
	    !slot_is_empty(flows_slot(&net->flows, end, pair, port)))
		return false;
	if ((guards & COURSE_IS_NEW) && net->accept_queues &&
	    accept_queue_is_full(net, pair))
		return false;
	if ((guards & COURSE_IS_SERVED) && !is_served(net, pair))
		return false;
	if ((guards & COURSE_ORPHANS) &&
	    side->host_orphans_n[host] >= profile->tcp_max_orphans)
		return false;
	return !(guards & COURSE_ADMITS) ||
	       side->host_time_wait_n[host] < profile->tcp_max_tw_buckets;
}

bool performances_may_begin(const struct net *net, uint32_t pair, uint32_t port)
{
	const struct performances *all = net->performances;

	return all &&
	       holds(net, pair, port, END_CLIENT, all->guards[END_CLIENT]) &&
	       holds(net, pair, port, END_SERVER, all->guards[END_SERVER]);
}

uint64_t performances_begin(struct net *net, uint32_t pair, uint32_t port,
			    struct seq iss, bool dear)
{
	struct performances *all = net->performances;
	struct performance *p;
	uint32_t index;
	uint64_t lost = 0;

	if (all->free == PERFORMANCES_NONE)
		add_block(all);
	index = all->free;
	p = performance_at(all, index);
	all->free = p->next_free;
	net->on_course_n++;
	p->pair = pair;
	p->port = (uint16_t)port;
	p->dear = dear;
	p->iss = iss;
	p->steps_n[END_CLIENT] = 0;
	p->steps_n[END_SERVER] = 0;
	p->coming_n = 1;
	net_take_port(net, pair, port);
	perform(net, p, index, END_CLIENT, &lost);
	return payload_of(EVENT_COURSE_CALL, index, END_CLIENT);
}

/* True: the step was taken */
static inline bool goes_on(struct net *net, struct performance *p,
			   uint32_t index, enum end end,
			   enum course_input input)
{
	const struct course *course = &net->performances->course;
	const struct course_step *step = &course->step[end][p->steps_n[end]];
	uint64_t lost = 0;

	if (p->steps_n[end] == course->steps_n[end] || step->input != input ||
	    !holds(net, p->pair, p->port, end, step->guards)) {
		leaving_leave(net, p, end, 0);
		return false;
	}
	perform(net, p, index, end, &lost);
	if (lost)
		leaving_leave(net, p, end, lost);
	return true;
}

/* A hold time that is over after its connection has left: its socket has a
 * timer. */
void performances_call(struct net *net, uint32_t number)
{
	enum end end = (enum end)(number % ENDS_N);
	uint32_t index = number / ENDS_N;
	struct performance *p = performance_at(net->performances, index);

	p->coming_n--;
	if (p->strays || !goes_on(net, p, index, end, COURSE_CALL))
		net->void_n++;
	came(net, p, index);
}

STAGE bool performances_segment(struct net *net, uint32_t number,
				struct flight *flight)
{
	enum end end = (enum end)(number % ENDS_N);
	uint32_t index = number / ENDS_N;
	struct performance *p = performance_at(net->performances, index);
	bool on_course;

	p->coming_n--;
	on_course = !p->strays && goes_on(net, p, index, end, COURSE_SEGMENT);
	if (!on_course) {
		*flight = strays_take(p->strays, end);
		net_count(net, end, COUNTER_IN_SEGS);
	}
	came(net, p, index);
	return !on_course;
}

/* Sums */

static void settle_step(struct net *net, enum end end,
			const struct course_sums *sums, uint64_t n)
{
	struct outcomes *outcomes = &net->performances->play->outcomes;

	for (int i = 0; i < COUNTER_N; i++)
		net->side[end].counter[i] += n * sums->counter[i];
	for (uint8_t i = 0; i < sums->rows_n; i++)
		net->row_fired[sums->row[i]] += n;
	net->segments_sent_n += n * sums->segments_sent;
	outcomes->completed += n * sums->completed;
	outcomes->reset += n * sums->reset;
}

void performances_settle(struct net *net)
{
	struct performances *all = net->performances;

	for (int end = 0; all && end < ENDS_N; end++)
		for (uint32_t i = 0; i < all->course.steps_n[end]; i++) {
			settle_step(net, (enum end)end,
				    &all->course.sums[end][i],
				    all->taken_n[end][i]);
			all->taken_n[end][i] = 0;
		}
}
