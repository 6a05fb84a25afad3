/* SPDX-License-Identifier: ISC */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "server/calls.h"
#include "server/log.h"
#include "server/sanitized.h"

/* Of newer headers than some systems have. */
#ifndef SECCOMP_FILTER_FLAG_LOG
#define SECCOMP_FILTER_FLAG_LOG		(1UL << 1)
#endif
#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW	(1UL << 2)
#endif

static struct sock_fprog	 filters[CALLS_ROLES];	/* len 0: none */
static atomic_uint		 refused;	/* threads without theirs */

#ifdef HAVE_SECCOMP

/* One bit for each role. */
#define MAIN	(1U << CALLS_MAIN)
#define LOADER	(1U << CALLS_LOADER)
#define WORKER	(1U << CALLS_WORKER)
#define ALL	(MAIN | LOADER | WORKER)

/* No filter has more instructions: some 5 for each call. */
#define INSTRUCTIONS_MAX	2048

/*
 * Calls that are made, whatever their arguments.  Those of mxd as strace(1)
 * shows them over its tests, and their like of other libraries (musl),
 * kernels and architectures; libseccomp leaves out what there is not.
 */
static const struct {
	const char	*name;
	unsigned	 roles;
} permitted[] = {
	/* threads, memory, time, signals */
	{"futex", ALL}, {"futex_time64", ALL}, {"set_robust_list", ALL},
	{"rseq", ALL}, {"membarrier", ALL}, {"sched_yield", ALL},
	{"sched_getaffinity", ALL}, {"getcpu", ALL}, {"brk", ALL},
	{"munmap", ALL}, {"mremap", ALL}, {"madvise", ALL},
	{"clock_gettime", ALL}, {"clock_gettime64", ALL},
	{"clock_getres", ALL}, {"gettimeofday", ALL}, {"time", ALL},
	{"clock_nanosleep", ALL}, {"clock_nanosleep_time64", ALL},
	{"nanosleep", ALL}, {"restart_syscall", ALL},
	{"rt_sigaction", ALL}, {"rt_sigprocmask", ALL},
	{"rt_sigreturn", ALL}, {"sigreturn", ALL}, {"sigaltstack", ALL},
	{"getpid", ALL}, {"gettid", ALL}, {"getuid", ALL}, {"geteuid", ALL},
	{"getgid", ALL}, {"getegid", ALL}, {"getrandom", ALL},
	{"getrlimit", ALL}, {"ugetrlimit", ALL}, {"getrusage", ALL},
	{"sysinfo", ALL}, {"uname", ALL}, {"exit", ALL}, {"exit_group", ALL},
	/* what is open */
	{"read", ALL}, {"readv", ALL}, {"write", ALL}, {"writev", ALL},
	{"pread64", MAIN | LOADER}, {"close", ALL}, {"fstat", ALL},
	{"fstat64", ALL}, {"lseek", ALL}, {"_llseek", ALL}, {"fcntl", ALL},
	{"fcntl64", ALL}, {"poll", ALL}, {"ppoll", ALL},
	{"ppoll_time64", ALL}, {"epoll_wait", ALL}, {"epoll_pwait", ALL},
	{"epoll_pwait2", ALL}, {"epoll_ctl", ALL},
	/* what arrives, and the log, which connects to syslog again */
	{"connect", ALL}, {"send", ALL}, {"sendto", ALL}, {"sendmsg", ALL},
	{"sendmmsg", WORKER}, {"recv", ALL}, {"recvfrom", ALL},
	{"recvmsg", ALL}, {"recvmmsg", WORKER}, {"recvmmsg_time64", WORKER},
	{"accept", MAIN | WORKER}, {"accept4", MAIN | WORKER},
	{"shutdown", ALL}, {"getsockopt", ALL}, {"setsockopt", ALL},
	{"getsockname", ALL}, {"getpeername", ALL},
	/* going into the background; Landlock leaves /dev/null to it */
	{"open", MAIN | LOADER}, {"openat", MAIN | LOADER},
	{"dup2", MAIN}, {"dup3", MAIN},
	/* the end */
	{"unlink", MAIN | LOADER}, {"unlinkat", MAIN | LOADER},
	{"ftruncate", MAIN | LOADER}, {"ftruncate64", MAIN | LOADER},
	/* configuration and zones */
	{"stat", LOADER}, {"stat64", LOADER}, {"lstat", LOADER},
	{"lstat64", LOADER}, {"newfstatat", ALL}, {"fstatat64", ALL},
	{"statx", ALL}, {"access", LOADER}, {"faccessat", LOADER},
	{"faccessat2", LOADER}, {"readlink", LOADER},
	{"readlinkat", LOADER}, {"getcwd", LOADER}, {"getdents", LOADER},
	{"getdents64", LOADER}, {"fadvise64", LOADER},
	{"fadvise64_64", LOADER}, {"inotify_init1", LOADER},
	{"inotify_add_watch", LOADER}, {"inotify_rm_watch", LOADER},
	/* helpers, and who has the CPU */
	{"clone", LOADER}, {"clone3", LOADER}, {"getpriority", LOADER},
	{"setpriority", LOADER}, {"sched_getattr", LOADER},
	{"sched_setattr", LOADER}, {"sched_getparam", LOADER},
	{"sched_getscheduler", LOADER},
	/* addresses that a reload adds */
	{"bind", LOADER}, {"listen", LOADER}, {"ioctl", LOADER},
#if IS_SANITIZED
	/* reports, and the search for leaks */
	{"clone", MAIN | WORKER}, {"clone3", MAIN | WORKER},
	{"open", WORKER}, {"openat", WORKER}, {"pread64", WORKER},
	{"stat", MAIN | WORKER}, {"lstat", MAIN | WORKER},
	{"readlink", MAIN | WORKER}, {"readlinkat", MAIN | WORKER},
	{"getdents", MAIN | WORKER}, {"getdents64", MAIN | WORKER},
	{"getcwd", MAIN | WORKER}, {"access", MAIN | WORKER},
	{"ptrace", ALL}, {"wait4", ALL}, {"prctl", ALL}, {"dup", ALL},
	{"pipe2", ALL}, {"getppid", ALL}, {"kill", ALL}, {"tgkill", ALL},
	{"prlimit64", ALL}, {"mincore", ALL}, {"arch_prctl", ALL},
	{"process_vm_readv", ALL}, {"personality", ALL}, {"ioctl", ALL},
	{"mkdir", ALL}, {"socket", ALL}, {"mmap", ALL}, {"mprotect", ALL},
	{"sched_getparam", ALL}, {"sched_getscheduler", ALL},
#endif
};

