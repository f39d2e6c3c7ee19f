#include "run/knobs.h"

#include "tcp/output.h"

#include <string.h>

/**
 * struct knob - A sysctl that is a row by another name
 * @name:	In the kernel
 * @row:	In the profile; NULL or not there: only @neutral can be set
 * @set:	NULL: the value is that of the row
 * @neutral:	A value, or several with blanks, that change nothing; "*": any
 */
struct knob {
	const char *name;
	const char *row;
	bool (*set)(struct profile *profile, const struct knob *knob,
		    const char *value);
	const char *neutral;
};

static bool set_row(struct profile *profile, const char *name,
		    const char *value)
{
	size_t rows_n;
	const struct field *rows = profile_rows(&rows_n);
	const struct field *row = field_find(rows, rows_n, name);
	struct complaint complaint;

	return row && field_set(row, profile, value, &complaint);
}

static bool row_exists(const char *name)
{
	size_t rows_n;
	const struct field *rows = profile_rows(&rows_n);

	return name && field_find(rows, rows_n, name);
}

static bool read_int(const char *value, int64_t *number)
{
	return units_parse_count(value, number);
}

/* The kernel takes milliseconds, the row a duration. */
static bool set_ms(struct profile *profile, const struct knob *knob,
		   const char *value)
{
	g_autofree char *text = g_strconcat(value, "ms", NULL);

	return set_row(profile, knob->row, text);
}

/* MSL in ms; the row is twice that */
static bool set_msl(struct profile *profile, const struct knob *knob,
		    const char *value)
{
	g_autofree char *text = NULL;
	int64_t ms;

	if (!read_int(value, &ms) || ms > INT32_MAX)
		return false;
	text = g_strdup_printf("%" G_GINT64_FORMAT "ms", 2 * ms);
	return set_row(profile, knob->row, text);
}

static bool set_s_of_ms(struct profile *profile, const struct knob *knob,
			const char *value)
{
	g_autofree char *text = NULL;
	int64_t ms;

	if (!read_int(value, &ms) || ms % 1000)
		return false;
	text = g_strdup_printf("%" G_GINT64_FORMAT, ms / 1000);
	return set_row(profile, knob->row, text);
}

/* 0 none; 1 both; 2 window scaling only; 3 timestamps only */
static bool set_rfc1323(struct profile *profile, const struct knob *knob,
			const char *value)
{
	bool timestamps = strcmp(value, "1") == 0 || strcmp(value, "3") == 0;
	bool scaling = strcmp(value, "1") == 0 || strcmp(value, "2") == 0;

	if (!timestamps && !scaling && strcmp(value, "0") != 0)
		return false;
	return set_row(profile, knob->row, timestamps ? "1" : "0") &&
	       set_row(profile, "net.ipv4.tcp_window_scaling",
		       scaling ? "1" : "0");
}

/* The shift is the least that lets the largest buffer be offered. */
static bool set_maxsockbuf(struct profile *profile, const struct knob *knob,
			   const char *value)
{
	g_autofree char *text = NULL;
	int64_t bytes;
	unsigned shift = 0;

	if (!read_int(value, &bytes))
		return false;
	while (shift < 14 && (INT64_C(65535) << shift) < bytes)
		shift++;
	text = g_strdup_printf("%u", shift);
	return set_row(profile, knob->row, text);
}

/* Half of the buffer is for text, and that in whole segments
 * (tcp.window-segments); the shift lets the largest be offered. Source: linux
 * v6.18 net/ipv4/tcp_output.c tcp_select_initial_window(); include/net/tcp.h
 * tcp_full_space() */
static bool set_rmem(struct profile *profile, const struct knob *knob,
		     const char *value)
{
	g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
	int64_t bytes[3];
	guint n = 0;
	char window[32], scale[32];

	for (char **word = words; *word; word++)
		if (**word && (n == 3 || !read_int(*word, &bytes[n++])))
			return false;
	if (n < 3)
		return false;
	g_snprintf(window, sizeof(window), "%" G_GINT64_FORMAT, bytes[1] / 2);
	g_snprintf(scale, sizeof(scale), "%u", output_window_shift(bytes[2]));
	return set_row(profile, knob->row, window) &&
	       set_row(profile, "tcp.window-scale", scale);
}

