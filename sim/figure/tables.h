#ifndef FIGURE_TABLES_H
#define FIGURE_TABLES_H

#include "figure/figure.h"
#include "run/compare.h"

/** tables_over_time() - Curves over simulated time, as @figure->columns say */
bool tables_over_time(const struct figure *figure, GString *to,
		      const struct figure_run *runs, size_t runs_n,
		      GError **error);

/** tables_cheap_ports_n() - Of all ports, those that a search finds quickly */
double tables_cheap_ports_n(const struct config *config);

/** tables_ports() - The same, with what the ports can carry, and the first
 * refusal */
bool tables_ports(const struct figure *figure, GString *to,
		  const struct figure_run *runs, size_t runs_n, GError **error);

/** tables_measured() - Append the curves of a series file */
bool tables_measured(const struct figure *figure, GString *to, const char *path,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** tables_connect() - Time of connect() by ports in use */
bool tables_connect(const struct figure *figure, GString *to,
		    const struct figure_run *runs, size_t runs_n,
		    GError **error);

/** tables_memory() - Memory of the side that keeps TIME-WAIT, by rate */
bool tables_memory(const struct figure *figure, GString *to,
		   const struct figure_run *runs, size_t runs_n,
		   GError **error);

/** tables_capacity() - Share that fails, by rate and ports */
bool tables_capacity(const struct figure *figure, GString *to,
		     const struct figure_run *runs, size_t runs_n,
		     GError **error);

/** tables_strategies() - Memory of a connection that is held */
bool tables_strategies(const struct figure *figure, GString *to,
		       const struct figure_run *runs, size_t runs_n,
		       GError **error);

/** tables_fin() - When a FIN that is never acknowledged is sent */
bool tables_fin(const struct figure *figure, GString *to,
		const struct figure_run *runs, size_t runs_n, GError **error);

/** tables_paper() - Throughput against TIME-WAITs: printed, and simulated with
 * the stack and the machine of each run */
bool tables_paper(const struct figure *figure, GString *to,
		  const struct figure_run *runs, size_t runs_n, GError **error);

/** tables_compare_new() - (transfer full) runs side by side; labels by row */
char *tables_compare_new(const struct compare *compare, char *const *labels);

#endif
