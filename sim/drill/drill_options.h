#ifndef RUN_DRILL_OPTIONS_H
#define RUN_DRILL_OPTIONS_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"

/** drill_options_check_set() - Is it an option that can be set, to a value? */
bool drill_options_check_set(const struct drill_call *call, GError **error);
/** drill_options_check_get() - Is it an option that can be asked for? */
bool drill_options_check_get(const struct drill_call *call, GError **error);

/** drill_options_set() - Make a setsockopt() that was checked */
int drill_options_set(const struct drill_host *host, int fd,
		      const struct drill_call *call);

/** drill_options_get() - Make a getsockopt(); @why out: another value */
int drill_options_get(const struct drill_host *host, int fd,
		      const struct drill_call *call, GString *why);

#endif
