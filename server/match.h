#ifndef SERVER_MATCH_H
#define SERVER_MATCH_H

#include "stage.h"

/**
 * DOC: Segments at one end, simulated and real
 *
 * They must be the same in their order: sent or arrived, flags, relative
 * numbers, length, options. Numbers are relative to those of the SYNs of the
 * connection that they belong to. Their instants are the same within a step of
 * the timer wheel and MATCH_SLACK_NS: the step is that of a timer as long as
 * the silence before the segment. Instants count from the start of the scene,
 * or from the segment before: what happens at a time that is written follows
 * from the one, an answer or a time-out from the other.
 *
 * Where the kernel itself goes one way or the other, both are right. Each such
 * case has a name, an exact description, and is counted: MATCH_VARIANTS.
 */

#define MATCH_SLACK_NS (5 * NS_PER_MS)

/* clang-format off */
#define MATCH_VARIANTS(V)                                                      \
/* id, name, what is seen */                                                   \
V(SAME_INSTANT, "same-instant",                                                \
  "what is sent and what arrives at one simulated instant comes in the other " \
  "order: the wire takes no time between two segments, a kernel does")         \
V(CROSSED, "time-out-crossed",                                                 \
  "what a time-out sends again, and what comes in or is sent within a step of " \
  "the timer wheel, come in another order: at which tick a timer is set is "    \
  "chance; what else goes one way keeps its order")                            \
V(ACKS_JOINED, "acks-joined",                                                  \
  "an ACK of text is not there, and the next one acknowledges more: Linux "    \
  "waits with the ACK of every second segment until the application has read, " \
  "which it may have done or not")                                             \
V(FIN_ACKED, "fin-acked",                                                      \
  "the ACK of a FIN leaves by itself, just before the FIN on which it could "   \
  "ride: where no text has come Linux delays it to the next tick, and a tick "  \
  "may come before the application has closed")                                \
V(SACK_BLOCKS, "sack-blocks",                                                  \
  "an ACK of what came twice, or out of order, has blocks of selective "       \
  "acknowledgment, which the model leaves out")
/* clang-format on */

#define MATCH_ENUM(id, name, text) MATCH_##id,
enum match_variant { MATCH_VARIANTS(MATCH_ENUM) MATCH_VARIANTS_N };
#undef MATCH_ENUM

/** match_variant_name(), match_variant_text() - As above */
const char *match_variant_name(enum match_variant variant);
const char *match_variant_text(enum match_variant variant);

/** What of two segments differs; the first that does. */
enum match_difference {
	MATCH_SAME,
	MATCH_MISSING, /* the simulator has one more */
	MATCH_SURPLUS, /* the kernel has one more */
	MATCH_WAY,     /* one was sent, the other has arrived */
	MATCH_FLAGS,
	MATCH_LENGTH,
	MATCH_SEQ,
	MATCH_ACK,
	MATCH_OPTIONS,
	MATCH_TIME,
	MATCH_DIFFERENCES_N,
};

/** match_difference_text() - "the flags differ" */
const char *match_difference_text(enum match_difference difference);

/**
 * struct match - Both, side by side
 * @simulated, @real: Arrays of struct sighting, of one end
 * @at:		Of each, where they differ first, or its end
 * @same_n:	Segments that are the same
 * @pairs:	Their instants; of match.c
 * @tick_ns:	Of the kernel's timers
 * @apart_ns:	The most by which the instants of two such are apart
 * @used_n:	By variant
 * @fins_acked_n: Of MATCH_FIN_ACKED, those that this end has sent
 * @surplus_n:	Segments that the kernel has more, where a variant says so: by
 *		enum trace_kind, sent and arrived
 */
struct match {
	GArray *simulated;
	GArray *real;
	enum match_difference difference;
	guint simulated_at;
	guint real_at;
	guint same_n;
	GArray *pairs;
	int64_t tick_ns;
	int64_t apart_ns;
	unsigned used_n[MATCH_VARIANTS_N];
	int fins_acked_n;
	int surplus_n[TRACE_ARRIVED + 1];
};

/**
 * match_segments() - Compare
 * @simulated:	(transfer full) as in struct match
 * @real:	(transfer full)
 * @tick_ns:	Of the kernel's timers
 */
void match_segments(struct match *match, GArray *simulated, GArray *real,
		    int64_t tick_ns);
void match_fini(struct match *match);

/** match_step_ns() - Step of the timer wheel for a timer so long */
int64_t match_step_ns(int64_t length_ns, int64_t tick_ns);

/**
 * match_instants_agree() - Of something that follows from the segments
 * @simulated_ns, @real_ns: NEVER_NS: it has not happened
 */
bool match_instants_agree(const struct match *match, int64_t simulated_ns,
			  int64_t real_ns);

/** match_context() - Append both around the place where they differ, side by
 * side */
void match_context(GString *to, const struct match *match);

#endif
