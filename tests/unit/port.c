/* SPDX-License-Identifier: ISC */
#include "tests/unit/port.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <unistd.h>

#include "tests/unit/support.h"

/* Where it looks: from a place of its own in each process. */
#define PORT_BEGIN	2000u
#define PORT_COUNT	7000u
#define TRIES		1000

int
bind_port(int type, unsigned port)
{
	struct sockaddr_in	 in4 = {.sin_family = AF_INET};
	int			 fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	in4.sin_port = htons((uint16_t)port);
	in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_not_equal(fd, -1);
	if (bind(fd, (struct sockaddr *)&in4, sizeof(in4)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

unsigned
free_port(int *fd)
{
	unsigned	port = PORT_BEGIN + (unsigned)getpid() % PORT_COUNT;
	int		udp, tcp, tries;

	for (tries = 0; tries < TRIES; tries++, port++) {
		if ((udp = bind_port(SOCK_DGRAM, port)) == -1)
			continue;
		tcp = bind_port(SOCK_STREAM, port);
		if (tcp == -1 || fd == NULL)
			(void)close(udp);
		if (tcp == -1)
			continue;
		(void)close(tcp);
		if (fd != NULL)
			*fd = udp;
		return port;
	}
	fail_msg("no port is free");
	return 0;
}
