#include "relay.h"

#include "base/alloc.h"
#include "des/queue.h"
#include "die.h"
#include "instant.h"
#include "offload.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* Frames in a row before those that are due are looked at again. */
#define BATCH_N 64

/**
 * struct parcel - A frame on the wire
 * @uses_n:	How often it is in the queue, or held
 * @frame:	Its octets are behind this struct
 */
struct parcel {
	uint64_t serial;
	unsigned uses_n;
	bool to_server;
	int64_t since_ns;
	struct frame frame;
	uint8_t octets[];
};

/** struct held - A parcel that waits for what its rule says */
struct held {
	struct parcel *parcel;
	const struct rules_rule *rule;
};

/**
 * struct relay - A wire
 * @seen, @sees: By side: the frame that came first there, if there is one
 * @link, @lane, @last_ns: By direction, [to_server]
 * @entry:	Of the frame that is entering: what it came with
 */
struct relay {
	struct relay_setup setup;
	struct relay_tap tap;
	struct wire_port port[RELAY_SIDES];
	struct packet_seen seen[RELAY_SIDES];
	bool sees[RELAY_SIDES];
	struct link link[2];
	uint32_t lane[2];
	int64_t last_ns[2];
	struct queue *queue;
	struct rules *rules;
	struct rules_rule *rule;
	struct held *held;
	size_t held_n;
	size_t room_n;
	struct relay_entry entry;
	struct relay_counts counts;
};

static void init_link(struct relay *relay, bool to_server)
{
	/* As in the simulator, so that the same seed says the same. */
	static const char *const names[] = {"to-client", "to-server"};
	const struct relay_setup *setup = &relay->setup;
	int64_t half_ns = setup->rtt_ns / 2;
	struct link *link = &relay->link[to_server];

	link_init(link, to_server ? half_ns : setup->rtt_ns - half_ns,
		  setup->jitter_ns, setup->loss, setup->seed, names[to_server]);
	link_wander(link, setup->duplicate, setup->reorder, setup->wander_ns,
		    setup->seed, names[to_server]);
	relay->lane[to_server] = queue_lane_new(relay->queue);
}

struct relay_setup relay_setup_of(const struct config *config)
{
	return (struct relay_setup){
	    .rtt_ns = config->rtt_ns,
	    .jitter_ns = config->jitter_ns,
	    .loss = config->loss,
	    .duplicate = config->duplicate,
	    .reorder = config->reorder,
	    .wander_ns = config->wander_ns,
	    .msl_ns = config->wire_msl_ns,
	    .seed = (uint64_t)config->seed,
	};
}

struct relay *relay_new_or_die(const struct relay_setup *setup)
{
	struct relay *relay = alloc_zeroed(1, sizeof(*relay));
	size_t octets = setup->rules_n * sizeof(*relay->rule);

	relay->setup = *setup;
	relay->queue = queue_new();
	init_link(relay, false);
	init_link(relay, true);
	relay->rule = alloc_zeroed(setup->rules_n + 1, sizeof(*relay->rule));
	if (octets)
		memcpy(relay->rule, setup->rule, octets);
	relay->rules = rules_new(relay->rule, setup->rules_n);
	for (int side = 0; side < RELAY_SIDES; side++)
		wire_port_open_or_die(&relay->port[side], setup->backend,
				      setup->interface[side],
				      setup->frames_max);
	return relay;
}

static void let_go(struct parcel *parcel)
{
	if (--parcel->uses_n == 0)
		free(parcel);
}

void relay_free(struct relay *relay)
{
	struct event event;

	if (!relay)
		return;
	while (queue_pop(relay->queue, NEVER_NS, &event))
		let_go((void *)(uintptr_t)event.payload);
	for (size_t i = 0; i < relay->held_n; i++)
		let_go(relay->held[i].parcel);
	for (int side = 0; side < RELAY_SIDES; side++)
		wire_port_close(&relay->port[side]);
	rules_free(relay->rules);
	queue_free(relay->queue);
	free(relay->rule);
	free(relay->held);
	free(relay);
}

static struct parcel *parcel_new(const struct relay_entry *entry)
{
	const struct frame *frame = entry->frame;
	struct parcel *parcel = malloc(sizeof(*parcel) + frame->octets_n);

