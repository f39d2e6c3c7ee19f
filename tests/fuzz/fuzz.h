#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * LLVMFuzzerTestOneInput() - One input of a fuzz target
 *
 * libFuzzer calls it when the build has -Dfuzzer=true; otherwise
 * without_engine.c does, with as many random inputs as its argument says, from
 * fixed seeds.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
