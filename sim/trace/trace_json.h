#ifndef RUN_TRACE_JSON_H
#define RUN_TRACE_JSON_H

#include "trace/scene.h"

/**
 * trace_json_new() - What happened in a scene, as JSON
 *
 * One object, schema "twsim.trace/1": the scenario, and its events in order.
 * Times are whole ns; seq and ack are as on the wire.
 *
 * Return:	(transfer full) the text, with an end of line
 */
char *trace_json_new(const struct scene *scene, const struct scene_run *run);

#endif
