#include "world/world.h"

#include "base/alloc.h"
#include "base/hint.h"
#include "base/must.h"
#include "host/callers.h"
#include "host/crossing.h"
#include "host/host.h"
#include "host/play.h"
#include "world/formulas.h"
#include "world/workload.h"

#include <math.h>
#include <stdlib.h>

/* What is kept when the last arrival was due, before the rest expires. */
struct end_of_run {
	bool taken;
	int64_t at_ns;
	struct gauge time_wait_n[ENDS_N];
	struct gauge memory_bytes[ENDS_N];
};

/* Whose turn it is to connect, and to where */
struct turn {
	uint32_t client;
	uint32_t destination;
};

struct world {
	struct config config;
	struct queue *queue;
	int64_t arrival_ns;
	uint64_t arrival_serial;
	struct net net;
	struct play play;
	struct callers callers;
	struct scripted scripted;
	const struct outcomes *outcomes;
	bool staged;
	struct workload load;
	struct end_of_run end;
	struct must_context context;
	uint64_t arrivals_n;
	struct turn turn;
};

static struct app_script script_of(const struct config *config)
{
	return (struct app_script){
	    .closer = (enum closer)config->closer,
	    .requests_n = config->requests_n,
	    .request_bytes = (uint32_t)config->request_bytes,
	    .answer_bytes = (uint32_t)config->answer_bytes,
	    .hold_ns = config->hold_ns,
	    .one_way_ns = config->rtt_ns - config->rtt_ns / 2,
	};
}

static struct net_setup setup_of(const struct config *config)
{
	return (struct net_setup){
	    .profile = {&config->client, &config->server},
	    .machine = &config->machine,
	    .pick = (enum port_pick)config->port_pick,
	    .clients_n = (uint32_t)config->clients_n,
	    .servers_n = (uint32_t)config->servers_n,
	    .server_ports_n = (uint32_t)config->server_ports_n,
	    .ports_n = port_range_count(config_client_ports(config)),
	    .application_bytes = config_application_bytes(config),
	    .rtt_ns = config->rtt_ns,
	    .jitter_ns = config->jitter_ns,
	    .loss = config->loss,
	    .duplicate = config->duplicate,
	    .reorder = config->reorder,
	    .wander_ns = config->wander_ns,
	    .wire_msl_ns = config->wire_msl_ns,
	    .loopback = config_is_loopback(config),
	    .nat = config->nat,
	    .seed = (uint64_t)config->seed,
	};
}

/* The next arrival is known when the last has come. It has its place in the
 * order of the queue, but there is only one: it need not be in it. */
static void set_arrival(struct world *world)
{
	const struct scripted_stage *stage = &world->scripted.stage;

	world->arrival_ns = NEVER_NS;
	if (world->staged) {
		if (world->arrivals_n < stage->connects_n)
			world->arrival_ns =
			    stage->connect[world->arrivals_n].at_ns;
	} else if (world->load.next_ns < world->config.duration_ns) {
		world->arrival_ns = world->load.next_ns;
	}
	world->arrival_serial = queue_reserve(world->queue);
}

static struct world *new_empty(const struct config *config)
{
	struct world *world = alloc_zeroed(1, sizeof(*world));

	world->config = *config;
	world->context.seed = (uint64_t)config->seed;
	world->queue = queue_new();
	return world;
}

static void make_hosts(struct world *world, const struct net_player *player,
		       void *player_data)
{
	struct net_setup setup = setup_of(&world->config);

	net_init(&world->net, &setup, world->queue, player, player_data);
}

struct world *world_new(const struct config *config)
{
	struct world *world = new_empty(config);
	struct app_script script = script_of(&world->config);

	play_init(&world->play, &script);
	world->outcomes = &world->play.outcomes;
	callers_init(&world->callers, (uint32_t)config->clients_n,
		     (uint32_t)config->client_threads_n, &world->play.outcomes);
	make_hosts(world, &play_player, &world->play);
	workload_init(&world->load, config->rate, config->arrivals,
		      (uint64_t)config->seed);
	set_arrival(world);
	return world;
}

