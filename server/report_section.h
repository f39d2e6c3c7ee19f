#ifndef SERVER_REPORT_SECTION_H
#define SERVER_REPORT_SECTION_H

#include <json-glib/json-glib.h>
#include <stdbool.h>

/**
 * struct report_section - What a section of a report says
 * @text:	Its tables
 * @open:	What differs or was not tried, and why: lines of a list
 */
struct report_section {
	GString *text;
	GString *open;
	unsigned agree_n;
	unsigned differ_n;
	unsigned untried_n;
};

void report_section_init(struct report_section *section);
void report_section_fini(struct report_section *section);

/** report_section_judge() - End a row: it agrees, or does not */
void report_section_judge(struct report_section *section, bool agrees);

/** report_section_add() - Say what a job found, as an object of its schema */
typedef void report_section_add(struct report_section *section, JsonObject *job,
				JsonObject *found);

report_section_add report_section_run;
report_section_add report_section_exhaust;
report_section_add report_section_memory;
report_section_add report_section_drill;

#endif
