#include "wire/fate.h"

#include "base/must.h"
#include "base/units.h"

/* @sent_ns, @at_ns: of what is out of order; lost if it would be too old. */
static int64_t astray(struct link *link, int64_t sent_ns, int64_t at_ns,
		      int64_t msl_ns)
{
	if (at_ns - sent_ns <= msl_ns)
		return at_ns;
	link->lost_n++;
	return NEVER_NS;
}

static struct fate pass(struct link *link, int64_t now_ns, int64_t msl_ns)
{
	struct link_passage passage = link_pass(link, now_ns);
	struct fate fate = {
	    .at_ns = passage.at_ns,
	    .copy_ns = {NEVER_NS, NEVER_NS},
	    .astray = passage.astray,
	};

	if (passage.at_ns == NEVER_NS)
		return fate;
	if (passage.astray)
		fate.at_ns = astray(link, now_ns, passage.at_ns, msl_ns);
	if (passage.copy_ns != NEVER_NS)
		fate.copy_ns[0] = astray(link, now_ns, passage.copy_ns, msl_ns);
	return fate;
}

static struct fate duplicate(struct link *link, int64_t later_ns,
			     int64_t now_ns, int64_t msl_ns)
{
	struct fate fate = pass(link, now_ns, msl_ns);

	if (fate.at_ns == NEVER_NS)
		return fate;
	link->duplicated_n++;
	fate.copy_ns[1] = astray(link, now_ns, fate.at_ns + later_ns, msl_ns);
	return fate;
}

struct fate fate_of(struct link *link, const struct rules_rule *rule,
		    int64_t now_ns, int64_t msl_ns)
{
	struct fate fate = {NEVER_NS, {NEVER_NS, NEVER_NS}, false, false};

	if (!rule)
		return pass(link, now_ns, msl_ns);
	switch (rule->deed) {
	case RULES_DROP:
		link->lost_n++;
		return fate;
	case RULES_DUPLICATE:
		return duplicate(link, rule->ns, now_ns, msl_ns);
	case RULES_DELAY:
		fate.astray = true;
		fate.at_ns = astray(link, now_ns,
				    now_ns + link->delay_ns + rule->ns, msl_ns);
		return fate;
	case RULES_HOLD:
		fate.held = true;
		return fate;
	}
	must_not_come("what a rule does");
	return fate;
}

int64_t fate_when_freed(struct link *link, int64_t since_ns, int64_t now_ns,
			int64_t msl_ns)
{
	return astray(link, since_ns, now_ns + link->delay_ns, msl_ns);
}
