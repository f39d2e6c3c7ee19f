#ifndef RUN_DRILL_CODE_H
#define RUN_DRILL_CODE_H

#include "drill/drill_script.h"

#include "host/endpoint.h"

/** drill_code_row - A field of tcp_info */
struct drill_code_row {
	const char *name;
	uint32_t (*get)(const struct endpoint_info *info);
};

/**
 * drill_code_parse() - Understand what stands between %{ and }%
 * @place:	Of the %{
 */
bool drill_code_parse(const char *text, struct drill_place place,
		      struct drill_code *code,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_code_holds() - Is it true? @actual out: the field, behind the mask */
bool drill_code_holds(const struct drill_code *code,
		      const struct endpoint_info *info, int64_t *actual);

/** drill_code_print() - Append a value of the field: "TCPI_TIME_WAIT" */
void drill_code_print(GString *to, const struct drill_code *code,
		      int64_t value);

#endif
