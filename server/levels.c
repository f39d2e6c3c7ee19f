#include "levels.h"

#include "die.h"
#include "procnet.h"

#include <fcntl.h>
#include <unistd.h>

#define TEXT_SIZE 32768

void levels_open_or_die(struct levels *levels, GArray *level)
{
	*levels = (struct levels){
	    .sockstat = open("/proc/net/sockstat", O_RDONLY | O_CLOEXEC),
	    .tcp = open("/proc/net/tcp", O_RDONLY | O_CLOEXEC),
	    .level = level,
	};
	if (levels->sockstat < 0 || levels->tcp < 0)
		die_errno(DIE_RUNTIME, "/proc/net");
}

/* From the start: the kernel makes the text anew. */
static void read_text(int fd, char *text)
{
	size_t have = 0;
	ssize_t n = 1;

	lseek(fd, 0, SEEK_SET);
	while (n > 0 && have < TEXT_SIZE - 1) {
		n = read(fd, text + have, TEXT_SIZE - 1 - have);
		have += n > 0 ? (size_t)n : 0;
	}
	text[have] = '\0';
}

void levels_look(struct levels *levels, int64_t at_ns)
{
	struct stage_level level = {levels->looked_ns, at_ns, 0};
	struct procnet_sockets sockets;
	char text[TEXT_SIZE];
	uint64_t last_n = 0;

	levels->looked_ns = at_ns;
	read_text(levels->sockstat, text);
	if (!procnet_sockets_parse(text, &sockets) ||
	    (sockets.time_wait == 0 && levels->mini_n == 0))
		return;
	levels->mini_n = sockets.time_wait;
	read_text(levels->tcp, text);
	level.time_wait_n = procnet_time_waits_parse(text);
	if (levels->level->len > 0)
		last_n = g_array_index(levels->level, struct stage_level,
				       levels->level->len - 1)
			     .time_wait_n;
	if (level.time_wait_n != last_n)
		g_array_append_val(levels->level, level);
}

void levels_close(struct levels *levels)
{
	close(levels->sockstat);
	close(levels->tcp);
}
