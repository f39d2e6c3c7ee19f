#ifndef RUN_SCENE_LINES_H
#define RUN_SCENE_LINES_H

#include "trace/scene.h"

/** scene_lines_new() - (transfer full) Its segments, seen at its end */
char *scene_lines_new(const struct scene *scene, const struct scene_run *run);

#endif
