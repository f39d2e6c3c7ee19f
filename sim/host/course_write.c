#include "host/course_write.h"

#include "tcp/output.h"

#include <string.h>

void course_look(const struct rehearsal *r, struct course_state *state)
{
	const struct net *net = &r->net;

	for (int end = 0; end < ENDS_N; end++) {
		const struct side *side = &net->side[end];
		uint32_t host = net_host_of(net, (enum end)end, r->pair);

		memcpy(state->counter[end], side->counter,
		       sizeof(side->counter));
		state->orphans_n[end] = side->host_orphans_n[host];
		state->admitted_n[end] = side->host_time_wait_n[host];
		state->time_waits_n[end] = net->timewaits[end].alive_n;
		state->waiting_bytes[end] = side->waiting_bytes.value;
	}
	state->segments_sent_n = net->segments_sent_n;
	state->established = r->play.outcomes.established;
	state->completed = r->play.outcomes.completed;
	state->reset = r->play.outcomes.reset;
}

static bool is_untouched(const struct course_state *was,
			 const struct course_state *is, enum end end)
{
	return memcmp(was->counter[end], is->counter[end],
		      sizeof(is->counter[end])) == 0 &&
	       was->orphans_n[end] == is->orphans_n[end] &&
	       was->admitted_n[end] == is->admitted_n[end] &&
	       was->time_waits_n[end] == is->time_waits_n[end] &&
	       was->waiting_bytes[end] == is->waiting_bytes[end];
}

static bool add_op(struct course_step *step, enum course_op_kind kind,
		   uint64_t arg)
{
	if (step->ops_n == COURSE_OPS_MAX || arg > UINT8_MAX)
		return false;
	step->op[step->ops_n++] =
	    (struct course_op){.kind = (uint8_t)kind, .arg = (uint8_t)arg};
	return true;
}

/* The order of the queue: segments, the hold time, and between them timers,
 * which are set and cancelled and which nobody will see */

static bool reserve_to(struct course_step *step, uint64_t *from, uint64_t to)
{
	uint64_t timers_n = to - *from;

	*from = to + 1;
	return timers_n == 0 || add_op(step, COURSE_RESERVE, timers_n);
}

#define NO_HOLD UINT64_MAX

static uint64_t hold_serial(const struct rehearsal *r, enum end end,
			    uint64_t from)
{
	const struct socket *socket = rehearsal_socket(r, end);
	const struct timer *t;

	if (!socket || socket->tcb.orphan)
		return NO_HOLD;
	t = &socket->timer[SOCKET_PATIENCE];
	return timer_is_armed(t) && t->serial >= from ? t->serial : NO_HOLD;
}

/* All that an end holds it holds equally long. */
static bool write_hold(const struct rehearsal *r, enum end end,
		       struct course *course)
{
	const struct socket *socket = rehearsal_socket(r, end);
	int64_t ns =
	    socket->timer[SOCKET_PATIENCE].deadline_ns - queue_now_ns(r->queue);

	if (course->hold_ns[end] != 0 && course->hold_ns[end] != ns)
		return false;
	course->hold_ns[end] = ns;
	return true;
}

static bool write_order(const struct rehearsal *r, enum end end, uint64_t from,
			struct course *course, struct course_step *step)
{
	uint64_t hold = hold_serial(r, end, from);
	uint64_t to;

	if (hold != NO_HOLD && !write_hold(r, end, course))
		return false;
	for (uint32_t i = 0; i < r->notes.sent_n; i++) {
		to = r->notes.serial[i];
		if (hold < to && (!reserve_to(step, &from, hold) ||
				  !add_op(step, COURSE_HOLD, 0)))
			return false;
		if (hold < to)
			hold = NO_HOLD;
		if (!reserve_to(step, &from, to) ||
		    !add_op(step, COURSE_SEND, 0))
			return false;
	}
	if (hold != NO_HOLD &&
	    (!reserve_to(step, &from, hold) || !add_op(step, COURSE_HOLD, 0)))
		return false;
	return reserve_to(step, &from, queue_serial(r->queue));
}

/* The ledger */

static bool write_object(unsigned int kind, bool ends, bool begins,
			 struct course_step *step)
{
	switch ((enum ledger_kind)kind) {
	case LEDGER_BIND_BUCKET: /* connect() takes the port itself */
		return begins || add_op(step, COURSE_RELEASE, 0);
	case LEDGER_BIND2_BUCKET:
		return true; /* goes with the bucket */
	case LEDGER_SOCKET_INODE:
		return add_op(step, ends ? COURSE_CLOSE_FILE : COURSE_OPEN_FILE,
			      0);
	case LEDGER_FILE:
	case LEDGER_DENTRY:
	case LEDGER_APPLICATION:
		return true; /* go with the inode */
	case LEDGER_TCP_SOCK:
	case LEDGER_TIMEWAIT_SOCK:
	case LEDGER_REQUEST_SOCK:
	case LEDGER_SKB:
	case LEDGER_SKB_HEAD:
		return add_op(step, ends ? COURSE_REMOVE : COURSE_ADD, kind);
	case LEDGER_KINDS_N:
		break;
	}
	must_not_come("an object of the ledger");
}

