#ifndef RUN_REPORT_TEXT_H
#define RUN_REPORT_TEXT_H

#include <glib.h>
#include <stdint.h>

/**
 * DOC: Numbers for people
 *
 * Three or four digits say enough in a sentence; thousands are set apart by
 * blanks. All return a new string (transfer full), in ASCII.
 */

/** report_text_count() - "28 232" */
char *report_text_count(uint64_t n);

/** report_text_real() - "0.459", "12.3", "28 232"; "-" if it is none */
char *report_text_real(double x);

/** report_text_seconds() - "20 us", "4.1 ms", "60 s"; "-" if it is NaN */
char *report_text_seconds(double s);

/** report_text_bytes() - "15.3 MiB" */
char *report_text_bytes(double bytes);

/** report_text_share() - "3.2 %"; never "0 %" of what is more than nothing */
char *report_text_share(double share);

/** report_text_rate() - "470/s", "0.53/s" */
char *report_text_rate(double per_s);

/**
 * report_text_wrap() - Append a paragraph, no line of it over the width
 * @to:		Where
 * @label:	Stands before the first line
 * @indent:	Column at which the text starts, on each line
 * @text:	The paragraph
 */
void report_text_wrap(GString *to, const char *label, size_t indent,
		      const char *text);

#endif
