/* SPDX-License-Identifier: ISC */
#ifndef MXD_CALLS_H
#define MXD_CALLS_H

#include <stdbool.h>

/*
 * Which system calls a thread may make: a filter of the kernel, seccomp(2),
 * for each kind of thread, by libseccomp.  Whoever takes over a worker finds
 * no call that opens a file, makes a socket of the Internet or starts
 * anything.
 *
 * A call that is on no list fails with ENOSYS, as if this kernel did not have
 * it: a library of the system that is newer than the list falls back to an
 * older call then, where EPERM would be final, and a server that answers
 * queries shall not end for that.  Calls that nothing in mxd or its libraries
 * makes, but those do who have taken it over (execve, ptrace, mount, bpf),
 * end the process.  Both are told to the kernel's audit log.
 */
enum calls_role {
	CALLS_MAIN,		/* signals, control, metrics */
	CALLS_LOADER,		/* and its helpers: files, new addresses */
	CALLS_WORKER,		/* queries */
	CALLS_ROLES
};

/*
 * Make the filters, for calls_enter().  Main thread, in the process that will
 * run, before others start.
 *
 * returns	0; or -1 with errno set, ENOSYS if mxd was built without
 *		libseccomp: calls_enter() does nothing then
 */
int calls_prepare(void);

/*
 * Put this thread, and those that it makes, under the filter of its role, for
 * good; it needs no_new_privs.  Nothing happens if there are no filters; that
 * the kernel has none is logged, and calls_is_whole() says so.
 */
void calls_enter(enum calls_role);

/* Is there a filter, and has every thread that wanted it got it? */
bool calls_is_whole(void);

/* Forget the filters; threads stay under them. */
void calls_clear(void);

#endif
