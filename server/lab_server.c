#include "lab_server.h"

#include "child.h"
#include "die.h"
#include "hosts.h"

#include <signal.h>
#include <unistd.h>

static void words_of_server(struct child_words *words, const char *program,
			    const struct lab_server_load *load, int out,
			    int ready)
{
	char address[48];

	units_print_address(address, sizeof(address), HOSTS_SERVER);
	child_word(words, "%s", program);
	child_word(words, "--address=%s", address);
	child_word(words, "--port=%d", LAB_SERVER_PORT);
	child_word(words, "--close=%s", load->closer);
	if (load->requests)
		child_word(words, "--requests-per-connection=%s",
			   load->requests);
	if (load->ports)
		child_word(words, "--server-ports=%s", load->ports);
	if (load->hold)
		child_word(words, "--hold=%s", load->hold);
	child_word(words, "--ready-fd=%d", ready);
	if (out >= 0)
		child_word(words, "--output=-");
}

pid_t lab_server_start_or_die(const char *program, int host,
			      const struct lab_server_load *load, int out)
{
	struct child_words words = {0};
	char ready;
	pid_t child;
	int ends[2];

	if (pipe(ends) < 0)
		die_errno(DIE_RUNTIME, "pipe()");
	words_of_server(&words, program, load, out, ends[1]);
	child = child_start_or_die(&words, host, out, ends[1]);
	close(ends[1]);
	if (read(ends[0], &ready, 1) != 1)
		die(DIE_RUNTIME, "tw-server did not start");
	close(ends[0]);
	return child;
}

void lab_server_stop_or_die(pid_t server)
{
	int code;

	kill(server, SIGTERM);
	code = child_wait(server);
	if (code)
		die(DIE_RUNTIME, "tw-server ended with exit code %d", code);
}
