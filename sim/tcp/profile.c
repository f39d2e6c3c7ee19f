#include "tcp/profile.h"

const char *const profile_timer_choices[] = {PROFILE_TIMER_CHOICES, NULL};
const char *const profile_floor_choices[] = {PROFILE_FLOOR_CHOICES, NULL};
const char *const profile_hold_choices[] = {PROFILE_HOLD_CHOICES, NULL};
const char *const profile_old_ack_choices[] = {PROFILE_OLD_ACK_CHOICES, NULL};
const char *const profile_window_choices[] = {PROFILE_WINDOW_CHOICES, NULL};
const char *const profile_option_choices[] = {PROFILE_OPTION_CHOICES, NULL};
const char *const profile_rearm_choices[] = {PROFILE_REARM_CHOICES, NULL};
const char *const profile_reopen_choices[] = {PROFILE_REOPEN_CHOICES, NULL};
const char *const profile_reuse_choices[] = {PROFILE_REUSE_CHOICES, NULL};
const char *const profile_order_choices[] = {PROFILE_ORDER_CHOICES, NULL};
const char *const profile_bind_choices[] = {PROFILE_BIND_CHOICES, NULL};
const char *const profile_checks_choices[] = {PROFILE_CHECKS_CHOICES, NULL};

#define PROFILE_ROW(...) FIELD_ROW(struct profile, __VA_ARGS__)
static const struct field rows[] = {PROFILE_FIELDS(PROFILE_ROW)};

const struct field *profile_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}
