#include "markdown.h"

#include <math.h>
#include <string.h>

void markdown_text(GString *to, const char *text)
{
	for (; *text; text++) {
		if (strchr("|<>*_`\\[]", *text))
			g_string_append_c(to, '\\');
		g_string_append_c(to, *text == '\n' ? ' ' : *text);
	}
}

void markdown_number(GString *to, double value)
{
	if (isnan(value))
		g_string_append_c(to, '-');
	else
		g_string_append_printf(to, "%.7g", value);
}

void markdown_cell(GString *to, double value)
{
	g_string_append_c(to, ' ');
	markdown_number(to, value);
	g_string_append(to, " |");
}

const char *markdown_member(JsonObject *object, const char *member)
{
	JsonNode *node = json_object_get_member(object, member);
	const char *text = NULL;

	if (node && JSON_NODE_HOLDS_VALUE(node))
		text = json_node_get_string(node);
	return text ? text : "";
}
