#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/**
 * checksum_add() - Add octets to a sum of 16-bit words
 * @sum:	0, or what an earlier call gave for an even number of octets
 *
 * Source: RFC 1071 s1
 */
uint32_t checksum_add(uint32_t sum, const uint8_t *octets, size_t octets_n);

/** checksum_end() - What stands in a header: the complement, 16 bits */
uint16_t checksum_end(uint32_t sum);

#endif