struct world *world_new_staged(const struct config *config,
			       const struct scripted_stage *stage)
{
	struct world *world = new_empty(config);

	world->staged = true;
	scripted_init(&world->scripted, stage);
	world->outcomes = &world->scripted.outcomes;
	make_hosts(world, &scripted_player, &world->scripted);
	set_arrival(world);
	return world;
}

void world_free(struct world *world)
{
	if (!world)
		return;
	callers_fini(&world->callers);
	net_fini(&world->net);
	scripted_fini(&world->scripted);
	queue_free(world->queue);
	free(world);
}

void world_tap(struct world *world, const struct net_tap *tap)
{
	world->net.tap = *tap;
}

void world_rule(struct world *world, struct rules *rules)
{
	crossing_rule(&world->net, rules);
}

const uint64_t *world_rows_fired(const struct world *world)
{
	return world->net.row_fired;
}

static RARELY void connect_staged(struct world *world, uint32_t pair)
{
	struct outcomes *outcomes = &world->scripted.outcomes;
	uint64_t before_n = outcomes->no_port;

	outcomes_connect(outcomes, &world->net, pair);
	if (outcomes->no_port > before_n)
		scripted_no_port(&world->scripted, world->arrivals_n - 1,
				 world_now_ns(world));
}

/* Clients in turn, and each of them its destinations in turn. */
static struct turn next_turn(const struct flows *flows, struct turn turn)
{
	if (++turn.client < flows->clients_n)
		return turn;
	turn.client = 0;
	if (++turn.destination == flows->destinations_n)
		turn.destination = 0;
	return turn;
}

static uint32_t pair_of(const struct flows *flows, struct turn turn)
{
	return turn.client * flows->destinations_n + turn.destination;
}

/* Who comes after the next, and then the next: see flows_look_ahead(). */
static void look_ahead(const struct flows *flows, struct turn next)
{
	uint32_t pair = pair_of(flows, next);

	flows_look_ahead(flows, pair, flows->pair[pair].last, true);
	pair = pair_of(flows, next_turn(flows, next));
	flows_look_ahead(flows, pair, flows->pair[pair].last, false);
}

static STAGE void arrive(struct world *world)
{
	const struct flows *flows = &world->net.flows;
	uint32_t pair = pair_of(flows, world->turn);

	world->arrivals_n++;
	world->turn = next_turn(flows, world->turn);
	look_ahead(flows, world->turn);
	if (world->staged) {
		connect_staged(world, pair);
	} else {
		callers_due(&world->callers, &world->net, pair);
		workload_next(&world->load);
	}
	set_arrival(world);
}

static void take_end(struct world *world)
{
	struct end_of_run *end = &world->end;

	callers_stop(&world->callers);
	end->taken = true;
	end->at_ns = world->config.duration_ns;
	for (int side = 0; side < ENDS_N; side++) {
		end->time_wait_n[side] = world->net.side[side].time_wait_n;
		end->memory_bytes[side] = world->net.side[side].ledger.bytes;
	}
}

static void handle_caller(struct world *world, const struct event *event)
{
	if (event->at_ns >= world->config.duration_ns)
		callers_stop(&world->callers);
	callers_free(&world->callers, &world->net, event_index(event->payload));
}

static inline void handle(struct world *world, const struct event *event)
{
	world->context.now_ns = event->at_ns;
	world->context.serial = event->serial;
	if (event_kind(event->payload) < EVENT_KINDS_N)
		host_handle(&world->net, event);
	else
		handle_caller(world, event);
}

/* What comes next, but not after @to_ns; false: nothing does */
static inline bool advance_one(struct world *world, int64_t to_ns)
{
	bool arrival = world->arrival_ns <= to_ns;
	struct event event;

	if (queue_pop_before(world->queue, arrival ? world->arrival_ns : to_ns,
			     arrival ? world->arrival_serial : UINT64_MAX,
			     &event)) {
		handle(world, &event);
		return true;
	}
	if (!arrival || world->arrival_ns == NEVER_NS)
		return false;
	queue_advance(world->queue, world->arrival_ns);
	world->context.now_ns = world->arrival_ns;
	world->context.serial = world->arrival_serial;
	arrive(world);
	return true;
}

