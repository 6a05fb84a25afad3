/* SPDX-License-Identifier: ISC */
#ifndef TESTS_SHIM_FAULTS_H
#define TESTS_SHIM_FAULTS_H

#include <stdint.h>

/*
 * What a test and the program under it share: a file that the test makes
 * and names in MXD_FAULTS, mapped by both.  The test writes orders into it
 * at any time; the program is not interrupted by that, and needs no system
 * call to see them.  tests/e2e/faults.py has the same layout.
 *
 * One order for each kind of call.  Numbers are in the order of
 * faults.py's KINDS.
 */
enum fault_kind {
	FAULT_MEMORY,		/* malloc(), calloc(), realloc() and the like */
	FAULT_MAP,		/* mmap() without a file, mremap() */
	FAULT_OPEN,		/* open(), openat(), opendir() */
	FAULT_READ,		/* read(), pread(), recv() of no socket */
	FAULT_STAT,		/* stat(), lstat(), fstat(), fstatat() */
	FAULT_WRITE,		/* write(), pwrite() */
	FAULT_RECVMMSG,
	FAULT_SENDMMSG,
	FAULT_ACCEPT,
	FAULT_EPOLL_WAIT,
	FAULT_EPOLL_CTL,
	FAULT_RECV,
	FAULT_SEND,
	FAULT_KINDS
};

/* Threads, by the names that they give themselves. */
#define FAULT_MAIN	1u	/* the first one, until it has a name */
#define FAULT_LOADER	2u
#define FAULT_WORKER	4u
#define FAULT_OTHER	8u

#define FAULT_PATH_MAX	64

struct fault_order {
	/* The test's. */
	uint32_t	times;	/* how many calls; 0: none, UINT32_MAX: all */
	uint32_t	skip;	/* calls that are let through before */
	uint32_t	threads; /* whose calls count: FAULT_MAIN and so on */
	int32_t		error;	/* they fail with this errno; 0: they do not */
	uint32_t	limit;	/* they, and those before, take this many
				   octets at most; 0: all */
	uint32_t	holds;	/* not 0: they wait until it is */
	char		path[FAULT_PATH_MAX];	/* part of the file's name, or
						   for memory of that of the
						   program or library that
						   calls; "" for any */
	/* The program's, but for setting them to 0. */
	uint32_t	seen;	/* calls that counted */
	uint32_t	met;	/* of these, with which it was done */
};

struct faults_shared {
	int64_t			real_s;	/* added to the time of day */
	int64_t			mono_s;	/* and to all other clocks */
	struct fault_order	orders[FAULT_KINDS];
};

#endif