	if (!parcel)
		die_errno(DIE_RUNTIME, "memory");
	parcel->serial = entry->serial;
	parcel->uses_n = 0;
	parcel->to_server = entry->to_server;
	parcel->since_ns = entry->at_ns;
	memcpy(parcel->octets, frame->octets, frame->octets_n);
	parcel->frame = *frame;
	parcel->frame.octets = parcel->octets;
	if (frame->kind == FRAME_TCP) {
		parcel->frame.from.address =
		    parcel->octets + (frame->from.address - frame->octets);
		parcel->frame.to.address =
		    parcel->octets + (frame->to.address - frame->octets);
	}
	return parcel;
}

static void put(struct relay *relay, struct parcel *parcel, int64_t at_ns,
		bool astray)
{
	uint32_t lane = astray ? QUEUE_NO_LANE : relay->lane[parcel->to_server];
	int64_t now_ns = queue_now_ns(relay->queue);

	if (at_ns == NEVER_NS)
		return;
	parcel->uses_n++;
	queue_push_lane(relay->queue, lane, at_ns > now_ns ? at_ns : now_ns,
			(uint64_t)(uintptr_t)parcel);
}

static void hold(struct relay *relay, struct parcel *parcel,
		 const struct rules_rule *rule)
{
	if (relay->held_n == relay->room_n) {
		relay->room_n = relay->room_n ? 2 * relay->room_n : 8;
		relay->held = alloc_resize(relay->held, relay->room_n,
					   sizeof(*relay->held));
	}
	parcel->uses_n++;
	relay->held[relay->held_n++] = (struct held){parcel, rule};
}

/* They go on behind the segment that has freed them. */
static void set_free(struct relay *relay, uint64_t flow, int64_t now_ns)
{
	const struct relay_tap *tap = &relay->tap;
	size_t kept_n = 0;

	for (size_t i = 0; i < relay->held_n; i++) {
		struct held held = relay->held[i];
		struct parcel *parcel = held.parcel;
		int64_t at_ns;

		if (parcel->frame.flow != flow ||
		    !rules_frees(relay->rules, held.rule)) {
			relay->held[kept_n++] = held;
			continue;
		}
		at_ns = fate_when_freed(&relay->link[parcel->to_server],
					parcel->since_ns, now_ns,
					relay->setup.msl_ns);
		put(relay, parcel, at_ns, true);
		if (tap->freed)
			tap->freed(tap->data, parcel->serial, now_ns, at_ns);
		let_go(parcel);
	}
	relay->held_n = kept_n;
}

static void send_off(struct relay *relay, bool to_server,
		     const struct frame *frame)
{
	enum relay_side side = to_server ? RELAY_SERVER : RELAY_CLIENT;

	if (wire_port_send(&relay->port[side], frame->octets, frame->octets_n))
		relay->counts.left_n[to_server]++;
	else
		relay->counts.refused_n++;
}

static void carry(struct relay *relay, const struct relay_entry *entry)
{
	struct parcel *parcel = parcel_new(entry);

	parcel->uses_n++;
	if (entry->fate.held)
		hold(relay, parcel, entry->rule);
	put(relay, parcel, entry->fate.at_ns, entry->fate.astray);
	for (int i = 0; i < FATE_COPIES_N; i++)
		put(relay, parcel, entry->fate.copy_ns[i], true);
	let_go(parcel);
}

/* A whole segment, as on a cable: offload_take */
static void enter(void *data, const uint8_t *octets, size_t octets_n)
{
	struct relay *relay = data;
	struct relay_entry *entry = &relay->entry;
	const struct relay_tap *tap = &relay->tap;
	struct frame frame = frame_read(octets, octets_n);
	struct rules_verdict verdict = {NULL, false};

	entry->frame = &frame;
	relay->counts.entered_n[entry->to_server]++;
	if (frame.kind == FRAME_NEIGHBOUR) {
		send_off(relay, entry->to_server, &frame);
		return;
	}
	if (frame.kind == FRAME_TCP)
		verdict = rules_see(relay->rules, frame.flow, entry->to_server,
				    &frame.seg);
	entry->rule = verdict.rule;
	entry->fate = fate_of(&relay->link[entry->to_server], verdict.rule,
			      entry->at_ns, relay->setup.msl_ns);
	if (tap->entered)
		tap->entered(tap->data, entry);
	carry(relay, entry);
	if (verdict.frees)
		set_free(relay, frame.flow, entry->at_ns);
	entry->serial++;
}

static bool look(struct relay *relay, int side)
{
	if (!relay->sees[side])
		relay->sees[side] =
		    wire_port_peek(&relay->port[side], &relay->seen[side]);
	return relay->sees[side];
}

