#include "meminfo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int64_t meminfo_value(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	size_t length = strlen(name);
	char line[256];
	int64_t kib = -1;

	while (file && kib < 0 && fgets(line, sizeof(line), file))
		if (strncmp(line, name, length) == 0 && line[length] == ':' &&
		    sscanf(line + length + 1, "%" SCNd64, &kib) != 1)
			kib = -1;
	if (file)
		fclose(file);
	return kib < 0 ? -1 : kib * 1024;
}
