#include "host/course_find.h"

#include "base/alloc.h"
#include "host/course_write.h"
#include "tcp/expiry.h"

#include <stdlib.h>
#include <string.h>

/* Some ms; who has so many connections that it matters has more. */
#define PLAYS_MAX 16384

/* Early in a run, and late enough for any clock that counts from its begin */
#define BEGIN_NS NS_PER_S

#define PERIOD_NS_MAX NS_PER_S

/* The ms of timestamps, and the ticks of both ends */
#define CLOCKS_N 3

struct clock {
	int64_t granule_ns;
	int64_t phase_ns;
};

/**
 * struct trial - A course, and what is tried to find another
 * @again:	What it was another time
 * @period_ns:	After that all clocks stand as before
 * @instant_ns:	At which to begin, of a period
 */
struct trial {
	struct course course;
	struct course again;
	struct clock clock[CLOCKS_N];
	int64_t period_ns;
	uint32_t instants_n;
	int64_t instant_ns[PLAYS_MAX];
	uint32_t plays_n;
};

/* What is next */

struct next {
	struct course_moment moment;
	enum course_input input;
	enum end end;
};

static void consider(struct next *next, int64_t at_ns, uint64_t serial,
		     enum course_input input, enum end end)
{
	const struct course_moment *moment = &next->moment;

	if (at_ns > moment->at_ns ||
	    (at_ns == moment->at_ns && serial > moment->serial))
		return;
	*next = (struct next){{at_ns, serial}, input, end};
}

/* When what has this serial was set: in the last step before it */
static int64_t set_at_ns(const struct rehearsal *r, const struct course *course,
			 enum end end, uint64_t serial)
{
	int64_t at_ns = r->moment[end][0].at_ns;

	for (uint32_t i = 0; i < course->steps_n[end]; i++)
		if (r->moment[end][i].serial <= serial)
			at_ns = r->moment[end][i].at_ns;
	return at_ns;
}

/* It comes no earlier, wherever its clock stood when it was set. */
static int64_t earliest_ns(const struct rehearsal *r,
			   const struct course *course, enum end end,
			   const struct timer *t)
{
	int64_t most_ns = t->deadline_ns - set_at_ns(r, course, end, t->serial);

	return t->deadline_ns -
	       expiry_granule_ns(net_profile(&r->net, end), most_ns);
}

/* @stack_ns: When the first timer of a stack may be over */
static void consider_timers(const struct rehearsal *r,
			    const struct course *course, enum end end,
			    struct next *next, int64_t *stack_ns)
{
	const struct socket *socket = rehearsal_socket(r, end);

	for (int timer = 0; socket && timer < SOCKET_TIMERS_N; timer++) {
		const struct timer *t = &socket->timer[timer];

		if (!timer_is_armed(t))
			continue;
		if (timer == SOCKET_PATIENCE && !socket->tcb.orphan)
			consider(next, t->deadline_ns, t->serial, COURSE_CALL,
				 end);
		else if (earliest_ns(r, course, end, t) < *stack_ns)
			*stack_ns = earliest_ns(r, course, end, t);
	}
}

/* False: nothing is, or it may be a time-out */
static bool find_next(const struct rehearsal *r, const struct course *course,
		      struct next *next)
{
	int64_t stack_ns = NEVER_NS;

	*next = (struct next){.moment = {NEVER_NS, UINT64_MAX}};
	for (int end = 0; end < ENDS_N; end++) {
		const struct rehearsal_wire *wire = &r->wire[end];

		if (wire->n > 0)
			consider(next, wire->at_ns[0], wire->serial[0],
				 COURSE_SEGMENT, (enum end)end);
		consider_timers(r, course, (enum end)end, next, &stack_ns);
	}
	return next->moment.at_ns < stack_ns;
}