/* The frame that came first, at whichever side; false: there is none. */
static bool take_one(struct relay *relay)
{
	bool client = look(relay, RELAY_CLIENT);
	bool server = look(relay, RELAY_SERVER);
	int side = client && (!server || relay->seen[RELAY_CLIENT].at_ns <=
					     relay->seen[RELAY_SERVER].at_ns)
		       ? RELAY_CLIENT
		       : RELAY_SERVER;
	struct packet_seen *seen = &relay->seen[side];
	bool to_server = side == RELAY_CLIENT;
	int64_t now_ns, at_ns;

	if (!client && !server)
		return false;
	now_ns = instant_now_ns();
	at_ns = now_ns - (instant_wall_ns() - seen->at_ns);
	if (at_ns > now_ns)
		at_ns = now_ns;
	if (at_ns < relay->last_ns[to_server])
		at_ns = relay->last_ns[to_server];
	relay->last_ns[to_server] = at_ns;
	relay->entry.at_ns = at_ns;
	relay->entry.to_server = to_server;
	offload_finish(&seen->left, seen->octets, seen->octets_n, enter, relay);
	wire_port_next(&relay->port[side]);
	relay->sees[side] = false;
	return true;
}

static void deliver(struct relay *relay, int64_t now_ns)
{
	const struct relay_tap *tap = &relay->tap;
	struct event event;

	while (queue_pop(relay->queue, now_ns, &event)) {
		struct parcel *parcel = (void *)(uintptr_t)event.payload;
		struct relay_exit exit = {
		    .serial = parcel->serial,
		    .due_ns = event.at_ns,
		    .at_ns = instant_now_ns(),
		    .to_server = parcel->to_server,
		    .frame = &parcel->frame,
		};

		if (exit.at_ns - exit.due_ns > relay->counts.late_ns)
			relay->counts.late_ns = exit.at_ns - exit.due_ns;
		/* before it leaves: its answer may be here at once */
		if (tap->left)
			tap->left(tap->data, &exit);
		send_off(relay, parcel->to_server, &parcel->frame);
		let_go(parcel);
	}
}

/* True: it is to end. */
static bool wait_for_frames(const struct relay *relay, int64_t until_ns,
			    int stop_fd)
{
	struct pollfd fds[1 + RELAY_SIDES * WIRE_PORT_FDS_MAX] = {
	    {.fd = stop_fd, .events = POLLIN},
	};
	size_t fds_n = 1;
	int64_t next_ns = queue_next_at_ns(relay->queue);
	int64_t left_ns;
	struct timespec left;

	for (int side = 0; side < RELAY_SIDES; side++)
		fds_n += wire_port_fds(&relay->port[side], &fds[fds_n]);
	if (next_ns > until_ns)
		next_ns = until_ns;
	left_ns = next_ns - instant_now_ns();
	left = instant_timespec(left_ns > 0 ? left_ns : 0);
	return ppoll(fds, fds_n, &left, NULL) > 0 && fds[0].revents;
}

void relay_tell(struct relay *relay, struct relay_tap tap)
{
	relay->tap = tap;
}

void relay_run(struct relay *relay, int64_t until_ns, int stop_fd)
{
	/* else the kernel is 50 us late with each wait */
	prctl(PR_SET_TIMERSLACK, 1UL);
	while (instant_now_ns() < until_ns) {
		int taken_n = 0;

		while (taken_n < BATCH_N && take_one(relay))
			taken_n++;
		deliver(relay, instant_now_ns());
		if (wait_for_frames(relay, taken_n ? 0 : until_ns, stop_fd))
			return;
	}
}

struct relay_counts relay_counts(struct relay *relay)
{
	relay->counts.missed_n = 0;
	for (int side = 0; side < RELAY_SIDES; side++)
		relay->counts.missed_n +=
		    wire_port_missed_n(&relay->port[side]);
	for (int i = 0; i < 2; i++) {
		relay->counts.lost_n[i] = relay->link[i].lost_n;
		relay->counts.duplicated_n[i] = relay->link[i].duplicated_n;
	}
	return relay->counts;
}

const struct rules_rule *relay_idle_rule(const struct relay *relay)
{
	for (size_t i = 0; i < relay->setup.rules_n; i++)
		if (rules_fired_n(relay->rules, i) == 0)
			return &relay->rule[i];
	return NULL;
}
