#ifndef TCP_PROFILE_H
#define TCP_PROFILE_H

#include "base/field.h"

/**
 * DOC: A stack is data
 *
 * All that differs between TCP stacks is a row of PROFILE_FIELDS: a value with
 * a unit and a range, or the choice between named policies. The code never
 * asks which stack it is. Values are loaded from models/stacks/NAME.ini, where
 * each has its source. Sysctls keep their kernel names and their kernel units.
 */

/** enum timer_policy - When a timer set for t really fires */
enum timer_policy {
	TIMER_EXACT,	 /* at t */
	TIMER_WHEEL,	 /* linux >= 4.8: up to the granule of its level */
	TIMER_JIFFY,	 /* linux < 4.8: up to the next tick of clock.hz */
	TIMER_SLOW_TICK, /* BSD: up to the next 500 ms slow time-out */
};

/** enum floor_policy - How rto.min enters the retransmission time-out */
enum floor_policy {
	FLOOR_TOTAL,	/* RFC 6298 (2.4): the time-out is at least that */
	FLOOR_VARIANCE, /* linux: smoothed round trip + at least that */
};

/** enum old_ack - How old an acknowledgment may be; an older one is challenged,
 * and what comes with it is dropped (RFC 5961 s5.2) */
enum old_ack {
	OLD_ACK_ANY,	/* no matter how old */
	OLD_ACK_WINDOW, /* the largest window that the peer has offered */
	OLD_ACK_ACKED,	/* nor more than it has acknowledged at all */
};

/** enum hold_policy - How the end of TIME-WAIT is kept */
enum hold_policy {
	HOLD_TIMER,	/* a timer per socket, by timer_policy */
	HOLD_DEATH_ROW, /* linux <= 4.0: eight cells of an eighth each */
};

/** enum window_policy - A receive buffer in whole segments */
enum window_policy {
	WINDOW_ANY,
	WINDOW_UP,   /* FreeBSD: up to the next, once the peer is known */
	WINDOW_DOWN, /* linux: what of it is whole segments */
};

/** enum option_order - How options follow each other in a header */
enum option_order {
	OPTIONS_LINUX, /* MSS, SACK permitted, timestamps, window scale */
	OPTIONS_BSD,   /* MSS, window scale, SACK permitted, timestamps */
};

/** enum rearm_policy - What begins 2 MSL of a TIME-WAIT anew */
enum rearm_policy {
	REARM_FIN, /* RFC 9293: the peer's FIN, come again */
	REARM_ANY, /* linux: almost any segment */
};

/** enum reopen_policy - Which SYN may reopen a TIME-WAIT */
enum reopen_policy {
	REOPEN_NEVER,	  /* MAY-2 of RFC 9293 s3.6.1 is not taken */
	REOPEN_SEQUENCE,  /* its sequence number is beyond rcv_nxt */
	REOPEN_TIMESTAMP, /* RFC 6191 s2 */
	REOPEN_LINUX,	  /* beyond rcv_nxt, or a newer timestamp */
};

/** enum reuse_policy - When connect() may take over an own TIME-WAIT */
enum reuse_policy {
	REUSE_NEVER,
	REUSE_NEXT_SECOND,  /* linux 4.19: a later second of the clock */
	REUSE_SECOND_AFTER, /* linux <= 4.15: the second after that */
	REUSE_MILLISECONDS, /* linux >= 6.14: entry + tcp_tw_reuse_delay */
};

/** enum port_order - In which order connect() tries the ports */
enum port_order {
	ORDER_PARITY,	  /* linux >= 4.12: ports as even as low, then odd */
	ORDER_SEQUENTIAL, /* the next one, across all destinations */
	ORDER_RANDOM,	  /* a random one, then up */
};

/** enum demux_order - How the connection of a segment is looked for */
enum demux_order {
	DEMUX_HASH, /* found at once */
	DEMUX_LIST, /* one after another, the newest first, until it is found */
	DEMUX_WHOLE_LIST, /* the same, and on to the end */
};

/** enum bind_policy - When bind() refuses a port that another socket has */
enum bind_policy {
	BIND_ANY,   /* never: it is not modelled */
	BIND_LINUX, /* unless both have SO_REUSEADDR and that does not listen,
		       or both have SO_REUSEPORT */
};

/** enum input_checks - How a segment is checked, beyond what has its own row */
enum input_checks { CHECKS_RFC, CHECKS_LINUX };

