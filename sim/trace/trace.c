#include "trace/trace.h"

static struct trace_event event_of(const struct trace *trace,
				   enum trace_kind kind, enum end end,
				   const struct flight *flight)
{
	return (struct trace_event){
	    .at_ns = world_now_ns(trace->world),
	    .kind = kind,
	    .end = end,
	    .pair = flight->pair,
	    .port = flight->port,
	    .seg = flight->seg,
	};
}

static void on_ruled(void *data, const struct flight *flight,
		     const struct rules_rule *rule)
{
	struct trace *trace = data;

	(void)flight;
	trace->rule = rule;
}

static void on_sent(void *data, const struct flight *flight, bool again,
		    int64_t arrives_ns)
{
	struct trace *trace = data;
	enum end from = end_other((enum end)flight->to);
	struct trace_event event = event_of(trace, TRACE_SENT, from, flight);

	event.again = again;
	event.arrives_ns = arrives_ns;
	if (trace->rule) {
		event.rule_line = trace->rule->line;
		event.rule_deed = trace->rule->deed;
	}
	trace->rule = NULL;
	trace->take(trace->data, &event);
}

static void on_arrived(void *data, const struct flight *flight)
{
	const struct trace *trace = data;
	enum end to = (enum end)flight->to;
	struct trace_event event = event_of(trace, TRACE_ARRIVED, to, flight);

	trace->take(trace->data, &event);
}

static void on_stepped(void *data, enum end end, uint32_t pair, uint32_t port,
		       unsigned int row)
{
	const struct trace *trace = data;
	struct trace_event event = {
	    .at_ns = world_now_ns(trace->world),
	    .kind = TRACE_STEPPED,
	    .end = end,
	    .pair = pair,
	    .port = port,
	    .row = row,
	};

	trace->take(trace->data, &event);
}

static void on_forgot(void *data, enum end end, uint32_t pair, uint32_t port)
{
	const struct trace *trace = data;
	struct trace_event event = {
	    .at_ns = world_now_ns(trace->world),
	    .kind = TRACE_FORGOT,
	    .end = end,
	    .pair = pair,
	    .port = port,
	};

	trace->take(trace->data, &event);
}

void trace_attach(struct trace *trace, struct world *world)
{
	const struct net_tap tap = {
	    .ruled = on_ruled,
	    .sent = on_sent,
	    .arrived = on_arrived,
	    .stepped = on_stepped,
	    .forgot = on_forgot,
	    .data = trace,
	};

	trace->world = world;
	world_tap(world, &tap);
}
