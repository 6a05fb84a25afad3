/* SPDX-License-Identifier: ISC */
#include "server/thread.h"

#include <signal.h>

/* The checks of a zone hold two texts of 64 KiB (RDATA_MAX_BYTES), and less
   than as much besides; sanitizers take some times more. */
#define STACK_BYTES	(2u << 20)

int
thread_start(pthread_t *thread, void *(*run)(void *), void *arg)
{
	pthread_attr_t	 attr;
	sigset_t	 all, old;
	int		 error;

	if ((error = pthread_attr_init(&attr)) != 0)
		return error;
	/* A thread begins with the mask of the one that makes it. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (error == 0)
		error = pthread_create(thread, &attr, run, arg);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	(void)pthread_attr_destroy(&attr);
	return error;
}
