#ifndef SERVER_TALK_H
#define SERVER_TALK_H

#include "conversation.h"

/**
 * DOC: A conversation over a socket, by calls
 *
 * Calls that do not wait, and one that waits in between, for the strategies
 * with a process or a thread for each connection. It waits in ppoll(), whose
 * time-outs are exact; SO_RCVTIMEO would round them up to ticks.
 */

/** talk_prepare() - Options of an accepted socket: SO_LINGER */
void talk_prepare(const struct server_options *options, int fd);

/** talk_on() - Send and receive all that is possible without waiting */
void talk_on(struct conversation *conversation, int fd);

/** talk_through() - To the end, waiting where needed */
void talk_through(struct conversation *conversation, int fd);

/**
 * talk_end() - Close the socket of a conversation that is over
 *
 * What came unread is thrown away before: it would turn the FIN into a RST.
 * With --linger above 0 close() waits for the client.
 *
 * Return:	how the connection ended
 */
enum conversation_end talk_end(struct conversation *conversation, int fd);

#endif
