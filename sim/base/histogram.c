#include "base/histogram.h"

#include "base/must.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define SUB_N (UINT64_C(1) << HISTOGRAM_SUB_BITS)

static size_t bucket_of(uint64_t value)
{
	unsigned shift;

	if (value < SUB_N)
		return (size_t)value;
	shift = 63 - (unsigned)__builtin_clzll(value) - HISTOGRAM_SUB_BITS;
	/* the leading one of value >> shift counts the row up by one */
	return (size_t)(((uint64_t)shift << HISTOGRAM_SUB_BITS) +
			(value >> shift));
}

int64_t histogram_edge_ns(size_t bucket)
{
	uint64_t row = bucket >> HISTOGRAM_SUB_BITS;
	uint64_t sub = bucket & (SUB_N - 1);

	if (row == 0)
		return (int64_t)sub;
	return (int64_t)(((SUB_N + sub + 1) << (row - 1)) - 1);
}

void histogram_init(struct histogram *h)
{
	memset(h, 0, sizeof(*h));
}

static int64_t add_saturated(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

void histogram_add(struct histogram *h, int64_t value_ns)
{
	if (value_ns < 0)
		value_ns = 0;
	h->n++;
	h->sum_ns = add_saturated(h->sum_ns, value_ns);
	if (value_ns > h->max_ns)
		h->max_ns = value_ns;
	h->bucket[bucket_of((uint64_t)value_ns)]++;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	into->n += from->n;
	into->sum_ns = add_saturated(into->sum_ns, from->sum_ns);
	if (from->max_ns > into->max_ns)
		into->max_ns = from->max_ns;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		into->bucket[i] += from->bucket[i];
}

int64_t histogram_quantile(const struct histogram *h, double q)
{
	double rank = ceil(q * (double)h->n);
	uint64_t below_n = 0;

	must(q >= 0 && q <= 1);
	if (h->n == 0)
		return 0;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		int64_t edge_ns = histogram_edge_ns(i);

		below_n += h->bucket[i];
		if (edge_ns >= h->max_ns)
			break;
		if (below_n > 0 && (double)below_n >= rank)
			return edge_ns;
	}
	return h->max_ns;
}
