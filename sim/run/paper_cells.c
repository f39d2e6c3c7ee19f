#include "run/paper_cells.h"

#include <math.h>

#define T1   "table 1"
#define T2   "table 2"
#define T3   "table 3"
#define WALL "the wall"

#define MBIT "Mb/s"
#define CONN "conn/s"
#define KB   "TCB KB"

#define PLAIN "unmodified"
#define SWAP  "TCP modification"
#define HTTP  "HTTP modification"

#define FAILS ((double)NAN)

/* A standard deviation for table 1; shares of what is printed for the rest. */
#define RATE_SHARE   0.10
#define MEMORY_SHARE 0.05

#define LOAD(n, printed, sd, run, role, note)         \
	{T1,	       #n " TIME-WAITs, " PLAIN,      \
	 MBIT,	       printed,                       \
	 sd,	       PAPER_BULK + (n) / PAPER_LOAD, \
	 PAPER_MBIT_S, role,                          \
	 note,	       0},
#define LOAD_SWAP(n, printed, sd)                          \
	{T1,	       #n " TIME-WAITs, " SWAP,            \
	 MBIT,	       printed,                            \
	 sd,	       PAPER_BULK_SWAP + (n) / PAPER_LOAD, \
	 PAPER_MBIT_S, PAPER_PREDICTED,                    \
	 NULL,	       0},
#define RATE(table, row, column, printed, run, measure, role, note) \
	{table, row,	 column, printed, RATE_SHARE * (printed),   \
	 run,	measure, role,	 note,	  0},
#define MEMORY(table, row, printed, run, role, note)               \
	{table, row,	  KB,	printed, MEMORY_SHARE * (printed), \
	 run,	PAPER_KB, role, note,	 0},

#define RST_COST                                                            \
	"the draft names the cost of the RST; table 3 shows none, and one " \
	"more segment does not cost as much"

/* clang-format off */
static const struct paper_cell cells[] = {
LOAD(0,    66.8, 3.3, PAPER_BULK, PAPER_CALIBRATES, "cpu.segment")
LOAD(500,  49.6, 3.9, PAPER_BULK, PAPER_CALIBRATES, "cpu.list-step")
LOAD(1000, 41.9, 4.1, PAPER_BULK, PAPER_PREDICTED, NULL)
LOAD(1500, 35.3, 2.8, PAPER_BULK, PAPER_PREDICTED, NULL)
LOAD(2000, 31.2, 4.9, PAPER_BULK, PAPER_PREDICTED, NULL)
LOAD(2500, 30.5, 3.0, PAPER_BULK, PAPER_CALIBRATES, "octets of a transfer")
LOAD_SWAP(500,  66.8, 3.3)
LOAD_SWAP(1000, 66.5, 3.1)
LOAD_SWAP(1500, 64.6, 3.0)
LOAD_SWAP(2000, 64.3, 3.0)
LOAD_SWAP(2500, 64.3, 2.9)
RATE(T2, PLAIN, MBIT, 20.97, PAPER_WEB, PAPER_MBIT_S, PAPER_PREDICTED, NULL)
RATE(T2, PLAIN, CONN, 49.09, PAPER_WEB, PAPER_CONN_S, PAPER_CALIBRATES, "demux.order")
MEMORY(T2, PLAIN, 722.7, PAPER_WEB, PAPER_PREDICTED, NULL)
RATE(T2, SWAP, MBIT, 26.40, PAPER_WEB_SWAP, PAPER_MBIT_S, PAPER_UNEXPLAINED, RST_COST)
RATE(T2, SWAP, CONN, 62.02, PAPER_WEB_SWAP, PAPER_CONN_S, PAPER_UNEXPLAINED, RST_COST)
MEMORY(T2, SWAP, 24.1, PAPER_WEB_SWAP, PAPER_PREDICTED, NULL)
RATE(T2, HTTP, MBIT, 31.73, PAPER_WEB_CLIENT, PAPER_MBIT_S, PAPER_CALIBRATES, "octets of an answer")
RATE(T2, HTTP, CONN, 74.70, PAPER_WEB_CLIENT, PAPER_CONN_S, PAPER_CALIBRATES, "cpu.kilobyte")
MEMORY(T2, HTTP, 24.4, PAPER_WEB_CLIENT, PAPER_PREDICTED, NULL)
{T3, PLAIN, MBIT, FAILS, 0, PAPER_SMALL, PAPER_MBIT_S, PAPER_PREDICTED, NULL, 0},
{T3, PLAIN, CONN, FAILS, 0, PAPER_SMALL, PAPER_CONN_S, PAPER_PREDICTED, NULL, 0},
{T3, PLAIN, KB,   FAILS, 0, PAPER_SMALL, PAPER_KB, PAPER_PREDICTED, NULL, 0},
RATE(T3, SWAP, MBIT, 1.14, PAPER_SMALL_SWAP, PAPER_MBIT_S, PAPER_CALIBRATES, "octets of an answer")
RATE(T3, SWAP, CONN, 223.8, PAPER_SMALL_SWAP, PAPER_CONN_S, PAPER_CALIBRATES, "cpu.connection")
MEMORY(T3, SWAP, 16.1, PAPER_SMALL_SWAP, PAPER_CALIBRATES, "other TCBs")
RATE(T3, HTTP, MBIT, 1.14, PAPER_SMALL_CLIENT, PAPER_MBIT_S, PAPER_PREDICTED, NULL)
RATE(T3, HTTP, CONN, 222.4, PAPER_SMALL_CLIENT, PAPER_CONN_S, PAPER_PREDICTED, NULL)
MEMORY(T3, HTTP, 16.1, PAPER_SMALL_CLIENT, PAPER_PREDICTED, NULL)
{WALL, PLAIN, CONN, 60, 3, PAPER_WALL, PAPER_CONN_S, PAPER_CALIBRATES, "memory.mbufs", 0},
};
/* clang-format on */

const struct paper_cell *paper_cells(size_t *cells_n)
{
	*cells_n = G_N_ELEMENTS(cells);
	return cells;
}
