/* SPDX-License-Identifier: ISC */
/*
 * Makes calls fail, or wait, or do half their work: for LD_PRELOAD, see
 * faults.h for who says when.  Without MXD_FAULTS it does nothing.
 *
 * It stands between a program and libc, so it may use neither memory of
 * malloc() nor any call that seccomp could refuse.
 */
#include "tests/shim/faults.h"

#include <features.h>

#if !defined(__GLIBC__) || !defined(__LP64__)
/* cppcheck-suppress preprocessorErrorDirective ; it tries all that can be */
#error "this is for glibc with 64 bits; `make tests` leaves it out elsewhere"
#endif

#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Descriptors whose names are kept; those above have none. */
#define FDS_MAX		4096

/* The real function of this name. */
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a name, for & and # */
#define REAL(name)	((__typeof__(&name))real(#name))

static struct faults_shared	*shared;
static char			 names[FDS_MAX][FAULT_PATH_MAX];

/* Not with __tls_get_addr(), which takes memory at the first use. */
static _Thread_local uint32_t	 thread_kind
    __attribute__((tls_model("initial-exec")));

/* glibc's own, which need no search by dlsym(); it takes memory itself. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

/* Libraries that sit between, as sanitizers do, come first. */
static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void
attach(void)
{
	const char	*path = getenv("MXD_FAULTS");
	void		*p;
	int		 fd;

	if (path == NULL)
		return;
	if ((fd = REAL(open)(path, O_RDWR | O_CLOEXEC)) == -1)
		abort();	/* a test that would test nothing */
	p = REAL(mmap)(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	(void)REAL(close)(fd);
	if (p == MAP_FAILED)
		abort();
	shared = p;
}

static uint32_t
own_kind(void)
{
	return thread_kind == 0 ? FAULT_MAIN : thread_kind;
}

static uint32_t
load(const uint32_t *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static bool
is_named(const struct fault_order *o, const char *path)
{
	if (o->path[0] == '\0')
		return true;
	return path != NULL && strstr(path, o->path) != NULL;
}

/*
 * The order for a call of this kind to this file, or NULL.
 *
 * octets	what a call moves, for a limit, which counts before the call
 *		that the order is for, too; or NULL
 */
static struct fault_order *
order_for(enum fault_kind kind, const char *path, size_t *octets)
{
	struct fault_order	*o;
	uint32_t		 seen, times;

	if (shared == NULL)
		return NULL;
	o = &shared->orders[kind];
	if ((load(&o->threads) & own_kind()) == 0 || !is_named(o, path))
		return NULL;
	seen = __atomic_fetch_add(&o->seen, 1, __ATOMIC_ACQ_REL);
	times = load(&o->times);
	if (times == 0 || (seen >= o->skip && times != UINT32_MAX &&
	    seen - o->skip >= times))
		return NULL;
	if (octets != NULL && o->limit != 0 && *octets > o->limit)
		*octets = o->limit;
	if (seen < o->skip)
		return NULL;
	(void)__atomic_fetch_add(&o->met, 1, __ATOMIC_ACQ_REL);
	return o;
}

static void
wait_while_held(const struct fault_order *o)
{
	static const struct timespec	 pause = {0, 1000000};

	while (load(&o->holds) != 0)
		(void)nanosleep(&pause, NULL);
}

/* Does this call fail?  Then with errno set.  octets as in order_for(). */
static bool
fails_some(enum fault_kind kind, const char *path, size_t *octets)
{
	struct fault_order	*o = order_for(kind, path, octets);

	if (o == NULL)
		return false;
	wait_while_held(o);
	if (o->error == 0)
		return false;
	errno = o->error;
	return true;
}

static bool
fails(enum fault_kind kind, const char *path)
{
	return fails_some(kind, path, NULL);
}

/* What a descriptor was opened as. */
static const char *
name_of(int fd)
{
	if (fd == STDERR_FILENO)
		return "/dev/stderr";
	return fd < 0 || fd >= FDS_MAX ? "" : names[fd];
}

/* The end of a long name says more than its beginning. */
static int
keep_name(int fd, const char *path)
{
	size_t	 len = strlen(path);

	if (fd < 0 || fd >= FDS_MAX)
		return fd;
	if (len >= FAULT_PATH_MAX)
		path += len - (FAULT_PATH_MAX - 1);
	memcpy(names[fd], path, strlen(path) + 1);
	return fd;
}

/* Those that glibc declares call their parameters __fd and the like. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

int
pthread_setname_np(pthread_t thread, const char *name)
{
	if (pthread_equal(thread, pthread_self()))
		thread_kind = strstr(name, "loader") != NULL ? FAULT_LOADER :
		    strstr(name, "worker") != NULL ? FAULT_WORKER :
		    FAULT_OTHER;
	return REAL(pthread_setname_np)(thread, name);
}

/* --- memory */

/* The order may be for one program or library only. */
static bool
fails_for(const void *caller)
{
	Dl_info	 info = {.dli_fname = NULL};

	if (shared != NULL &&
	    shared->orders[FAULT_MEMORY].path[0] != '\0' &&
	    dladdr(caller, &info) == 0)
		info.dli_fname = NULL;
	return fails(FAULT_MEMORY, info.dli_fname);
}

void *
malloc(size_t len)
{
	return fails_for(__builtin_return_address(0)) ? NULL :
	    __libc_malloc(len);
}

void *
calloc(size_t n, size_t len)
{
	return fails_for(__builtin_return_address(0)) ? NULL :
	    __libc_calloc(n, len);
}

void *
realloc(void *old, size_t len)
{
	if (len > 0 && fails_for(__builtin_return_address(0)))
		return NULL;
	return __libc_realloc(old, len);
}

void *
aligned_alloc(size_t alignment, size_t len)
{
	return fails_for(__builtin_return_address(0)) ? NULL :
	    __libc_memalign(alignment, len);
}

/* That of libc would call for itself. */
char *
strdup(const char *text)
{
	size_t	 len = strlen(text) + 1;
	char	*copy;

	copy = fails_for(__builtin_return_address(0)) ? NULL :
	    __libc_malloc(len);
	return copy == NULL ? NULL : memcpy(copy, text, len);
}

void *
mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
	if (fd == -1 && fails(FAULT_MAP, NULL))
		return MAP_FAILED;
	return REAL(mmap)(at, len, protection, flags, fd, offset);
}

void *
mremap(void *old, size_t old_len, size_t len, int flags, ...)
{
	if (fails(FAULT_MAP, NULL))
		return MAP_FAILED;
	return REAL(mremap)(old, old_len, len, flags);
}

/* --- files */

int
open(const char *path, int flags, ...)
{
	mode_t	 mode = 0;
	va_list	 ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (fails(FAULT_OPEN, path))
		return -1;
	return keep_name(REAL(open)(path, flags, mode), path);
}

int
openat(int dir, const char *path, int flags, ...)
{
	mode_t	 mode = 0;
	va_list	 ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (fails(FAULT_OPEN, path))
		return -1;
	return keep_name(REAL(openat)(dir, path, flags, mode), path);
}

DIR *
opendir(const char *path)
{
	return fails(FAULT_OPEN, path) ? NULL : REAL(opendir)(path);
}

int
close(int fd)
{
	if (fd >= 0 && fd < FDS_MAX)
		names[fd][0] = '\0';
	return REAL(close)(fd);
}

ssize_t
read(int fd, void *buf, size_t len)
{
	if (fails_some(FAULT_READ, name_of(fd), &len))
		return -1;
	return REAL(read)(fd, buf, len);
}

ssize_t
pread(int fd, void *buf, size_t len, off_t offset)
{
	if (fails_some(FAULT_READ, name_of(fd), &len))
		return -1;
	return REAL(pread)(fd, buf, len, offset);
}

ssize_t
write(int fd, const void *buf, size_t len)
{
	if (fails_some(FAULT_WRITE, name_of(fd), &len))
		return -1;
	return REAL(write)(fd, buf, len);
}

ssize_t
pwrite(int fd, const void *buf, size_t len, off_t offset)
{
	if (fails_some(FAULT_WRITE, name_of(fd), &len))
		return -1;
	return REAL(pwrite)(fd, buf, len, offset);
}

int
stat(const char *path, struct stat *st)
{
	return fails(FAULT_STAT, path) ? -1 : REAL(stat)(path, st);
}

int
lstat(const char *path, struct stat *st)
{
	return fails(FAULT_STAT, path) ? -1 : REAL(lstat)(path, st);
}

int
fstat(int fd, struct stat *st)
{
	return fails(FAULT_STAT, name_of(fd)) ? -1 : REAL(fstat)(fd, st);
}

int
fstatat(int dir, const char *path, struct stat *st, int flags)
{
	return fails(FAULT_STAT, path) ? -1 :
	    REAL(fstatat)(dir, path, st, flags);
}

/*
 * Under these names, too: mxd asks for large files everywhere, its libraries
 * may not.  On 64-bit machines both mean the same.
 */
#define ALSO(name)	__asm__(".globl " #name "64\n.set " #name "64, " #name)

ALSO(mmap);
ALSO(open);
ALSO(openat);
ALSO(pread);
ALSO(pwrite);
ALSO(stat);
ALSO(lstat);
ALSO(fstat);
ALSO(fstatat);

/* --- the network */

int
recvmmsg(int fd, struct mmsghdr *msgs, unsigned n, int flags,
    struct timespec *timeout)
{
	return fails(FAULT_RECVMMSG, NULL) ? -1 :
	    REAL(recvmmsg)(fd, msgs, n, flags, timeout);
}

/* Some of them are sent, with a limit. */
int
sendmmsg(int fd, struct mmsghdr *msgs, unsigned n, int flags)
{
	size_t	 some = n;

	if (fails_some(FAULT_SENDMMSG, NULL, &some))
		return -1;
	return REAL(sendmmsg)(fd, msgs, (unsigned)some, flags);
}

int
accept4(int fd, struct sockaddr *from, socklen_t *len, int flags)
{
	return fails(FAULT_ACCEPT, NULL) ? -1 :
	    REAL(accept4)(fd, from, len, flags);
}

ssize_t
recv(int fd, void *buf, size_t len, int flags)
{
	if (fails_some(FAULT_RECV, NULL, &len))
		return -1;
	return REAL(recv)(fd, buf, len, flags);
}

ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
	if (fails_some(FAULT_SEND, NULL, &len))
		return -1;
	return REAL(send)(fd, buf, len, flags);
}

int
epoll_wait(int fd, struct epoll_event *events, int n, int timeout_ms)
{
	return fails(FAULT_EPOLL_WAIT, NULL) ? -1 :
	    REAL(epoll_wait)(fd, events, n, timeout_ms);
}

int
epoll_ctl(int fd, int what, int other, struct epoll_event *event)
{
	return fails(FAULT_EPOLL_CTL, NULL) ? -1 :
	    REAL(epoll_ctl)(fd, what, other, event);
}

/* --- clocks */

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int	 rc = REAL(clock_gettime)(clock, ts);

	if (rc == 0 && shared != NULL)
		ts->tv_sec += __atomic_load_n(clock == CLOCK_REALTIME ?
		    &shared->real_s : &shared->mono_s, __ATOMIC_ACQUIRE);
	return rc;
}

time_t
time(time_t *out)
{
	struct timespec	 ts = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec	 ts = {0, 0};
	int		 rc = clock_gettime(CLOCK_REALTIME, &ts);

	(void)zone;
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return rc;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
