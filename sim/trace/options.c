#include "trace/options.h"

#include "base/must.h"

static size_t octets_of(enum option_kind kind)
{
	switch (kind) {
	case OPTION_EOL:
	case OPTION_NOP:
		return 1;
	case OPTION_MSS:
		return 4;
	case OPTION_WSCALE:
		return 3;
	case OPTION_SACK_OK:
		return 2;
	case OPTION_TS:
		return 10;
	}
	return 0;
}

static void add(struct options *options, enum option_kind kind)
{
	must(options->octets + octets_of(kind) <= OPTIONS_MAX);
	options->kind[options->n++] = kind;
	options->octets += octets_of(kind);
}

/* Fill up until the place is @rest octets beyond a multiple of @unit. */
static void fill(struct options *options, enum option_kind filler, size_t unit,
		 size_t rest)
{
	while (options->octets % unit != rest)
		add(options, filler);
}

/* linux v6.18 net/ipv4/tcp_output.c tcp_options_write(): in whole words, with
 * SACK permitted where the timestamps would have two NOPs */
static void add_as_linux(struct options *options, const struct segment *seg)
{
	bool ts = segment_has(seg, SEG_TS);
	bool sack = segment_has(seg, SEG_SACK_OK);

	if (segment_has(seg, SEG_MSS))
		add(options, OPTION_MSS);
	if (ts != sack)
		fill(options, OPTION_NOP, 4, 2);
	if (sack)
		add(options, OPTION_SACK_OK);
	if (ts)
		add(options, OPTION_TS);
	if (segment_has(seg, SEG_WSCALE)) {
		add(options, OPTION_NOP);
		add(options, OPTION_WSCALE);
	}
}

/* FreeBSD 13 sys/netinet/tcp_output.c tcp_addoptions(): each where its values
 * are aligned, and the end of the list if no word ends there */
static void add_as_bsd(struct options *options, const struct segment *seg)
{
	if (segment_has(seg, SEG_MSS))
		add(options, OPTION_MSS);
	if (segment_has(seg, SEG_WSCALE)) {
		fill(options, OPTION_NOP, 2, 1);
		add(options, OPTION_WSCALE);
	}
	if (segment_has(seg, SEG_SACK_OK)) {
		fill(options, OPTION_NOP, 2, 0);
		add(options, OPTION_SACK_OK);
	}
	if (segment_has(seg, SEG_TS)) {
		fill(options, OPTION_NOP, 4, 2);
		add(options, OPTION_TS);
	}
	fill(options, OPTION_EOL, 4, 0);
}

struct options options_of(const struct segment *seg, enum option_order order)
{
	struct options options = {.n = 0};

	switch (order) {
	case OPTIONS_LINUX:
		add_as_linux(&options, seg);
		break;
	case OPTIONS_BSD:
		add_as_bsd(&options, seg);
		break;
	}
	must(options.octets % 4 == 0);
	return options;
}
