#include "rtnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RTNL_REPLY_SIZE 32768

/**
 * struct request - A message under construction
 * @size:	Octets so far
 */
struct request {
	size_t size;
	union {
		char bytes[1024];
		struct nlmsghdr header;
	};
};

static void request_init(struct request *request, uint16_t type, uint16_t flags)
{
	memset(request, 0, sizeof(*request));
	request->size = NLMSG_HDRLEN;
	request->header.nlmsg_type = type;
	request->header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
}

/* Room for @size octets at the end; every message here fits by far. */
static void *request_grow(struct request *request, size_t size)
{
	void *at = request->bytes + request->size;

	request->size += NLMSG_ALIGN(size);
	return at;
}

static struct rtattr *request_put(struct request *request, uint16_t type,
				  const void *data, size_t size)
{
	struct rtattr *attribute = request_grow(request, RTA_LENGTH(size));

	attribute->rta_type = type;
	attribute->rta_len = (uint16_t)RTA_LENGTH(size);
	if (size)
		memcpy(RTA_DATA(attribute), data, size);
	return attribute;
}

static void request_end_nest(struct request *request, struct rtattr *nest)
{
	nest->rta_len =
	    (uint16_t)(request->bytes + request->size - (char *)nest);
}

static bool request_send(int rtnl, struct request *request)
{
	request->header.nlmsg_len = (uint32_t)request->size;
	return send(rtnl, request->bytes, request->size, 0) >= 0;
}

/* The kernel answers with an error code, 0 for done. */
static bool request_talk(int rtnl, struct request *request)
{
	union {
		struct nlmsghdr header;
		char bytes[2048];
	} reply;
	const struct nlmsgerr *error = NLMSG_DATA(&reply.header);
	ssize_t n;

	request->header.nlmsg_flags |= NLM_F_ACK;
	if (!request_send(rtnl, request))
		return false;
	n = recv(rtnl, &reply, sizeof(reply), 0);
	if (n < (ssize_t)NLMSG_LENGTH(sizeof(*error)) ||
	    reply.header.nlmsg_type != NLMSG_ERROR) {
		errno = EPROTO;
		return false;
	}
	errno = -error->error;
	return error->error == 0;
}

int rtnl_open(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

static struct ifinfomsg *request_link(struct request *request, const char *name)
{
	struct ifinfomsg *link;

	request_init(request, RTM_NEWLINK, 0);
	link = request_grow(request, sizeof(*link));
	link->ifi_family = AF_UNSPEC;
	request_put(request, IFLA_IFNAME, name, strlen(name) + 1);
	return link;
}

bool rtnl_link_up(int rtnl, const char *name)
{
	struct request request;
	struct ifinfomsg *link = request_link(&request, name);

	link->ifi_flags = IFF_UP;
	link->ifi_change = IFF_UP;
	return request_talk(rtnl, &request);
}

bool rtnl_link_one_by_one(int rtnl, const char *name)
{
	struct request request;
	uint32_t one = 1;

	request_link(&request, name);
	request_put(&request, IFLA_GSO_MAX_SEGS, &one, sizeof(one));
	return request_talk(rtnl, &request);
}

bool rtnl_add_veth(int rtnl, const char *name, const char *peer, int peer_netns)
{
	struct request request;
	struct rtattr *info;
	struct rtattr *data;
	struct rtattr *end;

	request_init(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	request_grow(&request, sizeof(struct ifinfomsg));
	request_put(&request, IFLA_IFNAME, name, strlen(name) + 1);
	info = request_put(&request, IFLA_LINKINFO, NULL, 0);
	request_put(&request, IFLA_INFO_KIND, "veth", 4);
	data = request_put(&request, IFLA_INFO_DATA, NULL, 0);
	end = request_put(&request, VETH_INFO_PEER, NULL, 0);
	request_grow(&request, sizeof(struct ifinfomsg));
	request_put(&request, IFLA_IFNAME, peer, strlen(peer) + 1);
	request_put(&request, IFLA_NET_NS_FD, &peer_netns, sizeof(peer_netns));
	request_end_nest(&request, end);
	request_end_nest(&request, data);
	request_end_nest(&request, info);
	return request_talk(rtnl, &request);
}

/* if_nametoindex() would ask in the namespace of the thread: the same here. */
static bool request_address(int rtnl, struct request *request, const char *name,
			    uint32_t address, uint8_t prefix)
{
	struct ifaddrmsg *message = request_grow(request, sizeof(*message));
	uint32_t wire = htonl(address);

	message->ifa_family = AF_INET;
	message->ifa_prefixlen = prefix;
	message->ifa_index = if_nametoindex(name);
	if (!message->ifa_index)
		return false;
	request_put(request, IFA_LOCAL, &wire, sizeof(wire));
	request_put(request, IFA_ADDRESS, &wire, sizeof(wire));
	return request_talk(rtnl, request);
}

bool rtnl_add_address(int rtnl, const char *name, uint32_t address,
		      uint8_t prefix)
{
	struct request request;

	request_init(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	return request_address(rtnl, &request, name, address, prefix);
}

bool rtnl_del_address(int rtnl, const char *name, uint32_t address,
		      uint8_t prefix)
{
	struct request request;

	request_init(&request, RTM_DELADDR, 0);
	return request_address(rtnl, &request, name, address, prefix);
}

static bool stamp_of(struct nlmsghdr *header, uint32_t address, uint32_t *stamp)
{
	struct ifaddrmsg *message = NLMSG_DATA(header);
	unsigned length = (unsigned)IFA_PAYLOAD(header);
	struct ifa_cacheinfo cache = {0};
	uint32_t local = 0;

	for (struct rtattr *at = IFA_RTA(message); RTA_OK(at, length);
	     at = RTA_NEXT(at, length)) {
		if (at->rta_type == IFA_LOCAL)
			memcpy(&local, RTA_DATA(at), sizeof(local));
		if (at->rta_type == IFA_CACHEINFO)
			memcpy(&cache, RTA_DATA(at), sizeof(cache));
	}
	*stamp = cache.cstamp;
	return ntohl(local) == address;
}

bool rtnl_address_stamp(int rtnl, uint32_t address, uint32_t *stamp)
{
	union {
		struct nlmsghdr header;
		char bytes[RTNL_REPLY_SIZE];
	} reply;
	struct request request;
	bool found = false;
	uint32_t any;

	request_init(&request, RTM_GETADDR, NLM_F_DUMP);
	((struct ifaddrmsg *)request_grow(&request, sizeof(struct ifaddrmsg)))
	    ->ifa_family = AF_INET;
	if (!request_send(rtnl, &request))
		return false;
	for (;;) {
		ssize_t n = recv(rtnl, &reply, sizeof(reply), 0);
		unsigned left = n > 0 ? (unsigned)n : 0;

		if (n <= 0)
			return false;
		for (struct nlmsghdr *at = &reply.header; NLMSG_OK(at, left);
		     at = NLMSG_NEXT(at, left)) {
			if (at->nlmsg_type != RTM_NEWADDR)
				return found;
			if (stamp_of(at, address, &any)) {
				*stamp = any;
				found = true;
			}
		}
	}
}
