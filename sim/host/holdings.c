#include "host/holdings.h"

#include "host/accept_queue.h"

static enum ledger_kind kind_of(const struct socket *socket)
{
	if (socket->tcb.mini)
		return LEDGER_TIMEWAIT_SOCK;
	if (socket->end == END_SERVER && !socket->established)
		return LEDGER_REQUEST_SOCK;
	return LEDGER_TCP_SOCK;
}

void holdings_take(struct net *net, const struct socket *socket)
{
	net_ledger_add(net, socket->end, kind_of(socket));
}

void holdings_drop(struct net *net, const struct socket *socket)
{
	net_ledger_remove(net, socket->end, kind_of(socket));
}

void holdings_open_file(struct net *net, enum end end, uint32_t pair)
{
	struct gauge *served = &net->side[end].served_n;

	net_ledger_add(net, end, LEDGER_SOCKET_INODE);
	net_ledger_add(net, end, LEDGER_FILE);
	net_ledger_add(net, end, LEDGER_DENTRY);
	net_ledger_add(net, end, LEDGER_APPLICATION);
	gauge_set(served, net_now_ns(net), served->value + 1);
	if (net->accept_queues && end == END_SERVER)
		accept_queue_opens(net, pair);
}

void holdings_close_file(struct net *net, enum end end, uint32_t pair)
{
	struct gauge *served = &net->side[end].served_n;

	net_ledger_remove(net, end, LEDGER_SOCKET_INODE);
	net_ledger_remove(net, end, LEDGER_FILE);
	net_ledger_remove(net, end, LEDGER_DENTRY);
	net_ledger_remove(net, end, LEDGER_APPLICATION);
	gauge_set(served, net_now_ns(net), served->value - 1);
	if (net->accept_queues && end == END_SERVER)
		accept_queue_closes(net, pair);
}

bool holdings_has_file(const struct socket *socket)
{
	return !socket->tcb.orphan && !socket->waits &&
	       (socket->end == END_CLIENT || socket->established);
}
