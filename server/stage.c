#include "stage.h"

#include "actor.h"
#include "die.h"
#include "hosts.h"
#include "instant.h"
#include "procnet.h"
#include "real_scene.h"
#include "relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_PORT 5000
/* From when all are ready to the first connect. */
#define LEAD_NS	   (100 * NS_PER_MS)
#define FRAMES_MAX 512
#define BACKLOG	   16

/**
 * struct players - All that goes on while a scene is played
 * @ready_fd:	eventfd semaphore: written by each thread that may begin
 * @go_fd:	eventfd semaphore: one for each caller, when the start is known
 * @stop_fd:	eventfd: readable when the scene is over
 * @late:	The most by which the wire or an application was late, ns
 * @client:	By connection
 * @server:	By connection, in the order in which they come
 */
struct players {
	struct stage *stage;
	struct hosts hosts;
	int wire;
	int ready_fd;
	int go_fd;
	int stop_fd;
	struct relay_counts counts;
	atomic_llong late;
	struct actor *client;
	struct actor *server;
};

static void raise_event(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) < 0)
		die_errno(DIE_RUNTIME, "eventfd()");
}

static void await_events_or_die(int fd, guint n)
{
	uint64_t one;

	for (guint i = 0; i < n; i++)
		if (read(fd, &one, sizeof(one)) < 0)
			die_errno(DIE_RUNTIME, "eventfd()");
}

/* A busy machine holds up nobody of those who must be on time; where it may not
 * be, the scene goes on without. */
static void be_prompt(void)
{
	struct sched_param first = {.sched_priority = 1};

	pthread_setschedparam(pthread_self(), SCHED_RR, &first);
}

/* The wire */

static struct trace_event event_of(const struct stage *stage,
				   const struct frame *frame, bool to_server,
				   int64_t at_ns)
{
	const struct port_range ports =
	    config_client_ports(&stage->scene->scenario.config);
	uint16_t port = to_server ? frame->from.port : frame->to.port;

	return (struct trace_event){
	    .at_ns = at_ns - stage->start_ns,
	    .port = (uint32_t)(port - ports.low),
	    .seg = frame->seg,
	    .arrives_ns = NEVER_NS,
	};
}

static void sight(struct stage *stage, const struct frame *frame,
		  const struct trace_event *event)
{
	struct sighting sighting = {.event = *event};

	sighting.options_n = frame_options(frame, sighting.option);
	g_array_append_val(stage->sightings, sighting);
}

static void on_entered(void *data, const struct relay_entry *entry)
{
	struct players *players = data;
	struct stage *stage = players->stage;
	struct trace_event event;

	if (entry->frame->kind != FRAME_TCP)
		return;
	event = event_of(stage, entry->frame, entry->to_server, entry->at_ns);
	event.kind = TRACE_SENT;
	event.end = entry->to_server ? END_CLIENT : END_SERVER;
	if (entry->fate.at_ns != NEVER_NS)
		event.arrives_ns = entry->fate.at_ns - stage->start_ns;
	if (entry->rule) {
		event.rule_line = entry->rule->line;
		event.rule_deed = entry->rule->deed;
	}
	sight(stage, entry->frame, &event);
}

static void on_left(void *data, const struct relay_exit *exit)
{
	struct players *players = data;
	struct stage *stage = players->stage;
	struct trace_event event;

	actor_late(&players->late, exit->at_ns - exit->due_ns);
	if (exit->frame->kind != FRAME_TCP)
		return;
	event = event_of(stage, exit->frame, exit->to_server, exit->at_ns);
	event.kind = TRACE_ARRIVED;
	event.end = exit->to_server ? END_SERVER : END_CLIENT;
	sight(stage, exit->frame, &event);
}

static struct relay_setup setup_of(const struct scene *scene)
{
	struct relay_setup setup = relay_setup_of(&scene->scenario.config);

	setup.interface[RELAY_CLIENT] = HOSTS_WIRE_CLIENT;
	setup.interface[RELAY_SERVER] = HOSTS_WIRE_SERVER;
	setup.frames_max = FRAMES_MAX;
	setup.rule = (const void *)scene->rules->data;
	setup.rules_n = scene->rules->len;
	return setup;
}

