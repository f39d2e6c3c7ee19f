#include "hosts.h"

#include "die.h"
#include "instant.h"
#include "rtnl.h"
#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
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

void hosts_make_or_die(struct hosts *hosts, struct port_range ports,
		       struct wheel *wheel)
{
	char text[32];

	/* in the namespace of hosts_may_be(), which is let go after that */
	if (!wheel_measure(wheel))
		die_errno(DIE_RUNTIME, "cannot find the tick of the kernel");
	hosts->server = host_new_or_die();
	hosts->client = host_new_or_die();
	snprintf(text, sizeof(text), "%u %u", ports.low, ports.high);
	hosts_set_or_die("net.ipv4.ip_local_port_range", text);
	make_wire_or_die(hosts);
}