static STAGE void run_until(struct world *world, int64_t to_ns)
{
	while (advance_one(world, to_ns))
		;
	queue_advance(world->queue, to_ns);
}

/* After the last arrival: the timers that are left in the queue when all is
 * over were cancelled long before, and time need not wait for them. On a stage
 * more may be to come. */
static bool is_over(const struct world *world)
{
	return world->end.taken &&
	       ((queue_pending(world->queue) == 0 &&
		 world->arrival_ns == NEVER_NS) ||
		(!world->staged && net_is_idle(&world->net)));
}

static STAGE void run_out(struct world *world, int64_t to_ns)
{
	while (!is_over(world) && advance_one(world, to_ns))
		;
	if (!is_over(world) && to_ns != NEVER_NS)
		queue_advance(world->queue, to_ns);
}

/*
 * When nothing is left to happen, a socket that is still there has nothing to
 * send, and an application that waits for a peer that has gone: all that the
 * peer still said was lost.
 */
static uint64_t left_open_n(const struct net *net, enum end end)
{
	const struct socket *socket;
	uint64_t n = 0;

	for (uint32_t i = 0; i < sockets_places_n(&net->sockets); i++) {
		socket = sockets_at(&net->sockets, i);
		if (!socket->in_use || socket->end != end)
			continue;
		must(!socket->tcb.orphan);
		must(!tcb_outstanding(&socket->tcb));
		n++;
	}
	return n;
}

/* A run that came to its end must have let go of everything else. */
static void must_be_settled(const struct world *world)
{
	const struct net *net = &world->net;
	const struct outcomes *o = world->outcomes;
	uint64_t clients_n = left_open_n(net, END_CLIENT);
	uint64_t servers_n = left_open_n(net, END_SERVER);

	must(net->sockets.in_use_n == clients_n + servers_n);
	must(net->flows.in_use_n == clients_n);
	must(o->attempted == o->completed + o->no_port + o->reset + o->refused +
				 o->timed_out + clients_n);
	for (int end = 0; end < ENDS_N; end++) {
		must(net->timewaits[end].alive_n == 0);
		must(net->side[end].host_orphans_n[0] == 0);
	}
	must(clients_n > 0 || net->side[END_CLIENT].ledger.bytes.value == 0);
	must(servers_n > 0 || net->side[END_SERVER].ledger.bytes.value == 0);
}

bool world_advance(struct world *world, int64_t to_ns)
{
	int64_t end_ns = world->config.duration_ns;

	must_watch(&world->context);
	if (!world->end.taken) {
		run_until(world, to_ns < end_ns ? to_ns : end_ns);
		if (to_ns >= end_ns)
			take_end(world);
	}
	if (world->end.taken)
		run_out(world, to_ns);
	if (is_over(world))
		must_be_settled(world);
	must_watch(NULL);
	return !is_over(world);
}

int64_t world_now_ns(const struct world *world)
{
	return queue_now_ns(world->queue);
}

void world_sample(const struct world *world, struct sample *sample)
{
	const struct net *net = &world->net;

	*sample = (struct sample){
	    .t_ns = world_now_ns(world),
	    .client_time_wait_n = net->side[END_CLIENT].time_wait_n.value,
	    .server_time_wait_n = net->side[END_SERVER].time_wait_n.value,
	    .client_ports_n = net->ports_in_use_n.value,
	    .client_memory_bytes = net->side[END_CLIENT].ledger.bytes.value,
	    .server_memory_bytes = net->side[END_SERVER].ledger.bytes.value,
	    .completed_n = world->outcomes->completed,
	    .no_port_n = world->outcomes->no_port,
	    .attempted_n = world->outcomes->attempted,
	    .established_n = world->outcomes->established,
	    .connect_sum_ns = world->outcomes->connect.sum_ns,
	};
}

static double quantile_s(const struct histogram *h, double q)
{
	return h->n ? ns_to_s(histogram_quantile(h, q)) : (double)NAN;
}

