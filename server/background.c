/* SPDX-License-Identifier: ISC */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server/background.h"

/* The daemon's end of the pipe to its parent; -1: none. */
static int	 parent = -1;

int
background_begin(void)
{
	int	 fd;

	do {
		if ((fd = open("/dev/null", O_RDWR)) == -1)
			return -1;
	} while (fd <= STDERR_FILENO);
	(void)close(fd);
	return 0;
}

void
background_close_others(int from)
{
	closefrom(from);
}

/* In the parent: one octet means success, the end of the pipe failure. */
static int
wait_for_daemon(int from, pid_t pid)
{
	char	 octet;
	ssize_t	 n;
	int	 status;

	while ((n = read(from, &octet, 1)) == -1 && errno == EINTR)
		continue;
	if (n == 1)
		return 0;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) != 0)
		return WEXITSTATUS(status);
	return 1;
}

int
background_start(int *status)
{
	int	 ends[2];
	pid_t	 pid;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	if ((pid = fork()) == -1) {
		(void)close(ends[0]);
		(void)close(ends[1]);
		return -1;
	}
	if (pid != 0) {
		(void)close(ends[1]);
		*status = wait_for_daemon(ends[0], pid);
		(void)close(ends[0]);
		return 1;
	}
	(void)close(ends[0]);
	parent = ends[1];
	/* Fails only for the leader of a group, which a child is not. */
	(void)setsid();
	return 0;
}

void
background_ready(bool keeps_stderr)
{
	int	 fd;

	if (parent == -1)
		return;
	/* In an empty root there is no /dev/null: then they are closed
	   and taken by the pipe's end, which is never read. */
	if ((fd = open("/dev/null", O_RDWR | O_CLOEXEC)) == -1)
		fd = parent;
	(void)dup2(fd, STDIN_FILENO);
	(void)dup2(fd, STDOUT_FILENO);
	if (!keeps_stderr)
		(void)dup2(fd, STDERR_FILENO);
	if (fd != parent)
		(void)close(fd);
	/* The parent may have been killed; the daemon does not mind. */
	(void)!write(parent, "", 1);
	(void)close(parent);
	parent = -1;
}
