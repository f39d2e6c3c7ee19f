#ifndef HOST_PCBS_H
#define HOST_PCBS_H

#include "host/app.h"
#include "host/sparse.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: The list in which a stack looks for whom a segment is
 *
 * Each host has one list of all its connections, TIME-WAITs among them. A new
 * one goes to the front. A segment is compared with one after another until
 * its own is found; for the listener, which is the oldest, with all. A stack
 * may remember which was found last, and look there first.
 *
 * The list is not walked here: a Fenwick tree over the order in which the
 * connections came tells how many newer ones there are.
 *
 * Source: 4.3BSD netinet/in_pcb.c in_pcbattach(), in_pcblookup();
 * netinet/tcp_input.c tcp_last_inpcb
 */

/** struct pcbs_flow - Whose place it is; @alive: it is still there */
struct pcbs_flow {
	uint32_t pair;
	uint16_t port;
	bool alive;
};

/**
 * struct pcbs_list - That of a host
 * @tree:	Fenwick tree over @flow: how many are alive
 * @flow:	In order of their making
 * @room:	Places
 * @used_n:	Places that were taken
 * @alive_n:	Connections in the list
 * @last:	Place that was found last, plus one; 0: none
 */
struct pcbs_list {
	uint32_t *tree;
	struct pcbs_flow *flow;
	uint32_t room;
	uint32_t used_n;
	uint32_t alive_n;
	uint32_t last;
};

/**
 * struct pcbs - Those of one side
 * @list:	By host
 * @place:	By pair and port: place in the list, plus one
 * @remembers:	The stack looks first at what it found last
 * @goes_on:	Otherwise it compares with all, found or not
 */
struct pcbs {
	struct pcbs_list *list;
	struct sparse *place;
	uint32_t hosts_n;
	uint32_t pairs_n;
	uint32_t ports_n;
	bool remembers;
	bool goes_on;
};

void pcbs_init(struct pcbs *pcbs, uint32_t hosts_n, uint32_t pairs_n,
	       uint32_t ports_n, bool remembers, bool goes_on);
void pcbs_fini(struct pcbs *pcbs);

/** pcbs_add() - A connection of a host begins, at the front of the list */
void pcbs_add(struct pcbs *pcbs, uint32_t host, uint32_t pair, uint32_t port);
/** pcbs_remove() - It ends */
void pcbs_remove(struct pcbs *pcbs, uint32_t host, uint32_t pair,
		 uint32_t port);

/**
 * pcbs_find() - A segment has come: look for its connection
 *
 * Return:	entries that it was compared with
 * Cost:	O(log n)
 */
uint32_t pcbs_find(struct pcbs *pcbs, uint32_t host, uint32_t pair,
		   uint32_t port);

#endif
