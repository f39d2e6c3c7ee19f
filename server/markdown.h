#ifndef SERVER_MARKDOWN_H
#define SERVER_MARKDOWN_H

#include <json-glib/json-glib.h>

/** markdown_text() - A text as it is, on one line, also in a cell */
void markdown_text(GString *to, const char *text);

/** markdown_number() - A number; NaN: a dash */
void markdown_number(GString *to, double value);

/** markdown_cell() - The same as a cell of a row, with the bar behind it */
void markdown_cell(GString *to, double value);

/** markdown_member() - A text of an object; "" if it is null or not there */
const char *markdown_member(JsonObject *object, const char *member);

#endif
