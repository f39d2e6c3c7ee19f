/*
 * bare RATE DURATION_S [CLIENTS]: the same work as a plain twsim run, bare.
 *
 * A reference to hold the simulator's time and memory against: every client
 * closes first, a request is the connect, the answer is 26 octets. It has what
 * no simulation of this can be without: the state of both ends, nine segments a
 * connection with numbers and timestamps, time-outs that are set and lazily
 * cancelled, ports, TIME-WAITs and their ends, in the order of time. It has no
 * table, no stacks to choose from, no rules, no losses, no ledger, no counters
 * and no reports, and can do nothing but this.
 *
 * Prints one line of JSON.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define NS_PER_S       INT64_C(1000000000)
#define NS_PER_MS      INT64_C(1000000)
#define NEVER	       INT64_MAX
#define PORTS_N	       28232u
#define TICK_NS	       (4 * NS_PER_MS)
#define GRANULE_NS     (512 * TICK_NS)
#define TIMEWAIT_NS    (60 * NS_PER_S)
#define TIMEWAIT_S_MAX 63
#define CONNECT_NS     (20 * INT64_C(1000))
#define ONE_WAY_NS     (165 * INT64_C(1000))
#define ANSWER	       26u

enum lane_id {
	LANE_ARRIVAL,
	LANE_CONNECT,
	LANE_TO_CLIENT,
	LANE_TO_SERVER,
	LANE_RTO_SYN,
	LANE_RTO_SYN_ACK,
	LANE_RTO_ANSWER,
	LANE_RTO_FIN,
	LANE_TIMEWAIT,
	LANES_N
};

enum flag { FIN = 1, SYN = 2, ACK = 16 };

enum state {
	FREE,
	SYN_SENT,
	SYN_RECEIVED,
	ESTABLISHED,
	FIN_WAIT_1,
	FIN_WAIT_2,
	CLOSE_WAIT,
	LAST_ACK
};

struct event {
	int64_t at_ns;
	uint64_t serial;
	uint32_t what;
	uint32_t generation;
};

/* A ring that doubles; all of a lane have one delay, so it is in order. */
struct lane {
	struct event *event;
	uint64_t take;
	uint64_t put;
	uint64_t room;
};

struct segment {
	uint32_t seq, ack, ts_val, ts_ecr;
	uint32_t client, next_free;
	uint16_t port, len;
	uint8_t flags, to_server;
};

struct end {
	uint8_t state, server;
	uint16_t port;
	uint32_t client;
	uint32_t snd_una, snd_nxt, rcv_nxt;
	uint32_t ts_recent, ts_offset;
	uint32_t generation;
	uint32_t next_free;
	int64_t timed_at_ns, srtt_ns, rto_ns;
};

/* Ends at the instant of the lane's event: 24 octets. */
struct timewait {
	uint32_t snd_nxt, rcv_nxt, ts_recent, began_ms, client;
	uint16_t port, flags;
};

struct client {
	uint32_t cursor;
	uint64_t busy[(PORTS_N + 63) / 64];
	uint32_t slot[2][PORTS_N];
};

/* A ring with room for all that can be alive at once. */
struct timewaits {
	struct timewait *entry;
	uint64_t take, put, room, alive_n;
};

struct bare {
	int64_t now_ns;
	int64_t head_ns[LANES_N];
	uint64_t head_serial[LANES_N];
	struct lane lane[LANES_N];
	uint64_t serial, events_n;
	struct end *end;
	uint32_t ends_n, end_free;
	struct segment *segment;
	uint32_t segments_n, segment_free;
	struct client *client;
	uint32_t clients_n;
	struct timewaits timewaits;
	uint64_t connections_n, completed_n, refused_n, timewaits_peak_n;
	int64_t rate, duration_ns;
	int64_t timewait_set_ns;
};

