#include "host/machine.h"

#define MACHINE_ROW(...) FIELD_ROW(struct machine, __VA_ARGS__)
static const struct field rows[] = {MACHINE_FIELDS(MACHINE_ROW)};

const struct field *machine_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}
