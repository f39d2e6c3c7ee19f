#include "host/accept_queue.h"

#include "base/fifo.h"

#include <stdlib.h>

/* In the place of the index of a connection that is no more */
#define DEAD SOCKETS_NONE

/**
 * struct process - That of a server host
 * @files_n:	Its descriptors in use
 * @queue:	Who waits, see item_of()
 * @is_called:	EVENT_ACCEPT is pending
 */
struct process {
	uint32_t files_n;
	struct fifo queue;
	bool is_called;
};

/**
 * struct accept_queues - All of them
 * @process:	By server host
 * @length:	By listener: connections in its queue
 * @waiting_n:	In all queues; those that are dead count as well
 */
struct accept_queues {
	struct process *process;
	uint32_t *length;
	uint64_t waiting_n;
	uint64_t peak_n;
};

void accept_queue_init(struct net *net)
{
	struct accept_queues *queues;

	if (net->setup.server_files_max == 0)
		return;
	queues = alloc_zeroed(1, sizeof(*queues));
	queues->process =
	    alloc_zeroed(net->setup.servers_n, sizeof(*queues->process));
	queues->length =
	    alloc_zeroed(net->flows.destinations_n, sizeof(*queues->length));
	net->accept_queues = queues;
}

void accept_queue_fini(struct net *net)
{
	struct accept_queues *queues = net->accept_queues;

	if (!queues)
		return;
	for (uint32_t i = 0; i < net->setup.servers_n; i++)
		fifo_fini(&queues->process[i].queue);
	free(queues->process);
	free(queues->length);
	free(queues);
}

static struct process *process_of(const struct net *net, uint32_t pair)
{
	struct process *process = net->accept_queues->process;

	if (net->setup.servers_n == 1)
		return process;
	return process + net_host_of(net, END_SERVER, pair);
}

static uint32_t listener_of(const struct net *net, uint32_t pair)
{
	return pair % net->flows.destinations_n;
}

static uint64_t item_of(uint32_t listener, uint32_t index)
{
	return (uint64_t)listener << 32 | index;
}

static bool has_descriptor(const struct net *net, const struct process *process)
{
	return process->files_n < net->setup.server_files_max;
}

bool accept_queue_takes(const struct net *net, uint32_t pair)
{
	const struct process *process = process_of(net, pair);

	return has_descriptor(net, process) && process->queue.n == 0;
}

bool accept_queue_is_full(const struct net *net, uint32_t pair)
{
	const struct accept_queues *queues = net->accept_queues;

	return queues->waiting_n > 0 &&
	       queues->length[listener_of(net, pair)] >
		   net_profile(net, END_SERVER)->somaxconn;
}

bool accept_queue_drops(struct net *net, uint32_t pair)
{
	if (!accept_queue_is_full(net, pair))
		return false;
	net_count(net, END_SERVER, COUNTER_LISTEN_OVERFLOWS);
	net_count(net, END_SERVER, COUNTER_LISTEN_DROPS);
	return true;
}

bool accept_queue_drops_ack(struct net *net, const struct socket *socket,
			    const struct segment *seg)
{
	const struct tcb *tcb = &socket->tcb;

	return tcb->state == TCP_SYN_RECEIVED && tcb->passive &&
	       (seg->flags & (SEG_ACK | SEG_SYN | SEG_RST)) == SEG_ACK &&
	       seq_eq(seg->ack, tcb->snd_nxt) &&
	       accept_queue_drops(net, socket->pair);
}

void accept_queue_opens(struct net *net, uint32_t pair)
{
	process_of(net, pair)->files_n++;
}

void accept_queue_closes(struct net *net, uint32_t pair)
{
	struct process *process = process_of(net, pair);

	process->files_n--;
	if (process->queue.n == 0 || process->is_called)
		return;
	process->is_called = true;
	queue_push(
	    net->queue, net_now_ns(net),
	    event_payload(EVENT_ACCEPT, net_host_of(net, END_SERVER, pair)));
}

void accept_queue_wait(struct net *net, uint32_t index)
{
	struct accept_queues *queues = net->accept_queues;
	struct socket *socket = sockets_at(&net->sockets, index);
	uint32_t listener = listener_of(net, socket->pair);

	socket->waits = true;
	fifo_push(&process_of(net, socket->pair)->queue,
		  item_of(listener, index));
	queues->length[listener]++;
	if (++queues->waiting_n > queues->peak_n)
		queues->peak_n = queues->waiting_n;
}

void accept_queue_forget(struct net *net, uint32_t index)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	uint32_t listener = listener_of(net, socket->pair);

	socket->waits = false;
	fifo_replace(&process_of(net, socket->pair)->queue,
		     item_of(listener, index), item_of(listener, DEAD));
}

static uint32_t take_oldest(struct accept_queues *queues,
			    struct process *process)
{
	uint64_t item = fifo_pop(&process->queue);

	queues->length[item >> 32]--;
	queues->waiting_n--;
	return (uint32_t)item;
}

bool accept_queue_next(struct net *net, uint32_t host, uint32_t *index)
{
	struct process *process = &net->accept_queues->process[host];

	process->is_called = false;
	while (process->queue.n > 0 && has_descriptor(net, process)) {
		*index = take_oldest(net->accept_queues, process);
		if (*index == DEAD)
			continue;
		sockets_at(&net->sockets, *index)->waits = false;
		return true;
	}
	return false;
}

uint64_t accept_queue_peak_n(const struct net *net)
{
	return net->accept_queues ? net->accept_queues->peak_n : 0;
}