static bool write_ledger(const struct rehearsal *r, enum end end, bool begins,
			 struct course_step *step)
{
	const struct ledger_notes *notes = &r->notes.ledger[end];

	if (notes->n > LEDGER_NOTES_MAX ||
	    r->notes.ledger[end_other(end)].n > 0)
		return false;
	for (unsigned int i = 0; i < notes->n; i++)
		if (!write_object(notes->kind[i] & ~LEDGER_ENDS,
				  (notes->kind[i] & LEDGER_ENDS) != 0, begins,
				  step))
			return false;
	return true;
}

/* TIME-WAIT */

/* Steps of the peer in which its clock of timestamps stood at this */
static uint64_t steps_at(const struct rehearsal *r, uint32_t steps_n,
			 enum end peer, uint32_t stamp)
{
	uint32_t offset = net_ts_offset(&r->net, peer, r->pair, r->port);
	uint64_t steps = 0;

	for (uint32_t i = 0; i < steps_n; i++)
		if (output_ts_val(offset, r->moment[peer][i].at_ns) == stamp)
			steps |= UINT64_C(1) << i;
	return steps;
}

static bool write_time_wait(struct rehearsal *r, enum end end,
			    const struct seq iss[ENDS_N], struct course *course,
			    struct course_step *step)
{
	enum end peer = end_other(end);
	const struct tw_entry *entry = twtable_oldest(&r->net.timewaits[end]);
	struct course_time_wait *tw = &course->time_wait[end];

	tw->snd_nxt = entry->snd_nxt.raw - iss[end].raw;
	tw->rcv_nxt = entry->rcv_nxt.raw - iss[peer].raw;
	tw->timestamps = (entry->flags & TW_TIMESTAMPS) != 0;
	if (tw->timestamps)
		tw->stamp_steps =
		    steps_at(r, course->steps_n[peer], peer, entry->ts_recent);
	return add_op(step, COURSE_TIME_WAIT, 0);
}

/* The whole */

/* One too many does no harm: TCP is always right. */
static unsigned int guards_of(const struct course_step *step, enum end end,
			      uint32_t nth)
{
	unsigned int guards = end == END_SERVER && nth == 0 ? COURSE_IS_NEW : 0;

	for (uint8_t i = 0; i < step->ops_n; i++) {
		const struct course_op *op = &step->op[i];

		if (op->kind == COURSE_OPEN_FILE && end == END_SERVER)
			guards |= COURSE_IS_SERVED;
		if (op->kind == COURSE_CLOSE_FILE)
			guards |= COURSE_ORPHANS;
		if (op->kind == COURSE_ADD && op->arg == LEDGER_TIMEWAIT_SOCK)
			guards |= COURSE_ADMITS;
	}
	return guards;
}

static void write_sums(const struct rehearsal *r,
		       const struct course_state *was,
		       const struct course_state *is, enum end end,
		       struct course_sums *sums)
{
	for (int i = 0; i < COUNTER_N; i++)
		sums->counter[i] =
		    (uint16_t)(is->counter[end][i] - was->counter[end][i]);
	sums->rows_n = (uint8_t)r->notes.rows_n;
	memcpy(sums->row, r->notes.row, r->notes.rows_n);
	sums->segments_sent =
	    (uint16_t)(is->segments_sent_n - was->segments_sent_n);
	sums->completed = (uint8_t)(is->completed - was->completed);
	sums->reset = (uint8_t)(is->reset - was->reset);
}

bool course_write(struct rehearsal *r, enum end end, enum course_input input,
		  const struct course_state *was, struct seq iss[ENDS_N],
		  struct course *course)
{
	uint32_t nth = course->steps_n[end]++;
	struct course_step *step = &course->step[end][nth];
	struct course_sums *sums = &course->sums[end][nth];
	bool begins = end == END_CLIENT && nth == 0;
	struct course_state is;

	course_look(r, &is);
	if (end == END_SERVER && nth == 0 && rehearsal_socket(r, end))
		iss[end] = rehearsal_socket(r, end)->tcb.iss;
	memset(step, 0, sizeof(*step));
	memset(sums, 0, sizeof(*sums));
	write_sums(r, was, &is, end, sums);
	step->input = (uint8_t)input;
	step->orphans = (int8_t)(is.orphans_n[end] - was->orphans_n[end]);
	step->time_waits = (int8_t)(is.admitted_n[end] - was->admitted_n[end]);
	if (r->too_much || is.waiting_bytes[end] != was->waiting_bytes[end] ||
	    !is_untouched(was, &is, end_other(end)) ||
	    !write_order(r, end, r->moment[end][nth].serial, course, step) ||
	    !write_ledger(r, end, begins, step))
		return false;
	if (is.established > was->established &&
	    !add_op(step, COURSE_CONNECTED, 0))
		return false;
	if (is.time_waits_n[end] > was->time_waits_n[end] &&
	    !write_time_wait(r, end, iss, course, step))
		return false;
	step->guards = (uint8_t)guards_of(step, end, nth);
	return true;
}