static void *be_wire(void *data)
{
	struct players *players = data;
	struct stage *stage = players->stage;
	struct relay_setup setup = setup_of(stage->scene);
	const struct rules_rule *idle;
	struct relay *relay;

	be_prompt();
	hosts_enter_or_die(players->wire);
	relay = relay_new_or_die(&setup);
	relay_tell(relay, (struct relay_tap){.entered = on_entered,
					     .left = on_left,
					     .data = players});
	raise_event(players->ready_fd);
	relay_run(relay, NEVER_NS, players->stop_fd);
	players->counts = relay_counts(relay);
	idle = relay_idle_rule(relay);
	stage->idle_rule = idle ? idle->line : 0;
	relay_free(relay);
	return NULL;
}

/* The applications */

static pthread_t start_or_die(void *(*be)(void *), void *data)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, be, data);
	if (errno)
		die_errno(DIE_RUNTIME, "cannot start a thread");
	return thread;
}

static void *play(void *data)
{
	be_prompt();
	actor_play_or_die(data);
	return NULL;
}

static int listen_or_die(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_in at = {.sin_family = AF_INET};
	int yes = 1;

	at.sin_addr.s_addr = htonl(HOSTS_SERVER);
	at.sin_port = htons(SERVER_PORT);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
	    bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, BACKLOG) < 0)
		die_errno(DIE_RUNTIME, "cannot listen");
	return fd;
}

