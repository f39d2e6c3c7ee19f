#include "drill/drill_play_packet.h"

#include "drill/drill_return.h"
#include "drill/drill_wait.h"

bool drill_play_packet_inject(struct drill_play *play)
{
	struct segment seg =
	    drill_mapping_in(&play->mapping, &play->event->packet);

	play->host.ops->arrive(play->host.self, &seg, &play->event->packet);
	return drill_return_poll(play);
}

static const struct drill_sent *next_sent(const struct drill_play *play)
{
	if (play->seen_n == play->sent->len)
		return NULL;
	return &g_array_index(play->sent, struct drill_sent, play->seen_n);
}

/* (transfer full) "  0.100000 > F. 1:1(0) ack 1" */
static char *line_of(int64_t at_ns, const struct drill_packet *packet)
{
	g_autofree char *time = drill_verdict_time(at_ns);
	GString *line = g_string_new(NULL);

	g_string_printf(line, "%11s ", time);
	drill_packet_print(line, packet);
	return g_string_free(line, FALSE);
}

static void tell_expected(struct drill_play *play)
{
	const struct drill_packet *packet = &play->event->packet;
	g_autofree char *line = line_of(play->due_ns, packet);

	drill_verdict_detail(play->verdict, "expected %s", line);
}

/* What the script leaves open does not tell one answer from another. */
static void leave_open(struct drill_packet *packet,
		       const struct drill_event *event)
{
	if (event->kind != DRILL_EVENT_PACKET)
		return;
	if (event->packet.window < 0)
		packet->window = -1;
	packet->any_options = event->packet.any_options;
	if (packet->any_options)
		packet->options = 0;
}

static void tell_actual(struct drill_play *play, const char *label,
			const struct drill_sent *sent)
{
	struct drill_packet packet =
	    drill_mapping_out(&play->mapping, &sent->seg);
	g_autofree char *line = line_of(sent->at_ns, &packet);
	g_autoptr(GString) actual = g_string_new(NULL);

	leave_open(&packet, play->event);
	drill_packet_print(actual, &packet);
	drill_verdict_actual(play->verdict, actual->str);
	drill_verdict_detail(play->verdict, "%-8s %s", label, line);
}

static int64_t stamp_slack(const struct drill_play *play)
{
	int64_t tick_ns = play->script->settings.ts_tick_ns;

	if (tick_ns == 0)
		return -1;
	return play->script->settings.tolerance_ns / tick_ns + 1;
}

/* (transfer full) In what it differs from the packet of the event; or NULL */
static char *difference(struct drill_play *play, const struct drill_sent *sent)
{
	const struct drill_packet *expected = &play->event->packet;
	struct drill_packet actual;

	drill_mapping_learn(&play->mapping, &sent->seg, sent->at_ns, expected);
	actual = drill_mapping_out(&play->mapping, &sent->seg);
	return drill_mapping_compare(expected, &actual, stamp_slack(play));
}

static bool is_expected(struct drill_play *play, const struct drill_sent *sent)
{
	g_autofree char *differs = difference(play, sent);

	return !differs;
}

/* What comes instead may tell why; the verdict is there already. */
static bool missing(struct drill_play *play, int64_t until_ns)
{
	g_autofree char *until = drill_verdict_time(until_ns);
	const struct drill_sent *sent;
	bool any = true;

	drill_play_fail(play, play->event, "no packet came until %s", until);
	tell_expected(play);
	play->blocked = NULL;
	while (any && !next_sent(play))
		if (!drill_wait_step(
			play, until_ns + play->host.ops->curiosity_ns, &any))
			break;
	sent = next_sent(play);
	if (!sent) {
		drill_verdict_detail(play->verdict, "actual   nothing");
		drill_verdict_actual(play->verdict, "nothing");
		return false;
	}
	play->verdict->time_only = is_expected(play, sent);
	tell_actual(play, "next", sent);
	drill_verdict_actual(play->verdict, "nothing");
	return false;
}

static bool check_time(struct drill_play *play, const struct drill_sent *sent,
		       int64_t to_ns)
{
	int64_t slack_ns = drill_play_tolerance_ns(play, play->due_ns);
	int64_t off_ns = 0;
	g_autofree char *off = NULL;

	if (play->event->time.kind == DRILL_TIME_ANY)
		return true;
	if (sent->at_ns > to_ns + slack_ns)
		off_ns = sent->at_ns - to_ns;
	else if (sent->at_ns < play->due_ns - slack_ns)
		off_ns = play->due_ns - sent->at_ns;
	if (off_ns == 0)
		return true;
	off = drill_verdict_time(off_ns);
	drill_play_fail_time(play, play->event, "the packet came %s s too %s",
			     off, sent->at_ns > to_ns ? "late" : "early");
	tell_expected(play);
	tell_actual(play, "actual", sent);
	return false;
}

