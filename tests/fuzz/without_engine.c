/*
 * without_engine COUNT [FIRST]: COUNT random inputs for a fuzz target, from
 * the seeds FIRST on; or files, each of them one input. A failure says the
 * seed.
 */
#include "fuzz.h"

#include "base/rng.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_MAX 600

static unsigned long long seed;

static void tell_seed(int signal_number)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "failed with seed %llu\n", seed);

	if (write(STDERR_FILENO, text, (size_t)n) < 0)
		_exit(3);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void run_seed(void)
{
	static uint8_t input[INPUT_MAX];
	struct rng rng;
	size_t size;

	rng_init(&rng, seed, "fuzz");
	size = 1 + rng_below(&rng, INPUT_MAX);
	for (size_t i = 0; i < size; i++)
		input[i] = (uint8_t)rng_u64(&rng);
	LLVMFuzzerTestOneInput(input, size);
}

static int run_file(const char *name)
{
	static uint8_t input[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		perror(name);
		return 2;
	}
	size = fread(input, 1, sizeof(input), file);
	fclose(file);
	LLVMFuzzerTestOneInput(input, size);
	return 0;
}

int main(int argc, char **argv)
{
	char *end;
	unsigned long long count, first;

	if (argc < 2) {
		fprintf(stderr, "usage: %s COUNT [FIRST] | FILE...\n", argv[0]);
		return 2;
	}
	count = strtoull(argv[1], &end, 10);
	if (*end != '\0')
		return run_file(argv[1]);
	first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	signal(SIGABRT, tell_seed);
	for (seed = first; seed < first + count; seed++)
		run_seed();
	printf("%llu inputs\n", count);
	return 0;
}
