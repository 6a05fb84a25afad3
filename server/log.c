/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/trust.h"

/* A finding with a long name and path fits; what is longer is cut. */
#define LINE_MAX_BYTES	4096

/* Room before the text: time, program, pid, level. */
#define PREFIX_MAX_BYTES 96

static struct {
	pthread_mutex_t	 lock;		/* of all below */
	char		*path;		/* LOG_TO_FILE */
	uint64_t	 lost;		/* lines since the last written one */
	uid_t		 owner;		/* of the file, if not root */
	enum log_target	 target;
	int		 fd;		/* LOG_TO_FILE, or -1 */
	bool		 is_bare;
	bool		 is_managed;	/* see log_is_managed() */
	bool		 is_terminal;	/* stderr is */
	bool		 has_progress;	/* the terminal's last line is none */
	LIST_HEAD(, log_limit) waiting;	/* to tell what they left out */
} out = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.target = LOG_TO_STDERR,
	.fd = -1
};

/* Read without the lock, on every line. */
static atomic_int	 max_level = LEVEL_INFO;

static _Thread_local const char	*why = "";

/*
 * Devices may be written to, but never become ours: see log_give().  What
 * is not root's to open is for the kernel to refuse.
 */
static int
check_file(int fd, uid_t owner)
{
	const char	*fault;
	struct stat	 st;

	if (geteuid() != 0)
		return 0;
	if (fstat(fd, &st) == -1) {
		why = strerror(errno);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || (fault = trust_fault(&st, owner)) == NULL)
		return 0;
	why = fault;
	errno = EPERM;
	return -1;
}

