#ifndef SERVER_LAB_OBJECTS_H
#define SERVER_LAB_OBJECTS_H

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdio.h>

/**
 * DOC: The memory of what a scenario makes
 *
 * A scenario has too few sockets for their number to be seen in the caches of
 * the kernel. What one of each takes is seen there all the same: the size of
 * the objects that it is made of, with their share of the slab, against what
 * the ledger of the simulated stack books. Their number is told by the
 * comparison of sockets and TIME-WAITs; tw-lab memory makes many of each.
 */

/** Share by which a price may differ */
#define LAB_OBJECTS_TOLERANCE 0.05

/** lab_objects_json_new() - (transfer full) compare: an array, a row for each
 */
JsonArray *lab_objects_json_new(void);

/** lab_objects_agree() - None of the rows differs */
bool lab_objects_agree(JsonArray *rows);

/** lab_objects_print() - As a table; one line where nothing could be read */
void lab_objects_print(JsonArray *rows, FILE *out);

#endif
