/* SPDX-License-Identifier: ISC */
#ifndef MXD_THREAD_H
#define MXD_THREAD_H

#include <pthread.h>

/*
 * Start a thread of mxd.  All signals are blocked in it: they are the main
 * thread's.  Its stack is as large with each libc: 2 MiB, of which what is
 * used takes memory.  The presets are 8 MiB with glibc and 128 KiB with musl,
 * and the checks of a zone need more than that.
 *
 * returns	0, or an error number, as pthread_create(3)
 */
int thread_start(pthread_t *thread, void *(*run)(void *), void *arg);

#endif
