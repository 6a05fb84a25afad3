/* SPDX-License-Identifier: ISC */
#include "zones/stencil.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "zones/mem.h"
#include "zones/text.h"

/* RFC 1035 3.3: the longest character-string, in octets. */
#define STRING_MAX	255

/* What stands between the parts of a divided text. */
static const char	divider[] = {'"', ' ', '"'};

/* A run of the text, or a placeholder. */
struct piece {
	const char	*text;		/* in the stencil's copy */
	size_t		 len;
	int		 key;		/* index, or -1: text */
	bool		 is_divided;	/* in a quoted text with placeholders */
	bool		 is_first;	/* of that */
};

struct key {
	const char	*text;		/* in the stencil's copy */
	size_t		 len;
	uint32_t	 line;		/* where it is used first */
	uint32_t	 bare_line;	/* and first without quotes; 0: never */
};

struct stencil {
	char		*text;		/* owned */
	char		*file;		/* owned */
	struct piece	*pieces;
	size_t		 npieces;
	size_t		 cap;
	struct key	 keys[STENCIL_KEYS_MAX];
	size_t		 nkeys;
};

/* The text on its way into pieces. */
struct cutter {
	struct stencil	*s;
	struct report	*rep;
	const char	*at;
	const char	*end;		/* there stands a NUL */
	const char	*line_start;
	const char	*taken;		/* up to here in pieces */
	uint32_t	 line;
	uint32_t	 depth;		/* parentheses open */
	bool		 is_fresh;	/* no word of the entry yet */
	bool		 is_closed;	/* its line takes no placeholders */
	bool		 is_quoted;
	bool		 is_divisible;	/* the quotes are a word */
	bool		 is_divided;	/* and had a placeholder already */
	const char	*quote;		/* octet behind the opening one */
	size_t		 faults;
};

static int
fault(struct cutter *c, const char *what)
{
	struct place	at = {.file = c->s->file, .line = c->line,
	    .column = (uint32_t)(c->at - c->line_start + 1)};

	c->faults++;
	report_add(c->rep, SEV_ERROR, &at, "parse-error", NULL, "%s", what);
	return 0;
}

static int
add_piece(struct cutter *c, const struct piece *piece)
{
	struct stencil	*s = c->s;
	struct piece	*p;

	p = array_grow(s->pieces, s->npieces, &s->cap, sizeof(*p));
	if (p == NULL)
		return -1;
	s->pieces = p;
	p[s->npieces++] = *piece;
	return 0;
}

/* What was passed becomes a piece, up to an octet. */
static int
cut(struct cutter *c, const char *to, bool is_divided, bool is_first)
{
	struct piece	p = {.text = c->taken, .len = (size_t)(to - c->taken),
	    .key = -1, .is_divided = is_divided, .is_first = is_first};

	c->taken = to;
	return p.len == 0 && !is_first ? 0 : add_piece(c, &p);
}

/* The index of a key; -1 if there are too many. */
static int
note_key(struct cutter *c, const char *text, size_t len)
{
	struct stencil	*s = c->s;
	struct key	*k;
	size_t		 i;

	for (i = 0; i < s->nkeys; i++)
		if (s->keys[i].len == len &&
		    memcmp(s->keys[i].text, text, len) == 0)
			break;
	if (i == STENCIL_KEYS_MAX)
		return -1;
	k = &s->keys[i];
	if (i == s->nkeys) {
		*k = (struct key){.text = text, .len = len, .line = c->line};
		s->nkeys++;
	}
	if (!c->is_quoted && k->bare_line == 0)
		k->bare_line = c->line;
	return (int)i;
}

/* Text before a placeholder; in quotes it is two pieces at first. */
static int
cut_before(struct cutter *c)
{
	if (!c->is_quoted || !c->is_divisible)
		return cut(c, c->at, false, false);
	if (!c->is_divided && (cut(c, c->quote, false, false) == -1 ||
	    cut(c, c->at, true, true) == -1))
		return -1;
	if (c->is_divided && cut(c, c->at, true, false) == -1)
		return -1;
	c->is_divided = true;
	return 0;
}