/* What comes for no socket is answered by what the host is, not the flow. */
static bool may_come(const struct rehearsal *r, const struct course *course,
		     enum end end)
{
	if (course->steps_n[end] == COURSE_STEPS_MAX)
		return false;
	return rehearsal_socket(r, end) ||
	       (end == END_SERVER && course->steps_n[end] == 0);
}

/* One play */

static bool play_next(struct rehearsal *r, const struct next *next,
		      struct seq iss[ENDS_N], struct course *course)
{
	struct course_state was;

	if (!may_come(r, course, next->end))
		return false;
	course_look(r, &was);
	rehearsal_step(
	    r, next->end, course->steps_n[next->end], next->input,
	    (struct course_moment){next->moment.at_ns, queue_serial(r->queue)});
	return course_write(r, next->end, next->input, &was, iss, course);
}

static bool play_begin(struct rehearsal *r, int64_t at_ns,
		       struct seq iss[ENDS_N], struct course *course)
{
	struct course_moment moment = {.at_ns = at_ns};
	struct course_state was;

	memset(course->steps_n, 0, sizeof(course->steps_n));
	memset(course->time_wait, 0, sizeof(course->time_wait));
	memset(course->hold_ns, 0, sizeof(course->hold_ns));
	rehearsal_clear(r, 0, 0);
	queue_set(r->queue, at_ns, 0);
	iss[END_CLIENT] = net_isn(&r->net, END_CLIENT, r->pair, r->port);
	course_look(r, &was);
	rehearsal_begin(r, moment, iss[END_CLIENT], false);
	return course_write(r, END_CLIENT, COURSE_CALL, &was, iss, course);
}

/* False: there is no course */
static bool play_through(struct rehearsal *r, int64_t at_ns,
			 struct course *course)
{
	int64_t search_ns = r->net.setup.machine->connect_base_ns;
	struct next next = {
	    .moment = {.at_ns = at_ns + search_ns},
	    .input = COURSE_CALL,
	    .end = END_CLIENT,
	};
	struct seq iss[ENDS_N];

	if (!play_begin(r, at_ns, iss, course))
		return false;
	queue_reserve(r->queue); /* that its search is over */
	do {
		if (!play_next(r, &next, iss, course))
			return false;
	} while (find_next(r, course, &next));
	return next.moment.at_ns == NEVER_NS &&
	       !rehearsal_socket(r, END_CLIENT) &&
	       !rehearsal_socket(r, END_SERVER);
}

/* Instants at which to begin */

static int64_t common_ns(int64_t a, int64_t b)
{
	int64_t x = a, y = b;

	while (y != 0) {
		int64_t rest = x % y;

		x = y;
		y = rest;
	}
	return a / x * b;
}

/* False: they seldom stand as before */
static bool find_clocks(const struct rehearsal *r, struct trial *trial)
{
	trial->clock[0] = (struct clock){.granule_ns = NS_PER_MS};
	trial->period_ns = NS_PER_MS;
	for (int end = 0; end < ENDS_N; end++) {
		const struct profile *profile =
		    net_profile(&r->net, (enum end)end);
		struct clock *clock = &trial->clock[1 + end];

		clock->granule_ns = expiry_clock_ns(profile);
		clock->phase_ns = profile->wheel_phase_ns;
		trial->period_ns =
		    common_ns(trial->period_ns, clock->granule_ns);
		if (trial->period_ns > PERIOD_NS_MAX)
			return false;
	}
	return true;
}

/* At which a clock jumps just when a step is taken that is so much later */
static bool add_instants(struct trial *trial, const struct clock *clock,
			 int64_t later_ns)
{
	int64_t granule_ns = clock->granule_ns;
	int64_t ns = -(later_ns + clock->phase_ns) % granule_ns;

	if (granule_ns == 1)
		return true; /* it never stands still */
	for (ns += ns < 0 ? granule_ns : 0; ns < trial->period_ns;
	     ns += granule_ns) {
		if (trial->instants_n == PLAYS_MAX)
			return false;
		trial->instant_ns[trial->instants_n++] = ns;
	}
	return true;
}

