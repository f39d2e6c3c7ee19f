#include "host/alarms.h"

#include "base/hint.h"
#include "host/net.h"

#include <assert.h>

/* Whose timers are exact */
#define APPLICATIONS ENDS_N

/*
 * A timer is numbered by its socket and which of the socket's it is. A list is
 * a ring: before the first and after the last stands the list itself, with a
 * number of its own.
 */
#define TIMER_BITS   2
#define LIST_BIT     (UINT32_C(1) << 31)
#define NOT_LISTED   UINT32_MAX
#define PROBES_N     4
#define GOLDEN_RATIO UINT64_C(0x9e3779b97f4a7c15)

static_assert(SOCKET_TIMERS_N <= 1 << TIMER_BITS, "a timer has a number");

static inline uint32_t number_of(uint32_t index, enum socket_timer timer)
{
	return index << TIMER_BITS | (uint32_t)timer;
}

static inline struct timer *timer_at(struct net *net, uint32_t number)
{
	return &sockets_at(&net->sockets, number >> TIMER_BITS)
		    ->timer[number & ((1u << TIMER_BITS) - 1)];
}

static inline struct alarm_list *list_at(struct net *net, uint32_t number)
{
	return &net->alarms.list[number & ~LIST_BIT];
}

/* The @i-th of those of @who */
static inline struct alarm_list *list_of(struct net *net, int who, uint32_t i)
{
	return &net->alarms
		    .list[(uint32_t)who * ALARM_LISTS_N + i % ALARM_LISTS_N];
}

static inline uint32_t number_of_list(const struct net *net,
				      const struct alarm_list *list)
{
	return LIST_BIT | (uint32_t)(list - net->alarms.list);
}

static inline bool is_empty(const struct alarm_list *list)
{
	return (list->first & LIST_BIT) != 0;
}

static inline uint32_t *after(struct net *net, uint32_t number)
{
	if (number & LIST_BIT)
		return &list_at(net, number)->first;
	return &timer_at(net, number)->next;
}

static inline uint32_t *before(struct net *net, uint32_t number)
{
	if (number & LIST_BIT)
		return &list_at(net, number)->last;
	return &timer_at(net, number)->prev;
}

static inline void unlist(struct net *net, struct timer *timer)
{
	if (timer->next == NOT_LISTED)
		return;
	*after(net, timer->prev) = timer->next;
	*before(net, timer->next) = timer->prev;
}

static inline void enlist(struct net *net, struct alarm_list *list,
			  uint32_t number, struct timer *timer)
{
	timer->prev = list->last;
	timer->next = number_of_list(net, list);
	*after(net, list->last) = number;
	list->last = number;
}

void alarms_init(struct net *net)
{
	for (int i = 0; i < (ENDS_N + 1) * ALARM_LISTS_N; i++) {
		struct alarm_list *list = &net->alarms.list[i];

		list->plan.delay_ns = NEVER_NS;
		list->first = number_of_list(net, list);
		list->last = list->first;
	}
}

static RARELY void plan(const struct net *net, int who, int64_t delay_ns,
			struct alarm_list *list)
{
	if (who == APPLICATIONS)
		list->plan = (struct expiry_plan){.delay_ns = delay_ns};
	else
		list->plan =
		    expiry_plan_of(net_profile(net, (enum end)who), delay_ns);
}

/* The list of a delay, or one that nobody needs; NULL if there is neither. */
static RARELY struct alarm_list *find_list(struct net *net, int who,
					   int64_t delay_ns, uint32_t from)
{
	struct alarm_list *list, *idle = NULL;

	for (uint32_t i = 0; i < PROBES_N; i++) {
		list = list_of(net, who, from + i);
		if (list->plan.delay_ns == delay_ns)
			return list;
		if (!idle && is_empty(list) && !list->pending)
			idle = list;
	}
	if (idle)
		plan(net, who, delay_ns, idle);
	return idle;
}

static inline struct alarm_list *list_for(struct net *net, int who,
					  int64_t delay_ns)
{
	uint32_t from =
	    (uint32_t)((uint64_t)delay_ns * GOLDEN_RATIO >> 32) % ALARM_LISTS_N;
	struct alarm_list *list = list_of(net, who, from);

	return list->plan.delay_ns == delay_ns
		   ? list
		   : find_list(net, who, delay_ns, from);
}

static void push_first(struct net *net, struct alarm_list *list)
{
	const struct timer *first;

	list->pending = !is_empty(list);
	if (!list->pending)
		return;
	first = timer_at(net, list->first);
	queue_push_reserved(
	    net->queue, first->deadline_ns, first->serial,
	    event_payload(EVENT_ALARM, number_of_list(net, list)));
}

static RARELY void set_alone(struct net *net, uint32_t number,
			     struct timer *timer)
{
	timer->next = NOT_LISTED;
	queue_push_reserved(net->queue, timer->deadline_ns, timer->serial,
			    event_payload(EVENT_TIMER, number));
}

static inline void set(struct net *net, uint32_t number, struct timer *timer,
		       struct alarm_list *list, int64_t at_ns)
{
	if (timer_is_armed(timer))
		unlist(net, timer);
	timer->deadline_ns = at_ns;
	timer->serial = queue_reserve(net->queue);
	if (!list) {
		set_alone(net, number, timer);
		return;
	}
	enlist(net, list, number, timer);
	if (!list->pending)
		push_first(net, list);
}

STAGE void alarms_set(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	enum end end = socket->end;
	const struct profile *profile = net_profile(net, end);
	struct alarm_list *list = list_for(net, (int)end, delay_ns);
	int64_t now_ns = net_now_ns(net);

	set(net, number_of(index, timer), &socket->timer[timer], list,
	    list ? expiry_planned_ns(profile, now_ns, &list->plan)
		 : expiry_ns(profile, now_ns, delay_ns));
}

void alarms_set_exact(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns)
{
	set(net, number_of(index, timer),
	    &sockets_at(&net->sockets, index)->timer[timer],
	    list_for(net, APPLICATIONS, delay_ns), net_now_ns(net) + delay_ns);
}

void alarms_restore(struct net *net, uint32_t index, enum socket_timer timer,
		    int64_t deadline_ns, uint64_t serial)
{
	struct timer *t = &sockets_at(&net->sockets, index)->timer[timer];

	must(!timer_is_armed(t));
	t->deadline_ns = deadline_ns;
	t->serial = serial;
	set_alone(net, number_of(index, timer), t);
}

void alarms_cancel(struct net *net, struct socket *socket,
		   enum socket_timer timer)
{
	struct timer *t = &socket->timer[timer];

	if (!timer_is_armed(t))
		return;
	unlist(net, t);
	t->deadline_ns = NEVER_NS;
}

static bool take(struct net *net, uint32_t number, uint32_t *index,
		 enum socket_timer *timer)
{
	struct timer *t = timer_at(net, number);

	unlist(net, t);
	t->deadline_ns = NEVER_NS;
	*index = number >> TIMER_BITS;
	*timer = (enum socket_timer)(number & ((1u << TIMER_BITS) - 1));
	return true;
}

bool alarms_ring(struct net *net, const struct event *event, uint32_t *index,
		 enum socket_timer *timer)
{
	uint32_t number = event_index(event->payload);
	struct alarm_list *list;
	bool due = false;

	if (!(number & LIST_BIT))
		return timer_is_due(timer_at(net, number), event) &&
		       take(net, number, index, timer);
	list = list_at(net, number);
	if (!is_empty(list) && timer_is_due(timer_at(net, list->first), event))
		due = take(net, list->first, index, timer);
	push_first(net, list);
	return due;
}
