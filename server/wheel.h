#ifndef SERVER_WHEEL_H
#define SERVER_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: Where the kernel's timer wheel stands
 *
 * Linux ends a TIME-WAIT at the next multiple of 512 ticks of its tick counter
 * (jiffies), so a simulation of this machine must know that counter. It is
 * found within a tenth of a second and without privileges:
 * - the tick: a retransmission time-out is rounded up to ticks, and that of a
 *   new connection with a short round trip is 200 ms and a little more;
 * - the counter: the kernel stamps each address given to an interface with it,
 *   in hundredths of a second. Stamps taken at many instants narrow down where
 *   a tick begins.
 * Ticks and CLOCK_MONOTONIC run from the same clock: what was found holds.
 */

/**
 * struct wheel - The tick counter of this machine
 * @hz:		Ticks per second
 * @origin_ns:	CLOCK_MONOTONIC when the counter had its value at boot
 * @error_ns:	Half the width of what is known about @origin_ns
 */
struct wheel {
	int64_t hz;
	int64_t origin_ns;
	int64_t error_ns;
};

/**
 * wheel_measure() - Find the tick counter
 *
 * To be called in a network namespace made for this: it gives addresses to
 * its loopback interface and makes connections there.
 *
 * Return:	false and errno if the kernel does not tell
 */
bool wheel_measure(struct wheel *wheel);

/**
 * wheel_phase_ns() - How far the tick counter is into the wheel
 * @at_ns:	Instant of CLOCK_MONOTONIC
 *
 * Return:	ns since the counter was a multiple of 32768 ticks, a multiple
 *		of the granules of all levels up to that of 129 s at 250 Hz
 * Source:	linux kernel/time/timer.c; include/linux/jiffies.h
 *		INITIAL_JIFFIES
 */
int64_t wheel_phase_ns(const struct wheel *wheel, int64_t at_ns);

/**
 * wheel_put_off() - The same phase, later
 * @at_ns:	Instant of CLOCK_MONOTONIC
 * @from_ns:	Earliest instant
 *
 * Return:	@at_ns or the first instant after @from_ns that is a number of
 *		granules of 512 ticks later: for time-outs below 32256 ticks,
 *		129 s at 250 Hz, both are the same
 */
int64_t wheel_put_off(const struct wheel *wheel, int64_t at_ns,
		      int64_t from_ns);

/**
 * struct wheel_sight - One stamp, and what it says about the origin
 * @from_ns, @to_ns: CLOCK_MONOTONIC before and after it was taken
 * @stamp:	Hundredths of a second
 */
struct wheel_sight {
	int64_t from_ns;
	int64_t to_ns;
	uint32_t stamp;
};

/**
 * wheel_narrow() - Shrink what is known about the origin by a sight
 * @low_ns, @high_ns: In and out
 */
void wheel_narrow(const struct wheel_sight *sight, int64_t hz, int64_t *low_ns,
		  int64_t *high_ns);

/**
 * wheel_hz_of_rto() - Ticks per second from a retransmission time-out
 * @rto_us:	As in tcp_info; of a round trip below 3 ms
 *
 * Return:	100, 250, 300 or 1000; 0: none of them fits
 */
int64_t wheel_hz_of_rto(uint32_t rto_us);

#endif
