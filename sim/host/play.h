#ifndef HOST_PLAY_H
#define HOST_PLAY_H

#include "base/histogram.h"
#include "host/net.h"

/** struct outcomes - What became of the connects, as the clients see it */
struct outcomes {
	uint64_t attempted;
	uint64_t established;
	uint64_t completed;
	uint64_t no_port;
	uint64_t reset;
	uint64_t refused;
	uint64_t timed_out;
	int64_t no_port_first_ns;
	struct histogram connect;
	struct histogram connect_cheap;
	struct histogram connect_dear;
};

/**
 * struct play - The applications of a run, all after one script
 *
 * It is the player of a net: give play_player and this to net_init().
 */
struct play {
	struct app_script script;
	struct outcomes outcomes;
};

extern const struct net_player play_player;

void play_init(struct play *play, const struct app_script *script);

/** play_connect() - A client of the pair connects, and the play begins */
void play_connect(struct net *net, uint32_t pair);

#endif
