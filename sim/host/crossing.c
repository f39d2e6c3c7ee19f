#include "host/crossing.h"

#include "base/alloc.h"
#include "wire/fate.h"

#include <stdlib.h>
#include <string.h>

/** struct held - A segment that waits on the wire */
struct held {
	struct flight flight;
	const struct rules_rule *rule;
	int64_t since_ns;
};

/** struct crossing - What such a wire keeps; held: @held_n in order */
struct crossing {
	struct held *held;
	size_t held_n;
	size_t room_n;
};

static void make(struct net *net)
{
	if (!net->crossing)
		net->crossing = alloc_zeroed(1, sizeof(*net->crossing));
}

void crossing_init(struct net *net)
{
	static const char *const names[] = {"to-client", "to-server"};

	for (int end = 0; end < ENDS_N; end++) {
		link_wander(&net->link[end], net->setup.duplicate,
			    net->setup.reorder, net->setup.wander_ns,
			    net->setup.seed, names[end]);
		if (link_wanders(&net->link[end]))
			make(net);
	}
}

void crossing_fini(struct net *net)
{
	if (!net->crossing)
		return;
	free(net->crossing->held);
	free(net->crossing);
}

void crossing_rule(struct net *net, struct rules *rules)
{
	net->rules = rules;
	make(net);
}

static uint64_t flow_of(const struct flight *flight)
{
	return (uint64_t)flight->pair << 16 | flight->port;
}

static void hold(struct net *net, const struct flight *flight,
		 const struct rules_rule *rule)
{
	struct crossing *crossing = net->crossing;

	if (crossing->held_n == crossing->room_n) {
		crossing->room_n = crossing->room_n ? 2 * crossing->room_n : 8;
		crossing->held = alloc_resize(crossing->held, crossing->room_n,
					      sizeof(*crossing->held));
	}
	crossing->held[crossing->held_n++] = (struct held){
	    .flight = *flight,
	    .rule = rule,
	    .since_ns = net_now_ns(net),
	};
}

static void put_astray(struct net *net, const struct flight *flight,
		       int64_t at_ns)
{
	if (at_ns != NEVER_NS)
		net_put_on_wire(net, flight, at_ns, true);
}

/* They go on behind the segment that has freed them. */
static void set_free(struct net *net, uint64_t flow)
{
	struct crossing *crossing = net->crossing;
	size_t kept_n = 0;

	for (size_t i = 0; i < crossing->held_n; i++) {
		struct held held = crossing->held[i];

		if (flow_of(&held.flight) == flow &&
		    rules_frees(net->rules, held.rule))
			put_astray(net, &held.flight,
				   fate_when_freed(&net->link[held.flight.to],
						   held.since_ns,
						   net_now_ns(net),
						   net->setup.wire_msl_ns));
		else
			crossing->held[kept_n++] = held;
	}
	crossing->held_n = kept_n;
}

static int64_t meet(struct net *net, const struct flight *flight,
		    const struct rules_rule *rule)
{
	struct fate fate = fate_of(&net->link[flight->to], rule,
				   net_now_ns(net), net->setup.wire_msl_ns);

	if (fate.held)
		hold(net, flight, rule);
	if (fate.at_ns != NEVER_NS)
		net_put_on_wire(net, flight, fate.at_ns, fate.astray);
	for (int i = 0; i < FATE_COPIES_N; i++)
		put_astray(net, flight, fate.copy_ns[i]);
	return fate.at_ns;
}

int64_t crossing_send(struct net *net, const struct flight *flight)
{
	struct rules_verdict verdict = {NULL, false};
	uint64_t flow = flow_of(flight);
	int64_t at_ns;

	if (net->rules)
		verdict = rules_see(net->rules, flow, flight->to == END_SERVER,
				    &flight->seg);
	if (verdict.rule && net->tap.ruled)
		net->tap.ruled(net->tap.data, flight, verdict.rule);
	at_ns = meet(net, flight, verdict.rule);
	if (verdict.frees)
		set_free(net, flow);
	return at_ns;
}