/* At `$(`.  -1 without memory. */
static int
take_placeholder(struct cutter *c)
{
	const char	*name = c->at + 2;
	struct piece	 p = {.is_divided = c->is_quoted && c->is_divisible};
	size_t		 len = 0;

	while (len <= DOMAINS_KEY_MAX && domains_is_key(name, len + 1))
		len++;
	if (len == 0 || name[len] != ')')
		(void)fault(c, "expected a placeholder $(key), with a key of"
		    " 1 to 63 letters, digits, \"-\" and \"_\"; write \\$( if"
		    " the text itself is meant");
	else if (c->is_closed)
		(void)fault(c, "no placeholder can stand in this line: a"
		    " value must not decide what $GENERATE or $INCLUDE does");
	else if ((p.key = note_key(c, name, len)) == -1)
		(void)fault(c, "the template has more than 64 different"
		    " placeholders");
	if (len == 0 || name[len] != ')' || c->is_closed || p.key == -1) {
		c->at += 2;
		return 0;
	}
	if (cut_before(c) == -1 || add_piece(c, &p) == -1)
		return -1;
	c->is_fresh = false;
	c->at = c->taken = name + len + 1;
	return 0;
}

/*
 * The first word of an entry begins with `$`: it is a directive.  Those that
 * set a value can have one from outside; whatever is made of `$` and a value
 * cannot be told, so it is none of these.
 */
static bool
is_open_directive(const char *word)
{
	size_t	len = strcspn(word, " \t\r\n");

	return (len == 4 && strncasecmp(word, "$TTL", len) == 0) ||
	    (len == 7 && strncasecmp(word, "$ORIGIN", len) == 0);
}

static void
open_quote(struct cutter *c)
{
	int	before = c->at == c->s->text ? '\n' : c->at[-1];

	c->is_quoted = true;
	c->is_fresh = false;
	c->is_divisible = text_is_of((uint8_t)before, " \t\r\n(");
	c->is_divided = false;
	c->quote = ++c->at;
}

/* At the closing quote, or where the line ends without. */
static int
close_quote(struct cutter *c)
{
	c->is_quoted = false;
	return c->is_divided ? cut(c, c->at, true, false) : 0;
}

static int
end_line(struct cutter *c)
{
	if (c->is_quoted && close_quote(c) == -1)
		return -1;
	c->at++;
	c->line++;
	c->line_start = c->at;
	if (c->depth == 0) {
		c->is_fresh = true;
		c->is_closed = false;
	}
	return 0;
}

/* An octet outside of quotes that means something. */
static void
take_bare(struct cutter *c)
{
	const char	*p;

	switch (*c->at) {
	case ';':
		p = memchr(c->at, '\n', (size_t)(c->end - c->at));
		c->at = p == NULL ? c->end : p;
		return;
	case '(':
		c->depth++;
		break;
	case ')':
		c->depth -= c->depth > 0;
		break;
	case ' ':
	case '\t':
	case '\r':
		break;
	case '$':
		c->is_closed |= c->is_fresh && !is_open_directive(c->at);
		c->is_fresh = false;
		break;
	default:
		c->is_fresh = false;
	}
	c->at++;
}

/* One step through the text.  -1 without memory. */
static int
step(struct cutter *c)
{
	if (*c->at == '\n')
		return end_line(c);
	if (*c->at == '\\') {
		c->at += c->at + 1 < c->end && c->at[1] != '\n' ? 2 : 1;
		c->is_fresh = false;
		return 0;
	}
	if (c->at[0] == '$' && c->at[1] == '(')
		return take_placeholder(c);
	if (*c->at == '"' && c->is_quoted) {
		if (close_quote(c) == -1)
			return -1;
		c->at++;
	} else if (*c->at == '"') {
		open_quote(c);
	} else if (c->is_quoted) {
		c->at++;
	} else {
		take_bare(c);
	}
	return 0;
}

static int
cut_all(struct cutter *c)
{
	while (c->at < c->end)
		if (step(c) == -1)
			return -1;
	if (c->is_quoted && close_quote(c) == -1)
		return -1;
	return cut(c, c->end, false, false);
}

/* -1 without memory. */
static int
keep_text(struct stencil *s, const char *text, size_t len, const char *file)
{
	if ((s->text = malloc(len + 1)) == NULL ||
	    (s->file = strdup(file)) == NULL)
		return -1;
	if (len > 0)
		memcpy(s->text, text, len);
	s->text[len] = '\0';
	return 0;
}

