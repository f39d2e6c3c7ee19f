#include "run/memory.h"

#include "run/report_text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* One part in so many stays free: for others; and, of an address space, for
 * what is needed to say how far the run had come. */
#define SPARED 20

/* Files of a cgroup's memory, by version. */
struct cgroup {
	const char *controller; /* in the line of /proc/self/cgroup */
	const char *folder;
	const char *limits[3];
	const char *usage;
	const char *reclaimable; /* in memory.stat: goes when room is needed */
};

static const struct cgroup versions[] = {
    {"",
     "/sys/fs/cgroup",
     {"memory.max", "memory.high", NULL},
     "memory.current",
     "inactive_file"},
    {"memory",
     "/sys/fs/cgroup/memory",
     {"memory.limit_in_bytes", NULL},
     "memory.usage_in_bytes",
     "total_inactive_file"},
};

/* Not g_file_get_contents(): a progress line and a watch ask often. */
struct memory_use memory_used(void)
{
	struct memory_use use = {0, 0};
	int64_t page_bytes = sysconf(_SC_PAGESIZE);
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[64];
	char *next;
	ssize_t length;

	if (fd < 0)
		return use;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length <= 0)
		return use;
	text[length] = '\0';
	use.virtual_bytes = strtoll(text, &next, 10) * page_bytes;
	use.resident_bytes = strtoll(next, NULL, 10) * page_bytes;
	return use;
}

static int64_t used_bytes(const struct memory_limit *limit)
{
	struct memory_use use = memory_used();

	return limit->is_virtual ? use.virtual_bytes : use.resident_bytes;
}

int64_t memory_room_bytes(const struct memory_limit *limit)
{
	int64_t used = used_bytes(limit);

	return limit->most_bytes > used ? limit->most_bytes - used : 0;
}

bool memory_is_over(const struct memory_limit *limit)
{
	return used_bytes(limit) > limit->most_bytes;
}

struct memory_limit memory_limit_given(int64_t most_bytes)
{
	return (struct memory_limit){most_bytes, "of --max-memory", false};
}

char *memory_limit_text(const struct memory_limit *limit)
{
	g_autofree char *bytes = report_text_bytes((double)limit->most_bytes);

	return g_strdup_printf("the %s %s", bytes, limit->of);
}

static char *read_text(const char *root, const char *path)
{
	g_autofree char *full = g_strconcat(root, path, NULL);
	char *text = NULL;

	if (!g_file_get_contents(full, &text, NULL, NULL))
		return NULL;
	return text;
}

/* The number behind a name at the start of a line; -1: there is none. */
static int64_t number_of(const char *text, const char *name)
{
	size_t length = strlen(name);
	char *end;
	int64_t n;

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (strncmp(text, name, length) != 0 ||
		    (length > 0 && !strchr(": ", text[length])))
			continue;
		text += length + (length > 0);
		n = g_ascii_strtoll(text, &end, 10);
		return end == text ? -1 : n;
	}
	return -1;
}

/* "max" is no number, and no limit. */
static int64_t read_number(const char *root, const char *folder,
			   const char *path, const char *file, const char *name)
{
	g_autofree char *full = g_build_filename("/", folder, path, file, NULL);
	g_autofree char *text = read_text(root, full);

	return text ? number_of(text, name) : -1;
}

static void lower(struct memory_limit *limit, int64_t room_bytes,
		  const char *of)
{
	int64_t resident = memory_used().resident_bytes;

	if (room_bytes < 0)
		room_bytes = 0;
	if (room_bytes >= limit->most_bytes - resident)
		return;
	*limit = (struct memory_limit){resident + room_bytes, of, false};
}

static void lower_to_free(struct memory_limit *limit, const char *root)
{
	g_autofree char *text = read_text(root, "/proc/meminfo");
	int64_t kib = text ? number_of(text, "MemAvailable") : -1;

	if (kib >= 0)
		lower(limit, kib * 1024 / SPARED * (SPARED - 1),
		      "that are free");
}

static void lower_to_group(struct memory_limit *limit, const char *root,
			   const struct cgroup *cgroup, const char *path)
{
	int64_t used =
	    read_number(root, cgroup->folder, path, cgroup->usage, "");
	int64_t file = read_number(root, cgroup->folder, path, "memory.stat",
				   cgroup->reclaimable);

	if (used < 0)
		return;
	if (file > 0 && file <= used)
		used -= file;
	for (size_t i = 0; cgroup->limits[i]; i++) {
		int64_t most = read_number(root, cgroup->folder, path,
					   cgroup->limits[i], "");

		if (most >= 0)
			lower(limit, most - used, "of its cgroup");
	}
}

/* From the group up: the limit of each holds for all below. In a container the
 * path may be one of the host's, and only its root is there. */
static void lower_to_groups(struct memory_limit *limit, const char *root,
			    const struct cgroup *cgroup, char *path)
{
	char *slash;

	lower_to_group(limit, root, cgroup, path);
	while ((slash = strrchr(path, '/')) != NULL && path[1] != '\0') {
		slash[slash == path] = '\0';
		lower_to_group(limit, root, cgroup, path);
	}
}

static bool has_controller(const char *list, const char *controller)
{
	g_auto(GStrv) names = g_strsplit(list, ",", -1);

	return *list == '\0'
		   ? *controller == '\0'
		   : g_strv_contains((const char *const *)names, controller);
}

static void lower_to_cgroups(struct memory_limit *limit, const char *root)
{
	g_autofree char *text = read_text(root, "/proc/self/cgroup");
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	for (size_t i = 0; lines[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], ":", 3);

		if (g_strv_length(parts) < 3)
			continue;
		for (size_t j = 0; j < G_N_ELEMENTS(versions); j++)
			if (has_controller(parts[1], versions[j].controller))
				lower_to_groups(limit, root, &versions[j],
						parts[2]);
	}
}

static void lower_to_rlimit(struct memory_limit *limit)
{
	struct rlimit space;
	int64_t most;

	if (getrlimit(RLIMIT_AS, &space) < 0 ||
	    space.rlim_cur == RLIM_INFINITY || space.rlim_cur > INT64_MAX)
		return;
	most = (int64_t)(space.rlim_cur / SPARED * (SPARED - 1));
	if (most - memory_used().virtual_bytes < memory_room_bytes(limit))
		*limit = (struct memory_limit){
		    most, "of address space (RLIMIT_AS)", true};
}

struct memory_limit memory_limit_find(const char *root)
{
	struct memory_limit limit = {INT64_MAX, "", false};

	lower_to_free(&limit, root);
	lower_to_cgroups(&limit, root);
	lower_to_rlimit(&limit);
	return limit;
}
