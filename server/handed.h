/* SPDX-License-Identifier: ISC */
#ifndef MXD_HANDED_H
#define MXD_HANDED_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

/*
 * Sockets that a service manager has opened and hands over, socket
 * activation: descriptors from 3 on, and $LISTEN_PID, $LISTEN_FDS and
 * $LISTEN_FDNAMES tell of them, sd_listen_fds(3).  They stay ours as long as
 * mxd runs, so that a reload finds again what another one let go; who uses
 * one has a duplicate.
 *
 * Written before the first thread starts.
 */

/* More are no configuration of an operator: 1024 addresses, UDP and TCP. */
#define HANDED_MAX	2048

/*
 * Learn of them, and forget the variables.  Main thread, before anything
 * closes or opens descriptors.
 *
 * *end		the first descriptor that is none of them
 * returns	0, also if there are none; -1 with a log line: the variables
 *		are not to be understood
 */
int handed_take(int *end);

/* How many there are. */
size_t handed_count(void);

/* What one is. */
struct handed {
	struct sockaddr_storage	 addr;
	int			 fd;
	bool			 is_udp;
	const char		*fault;		/* why it is of no use; static;
						   NULL: it is */
};

/* The i-th, i below handed_count(); borrowed. */
const struct handed *handed_look(size_t i);

/* How many are bound to this address. */
size_t handed_at(const struct sockaddr_storage *, bool is_udp);

/*
 * A duplicate of one that is bound there, for the n-th who needs one; they
 * take turns if there are fewer.  -1 with errno set, ENOENT if there is none.
 */
int handed_dup(const struct sockaddr_storage *, bool is_udp, unsigned n);

/* Close them. */
void handed_clear(void);

#endif
