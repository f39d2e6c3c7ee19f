#include "run/fail_if.h"

#include "base/units.h"
#include "run/nearest.h"

#include <math.h>
#include <string.h>

#define NESTING_MAX 32

enum op { OP_LT, OP_LE, OP_GT, OP_GE, OP_EQ, OP_NE };

/* Longer ones first: "<" is the beginning of "<=". */
static const struct {
	const char *text;
	enum op op;
} ops[] = {
    {"<=", OP_LE}, {">=", OP_GE}, {"==", OP_EQ}, {"!=", OP_NE},
    {"<", OP_LT},  {">", OP_GT},  {"=", OP_EQ},
};
static const char *const op_texts[] = {"<", "<=", ">", ">=", "==", "!="};

enum node_kind { NODE_COMPARE, NODE_AND, NODE_OR };

/* NODE_COMPARE: row, op and bound; else left and right. */
struct fail_if {
	enum node_kind kind;
	struct fail_if *left;
	struct fail_if *right;
	const struct result_row *row;
	enum op op;
	double bound;
	char *bound_text;
};

/* What is left to read; depth counts parentheses. */
struct reader {
	const char *at;
	unsigned depth;
	GError **error;
};

GQuark fail_if_error_quark(void)
{
	return g_quark_from_static_string("fail-if-error");
}

void fail_if_free(struct fail_if *condition)
{
	if (!condition)
		return;
	fail_if_free(condition->left);
	fail_if_free(condition->right);
	g_free(condition->bound_text);
	g_free(condition);
}

static void skip_blanks(struct reader *reader)
{
	while (g_ascii_isspace(*reader->at))
		reader->at++;
}

static void *syntax_error(struct reader *reader, const char *expected)
{
	skip_blanks(reader);
	if (*reader->at)
		g_set_error(reader->error, FAIL_IF_ERROR, FAIL_IF_ERROR_SYNTAX,
			    "at '%s': %s is expected", reader->at, expected);
	else
		g_set_error(reader->error, FAIL_IF_ERROR, FAIL_IF_ERROR_SYNTAX,
			    "at the end: %s is expected", expected);
	return NULL;
}

static bool in_name(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '.';
}

static bool in_number(const char *text, size_t i)
{
	if ((text[i] == '-' || text[i] == '+') && i > 0)
		return text[i - 1] == 'e' || text[i - 1] == 'E';
	return in_name(text[i]) || text[i] == '%' || text[i] == '/' ||
	       (i == 0 && text[i] == '-');
}

static bool accept(struct reader *reader, const char *token)
{
	size_t length = strlen(token);

	skip_blanks(reader);
	if (strncmp(reader->at, token, length) != 0)
		return false;
	if (g_ascii_isalpha(token[0]) && in_name(reader->at[length]))
		return false;
	reader->at += length;
	return true;
}

static bool path_ends_in(const char *path, const char *text)
{
	size_t path_n = strlen(path);
	size_t text_n = strlen(text);

	return path_n > text_n && path[path_n - text_n - 1] == '.' &&
	       strcmp(path + path_n - text_n, text) == 0;
}

static char *nearest_path(const char *text, const struct result_row *rows,
			  size_t rows_n)
{
	g_autofree const char **names = g_new(const char *, rows_n);

	for (size_t i = 0; i < rows_n; i++)
		names[i] = rows[i].path;
	return nearest_new(text, names, rows_n);
}

static const struct result_row *unknown_path(const char *text, GError **error)
{
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);
	g_autofree char *near = nearest_path(text, rows, rows_n);

	g_set_error(error, FAIL_IF_ERROR, FAIL_IF_ERROR_UNKNOWN,
		    "no result is named '%s'%s%s", text, near ? "; near: " : "",
		    near ? near : "");
	return NULL;
}

static const struct result_row *find_path(const char *text, GError **error)
{
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);
	const struct result_row *found = results_row_find(text);

	if (found)
		return found;
	for (size_t i = 0; i < rows_n; i++) {
		if (!path_ends_in(rows[i].path, text))
			continue;
		if (found) {
			g_set_error(error, FAIL_IF_ERROR, FAIL_IF_ERROR_UNKNOWN,
				    "'%s' may be '%s' or '%s': the whole path "
				    "is expected",
				    text, found->path, rows[i].path);
			return NULL;
		}
		found = &rows[i];
	}
	return found ? found : unknown_path(text, error);
}

static const struct result_row *read_path(struct reader *reader)
{
	g_autofree char *text = NULL;
	size_t length = 0;

	skip_blanks(reader);
	while (in_name(reader->at[length]))
		length++;
	if (length == 0 || !g_ascii_isalpha(reader->at[0]))
		return syntax_error(reader, "a result, like no_port.fraction,");
	text = g_strndup(reader->at, length);
	reader->at += length;
	return find_path(text, reader->error);
}

