#ifndef RUN_DRILL_PLAY_CALL_H
#define RUN_DRILL_PLAY_CALL_H

#include "drill/drill_play_inside.h"

/** drill_play_call() - Make the call of the event */
bool drill_play_call(struct drill_play *play);

#endif