struct stencil *
stencil_new(const char *text, size_t len, const char *file,
    struct report *rep)
{
	struct place	at = {.file = file};
	struct cutter	c = {.rep = rep, .line = 1, .is_fresh = true};
	struct stencil	*s;

	s = calloc(1, sizeof(*s));
	if (s == NULL || keep_text(s, text, len, file) == -1) {
		report_add(rep, SEV_ERROR, &at, "out-of-memory", NULL, "no"
		    " memory to read the template; give the process more");
		stencil_free(s);
		return NULL;
	}
	c.s = s;
	c.at = c.line_start = c.taken = s->text;
	c.end = s->text + len;
	if (cut_all(&c) == -1) {
		report_add(rep, SEV_ERROR, &at, "out-of-memory", NULL, "no"
		    " memory to read the template; give the process more");
		c.faults++;
	}
	if (c.faults == 0)
		return s;
	stencil_free(s);
	return NULL;
}

void
stencil_free(struct stencil *s)
{
	if (s == NULL)
		return;
	free(s->text);
	free(s->file);
	free(s->pieces);
	free(s);
}

size_t
stencil_keys(const struct stencil *s)
{
	return s->nkeys;
}

const char *
stencil_key(const struct stencil *s, size_t i, size_t *len, uint32_t *line)
{
	*len = s->keys[i].len;
	*line = s->keys[i].line;
	return s->keys[i].text;
}

/* What a value cannot be without quotes; NULL: it can stand there. */
static const char *
check_bare(const struct domain_value *v)
{
	uint32_t	i;

	if (v->len == 0)
		return "be empty";
	for (i = 0; i < v->len; i++)
		if (text_is_of((uint8_t)v->text[i], " ;()$"))
			return "have blanks, \";\", \"(\", \")\" and \"$\"";
	return NULL;
}

static const struct domain_value *
find_value(const struct domain *d, const struct key *k)
{
	unsigned	i;

	for (i = 0; i < d->nvalues; i++)
		if (d->values[i].key_len == k->len &&
		    memcmp(d->values[i].key, k->text, k->len) == 0)
			return &d->values[i];
	return NULL;
}

static bool
has_key(const struct stencil *s, const struct domain_value *v)
{
	size_t	i;

	for (i = 0; i < s->nkeys; i++)
		if (s->keys[i].len == v->key_len &&
		    memcmp(s->keys[i].text, v->key, v->key_len) == 0)
			return true;
	return false;
}

/* Is it the rest of the value before it, which ends like "v=DKIM1;"? */
static bool
is_rest(const struct domain_value *v)
{
	const struct domain_value	*before = v - 1;

	return before->len > 0 && before->text[-1] != '"' &&
	    before->text[before->len - 1] == ';';
}

static void
report_unused(const struct stencil *s, const struct domain *d,
    const char *list, struct report *rep)
{
	struct place			 at = {.file = list, .line = d->line};
	const struct domain_value	*v;
	unsigned			 i;

	for (i = 0; i < d->nvalues; i++) {
		v = &d->values[i];
		at.column = v->column;
		if (!has_key(s, v))
			report_add(rep, SEV_WARNING, &at, "value-unused", NULL,
			    "the template %s has no placeholder $(%.*s), so"
			    " this value is not used%s", s->file,
			    (int)v->key_len, v->key, i > 0 && is_rest(v) ?
			    "; if it belongs to the value before it, put that"
			    " in double quotes" : "");
	}
}

static void
report_missing(const struct stencil *s, const struct key *k,
    const struct domain *d, const struct place *at, struct report *rep)
{
	char	name[NAME_TEXT_MAX];

	report_add(rep, SEV_ERROR, at, "domain-error",
	    name_to_text(d->apex.wire, name), "the domain has no value for"
	    " $(%.*s), which the template has at %s:%u; write %.*s=... behind"
	    " it", (int)k->len, k->text, s->file, k->line, (int)k->len,
	    k->text);
}