/* clang-format off */
#define PROFILE_DEMUX_CHOICES  "hash", "list", "whole-list"
#define PROFILE_TIMER_CHOICES  "exact", "wheel", "jiffy", "slow-tick"
#define PROFILE_FLOOR_CHOICES  "total", "variance"
#define PROFILE_HOLD_CHOICES   "timer", "death-row"
#define PROFILE_OLD_ACK_CHOICES "no", "window", "acked"
#define PROFILE_WINDOW_CHOICES "any", "up", "down"
#define PROFILE_OPTION_CHOICES "linux", "bsd"
#define PROFILE_REARM_CHOICES  "fin", "any"
#define PROFILE_REOPEN_CHOICES "never", "sequence", "timestamp", "linux"
#define PROFILE_REUSE_CHOICES  "never", "next-second", "second-after", "milliseconds"
#define PROFILE_ORDER_CHOICES  "parity", "sequential", "random"
#define PROFILE_BIND_CHOICES   "any", "linux"
#define PROFILE_CHECKS_CHOICES "rfc9293", "linux"

/*    type      name                      member             min  max  choices  help */
#define PROFILE_FIELDS(F)                                                      \
F(INT,      "clock.hz",                   hz,                  0, 10000, NULL, \
  "timer ticks per s; 0: timers have no tick")                                 \
F(CHOICE,   "clock.timer",                timer,               0, 3, profile_timer_choices, \
  "how an expiry is rounded")                                                  \
F(DURATION, "clock.wheel-phase",          wheel_phase_ns,      0, 3600 * NS_PER_S, NULL, \
  "how far the host's tick counter is into the timer wheel at the start")      \
F(DURATION, "rto.initial",                rto_initial_ns,      NS_PER_MS, 60 * NS_PER_S, NULL, \
  "first retransmission of a SYN")                                             \
F(DURATION, "rto.min",                    rto_min_ns,          NS_PER_MS, 60 * NS_PER_S, NULL, \
  "smallest retransmission time-out")                                          \
F(DURATION, "rto.max",                    rto_max_ns,          NS_PER_S, 3600 * NS_PER_S, NULL, \
  "largest retransmission time-out")                                           \
F(CHOICE,   "rto.floor",                  rto_floor,           0, 1, profile_floor_choices, \
  "what rto.min is the least of: the sum, or the variation in it")             \
F(DURATION, "rto.syn-again",              syn_again_ns,        0, 60 * NS_PER_S, NULL, \
  "a SYN that met an old connection goes out again after that; 0: in its time") \
F(BOOL,     "rto.tail-loss-probe",        tail_loss_probe,     0, 1, NULL,     \
  "a probe goes out before the first time-out of the last segment")            \
F(DURATION, "ack.delay",                  ack_delay_ns,        0, NS_PER_S, NULL, \
  "longest delay of an ACK; 0: at once")                                       \
F(BOOL,     "ack.delay-fin",              ack_delay_fin,       0, 1, NULL,     \
  "the ACK of a FIN waits too, for the application may close at once")         \
F(BOOL,     "ack.delay-learned",          ack_delay_learned,   0, 1, NULL,     \
  "before text has come an ACK that may wait does so until the next tick only")  \
F(BOOL,     "ack.quick-start",            ack_quick_start,     0, 1, NULL,     \
  "the first data of a connection is acknowledged at once")                    \
F(INT,      "tcp.mss",                    mss,                 64, 65495, NULL, \
  "largest segment, octets")                                                   \
F(INT,      "tcp.window",                 window,              1, 1 << 30, NULL, \
  "receive buffer offered, octets")                                            \
F(INT,      "tcp.window-scale",           window_scale,        0, 14, NULL,   \
  "shift of the windows offered, where both ends have the option")             \
F(BOOL,     "tcp.window-scale-of-buffer", scale_of_buffer, 0, 1, NULL,         \
  "a receive buffer that the application has chosen (SO_RCVBUF) decides the shift") \
F(CHOICE,   "tcp.window-segments",        window_segments,     0, 2, profile_window_choices, \
  "how a connection's receive buffer is made whole segments")                  \
F(BOOL,     "tcp.window-round-up",        window_round_up,     0, 1, NULL,     \
  "a scaled window is rounded up in the header, not down")                     \
F(BOOL,     "tcp.push-half-window",       push_half_window,    0, 1, NULL,     \
  "PSH stands also where more than half of the peer's window was sent without") \
F(CHOICE,   "tcp.option-order",           option_order,        0, 1, profile_option_choices, \
  "how options follow each other in a header")                                 \
F(INT,      "tcp.mss-default",            mss_default,         64, 65495, NULL, \
  "largest segment towards a peer that names none, octets")                    \
F(INT,      "tcp.initial-window",         initial_window,      1, 1000, NULL, \
  "segments in flight at most: congestion control is not modelled beyond it")  \
