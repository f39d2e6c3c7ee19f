#include "signals.h"

#include "die.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

int signals_or_die(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		die_errno(DIE_RUNTIME, "signalfd()");
	return fd;
}
