#include "host/ledger.h"

#include <string.h>

void ledger_init(struct ledger *ledger, const struct profile *profile,
		 int64_t application_bytes)
{
	const struct object_size size[LEDGER_KINDS_N] = {
	    [LEDGER_TCP_SOCK] = profile->tcp_sock,
	    [LEDGER_TIMEWAIT_SOCK] = profile->mini_socket
					 ? profile->timewait_sock
					 : profile->tcp_sock,
	    [LEDGER_REQUEST_SOCK] = profile->request_sock,
	    [LEDGER_BIND_BUCKET] = profile->bind_bucket,
	    [LEDGER_BIND2_BUCKET] = profile->bind2_bucket,
	    [LEDGER_SOCKET_INODE] = profile->socket_inode,
	    [LEDGER_FILE] = profile->file,
	    [LEDGER_DENTRY] = profile->dentry,
	    [LEDGER_SKB] = profile->skb,
	    [LEDGER_SKB_HEAD] = profile->skb_head,
	    [LEDGER_APPLICATION] =
		{
		    .bytes = (uint32_t)application_bytes,
		    .per_slab = 1,
		    .slab_bytes = (uint32_t)application_bytes,
		},
	};

	memset(ledger, 0, sizeof(*ledger));
	for (int kind = 0; kind < LEDGER_KINDS_N; kind++) {
		ledger->account[kind].size = size[kind];
		if (size[kind].per_slab == 0)
			ledger->account[kind].size.per_slab = 1;
	}
}

void ledger_note(struct ledger *ledger, struct ledger_notes *notes)
{
	ledger->notes = notes;
	for (int kind = 0; kind < LEDGER_KINDS_N; kind++)
		ledger->account[kind].size.per_slab = 1;
}

static void note(struct ledger_notes *notes, unsigned int kind)
{
	if (!notes)
		return;
	if (notes->n < LEDGER_NOTES_MAX)
		notes->kind[notes->n] = (uint8_t)kind;
	notes->n++;
}

void ledger_slab_begins(struct ledger *ledger, int64_t now_ns,
			enum ledger_kind kind)
{
	struct ledger_account *account = &ledger->account[kind];

	note(ledger->notes, kind);
	account->room = account->size.per_slab;
	gauge_set(&ledger->bytes, now_ns,
		  ledger->bytes.value + account->size.slab_bytes);
}

void ledger_slab_ends(struct ledger *ledger, int64_t now_ns,
		      enum ledger_kind kind)
{
	struct ledger_account *account = &ledger->account[kind];

	note(ledger->notes, kind | LEDGER_ENDS);
	account->room = 0;
	gauge_set(&ledger->bytes, now_ns,
		  ledger->bytes.value - account->size.slab_bytes);
}

void ledger_text(struct ledger *ledger, int64_t now_ns, int64_t octets)
{
	gauge_set(&ledger->bytes, now_ns,
		  ledger->bytes.value + (uint64_t)octets);
}
