#ifndef RUN_DRILL_PLAY_PACKET_H
#define RUN_DRILL_PLAY_PACKET_H

#include "drill/drill_play_inside.h"

/** drill_play_packet_inject() - Let the packet of the event come in */
bool drill_play_packet_inject(struct drill_play *play);

/** drill_play_packet_expect() - Wait for the packet of the event */
bool drill_play_packet_expect(struct drill_play *play);

/** drill_play_packet_leftovers() - Did the script pass over what the stack
 * sent? */
bool drill_play_packet_leftovers(struct drill_play *play);

#endif
