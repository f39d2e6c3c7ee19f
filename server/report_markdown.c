#include "report_markdown.h"

#include "compare.h"
#include "markdown.h"
#include "report_section.h"

#include <math.h>
#include <string.h>

struct part {
	const char *section;
	const char *title;
	const char *rule;
	report_section_add *add;
};

static const struct part parts[] = {
    {"scenarios", "Scenarios",
     "Scenarios of `twsim trace`, played by two real hosts over the "
     "simulator's wire, and simulated. Each segment at each end must be the "
     "same in order, flags, numbers, length and options, and come within 5 ms "
     "and a step of the kernel's timer wheel; counters must be equal. Where "
     "the kernel goes one way or the other, both are right: each such case "
     "has a name and is counted.",
     report_section_run},
    {"exhaustion", "Exhaustion and reuse of ports",
     "The same load, by `tw-load` and `tw-server` and simulated. Counts must "
     "agree within 1 %, or 3 where that is more: an arrival and the end of a "
     "TIME-WAIT may fall into the same instant. What is sampled, or depends on "
     "how late the real client was, is allowed as much more as that hides. "
     "The first refusal must come within 20 ms. `furthest apart` is the "
     "number that used most of what is allowed.",
     report_section_exhaust},
    {"restart", "Restart of a server",
     "May a port be bound again: each case of options of the old listener, of "
     "what it accepted and of the new one, with each state that may be left. "
     "Nothing may differ.",
     report_section_drill},
    {"memory", "Memory",
     "By how much the kernel's caches of objects grow, and what the simulator "
     "books for as many. Counts may not differ. The caches are those of the "
     "whole machine: what others make or end meanwhile is in the growth.",
     report_section_memory},
    {"drill", "Scripts",
     "Scripts of packets and calls, to the kernel and to the simulator: where "
     "one does not do as the script says, the other must do the same other "
     "thing.",
     report_section_drill},
};

#define PARTS_N (sizeof(parts) / sizeof(parts[0]))

static JsonObject *job_at(JsonObject *document, guint i)
{
	return json_array_get_object_element(
	    json_object_get_array_member(document, "jobs"), i);
}

static guint jobs_n(JsonObject *document)
{
	return json_array_get_length(
	    json_object_get_array_member(document, "jobs"));
}

static void add_job(struct report_section *section, const struct part *part,
		    JsonObject *job)
{
	if (json_object_get_boolean_member(job, "tried")) {
		part->add(section, job,
			  json_object_get_object_member(job, "found"));
		return;
	}
	section->untried_n++;
	g_string_append_printf(section->open,
			       "- `%s`: ", markdown_member(job, "command"));
	markdown_text(section->open, markdown_member(job, "skipped"));
	g_string_append_c(section->open, '\n');
}

static void gather(struct report_section *section, const struct part *part,
		   JsonObject *document)
{
	for (guint i = 0; i < jobs_n(document); i++) {
		JsonObject *job = job_at(document, i);

		if (strcmp(markdown_member(job, "section"), part->section) == 0)
			add_job(section, part, job);
	}
}

/* HZ as the trials found it; NaN: none was tried */
static double hz_of(JsonObject *document)
{
	for (guint i = 0; i < jobs_n(document); i++) {
		JsonObject *job = job_at(document, i);
		JsonArray *trials;
		JsonObject *stack;

		if (strcmp(markdown_member(job, "section"), "exhaustion") !=
			0 ||
		    !json_object_get_boolean_member(job, "tried"))
			continue;
		trials = json_object_get_array_member(
		    json_object_get_object_member(job, "found"), "trials");
		stack = json_object_get_object_member(
		    json_array_get_object_element(trials, 0), "simulated");
		stack = json_object_get_object_member(stack, "scenario");
		stack = json_object_get_object_member(stack, "client_stack");
		return json_object_get_double_member(stack, "clock.hz");
	}
	return (double)NAN;
}

static void add_origin(GString *to, JsonObject *document)
{
	const char *commit = markdown_member(document, "commit");

	g_string_append(to, "# Validation\n\nThe simulator held against a real "
			    "kernel. Written by `tw-lab report`: do not edit.\n"
			    "\n| | |\n|---|---|\n");
	g_string_append_printf(to, "| kernel | Linux %s, HZ=",
			       markdown_member(document, "kernel"));
	markdown_number(to, hz_of(document));
	g_string_append_printf(to, " |\n| machine | %s, %.0f cores |\n",
			       markdown_member(document, "machine"),
			       compare_number(document, "cores"));
	g_string_append_printf(to, "| date | %s |\n| commit | %s |\n",
			       markdown_member(document, "date"),
			       commit[0] ? commit : "unknown");
	g_string_append_printf(to, "| made by | `%s`, in %.0f s |\n\n",
			       markdown_member(document, "command"),
			       compare_number(document, "took_s"));
}

static void add_sum(GString *to, const struct report_section *section)
{
	g_string_append(to, "| | agree | differ | not tried |\n"
			    "|---|--:|--:|--:|\n");
	for (size_t i = 0; i < PARTS_N; i++)
		if (section[i].agree_n + section[i].differ_n +
		    section[i].untried_n)
			g_string_append_printf(
			    to, "| %s | %u | %u | %u |\n", parts[i].title,
			    section[i].agree_n, section[i].differ_n,
			    section[i].untried_n);
}

static void add_commands(GString *to, const struct part *part,
			 JsonObject *document)
{
	for (guint i = 0; i < jobs_n(document); i++) {
		JsonObject *job = job_at(document, i);
		const char *claim = markdown_member(job, "claim");

		if (strcmp(markdown_member(job, "section"), part->section) != 0)
			continue;
		g_string_append_printf(to, "- `%s`",
				       markdown_member(job, "command"));
		if (claim[0]) {
			g_string_append(to, ": ");
			markdown_text(to, claim);
		}
		g_string_append_c(to, '\n');
	}
}

static void add_part(GString *to, const struct part *part,
		     const struct report_section *section, JsonObject *document)
{
	if (section->text->len == 0 && section->open->len == 0)
		return;
	g_string_append_printf(to, "\n## %s\n\n%s\n\n", part->title,
			       part->rule);
	add_commands(to, part, document);
	g_string_append_printf(to, "\n%s", section->text->str);
	if (section->open->len > 0)
		g_string_append_printf(to, "\nLeft open:\n\n%s",
				       section->open->str);
}

void report_markdown(GString *to, JsonObject *document)
{
	struct report_section section[PARTS_N];

	for (size_t i = 0; i < PARTS_N; i++) {
		report_section_init(&section[i]);
		gather(&section[i], &parts[i], document);
	}
	add_origin(to, document);
	add_sum(to, section);
	for (size_t i = 0; i < PARTS_N; i++) {
		add_part(to, &parts[i], &section[i], document);
		report_section_fini(&section[i]);
	}
}
