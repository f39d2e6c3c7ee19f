#include "hosts.h"

#include "die.h"
#include "instant.h"
#include "rtnl.h"
#include "sysctl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PREFIX	       8
#define RUNNING_NS_MAX (5 * NS_PER_S)

const struct hosts_sysctl hosts_sysctls[] = {
    {"net.ipv4.tcp_tw_reuse", "0"},
    {"net.ipv4.tcp_rfc1337", "1"},
    {NULL, NULL},
};

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written;

	if (fd < 0)
		return false;
	written = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return written;
}

/* Be root in the new user namespace: sysctls belong to that user. */
static bool map_to_root(unsigned uid, unsigned gid)
{
	char uids[32];
	char gids[32];

	snprintf(uids, sizeof(uids), "0 %u 1", uid);
	snprintf(gids, sizeof(gids), "0 %u 1", gid);
	return write_text("/proc/self/setgroups", "deny") &&
	       write_text("/proc/self/uid_map", uids) &&
	       write_text("/proc/self/gid_map", gids);
}

bool hosts_may_be(void)
{
	unsigned uid = geteuid();
	unsigned gid = getegid();

	if (unshare(CLONE_NEWNET) == 0)
		return true;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
	       map_to_root(uid, gid);
}

void hosts_set_or_die(const char *name, const char *value)
{
	if (sysctl_set(name, value) != SYSCTL_SET)
		die_errno(DIE_RUNTIME, "cannot set %s to %s", name, value);
}

void hosts_enter_or_die(int host)
{
	if (setns(host, CLONE_NEWNET) < 0)
		die_errno(DIE_RUNTIME, "setns()");
}

/* A namespace for this process; the descriptor keeps it. */
static int host_new_or_die(void)
{
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		die_errno(DIE_RUNTIME, "unshare()");
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die_errno(DIE_RUNTIME, "/proc/self/ns/net");
	if (access("/proc/sys/net/ipv6/conf", F_OK) == 0) {
		hosts_set_or_die("net.ipv6.conf.all.disable_ipv6", "1");
		hosts_set_or_die("net.ipv6.conf.default.disable_ipv6", "1");
	}
	for (const struct hosts_sysctl *at = hosts_sysctls; at->name; at++)
		hosts_set_or_die(at->name, at->value);
	hosts_set_or_die("net.ipv4.tcp_no_metrics_save", "1");
	return fd;
}

static void configure_or_die(int host, const char *link, uint32_t address)
{
	int rtnl;

	hosts_enter_or_die(host);
	rtnl = rtnl_open();
	if (rtnl < 0 || !rtnl_link_up(rtnl, "lo") ||
	    !rtnl_add_address(rtnl, link, address, PREFIX) ||
	    !rtnl_link_up(rtnl, link))
		die_errno(DIE_RUNTIME, "cannot configure %s", link);
	close(rtnl);
}

/* Until the kernel has noticed both ends, it throws away what is sent. */
static void wait_running_or_die(int host, const char *link)
{
	int64_t until_ns = instant_now_ns() + RUNNING_NS_MAX;
	struct ifreq request = {0};
	int fd;

	hosts_enter_or_die(host);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	memcpy(request.ifr_name, link, strlen(link));
	while (fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0 &&
	       !(request.ifr_flags & IFF_RUNNING)) {
		if (instant_now_ns() > until_ns)
			die(DIE_RUNTIME, "%s does not come up", link);
		instant_sleep_until(instant_now_ns() + NS_PER_MS);
	}
	if (!(request.ifr_flags & IFF_RUNNING))
		die_errno(DIE_RUNTIME, "cannot look at %s", link);
	close(fd);
}

static void make_wire_or_die(const struct hosts *hosts)
{
	int rtnl;

	hosts_enter_or_die(hosts->client);
	rtnl = rtnl_open();
	if (rtnl < 0 || !rtnl_add_veth(rtnl, "wire", "wire", hosts->server))
		die_errno(DIE_RUNTIME, "cannot make a pair of interfaces");
	close(rtnl);
	configure_or_die(hosts->server, "wire", HOSTS_SERVER);
	configure_or_die(hosts->client, "wire", HOSTS_CLIENT);
	wait_running_or_die(hosts->server, "wire");
	wait_running_or_die(hosts->client, "wire");
}

