#ifndef HOST_COURSE_FIND_H
#define HOST_COURSE_FIND_H

#include "host/rehearsal.h"

/**
 * DOC: Do all connections go the same way?
 *
 * What TCP does when nothing is lost depends on time in two ways. It compares
 * how much later than something else something happens with a constant; and
 * its clocks, of ms and of ticks, stand still and then jump, so that what lies
 * between two steps is sometimes one more of them and sometimes one less. And
 * a timer may be over before what it waits for has come.
 *
 * So a connection is played again and again. It begins at each instant of a
 * tick at which a clock jumps just when some step is taken: what begins between
 * two of these goes like the one before. And if there is jitter, all segments
 * that follow one another, from any to any, come as late as they may, and the
 * others at once: what lies between two steps is then once as long as it can
 * be, and once as short. If all of these take the same steps, and no timer can
 * have been over, whatever the granule of its wheel, all connections do.
 */

/**
 * course_find() - Find the course
 *
 * Return:	true; false if there is none: a time-out is part of it, it
 *		depends on when it begins or how late its segments come, or
 *		there is too much to be tried or to be written
 */
bool course_find(struct rehearsal *r, struct course *course);

#endif
