#include "drill/drill_verdict.h"

#include "base/units.h"

#include <string.h>

void drill_verdict_init(struct drill_verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->details = g_ptr_array_new_with_free_func(g_free);
	verdict->notes = g_ptr_array_new_with_free_func(g_free);
}

void drill_verdict_fini(struct drill_verdict *verdict)
{
	g_free(verdict->text);
	g_free(verdict->actual);
	g_ptr_array_unref(verdict->details);
	g_ptr_array_unref(verdict->notes);
}

void drill_verdict_set(struct drill_verdict *verdict,
		       enum drill_verdict_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_free(verdict->text);
	verdict->text = g_strdup_vprintf(format, args);
	va_end(args);
	verdict->kind = kind;
}

void drill_verdict_actual(struct drill_verdict *verdict, const char *actual)
{
	g_free(verdict->actual);
	verdict->actual = g_strdup(actual);
}

void drill_verdict_detail(struct drill_verdict *verdict, const char *format,
			  ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(verdict->details, g_strdup_vprintf(format, args));
	va_end(args);
}

void drill_verdict_note(struct drill_verdict *verdict, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(verdict->notes, g_strdup_vprintf(format, args));
	va_end(args);
}

char *drill_verdict_time(int64_t ns)
{
	int64_t us = (ns + (ns < 0 ? -500 : 500)) / NS_PER_US;
	const char *sign = us < 0 ? "-" : "";
	int64_t positive = us < 0 ? -us : us;

	return g_strdup_printf("%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT,
			       sign, positive / 1000000, positive % 1000000);
}