static int compare_instants(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void drop_doubles(struct trial *trial)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < trial->instants_n; i++)
		if (n == 0 || trial->instant_ns[i] != trial->instant_ns[n - 1])
			trial->instant_ns[n++] = trial->instant_ns[i];
	trial->instants_n = n;
}

/* By the moments of the last play; false: there are too many */
static bool find_instants(const struct rehearsal *r, struct trial *trial)
{
	trial->instants_n = 0;
	for (int end = 0; end < ENDS_N; end++)
		for (uint32_t i = 0; i < trial->course.steps_n[end]; i++)
			for (int c = 0; c < CLOCKS_N; c++)
				if (!add_instants(trial, &trial->clock[c],
						  r->moment[end][i].at_ns -
						      BEGIN_NS))
					return false;
	qsort(trial->instant_ns, trial->instants_n,
	      sizeof(trial->instant_ns[0]), compare_instants);
	drop_doubles(trial);
	trial->plays_n += trial->instants_n;
	return trial->plays_n <= PLAYS_MAX;
}

/* Is it the same again? */

static bool is_same_end(const struct course *a, const struct course *b, int end)
{
	const struct course_time_wait *x = &a->time_wait[end];
	const struct course_time_wait *y = &b->time_wait[end];
	size_t n = a->steps_n[end];

	return n == b->steps_n[end] && a->hold_ns[end] == b->hold_ns[end] &&
	       memcmp(a->step[end], b->step[end],
		      n * sizeof(a->step[end][0])) == 0 &&
	       memcmp(a->sums[end], b->sums[end],
		      n * sizeof(a->sums[end][0])) == 0 &&
	       x->snd_nxt == y->snd_nxt && x->rcv_nxt == y->rcv_nxt &&
	       x->timestamps == y->timestamps;
}

/* Each time more is known of where TS.Recent is from. */
static bool is_same_again(struct rehearsal *r, int64_t at_ns,
			  struct trial *trial)
{
	if (!play_through(r, at_ns, &trial->again))
		return false;
	for (int end = 0; end < ENDS_N; end++) {
		struct course_time_wait *tw = &trial->course.time_wait[end];

		if (!is_same_end(&trial->course, &trial->again, end))
			return false;
		tw->stamp_steps &= trial->again.time_wait[end].stamp_steps;
		if (tw->timestamps && tw->stamp_steps == 0)
			return false;
	}
	return true;
}

static bool is_same_always(struct rehearsal *r, uint32_t late_from,
			   uint32_t late_to, struct trial *trial)
{
	int64_t period_ns = trial->period_ns;
	int64_t begin_ns = (BEGIN_NS + period_ns - 1) / period_ns * period_ns;

	r->late_from = late_from;
	r->late_to = late_to;
	if (!is_same_again(r, BEGIN_NS, trial) || !find_instants(r, trial))
		return false;
	for (uint32_t i = 0; i < trial->instants_n; i++)
		if (!is_same_again(r, begin_ns + trial->instant_ns[i], trial))
			return false;
	return true;
}

static bool find(struct rehearsal *r, struct trial *trial)
{
	uint32_t may_be_late_n;

	r->late_from = 0;
	r->late_to = 0;
	if (!find_clocks(r, trial) ||
	    !play_through(r, BEGIN_NS, &trial->course) ||
	    !is_same_always(r, 0, 0, trial))
		return false;
	may_be_late_n = r->net.setup.jitter_ns > 0 ? r->sent_n : 0;
	for (uint32_t from = 0; from < may_be_late_n; from++)
		for (uint32_t to = from + 1; to <= may_be_late_n; to++)
			if (!is_same_always(r, from, to, trial))
				return false;
	return true;
}

bool course_find(struct rehearsal *r, struct course *course)
{
	struct trial *trial = alloc_zeroed(1, sizeof(*trial));
	bool found = find(r, trial);

	*course = trial->course;
	free(trial);
	return found;
}
