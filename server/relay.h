#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include "frame.h"
#include "wire/fate.h"
#include "wire_port.h"
#include "world/config.h"

/**
 * DOC: A wire of real segments
 *
 * Two interfaces, and between them what the simulator has between two hosts:
 * its links, its rules, its random streams, its queue. A segment enters when
 * the kernel says that it came, and leaves when wire/fate.h says so. Each
 * segment goes by itself, also where a host has left the cutting to its
 * interface. Neighbour discovery passes at once; rules are for TCP alone.
 *
 * Instants are those of CLOCK_MONOTONIC.
 */

/** enum relay_side - Whose interface it is; what enters at one leaves at the
 * other */
enum relay_side { RELAY_CLIENT, RELAY_SERVER, RELAY_SIDES };

/**
 * struct relay_entry - A frame has entered
 * @serial:	Which one, from 0
 * @fate:	Its instants are those of leaving
 * @rule:	That decided; NULL: none
 */
struct relay_entry {
	uint64_t serial;
	int64_t at_ns;
	bool to_server;
	const struct frame *frame;
	const struct rules_rule *rule;
	struct fate fate;
};

/**
 * struct relay_exit - A frame, or a copy, has left
 * @serial:	Of its entry
 * @due_ns:	When it should have
 * @at_ns:	When it did
 */
struct relay_exit {
	uint64_t serial;
	int64_t due_ns;
	int64_t at_ns;
	bool to_server;
	const struct frame *frame;
};

/** struct relay_tap - Who is told; any of them may be NULL */
struct relay_tap {
	void (*entered)(void *data, const struct relay_entry *entry);
	void (*freed)(void *data, uint64_t serial, int64_t at_ns,
		      int64_t leaves_ns);
	void (*left)(void *data, const struct relay_exit *exit);
	void *data;
};

/**
 * struct relay_setup - What a wire is made from
 * @backend:	Of both interfaces
 * @interface:	By enum relay_side, of this network namespace
 * @rtt_ns ... @seed: As in struct config of the simulator
 * @frames_max:	How many the kernel keeps at each side until they are read
 * @rule:	@rules_n of them, copied
 */
struct relay_setup {
	enum wire_backend backend;
	const char *interface[RELAY_SIDES];
	int64_t rtt_ns;
	int64_t jitter_ns;
	double loss;
	double duplicate;
	double reorder;
	int64_t wander_ns;
	int64_t msl_ns;
	uint64_t seed;
	size_t frames_max;
	const struct rules_rule *rule;
	size_t rules_n;
};

/**
 * struct relay_counts - What has come of it, by direction: [to_server]
 * @missed_n:	Frames that the kernel had no room for: the wire was too slow;
 *		see wire_port_missed_n()
 * @refused_n:	Frames that the kernel did not take
 * @late_ns:	The most by which a frame has left too late
 */
struct relay_counts {
	uint64_t entered_n[2];
	uint64_t left_n[2];
	uint64_t lost_n[2];
	uint64_t duplicated_n[2];
	uint64_t missed_n;
	uint64_t refused_n;
	int64_t late_ns;
};

struct relay;

/** relay_setup_of() - The wire of a simulated run; the rest is left to fill in
 */
struct relay_setup relay_setup_of(const struct config *config);

/** relay_new_or_die() - Open both interfaces; from here on frames are kept */
struct relay *relay_new_or_die(const struct relay_setup *setup);
void relay_free(struct relay *relay);

/** relay_tell() - Have @tap told from here on */
void relay_tell(struct relay *relay, struct relay_tap tap);

/**
 * relay_run() - Be a wire
 * @until_ns:	Its end
 * @stop_fd:	Readable: end before that
 *
 * What is on its way at the end is lost.
 */
void relay_run(struct relay *relay, int64_t until_ns, int stop_fd);

/** relay_counts() - Up to now */
struct relay_counts relay_counts(struct relay *relay);

/** relay_idle_rule() - A rule that never decided; NULL: each has */
const struct rules_rule *relay_idle_rule(const struct relay *relay);

#endif