/* A number, with the units that the path suggests. */
static bool parse_bound(const char *path, const char *text, double *bound)
{
	g_autofree char *percent = NULL;
	struct rate rate;
	int64_t n;

	if (units_parse_real(text, bound))
		return true;
	if (g_str_has_suffix(text, "%")) {
		percent = g_strndup(text, strlen(text) - 1);
		if (!units_parse_real(percent, bound))
			return false;
		*bound /= 100;
		return true;
	}
	if (strstr(path, "bytes") && units_parse_bytes(text, &n)) {
		*bound = (double)n;
	} else if (g_str_has_suffix(path, "per_s") &&
		   units_parse_rate(text, &rate)) {
		*bound = rate_per_s(rate);
	} else if ((strstr(path, "_s.") || g_str_has_suffix(path, "_s")) &&
		   units_parse_duration(text, &n)) {
		*bound = ns_to_s(n);
	} else if (units_parse_count(text, &n)) {
		*bound = (double)n;
	} else {
		return false;
	}
	return true;
}

static bool read_bound(struct reader *reader, struct fail_if *node)
{
	size_t length = 0;

	skip_blanks(reader);
	while (in_number(reader->at, length))
		length++;
	node->bound_text = g_strndup(reader->at, length);
	if (!parse_bound(node->row->path, node->bound_text, &node->bound))
		return syntax_error(reader, "a number") != NULL;
	reader->at += length;
	return true;
}

static bool read_op(struct reader *reader, enum op *op)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ops); i++) {
		if (accept(reader, ops[i].text)) {
			*op = ops[i].op;
			return true;
		}
	}
	return false;
}

static struct fail_if *read_compare(struct reader *reader)
{
	const struct result_row *row = read_path(reader);
	struct fail_if *node;

	if (!row)
		return NULL;
	node = g_new0(struct fail_if, 1);
	node->row = row;
	if (read_op(reader, &node->op)) {
		if (read_bound(reader, node))
			return node;
		fail_if_free(node);
		return NULL;
	}
	node->op = OP_GT;
	node->bound_text = g_strdup("0");
	return node;
}

static struct fail_if *read_or(struct reader *reader);

static struct fail_if *read_primary(struct reader *reader)
{
	struct fail_if *node;

	if (!accept(reader, "("))
		return read_compare(reader);
	if (++reader->depth > NESTING_MAX)
		return syntax_error(reader, "no deeper parenthesis");
	node = read_or(reader);
	reader->depth--;
	if (!node || accept(reader, ")"))
		return node;
	fail_if_free(node);
	return syntax_error(reader, "')'");
}

static struct fail_if *join(enum node_kind kind, struct fail_if *left,
			    struct fail_if *right)
{
	struct fail_if *node;

	if (!right) {
		fail_if_free(left);
		return NULL;
	}
	node = g_new0(struct fail_if, 1);
	node->kind = kind;
	node->left = left;
	node->right = right;
	return node;
}

static struct fail_if *read_and(struct reader *reader)
{
	struct fail_if *node = read_primary(reader);

	while (node && (accept(reader, "and") || accept(reader, "&&")))
		node = join(NODE_AND, node, read_primary(reader));
	return node;
}

static struct fail_if *read_or(struct reader *reader)
{
	struct fail_if *node = read_and(reader);

	while (node && (accept(reader, "or") || accept(reader, "||")))
		node = join(NODE_OR, node, read_and(reader));
	return node;
}

struct fail_if *fail_if_parse(const char *text, GError **error)
{
	struct reader reader = {text, 0, error};
	struct fail_if *node = read_or(&reader);

	if (!node)
		return NULL;
	skip_blanks(&reader);
	if (*reader.at == '\0')
		return node;
	fail_if_free(node);
	return syntax_error(&reader, "'and', 'or' or a comparison");
}

static bool compare(enum op op, double value, double bound)
{
	if (isnan(value))
		return false;
	switch (op) {
	case OP_LT:
		return value < bound;
	case OP_LE:
		return value <= bound;
	case OP_GT:
		return value > bound;
	case OP_GE:
		return value >= bound;
	case OP_EQ:
		return value >= bound && value <= bound;
	case OP_NE:
		return value < bound || value > bound;
	}
	return false;
}

static bool holds(const struct fail_if *node, const struct results *results,
		  GString *why)
{
	bool left, right;
	double value;

	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
		left = holds(node->left, results, why);
		right = holds(node->right, results, why);
		return node->kind == NODE_AND ? left && right : left || right;
	case NODE_COMPARE:
		break;
	}
	value = results_value(results, node->row);
	if (!compare(node->op, value, node->bound))
		return false;
	g_string_append_printf(why, "%s%s %s %s (it is %.10g)",
			       why->len > 0 ? ", " : "", node->row->path,
			       op_texts[node->op], node->bound_text, value);
	return true;
}

bool fail_if_holds(const struct fail_if *condition,
		   const struct results *results, char **why)
{
	GString *text = g_string_new(NULL);
	bool is_true = holds(condition, results, text);
	char *found = g_string_free(text, !is_true);

	if (why)
		*why = found;
	else
		g_free(found);
	return is_true;
}
