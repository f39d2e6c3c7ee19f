#ifndef HOST_FLOWS_H
#define HOST_FLOWS_H

#include "base/alloc.h"
#include "host/app.h"
#include "host/portset.h"
#include "host/sparse.h"

/**
 * DOC: Which socket a segment is for
 *
 * A pair is a client host and a destination (server host and listening port);
 * a flow is a pair and a port of the client. Both ends find what they have for
 * a flow in a table by (pair, port): no hash, and a few cache lines at most.
 * A slot holds a full socket, or a place in the table of TIME-WAITs. The slots
 * of a flow are neighbours, and so are ports that a search tries one after
 * another: first the even ones, then the odd ones.
 */

/** struct slot - What an end has for a flow; all zero: nothing */
struct slot {
	uint32_t raw;
};

#define SLOT_TIMEWAIT (UINT32_C(1) << 31)

static inline struct slot slot_of_socket(uint32_t index)
{
	return (struct slot){.raw = index + 1};
}

static inline struct slot slot_of_timewait(uint32_t place)
{
	return (struct slot){.raw = SLOT_TIMEWAIT | place};
}

static inline bool slot_is_empty(struct slot slot)
{
	return slot.raw == 0;
}

static inline bool slot_is_timewait(struct slot slot)
{
	return (slot.raw & SLOT_TIMEWAIT) != 0;
}

static inline uint32_t slot_socket(struct slot slot)
{
	return slot.raw - 1;
}

static inline uint32_t slot_place(struct slot slot)
{
	return slot.raw & ~SLOT_TIMEWAIT;
}

/**
 * struct pair - A client host and a destination
 * @slot:	By flows_place() and end
 * @free:	Ports that connect() may take towards this destination
 * @cursor:	Where the client's own walk over the ports is (PICK_RANGE)
 * @last:	Port that was taken last: the next is likely to be near
 */
struct pair {
	struct sparse slot;
	struct portset free;
	uint32_t cursor;
	uint32_t last;
};

/**
 * struct client_ports - Ports of a client host, whatever the destination
 * @users_n:	By port: flows that hold its bind bucket; not kept where there
 *		is one destination, and so one flow
 * @unbound:	Ports without a bind bucket: what bind(0) may take
 * @cursor:	Where the last sequential search ended
 * @made:	It has its tables
 */
struct client_ports {
	struct sparse users_n;
	struct portset unbound;
	uint32_t cursor;
	bool made;
};

/**
 * struct flows - All flows of a run
 * @pair:	Client times @destinations_n plus destination; tables are made
 *		when a pair is first used
 * @evens_n:	Offsets that are even
 * @in_use_n:	Flows whose port the client holds
 */
struct flows {
	struct pair *pair;
	struct client_ports *client;
	uint32_t clients_n;
	uint32_t destinations_n;
	uint32_t ports_n;
	uint32_t evens_n;
	bool bound_first;
	uint64_t in_use_n;
};

/**
 * flows_init() - No flow yet
 * @bound_first: Ports are taken by bind(), for all destinations at once
 */
void flows_init(struct flows *flows, uint32_t clients_n,
		uint32_t destinations_n, uint32_t ports_n, bool bound_first);
void flows_fini(struct flows *flows);

static inline uint32_t flows_client_of(const struct flows *flows, uint32_t pair)
{
	return flows->destinations_n == 1 ? pair : pair / flows->destinations_n;
}

/** flows_place() - Where in the table of a pair an end of a flow is */
static inline uint32_t flows_place(const struct flows *flows, enum end end,
				   uint32_t port)
{
	uint32_t before_n = port & 1 ? flows->evens_n : 0;

	return (before_n + port / 2) * ENDS_N + end;
}

/** flows_pair() - The pair, with its tables */
struct pair *flows_pair(struct flows *flows, uint32_t pair);
/** flows_drop_pair() - Its tables are gone; none of its flows is in use */
void flows_drop_pair(struct flows *flows, uint32_t pair);
/** flows_free_ports() - Ports a connect to a pair may take */
struct portset *flows_free_ports(struct flows *flows, uint32_t pair);
/** flows_cursor() - Where the search for such a connect goes on */
uint32_t *flows_cursor(struct flows *flows, uint32_t pair, bool own_walk);

/** Entries of a table of slots in a cache line */
#define NEXT_LINE (CACHE_LINE / sizeof(uint32_t))

/**
 * flows_look_ahead() - A flow will soon be looked at: have it in the cache
 * @near:	False: what leads to it, in a while; true: itself, very soon
 *
 * With many hosts nothing of a flow is in the cache when it begins or ends, and
 * what is asked for early need not be waited for.
 */
static inline void flows_look_ahead(const struct flows *flows, uint32_t pair,
				    uint32_t port, bool near)
{
	const struct pair *p = &flows->pair[pair];
	uint32_t place = flows_place(flows, END_CLIENT, port);

	if (!p->slot.block)
		return;
	if (near) {
		__builtin_prefetch(sparse_peek(&p->slot, place));
		__builtin_prefetch(sparse_peek(&p->slot, place + NEXT_LINE));
		return;
	}
	__builtin_prefetch(&p->slot.block[place >> SPARSE_BLOCK_BITS]);
	if (!flows->bound_first)
		__builtin_prefetch(portset_word(&p->free, port));
}

/**
 * flows_take() - The client takes a port for a flow
 *
 * Return:	true if that made the port's bind bucket
 */
bool flows_take(struct flows *flows, uint32_t pair, uint32_t port);
/** flows_release() - It gives it back; true if the bucket is gone as well */
bool flows_release(struct flows *flows, uint32_t pair, uint32_t port);

static inline struct slot flows_slot(const struct flows *flows, enum end end,
				     uint32_t pair, uint32_t port)
{
	return (struct slot){.raw = sparse_get(&flows->pair[pair].slot,
					       flows_place(flows, end, port))};
}

static inline void flows_set_slot(struct flows *flows, enum end end,
				  uint32_t pair, uint32_t port,
				  struct slot slot)
{
	*sparse_at(&flows->pair[pair].slot, flows_place(flows, end, port)) =
	    slot.raw;
}

#endif