static void set_ports_or_die(struct port_range ports)
{
	char text[32];

	snprintf(text, sizeof(text), "%u %u", ports.low, ports.high);
	hosts_set_or_die("net.ipv4.ip_local_port_range", text);
}

void hosts_make_or_die(struct hosts *hosts, struct port_range ports,
		       struct wheel *wheel)
{
	/* in the namespace of hosts_may_be(), which is let go after that */
	if (!wheel_measure(wheel))
		die_errno(DIE_RUNTIME, "cannot find the tick of the kernel");
	hosts->server = host_new_or_die();
	hosts->client = host_new_or_die();
	set_ports_or_die(ports);
	make_wire_or_die(hosts);
}

/* Cutting and sums are done before a segment is on the wire. */
static void set_plain_or_die(const char *link, unsigned mtu)
{
	struct ethtool_value off = {.cmd = ETHTOOL_STXCSUM};
	struct ifreq request = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(request.ifr_name, link, strlen(link));
	request.ifr_mtu = (int)mtu;
	if (fd < 0 || ioctl(fd, SIOCSIFMTU, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot give %s an MTU of %u", link,
			  mtu);
	request.ifr_data = (void *)&off;
	if (ioctl(fd, SIOCETHTOOL, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot switch off the offloads of %s",
			  link);
	close(fd);
}

static void make_half_or_die(int host, uint32_t address, int wire,
			     const char *link, unsigned mtu)
{
	int rtnl;

	hosts_enter_or_die(wire);
	rtnl = rtnl_open();
	if (rtnl < 0 || !rtnl_add_veth(rtnl, link, "wire", host) ||
	    !rtnl_link_up(rtnl, link))
		die_errno(DIE_RUNTIME, "cannot make a pair of interfaces");
	close(rtnl);
	set_plain_or_die(link, mtu);
	hosts_enter_or_die(host);
	set_plain_or_die("wire", mtu);
	rtnl = rtnl_open();
	if (rtnl < 0 || !rtnl_link_one_by_one(rtnl, "wire"))
		die_errno(DIE_RUNTIME, "cannot have segments one by one");
	close(rtnl);
	configure_or_die(host, "wire", address);
	wait_running_or_die(host, "wire");
	wait_running_or_die(wire, link);
}

static void hardware_or_die(int host, struct sockaddr *address)
{
	struct ifreq request = {.ifr_name = "wire"};
	int fd;

	hosts_enter_or_die(host);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot look at wire");
	*address = request.ifr_hwaddr;
	close(fd);
}

/* Neither end has to ask for the other: the first segment would wait for it. */
static void introduce_or_die(int host, int other, uint32_t address)
{
	struct arpreq request = {.arp_flags = ATF_COM | ATF_PERM,
				 .arp_dev = "wire"};
	struct sockaddr_in to = {.sin_family = AF_INET};
	int fd;

	to.sin_addr.s_addr = htonl(address);
	memcpy(&request.arp_pa, &to, sizeof(to));
	hardware_or_die(other, &request.arp_ha);
	hosts_enter_or_die(host);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCSARP, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot introduce the hosts");
	close(fd);
}

/* With a table of connections of its own: the one of the machine is so large
 * that it takes milliseconds to find out what a host has in it. */
static int small_host_new_or_die(int parent)
{
	static const char name[] = "net.ipv4.tcp_child_ehash_entries";

	hosts_enter_or_die(parent);
	if (sysctl_has(name))
		hosts_set_or_die(name, "256");
	return host_new_or_die();
}

void hosts_make_apart_or_die(struct hosts *hosts, struct port_range ports,
			     unsigned mtu, int *wire)
{
	*wire = host_new_or_die();
	hosts->server = small_host_new_or_die(*wire);
	hosts->client = small_host_new_or_die(*wire);
	set_ports_or_die(ports);
	make_half_or_die(hosts->client, HOSTS_CLIENT, *wire, HOSTS_WIRE_CLIENT,
			 mtu);
	make_half_or_die(hosts->server, HOSTS_SERVER, *wire, HOSTS_WIRE_SERVER,
			 mtu);
	introduce_or_die(hosts->client, hosts->server, HOSTS_SERVER);
	introduce_or_die(hosts->server, hosts->client, HOSTS_CLIENT);
}

void hosts_close(struct hosts *hosts)
{
	close(hosts->client);
	close(hosts->server);
}
