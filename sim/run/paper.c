#include "run/paper.h"

#include "run/paper_cells.h"

#include <math.h>
#include <string.h>

struct paper *paper_new(char *const *settings, const struct sweep_watch *watch,
			GError **error)
{
	struct paper *paper = g_new0(struct paper, 1);
	double found[PAPER_RUNS_N][PAPER_MEASURES_N];
	size_t cells_n;
	const struct paper_cell *cells = paper_cells(&cells_n);

	if (!paper_runs(settings, watch, found, error)) {
		paper_free(paper);
		return NULL;
	}
	paper->cells = g_array_new(FALSE, FALSE, sizeof(struct paper_cell));
	g_array_append_vals(paper->cells, cells, (guint)cells_n);
	for (guint i = 0; i < cells_n; i++) {
		struct paper_cell *cell =
		    &g_array_index(paper->cells, struct paper_cell, i);

		cell->simulated = found[cell->run][cell->measure];
	}
	return paper;
}

void paper_free(struct paper *paper)
{
	if (!paper)
		return;
	g_clear_pointer(&paper->cells, g_array_unref);
	g_free(paper);
}

/* A last digit that only rounding has made counts for nothing. */
bool paper_is_within(const struct paper_cell *cell)
{
	if (isnan(cell->printed) || isnan(cell->simulated))
		return isnan(cell->printed) && isnan(cell->simulated);
	return fabs(cell->simulated - cell->printed) <= cell->tolerance;
}

unsigned paper_off_n(const struct paper *paper)
{
	unsigned n = 0;

	for (guint i = 0; i < paper->cells->len; i++) {
		const struct paper_cell *cell =
		    &g_array_index(paper->cells, struct paper_cell, i);

		n += cell->role != PAPER_UNEXPLAINED && !paper_is_within(cell);
	}
	return n;
}

const char *paper_role_name(enum paper_role role)
{
	static const char *const names[] = {"calibrates", "predicted",
					    "not explained"};

	return names[role];
}
