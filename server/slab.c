#include "slab.h"

#include "instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FOLDER	  "/sys/kernel/slab"
#define SLABINFO  "/proc/slabinfo"
#define LINE_SIZE 512
#define NAME_SIZE 64
/* Several grace periods of RCU, and what is done after them */
#define SETTLE_NS (100 * NS_PER_MS)

static bool read_number(const char *name, const char *what, uint64_t *number)
{
	char path[256];
	FILE *file;
	bool found;

	snprintf(path, sizeof(path), FOLDER "/%s/%s", name, what);
	file = fopen(path, "re");
	if (!file)
		return false;
	found = fscanf(file, "%" SCNu64, number) == 1;
	fclose(file);
	return found;
}

static bool read_folder(const char *name, struct slab_cache *cache)
{
	uint64_t bytes;
	uint64_t per_slab;
	uint64_t order;

	if (!read_number(name, "slab_size", &bytes) ||
	    !read_number(name, "objs_per_slab", &per_slab) ||
	    !read_number(name, "order", &order) ||
	    !read_number(name, "objects", &cache->used_n) || per_slab == 0)
		return false;
	cache->object.bytes = (uint32_t)bytes;
	cache->object.per_slab = (uint32_t)per_slab;
	cache->object.slab_bytes =
	    (uint32_t)((uint64_t)sysconf(_SC_PAGESIZE) << order);
	return true;
}

/* "name active total size per-slab pages : tunables ..." */
static bool parse_line(const char *line, char name[NAME_SIZE],
		       struct slab_cache *cache)
{
	unsigned bytes;
	unsigned per_slab;
	unsigned pages;

	if (sscanf(line, "%63s %" SCNu64 " %*u %u %u %u : tunables", name,
		   &cache->used_n, &bytes, &per_slab, &pages) != 5 ||
	    per_slab == 0)
		return false;
	cache->object.bytes = bytes;
	cache->object.per_slab = per_slab;
	cache->object.slab_bytes = pages * (uint32_t)sysconf(_SC_PAGESIZE);
	return true;
}

static bool read_slabinfo(const char *name, struct slab_cache *cache)
{
	FILE *file = fopen(SLABINFO, "re");
	char line[LINE_SIZE];
	char found[NAME_SIZE];
	bool is_it = false;

	while (file && !is_it && fgets(line, sizeof(line), file))
		is_it =
		    parse_line(line, found, cache) && strcmp(found, name) == 0;
	if (file)
		fclose(file);
	return is_it;
}

void slab_settle(void)
{
	instant_sleep_until(instant_now_ns() + SETTLE_NS);
}

double slab_kept_bytes(void)
{
	FILE *file = fopen(SLABINFO, "re");
	struct slab_cache cache;
	char line[LINE_SIZE];
	char name[NAME_SIZE];
	double bytes = 0;
	uint64_t reclaim;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (!parse_line(line, name, &cache) ||
		    (read_number(name, "reclaim_account", &reclaim) && reclaim))
			continue;
		bytes += slab_used_bytes(&cache);
	}
	fclose(file);
	return bytes;
}

bool slab_read(const char *name, struct slab_cache *cache)
{
	return read_folder(name, cache) || read_slabinfo(name, cache);
}
