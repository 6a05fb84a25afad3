/* SPDX-License-Identifier: ISC */
#include <sys/prctl.h>
#include <sys/resource.h>

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"
#include "server/paths.h"
#include "server/privilege.h"

/*
 * Descriptors beside those of TCP connections: a worker has its event
 * loop and what wakes it; all others are log, control, files of a reload,
 * and addresses that a reload adds.
 */
#define DESCRIPTORS_WORKER	8
#define DESCRIPTORS_OTHER	64

/* NULL with a log line if the user is unknown or cannot be looked up. */
static const struct passwd *
find_user(const char *user)
{
	const struct passwd	*pw;

	errno = 0;
	if ((pw = getpwnam(user)) == NULL)
		log_write(LEVEL_ERROR, "user %s: %s; mxd does not run as root "
		    "and does not start%s", user,
		    errno != 0 ? strerror(errno) : "there is no such user",
		    errno != 0 ? "" : "; make the user, with systemd-sysusers "
		    "or useradd -r, or leave `user' out");
	return pw;
}

static const struct passwd *
default_user(void)
{
	const struct passwd	*pw;

	if ((pw = getpwnam(USER_OWN)) != NULL)
		return pw;
	if ((pw = find_user(USER_FALLBACK)) != NULL)
		log_write(LEVEL_NOTICE, "user: there is no user %s; mxd runs "
		    "as %s", USER_OWN, USER_FALLBACK);
	return pw;
}

/*
 * Now, because /etc/group is out of sight after chroot.  An operator may
 * have put the user into a group that may read the zones.
 */
static void
find_groups(const struct passwd *pw, struct identity *id)
{
	int	 n = IDENTITY_GROUPS;

	if (getgrouplist(pw->pw_name, pw->pw_gid, id->groups, &n) == -1) {
		log_write(LEVEL_WARNING, "user %s: it is in %d groups; only "
		    "%d of them count", pw->pw_name, n, IDENTITY_GROUPS);
		n = IDENTITY_GROUPS;
	}
	id->ngroups = (size_t)n;
}

int
privilege_find(const char *user, struct identity *id)
{
	const struct passwd	*pw;

	id->uid = getuid();
	id->gid = getgid();
	id->is_change = false;
	if (geteuid() != 0) {
		if (user != NULL && ((pw = getpwnam(user)) == NULL ||
		    pw->pw_uid != geteuid()))
			log_write(LEVEL_WARNING, "user %s: only root can "
			    "become another user; mxd runs as user %u", user,
			    (unsigned)geteuid());
		return 0;
	}
	pw = user != NULL ? find_user(user) : default_user();
	if (pw == NULL)
		return -1;
	id->uid = pw->pw_uid;
	id->gid = pw->pw_gid;
	id->is_change = id->uid != 0;
	find_groups(pw, id);
	if (!id->is_change)
		log_write(LEVEL_WARNING, "user %s: mxd keeps the rights of "
		    "root, as the configuration demands", user);
	return 0;
}

int
privilege_chroot(const char *path)
{
	if (chroot(path) == -1 || chdir("/") == -1) {
		log_write(LEVEL_ERROR, "chroot %s: %s; mxd does not start",
		    path, strerror(errno));
		return -1;
	}
	return 0;
}

/* Nothing that is executed gains rights: there is nothing to execute. */
static void
forbid_gain(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		log_write(LEVEL_WARNING, "no_new_privs: %s; mxd goes on "
		    "without it", strerror(errno));
}

int
privilege_drop(const struct identity *id)
{
	if (!id->is_change)
		return 0;
	if (setgroups(id->ngroups, id->groups) == -1 ||
	    setresgid(id->gid, id->gid, id->gid) == -1 ||
	    setresuid(id->uid, id->uid, id->uid) == -1) {
		log_write(LEVEL_ERROR, "user %u: rights of root cannot be "
		    "given up: %s; mxd does not start", (unsigned)id->uid,
		    strerror(errno));
		return -1;
	}
	if (setresuid(0, 0, 0) != -1 || setuid(0) != -1 ||
	    (id->gid != 0 && setgid(0) != -1)) {
		log_write(LEVEL_ERROR, "user %u: rights of root could be had "
		    "back; mxd does not start", (unsigned)id->uid);
		return -1;
	}
	return 0;
}

static void
limit_core(bool wants_core)
{
	struct rlimit	 rl = {0, 0};

	if (!wants_core && setrlimit(RLIMIT_CORE, &rl) == -1)
		log_write(LEVEL_WARNING, "core files: cannot be forbidden: "
		    "%s", strerror(errno));
}

void
privilege_limits(bool wants_core)
{
	struct rlimit	 rl;

	limit_core(wants_core);
	forbid_gain();
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0) {
		rl.rlim_cur = rl.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &rl) == 0)
			return;
	}
	log_write(LEVEL_WARNING, "descriptors: the limit cannot be raised: "
	    "%s", strerror(errno));
}

unsigned
privilege_connections(const struct conf *conf, unsigned workers,
    size_t listeners)
{
	struct rlimit	 rl;
	rlim_t		 other, share;

	other = (rlim_t)workers * (listeners + DESCRIPTORS_WORKER) +
	    DESCRIPTORS_OTHER;
	if (getrlimit(RLIMIT_NOFILE, &rl) == -1 ||
	    rl.rlim_cur == RLIM_INFINITY)
		return UINT_MAX;
	share = rl.rlim_cur > other ? (rl.rlim_cur - other) / workers : 0;
	if (share == 0)
		share = 1;
	if (share < conf->tcp_connections)
		log_write(LEVEL_WARNING, "tcp connections %u: the limit of "
		    "%ju descriptors leaves only %ju to each of %u workers",
		    conf->tcp_connections, (uintmax_t)rl.rlim_cur,
		    (uintmax_t)share, workers);
	return share > UINT_MAX ? UINT_MAX : (unsigned)share;
}