/* clang-format off */
static const struct knob knobs[] = {
	{"net.inet.tcp.rfc1323", "net.ipv4.tcp_timestamps", set_rfc1323, NULL},
	{"net.inet.tcp.sack.enable", "net.ipv4.tcp_sack", NULL, NULL},
	{"net.inet.tcp.recvspace", "tcp.window", NULL, NULL},
	{"net.inet.tcp.sendspace", NULL, NULL, "*"},
	{"net.inet.tcp.msl", "time-wait.duration", set_msl, NULL},
	{"net.inet.tcp.rexmit_initial", "rto.initial", set_ms, NULL},
	{"net.inet.tcp.finwait2_timeout", "net.ipv4.tcp_fin_timeout",
	 set_s_of_ms, NULL},
	{"net.inet.tcp.delacktime", "ack.delay", set_ms, NULL},
	{"net.inet.tcp.mssdflt", "tcp.mss-default", NULL, NULL},
	{"net.inet.tcp.initcwnd_segments", "tcp.initial-window", NULL, NULL},
	{"net.inet.tcp.syncache.rexmtlimit", "net.ipv4.tcp_synack_retries",
	 NULL, NULL},
	{"net.inet.tcp.insecure_rst", "input.insecure-rst", NULL, NULL},
	{"net.inet.tcp.insecure_syn", "input.insecure-syn", NULL, NULL},
	{"net.inet.tcp.drop_synfin", "input.drop-syn-fin", NULL, NULL},
	{"net.inet.tcp.blackhole", "input.blackhole", NULL, "0"},
	{"net.inet.tcp.ecn.enable", "input.ecn", NULL, "0 2"},
	{"net.inet.tcp.nolocaltimewait", "time-wait.none-on-loopback", NULL, NULL},
	{"net.inet.tcp.fast_finwait2_recycle", NULL, NULL, "0"},
	{"net.inet.tcp.syncookies", NULL, NULL, "*"},
	{"net.inet.tcp.syncookies_only", NULL, NULL, "0"},
	{"net.inet.tcp.hostcache.purgenow", NULL, NULL, "*"},
	{"net.inet.tcp.hostcache.enable", NULL, NULL, "*"},
	{"net.inet.tcp.functions_default", NULL, NULL, "freebsd"},
	{"net.inet.tcp.icmp_may_rst", NULL, NULL, "*"},
	{"net.inet.tcp.path_mtu_discovery", NULL, NULL, "*"},
	{"net.inet.tcp.tso", NULL, NULL, "*"},
	{"net.inet.tcp.log_debug", NULL, NULL, "*"},
	{"net.inet.icmp.icmplim", NULL, NULL, "*"},
	{"kern.ipc.maxsockbuf", "tcp.window-scale", set_maxsockbuf, NULL},
	{"kern.timecounter.alloweddeviation", NULL, NULL, "*"},

	{"net.ipv4.tcp_invalid_ratelimit", "input.ack-interval", set_ms, NULL},
	{"net.ipv4.tcp_ecn", "input.ecn", NULL, "0 2"},
	{"net.ipv4.tcp_fastopen", NULL, NULL, "0"},
	{"net.ipv4.tcp_mtu_probing", NULL, NULL, "0"},
	{"net.ipv4.tcp_syncookies", NULL, NULL, "0 1"},
	{"net.ipv4.tcp_challenge_ack_limit", NULL, NULL, "*"},
	{"net.ipv4.tcp_max_syn_backlog", NULL, NULL, "*"},
	{"net.ipv4.tcp_congestion_control", NULL, NULL, "*"},
	{"net.ipv4.tcp_no_metrics_save", NULL, NULL, "*"},
	{"net.ipv4.tcp_min_tso_segs", NULL, NULL, "*"},
	{"net.ipv4.tcp_slow_start_after_idle", NULL, NULL, "*"},
	{"net.ipv4.tcp_moderate_rcvbuf", NULL, NULL, "*"},
	{"net.ipv4.tcp_autocorking", NULL, NULL, "*"},
	{"net.ipv4.tcp_notsent_lowat", NULL, NULL, "*"},
	{"net.ipv4.tcp_rmem", "tcp.window", set_rmem, NULL},
	{"net.ipv4.tcp_wmem", NULL, NULL, "*"},
	{"net.ipv4.ip_no_pmtu_disc", NULL, NULL, "*"},
	{"net.core.default_qdisc", NULL, NULL, "*"},
	{"net.core.netdev_max_backlog", NULL, NULL, "*"},
};
/* clang-format on */

static bool is_neutral(const struct knob *knob, const char *value)
{
	g_auto(GStrv) neutral = NULL;

	if (!knob->neutral)
		return false;
	if (strcmp(knob->neutral, "*") == 0)
		return true;
	neutral = g_strsplit(knob->neutral, " ", -1);
	return g_strv_contains((const char *const *)neutral, value);
}

static enum knobs_outcome apply(struct profile *profile,
				const struct knob *knob, const char *value)
{
	bool done;

	if (row_exists(knob->row)) {
		done = knob->set ? knob->set(profile, knob, value)
				 : set_row(profile, knob->row, value);
		return done ? KNOBS_SET : KNOBS_VALUE;
	}
	if (is_neutral(knob, value))
		return KNOBS_IGNORED;
	return knob->neutral ? KNOBS_VALUE : KNOBS_UNKNOWN;
}

enum knobs_outcome knobs_set(struct profile *profile, const char *name,
			     const char *value)
{
	if (row_exists(name))
		return set_row(profile, name, value) ? KNOBS_SET : KNOBS_VALUE;
	for (size_t i = 0; i < G_N_ELEMENTS(knobs); i++)
		if (strcmp(knobs[i].name, name) == 0)
			return apply(profile, &knobs[i], value);
	return KNOBS_UNKNOWN;
}
