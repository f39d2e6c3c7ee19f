#ifndef SERVER_SLAB_H
#define SERVER_SLAB_H

#include "base/units.h"

#include <stdbool.h>

/**
 * DOC: What the kernel's memory for objects is made of
 *
 * Caches that hold objects of one size are merged: /sys/kernel/slab knows all
 * their names, /proc/slabinfo one of them. Both need root. Objects count as in
 * use while a processor keeps their slab for itself: some hundred more than
 * there are, so a few thousand must be made to see what one costs.
 */

/**
 * struct slab_cache - A cache, now
 * @object:	What an object takes, and a slab
 * @used_n:	How many objects are in use
 */
struct slab_cache {
	struct object_size object;
	uint64_t used_n;
};

/** slab_settle() - Wait for what was freed to be free: the kernel takes its
 * time
 */
void slab_settle(void);

/** slab_read() - Cache with a name, "tw_sock_TCP"; false: it cannot be had */
bool slab_read(const char *name, struct slab_cache *cache);

/**
 * slab_object_bytes() - What an object takes, with its share of what is lost
 */
static inline double slab_object_bytes(const struct object_size *object)
{
	return (double)object->slab_bytes / object->per_slab;
}

/** slab_used_bytes() - All of its objects that are in use */
static inline double slab_used_bytes(const struct slab_cache *cache)
{
	return (double)cache->used_n * slab_object_bytes(&cache->object);
}

/**
 * slab_kept_bytes() - The same of all caches but those that hold what can be
 *		       read again: files and names
 *
 * Return:	octets; negative if it cannot be said
 */
double slab_kept_bytes(void);

#endif