static void fill_side(const struct world *world, enum end end,
		      struct side_results *results)
{
	const struct side *side = &world->net.side[end];
	int64_t at_ns =
	    world->end.taken ? world->end.at_ns : world_now_ns(world);
	const struct gauge *time_wait_n = world->end.taken
					      ? &world->end.time_wait_n[end]
					      : &side->time_wait_n;
	const struct gauge *bytes = world->end.taken
					? &world->end.memory_bytes[end]
					: &side->ledger.bytes;

	results->time_wait = gauge_level(time_wait_n, at_ns);
	results->time_wait.peak = side->time_wait_n.peak;
	results->memory_bytes = gauge_level(bytes, at_ns);
	results->memory_bytes.peak = side->ledger.bytes.peak;
	if (is_over(world))
		results->left_open = left_open_n(&world->net, end);
	results->tw_reused = side->tw_reused_n;
	results->tw_reopened = side->tw_reopened_n;
	for (int i = 0; i < COUNTER_N; i++)
		results->counter[i] = side->counter[i];
}

static void fill_client(const struct world *world, struct side_results *results)
{
	const struct outcomes *outcomes = world->outcomes;

	fill_side(world, END_CLIENT, results);
	results->ports_available = (uint64_t)formulas_ports_n(&world->config);
	results->ports_peak_in_use = world->net.ports_in_use_n.peak;
	results->connect_p50_s = quantile_s(&outcomes->connect, 0.5);
	results->connect_p99_s = quantile_s(&outcomes->connect, 0.99);
	results->connect_max_s = quantile_s(&outcomes->connect, 1);
	results->late_p99_s = quantile_s(&world->callers.late, 0.99);
	results->late_max_s = quantile_s(&world->callers.late, 1);
	results->connect_cheap_p50_s =
	    quantile_s(&outcomes->connect_cheap, 0.5);
	results->connect_dear_p50_s = quantile_s(&outcomes->connect_dear, 0.5);
}

static void fill_server(const struct world *world, struct side_results *results)
{
	uint64_t served_n = world->net.side[END_SERVER].served_n.peak;

	fill_side(world, END_SERVER, results);
	if (world->config.server_model == SERVER_FORK)
		results->processes = served_n;
	if (world->config.server_model == SERVER_THREAD)
		results->threads = served_n;
}

/* Up to the last event, however far the owner has moved the clock on. */
static int64_t simulated_ns(const struct world *world)
{
	if (!is_over(world))
		return world_now_ns(world);
	return world->context.now_ns > world->end.at_ns ? world->context.now_ns
							: world->end.at_ns;
}

static void fill_segments(const struct net *net, struct results *results)
{
	results->segments_sent = net->segments_sent_n;
	for (int end = 0; end < ENDS_N; end++) {
		const uint64_t *counter = net->side[end].counter;

		results->segments_lost += net->link[end].lost_n;
		results->segments_duplicated += net->link[end].duplicated_n;
		results->segments_retransmitted +=
		    counter[COUNTER_RETRANS_SEGS];
		results->segments_rst += counter[COUNTER_OUT_RSTS];
	}
}

void world_results(const struct world *world, struct results *results)
{
	const struct config *config = &world->config;
	const struct outcomes *outcomes = world->outcomes;

	results_init(results);
	results->attempted = outcomes->attempted;
	results->established = outcomes->established;
	results->completed = outcomes->completed;
	results->no_port = outcomes->no_port;
	results->never_begun = world->callers.never_begun_n;
	results->reset = outcomes->reset;
	results->refused = outcomes->refused;
	results->timed_out = outcomes->timed_out;
	if (outcomes->no_port > 0)
		results->no_port_first_s = ns_to_s(outcomes->no_port_first_ns);
	results->no_port_fraction =
	    outcomes->attempted
		? (double)outcomes->no_port / (double)outcomes->attempted
		: 0;
	fill_client(world, &results->client);
	fill_server(world, &results->server);
	fill_segments(&world->net, results);
	results->max_rate_per_s = formulas_max_rate_per_s(config);
	results->cheap_rate_per_s = formulas_cheap_rate_per_s(config);
	results->nominal_rate_per_s = formulas_nominal_rate_per_s(config);
	results->events = world->arrivals_n + queue_popped(world->queue) +
			  world->net.expired_n;
	results->simulated_s = ns_to_s(simulated_ns(world));
}