static void *must_have(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void *resized(void *old, size_t n, size_t size)
{
	return must_have(realloc(old, n * size));
}

static void lane_grow(struct lane *lane)
{
	uint64_t room = lane->room ? 2 * lane->room : 64;
	struct event *event = resized(NULL, room, sizeof(*event));

	for (uint64_t i = lane->take; i != lane->put; i++)
		event[i & (room - 1)] = lane->event[i & (lane->room - 1)];
	free(lane->event);
	lane->event = event;
	lane->room = room;
}

static void push(struct bare *b, enum lane_id id, int64_t at_ns, uint32_t what,
		 uint32_t generation)
{
	struct lane *lane = &b->lane[id];

	if (lane->put - lane->take == lane->room)
		lane_grow(lane);
	if (lane->put == lane->take) {
		b->head_ns[id] = at_ns;
		b->head_serial[id] = b->serial;
	}
	lane->event[lane->put++ & (lane->room - 1)] =
	    (struct event){at_ns, b->serial++, what, generation};
}

static enum lane_id pop(struct bare *b, struct event *event)
{
	unsigned int first = 0;
	struct lane *lane;

	for (unsigned int i = 1; i < LANES_N; i++)
		if (b->head_ns[i] < b->head_ns[first] ||
		    (b->head_ns[i] == b->head_ns[first] &&
		     b->head_serial[i] < b->head_serial[first]))
			first = i;
	lane = &b->lane[first];
	if (lane->take == lane->put)
		return LANES_N;
	*event = lane->event[lane->take++ & (lane->room - 1)];
	if (lane->take == lane->put) {
		b->head_ns[first] = NEVER;
	} else {
		const struct event *next =
		    &lane->event[lane->take & (lane->room - 1)];

		b->head_ns[first] = next->at_ns;
		b->head_serial[first] = next->serial;
	}
	b->now_ns = event->at_ns;
	b->events_n++;
	return (enum lane_id)first;
}

static uint32_t new_end(struct bare *b)
{
	uint32_t index, grown_n = b->ends_n ? 2 * b->ends_n : 64;

	if (b->end_free == UINT32_MAX) {
		b->end = resized(b->end, grown_n, sizeof(*b->end));
		for (index = grown_n; index-- > b->ends_n;) {
			b->end[index] = (struct end){.next_free = b->end_free};
			b->end_free = index;
		}
		b->ends_n = grown_n;
	}
	index = b->end_free;
	b->end_free = b->end[index].next_free;
	return index;
}

static void free_end(struct bare *b, uint32_t index)
{
	b->end[index].state = FREE;
	b->end[index].generation++;
	b->end[index].next_free = b->end_free;
	b->end_free = index;
}

static uint32_t new_segment(struct bare *b)
{
	uint32_t index, grown_n = b->segments_n ? 2 * b->segments_n : 64;

	if (b->segment_free == UINT32_MAX) {
		b->segment = resized(b->segment, grown_n, sizeof(*b->segment));
		for (index = grown_n; index-- > b->segments_n;) {
			b->segment[index].next_free = b->segment_free;
			b->segment_free = index;
		}
		b->segments_n = grown_n;
	}
	index = b->segment_free;
	b->segment_free = b->segment[index].next_free;
	return index;
}

static uint32_t ts_now(const struct bare *b, uint32_t offset)
{
	return offset + (uint32_t)(b->now_ns / NS_PER_MS);
}

static void send(struct bare *b, const struct end *end, unsigned int flags,
		 uint16_t len)
{
	uint32_t index = new_segment(b);

	b->segment[index] = (struct segment){
	    .seq = end->snd_nxt,
	    .ack = end->rcv_nxt,
	    .ts_val = ts_now(b, end->ts_offset),
	    .ts_ecr = end->ts_recent,
	    .client = end->client,
	    .port = end->port,
	    .len = len,
	    .flags = (uint8_t)flags,
	    .to_server = !end->server,
	};
	push(b, end->server ? LANE_TO_CLIENT : LANE_TO_SERVER,
	     b->now_ns + ONE_WAY_NS, index, 0);
}

static int64_t ticked(int64_t ns)
{
	return ns - ns % TICK_NS;
}

static void set_rto(struct bare *b, uint32_t index, enum lane_id lane,
		    int64_t delay_ns)
{
	struct end *end = &b->end[index];

	end->generation++;
	push(b, lane, ticked(b->now_ns + delay_ns) + TICK_NS, index,
	     end->generation);
}

static void transmit(struct bare *b, uint32_t index, unsigned int flags,
		     uint16_t len, enum lane_id rto, int64_t delay_ns)
{
	struct end *end = &b->end[index];

	send(b, end, flags, len);
	end->snd_nxt += len + ((flags & (SYN | FIN)) ? 1u : 0u);
	end->timed_at_ns = b->now_ns;
	set_rto(b, index, rto, delay_ns);
}

static uint64_t mixed(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static uint32_t open_end(struct bare *b, bool server, uint32_t client,
			 uint16_t port)
{
	uint32_t index = new_end(b);
	struct end *end = &b->end[index];
	uint32_t generation = end->generation;
	uint64_t hash =
	    mixed((uint64_t)client << 17 | (uint64_t)port << 1 | server);

	*end = (struct end){
	    .state = server ? SYN_RECEIVED : SYN_SENT,
	    .server = server,
	    .port = port,
	    .client = client,
	    .snd_una = (uint32_t)hash + (uint32_t)(b->now_ns >> 6),
	    .ts_offset = (uint32_t)(hash >> 32),
	    .generation = generation,
	    .rto_ns = NS_PER_S,
	};
	end->snd_nxt = end->snd_una;
	b->client[client].slot[server][port] = index + 1;
	return index;
}

static bool find_port(struct client *client, uint16_t *port)
{
	for (uint32_t tried = 0; tried < PORTS_N; tried++) {
		uint32_t at = client->cursor++;

		if (client->cursor == PORTS_N)
			client->cursor = 0;
		if (client->busy[at / 64] >> at % 64 & 1)
			continue;
		client->busy[at / 64] |= UINT64_C(1) << at % 64;
		*port = (uint16_t)at;
		return true;
	}
	return false;
}

static void push_arrival(struct bare *b)
{
	int64_t at_ns = (int64_t)(b->connections_n * (uint64_t)NS_PER_S /
				  (uint64_t)b->rate);

	if (at_ns < b->duration_ns)
		push(b, LANE_ARRIVAL, at_ns, 0, 0);
}

static void arrive(struct bare *b)
{
	uint32_t client = (uint32_t)(b->connections_n++ % b->clients_n);
	uint16_t port;

	if (find_port(&b->client[client], &port))
		push(b, LANE_CONNECT, b->now_ns + CONNECT_NS,
		     open_end(b, false, client, port), 0);
	else
		b->refused_n++;
	push_arrival(b);
}

static void enter_timewait(struct bare *b, uint32_t index)
{
	struct timewaits *t = &b->timewaits;
	const struct end *end = &b->end[index];
	int64_t ends_ns =
	    (ticked(b->now_ns) + TIMEWAIT_NS) / GRANULE_NS * GRANULE_NS +
	    GRANULE_NS;

	t->entry[t->put] = (struct timewait){
	    .snd_nxt = end->snd_nxt,
	    .rcv_nxt = end->rcv_nxt,
	    .ts_recent = end->ts_recent,
	    .began_ms = (uint32_t)(b->now_ns / NS_PER_MS),
	    .client = end->client,
	    .port = end->port,
	};
	t->put = t->put + 1 == t->room ? 0 : t->put + 1;
	if (++t->alive_n > b->timewaits_peak_n)
		b->timewaits_peak_n = t->alive_n;
	if (b->timewait_set_ns != ends_ns)
		push(b, LANE_TIMEWAIT, ends_ns, 0, 0);
	b->timewait_set_ns = ends_ns;
	b->client[end->client].slot[0][end->port] = UINT32_MAX;
	free_end(b, index);
}

static void expire(struct bare *b)
{
	struct timewaits *t = &b->timewaits;

	while (t->alive_n > 0) {
		const struct timewait *tw = &t->entry[t->take];
		struct client *client = &b->client[tw->client];

		if (tw->began_ms + TIMEWAIT_NS / NS_PER_MS >=
		    b->now_ns / NS_PER_MS)
			break;
		client->slot[0][tw->port] = 0;
		client->busy[tw->port / 64] &= ~(UINT64_C(1) << tw->port % 64);
		b->completed_n++;
		b->events_n++;
		t->alive_n--;
		t->take = t->take + 1 == t->room ? 0 : t->take + 1;
	}
}

static void acked(struct bare *b, struct end *end, const struct segment *seg)
{
	if ((int32_t)(seg->ack - end->snd_una) <= 0)
		return;
	end->snd_una = seg->ack;
	end->srtt_ns = b->now_ns - end->timed_at_ns;
	end->rto_ns = 200 * NS_PER_MS + end->srtt_ns;
	end->generation++;
}

static void at_client(struct bare *b, uint32_t index, const struct segment *seg)
{
	struct end *end = &b->end[index];

	if (end->state == SYN_SENT && (seg->flags & SYN)) {
		end->rcv_nxt = seg->seq + 1;
		acked(b, end, seg);
		end->state = ESTABLISHED;
		send(b, end, ACK, 0);
		return;
	}
	if (seg->seq != end->rcv_nxt)
		return;
	acked(b, end, seg);
	if (seg->len > 0) {
		end->rcv_nxt += seg->len;
		send(b, end, ACK, 0);
		end->state = FIN_WAIT_1;
		transmit(b, index, FIN | ACK, 0, LANE_RTO_FIN, end->rto_ns);
		return;
	}
	if (end->state == FIN_WAIT_1 && end->snd_una == end->snd_nxt)
		end->state = FIN_WAIT_2;
	if (seg->flags & FIN) {
		end->rcv_nxt++;
		send(b, end, ACK, 0);
		if (end->state == FIN_WAIT_2)
			enter_timewait(b, index);
	}
}

static void at_server(struct bare *b, uint32_t index, const struct segment *seg)
{
	struct end *end = &b->end[index];

	if (seg->seq != end->rcv_nxt)
		return;
	acked(b, end, seg);
	if (end->state == SYN_RECEIVED) {
		end->state = ESTABLISHED;
		transmit(b, index, ACK, ANSWER, LANE_RTO_ANSWER, end->rto_ns);
		return;
	}
	if (seg->flags & FIN) {
		end->rcv_nxt++;
		send(b, end, ACK, 0);
		end->state = LAST_ACK;
		transmit(b, index, FIN | ACK, 0, LANE_RTO_FIN, end->rto_ns);
		return;
	}
	if (end->state == LAST_ACK && end->snd_una == end->snd_nxt) {
		b->client[end->client].slot[1][end->port] = 0;
		free_end(b, index);
	}
}

static void deliver(struct bare *b, uint32_t index)
{
	struct segment seg = b->segment[index];
	uint32_t slot;

	b->segment[index].next_free = b->segment_free;
	b->segment_free = index;
	slot = b->client[seg.client].slot[seg.to_server][seg.port];
	if (slot == UINT32_MAX)
		return;
	if (slot == 0 && (seg.flags & SYN)) {
		slot = open_end(b, true, seg.client, seg.port) + 1;
		b->end[slot - 1].rcv_nxt = seg.seq + 1;
		b->end[slot - 1].ts_recent = seg.ts_val;
		transmit(b, slot - 1, SYN | ACK, 0, LANE_RTO_SYN_ACK, NS_PER_S);
		return;
	}
	if (slot == 0)
		return;
	b->end[slot - 1].ts_recent = seg.ts_val;
	if (seg.to_server)
		at_server(b, slot - 1, &seg);
	else
		at_client(b, slot - 1, &seg);
}

/* Nothing is lost here, so none of these is ever due. */
static void time_out(const struct bare *b, const struct event *event)
{
	if (b->end[event->what].generation == event->generation)
		abort();
}

static void run(struct bare *b)
{
	struct event event;

	for (;;) {
		switch (pop(b, &event)) {
		case LANE_ARRIVAL:
			arrive(b);
			break;
		case LANE_CONNECT:
			transmit(b, event.what, SYN, 0, LANE_RTO_SYN, NS_PER_S);
			break;
		case LANE_TO_CLIENT:
		case LANE_TO_SERVER:
			deliver(b, event.what);
			break;
		case LANE_RTO_SYN:
		case LANE_RTO_SYN_ACK:
		case LANE_RTO_ANSWER:
		case LANE_RTO_FIN:
			time_out(b, &event);
			break;
		case LANE_TIMEWAIT:
			expire(b);
			break;
		case LANES_N:
			return;
		}
	}
}

static void report(const struct bare *b)
{
	struct rusage usage;
	double cpu_s;

	getrusage(RUSAGE_SELF, &usage);
	cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	printf("{\"connections\":%" PRIu64 ",\"completed\":%" PRIu64
	       ",\"no_port\":%" PRIu64 ",\"events\":%" PRIu64
	       ",\"cpu_s\":%.6f,\"peak_rss_bytes\":%" PRIu64
	       ",\"time_waits_peak\":%" PRIu64 "}\n",
	       b->connections_n, b->completed_n, b->refused_n, b->events_n,
	       cpu_s, (uint64_t)usage.ru_maxrss * 1024, b->timewaits_peak_n);
}

int main(int argc, char **argv)
{
	struct bare b = {.end_free = UINT32_MAX, .segment_free = UINT32_MAX};

	if (argc < 3 || (b.rate = atoll(argv[1])) < 1 || atof(argv[2]) <= 0) {
		fprintf(stderr, "usage: bare RATE DURATION_S [CLIENTS]\n");
		return 2;
	}
	b.duration_ns = (int64_t)(atof(argv[2]) * (double)NS_PER_S);
	b.clients_n = argc > 3
			  ? (uint32_t)atoi(argv[3])
			  : (uint32_t)(b.rate * TIMEWAIT_S_MAX / PORTS_N) + 1;
	b.client = must_have(calloc(b.clients_n, sizeof(*b.client)));
	for (unsigned int i = 0; i < LANES_N; i++)
		b.head_ns[i] = NEVER;
	b.timewaits.room = (uint64_t)b.rate * TIMEWAIT_S_MAX + 1;
	b.timewaits.entry =
	    resized(NULL, b.timewaits.room, sizeof(*b.timewaits.entry));
	push_arrival(&b);
	run(&b);
	report(&b);
	return 0;
}
