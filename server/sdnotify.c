/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/log.h"
#include "server/sdnotify.h"

/* A state line and a status text; the protocol itself sets no limit. */
#define MESSAGE_BYTES	512

/* Written before the first thread starts and after the last one ended. */
static int	 channel = -1;
static uint64_t	 watchdog_ms;

/* Whoever wants the process watched says how often, and may say which. */
static void
read_watchdog(void)
{
	const char	*usec = getenv("WATCHDOG_USEC");
	const char	*pid = getenv("WATCHDOG_PID");
	const char	*why = NULL;

	watchdog_ms = 0;
	if (usec != NULL && (pid == NULL ||
	    strtonum(pid, 1, INT_MAX, &why) == getpid()) && why == NULL)
		watchdog_ms = (uint64_t)strtonum(usec, 1000, INT64_MAX,
		    &why) / 1000;
	if (why != NULL)
		log_write(LEVEL_WARNING, "WATCHDOG_USEC, WATCHDOG_PID: a "
		    "number is %s; the service manager is told nothing", why);
	(void)unsetenv("WATCHDOG_USEC");
	(void)unsetenv("WATCHDOG_PID");
}

uint64_t
sdnotify_watchdog_ms(void)
{
	return channel == -1 ? 0 : watchdog_ms;
}

void
sdnotify_open(void)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	const char		*path = getenv("NOTIFY_SOCKET");
	socklen_t		 len;

	read_watchdog();
	if (path == NULL)
		return;
	if ((path[0] != '/' && path[0] != '@') ||
	    strlcpy(un.sun_path, path, sizeof(un.sun_path)) >=
	    sizeof(un.sun_path)) {
		log_write(LEVEL_WARNING, "NOTIFY_SOCKET: %s is no address of "
		    "a socket; the service manager is told nothing", path);
		return;
	}
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
	    strlen(path));
	if (path[0] == '@')	/* the abstract name space of Linux */
		un.sun_path[0] = '\0';
	channel = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (channel == -1 ||
	    connect(channel, (struct sockaddr *)&un, len) == -1) {
		log_write(LEVEL_WARNING, "NOTIFY_SOCKET: %s: %s; the service "
		    "manager is told nothing", path, strerror(errno));
		sdnotify_close();
	}
	(void)unsetenv("NOTIFY_SOCKET");
}

void
sdnotify_say(const char *fmt, ...)
{
	char	 text[MESSAGE_BYTES];
	va_list	 ap;

	if (channel == -1)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* A manager that does not listen is no reason to stop. */
	(void)send(channel, text, strlen(text), MSG_NOSIGNAL);
}

void
sdnotify_reloading(void)
{
	struct timespec	 now = {0, 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	sdnotify_say("RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	    (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

void
sdnotify_close(void)
{
	if (channel != -1)
		(void)close(channel);
	channel = -1;
}