/* The listener is the last to go, as its host does not end before the scene. */
static void *be_server(void *data)
{
	struct players *players = data;
	guint connects_n = players->stage->scene->connects->len;
	g_autofree pthread_t *thread = g_new(pthread_t, connects_n);
	struct pollfd fds[] = {{.fd = players->stop_fd, .events = POLLIN},
			       {.events = POLLIN}};
	guint n = 0;

	be_prompt();
	hosts_enter_or_die(players->hosts.server);
	fds[1].fd = listen_or_die();
	raise_event(players->ready_fd);
	while (poll(fds, 2, -1) < 0 || !fds[0].revents) {
		int fd = accept4(fds[1].fd, NULL, NULL,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			continue;
		if (n == connects_n)
			die(DIE_RUNTIME, "more connections than the scene has");
		players->server[n].fd = fd;
		thread[n] = start_or_die(play, &players->server[n]);
		n++;
	}
	for (guint i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	close(fds[1].fd);
	return NULL;
}

/** struct caller - A connection to be: whose, and which */
struct caller {
	struct players *players;
	guint nth;
};

static void *be_client(void *data)
{
	const struct caller *caller = data;
	struct players *players = caller->players;
	const struct scripted_connect *connect =
	    &g_array_index(players->stage->scene->connects,
			   struct scripted_connect, caller->nth);
	struct actor *actor;

	be_prompt();
	hosts_enter_or_die(players->hosts.client);
	raise_event(players->ready_fd);
	await_events_or_die(players->go_fd, 1);
	actor = &players->client[caller->nth];
	if (actor_connect_or_die(actor, connect->at_ns, HOSTS_SERVER,
				 SERVER_PORT))
		actor_play_or_die(actor);
	return NULL;
}

/* All together */

static void make_hosts_or_die(struct players *players)
{
	const struct scene *scene = players->stage->scene;
	const struct config *config = &scene->scenario.config;

	hosts_make_apart_or_die(&players->hosts, config_client_ports(config),
				real_scene_mtu(scene), &players->wire);
	hosts_enter_or_die(players->hosts.client);
	real_scene_sysctls_or_die(scene, END_CLIENT);
	hosts_enter_or_die(players->hosts.server);
	real_scene_sysctls_or_die(scene, END_SERVER);
}

static void init_actors(struct players *players)
{
	struct stage *stage = players->stage;
	guint n = stage->scene->connects->len;

	players->client = g_new(struct actor, n);
	players->server = g_new(struct actor, n);
	for (guint i = 0; i < n; i++) {
		const struct scripted_connect *connect = &g_array_index(
		    stage->scene->connects, struct scripted_connect, i);

		actor_init(&players->client[i], &connect->script[END_CLIENT],
			   stage->start_ns, players->stop_fd, &players->late);
		actor_init(&players->server[i], &connect->script[END_SERVER],
			   stage->start_ns, players->stop_fd, &players->late);
	}
}

/** struct watch - What is read of the hosts, by end */
struct watch {
	int host[ENDS_N];
	struct levels levels[ENDS_N];
	uint64_t before[ENDS_N][COUNTER_N];
};

static void watch_open_or_die(struct watch *watch,
			      const struct players *players)
{
	watch->host[END_CLIENT] = players->hosts.client;
	watch->host[END_SERVER] = players->hosts.server;
	for (int end = 0; end < ENDS_N; end++) {
		hosts_enter_or_die(watch->host[end]);
		levels_open_or_die(&watch->levels[end],
				   players->stage->levels[end]);
		procnet_counters_read(watch->before[end]);
	}
}

/* From the first connect to the end: look how many are in TIME-WAIT. */
static void watch_or_die(struct watch *watch, struct players *players)
{
	struct stage *stage = players->stage;

	for (int64_t at_ns = 0; at_ns < stage->length_ns && !stage->cut;
	     at_ns += LEVELS_EVERY_NS) {
		instant_sleep_until(stage->start_ns + at_ns);
		for (int end = 0; end < ENDS_N; end++)
			levels_look(&watch->levels[end],
				    instant_now_ns() - stage->start_ns);
		stage->cut = at_ns < STAGE_EARLY_NS &&
			     atomic_load(&players->late) > stage->late_ns_max;
	}
	if (!stage->cut)
		instant_sleep_until(stage->start_ns + stage->length_ns);
	for (int end = 0; end < ENDS_N; end++) {
		hosts_enter_or_die(watch->host[end]);
		procnet_counters_since(watch->before[end], stage->counter[end]);
		levels_close(&watch->levels[end]);
	}
}

static void play_all_or_die(struct players *players)
{
	struct stage *stage = players->stage;
	guint n = stage->scene->connects->len;
	g_autofree struct caller *caller = g_new(struct caller, n);
	g_autofree pthread_t *thread = g_new(pthread_t, n);
	struct watch watch;
	pthread_t wire, server;

	watch_open_or_die(&watch, players);
	wire = start_or_die(be_wire, players);
	server = start_or_die(be_server, players);
	await_events_or_die(players->ready_fd, 2);
	for (guint i = 0; i < n; i++) {
		caller[i] = (struct caller){players, i};
		thread[i] = start_or_die(be_client, &caller[i]);
	}
	await_events_or_die(players->ready_fd, n);
	stage->start_ns = instant_now_ns() + LEAD_NS;
	init_actors(players);
	for (guint i = 0; i < n; i++)
		raise_event(players->go_fd);
	actor_late(&players->late, instant_now_ns() - stage->start_ns);
	watch_or_die(&watch, players);
	raise_event(players->stop_fd);
	for (guint i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	pthread_join(server, NULL);
	pthread_join(wire, NULL);
}

static void take_findings(struct players *players)
{
	struct stage *stage = players->stage;

	stage->seen = (void *)g_new(struct scripted_seen,
				    ENDS_N * stage->scene->connects->len);
	for (guint i = 0; i < stage->scene->connects->len; i++) {
		const struct actor *both[ENDS_N] = {&players->client[i],
						    &players->server[i]};

		for (int end = 0; end < ENDS_N; end++) {
			stage->seen[i][end] = both[end]->seen;
			/* no host counts what it has forgotten */
			stage->counter[end][COUNTER_ESTAB_RESETS] -=
			    both[end]->forgot;
		}
	}
	stage->late_ns = atomic_load(&players->late);
	stage->missed_n = players->counts.missed_n + players->counts.refused_n;
}

void stage_play_or_die(struct stage *stage)
{
	struct players players = {
	    .stage = stage,
	    .ready_fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE),
	    .go_fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE),
	    .stop_fd = eventfd(0, EFD_CLOEXEC),
	};

	if (players.ready_fd < 0 || players.go_fd < 0 || players.stop_fd < 0)
		die_errno(DIE_RUNTIME, "eventfd()");
	stage->sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
	for (int end = 0; end < ENDS_N; end++)
		stage->levels[end] =
		    g_array_new(FALSE, FALSE, sizeof(struct stage_level));
	make_hosts_or_die(&players);
	if (stage->begin)
		stage->begin(stage->data);
	play_all_or_die(&players);
	take_findings(&players);
	hosts_close(&players.hosts);
	close(players.wire);
	close(players.ready_fd);
	close(players.go_fd);
	close(players.stop_fd);
	g_free(players.client);
	g_free(players.server);
}

void stage_fini(struct stage *stage)
{
	g_clear_pointer(&stage->sightings, g_array_unref);
	for (int end = 0; end < ENDS_N; end++)
		g_clear_pointer(&stage->levels[end], g_array_unref);
	g_clear_pointer(&stage->seen, g_free);
}
