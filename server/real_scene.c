#include "real_scene.h"

#include "hosts.h"
#include "sysctl.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* Headers of IPv4 and TCP */
#define HEADER_OCTETS 40
#define SYSCTL_PREFIX "net.ipv4."

static const struct model *model_of(const struct scene *scene, enum end end)
{
	return end == END_CLIENT ? scene->scenario.client
				 : scene->scenario.server;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool differs(const struct field *row, const void *a, const void *b,
		    char *text)
{
	char other[FIELD_TEXT_SIZE];

	field_print(row, a, text, FIELD_TEXT_SIZE);
	field_print(row, b, other, sizeof(other));
	return strcmp(text, other) != 0;
}

/* "linux-6.18" for a release of 6.18.44 */
static char *running_stack(void)
{
	struct utsname name;
	unsigned major = 0;
	unsigned minor = 0;

	uname(&name);
	sscanf(name.release, "%u.%u", &major, &minor);
	return g_strdup_printf("linux-%u.%u", major, minor);
}

static char *refuse_stack(const struct scene *scene)
{
	g_autofree char *running = running_stack();

	for (int end = 0; end < ENDS_N; end++) {
		const char *name = model_name(model_of(scene, (enum end)end));

		if (strcmp(name, running) != 0)
			return g_strdup_printf("it is about %s, and %s runs "
					       "here",
					       name, running);
	}
	return NULL;
}

/* Of the run: what the hosts and the wire of the lab can have. */
static char *refuse_options(const struct scene *scene)
{
	static const char *const possible[] = {
	    "ports",   "rtt",	 "jitter",   "loss", "duplicate",
	    "reorder", "wander", "wire-msl", "seed", NULL};
	g_autofree struct config *usual = g_new(struct config, 1);
	char text[FIELD_TEXT_SIZE];
	const struct field *rows;
	size_t rows_n;

	config_init(usual);
	rows = config_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		if (!is_among(rows[i].name, possible) &&
		    differs(&rows[i], &scene->scenario.config, usual, text))
			return g_strdup_printf("the lab has no %s = %s",
					       rows[i].name, text);
	return NULL;
}

/* Of several ports the kernel draws one, by a secret of its own; so which
 * TIME-WAIT is met next, and whether any, is not what the simulator draws. */
static char *refuse_ports(const struct scene *scene)
{
	uint32_t n =
	    port_range_count(config_client_ports(&scene->scenario.config));

	if (n <= 1)
		return NULL;
	return g_strdup_printf("which of %u ports comes next is drawn by a "
			       "secret of the kernel",
			       n);
}

/* Of a stack: what is set in no way but by changing the kernel. */
static char *refuse_values(const struct scene *scene, enum end end)
{
	static const char *const possible[] = {"tcp.mss", "clock.hz",
					       "clock.wheel-phase", NULL};
	const struct model *model = model_of(scene, end);
	struct model *usual = model_load(MODEL_STACK, model_name(model), NULL);
	char text[FIELD_TEXT_SIZE];
	char *reason = NULL;

	for (size_t i = 0; usual && !reason && i < model->rows_n; i++) {
		const struct field *row = &model->rows[i];

		if (!g_str_has_prefix(row->name, SYSCTL_PREFIX) &&
		    !is_among(row->name, possible) &&
		    differs(row, model_values(model), model_values(usual),
			    text))
			reason = g_strdup_printf("no sysctl makes %s = %s of "
						 "this kernel",
						 row->name, text);
	}
	model_free(usual);
	return reason;
}

char *real_scene_refusal(const struct scene *scene, bool any_kernel)
{
	const struct config *config = &scene->scenario.config;
	char *reason = any_kernel ? NULL : refuse_stack(scene);

	if (!reason)
		reason = refuse_options(scene);
	if (!reason)
		reason = refuse_ports(scene);
	for (int end = 0; !reason && end < ENDS_N; end++)
		reason = refuse_values(scene, (enum end)end);
	if (!reason && config->client.mss != config->server.mss)
		reason = g_strdup("the lab has one tcp.mss for both ends");
	return reason;
}

unsigned real_scene_mtu(const struct scene *scene)
{
	return (unsigned)scene->scenario.config.client.mss + HEADER_OCTETS;
}

static const void *profile_of(const struct scene *scene, enum end end)
{
	return end == END_CLIENT ? &scene->scenario.config.client
				 : &scene->scenario.config.server;
}

/* As /proc/sys has it; false: it is no number. */
static bool sysctl_text(const struct field *row, const void *profile,
			char *text, size_t size)
{
	const char *at = (const char *)profile + row->offset;

	switch (row->type) {
	case FIELD_BOOL:
		snprintf(text, size, "%d", *(const bool *)at);
		return true;
	case FIELD_INT:
		snprintf(text, size, "%lld",
			 (long long)*(const int64_t *)(const void *)at);
		return true;
	case FIELD_REAL:
	case FIELD_DURATION:
	case FIELD_BYTES:
	case FIELD_RATE:
	case FIELD_PORTS:
	case FIELD_OBJECT:
	case FIELD_ARRIVALS:
	case FIELD_ADDRESS:
	case FIELD_CHOICE:
	case FIELD_TEXT:
		break;
	}
	return false;
}

/* What the model's window scale comes from, whatever memory is here. And no
 * ACKs put together because an application happens to be reading. */
static const struct hosts_sysctl steady[] = {
    {"net.ipv4.tcp_rmem", "4096 131072 33554432"},
    {"net.ipv4.tcp_backlog_ack_defer", "0"},
};

void real_scene_sysctls_or_die(const struct scene *scene, enum end end)
{
	const struct field *rows;
	char text[FIELD_TEXT_SIZE];
	size_t rows_n;

	rows = profile_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		if (g_str_has_prefix(rows[i].name, SYSCTL_PREFIX) &&
		    sysctl_has(rows[i].name) &&
		    sysctl_text(&rows[i], profile_of(scene, end), text,
				sizeof(text)))
			hosts_set_or_die(rows[i].name, text);
	for (size_t i = 0; i < G_N_ELEMENTS(steady); i++)
		if (sysctl_has(steady[i].name))
			hosts_set_or_die(steady[i].name, steady[i].value);
}

const char *real_scene_missing(const struct scene *scene)
{
	char text[FIELD_TEXT_SIZE];
	const char *missing = NULL;

	for (int end = 0; !missing && end < ENDS_N; end++) {
		const struct model *model = model_of(scene, (enum end)end);
		struct model *usual =
		    model_load(MODEL_STACK, model_name(model), NULL);

		for (size_t i = 0; usual && i < model->rows_n; i++) {
			const struct field *row = &model->rows[i];

			if (g_str_has_prefix(row->name, SYSCTL_PREFIX) &&
			    !sysctl_has(row->name) &&
			    differs(row, model_values(model),
				    model_values(usual), text))
				missing = row->name;
		}
		model_free(usual);
	}
	return missing;
}
