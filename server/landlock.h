/* SPDX-License-Identifier: ISC */
#ifndef MXD_LANDLOCK_H
#define MXD_LANDLOCK_H

/*
 * Landlock, landlock(7): a thread, and all that it makes later, gives up the
 * file system but for some directories, for good, without being root.  The
 * kernel looks at opening, making and removing; what is open stays usable,
 * and stat(2) and links are followed everywhere.
 */

/* What may be done in a directory and all below it, or with one file. */
enum landlock_right {
	LANDLOCK_MAY_READ = 1,		/* files, and what is there */
	LANDLOCK_MAY_WRITE = 2,		/* to files, and make new ones */
	LANDLOCK_MAY_REMOVE = 4		/* files and sockets */
};

/*
 * Which version of it the kernel has, from 1; 0 with errno set if none, or
 * if it is not in use.  Later versions know more rights, and what this
 * kernel knows is taken away.
 */
int landlock_abi(void);

/*
 * A set of rules that permits nothing: no file, and beyond files, where the
 * kernel can, no TCP connection to others, no signal to other processes, no
 * abstract socket of theirs.
 *
 * returns	its descriptor, the caller's; -1 with errno set
 */
int landlock_rules(int abi);

/*
 * Permit something below path, which is there now: it is the directory or
 * the file that is remembered, not its name.
 *
 * rights	of enum landlock_right
 * returns	0, or -1 with errno set
 */
int landlock_allow(int rules, int abi, const char *path, unsigned rights);

/*
 * From here on this thread is bound to the rules, and to those that it was
 * bound to before; it needs no_new_privs.  -1 with errno set.
 */
int landlock_enter(int rules);

#endif
