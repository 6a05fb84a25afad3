/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "server/landlock.h"

/*
 * The kernel's interface, said here because the headers of many a system
 * are older than its kernel.  The numbers of the calls are the same on all
 * architectures but alpha.
 */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_add_rule		445
#define SYS_landlock_restrict_self	446
#endif

#define ASK_VERSION	1U	/* LANDLOCK_CREATE_RULESET_VERSION */
#define RULE_BENEATH	1	/* LANDLOCK_RULE_PATH_BENEATH */

/* LANDLOCK_ACCESS_FS_... */
#define FS_WRITE_FILE	(UINT64_C(1) << 1)
#define FS_READ_FILE	(UINT64_C(1) << 2)
#define FS_READ_DIR	(UINT64_C(1) << 3)
#define FS_REMOVE_FILE	(UINT64_C(1) << 5)
#define FS_MAKE_REG	(UINT64_C(1) << 8)

/* What can be said of a file that is no directory. */
#define FS_OF_FILE	(FS_WRITE_FILE | FS_READ_FILE)

/* LANDLOCK_ACCESS_NET_CONNECT_TCP; to bind is left to a reload, which may
   have new addresses. */
#define NET_CONNECT_TCP	(UINT64_C(1) << 1)

/* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and LANDLOCK_SCOPE_SIGNAL. */
#define SCOPES		UINT64_C(3)

/* struct landlock_ruleset_attr as it has grown. */
struct ruleset {
	uint64_t	 fs;
	uint64_t	 net;		/* from version 4 on */
	uint64_t	 scoped;	/* from version 6 on */
};

/* struct landlock_path_beneath_attr */
struct beneath {
	uint64_t	 access;
	int32_t		 parent;
} __attribute__((packed));

/* What each version knows of files: a bit for each right. */
static uint64_t
all_rights(int abi)
{
	unsigned	 bits = 13;	/* to MAKE_SYM */

	if (abi >= 2)
		bits = 14;		/* REFER */
	if (abi >= 3)
		bits = 15;		/* TRUNCATE */
	if (abi >= 5)
		bits = 16;		/* IOCTL_DEV */
	return (UINT64_C(1) << bits) - 1;
}

static size_t
size_known(int abi)
{
	if (abi >= 6)
		return sizeof(struct ruleset);
	return abi >= 4 ? offsetof(struct ruleset, scoped) :
	    offsetof(struct ruleset, net);
}

int
landlock_abi(void)
{
	long	 abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
		    ASK_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

int
landlock_rules(int abi)
{
	struct ruleset	 r = {all_rights(abi), NET_CONNECT_TCP, SCOPES};

	return (int)syscall(SYS_landlock_create_ruleset, &r, size_known(abi),
	    0);
}

static uint64_t
rights_of(unsigned rights, const struct stat *st)
{
	uint64_t	 access = 0;

	if (rights & LANDLOCK_MAY_READ)
		access |= FS_READ_FILE | FS_READ_DIR;
	if (rights & LANDLOCK_MAY_WRITE)
		access |= FS_WRITE_FILE | FS_MAKE_REG;
	if (rights & LANDLOCK_MAY_REMOVE)
		access |= FS_REMOVE_FILE;
	return S_ISDIR(st->st_mode) ? access : access & FS_OF_FILE;
}

int
landlock_allow(int rules, int abi, const char *path, unsigned rights)
{
	struct beneath	 b = {0, open(path, O_PATH | O_CLOEXEC)};
	struct stat	 st;
	int		 rc = -1, saved;

	if (b.parent == -1)
		return -1;
	if (fstat(b.parent, &st) == 0) {
		b.access = rights_of(rights, &st) & all_rights(abi);
		rc = (int)syscall(SYS_landlock_add_rule, rules, RULE_BENEATH,
		    &b, 0);
	}
	saved = errno;
	(void)close(b.parent);
	errno = saved;
	return rc;
}

int
landlock_enter(int rules)
{
	return (int)syscall(SYS_landlock_restrict_self, rules, 0);
}
