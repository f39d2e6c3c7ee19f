#include "cli/quit.h"

#include "cli/progress.h"
#include "cli/verbs.h"
#include "run/atomic_file.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* timeout(1) sends its signal to the program and to its group: twice. */
#define SECOND_NS_MIN 200000000

static volatile sig_atomic_t stop;
static struct timespec first_at;

/* All that follows may be called in a signal handler. */
static _Noreturn void quit(const char *words)
{
	ssize_t ignored;

	atomic_file_unlink_all();
	progress_erase_at_once();
	ignored = write(STDERR_FILENO, words, strlen(words));
	(void)ignored;
	_exit(EXIT_RUNTIME);
}

static gint64 since_first_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (gint64)(now.tv_sec - first_at.tv_sec) * 1000000000 +
	       now.tv_nsec - first_at.tv_nsec;
}

static void on_signal(int number)
{
	(void)number;
	if (!stop)
		clock_gettime(CLOCK_MONOTONIC, &first_at);
	else if (since_first_ns() >= SECOND_NS_MIN)
		quit("twsim: stopped, without results\n");
	stop = 1;
}

const volatile sig_atomic_t *quit_flag(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		sigaddset(&action.sa_mask, numbers[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		sigaction(numbers[i], &action, NULL);
	return &stop;
}

void quit_without_memory(size_t bytes)
{
	char words[128];

	snprintf(words, sizeof(words),
		 "twsim: out of memory: %zu bytes more are not to be had; "
		 "a smaller run is expected\n",
		 bytes);
	quit(words);
}
