#ifndef RUN_DRILL_PLAY_CODE_H
#define RUN_DRILL_PLAY_CODE_H

#include "drill/drill_play_inside.h"

/** drill_play_code() - Judge the assertion of the event */
bool drill_play_code(struct drill_play *play);

#endif
