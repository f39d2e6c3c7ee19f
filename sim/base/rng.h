#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

/**
 * struct rng - One named stream of random numbers
 * @s:		State of xoshiro256++ (Blackman and Vigna 2019), never all zero
 *
 * One stream per purpose, derived from the seed of the run and the purpose's
 * name: a new draw for one purpose moves nothing elsewhere.
 */
struct rng {
	uint64_t s[4];
};

/**
 * rng_init() - Start a stream
 * @seed:	Of the run
 * @purpose:	Name of the stream: "arrivals", "loss client 3"
 */
void rng_init(struct rng *rng, uint64_t seed, const char *purpose);
/** rng_u64() - 64 random bits */
uint64_t rng_u64(struct rng *rng);
/** rng_below() - Uniform in [0, n), without bias; n at least 1 */
uint64_t rng_below(struct rng *rng, uint64_t n);
/** rng_unit() - Uniform in [0, 1), 53 bits */
double rng_unit(struct rng *rng);
/** rng_exponential() - Exponential with mean 1, finite, at least 0 */
double rng_exponential(struct rng *rng);

/** hash_u64() - Mix 64 bits (the finaliser of splitmix64), a bijection; 0: 0 */
uint64_t hash_u64(uint64_t x);
/** hash_text() - 64 bits of a name (FNV-1a, then mixed) */
uint64_t hash_text(const char *text);

#endif
