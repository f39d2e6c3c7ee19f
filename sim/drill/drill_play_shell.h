#ifndef RUN_DRILL_PLAY_SHELL_H
#define RUN_DRILL_PLAY_SHELL_H

#include "drill/drill_play_inside.h"

/** drill_play_shell() - Do what the shell line of the event does */
bool drill_play_shell(struct drill_play *play);

#endif
