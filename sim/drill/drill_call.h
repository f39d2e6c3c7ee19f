#ifndef RUN_DRILL_CALL_H
#define RUN_DRILL_CALL_H

#include "drill/drill_script.h"

/** drill_call_parse() - Read a call, from its name to its result and notes */
bool drill_call_parse(struct drill_cursor *cursor, struct drill_call *call,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_call_fini() - Give back what it holds */
void drill_call_fini(struct drill_call *call);

#endif
