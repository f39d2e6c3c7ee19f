#include "figure/tables.h"

#include "run/paper_bulk.h"
#include "run/paper_cells.h"

#include <math.h>

/* The two clients that send, and the one that loads */
#define CLIENTS_N 3

static const struct paper_cell *cell_of(enum paper_run run)
{
	size_t cells_n;
	const struct paper_cell *cells = paper_cells(&cells_n);

	for (size_t i = 0; i < cells_n; i++)
		if (cells[i].run == (int)run)
			return &cells[i];
	/* without TIME-WAITs both stacks are the same, and there is one cell */
	return cell_of(PAPER_BULK);
}

static void write_load(GString *to, const struct config *config,
		       const char *curve, uint32_t i)
{
	enum paper_run first =
	    config->client.close_swap ? PAPER_BULK_SWAP : PAPER_BULK;
	const struct paper_cell *cell = cell_of((enum paper_run)(first + i));
	struct paper_bulk bulk;

	paper_bulk_init(&bulk, i * PAPER_LOAD);
	paper_bulk_run(config, &bulk);
	g_string_append_printf(to, "simulated\t%s\t%u\t%.9g\t%.9g\t", curve,
			       i * PAPER_LOAD, cell->printed, cell->tolerance);
	if (isnan(bulk.mbit_s))
		g_string_append(to, "-\n");
	else
		g_string_append_printf(to, "%.9g\n", bulk.mbit_s);
}

/* Of one stack and machine: what is given more than once is told by a label. */
static void write_run(GString *to, const struct figure_run *run, bool swaps)
{
	struct config config = run->task->config;
	const char *name = swaps ? "TCP modification" : "unmodified";
	g_autofree char *curve =
	    run->label[0] ? g_strdup_printf("%s, %s", run->label, name)
			  : g_strdup(name);

	config.clients_n = CLIENTS_N;
	config.servers_n = 1;
	config.server_ports_n = 1;
	config.closer = CLOSER_SERVER;
	config.client.close_swap = swaps;
	for (int i = 0; i < PAPER_LOADS_N; i++)
		write_load(to, &config, curve, (uint32_t)i);
}

bool tables_paper(const struct figure *figure, GString *to,
		  const struct figure_run *runs, size_t runs_n, GError **error)
{
	(void)figure;
	(void)error; /* there is always something to show */
	g_string_append(to, "kind\tcurve\tn\tprinted_mbit_s\tprinted_sd\t"
			    "simulated_mbit_s\n");
	for (size_t i = 0; i < runs_n; i++) {
		write_run(to, &runs[i], false);
		write_run(to, &runs[i], true);
	}
	return true;
}
