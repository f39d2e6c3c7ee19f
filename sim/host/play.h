#ifndef HOST_PLAY_H
#define HOST_PLAY_H

#include "host/outcomes.h"

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

#endif
