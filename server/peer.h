/* SPDX-License-Identifier: ISC */
#ifndef MXD_PEER_H
#define MXD_PEER_H

#include <sys/socket.h>

#include <stdint.h>

#include "server/respond.h"

/*
 * Say who sent a packet, as the engine wants it: the address alone,
 * borrowed from the socket's.
 */
void peer_tell(struct packet *, const struct sockaddr_storage *);

#endif
