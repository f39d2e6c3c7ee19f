#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdint.h>

/** u128, i128 - For products of two 64-bit numbers; gcc and clang have them */
__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

#endif
