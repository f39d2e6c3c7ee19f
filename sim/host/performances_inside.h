#ifndef HOST_PERFORMANCES_INSIDE_H
#define HOST_PERFORMANCES_INSIDE_H

#include "host/performances.h"
#include "host/rehearsal.h"

/** DOC: For performances.c, and for leaving.c, where they end early */

struct strays;

#define PERFORMANCES_BLOCK_BITS 8
#define PERFORMANCES_BLOCK_N	(1u << PERFORMANCES_BLOCK_BITS)
#define PERFORMANCES_NONE	UINT32_MAX

/**
 * struct performance - A connection on course
 * @steps_n:	Steps that its ends have taken
 * @coming_n:	Events that will come
 * @strays:	It has left the course; those events are for these
 * @iss:	The client's initial sequence number
 * @moment:	Of all steps of the client, and then of the server
 */
struct performance {
	uint32_t pair;
	uint16_t port;
	uint8_t steps_n[ENDS_N];
	bool dear;
	uint16_t coming_n;
	struct seq iss;
	uint32_t next_free;
	struct strays *strays;
	struct course_moment moment[];
};

/**
 * struct performances - All of them
 * @taken_n:	By end and step: how often, since performances_settle()
 * @guards:	By end: of all its steps
 * @lane_hold:	By end, for its hold time
 */
struct performances {
	struct course course;
	uint64_t taken_n[ENDS_N][COURSE_STEPS_MAX];
	struct play *play;
	struct rehearsal *rehearsal;
	unsigned int guards[ENDS_N];
	uint32_t lane_hold[ENDS_N];
	size_t bytes;
	char **block;
	uint32_t blocks_n;
	uint32_t free;
};

static inline struct performance *performance_at(const struct performances *all,
						 uint32_t index)
{
	return (
	    struct performance
		*)(void *)(all->block[index >> PERFORMANCES_BLOCK_BITS] +
			   (index & (PERFORMANCES_BLOCK_N - 1)) * all->bytes);
}

static inline struct course_moment *moments_of(const struct performances *all,
					       struct performance *p,
					       enum end end)
{
	return &p->moment[end == END_CLIENT ? 0
					    : all->course.steps_n[END_CLIENT]];
}

#endif
