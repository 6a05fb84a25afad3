/* SPDX-License-Identifier: ISC */
#include "conf/endpoint.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"
#include "zones/mem.h"

#define TRANSPORTS	(LISTEN_UDP | LISTEN_TCP)

/* What may follow an address. */
static const char *const options[] = {"port", "tcp", "udp"};

#define NOPTIONS	(sizeof(options) / sizeof(options[0]))

static int
push(struct endpoints *es, const struct conf_listen *e)
{
	struct conf_listen	*p;

	if ((p = array_grow(es->all, es->n, &es->cap, sizeof(*p))) == NULL)
		return -1;
	es->all = p;
	es->all[es->n++] = *e;
	return 0;
}

/* "TEXT" WHY, where the text may be a macro of several words. */
static int
reject(struct feed *in, const struct lexeme *lm, const char *why)
{
	char	show[LEX_SHOW_MAX];
	bool	is_list = lm->is_expanded && memchr(lm->text, ' ', lm->len);

	report_add(in->rep, SEV_ERROR, &lm->at, "conf-value", NULL, "%s %s%s",
	    lex_show(lm, show), why, is_list ? "; a macro of several words "
	    "is put into braces: { $name }" : "");
	return -1;
}

static bool
is_number(const struct lexeme *lm)
{
	size_t	i;

	for (i = 0; i < lm->len; i++)
		if (lm->text[i] < '0' || lm->text[i] > '9')
			return false;
	return true;
}

/* What kind of thing the text is, and the thing.  -1 if none. */
static int
identify(struct feed *in, const struct lexeme *lm, struct conf_listen *e)
{
	char		 name[IF_NAMESIZE] = "";
	const char	*why;

	if (lex_is(lm, "*")) {
		e->kind = LISTEN_ANY;
		return 0;
	}
	if (addr_is_meant(lm->text, lm->len)) {
		e->kind = LISTEN_ADDRESS;
		if (addr_from_text(lm->text, lm->len, &e->addr, name,
		    &why) == -1)
			return reject(in, lm, why);
		e->addr_len = addr_len(&e->addr);
	} else {
		e->kind = LISTEN_INTERFACE;
		if (!addr_is_interface(lm->text, lm->len))
			return reject(in, lm, "is neither an address nor the "
			    "name of an interface");
		if (is_number(lm))
			return reject(in, lm, "is a number; expected an "
			    "address, an interface or *, and a port as in "
			    "\"* port 5300\"");
		memcpy(name, lm->text, lm->len);
	}
	if (name[0] != '\0' && (e->interface = strdup(name)) == NULL)
		return reject(in, lm, "cannot be kept: out of memory");
	return 0;
}

static int
add(struct feed *in, const struct lexeme *lm, void *arg)
{
	struct endpoints	*es = arg;
	struct conf_listen	e = {.at = lm->at};

	if (es->n == ENDPOINTS_MAX)
		return reject(in, lm, "is one too many; at most 1024 "
		    "addresses can be listened on");
	if (identify(in, lm, &e) == -1)
		return -1;
	if (push(es, &e) == -1) {
		free(e.interface);
		return reject(in, lm, "cannot be kept: out of memory");
	}
	return 0;
}

/* `{ A, B C }`, of which the brace was read. */
static int
read_list(struct feed *in, const struct directive *row, struct endpoints *es)
{
	static const char	what[] = "an address, an interface or \"}\"";
	struct lexeme		lm;
	int			rc = 0;

	while (feed_peek(in)->kind != LEX_CLOSE) {
		if (feed_peek(in)->kind == LEX_COMMA) {
			feed_next(in, &lm);
			continue;
		}
		if (value_text(in, row, what, &lm) == -1)
			return -1;
		if (value_members(in, &lm, add, es) == -1)
			rc = -1;	/* go on: judge the others */
	}
	feed_next(in, &lm);
	return rc;
}

static int
read_places(struct feed *in, const struct directive *row,
    struct endpoints *es)
{
	struct lexeme	lm;
	size_t		before = es->n;

