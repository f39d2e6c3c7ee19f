#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "procnet.h"
#include "server.h"

#include <glib.h>

/**
 * DOC: Counters for node_exporter
 *
 * A file as its textfile collector reads it: the text format of Prometheus,
 * version 0.0.4. It is replaced as a whole, so that a reader never sees a part.
 */

/**
 * metrics_text() - (transfer full) The counters of a server now
 * @sockets:	Of its network namespace
 */
char *metrics_text(struct server *server,
		   const struct procnet_sockets *sockets);

/** metrics_write() - The same to a file; errors are those of atomic_file */
bool metrics_write(struct server *server, const struct procnet_sockets *sockets,
		   const char *path, GError **error);

#endif
