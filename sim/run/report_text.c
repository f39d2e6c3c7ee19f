#include "run/report_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define WIDTH 100

char *report_text_count(uint64_t n)
{
	char digits[24];
	GString *text = g_string_new(NULL);
	size_t length;

	g_snprintf(digits, sizeof(digits), "%" PRIu64, n);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			g_string_append_c(text, ' ');
		g_string_append_c(text, digits[i]);
	}
	return g_string_free(text, FALSE);
}

char *report_text_real(double x)
{
	if (!isfinite(x))
		return g_strdup("-");
	if (x >= 999.5 && x < 1e15)
		return report_text_count((uint64_t)llround(x));
	return g_strdup_printf("%.3g", x);
}

/* The number in the largest unit that leaves at least one before the point. */
static char *with_unit(double x, double base, const char *const *units,
		       size_t units_n)
{
	g_autofree char *number = NULL;
	size_t i = 0;

	while (i + 1 < units_n && x >= base * 0.9995) {
		x /= base;
		i++;
	}
	number = report_text_real(x);
	return g_strdup_printf("%s %s", number, units[i]);
}

char *report_text_seconds(double s)
{
	static const char *const units[] = {"ns", "us", "ms", "s"};

	if (!isfinite(s))
		return g_strdup("-");
	if (s <= 0)
		return g_strdup("0 s");
	return with_unit(s * 1e9, 1000, units, G_N_ELEMENTS(units));
}

char *report_text_bytes(double bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};

	return with_unit(bytes, 1024, units, G_N_ELEMENTS(units));
}

char *report_text_share(double share)
{
	if (!isfinite(share))
		return g_strdup("-");
	if (share > 0 && share < 1e-5)
		return g_strdup("less than 0.001 %");
	if (share > 0.9995 && share < 1)
		return g_strdup("more than 99.9 %");
	return g_strdup_printf(share < 0.001 ? "%.1g %%" : "%.3g %%",
			       share * 100);
}

char *report_text_rate(double per_s)
{
	g_autofree char *number = NULL;

	/* a limit is rounded down: it must hold as it is printed */
	if (isfinite(per_s) && per_s >= 100)
		per_s = floor(per_s);
	number = report_text_real(per_s);
	return g_strdup_printf("%s/s", number);
}

static void pad(GString *to, size_t from, size_t column)
{
	while (to->len - from < column)
		g_string_append_c(to, ' ');
}

/* Up to the blank where a line may end: never behind a digit. */
static size_t chunk_length(const char *text)
{
	size_t i = 0;

	while (text[i] &&
	       (text[i] != ' ' || (i > 0 && g_ascii_isdigit(text[i - 1]))))
		i++;
	return i;
}

void report_text_wrap(GString *to, const char *label, size_t indent,
		      const char *text)
{
	size_t line = to->len;

	g_string_append(to, label);
	pad(to, line, indent);
	while (*text) {
		size_t used = to->len - line;
		size_t length = chunk_length(text);

		if (used > indent && used + 1 + length > WIDTH) {
			g_string_append_c(to, '\n');
			line = to->len;
			pad(to, line, indent);
		} else if (used > indent) {
			g_string_append_c(to, ' ');
		}
		g_string_append_len(to, text, (gssize)length);
		text += length + (text[length] == ' ');
	}
	g_string_append_c(to, '\n');
}