#define PERMITTED	(sizeof(permitted) / sizeof(permitted[0]))

/* Whoever makes one of these is not mxd. */
static const char *const deadly[] = {
	"execve", "execveat", "fork", "vfork", "setns", "unshare", "chroot",
	"mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen",
	"fsmount", "mount_setattr", "bpf", "perf_event_open", "userfaultfd",
	"init_module", "finit_module", "delete_module", "kexec_load",
	"kexec_file_load", "reboot", "swapon", "swapoff", "keyctl",
	"add_key", "request_key", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "process_vm_writev", "pidfd_getfd",
	"setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
	"setgroups", "capset",
#if !IS_SANITIZED
	"ptrace", "process_vm_readv", "personality",
#endif
};

#define DEADLY	(sizeof(deadly) / sizeof(deadly[0]))

/* What there is not on this system is no failure. */
static int
add(scmp_filter_ctx ctx, uint32_t action, const char *name, unsigned nargs,
    const struct scmp_arg_cmp *args)
{
	int	 number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(ctx, action, number, nargs, args);
}

#if !IS_SANITIZED

/* If the bits of mask in an argument are these. */
static int
permit_masked(scmp_filter_ctx ctx, const char *name, unsigned arg,
    scmp_datum_t mask, scmp_datum_t bits)
{
	const struct scmp_arg_cmp	 cmp = {
		arg, SCMP_CMP_MASKED_EQ, mask, bits
	};

	return add(ctx, SCMP_ACT_ALLOW, name, 1, &cmp);
}

/* If an argument has this value. */
static int
permit(scmp_filter_ctx ctx, const char *name, unsigned arg,
    scmp_datum_t value)
{
	const struct scmp_arg_cmp	 cmp = {arg, SCMP_CMP_EQ, value, 0};

	return add(ctx, SCMP_ACT_ALLOW, name, 1, &cmp);
}

static int
permit_sockets(scmp_filter_ctx ctx, unsigned role)
{
	static const int	 families[] = {AF_INET, AF_INET6, AF_NETLINK};
	size_t			 i;
	int			 rc;

	rc = permit(ctx, "socket", 0, AF_UNIX);
	for (i = 0; rc == 0 && role == LOADER && i < 3; i++)
		rc = permit(ctx, "socket", 0, (scmp_datum_t)families[i]);
	return rc;
}

/* Memory is no program; a signal is for ourselves, as abort(3) sends it; the
   name of a thread may be set, and rights be looked at. */
