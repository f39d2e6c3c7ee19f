#include "host/buffers.h"

/**
 * struct load - What waits at a socket
 * @n:		Buffers
 * @octets:	Their text
 */
struct load {
	uint32_t n;
	uint32_t octets;
};

uint32_t buffers_n(const struct profile *profile, uint64_t octets,
		   uint32_t window)
{
	uint64_t each = (uint64_t)profile->skb_text_bytes;

	if (each > window / 2 && window > 1)
		each = window / 2;
	return (uint32_t)((octets + each - 1) / each);
}

uint64_t buffers_pages_n(const struct profile *profile, uint64_t n,
			 uint64_t octets)
{
	uint64_t bytes = n * (uint64_t)profile->skb_truesize_bytes + octets;

	return (bytes + BUFFERS_PAGE_BYTES - 1) / BUFFERS_PAGE_BYTES;
}

static bool waits_for_ack_of_fin(const struct tcb *tcb)
{
	return tcb->closed && seq_le(tcb->snd_una, tcb->snd_end);
}

/* linux tcp_send_fin(): with text that has not left yet, the FIN rides. */
static struct load written(const struct profile *profile, const struct tcb *tcb)
{
	struct load load = {0};

	if (tcb->state == TCP_SYN_SENT)
		return (struct load){.n = tcb_outstanding(tcb)};
	if (tcb->state < TCP_ESTABLISHED)
		return load; /* a request keeps no copy of its SYN,ACK */
	if (seq_lt(tcb->snd_una, tcb->snd_end))
		load.octets = tcb->snd_end.raw - tcb->snd_una.raw;
	if (load.octets > (uint64_t)profile->send_buffer_bytes)
		load.octets = (uint32_t)profile->send_buffer_bytes;
	load.n = buffers_n(profile, load.octets, tcb->snd_wnd_max);
	if (waits_for_ack_of_fin(tcb) && seq_le(tcb->snd_end, tcb->snd_nxt))
		load.n++;
	return load;
}

static struct load load_of(const struct profile *profile, const struct tcb *tcb)
{
	struct load load;

	if (tcb->mini)
		return (struct load){0};
	load = written(profile, tcb);
	load.octets += tcb->unread;
	load.n += buffers_n(profile, tcb->unread, tcb->rcv_buf);
	if (load.n > UINT16_MAX)
		load.n = UINT16_MAX;
	return load;
}

static void book_objects(struct net *net, enum end end, uint32_t from,
			 uint32_t to)
{
	for (; from < to; from++) {
		net_ledger_add(net, end, LEDGER_SKB);
		net_ledger_add(net, end, LEDGER_SKB_HEAD);
	}
	for (; from > to; from--) {
		net_ledger_remove(net, end, LEDGER_SKB);
		net_ledger_remove(net, end, LEDGER_SKB_HEAD);
	}
}

static void book(struct net *net, struct socket *socket, struct load load)
{
	enum end end = (enum end)socket->end;
	const struct profile *profile = net_profile(net, end);
	struct side *side = &net->side[end];
	int64_t now_ns = net_now_ns(net);
	uint64_t was_n =
	    buffers_pages_n(profile, socket->buffers_n, socket->text_bytes);
	uint64_t pages_n = buffers_pages_n(profile, load.n, load.octets);

	book_objects(net, end, socket->buffers_n, load.n);
	ledger_text(&side->ledger, now_ns,
		    (int64_t)load.octets - (int64_t)socket->text_bytes);
	gauge_set(&side->waiting_bytes, now_ns,
		  side->waiting_bytes.value + load.octets - socket->text_bytes);
	gauge_set(&side->tcp_pages_n, now_ns,
		  side->tcp_pages_n.value + pages_n - was_n);
	socket->buffers_n = (uint16_t)load.n;
	socket->text_bytes = load.octets;
}

void buffers_weigh(struct net *net, struct socket *socket)
{
	const struct profile *profile = net_profile(net, (enum end)socket->end);
	struct load load;

	if (profile->mbufs_n > 0) {
		socket->weighed = false;
		return;
	}
	load = load_of(profile, &socket->tcb);
	if (load.n != socket->buffers_n || load.octets != socket->text_bytes)
		book(net, socket, load);
	socket->weighed = load.n > 0;
}

void buffers_drain(struct net *net, struct socket *socket)
{
	if (net_profile(net, (enum end)socket->end)->mbufs_n == 0)
		book(net, socket, (struct load){0});
	socket->weighed = false;
}
