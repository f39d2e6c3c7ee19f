#include "wheel.h"

#include "base/units.h"
#include "instant.h"
#include "rtnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIES_N	   5
#define SIGHTS_N   64
#define SIGHT_GAP  (1300 * NS_PER_US)
#define STAMP_NS   (10 * NS_PER_MS)
#define WHEEL_SPAN 32768
#define GRANULE	   512

int64_t wheel_hz_of_rto(uint32_t rto_us)
{
	static const int64_t known[] = {1000, 300, 250, 100};

	/* The round trip adds less than a tick to 200 ms, or just over one. */
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		int64_t ticks = known[i] / 5 + 1;
		int64_t expected_us = ticks * 1000000 / known[i];

		if (rto_us >= expected_us && rto_us <= expected_us + 1)
			return known[i];
	}
	return 0;
}

/* Without an overflow after 106 days at 1000 Hz. */
static int64_t ticks_ns(int64_t ticks, int64_t hz)
{
	return ticks / hz * NS_PER_S + ticks % hz * NS_PER_S / hz;
}

void wheel_narrow(const struct wheel_sight *sight, int64_t hz, int64_t *low_ns,
		  int64_t *high_ns)
{
	/* The 32 bits of a stamp wrap after 497 days: add what is missing. */
	int64_t about = sight->from_ns / STAMP_NS;
	int64_t stamp = about + (int32_t)(sight->stamp - (uint32_t)about);
	int64_t tick_min = (stamp * hz + 99) / 100;
	int64_t tick_end = ((stamp + 1) * hz + 99) / 100;
	int64_t low = sight->from_ns - ticks_ns(tick_end, hz);
	int64_t high = sight->to_ns - ticks_ns(tick_min, hz);

	if (low > *low_ns)
		*low_ns = low;
	if (high < *high_ns)
		*high_ns = high;
}

int64_t wheel_phase_ns(const struct wheel *wheel, int64_t at_ns)
{
	int64_t span_ns = WHEEL_SPAN * NS_PER_S / wheel->hz;
	int64_t boot_ns = -300 * NS_PER_S % span_ns;
	int64_t phase_ns = (at_ns - wheel->origin_ns + boot_ns) % span_ns;

	return phase_ns < 0 ? phase_ns + span_ns : phase_ns;
}

int64_t wheel_put_off(const struct wheel *wheel, int64_t at_ns, int64_t from_ns)
{
	int64_t granule_ns = GRANULE * NS_PER_S / wheel->hz;

	if (at_ns >= from_ns)
		return at_ns;
	return at_ns +
	       (from_ns - at_ns + granule_ns - 1) / granule_ns * granule_ns;
}

static bool take_sight(int rtnl, uint32_t address, struct wheel_sight *sight)
{
	bool taken;

	sight->from_ns = instant_now_ns();
	taken = rtnl_add_address(rtnl, "lo", address, 32);
	sight->to_ns = instant_now_ns();
	return taken && rtnl_address_stamp(rtnl, address, &sight->stamp) &&
	       rtnl_del_address(rtnl, "lo", address, 32);
}

static bool measure_origin(int rtnl, struct wheel *wheel)
{
	int64_t low_ns = INT64_MIN;
	int64_t high_ns = INT64_MAX;
	struct wheel_sight sight;

	for (uint32_t i = 0; i < SIGHTS_N; i++) {
		/* 198.18.0.0/15 is set aside for measurements (RFC 2544) */
		if (!take_sight(rtnl, UINT32_C(0xc6120001) + i, &sight))
			return false;
		wheel_narrow(&sight, wheel->hz, &low_ns, &high_ns);
		instant_sleep_until(instant_now_ns() + SIGHT_GAP);
	}
	/* A tick that came late contradicts the others by as much. */
	errno = EAGAIN;
	wheel->origin_ns = low_ns + (high_ns - low_ns) / 2;
	wheel->error_ns = (high_ns - low_ns) / 2;
	if (wheel->error_ns < 0)
		wheel->error_ns = -wheel->error_ns;
	return wheel->error_ns < NS_PER_S / wheel->hz;
}

static int loopback_listener(struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*at);

	*at = (struct sockaddr_in){.sin_family = AF_INET};
	at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && bind(fd, (struct sockaddr *)at, size) == 0 &&
	    listen(fd, 1) == 0 &&
	    getsockname(fd, (struct sockaddr *)at, &size) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static uint32_t rto_to(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct linger abort = {.l_onoff = 1};
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);

	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
	if (connect(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 ||
	    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		info.tcpi_rto = 0;
	close(fd);
	return info.tcpi_rto;
}

static bool measure_hz(struct wheel *wheel)
{
	struct sockaddr_in at;
	int listener = loopback_listener(&at);

	wheel->hz = 0;
	for (int i = 0; i < TRIES_N && listener >= 0 && !wheel->hz; i++) {
		int peer;

		wheel->hz = wheel_hz_of_rto(rto_to(&at));
		peer = accept(listener, NULL, NULL);
		if (peer >= 0)
			close(peer);
	}
	if (listener >= 0)
		close(listener);
	errno = EDOM;
	return wheel->hz != 0;
}

bool wheel_measure(struct wheel *wheel)
{
	int rtnl = rtnl_open();
	bool found = rtnl >= 0 && rtnl_link_up(rtnl, "lo") && measure_hz(wheel);

	for (int i = 0; found && i < TRIES_N; i++) {
		if (measure_origin(rtnl, wheel))
			break;
		found = i + 1 < TRIES_N && errno == EAGAIN;
	}
	if (rtnl >= 0)
		close(rtnl);
	return found;
}