static bool check_packet(struct drill_play *play, const struct drill_sent *sent,
			 int64_t to_ns)
{
	g_autofree char *differs = difference(play, sent);

	if (!differs)
		return check_time(play, sent, to_ns);
	drill_play_fail(play, play->event, "the packet differs: %s", differs);
	tell_expected(play);
	tell_actual(play, "actual", sent);
	return false;
}

/* Events after it count from when it was to come, if that was said. */
static void move_on(struct drill_play *play, const struct drill_sent *sent)
{
	const struct drill_time *time = &play->event->time;

	play->seen_n++;
	play->ready_ns = MAX(play->ready_ns, sent->at_ns);
	play->last_ns = time->kind == DRILL_TIME_ANY || time->window
			    ? sent->at_ns
			    : play->due_ns;
}

static bool is_more_of(const struct segment *whole, const struct segment *next)
{
	return next->len > 0 && !(next->flags & (SEG_SYN | SEG_RST)) &&
	       seq_eq(next->seq, segment_end(whole));
}

static uint16_t push_as_expected(unsigned int flags,
				 const struct drill_packet *expected)
{
	unsigned int push = expected->flags & DRILL_PSH ? SEG_PSH : 0;

	return (uint16_t)((flags & ~(unsigned int)SEG_PSH) | push);
}

/*
 * The text that the script has in one packet may come in several: what a kernel
 * leaves to its interface to cut (TSO) is one packet to who looks before. On
 * such a one linux sets PSH since 5.5 (__tcp_transmit_skb()), others do where
 * text ends: the script may have it or not.
 * @whole: out; the last of them is the one that is seen
 */
static bool gather(struct drill_play *play, int64_t until_ns,
		   struct drill_sent *whole)
{
	const uint32_t wanted = play->event->packet.len;
	bool any = true;

	*whole = *next_sent(play);
	while (whole->seg.len > 0 && whole->seg.len < wanted &&
	       !(whole->seg.flags & (SEG_SYN | SEG_FIN | SEG_RST))) {
		const struct drill_sent *next;

		while (any && play->seen_n + 1 == play->sent->len)
			if (!drill_wait_step(play, until_ns, &any))
				return false;
		if (play->seen_n + 1 == play->sent->len)
			break;
		next = &g_array_index(play->sent, struct drill_sent,
				      play->seen_n + 1);
		if (!is_more_of(&whole->seg, &next->seg) ||
		    whole->seg.len + next->seg.len > wanted)
			break;
		whole->seg.len += next->seg.len;
		whole->seg.flags = push_as_expected(
		    whole->seg.flags | next->seg.flags, &play->event->packet);
		whole->seg.ack = next->seg.ack;
		whole->seg.window = next->seg.window;
		whole->at_ns = next->at_ns;
		play->seen_n++;
	}
	return true;
}

bool drill_play_packet_expect(struct drill_play *play)
{
	const struct drill_time *time = &play->event->time;
	int64_t to_ns = play->due_ns + (time->to_ns - time->from_ns);
	int64_t slack_ns = drill_play_tolerance_ns(play, play->due_ns);
	int64_t until_ns =
	    to_ns + (time->kind == DRILL_TIME_ANY ? play->host.ops->patience_ns
						  : slack_ns);
	struct drill_sent sent;
	bool any = true;

	while (any && !next_sent(play))
		if (!drill_wait_step(play, until_ns, &any))
			return false;
	if (!next_sent(play))
		return missing(play, until_ns);
	if (!gather(play, until_ns, &sent) || !check_packet(play, &sent, to_ns))
		return false;
	move_on(play, &sent);
	return true;
}

/* What the last event itself brings about is beyond the script. */
bool drill_play_packet_leftovers(struct drill_play *play)
{
	const struct drill_sent *sent = next_sent(play);
	int64_t slack_ns = play->script->settings.tolerance_ns;

	if (!sent || sent->at_ns + slack_ns >= play->last_ns)
		return true;
	drill_play_fail(play, play->event,
			"the stack sent a packet that the script does not "
			"expect");
	drill_verdict_detail(play->verdict, "expected nothing more");
	drill_mapping_learn(&play->mapping, &sent->seg, sent->at_ns, NULL);
	tell_actual(play, "actual", sent);
	return false;
}
