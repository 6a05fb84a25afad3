/* SPDX-License-Identifier: ISC */
#ifndef MXD_FUZZ_MUTATE_H
#define MXD_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Mutations for libFuzzer that know what a DNS query looks like: lengths,
 * counts and the OPT record agree afterwards, so that the mutation is met
 * behind the parser too.  One in four knows nothing, and there are some
 * that break a count.
 *
 * data		a packet behind `before` octets of something else, in place
 * returns	its new size, at most max
 */
size_t mutate_packet(uint8_t *data, size_t size, size_t max,
    unsigned seed, size_t before);

#endif
