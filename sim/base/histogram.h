#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

/** Buckets per power of two: a quantile is right within 1/64, about 1.6 %. */
#define HISTOGRAM_SUB_BITS 6
#define HISTOGRAM_BUCKETS  ((64 - HISTOGRAM_SUB_BITS) << HISTOGRAM_SUB_BITS)

/**
 * struct histogram - Times in ns, kept in log-linear buckets
 * @n:		Values recorded
 * @sum_ns:	Of all values; stays at INT64_MAX when it would overflow
 * @max_ns:	Largest value, exactly; 0 if none
 * @bucket:	Counts; below 2^HISTOGRAM_SUB_BITS a bucket is one ns
 *
 * No allocation, no failure; 29 KiB. Two of them add up, so that every thread
 * may fill its own.
 */
struct histogram {
	uint64_t n;
	int64_t sum_ns;
	int64_t max_ns;
	uint64_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_init(struct histogram *h);
/** histogram_add() - Record a value; negative ones count as 0 */
void histogram_add(struct histogram *h, int64_t value_ns);
void histogram_merge(struct histogram *into, const struct histogram *from);
/**
 * histogram_quantile() - Value below which a share of all values lies
 * @q:		In [0, 1]; 1 gives the exact maximum
 *
 * Return:	ns, the upper edge of the bucket but at most the maximum; 0 if
 *		nothing was recorded
 */
int64_t histogram_quantile(const struct histogram *h, double q);

/** histogram_edge_ns() - Largest value that a bucket counts */
int64_t histogram_edge_ns(size_t bucket);

#endif
