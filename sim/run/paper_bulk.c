#include "run/paper_bulk.h"

#include "world/world.h"

#include <math.h>

/* Loading takes so long: UNVERIFIED. Octets: calibrated by 2500 TIME-WAITs. */
#define LOAD_GAP_NS    (5 * NS_PER_MS)
#define TRANSFER_BYTES 242000000u

#define SENDERS_N   2
#define LOADER	    3 /* the third client */
#define FIRST_NS    NS_PER_MS
#define SENDERS_GAP NS_PER_MS
#define IDLE_NS	    NS_PER_S

struct watched {
	const struct world *world;
	int64_t ended_ns[SENDERS_N];
};

/* The FINs of the senders come when all has come. */
static void on_arrived(void *data, const struct flight *flight)
{
	struct watched *watched = data;

	if (flight->to == END_SERVER && flight->pair < SENDERS_N &&
	    segment_has(&flight->seg, SEG_FIN))
		watched->ended_ns[flight->pair] = world_now_ns(watched->world);
}

static const struct scripted_line wait_for_client[] = {{SCRIPTED_AWAIT_EOF, 0},
						       {SCRIPTED_CLOSE, 0}};
static const struct scripted_line close_first[] = {{SCRIPTED_CLOSE, 0}};

#define SCRIPT(lines)                                           \
	(struct scripted_script)                                \
	{                                                       \
		.line = (lines), .lines_n = G_N_ELEMENTS(lines) \
	}

static void add_connects(GArray *connects, const struct paper_bulk *bulk,
			 const struct scripted_line *send, size_t lines_n)
{
	struct scripted_connect connect = {.at_ns = FIRST_NS};

	connect.script[END_CLIENT] = (struct scripted_script){send, lines_n};
	connect.script[END_SERVER] = SCRIPT(wait_for_client);
	for (uint32_t i = 1; i <= SENDERS_N; i++) {
		connect.client = i;
		g_array_append_val(connects, connect);
		connect.at_ns += SENDERS_GAP;
	}
	connect.client = LOADER;
	connect.script[END_CLIENT] = SCRIPT(wait_for_client);
	connect.script[END_SERVER] = SCRIPT(close_first);
	for (uint32_t i = 0; i < bulk->loaded_n; i++) {
		connect.at_ns += bulk->load_gap_ns;
		g_array_append_val(connects, connect);
	}
}

/* Until both have sent all, and not beyond. */
static void advance(struct world *world, const struct watched *watched)
{
	while (world_advance(world, world_now_ns(world) + NS_PER_S / 10))
		if (watched->ended_ns[0] > 0 && watched->ended_ns[1] > 0)
			return;
}

static void fill(struct paper_bulk *bulk, const struct watched *watched,
		 int64_t start_ns)
{
	double sum = 0;

	bulk->took_s = 0;
	for (int i = 0; i < SENDERS_N; i++) {
		double took_s = ns_to_s(watched->ended_ns[i] - start_ns);

		sum += took_s > 0 ? 8e-6 * bulk->bytes / took_s : (double)NAN;
		bulk->took_s = MAX(bulk->took_s, took_s);
	}
	bulk->mbit_s = sum / SENDERS_N;
}

void paper_bulk_init(struct paper_bulk *bulk, uint32_t loaded_n)
{
	*bulk = (struct paper_bulk){
	    .loaded_n = loaded_n,
	    .load_gap_ns = LOAD_GAP_NS,
	    .bytes = TRANSFER_BYTES,
	    .mbit_s = (double)NAN,
	};
}

void paper_bulk_run(const struct config *config, struct paper_bulk *bulk)
{
	GArray *connects =
	    g_array_new(FALSE, TRUE, sizeof(struct scripted_connect));
	int64_t start_ns = FIRST_NS + SENDERS_N * SENDERS_GAP +
			   bulk->loaded_n * bulk->load_gap_ns + IDLE_NS;
	const struct scripted_line send[] = {{SCRIPTED_AT, start_ns},
					     {SCRIPTED_SEND, bulk->bytes},
					     {SCRIPTED_CLOSE, 0}};
	struct scripted_stage stage = {0};
	struct watched watched = {NULL, {0, 0}};
	struct net_tap tap = {.arrived = on_arrived, .data = &watched};
	struct sample sample;
	struct world *world;

	add_connects(connects, bulk, send, G_N_ELEMENTS(send));
	stage.connect = (const void *)connects->data;
	stage.connects_n = connects->len;
	world = world_new_staged(config, &stage);
	watched.world = world;
	world_tap(world, &tap);
	world_advance(world, start_ns - 1);
	world_sample(world, &sample);
	bulk->time_wait_n =
	    sample.server_time_wait_n + sample.client_time_wait_n;
	advance(world, &watched);
	fill(bulk, &watched, start_ns);
	world_free(world);
	g_array_unref(connects);
}