static int
open_file(const char *path, uid_t owner)
{
	int	 fd, error;

	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY |
	    O_NOFOLLOW, 0640);
	if (fd == -1) {
		why = errno == ELOOP ? trust_link : strerror(errno);
		return -1;
	}
	if (check_file(fd, owner) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

/*
 * systemd says which file stderr is when it goes to the journal.  To what
 * else it may lead for a service (kmsg, a pipe to systemd-cat) reads levels
 * too; a terminal is somebody's shell, who has the variable of his session,
 * and a file is read by people.
 */
bool
log_is_managed(void)
{
	const char	*env = getenv("JOURNAL_STREAM");
	char		 own[64];
	struct stat	 st;

	if (fstat(STDERR_FILENO, &st) == -1)
		return false;
	if (env == NULL)
		return getenv("INVOCATION_ID") != NULL &&
		    !S_ISREG(st.st_mode) && isatty(STDERR_FILENO) == 0;
	(void)snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(env, own) == 0;
}

static void
open_syslog(void)
{
	/* NDELAY: /dev/log is out of sight after chroot. */
	openlog("mxd", LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

struct log_settings
log_choose(const struct conf *conf, bool is_foreground, bool is_verbose)
{
	struct log_settings	 set = {
		.target = conf->log_target,
		.level = conf->log_level,
		.file = conf->log_file
	};

	/* Under a manager -d is how a service runs, and a file is meant. */
	if (is_foreground && (set.target != LOG_TO_FILE || !log_is_managed()))
		set.target = LOG_TO_STDERR;
	if (is_verbose)
		set.level = LEVEL_DEBUG;
	return set;
}

bool
log_wants_file(const struct conf *conf, bool is_foreground)
{
	return log_choose(conf, is_foreground, false).target == LOG_TO_FILE;
}

int
log_open(const struct log_settings *set)
{
	char	*path = NULL;
	int	 fd = -1;

	if (set->target == LOG_TO_FILE) {
		if ((path = strdup(set->file)) == NULL) {
			why = strerror(errno);
			return -1;
		}
		if ((fd = open_file(path, set->owner)) == -1) {
			free(path);
			return -1;
		}
	}
	(void)pthread_mutex_lock(&out.lock);
	if (out.target == LOG_TO_SYSLOG)
		closelog();
	if (out.fd != -1)
		(void)close(out.fd);
	free(out.path);
	out.path = path;
	out.fd = fd;
	out.owner = set->owner;
	out.target = set->target;
	out.is_bare = set->is_bare;
	out.is_managed = log_is_managed();
	out.is_terminal = isatty(STDERR_FILENO) == 1;
	if (out.target == LOG_TO_SYSLOG)
		open_syslog();
	(void)pthread_mutex_unlock(&out.lock);
	log_set_level(set->level);
	return 0;
}

static bool
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

int
log_follow(const struct log_settings *was, const struct log_settings *set)
{
	if (set->target != was->target || !same_text(set->file, was->file))
		return log_open(set);
	log_set_level(set->level);
	return 0;
}

const char *
log_why(void)
{
	return why;
}

void
log_set_level(enum log_level level)
{
	atomic_store_explicit(&max_level, (int)level, memory_order_relaxed);
}

static int
reopen(void)
{
	int	 fd, rc = 0;

	(void)pthread_mutex_lock(&out.lock);
	if (out.target == LOG_TO_SYSLOG) {
		closelog();
		open_syslog();
	} else if (out.target == LOG_TO_FILE) {
		if ((fd = open_file(out.path, out.owner)) == -1) {
			rc = -1;
		} else {
			(void)close(out.fd);
			out.fd = fd;
		}
	}
	(void)pthread_mutex_unlock(&out.lock);
	return rc;
}

int
log_reopen(void)
{
	if (reopen() == 0)
		return 0;
	log_write(LEVEL_ERROR, "log: cannot be opened again: %s; the log goes "
	    "where it went", why);
	return -1;
}

void
log_give(uid_t uid, gid_t gid)
{
	const char	*fault = NULL;
	struct stat	 st;

	(void)pthread_mutex_lock(&out.lock);
	if (out.fd != -1 && (fstat(out.fd, &st) == -1 ||
	    ((fault = trust_fault(&st, uid)) == NULL &&
	    fchown(out.fd, uid, gid) == -1)))
		fault = strerror(errno);
	(void)pthread_mutex_unlock(&out.lock);
	if (fault != NULL)
		log_write(LEVEL_WARNING, "log file: not given to user %u: %s; "
		    "perhaps it cannot be reopened later", (unsigned)uid,
		    fault);
}

void
log_close(void)
{
	(void)pthread_mutex_lock(&out.lock);
	if (out.target == LOG_TO_SYSLOG)
		closelog();
	if (out.fd != -1)
		(void)close(out.fd);
	free(out.path);
	out.path = NULL;
	out.fd = -1;
	out.target = LOG_TO_STDERR;
	(void)pthread_mutex_unlock(&out.lock);
}

bool
log_wants(enum log_level level)
{
	return (int)level <= atomic_load_explicit(&max_level,
	    memory_order_relaxed);
}

static const char *
level_word(enum log_level level)
{
	switch (level) {
	case LEVEL_ERROR:
		return "error: ";
	case LEVEL_WARNING:
		return "warning: ";
	case LEVEL_DEBUG:
		return "debug: ";
	case LEVEL_NOTICE:
	case LEVEL_INFO:
		break;
	}
	return "";
}

/* "2031-01-02T03:04:05.678Z mxd[42]: error: ", or the part that is wanted. */
static void
make_prefix(enum log_level level, const char *word, char *buf,
    size_t len_bytes)
{
	char		 when[32];
	struct timespec	 now;
	struct tm	 tm;

	if (out.target == LOG_TO_STDERR) {
		if (out.is_bare)
			buf[0] = '\0';
		else if (out.is_managed)
			(void)snprintf(buf, len_bytes, "<%d>", (int)level);
		else
			(void)snprintf(buf, len_bytes, "mxd: %s", word);
		return;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (gmtime_r(&now.tv_sec, &tm) == NULL ||
	    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		when[0] = '\0';
	(void)snprintf(buf, len_bytes, "%s.%03ldZ mxd[%ld]: %s", when,
	    now.tv_nsec / 1000000, (long)getpid(), word);
}

/* One write for one line: O_APPEND then keeps lines of threads apart. */
static void
put_line(int fd, enum log_level level, const char *word, const char *text)
{
	char	 line[PREFIX_MAX_BYTES + LINE_MAX_BYTES];
	ssize_t	 done;
	size_t	 len;

	make_prefix(level, word, line, PREFIX_MAX_BYTES);
	len = strlen(line);
	len += strlcpy(line + len, text, sizeof(line) - len - 1);
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	done = write(fd, line, len);
	if (done != (ssize_t)len)
		out.lost++;
}

static int
current_fd(void)
{
	return out.target == LOG_TO_FILE ? out.fd : STDERR_FILENO;
}

/* The terminal's last line becomes empty; text may stand there then. */
static void
put_progress(const char *text)
{
	char	 line[PREFIX_MAX_BYTES + 128];
	int	 len;

	len = snprintf(line, sizeof(line), "\r\033[K%s%s",
	    text == NULL ? "" : "mxd: loading: ", text == NULL ? "" : text);
	/* Nothing hangs on it. */
	if (len > 0 && write(STDERR_FILENO, line, (size_t)len) == -1)
		out.is_terminal = false;
	out.has_progress = text != NULL;
}

void
log_progress(const char *text)
{
	int	 error = errno;

	(void)pthread_mutex_lock(&out.lock);
	if (out.target == LOG_TO_STDERR && out.is_terminal &&
	    (text != NULL || out.has_progress))
		put_progress(text);
	(void)pthread_mutex_unlock(&out.lock);
	errno = error;
}

/* word tells the level to readers; a finding has its own.  Locked. */
static void
put_locked(enum log_level level, const char *word, const char *text)
{
	char		 note[96];
	uint64_t	 lost = out.lost;

	if (out.target == LOG_TO_SYSLOG) {
		syslog((int)level, "%s%s", word, text);
		return;
	}
	if (out.has_progress)
		put_progress(NULL);
	if (lost > 0) {
		out.lost = 0;
		(void)snprintf(note, sizeof(note), "log: %ju lines could not "
		    "be written", (uintmax_t)lost);
		put_line(current_fd(), LEVEL_WARNING,
		    level_word(LEVEL_WARNING), note);
		if (out.lost > 0)	/* still so */
			out.lost = lost;
	}
	put_line(current_fd(), level, word, text);
}

static void
put(enum log_level level, const char *word, const char *text)
{
	(void)pthread_mutex_lock(&out.lock);
	put_locked(level, word, text);
	(void)pthread_mutex_unlock(&out.lock);
}

bool
log_offer(enum log_level level, const char *text)
{
	struct pollfd	 p = {.events = POLLOUT};
	int		 saved = errno;
	bool		 has_room;

	(void)pthread_mutex_lock(&out.lock);
	p.fd = current_fd();
	/* What is broken does not wait either, but counts as lost. */
	has_room = out.target == LOG_TO_SYSLOG || poll(&p, 1, 0) != 0;
	if (has_room)
		put_locked(level, level_word(level), text);
	(void)pthread_mutex_unlock(&out.lock);
	errno = saved;
	return has_room;
}

/* No octet of ours moves a terminal's cursor or begins a new line. */
static void
make_printable(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = '?';
}

static void
write_text(enum log_level level, unsigned left_out, const char *fmt,
    va_list ap)
{
	char	 text[LINE_MAX_BYTES];
	size_t	 len;

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	make_printable(text);
	len = strlen(text);
	if (left_out > 0)
		(void)snprintf(text + len, sizeof(text) - len,
		    " (%u such lines before were left out)", left_out);
	put(level, level_word(level), text);
}

void
log_write(enum log_level level, const char *fmt, ...)
{
	va_list	 ap;
	int	 saved = errno;

	if (!log_wants(level))
		return;
	va_start(ap, fmt);
	write_text(level, 0, fmt, ap);
	va_end(ap);
	errno = saved;
}

bool
log_limit_pass(struct log_limit *limit, uint64_t now_ms,
    unsigned *left_out)
{
	if (limit->written == 0 || now_ms - limit->since_ms >= LOG_WINDOW_MS) {
		limit->since_ms = now_ms;
		limit->written = 0;
	}
	if (limit->written == LOG_BURST) {
		if (limit->left_out < UINT_MAX)
			limit->left_out++;
		return false;
	}
	limit->written++;
	*left_out = limit->left_out;
	limit->left_out = 0;
	return true;
}

/* May this line be written?  If not, somebody is to tell how many. */
static bool
pass(struct log_limit *limit, enum log_level level, const char *fmt,
    unsigned *left_out)
{
	bool	 may_pass;

	(void)pthread_mutex_lock(&out.lock);
	may_pass = log_limit_pass(limit, clock_ms(), left_out);
	if (may_pass == limit->is_waiting) {
		if (may_pass)
			LIST_REMOVE(limit, link);
		else
			LIST_INSERT_HEAD(&out.waiting, limit, link);
		limit->is_waiting = !may_pass;
	}
	limit->level = level;
	limit->fmt = fmt;
	(void)pthread_mutex_unlock(&out.lock);
	return may_pass;
}

void
log_write_limited(struct log_limit *limit, enum log_level level,
    const char *fmt, ...)
{
	va_list		 ap;
	unsigned	 left_out;
	int		 saved = errno;

	if (!log_wants(level))
		return;
	if (pass(limit, level, fmt, &left_out)) {
		va_start(ap, fmt);
		write_text(level, left_out, fmt, ap);
		va_end(ap);
	}
	errno = saved;
}

/* One that has waited long enough, copied; false: there is none. */
static bool
take_waiting(uint64_t now_ms, struct log_limit *copy)
{
	struct log_limit	*l;

	(void)pthread_mutex_lock(&out.lock);
	LIST_FOREACH(l, &out.waiting, link)
		if (now_ms > l->since_ms &&
		    now_ms - l->since_ms >= LOG_WINDOW_MS)
			break;
	if (l != NULL) {
		*copy = *l;
		LIST_REMOVE(l, link);
		l->is_waiting = false;
		l->left_out = 0;
	}
	(void)pthread_mutex_unlock(&out.lock);
	return l != NULL;
}

void
log_tell_left_out(uint64_t now_ms)
{
	struct log_limit	 l;
	const char		*colon;

	while (take_waiting(now_ms, &l)) {
		colon = strchr(l.fmt, ':');
		log_write(l.level, "%.*s: %u more lines of this kind were "
		    "left out", colon == NULL ? 3 : (int)(colon - l.fmt),
		    colon == NULL ? "log" : l.fmt, l.left_out);
	}
}

void
log_finding(const struct finding *finding)
{
	static const enum log_level	 levels[] = {
		[SEV_INFO] = LEVEL_DEBUG,
		[SEV_WARNING] = LEVEL_WARNING,
		[SEV_ERROR] = LEVEL_ERROR
	};
	enum log_level	 level = levels[finding->severity];
	char		 line[LINE_MAX_BYTES];
	int		 saved = errno;

	if (!log_wants(level))
		return;
	finding_format(finding, line, sizeof(line));
	put(level, "", line);
	errno = saved;
}

void
log_report(const char *thing, struct report *rep)
{
	size_t	 all, i, kept = report_kept(rep);

	report_sort(rep);
	for (i = 0; i < kept; i++)
		log_finding(report_at(rep, i));
	all = report_count(rep, SEV_WARNING) + report_count(rep, SEV_ERROR);
	if (log_wants(LEVEL_DEBUG))
		all += report_count(rep, SEV_INFO);
	if (all > kept)
		log_write(LEVEL_WARNING, "%s: %zu more findings are not shown",
		    thing, all - kept);
}
