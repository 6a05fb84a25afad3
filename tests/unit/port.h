/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_PORT_H
#define TESTS_UNIT_PORT_H

#include <sys/types.h>

/* A socket of this type bound to 127.0.0.1, or -1 if that is taken. */
int bind_port(int type, unsigned port);

/*
 * A port of 127.0.0.1 that is free for UDP and TCP, below those that the
 * kernel gives to whoever connects, and below those of tests/e2e: nobody
 * takes it meanwhile.
 *
 * fd	holds it for UDP; the caller closes it.  NULL: nobody holds it
 */
unsigned free_port(int *fd);

#endif
