#ifndef SERVER_REAL_SCENE_H
#define SERVER_REAL_SCENE_H

#include "trace/scene.h"

/**
 * DOC: What of a scene a real kernel can be asked for
 *
 * Its stack is the one that runs here; what it sets are sysctls, the size of a
 * segment, the ports, and the wire.
 */

/**
 * real_scene_refusal() - Why it cannot be played for real
 * @any_kernel:	Whatever kernel runs here, it is asked
 *
 * Return:	(transfer full) a reason; NULL: it can
 */
char *real_scene_refusal(const struct scene *scene, bool any_kernel);

/** real_scene_mtu() - Of the interfaces, for the segments of the scene */
unsigned real_scene_mtu(const struct scene *scene);

/**
 * real_scene_sysctls_or_die() - Set those of an end in this process's namespace
 *
 * Those that only the whole machine has are left alone: see
 * real_scene_missing().
 */
void real_scene_sysctls_or_die(const struct scene *scene, enum end end);

/**
 * real_scene_missing() - A sysctl that the scene sets and a namespace has not
 *
 * Return:	its name; NULL: there is none
 */
const char *real_scene_missing(const struct scene *scene);

#endif
