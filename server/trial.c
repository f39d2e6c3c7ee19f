#include "trial.h"

#include "die.h"
#include "hosts.h"
#include "instant.h"
#include "lab_server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* From here to the first connect: tw-load must have read its options. */
#define LEAD_NS (300 * NS_PER_MS)

int trial_memfd_or_die(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0)
		die_errno(DIE_RUNTIME, "memfd_create()");
	return fd;
}

/* "NAME=VALUE", split at the first '='. */
static void apply_settings_or_die(const struct trial_plan *plan)
{
	char name[TRIAL_TEXT_SIZE];

	for (size_t i = 0; i < plan->settings_n; i++) {
		const char *equals = strchr(plan->setting[i], '=');

		snprintf(name, sizeof(name), "%.*s",
			 (int)(equals - plan->setting[i]), plan->setting[i]);
		hosts_set_or_die(name, equals + 1);
	}
}

static void set_up_hosts_or_die(const struct trial_plan *plan,
				struct hosts *hosts, struct wheel *wheel)
{
	hosts_make_or_die(hosts, plan->ports, wheel);
	hosts_enter_or_die(hosts->server);
	apply_settings_or_die(plan);
	hosts_enter_or_die(hosts->client);
	apply_settings_or_die(plan);
}

static void words_of_plan(struct child_words *words,
			  const struct trial_plan *plan)
{
	child_word(words, "--rate=%s", plan->rate);
	child_word(words, "--duration=%s", plan->duration);
	child_word(words, "--arrivals=%s", plan->arrivals);
	child_word(words, "--ports=%u-%u", plan->ports.low, plan->ports.high);
	child_word(words, "--port-pick=%s", plan->pick);
	child_word(words, "--close=%s", plan->closer);
	child_word(words, "--hold=%s", plan->hold);
	child_word(words, "--requests-per-connection=%s", plan->requests);
	child_word(words, "--server-ports=%s", plan->server_ports);
	child_word(words, "--seed=%s", plan->seed);
	child_word(words, "--format=json");
}

static void run_load_or_die(const struct trial *trial,
			    const struct hosts *hosts, int64_t start_ns)
{
	struct child_words words = {0};
	int code;

	child_word(&words, "%s", trial->plan.tw_load);
	words_of_plan(&words, &trial->plan);
	child_word(&words, "--server=10.128.0.1:%d", LAB_SERVER_PORT);
	child_word(&words, "--start-at=%lldns", (long long)start_ns);
	if (trial->plan.series[0])
		child_word(&words, "--series=%s.real.tsv", trial->plan.series);
	code = child_wait(
	    child_start_or_die(&words, hosts->client, trial->load, -1));
	if (code)
		die(DIE_RUNTIME, "tw-load ended with exit code %d", code);
}

static void simulate_or_die(const struct trial *trial, int64_t phase_ns,
			    int64_t hz)
{
	const struct trial_plan *plan = &trial->plan;
	struct child_words words = {0};
	int code;

	child_word(&words, "%s", plan->twsim);
	child_word(&words, "run");
	words_of_plan(&words, plan);
	child_word(&words, "--stack=%s", plan->stack);
	child_word(&words, "--rtt=50us");
	child_word(&words, "--client-threads=1"); /* as tw-load has */
	child_word(&words, "--set=clock.hz=%lld", (long long)hz);
	child_word(&words, "--set=clock.wheel-phase=%lldns",
		   (long long)phase_ns);
	for (const struct hosts_sysctl *at = hosts_sysctls; at->name; at++)
		child_word(&words, "--set=%s=%s", at->name, at->value);
	for (size_t i = 0; i < plan->settings_n; i++)
		child_word(&words, "--set=%s", plan->setting[i]);
	if (plan->series[0])
		child_word(&words, "--series=%s.simulated.tsv", plan->series);
	code = child_wait(child_start_or_die(&words, -1, trial->simulated, -1));
	if (code)
		die(DIE_RUNTIME, "twsim ended with exit code %d", code);
}

static _Noreturn void trial_run_or_die(const struct trial *trial, pid_t parent)
{
	const struct lab_server_load load = {
	    .closer = trial->plan.closer,
	    .requests = trial->plan.requests,
	    .ports = trial->plan.server_ports,
	    .hold = trial->plan.hold,
	};
	struct wheel wheel;
	struct hosts hosts;
	int64_t start_ns;
	sigset_t none;
	pid_t server;

	if (!hosts_may_be())
		exit(DIE_SKIP);
	/* again: entering a user namespace unties */
	child_tie(parent);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	set_up_hosts_or_die(&trial->plan, &hosts, &wheel);
	/* Simulated first: what it refuses need not be tried for minutes. */
	start_ns = instant_now_ns() + LEAD_NS;
	simulate_or_die(trial, wheel_phase_ns(&wheel, start_ns), wheel.hz);
	server = lab_server_start_or_die(trial->plan.tw_server, hosts.server,
					 &load, trial->server);
	start_ns = wheel_put_off(&wheel, start_ns, instant_now_ns() + LEAD_NS);
	run_load_or_die(trial, &hosts, start_ns);
	lab_server_stop_or_die(server);
	exit(0);
}

void trial_start_or_die(struct trial *trial)
{
	pid_t parent = getpid();

	trial->load = trial_memfd_or_die("load");
	trial->server = trial_memfd_or_die("server");
	trial->simulated = trial_memfd_or_die("simulated");
	trial->process = child_fork_or_die();
	if (trial->process == 0)
		trial_run_or_die(trial, parent);
}

char *trial_text_or_die(int memfd)
{
	struct stat stat;
	char *text;
	size_t size;

	if (fstat(memfd, &stat) < 0)
		die_errno(DIE_RUNTIME, "fstat()");
	size = (size_t)stat.st_size;
	text = malloc(size + 1);
	if (!text || pread(memfd, text, size, 0) != (ssize_t)size)
		die_errno(DIE_RUNTIME, "cannot read what a program printed");
	text[size] = '\0';
	return text;
}