F(BOOL,     "tcp.fin-in-window",          fin_in_window,       0, 1, NULL,     \
  "a FIN needs an octet of the peer's window; otherwise it goes whatever that is") \
F(BOOL,     "tcp.fin-in-cwnd",            fin_in_cwnd,         0, 1, NULL,     \
  "a FIN alone counts in tcp.initial-window; otherwise it goes whatever is in flight") \
F(DURATION, "tcp.isn-tick",               isn_tick_ns,         1, NS_PER_S, NULL, \
  "time in which the clock of initial sequence numbers moves on by one")       \
F(BOOL,     "input.drop-syn-fin",         drop_syn_fin,        0, 1, NULL,     \
  "a listener drops a SYN that carries a FIN; otherwise the SYN counts")       \
F(BOOL,     "input.syn-ack-again",        syn_ack_again,       0, 1, NULL,     \
  "the same SYN again in SYN-RECEIVED is answered by SYN,ACK, not by an ACK")  \
F(BOOL,     "input.syn-to-listen",        syn_to_listen,       0, 1, NULL,     \
  "a SYN in the window of SYN-RECEIVED leads back to LISTEN")                  \
F(BOOL,     "input.crossing-syn-ack",     crossing_syn_ack,    0, 1, NULL,     \
  "SYN,ACK opens a connection whose two SYNs crossed; otherwise an ACK does")  \
F(BOOL,     "input.rst-before-fin",       rst_before_fin,      0, 1, NULL,     \
  "once the FIN came, a RST with its number counts as well")                   \
F(BOOL,     "input.syn-reset-in-order",   syn_reset_in_order,  0, 1, NULL,     \
  "the RST for a SYN in the window has the connection's numbers, not the SYN's") \
F(INT,      "input.blackhole",            blackhole,           0, 2, NULL,     \
  "closed ports are silent: 0 no, 1 to a SYN, 2 to all")                       \
F(BOOL,     "input.insecure-rst",         insecure_rst,        0, 1, NULL,     \
  "any RST in the window resets (RFC 793); otherwise only one at RCV.NXT (RFC 5961)") \
F(BOOL,     "input.insecure-syn",         insecure_syn,        0, 1, NULL,     \
  "a SYN in the window resets (RFC 793); otherwise it is challenged (RFC 5961)") \
F(CHOICE,   "input.checks",               input_checks,        0, 1, profile_checks_choices, \
  "edges of the window, and what is looked at first: as RFC 9293 has it, or as Linux does it") \
F(BOOL,     "input.refuse-overrun",       refuse_overrun,      0, 1, NULL,     \
  "what ends beyond the window is not acceptable while text or a FIN is unread") \
F(BOOL,     "input.check-echo",           check_echo,          0, 1, NULL,     \
  "in SYN-RECEIVED what echoes a timestamp that was not sent is not acceptable") \
F(INT,      "input.stamp-replay",         stamp_replay_permille, 0, 10000, NULL, \
  "an ACK that says nothing new may be older than TS.Recent by so many thousandths of the time-out") \
F(BOOL,     "input.old-stamp-silent",     old_stamp_ack_silent, 0, 1, NULL,    \
  "an ACK from before RCV.NXT whose timestamp is old is not answered")         \
F(BOOL,     "input.ack-first",            ack_first,           0, 1, NULL,     \
  "what has none of ACK, RST and SYN is dropped before its number is looked at") \
F(CHOICE,   "input.old-ack-challenge",    old_ack_challenge,   0, 2, profile_old_ack_choices, \
  "which old ACK is challenged, and its segment dropped (RFC 5961 s5.2): none, one older than the largest window, or also than the connection") \
F(BOOL,     "input.second-challenge",     second_challenge,    0, 1, NULL,     \
  "challenge ACKs are not held back by input.ack-interval")                    \
F(DURATION, "input.ack-interval",         oow_interval_ns,     0, 60 * NS_PER_S, NULL, \
  "least time between two ACKs of a connection for what is out of its window; 0: no limit") \
F(DURATION, "time-wait.duration",         time_wait_ns,        0, 24 * 3600 * NS_PER_S, NULL, \
  "2 MSL")                                                                     \
F(CHOICE,   "time-wait.hold",             time_wait_hold,      0, 1, profile_hold_choices, \
  "what ends TIME-WAIT")                                                       \
F(BOOL,     "time-wait.mini-socket",      mini_socket,         0, 1, NULL,     \
  "TIME-WAIT is a small object of its own")                                    \
