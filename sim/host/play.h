#ifndef HOST_PLAY_H
#define HOST_PLAY_H

#include "host/callers.h"
#include "host/sizes.h"

/** The event that the thread of a client is done; index of the pair */
#define PLAY_EVENT (CALLERS_EVENT + 1)

/**
 * struct play - The applications of a run, all after one script
 *
 * It is the player of a net: give play_player and this to net_init().
 *
 * @loops:	A thread of a client has nothing to do when its application has
 *		closed, or the connection has come to nothing: PLAY_EVENT
 * @served_max:	Connections for which the servers have processes or threads
 * @unserved_n:	Those that found none
 * @spread, @sizes: Of the answers, if they are not all as the script says
 */
struct play {
	struct app_script script;
	bool loops;
	bool spread;
	struct sizes sizes;
	int64_t served_max;
	uint64_t unserved_n;
	struct outcomes outcomes;
};

extern const struct net_player play_player;

void play_init(struct play *play, const struct app_script *script);

#endif
