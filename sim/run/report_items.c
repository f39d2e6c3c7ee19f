#include "run/report_items.h"

static void item_free(gpointer data)
{
	struct report_item *one = data;

	g_free(one->text);
	g_free(one);
}

GPtrArray *report_items_new(void)
{
	return g_ptr_array_new_with_free_func(item_free);
}

void report_items_add(GPtrArray *to, const char *label, const char *text)
{
	struct report_item *one = g_new(struct report_item, 1);

	one->label = label;
	one->text = g_strdup(text);
	g_ptr_array_add(to, one);
}