F(CHOICE,   "time-wait.rearm",            rearm,               0, 1, profile_rearm_choices, \
  "what begins 2 MSL anew: the peer's FIN again, or any segment but a RST or SYN") \
F(BOOL,     "fin-wait-2.mini-socket",     mini_fin_wait_2,     0, 1, NULL,     \
  "an orphan in FIN-WAIT-2 is kept as such an object")                         \
F(CHOICE,   "time-wait.reopen",           reopen,              0, 3, profile_reopen_choices, \
  "which SYN reopens a TIME-WAIT")                                             \
F(BOOL,     "time-wait.none-on-loopback", no_local_time_wait,  0, 1, NULL,     \
  "a connection within one host has no TIME-WAIT")                             \
F(BOOL,     "time-wait.close-swap",       close_swap,          0, 1, NULL,     \
  "the side that closes last sends a RST when its FIN is acknowledged, and keeps TIME-WAIT instead of the peer") \
F(BOOL,     "time-wait.recycle",          recycle,             0, 1, NULL,     \
  "the stack has tcp_tw_recycle")                                              \
F(BOOL,     "tcp.timestamp-per-host",     timestamp_per_host,  0, 1, NULL,     \
  "a host has one clock of timestamps; otherwise each connection its own")     \
F(CHOICE,   "time-wait.reuse",            reuse,               0, 3, profile_reuse_choices, \
  "clock that tells when connect() may take over a TIME-WAIT")                 \
F(INT,      "time-wait.isn-step",         reopen_isn_step,     0, 1 << 30, NULL, \
  "initial number after the old snd_nxt when a TIME-WAIT is reopened or reused; 0: from the clock") \
F(CHOICE,   "ports.order",                port_order,          0, 2, profile_order_choices, \
  "in which order connect() tries the local ports")                            \
F(DURATION, "ports.shuffle",              port_shuffle_ns,     0, 24 * 3600 * NS_PER_S, NULL, \
  "how often the start of the port search is drawn anew; 0: never")            \
F(CHOICE,   "ports.bind",                 bind_policy,         0, 1, profile_bind_choices, \
  "whose SO_REUSEADDR and SO_REUSEPORT bind() asks for where a port is taken") \
F(CHOICE,   "demux.order",                demux,               0, 2, profile_demux_choices, \
  "how the connection of a segment is looked for; a list costs cpu.list-step of the machine for each entry") \
F(BOOL,     "demux.cache",                demux_cache,         0, 1, NULL,     \
  "in a list, what was found last is looked at first")                         \
F(INT,      "net.core.somaxconn",         somaxconn,           0, 2147483647, NULL, \
  "connections that wait for accept() at a listener; with one more it is full")  \
F(BOOL,     "net.ipv4.tcp_timestamps",    tcp_timestamps,      0, 1, NULL,     \
  "timestamps option (RFC 7323)")                                              \
F(BOOL,     "net.ipv4.tcp_window_scaling", tcp_window_scaling, 0, 1, NULL,     \
  "window scale option (RFC 7323)")                                            \
F(BOOL,     "net.ipv4.tcp_sack",          tcp_sack,            0, 1, NULL,     \
  "SACK-permitted option (RFC 2018)")                                          \
F(INT,      "net.ipv4.tcp_tw_reuse",      tcp_tw_reuse,        0, 2, NULL,     \
  "connect() may take over a TIME-WAIT: 0 no, 1 yes, 2 on loopback only")      \
F(INT,      "net.ipv4.tcp_tw_reuse_delay", tcp_tw_reuse_delay_ms, 0, 60000, NULL, \
  "ms a TIME-WAIT must be old to be taken over")                               \
F(BOOL,     "net.ipv4.tcp_tw_recycle",    tcp_tw_recycle,      0, 1, NULL,     \
  "TIME-WAIT is short, and peers must not go back in time (up to 4.11)")       \
F(INT,      "net.ipv4.tcp_max_tw_buckets", tcp_max_tw_buckets, 0, 2147483647, NULL, \
  "TIME-WAITs a host keeps; beyond, a close skips the state")                  \
F(BOOL,     "net.ipv4.tcp_rfc1337",       tcp_rfc1337,         0, 1, NULL,     \
  "a RST does not end TIME-WAIT")                                              \
F(INT,      "net.ipv4.tcp_fin_timeout",   tcp_fin_timeout_s,   0, 2147483, NULL, \
  "s an orphan stays in FIN-WAIT-2")                                           \
F(INT,      "net.ipv4.tcp_orphan_retries", tcp_orphan_retries, 0, 255, NULL,   \
  "retransmissions of an orphan's FIN; 0: 8")                                  \