	if (feed_peek(in)->kind != LEX_OPEN) {
		if (value_text(in, row, "an address, an interface or *",
		    &lm) == -1)
			return -1;
		return add(in, &lm, es);
	}
	feed_next(in, &lm);
	if (read_list(in, row, es) == -1)
		return -1;
	if (es->n > before)
		return 0;
	report_add(in->rep, SEV_ERROR, &lm.at, "conf-value", NULL,
	    "the list after \"%s\" is empty", row->name);
	return -1;
}

static int
reject_twice(struct feed *in, const struct lexeme *lm, const char *what)
{
	report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax", NULL,
	    "%s is said twice in one statement", what);
	return -1;
}

/* `port N` or `tcp only` or `udp only`, of which the first word is lm. */
static int
read_option(struct feed *in, const struct directive *row,
    const struct lexeme *lm, uint32_t *port, unsigned *transports)
{
	struct directive	option = *row;
	struct lexeme		only;

	if (lex_is(lm, "port")) {
		option.name = "port";
		if (*port != 0)
			return reject_twice(in, lm, "the port");
		return value_number(in, &option, port);
	}
	option.name = lex_is(lm, "tcp") ? "tcp" : "udp";
	if (*transports != 0)
		return reject_twice(in, lm, "the transport");
	*transports = lex_is(lm, "tcp") ? LISTEN_TCP : LISTEN_UDP;
	if (value_text(in, &option, "\"only\"", &only) == -1)
		return -1;
	if (lex_is(&only, "only"))
		return 0;
	value_reject(in, &option, &only, "\"only\"");
	return -1;
}

static bool
is_option(const struct lexeme *lm)
{
	size_t	i;

	for (i = 0; i < NOPTIONS; i++)
		if (lex_is(lm, options[i]))
			return true;
	return false;
}

/* All that follows the addresses. */
static int
read_options(struct feed *in, const struct directive *row, uint32_t *port,
    unsigned *transports)
{
	char			 hint[VALUE_TEXT_MAX];
	char			 show[LEX_SHOW_MAX];
	const struct lexeme	*next;
	struct lexeme		 lm;

	while (is_option(next = feed_peek(in))) {
		feed_next(in, &lm);
		if (read_option(in, row, &lm, port, transports) == -1)
			return -1;
	}
	if (next->kind != LEX_WORD && next->kind != LEX_STRING)
		return 0;	/* the end, or the caller's to report */
	report_add(in->rep, SEV_ERROR, &next->at, "conf-syntax", NULL,
	    "expected \"port NUMBER\", \"tcp only\", \"udp only\" or the end "
	    "of the line after the address, found %s%s", lex_show(next, show),
	    value_hint(next, options, NOPTIONS, hint));
	return -1;
}

static bool
is_same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

/* Would both want the same socket? */
static bool
collide(const struct conf_listen *a, const struct conf_listen *b)
{
	if (a->port != b->port || (a->transports & b->transports) == 0)
		return false;
	/* `*` stands for both wildcard addresses. */
	if (a->kind == LISTEN_ANY && b->kind == LISTEN_ADDRESS)
		return addr_is_wildcard(&b->addr);
	if (a->kind == LISTEN_ADDRESS && b->kind == LISTEN_ANY)
		return addr_is_wildcard(&a->addr);
	if (a->kind != b->kind)
		return false;
	return is_same_text(a->interface, b->interface) &&
	    (a->kind != LISTEN_ADDRESS || addr_equal(&a->addr, &b->addr));
}

/* Report if one that is said before it collides with endpoint i. */
static int
check_collision(struct feed *in, const struct endpoints *es, size_t i)
{
	const struct conf_listen	*e = &es->all[i];
	const struct conf_listen	*old;
	char				 text[ENDPOINT_TEXT_MAX];
	char				 old_text[ENDPOINT_TEXT_MAX];

	for (old = es->all; old < e; old++) {
		if (!collide(old, e))
			continue;
		report_add(in->rep, SEV_ERROR, &e->at, "conf-twice", NULL,
		    "\"listen on %s\" wants the same socket as \"listen on "
		    "%s\" at %s:%u", endpoint_text(e, text),
		    endpoint_text(old, old_text), old->at.file, old->at.line);
		return -1;
	}
	return 0;
}

