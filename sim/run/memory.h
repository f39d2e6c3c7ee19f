#ifndef RUN_MEMORY_H
#define RUN_MEMORY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: Our own memory
 *
 * What the program takes, and what it may take before the host swaps or kills.
 */

/** struct memory_use - What the program has now; both 0 if nobody says */
struct memory_use {
	int64_t resident_bytes;
	int64_t virtual_bytes;
};

struct memory_use memory_used(void);

/**
 * struct memory_limit - The most it may have
 * @most_bytes:	With what it has already; INT64_MAX: nobody says
 * @of:		Whose limit, for people
 * @is_virtual:	The address space is limited, not what is resident
 */
struct memory_limit {
	int64_t most_bytes;
	const char *of;
	bool is_virtual;
};

/** memory_limit_given() - The limit that was asked for */
struct memory_limit memory_limit_given(int64_t most_bytes);

/**
 * memory_limit_find() - The limit that there is
 * @root:	Where /proc and /sys are: "" but in a test
 *
 * The least of: free memory (MemAvailable, of which a twentieth stays free for
 * others), memory.max and memory.high of the cgroup and those above it (or
 * memory.limit_in_bytes, where these are of version 1), RLIMIT_AS.
 */
struct memory_limit memory_limit_find(const char *root);

/** memory_room_bytes() - What may still be taken now; never below 0 */
int64_t memory_room_bytes(const struct memory_limit *limit);

/** memory_is_over() - Is more taken now than may be? A few us */
bool memory_is_over(const struct memory_limit *limit);

/** memory_limit_text() - (transfer full) "the 2 GiB of --max-memory" */
char *memory_limit_text(const struct memory_limit *limit);

#endif
