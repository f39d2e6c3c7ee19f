#ifndef SERVER_SERVER_OPTIONS_H
#define SERVER_SERVER_OPTIONS_H

#include "server.h"

/** server_rows() - The settings; @rows_n out: how many */
const struct field *server_rows(size_t *rows_n);

/** server_options_or_die() - Read the command line and look at the host */
void server_options_or_die(struct server_options *options, int argc,
			   char **argv);

#endif
