#include "tcp/state.h"

#include <assert.h>

#define STATE_NAME(id, name) [TCP_##id] = name,
static const char *const state_names[] = {TCP_STATES(STATE_NAME)};
static_assert(sizeof(state_names) / sizeof(state_names[0]) == TCP_STATES_N,
	      "a name per state");

const char *tcp_state_name(enum tcp_state state)
{
	return state_names[state];
}