/* why: what the value cannot. */
static void
report_bare(const struct stencil *s, const struct key *k,
    const struct domain *d, const struct place *at, struct report *rep,
    const char *why)
{
	char	name[NAME_TEXT_MAX];

	report_add(rep, SEV_ERROR, at, "domain-error",
	    name_to_text(d->apex.wire, name), "this value cannot %s, because"
	    " the template has no quotes around $(%.*s) at %s:%u; in a text"
	    " write \"$(%.*s)\" there", why, (int)k->len, k->text, s->file,
	    k->bare_line, (int)k->len, k->text);
}

int
stencil_match(const struct stencil *s, const struct domain *d,
    const char *list, struct report *rep, struct stencil_values *out)
{
	struct place			 at = {.file = list, .line = d->line};
	const struct domain_value	*v;
	const char			*why;
	size_t				 i;
	int				 rc = 0;

	for (i = 0; i < s->nkeys; i++) {
		out->of_key[i] = v = find_value(d, &s->keys[i]);
		at.column = v == NULL ? d->column : v->column;
		why = NULL;
		if (v == NULL)
			report_missing(s, &s->keys[i], d, &at, rep);
		else if (s->keys[i].bare_line != 0 &&
		    (why = check_bare(v)) != NULL)
			report_bare(s, &s->keys[i], d, &at, rep, why);
		if (v == NULL || why != NULL)
			rc = -1;
	}
	if (d->nvalues > 0)
		report_unused(s, d, list, rep);
	return rc;
}

/* Octets that a text of so many can become at most. */
static size_t
room_for(size_t len)
{
	return len + (len / STRING_MAX + 1) * sizeof(divider);
}

static int
reserve(const struct stencil *s, const struct stencil_values *values,
    struct stencil_text *out)
{
	const struct piece	*p;
	size_t			 room = 1;
	size_t			 i;
	char			*text;

	for (i = 0; i < s->npieces; i++) {
		p = &s->pieces[i];
		room += room_for(p->key == -1 ? p->len :
		    values->of_key[p->key]->len);
	}
	if (room <= out->cap)
		return 0;
	if ((text = realloc(out->text, room)) == NULL)
		return -1;
	out->text = text;
	out->cap = room;
	return 0;
}

/* Octets of text that are one octet of the string: RFC 1035 5.1. */
static size_t
octet_len(const char *p, const char *end)
{
	if (*p != '\\' || end - p < 2)
		return 1;
	if (end - p >= 4 && p[1] >= '0' && p[1] <= '9')
		return 4;
	return 2;
}

/* Part of a quoted text, of which so many octets are there already. */
static char *
put_divided(char *to, const char *from, size_t len, size_t *used)
{
	const char	*end = from + len;
	size_t		 n;

	for (; from < end; from += n) {
		if (*used == STRING_MAX) {
			memcpy(to, divider, sizeof(divider));
			to += sizeof(divider);
			*used = 0;
		}
		n = octet_len(from, end);
		memcpy(to, from, n);
		to += n;
		(*used)++;
	}
	return to;
}

/* The same of a value, which has no backslashes: each octet is one. */
static char *
put_value(char *to, const char *from, size_t len, size_t *used)
{
	size_t	 n;

	for (; len > 0; from += n, len -= n) {
		if (*used == STRING_MAX) {
			memcpy(to, divider, sizeof(divider));
			to += sizeof(divider);
			*used = 0;
		}
		n = STRING_MAX - *used < len ? STRING_MAX - *used : len;
		memcpy(to, from, n);
		to += n;
		*used += n;
	}
	return to;
}

int
stencil_fill(const struct stencil *s, const struct stencil_values *values,
    struct stencil_text *out)
{
	const struct piece	*p;
	const char		*from;
	char			*to;
	size_t			 len;
	size_t			 used = 0;
	size_t			 i;

	if (reserve(s, values, out) == -1)
		return -1;
	to = out->text;
	for (i = 0; i < s->npieces; i++) {
		p = &s->pieces[i];
		from = p->key == -1 ? p->text : values->of_key[p->key]->text;
		len = p->key == -1 ? p->len : values->of_key[p->key]->len;
		if (p->is_first)
			used = 0;
		if (p->is_divided && p->key != -1) {
			to = put_value(to, from, len, &used);
		} else if (p->is_divided) {
			to = put_divided(to, from, len, &used);
		} else {
			memcpy(to, from, len);
			to += len;
		}
	}
	*to = '\0';
	out->len_bytes = (size_t)(to - out->text);
	return 0;
}
