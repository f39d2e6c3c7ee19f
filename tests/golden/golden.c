#include "settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * golden [--update] FILE...: does each run still give what its file says?
 *
 * The first line of a file is its run, after "# "; see README.md.
 */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t size = 0, got = 0;
	char *text = NULL;

	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	do {
		size += 65536;
		text = realloc(text, size);
		if (!text)
			abort();
		got += fread(text + got, 1, size - 1 - got, file);
	} while (got == size - 1);
	text[got] = '\0';
	fclose(file);
	return text;
}

static char *first_line(const char *text)
{
	return strndup(text, strcspn(text, "\n"));
}

/* What only some stacks and machines have is printed where it is there. */
static bool is_left_out(const struct results *results,
			const struct result_row *row)
{
	static const char *const some_have[] = {
	    "unserved",		 "accept_queue_peak", "TcpExtListenOverflows",
	    "TcpExtListenDrops", "no_memory",	      "mbufs_peak",
	    "cpu_busy"};
	const char *last = strrchr(row->path, '.') + 1;
	double value = results_value(results, row);

	if (strncmp(row->path, "engine.", 7) == 0)
		return true; /* what the machine has to do with */
	if (strncmp(row->path, "capacity.held.", 14) == 0)
		return true; /* a formula of settings alone: unit/holding.c */
	if (strstr(row->path, ".waiting_bytes.") ||
	    strstr(row->path, ".tcp_memory_bytes."))
		return isnan(value) || value == 0;
	for (size_t i = 0; i < sizeof(some_have) / sizeof(*some_have); i++)
		if (strcmp(last, some_have[i]) == 0)
			return isnan(value) || value == 0;
	return false;
}

static void print_row(FILE *out, const struct results *results,
		      const struct result_row *row)
{
	const char *value = (const char *)results + row->offset;
	uint64_t count;

	if (row->type == RESULT_COUNT) {
		memcpy(&count, value, sizeof(count));
		fprintf(out, "%s %" PRIu64 "\n", row->path, count);
	} else if (isnan(results_value(results, row))) {
		fprintf(out, "%s -\n", row->path);
	} else {
		/* the last digits are those of the compiler */
		fprintf(out, "%s %.9g\n", row->path,
			results_value(results, row));
	}
}

/* The file as it would be now */
static char *render(const char *header)
{
	const struct result_row *rows;
	struct results results;
	char *text = NULL;
	size_t rows_n, size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	settings_run(&results, "%s", header + strspn(header, "# "));
	fprintf(out, "%s\n", header);
	rows = results_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		if (!is_left_out(&results, &rows[i]))
			print_row(out, &results, &rows[i]);
	fclose(out);
	return text;
}

/* Both have the same rows in the same order, or all that follows differs. */
static void print_difference(const char *path, const char *old, const char *new)
{
	printf("%s:\n", path);
	while (*old || *new) {
		size_t old_n = strcspn(old, "\n"), new_n = strcspn(new, "\n");

		if (old_n != new_n || memcmp(old, new, old_n) != 0)
			printf("- %.*s\n+ %.*s\n", (int)old_n, old, (int)new_n,
			       new);
		old += old_n + (old[old_n] == '\n');
		new += new_n + (new[new_n] == '\n');
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) == EOF || fclose(file) != 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
}

static bool check(const char *path, bool update)
{
	char *old = read_file(path);
	char *header = first_line(old);
	char *new = render(header);
	bool same = strcmp(old, new) == 0;

	if (!same)
		print_difference(path, old, new);
	if (!same && update)
		write_file(path, new);
	free(header);
	free(old);
	free(new);
	return same || update;
}

int main(int argc, char **argv)
{
	bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
	bool all = true;

	for (int i = update ? 2 : 1; i < argc; i++)
		all = check(argv[i], update) && all;
	return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
