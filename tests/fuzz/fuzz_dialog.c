/* SPDX-License-Identifier: ISC */
/*
 * The octets of a TCP connection, in pieces.  The first octet says how
 * long they are and how slowly the answers are fetched, the rest is what
 * the client sends.  It gets what cutting by hand, a message at a time,
 * gives; and all of it.
 */
#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/dialog.h"
#include "zones/table.h"
#include "zones/wire.h"

/* Inputs longer than this are cut: their answers must fit. */
#define SAID_MAX	(16 * 1024)
#define HEARD_MAX	(1024 * 1024)

static uint8_t	 expected[HEARD_MAX], heard[HEARD_MAX];

static void
require(int is_true)
{
	if (!is_true)
		abort();
}

static struct engine *
get_engine(void)
{
	static struct conf	 conf = {.udp_size = 1232, .is_minimal = true};
	static struct snapshot	 snap = {.conf = &conf};
	static struct engine	*engine;

	if (engine != NULL)
		return engine;
	snap.table = table_new(1);
	engine = engine_new(1);
	require(snap.table != NULL && engine != NULL);
	engine_use(engine, &snap);
	return engine;
}

/* All answers to whole messages, up to one that gets none. */
static size_t
expect(const uint8_t *said, size_t len)
{
	static uint8_t	 out[MESSAGE_MAX_BYTES];
	struct packet	 p = {.out = out, .out_room = sizeof(out),
	    .transport = TRANSPORT_TCP};
	size_t		 n = 0;

	while (len >= 2 && len - 2 >= load_be16(said)) {
		p.in = said + 2;
		p.in_len = load_be16(said);
		respond(get_engine(), &p, 1);
		if (p.out_len == 0)
			break;
		require(n + 2 + p.out_len <= sizeof(expected));
		store_be16(expected + n, (uint16_t)p.out_len);
		memcpy(expected + n + 2, out, p.out_len);
		n += 2 + p.out_len;
		len -= 2 + p.in_len;
		said += 2 + p.in_len;
	}
	return n;
}

static size_t
fetch(int fd, size_t have, size_t most)
{
	ssize_t	 n;

	if (most > sizeof(heard) - have)
		most = sizeof(heard) - have;
	n = recv(fd, heard + have, most, MSG_DONTWAIT);
	return have + (n > 0 ? (size_t)n : 0);
}

/* One piece after another; how many octets are heard. */
static size_t
converse(struct desk *desk, int fd, int client, const uint8_t *said,
    size_t len, size_t piece)
{
	static const struct sockaddr_storage	 nobody;
	struct dialog				 s;
	enum dialog_state			 st = DIALOG_READS;
	size_t					 have = 0, n;

	dialog_init(&s, &nobody);
	while (st != DIALOG_ENDED && st != DIALOG_OVER) {
		require(st != DIALOG_LOST);
		n = len < piece ? len : piece;
		if (n > 0)
			require(send(client, said, n, 0) == (ssize_t)n);
		else
			(void)shutdown(client, SHUT_WR);
		said += n;
		len -= n;
		st = dialog_is_blocked(&s) ? dialog_write(desk, &s, fd) :
		    dialog_read(desk, &s, fd);
		require(s.unsent_len <= DIALOG_UNSENT_MAX_BYTES);
		have = fetch(client, have, len > 0 ? piece : HEARD_MAX);
	}
	dialog_clear(&s);
	return fetch(client, have, HEARD_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct desk	*desk;
	size_t			 want, have;
	int			 ends[2];

	if (len < 1)
		return 0;
	if (len > SAID_MAX)
		len = SAID_MAX;
	want = expect(data + 1, len - 1);
	if (desk == NULL)
		require((desk = desk_new(get_engine(), NULL)) != NULL);
	require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
	    ends) == 0);
	have = converse(desk, ends[0], ends[1], data + 1, len - 1,
	    1u + (size_t)data[0] * data[0] / 8);
	require(have == want && memcmp(heard, expected, want) == 0);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return 0;
}
