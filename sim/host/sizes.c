#include "host/sizes.h"

#include <math.h>
#include <string.h>

#define ALPHA_LEAST 0.01
#define ALPHA_MOST  50
#define STEPS_N	    60

/* Whichever alpha, but not 1: there the formula has a hole. */
static double mean_of(double alpha, double least, double most)
{
	double tail = pow(least / most, alpha);

	return pow(least, alpha) / (1 - tail) * alpha / (alpha - 1) *
	       (pow(least, 1 - alpha) - pow(most, 1 - alpha));
}

void sizes_init(struct sizes *sizes, int64_t least, int64_t mean, int64_t most)
{
	double low = ALPHA_LEAST, high = ALPHA_MOST, alpha;

	memset(sizes, 0, sizeof(*sizes));
	if (least >= most)
		return;
	sizes->least = (double)least;
	sizes->most = (double)most;
	for (int i = 0; i < STEPS_N; i++) {
		alpha = (low + high) / 2;
		if (fabs(alpha - 1) < 1e-9)
			alpha += 1e-6;
		if (mean_of(alpha, sizes->least, sizes->most) > (double)mean)
			low = alpha;
		else
			high = alpha;
	}
	sizes->alpha = (low + high) / 2;
	sizes->tail = pow(sizes->least / sizes->most, sizes->alpha);
}

uint32_t sizes_draw(const struct sizes *sizes, uint64_t random)
{
	double u = (double)(random >> 11) * 0x1p-53;

	return (uint32_t)(sizes->least / pow(1 - u * (1 - sizes->tail),
					     1 / sizes->alpha));
}