static int
permit_narrowly(scmp_filter_ctx ctx, unsigned role)
{
	static const char *const	 memory[] = {"mmap", "mmap2",
					    "mprotect"};
	static const int		 options[] = {PR_SET_NAME,
					    PR_GET_NO_NEW_PRIVS,
					    PR_GET_SECCOMP};
	size_t				 i;
	int				 rc;

	rc = permit_sockets(ctx, role);
	for (i = 0; rc == 0 && i < 3; i++)
		rc = permit_masked(ctx, memory[i], 2, PROT_EXEC, 0);
	for (i = 0; rc == 0 && i < 3; i++)
		rc = permit(ctx, "prctl", 0, (scmp_datum_t)options[i]);
	if (rc == 0)
		rc = permit(ctx, "tgkill", 0, (scmp_datum_t)getpid());
	/* To look at limits, not to set them. */
	if (rc == 0)
		rc = permit(ctx, "prlimit64", 2, 0);
	/* libevent asks how much there is to read. */
	if (rc == 0 && role != LOADER)
		rc = permit(ctx, "ioctl", 1, FIONREAD);
	return rc;
}

#else

static int
permit_narrowly(scmp_filter_ctx ctx, unsigned role)
{
	(void)ctx;
	(void)role;
	return 0;
}

#endif

static int
fill(scmp_filter_ctx ctx, unsigned role)
{
	size_t	 i;
	int	 rc = 0;

	for (i = 0; rc == 0 && i < PERMITTED; i++)
		if (permitted[i].roles & role)
			rc = add(ctx, SCMP_ACT_ALLOW, permitted[i].name, 0,
			    NULL);
	for (i = 0; rc == 0 && i < DEADLY; i++)
		rc = add(ctx, SCMP_ACT_KILL_PROCESS, deadly[i], 0, NULL);
	return rc == 0 ? permit_narrowly(ctx, role) : rc;
}

/* The filter as the kernel wants it; the caller's. */
static int
emit(scmp_filter_ctx ctx, struct sock_fprog *out)
{
	static const size_t	 room = INSTRUCTIONS_MAX *
				    sizeof(struct sock_filter);
	ssize_t			 len = -1;
	int			 ends[2], rc;

	/* A pipe has room for 64 KiB: nobody waits. */
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1)
		return -errno;
	if ((rc = seccomp_export_bpf(ctx, ends[1])) == 0 &&
	    (out->filter = malloc(room)) != NULL)
		len = read(ends[0], out->filter, room);
	if (rc == 0 && (len <= 0 || (size_t)len == room))
		rc = -ENOMEM;
	(void)close(ends[0]);
	(void)close(ends[1]);
	if (rc == 0)
		out->len = (unsigned short)((size_t)len /
		    sizeof(struct sock_filter));
	return rc;
}

/* 0 or an error below it, as libseccomp has it. */
static int
make(unsigned role, struct sock_fprog *out)
{
	scmp_filter_ctx	 ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int		 rc;

	if (ctx == NULL)
		return -ENOMEM;
	/* Of another architecture: it was not compiled by us. */
	rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);
	/* A tree; a list would take long for the last ones. */
	if (rc == 0)
		(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = fill(ctx, role);
	if (rc == 0)
		rc = emit(ctx, out);
	seccomp_release(ctx);
	return rc;
}

int
calls_prepare(void)
{
	unsigned	 i;
	int		 rc = 0;

	for (i = 0; rc == 0 && i < CALLS_ROLES; i++)
		rc = make(1U << i, &filters[i]);
	if (rc == 0)
		return 0;
	calls_clear();
	errno = -rc;
	return -1;
}

#else

int
calls_prepare(void)
{
	errno = ENOSYS;
	return -1;
}

#endif

/*
 * Without SPEC_ALLOW, kernels before 5.16 make each thread under a filter
 * slower, as if it ran programs of strangers.
 */
static int
enter(struct sock_fprog *filter)
{
	long	 rc;

	rc = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW, filter);
	if (rc == -1 && errno == EINVAL)	/* before Linux 4.17 */
		rc = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, filter);
	return rc == 0 ? 0 : -1;
}

void
calls_enter(enum calls_role role)
{
	static const char *const	 names[CALLS_ROLES] = {
		"main thread", "loader", "worker"
	};

	if (filters[role].len == 0 || enter(&filters[role]) == 0)
		return;
	log_write(LEVEL_WARNING, "seccomp: %s: %s; it may make all system "
	    "calls", names[role], strerror(errno));
	(void)atomic_fetch_add_explicit(&refused, 1, memory_order_relaxed);
}

bool
calls_is_whole(void)
{
	return filters[CALLS_MAIN].len != 0 &&
	    atomic_load_explicit(&refused, memory_order_relaxed) == 0;
}

void
calls_clear(void)
{
	size_t	 i;

	for (i = 0; i < CALLS_ROLES; i++)
		free(filters[i].filter);
	memset(filters, 0, sizeof(filters));
}
