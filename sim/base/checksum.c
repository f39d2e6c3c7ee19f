#include "base/checksum.h"

/* Folded at once, so that no number of octets overflows. */
static uint32_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint32_t)sum;
}

uint32_t checksum_add(uint32_t sum, const uint8_t *octets, size_t octets_n)
{
	uint64_t all = sum;

	for (size_t i = 0; i + 1 < octets_n; i += 2)
		all += (uint64_t)octets[i] << 8 | octets[i + 1];
	if (octets_n % 2)
		all += (uint64_t)octets[octets_n - 1] << 8;
	return fold(all);
}

uint16_t checksum_end(uint32_t sum)
{
	return (uint16_t)(~fold(sum) & 0xffff);
}
