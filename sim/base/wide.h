#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdint.h>

/** u128 - For products of two 64-bit numbers; gcc and clang have it */
__extension__ typedef unsigned __int128 u128;

#endif