F(INT,      "net.ipv4.tcp_max_orphans",   tcp_max_orphans,     0, 2147483647, NULL, \
  "full sockets without an application a host keeps; beyond, a close resets")   \
F(INT,      "net.ipv4.tcp_retries2",      tcp_retries2,        0, 255, NULL,   \
  "retransmissions of data")                                                   \
F(INT,      "net.ipv4.tcp_syn_retries",   tcp_syn_retries,     0, 127, NULL,   \
  "retransmissions of a SYN")                                                  \
F(INT,      "net.ipv4.tcp_syn_linear_timeouts", tcp_syn_linear_timeouts, 0, 127, NULL, \
  "retransmissions of a SYN before the time-out doubles")                      \
F(INT,      "net.ipv4.tcp_synack_retries", tcp_synack_retries, 0, 255, NULL,   \
  "retransmissions of a SYN,ACK")                                              \
F(PORTS,    "net.ipv4.ip_local_port_range", port_range,        1, 65535, NULL, \
  "local ports for connect()")                                                 \
F(INT,      "memory.mbufs",               mbufs_n,             0, 100000000, NULL, \
  "mbufs of a host, for connections and their data; 0: there is no such pool") \
F(BYTES,    "memory.mbuf",                mbuf_bytes,          1, 65536, NULL, \
  "an mbuf")                                                                   \
F(BYTES,    "memory.mbuf-text",           mbuf_text_bytes,     1, 65536, NULL, \
  "text that goes into an mbuf")                                               \
F(BYTES,    "tcp.send-buffer",            send_buffer_bytes,   0, 1 << 30, NULL, \
  "text that a socket holds for its writer, at the most; the rest is the writer's") \
F(OBJECT,   "memory.tcp-sock",            tcp_sock,            0, 0, NULL,     \
  "full socket")                                                               \
F(OBJECT,   "memory.timewait-sock",       timewait_sock,       0, 0, NULL,     \
  "TIME-WAIT mini-socket")                                                     \
F(OBJECT,   "memory.request-sock",        request_sock,        0, 0, NULL,     \
  "connection request, until the handshake is over")                           \
F(OBJECT,   "memory.bind-bucket",         bind_bucket,         0, 0, NULL,     \
  "bind bucket of a local port")                                               \
F(OBJECT,   "memory.bind2-bucket",        bind2_bucket,        0, 0, NULL,     \
  "bind bucket of a local port and address")                                   \
F(OBJECT,   "memory.socket-inode",        socket_inode,        0, 0, NULL,     \
  "socket with its inode")                                                     \
F(OBJECT,   "memory.file",                file,                0, 0, NULL,     \
  "open file")                                                                 \
F(OBJECT,   "memory.dentry",              dentry,              0, 0, NULL,     \
  "directory entry of the socket")                                             \
F(OBJECT,   "memory.skb",                 skb,                 0, 0, NULL,     \
  "buffer of text that waits to be read or acknowledged, or of a SYN or FIN")  \
F(OBJECT,   "memory.skb-head",            skb_head,            0, 0, NULL,     \
  "room for the headers of such a buffer; its text lies in pages")             \
F(BYTES,    "memory.skb-text",            skb_text_bytes,      1, 1 << 30, NULL, \
  "text that goes into a buffer, at the most")                                 \
F(BYTES,    "memory.skb-truesize",        skb_truesize_bytes,  0, 1 << 20, NULL, \
  "what a buffer counts, without its text, against limits.tcp-memory")
/* clang-format on */

extern const char *const profile_timer_choices[];
extern const char *const profile_floor_choices[];
extern const char *const profile_hold_choices[];
extern const char *const profile_old_ack_choices[];
extern const char *const profile_window_choices[];
extern const char *const profile_option_choices[];
extern const char *const profile_rearm_choices[];
extern const char *const profile_reopen_choices[];
extern const char *const profile_reuse_choices[];
extern const char *const profile_order_choices[];
extern const char *const profile_demux_choices[];
extern const char *const profile_bind_choices[];
extern const char *const profile_checks_choices[];

/**
 * struct profile - One TCP stack with its sysctls
 * @name:	Of the model, "linux-6.18"
 * @unverified_n: Values whose source is UNVERIFIED
 *
 * The other members are PROFILE_FIELDS.
 */
struct profile {
	char name[FIELD_TEXT_SIZE];
	uint32_t unverified_n;
	PROFILE_FIELDS(FIELD_MEMBER)
};

/** profile_rows() - The settings of a stack; @rows_n out: how many */
const struct field *profile_rows(size_t *rows_n);

#endif
