#ifndef RUN_FSM_TEXT_H
#define RUN_FSM_TEXT_H

#include <glib.h>
#include <stdint.h>

/**
 * DOC: The state table for people
 *
 * A row has the name STATE.EVENT; the second of two rows of a pair, which
 * holds when the first does not, is marked "else".
 */

/**
 * fsm_text_table() - Append all rows, one a line, under a header
 * @fired:	By row, how often it fired; NULL: that column is left out
 */
void fsm_text_table(GString *to, const uint64_t *fired);

/**
 * fsm_text_dot() - Append the graph, for Graphviz
 *
 * All rows that lead from one state to another are one edge. Edges that RFC
 * 9293 figure 5 draws are solid, those that only its notes and sections name
 * are dashed, and what real stacks add is dotted.
 */
void fsm_text_dot(GString *to);

/** fsm_text_row_name() - Append STATE.EVENT of a row, by its number */
void fsm_text_row_name(GString *to, unsigned int row);

#endif
