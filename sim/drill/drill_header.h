#ifndef RUN_DRILL_HEADER_H
#define RUN_DRILL_HEADER_H

#include "drill/drill_script.h"

/** drill_header_init() - What holds without any --option */
void drill_header_init(struct drill_settings *settings);

/**
 * drill_header_parse() - Read one --option, with its value if it has one
 * @notes:	Out: char *, if it means nothing here
 */
bool drill_header_parse(struct drill_cursor *cursor,
			struct drill_settings *settings, GPtrArray *notes,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * drill_header_choose() - Decide #ifdef, #ifndef, #else and #endif
 * @cursor:	At the start of the text
 * @defines:	Names that are defined, NULL at the end; may be NULL
 *
 * Return:	(transfer full) the text with blanks in the place of what does
 *		not hold, so that all else stays where it was; NULL and an error
 */
char *drill_header_choose(const struct drill_cursor *cursor,
			  const char *const *defines,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
