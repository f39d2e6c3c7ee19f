#ifndef SERVER_LAB_DRILL_OPTIONS_H
#define SERVER_LAB_DRILL_OPTIONS_H

#include "base/field.h"
#include "run/model_file.h"

enum lab_drill_format { LAB_DRILL_TEXT, LAB_DRILL_TAP, LAB_DRILL_JSON };

/* clang-format off */
#define LAB_DRILL_FORMATS "text", "tap", "json"

#define LAB_DRILL_FIELDS(F)                                                    \
F(BOOL,     "compare",   compare,      0, 1, NULL,                             \
  "play each script to the simulator as well, and say where they differ")      \
F(TEXT,     "stack",     stack,        0, 0, NULL,                             \
  "what this kernel is simulated as; its sysctls are set for both")            \
F(TEXT,     "set",       set,          0, 0, NULL,                             \
  "NAME=VALUE: a sysctl below net.ipv4, for both; may be given again")         \
F(TEXT,     "define",    define,       0, 0, NULL,                             \
  "a name that #ifdef knows; may be given again")                              \
F(INT,      "jobs",      jobs_n,       1, 256, NULL,                           \
  "scripts at a time")                                                         \
F(DURATION, "longest",   longest_ns,   0, 24 * 3600 * NS_PER_S, NULL,          \
  "scripts that take longer are skipped")                                      \
F(BOOL,     "quick",     quick,        0, 1, NULL,                             \
  "the same as --longest=8s")                                                  \
F(DURATION, "tolerance", tolerance_ns, 0, 60 * NS_PER_S, NULL,                 \
  "by how much times may be off, where a script does not allow more")          \
F(INT,      "tries",     tries_n,      1, 20, NULL,                            \
  "how often a script is played until all its times are right")                \
F(CHOICE,   "format",    format,       0, 2, lab_drill_formats,                \
  "of the verdicts")
/* clang-format on */

/**
 * struct lab_drill_options - As asked for
 * @stack_model: The stack with all that was set
 * @sysctls:	"NAME=VALUE": the same for a namespace, NULL at the end
 * @defines:	Names that #ifdef knows, NULL at the end
 * @paths:	Files and folders, NULL at the end
 *
 * The other members are LAB_DRILL_FIELDS.
 */
struct lab_drill_options {
	LAB_DRILL_FIELDS(FIELD_MEMBER)
	struct model *stack_model;
	GPtrArray *sets;
	GPtrArray *sysctls;
	GPtrArray *defines;
	char **paths;
};

void lab_drill_options_or_die(struct lab_drill_options *options, int argc,
			      char **argv);
void lab_drill_options_fini(struct lab_drill_options *options);

#endif
