#include "packet_port.h"

#include "die.h"
#include "frame.h"
#include "instant.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOT_OCTETS    2048u
#define HEADER_OCTETS  256u /* of the slot, with what stands before a frame */
#define BLOCK_OCTETS   65536u
#define LARGE_N	       64u
#define LARGE_OCTETS   69632u /* 64 KiB and a page */
#define SEND_AGAIN_NS  (20 * NS_PER_US)
#define SEND_TRIES_MAX 200

static void set_or_die(int fd, int option, const void *value, socklen_t size)
{
	if (setsockopt(fd, SOL_PACKET, option, value, size) < 0)
		die_errno(DIE_RUNTIME, "packet socket, option %d", option);
}

static void set_flag_or_die(int fd, int option, int value)
{
	set_or_die(fd, option, &value, sizeof(value));
}

static unsigned mtu_or_die(int fd, const char *interface)
{
	struct ifreq request = {0};

	strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCGIFMTU, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot look at %s", interface);
	return (unsigned)request.ifr_mtu;
}

/* Each ring takes its own: what is larger than @octets, or what is not. */
static void sort_or_die(int fd, enum packet_size size, unsigned octets)
{
	uint8_t when_larger = size == PACKET_LARGE ? 0 : 1;
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
	    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, octets, when_larger,
		     !when_larger),
	    BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) < 0)
		die_errno(DIE_RUNTIME, "packet socket, filter");
}

static void make_ring_or_die(struct packet_ring *ring)
{
	/* blocks are whole pages */
	size_t slots_in_block = ring->slot_octets < BLOCK_OCTETS
				    ? BLOCK_OCTETS / ring->slot_octets
				    : 1;
	struct tpacket_req request;
	size_t octets;

	request.tp_block_size = (unsigned)(slots_in_block * ring->slot_octets);
	request.tp_block_nr =
	    (unsigned)((ring->slots_n + slots_in_block - 1) / slots_in_block);
	ring->slots_n = request.tp_block_nr * slots_in_block;
	request.tp_frame_size = (unsigned)ring->slot_octets;
	request.tp_frame_nr = (unsigned)ring->slots_n;
	octets = ring->slots_n * ring->slot_octets;
	set_flag_or_die(ring->fd, PACKET_VERSION, TPACKET_V2);
	set_flag_or_die(ring->fd, PACKET_VNET_HDR, 1);
	set_or_die(ring->fd, PACKET_RX_RING, &request, sizeof(request));
	ring->map =
	    mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (ring->map == MAP_FAILED)
		die_errno(DIE_RUNTIME, "mmap() of a packet socket");
}

static int socket_or_die(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		die_errno(DIE_RUNTIME, "packet sockets need root, or a user "
				       "namespace of one's own");
	return fd;
}

static void bind_or_die(int fd, unsigned index, uint16_t protocol)
{
	struct sockaddr_ll at = {
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(protocol),
	    .sll_ifindex = (int)index,
	};

	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		die_errno(DIE_RUNTIME, "bind() of a packet socket");
}

static void open_ring_or_die(struct packet_port *port, enum packet_size size,
			     unsigned index, unsigned mtu)
{
	struct packet_ring *ring = &port->ring[size];
	struct packet_mreq all = {
	    .mr_ifindex = (int)index,
	    .mr_type = PACKET_MR_PROMISC,
	};

	ring->fd = socket_or_die();
	make_ring_or_die(ring);
	sort_or_die(ring->fd, size, FRAME_LINK_OCTETS + 4 + mtu);
	set_flag_or_die(ring->fd, PACKET_IGNORE_OUTGOING, 1);
	set_or_die(ring->fd, PACKET_ADD_MEMBERSHIP, &all, sizeof(all));
	bind_or_die(ring->fd, index, ETH_P_ALL);
}

void packet_port_open_or_die(struct packet_port *port, const char *interface,
			     size_t frames_max)
{
	unsigned index = if_nametoindex(interface);
	unsigned mtu;

	*port = (struct packet_port){
	    .ring = {{.slots_n = frames_max, .slot_octets = SLOT_OCTETS},
		     {.slots_n = LARGE_N, .slot_octets = LARGE_OCTETS}}};
	port->tx = socket_or_die();
	if (!index)
		die_errno(DIE_USAGE, "%s is no interface here", interface);
	mtu = mtu_or_die(port->tx, interface);
	while (port->ring[PACKET_SMALL].slot_octets < HEADER_OCTETS + mtu &&
	       port->ring[PACKET_SMALL].slot_octets < BLOCK_OCTETS)
		port->ring[PACKET_SMALL].slot_octets *= 2;
	set_flag_or_die(port->tx, PACKET_QDISC_BYPASS, 1);
	bind_or_die(port->tx, index, 0);
	for (int size = 0; size < PACKET_SIZES; size++)
		open_ring_or_die(port, (enum packet_size)size, index, mtu);
}

void packet_port_close(struct packet_port *port)
{
	for (int size = 0; size < PACKET_SIZES; size++) {
		struct packet_ring *ring = &port->ring[size];

		munmap(ring->map, ring->slots_n * ring->slot_octets);
		close(ring->fd);
	}
	close(port->tx);
}

static struct tpacket2_hdr *slot_next(const struct packet_ring *ring)
{
	return (void *)(ring->map + ring->next * ring->slot_octets);
}

static bool peek(const struct packet_ring *ring, struct packet_seen *seen)
{
	struct tpacket2_hdr *slot = slot_next(ring);

	if (!(__atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE) &
	      TP_STATUS_USER))
		return false;
	seen->octets = (uint8_t *)slot + slot->tp_mac;
	seen->octets_n = slot->tp_snaplen;
	seen->at_ns = (int64_t)slot->tp_sec * NS_PER_S + slot->tp_nsec;
	memcpy(&seen->left, seen->octets - sizeof(seen->left),
	       sizeof(seen->left));
	return true;
}

bool packet_port_peek(struct packet_port *port, struct packet_seen *seen)
{
	struct packet_seen large;
	bool any = peek(&port->ring[PACKET_SMALL], seen);

	port->seen_in = PACKET_SMALL;
	if (peek(&port->ring[PACKET_LARGE], &large) &&
	    (!any || large.at_ns < seen->at_ns)) {
		*seen = large;
		port->seen_in = PACKET_LARGE;
		any = true;
	}
	return any;
}

void packet_port_next(struct packet_port *port)
{
	struct packet_ring *ring = &port->ring[port->seen_in];

	__atomic_store_n(&slot_next(ring)->tp_status, TP_STATUS_KERNEL,
			 __ATOMIC_RELEASE);
	ring->next = (ring->next + 1) % ring->slots_n;
}

/* The queue of the other host is short, and it is emptied at once. */
bool packet_port_send(const struct packet_port *port, const uint8_t *octets,
		      size_t octets_n)
{
	for (int tries = 0; tries < SEND_TRIES_MAX; tries++) {
		if (send(port->tx, octets, octets_n, 0) == (ssize_t)octets_n)
			return true;
		if (errno != ENOBUFS && errno != EAGAIN)
			return false;
		instant_sleep_until(instant_now_ns() + SEND_AGAIN_NS);
	}
	return false;
}

void packet_port_count_missed(struct packet_port *port)
{
	struct tpacket_stats stats;

	/* The kernel counts from the last time it was asked. */
	for (int size = 0; size < PACKET_SIZES; size++) {
		socklen_t octets = sizeof(stats);

		if (getsockopt(port->ring[size].fd, SOL_PACKET,
			       PACKET_STATISTICS, &stats, &octets) == 0)
			port->missed_n += stats.tp_drops;
	}
}
