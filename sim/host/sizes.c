#include "host/sizes.h"

#include <math.h>
#include <string.h>

/* Below 0 large ones are the many: that is no Pareto, but a mean near the most
 * asks for it. */
#define ALPHA_LEAST -20
#define ALPHA_MOST  50
#define STEPS_N	    60

/* At 0 and at 1 the formula has a hole. */
static double beside_holes(double alpha)
{
	const double wide = 1e-6;

	if (fabs(alpha) < wide)
		return wide;
	return fabs(alpha - 1) < wide ? 1 + wide : alpha;
}

static double mean_of(double alpha, double least, double most)
{
	double ratio = most / least;

	return least * alpha / (alpha - 1) * (1 - pow(ratio, 1 - alpha)) /
	       (1 - pow(ratio, -alpha));
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
		alpha = beside_holes((low + high) / 2);
		if (mean_of(alpha, sizes->least, sizes->most) > (double)mean)
			low = alpha;
		else
			high = alpha;
	}
	sizes->alpha = beside_holes((low + high) / 2);
	sizes->tail = pow(sizes->least / sizes->most, sizes->alpha);
}

uint32_t sizes_draw(const struct sizes *sizes, uint64_t random)
{
	double u = (double)(random >> 11) * 0x1p-53;

	return (uint32_t)(sizes->least /
			  pow(1 - u * (1 - sizes->tail), 1 / sizes->alpha));
}
