#include "base/rng.h"

#include "base/must.h"
#include "base/wide.h"

#include <math.h>

#define SPLITMIX_STEP UINT64_C(0x9e3779b97f4a7c15)

uint64_t hash_u64(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

uint64_t hash_text(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash_u64(h);
}

/*
 * The seed is mixed before the name comes in, lest seeds 1, 2, 3 and names
 * that differ in a bit meet. The four words are outputs of a bijection at
 * four different points, so at most one of them is zero.
 */
void rng_init(struct rng *rng, uint64_t seed, const char *purpose)
{
	uint64_t x = hash_u64(seed + SPLITMIX_STEP) ^ hash_text(purpose);

	for (int i = 0; i < 4; i++) {
		x += SPLITMIX_STEP;
		rng->s[i] = hash_u64(x);
	}
}

static uint64_t rotate_left(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

uint64_t rng_u64(struct rng *rng)
{
	uint64_t *s = rng->s;
	uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

/*
 * The high half of draw * n is uniform but for the first 2^64 mod n values of
 * the low half, which are drawn again; the division to find that threshold is
 * needed only when the low half is below n, that is almost never.
 */
uint64_t rng_below(struct rng *rng, uint64_t n)
{
	u128 product;

	must(n > 0);
	product = (u128)rng_u64(rng) * n;
	if ((uint64_t)product < n) {
		uint64_t threshold = -n % n;

		while ((uint64_t)product < threshold)
			product = (u128)rng_u64(rng) * n;
	}
	return (uint64_t)(product >> 64);
}

double rng_unit(struct rng *rng)
{
	return (double)(rng_u64(rng) >> 11) * 0x1p-53;
}

/* 1 - u is never 0, so the logarithm is finite: at most 36.7. */
double rng_exponential(struct rng *rng)
{
	return -log1p(-rng_unit(rng));
}
