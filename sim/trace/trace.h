#ifndef RUN_TRACE_H
#define RUN_TRACE_H

#include "world/world.h"

#include <glib.h>

/**
 * DOC: What happens in a world, as a sequence of events
 *
 * A segment that is sent is one event and its arrival another, so that what is
 * lost, late or twice there can be seen. What is made of them - lines, a
 * ladder, a capture - takes the events one by one.
 */

enum trace_kind {
	TRACE_SENT,
	TRACE_ARRIVED,
	TRACE_STEPPED, /* a row of the state table fired */
	TRACE_FORGOT,  /* an end has lost its socket, as by a reboot */
};

/**
 * struct trace_event - One thing that happened
 * @at_ns:	When
 * @end:	Where: who sent, who received, whose state it is
 * @pair, @port: Of the flow, see host/flows.h
 * @again:	SENT: it was sent before
 * @arrives_ns:	SENT: when it arrives; NEVER_NS: it will not, or is held
 * @rule_line:	SENT: where the rule of the wire is that decides about it; 0:
 * none
 * @rule_deed:	SENT: what that does
 * @row:	STEPPED: number of the row
 * @seg:	SENT, ARRIVED
 */
struct trace_event {
	int64_t at_ns;
	enum trace_kind kind;
	enum end end;
	uint32_t pair;
	uint32_t port;
	bool again;
	int64_t arrives_ns;
	unsigned int rule_line;
	enum rules_deed rule_deed;
	unsigned int row;
	struct segment seg;
};

/**
 * struct trace - Who is given the events
 * @world:	Set by trace_attach()
 * @rule:	That has decided about the segment that leaves now; NULL: none
 * @take:	Called for each event
 * @data:	Given to @take
 */
struct trace {
	const struct world *world;
	const struct rules_rule *rule;
	void (*take)(void *data, const struct trace_event *event);
	void *data;
};

/** trace_is_segment() - Was it sent, or has it arrived? */
static inline bool trace_is_segment(const struct trace_event *event)
{
	return event->kind == TRACE_SENT || event->kind == TRACE_ARRIVED;
}

/** trace_sender() - Of a segment */
static inline enum end trace_sender(const struct trace_event *event)
{
	return event->kind == TRACE_SENT ? event->end : end_other(event->end);
}

/** trace_attach() - From here on events come; @trace is kept by reference */
void trace_attach(struct trace *trace, struct world *world);

#endif
