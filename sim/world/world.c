#include "world/world_inside.h"

#include "base/alloc.h"
#include "base/hint.h"
#include "base/must.h"
#include "host/callers.h"
#include "host/cpu.h"
#include "host/crossing.h"
#include "host/host.h"
#include "host/performances.h"
#include "world/holding.h"
#include "world/workload.h"

#include <stdlib.h>

/* To find the course costs more than it saves so few connections. */
#define ARRIVALS_OFF_COURSE 1000

static struct app_script script_of(const struct config *config)
{
	return (struct app_script){
	    .closer = (enum closer)config->closer,
	    .requests_n = config->requests_n,
	    .request_bytes = (uint32_t)config->request_bytes,
	    .answer_bytes = (uint32_t)config->answer_bytes,
	    .hold_ns = config->hold_ns,
	    .unread_bytes = (uint32_t)config->unread_bytes,
	    .unread_at = (enum end)config->unread_at,
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
	    .server_files_max = (uint32_t)holding_files_max(config),
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
	} else if (world->config.loops_n == 0 &&
		   world->load.next_ns < world->config.duration_ns) {
		world->arrival_ns = world->load.next_ns;
	}
	world->arrival_serial = queue_reserve(world->queue);
}

/* The threads of a closed loop are spread over the clients, and those of a
 * client over its destinations. */
static void push_loops(struct world *world)
{
	const struct flows *flows = &world->net.flows;
	uint32_t client, destination;

	for (int64_t i = 0; i < world->config.loops_n; i++) {
		client = (uint32_t)(i % flows->clients_n);
		destination =
		    (uint32_t)(i / flows->clients_n % flows->destinations_n);
		queue_push(
		    world->queue, 0,
		    event_payload(PLAY_EVENT, client * flows->destinations_n +
						  destination));
	}
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
	world->play.spread = config->answer_most_bytes > 0;
	sizes_init(&world->play.sizes, config->answer_least_bytes,
		   config->answer_bytes, config->answer_most_bytes);
	world->play.served_max = holding_served_max(config);
	if (world->play.served_max < INT64_MAX / config->servers_n)
		world->play.served_max *= config->servers_n;
	world->play.loops = config->loops_n > 0;
	push_loops(world);
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

size_t world_course_bytes(const struct config *config)
{
	struct config one = *config;
	struct performances *performances;
	struct world *world;
	size_t bytes;

	one.clients_n = 1;
	world = world_new(&one);
	performances = performances_new(&world->net, &world->play);
	bytes = performances_each_bytes(performances);
	performances_free(performances);
	world_free(world);
	return bytes;
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
	const struct scripted_connect *connect =
	    &world->scripted.stage.connect[world->arrivals_n - 1];
	struct outcomes *outcomes = &world->scripted.outcomes;
	uint64_t before_n = outcomes->no_port;

	if (connect->client > 0)
		pair = (connect->client - 1) * world->net.flows.destinations_n;
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

	if (++world->arrivals_n == ARRIVALS_OFF_COURSE && !world->staged)
		world->net.performances =
		    performances_new(&world->net, &world->play);
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

/* To the next destination of the same client. */
static void connect_again(struct world *world, uint32_t last)
{
	const struct flows *flows = &world->net.flows;
	uint32_t n = flows->destinations_n;
	uint32_t pair = last / n * n + (last % n + 1) % n;
	uint64_t begun_n = world->net.sockets.in_use_n;
	int64_t now_ns = queue_now_ns(world->queue);
	int64_t busy_ns;

	if (now_ns >= world->config.duration_ns)
		return;
	busy_ns = outcomes_connect(&world->play.outcomes, &world->net, pair);
	if (world->net.sockets.in_use_n == begun_n)
		queue_push(world->queue,
			   now_ns + busy_ns + world->config.retry_ns,
			   event_payload(PLAY_EVENT, pair));
}

static void take_end(struct world *world)
{
	struct end_of_run *end = &world->end;

	callers_stop(&world->callers);
	end->taken = true;
	end->at_ns = world->config.duration_ns;
	end->last_ns = end->at_ns;
	for (int side = 0; side < ENDS_N; side++) {
		end->time_wait_n[side] = world->net.side[side].time_wait_n;
		end->memory_bytes[side] = world->net.side[side].ledger.bytes;
		end->waiting_bytes[side] = world->net.side[side].waiting_bytes;
		end->tcp_pages_n[side] = world->net.side[side].tcp_pages_n;
		end->busy_ns[side] = cpu_busy_ns(&world->net, (enum end)side);
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
	else if (event_kind(event->payload) == PLAY_EVENT)
		connect_again(world, event_index(event->payload));
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

static STAGE void run_out(struct world *world, int64_t to_ns)
{
	uint64_t void_n = world->net.void_n;

	for (; !world_is_over(world) && advance_one(world, to_ns);
	     void_n = world->net.void_n)
		if (world->net.void_n == void_n)
			world->end.last_ns = queue_now_ns(world->queue);
	if (!world_is_over(world) && to_ns != NEVER_NS)
		queue_advance(world->queue, to_ns);
}

/* A run that came to its end must have let go of everything else. */
static void must_be_settled(const struct world *world)
{
	const struct net *net = &world->net;
	const struct outcomes *o = world->outcomes;
	uint64_t clients_n = world_left_open_n(net, END_CLIENT);
	uint64_t servers_n = world_left_open_n(net, END_SERVER);

	must(net->sockets.in_use_n == clients_n + servers_n);
	must(net->flows.in_use_n == clients_n);
	must(o->attempted == o->completed + o->no_port + o->no_memory +
				 o->reset + o->refused + o->timed_out +
				 clients_n);
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
	performances_settle(&world->net);
	if (world_is_over(world))
		must_be_settled(world);
	must_watch(NULL);
	return !world_is_over(world);
}
