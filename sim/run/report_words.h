#ifndef RUN_REPORT_WORDS_H
#define RUN_REPORT_WORDS_H

#include "run/report.h"
#include "run/report_items.h"

/**
 * report_words_new() - The answer in words: sentences, the verdict first, then
 * what has a label
 *
 * Return:	(transfer full) array of struct report_item *
 */
GPtrArray *report_words_new(const struct report *report);

#endif
