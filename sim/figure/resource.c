#include "figure/resource.h"

#include <gio/gio.h>

/* Generated from plots/plots.gresource.xml. */
GResource *plots_get_resource(void);

void resource_append(GString *to, const char *name)
{
	g_autofree char *path = g_strconcat("/twsim/plots/", name, NULL);
	g_autoptr(GBytes) bytes = g_resource_lookup_data(
	    plots_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	gsize size;
	const char *text;

	g_assert(bytes != NULL);
	text = g_bytes_get_data(bytes, &size);
	g_string_append_len(to, text, (gssize)size);
}
