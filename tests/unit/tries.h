/* SPDX-License-Identifier: ISC */
#ifndef MXD_TRIES_H
#define MXD_TRIES_H

#include <stdbool.h>
#include <stddef.h>

/* Whether valgrind runs this program. */
bool is_under_valgrind(void);

/*
 * How many of n random tries a test makes: all of them, under valgrind,
 * which is some fifty times slower, one in TRIES_SHARE.  What valgrind
 * finds, it finds in the first that takes a way; those that a wrong result
 * needs are made without it and under the other sanitizers.
 */
#define TRIES_SHARE	16

int tries(int n);

#endif
