/* SPDX-License-Identifier: ISC */
#ifndef MXD_THREAD_H
#define MXD_THREAD_H

#include <pthread.h>

/*
 * Start a thread of mxd.  All signals are blocked in it: they are the main
 * thread's.  Its stack is as large with each libc: 2 MiB, of which what is
 * used takes memory.  musl's preset of 128 KiB is too little for the checks of
 * a zone; glibc's is RLIMIT_STACK, 8 MiB as a rule.
 *
 * returns	0, or an error number, as pthread_create(3)
 */
int thread_start(pthread_t *thread, void *(*run)(void *), void *arg);

#endif