static void
settle(struct conf_listen *e, uint32_t port, unsigned transports)
{
	e->port = (uint16_t)port;
	e->transports = transports;
	if (e->kind == LISTEN_ADDRESS)
		addr_set_port(&e->addr, e->port);
}

int
endpoint_read(struct feed *in, const struct directive *row,
    struct endpoints *es)
{
	uint32_t	port = 0;
	unsigned	transports = 0;
	size_t		first = es->n;
	size_t		i;
	int		rc = 0;

	if (read_places(in, row, es) == -1 ||
	    read_options(in, row, &port, &transports) == -1)
		return -1;
	if (port == 0)
		port = row->preset;
	if (transports == 0)
		transports = TRANSPORTS;
	for (i = first; i < es->n; i++)
		settle(&es->all[i], port, transports);
	for (i = first; i < es->n; i++)
		if (check_collision(in, es, i) == -1)
			rc = -1;
	return rc;
}

int
endpoint_read_one(struct feed *in, const struct directive *row,
    struct conf_listen *out)
{
	struct endpoints	es = {.all = NULL};
	int			rc;

	if ((rc = endpoint_read(in, row, &es)) == 0 && (es.n != 1 ||
	    es.all->kind != LISTEN_ADDRESS || es.all->interface != NULL ||
	    es.all->transports != TRANSPORTS)) {
		report_add(in->rep, SEV_ERROR, &es.all->at, "conf-value",
		    NULL, "\"%s\" takes one address and a port, as in \"%s "
		    "127.0.0.1 port %u\"", row->name, row->name,
		    (unsigned)row->preset);
		rc = -1;
	}
	if (rc == 0)
		*out = *es.all;
	endpoints_clear(&es);
	return rc;
}

int
endpoint_read_prefix(struct feed *in, const struct directive *row,
    struct prefix **all, size_t *n)
{
	struct prefix	*p, one;
	struct lexeme	 lm;
	const char	*why;

	if (value_text(in, row, "a network as in 192.0.2.0/24", &lm) == -1)
		return -1;
	if (*n == ENDPOINTS_MAX)
		return reject(in, &lm, "is one too many; at most 1024 are "
		    "taken");
	if (prefix_from_text(lm.text, lm.len, &one, &why) == -1)
		return reject(in, &lm, why);
	if ((p = realloc(*all, (*n + 1) * sizeof(*p))) == NULL)
		return reject(in, &lm, "cannot be kept: out of memory");
	*all = p;
	p[(*n)++] = one;
	return 0;
}

int
endpoint_add_default(const struct directive *row, struct endpoints *es)
{
	struct conf_listen	e = {.kind = LISTEN_ANY,
				    .transports = TRANSPORTS};

	e.port = (uint16_t)row->preset;
	return push(es, &e);
}

char *
endpoint_text(const struct conf_listen *e, char buf[ENDPOINT_TEXT_MAX])
{
	char		 addr[ADDR_TEXT_MAX];
	const char	*where = "*";
	const char	*only = "";

	if (e->kind == LISTEN_ADDRESS)
		where = addr_to_text(&e->addr, e->interface, addr);
	else if (e->kind == LISTEN_INTERFACE)
		where = e->interface;
	if (e->transports == LISTEN_UDP)
		only = " udp only";
	else if (e->transports == LISTEN_TCP)
		only = " tcp only";
	(void)snprintf(buf, ENDPOINT_TEXT_MAX, "%s port %u%s", where, e->port,
	    only);
	return buf;
}

void
endpoints_give(struct endpoints *es, struct conf *cf)
{
	cf->listens = es->all;
	cf->nlistens = es->n;
	*es = (struct endpoints){.all = NULL};
}

void
endpoints_clear(struct endpoints *es)
{
	size_t	i;

	for (i = 0; i < es->n; i++)
		free(es->all[i].interface);
	free(es->all);
	*es = (struct endpoints){.all = NULL};
}
