#include "host/outcomes.h"

#include "host/conn.h"

#include <string.h>

void outcomes_init(struct outcomes *outcomes)
{
	memset(outcomes, 0, sizeof(*outcomes));
	outcomes->no_port_first_ns = NEVER_NS;
	histogram_init(&outcomes->connect);
	histogram_init(&outcomes->connect_cheap);
	histogram_init(&outcomes->connect_dear);
}

int64_t outcomes_connect(struct outcomes *outcomes, struct net *net,
			 uint32_t pair)
{
	int64_t busy_ns;

	outcomes->attempted++;
	switch (conn_connect(net, pair, &busy_ns)) {
	case CONN_BEGUN:
		break;
	case CONN_NO_PORT:
		if (outcomes->no_port++ == 0)
			outcomes->no_port_first_ns = net_now_ns(net);
		break;
	case CONN_NO_MEMORY:
		outcomes->no_memory++;
		break;
	}
	return busy_ns;
}

void outcomes_established(struct outcomes *outcomes, int64_t took_ns, bool dear)
{
	outcomes->established++;
	histogram_add(&outcomes->connect, took_ns);
	histogram_add(dear ? &outcomes->connect_dear : &outcomes->connect_cheap,
		      took_ns);
}

void outcomes_connected(struct outcomes *outcomes, const struct net *net,
			const struct socket *socket)
{
	if (socket->end == END_CLIENT)
		outcomes_established(outcomes,
				     net_now_ns(net) - socket->opened_ns,
				     socket->dear);
}

void outcomes_gone(struct outcomes *outcomes, const struct socket *socket,
		   uint32_t effects)
{
	if (socket->end == END_SERVER)
		return;
	if (socket->tcb.orphan)
		outcomes->completed++;
	else if ((effects & EFFECT_TOLD_RESET) && !socket->established)
		outcomes->refused++;
	else if (effects & EFFECT_TOLD_TIMED_OUT)
		outcomes->timed_out++;
	else
		outcomes->reset++;
}
