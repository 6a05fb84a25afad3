/* SPDX-License-Identifier: ISC */
#include <sys/prctl.h>
#include <sys/resource.h>

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "server/calls.h"
#include "server/confine.h"
#include "server/landlock.h"
#include "server/log.h"
#include "server/reach.h"
#include "server/sanitized.h"

/* Directories that the line at the start names; others are counted. */
#define NAMED_MAX	8

struct confine {
	struct reach	 reach;		/* what the loader may open */
	int		 abi;		/* 0: no Landlock */
	int		 rules_all;	/* -1: none, or entered */
	int		 rules_main;	/* likewise */
	bool		 has_landlock;	/* in force */
	bool		 has_chroot;
	uid_t		 uid;		/* that main will have, and its */
	char		 user[CONFINE_TEXT_MAX]; /* name; or the number */
};

/*
 * Whoever knows files of the system that libraries open when they are first
 * used reads them now: OpenSSL its configuration.
 */
static void
warm_up(void)
{
	(void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
}

static void
refuse_landlock(struct confine *c, int error)
{
	log_write(LEVEL_NOTICE, "landlock: %s; mxd goes on without it, and may "
	    "open what its user may; `mxctl status' shows what is in force",
	    error == ENOSYS ||
	    error == EOPNOTSUPP ? "this kernel has none, or it is not in use" :
	    strerror(error));
	c->abi = 0;
}

#if IS_SANITIZED

/* Where ASAN_OPTIONS and such want reports. */
static void
allow_reports(const struct confine *c, int rules, const char *variable)
{
	const char	*env = getenv(variable), *at;
	char		 dir[PATH_MAX];

	if (env == NULL || (at = strstr(env, "log_path=")) == NULL)
		return;
	at += strlen("log_path=");
	(void)snprintf(dir, sizeof(dir), "%.*s", (int)strcspn(at, ":"), at);
	if (strrchr(dir, '/') == NULL)
		return;
	*strrchr(dir, '/') = '\0';
	(void)landlock_allow(rules, c->abi, dir, LANDLOCK_MAY_WRITE);
}

static void
allow_sanitizer(const struct confine *c, int rules)
{
	static const char *const	 reads[] = {"/proc", "/usr", "/lib"};
	char				 own[PATH_MAX];
	size_t				 i;

	for (i = 0; i < sizeof(reads) / sizeof(reads[0]); i++)
		(void)landlock_allow(rules, c->abi, reads[i],
		    LANDLOCK_MAY_READ);
	if (realpath("/proc/self/exe", own) != NULL)
		(void)landlock_allow(rules, c->abi, own, LANDLOCK_MAY_READ);
	allow_reports(c, rules, "ASAN_OPTIONS");
	allow_reports(c, rules, "UBSAN_OPTIONS");
	allow_reports(c, rules, "TSAN_OPTIONS");
}

#else

static void
allow_sanitizer(const struct confine *c, int rules)
{
	(void)c;
	(void)rules;
}

#endif

/*
 * A set of rules.  mask says which of the rights of all directories: the
 * loader's are all, main's only to take its files away at the end.
 */
static int
make_rules(struct confine *c, unsigned mask)
{
	const struct reach_dir	*d;
	size_t			 i;
	int			 rules;

	if ((rules = landlock_rules(c->abi)) == -1)
		return -1;
	for (i = 0; i < c->reach.n; i++) {
		d = &c->reach.dirs[i];
		if ((d->rights & mask) != 0 && landlock_allow(rules, c->abi,
		    d->path, d->rights & mask) == -1)
			log_write(LEVEL_WARNING, "landlock: %s: %s; what lies "
			    "there cannot be opened", d->path,
			    strerror(errno));
	}
	/* Going into the background. */
	(void)landlock_allow(rules, c->abi, "/dev/null",
	    LANDLOCK_MAY_READ | LANDLOCK_MAY_WRITE);
	allow_sanitizer(c, rules);
	return rules;
}

static void
make_landlock(struct confine *c)
{
	if ((c->abi = landlock_abi()) == 0) {
		refuse_landlock(c, errno);
		return;
	}
	c->rules_all = make_rules(c, ~0U);
	if (c->rules_all != -1)
		c->rules_main = make_rules(c, LANDLOCK_MAY_REMOVE);
	if (c->rules_main != -1)
		return;
	refuse_landlock(c, errno);
	/* Without those for main none are in force, as it is told. */
	if (c->rules_all != -1)
		(void)close(c->rules_all);
	c->rules_all = -1;
}

static void
make_calls(void)
{
	if (calls_prepare() == 0)
		return;
	log_write(LEVEL_NOTICE, "seccomp: %s; mxd goes on without it, and may "
	    "make all system calls; `mxctl status' shows what is in force",
	    errno == ENOSYS ? "mxd was built without "
	    "libseccomp" : strerror(errno));
}

/* What the configuration leaves open is nobody's fault, but nobody's secret
   either. */
static void
tell_off(unsigned confines)
{
	bool	 has_paths = (confines & CONFINE_PATHS) != 0;
	bool	 has_calls = (confines & CONFINE_CALLS) != 0;

	if (has_paths && has_calls)
		return;
	log_write(LEVEL_NOTICE, "confine: off in the configuration%s: mxd "
	    "may %s%s%s; `mxctl status' shows what is in force",
	    has_paths ? " for calls" : has_calls ? " for paths" : "",
	    has_paths ? "" : "open what its user may",
	    has_paths || has_calls ? "" : ", and ",
	    has_calls ? "" : "make all system calls");
}

/* Now, because /etc/passwd is out of sight afterwards. */
static void
find_user(struct confine *c, uid_t uid)
{
	const struct passwd	*pw = getpwuid(uid);

	c->uid = uid;
	if (pw != NULL)
		(void)strlcpy(c->user, pw->pw_name, sizeof(c->user));
	else
		(void)snprintf(c->user, sizeof(c->user), "%u", (unsigned)uid);
}

struct confine *
confine_new(const struct conf *conf, uid_t uid, bool writes_log,
    const char *pidfile)
{
	struct confine	*c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	c->rules_all = c->rules_main = -1;
	c->has_chroot = conf->chroot != NULL;
	find_user(c, uid);
	warm_up();
	tell_off(conf->confines);
	if (conf->confines & CONFINE_PATHS) {
		if (reach_find(conf, true, writes_log, pidfile,
		    &c->reach) == -1) {
			confine_free(c);
			return NULL;
		}
		make_landlock(c);
	}
	if (conf->confines & CONFINE_CALLS)
		make_calls();
	return c;
}

/* -1 if the kernel refuses after all. */
static int
enter(struct confine *c, int *rules)
{
	int	 rc = landlock_enter(*rules), error = errno;

	(void)close(*rules);
	*rules = -1;
	if (rc == -1)
		refuse_landlock(c, error);
	return rc;
}

/* What the operator has to know when a path changes. */
static void
tell_reach(const struct reach *r)
{
	char	 text[1024] = "";
	size_t	 i, n = 0, len;

	for (i = 0; i < r->n; i++) {
		if ((r->dirs[i].rights & LANDLOCK_MAY_READ) == 0)
			continue;
		if (++n > NAMED_MAX)
			continue;
		len = strlen(text);
		(void)snprintf(text + len, sizeof(text) - len, "%s%s",
		    len > 0 ? ", " : "", r->dirs[i].path);
	}
	if (n > NAMED_MAX)
		log_write(LEVEL_INFO, "landlock: files can be read below %s "
		    "and %zu other directories; any other needs a restart",
		    text, n - NAMED_MAX);
	else
		log_write(LEVEL_INFO, "landlock: files can be read below %s; "
		    "any other directory needs a restart", text);
	if (reach_has(r, "/", LANDLOCK_MAY_READ))
		log_write(LEVEL_WARNING, "landlock: a file of the "
		    "configuration lies in the root directory, so all files "
		    "can be read; give it a directory of its own");
}

void
confine_all(struct confine *c)
{
	if (c->rules_all == -1 || enter(c, &c->rules_all) == -1)
		return;
	c->has_landlock = true;
	tell_reach(&c->reach);
}

void
confine_main(struct confine *c)
{
	if (c->has_landlock && c->rules_main != -1)
		(void)enter(c, &c->rules_main);
}

/* What cannot be done there as yet, or NULL. */
static const char *
lack_of(const struct confine *c, const struct reach_dir *d)
{
	if (!reach_has(&c->reach, d->path, d->rights & LANDLOCK_MAY_READ))
		return "the configuration did not name this directory when "
		    "mxd started; its files can be read after a restart";
	if (!reach_has(&c->reach, d->path, d->rights & LANDLOCK_MAY_WRITE))
		return "the log was not there when mxd started; it can be "
		    "written there after a restart";
	return NULL;
}

void
confine_warn(const struct confine *c, const struct conf *conf,
    bool writes_log, void (*tell)(void *, const char *, const char *),
    void *arg)
{
	struct reach	 now;
	const char	*lack;
	size_t		 i;

	if (c == NULL || !c->has_landlock)
		return;
	if (reach_find(conf, false, writes_log, NULL, &now) == 0)
		for (i = 0; i < now.n; i++) {
			if ((lack = lack_of(c, &now.dirs[i])) == NULL)
				continue;
			log_write(LEVEL_WARNING, "landlock: %s: %s",
			    now.dirs[i].path, lack);
			tell(arg, now.dirs[i].path, lack);
		}
	reach_clear(&now);
}

static void
tell_landlock(const struct confine *c, char *buf)
{
	if (c->has_landlock)
		(void)snprintf(buf, CONFINE_TEXT_MAX, "on, version %d",
		    c->abi);
	else
		(void)strlcpy(buf, "off", CONFINE_TEXT_MAX);
}

static void
tell_seccomp(const struct confine *c, char *buf)
{
	(void)c;
	/* 2: a filter; the kernel says it of this thread. */
	(void)strlcpy(buf, prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2 ? "off" :
	    calls_is_whole() ? "on" : "not in all threads",
	    CONFINE_TEXT_MAX);
}

static void
tell_privs(const struct confine *c, char *buf)
{
	(void)c;
	(void)strlcpy(buf, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ?
	    "on" : "off", CONFINE_TEXT_MAX);
}

static void
tell_user(const struct confine *c, char *buf)
{
	if (geteuid() == c->uid)
		(void)strlcpy(buf, c->user, CONFINE_TEXT_MAX);
	else
		(void)snprintf(buf, CONFINE_TEXT_MAX, "%u",
		    (unsigned)geteuid());
}

static void
tell_chroot(const struct confine *c, char *buf)
{
	(void)strlcpy(buf, c->has_chroot ? "on" : "off", CONFINE_TEXT_MAX);
}

/* rc: of the getrlimit() that filled it. */
static void
tell_limit(int rc, const struct rlimit *rl, char *buf)
{
	if (rc == -1)
		(void)strlcpy(buf, "unknown", CONFINE_TEXT_MAX);
	else if (rl->rlim_cur == RLIM_INFINITY)
		(void)strlcpy(buf, "unlimited", CONFINE_TEXT_MAX);
	else
		(void)snprintf(buf, CONFINE_TEXT_MAX, "%ju",
		    (uintmax_t)rl->rlim_cur);
}

static void
tell_descriptors(const struct confine *c, char *buf)
{
	struct rlimit	 rl;

	(void)c;
	tell_limit(getrlimit(RLIMIT_NOFILE, &rl), &rl, buf);
}

static void
tell_core(const struct confine *c, char *buf)
{
	struct rlimit	 rl;

	(void)c;
	tell_limit(getrlimit(RLIMIT_CORE, &rl), &rl, buf);
}

static const struct {
	const char	*word;
	void		(*tell)(const struct confine *, char *);
	bool		 is_number;
} rows[] = {
	{"user", tell_user, false},
	{"chroot", tell_chroot, false},
	{"no_new_privs", tell_privs, false},
	{"landlock", tell_landlock, false},
	{"seccomp", tell_seccomp, false},
	{"descriptors", tell_descriptors, true},
	{"core", tell_core, true}
};

const char *
confine_row(const struct confine *c, size_t i, const char **word,
    char buf[CONFINE_TEXT_MAX])
{
	if (i >= sizeof(rows) / sizeof(rows[0]))
		return NULL;
	*word = rows[i].word;
	rows[i].tell(c, buf);
	return buf;
}

bool
confine_is_number(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) && rows[i].is_number;
}

void
confine_free(struct confine *c)
{
	if (c == NULL)
		return;
	if (c->rules_all != -1)
		(void)close(c->rules_all);
	if (c->rules_main != -1)
		(void)close(c->rules_main);
	reach_clear(&c->reach);
	calls_clear();
	free(c);
}
