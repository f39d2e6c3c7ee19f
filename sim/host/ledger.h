#ifndef HOST_LEDGER_H
#define HOST_LEDGER_H

#include "base/must.h"
#include "base/units.h"
#include "host/gauge.h"
#include "host/machine.h"
#include "tcp/profile.h"

/** enum ledger_kind - What a connection costs, by object */
enum ledger_kind {
	LEDGER_TCP_SOCK,
	LEDGER_TIMEWAIT_SOCK,
	LEDGER_REQUEST_SOCK,
	LEDGER_BIND_BUCKET,
	LEDGER_BIND2_BUCKET,
	LEDGER_SOCKET_INODE,
	LEDGER_FILE,
	LEDGER_DENTRY,
	LEDGER_SKB,
	LEDGER_SKB_HEAD,
	LEDGER_APPLICATION, /* process, thread or loop entry that serves it */
	LEDGER_KINDS_N,
};

/**
 * struct ledger_account - Objects of one kind
 * @size:	Price
 * @n:		Objects alive
 * @room:	Slots left in the last slab
 */
struct ledger_account {
	struct object_size size;
	uint64_t n;
	uint32_t room;
};

#define LEDGER_NOTES_MAX 16

/**
 * struct ledger_notes - Slabs that began and ended, in order
 * @n:		How many did; those beyond the room are not kept
 * @kind:	enum ledger_kind; with LEDGER_ENDS if it ended
 */
struct ledger_notes {
	unsigned int n;
	uint8_t kind[LEDGER_NOTES_MAX];
};

#define LEDGER_ENDS (1u << 7)

/**
 * struct ledger - Memory of all hosts of one side
 * @bytes:	In whole slabs, and text in pages
 * @notes:	Someone writes down what happens to slabs; NULL: nobody does
 *
 * Slabs fill up one after another: what is freed is filled first.
 */
struct ledger {
	struct ledger_account account[LEDGER_KINDS_N];
	struct gauge bytes;
	struct ledger_notes *notes;
};

/**
 * ledger_init() - An empty ledger
 * @application_bytes:	Cost of what serves a connection; 0 on a client
 */
void ledger_init(struct ledger *ledger, const struct profile *profile,
		 int64_t application_bytes);

/** ledger_note() - From here on; every object has a slab of its own */
void ledger_note(struct ledger *ledger, struct ledger_notes *notes);

/** ledger_slab_begins(), ledger_slab_ends() - For the two functions below */
void ledger_slab_begins(struct ledger *ledger, int64_t now_ns,
			enum ledger_kind kind);
void ledger_slab_ends(struct ledger *ledger, int64_t now_ns,
		      enum ledger_kind kind);

/** ledger_text() - So many octets of text more lie in pages, or fewer */
void ledger_text(struct ledger *ledger, int64_t now_ns, int64_t octets);

/** ledger_add() - An object is made */
static inline void ledger_add(struct ledger *ledger, int64_t now_ns,
			      enum ledger_kind kind)
{
	struct ledger_account *account = &ledger->account[kind];

	account->n++;
	if (account->room == 0)
		ledger_slab_begins(ledger, now_ns, kind);
	account->room--;
}

/** ledger_remove() - An object is freed; there must be one */
static inline void ledger_remove(struct ledger *ledger, int64_t now_ns,
				 enum ledger_kind kind)
{
	struct ledger_account *account = &ledger->account[kind];

	must(account->n > 0);
	account->n--;
	account->room++;
	if (account->room == account->size.per_slab)
		ledger_slab_ends(ledger, now_ns, kind);
}

#endif
