/* SPDX-License-Identifier: ISC */
#include "zones/domains.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>

/* The mark that some editors of UTF-8 put at the start. */
#define UTF8_MARK	"\xef\xbb\xbf"
#define UTF8_MARK_LEN	3

/*
 * What may stand in a label, and its lower case.  Not all that DNS allows:
 * these are mail domains, and classless reverse zones (RFC 2317).
 */
static const uint8_t label_octet[256] = {
	['-'] = '-', ['/'] = '/', ['_'] = '_',
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e',
	['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
	['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
	['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
	['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
	['Z'] = 'z'
};

/* The first octet of a text that is neither blank nor in a comment. */
static const char *
skip_comments(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n;#", *p) != NULL) {
		if (*p == ';' || *p == '#')
			p = memchr(p, '\n', (size_t)(end - p));
		if (p == NULL)
			return end;
		p++;
	}
	return p;
}

/* No domain begins so, but a line of a zone file does: a directive, or a
   record of the apex. */
static bool
is_zone_text(const char *text, const char *end)
{
	text = skip_comments(text, end);
	return text + 1 < end && (*text == '$' ||
	    (*text == '@' && (text[1] == ' ' || text[1] == '\t')));
}

/* RFC 3629 6: a mark means nothing, and no domain begins so. */
static size_t
mark_len(const char *text, size_t len)
{
	return len >= UTF8_MARK_LEN &&
	    memcmp(text, UTF8_MARK, UTF8_MARK_LEN) == 0 ? UTF8_MARK_LEN : 0;
}

int
domains_start(struct domains *d, const char *file, const char *text,
    size_t len, struct report *rep)
{
	struct place	 at = {.file = file};
	const char	*why = NULL;

	*d = (struct domains){.at = text + mark_len(text, len),
	    .end = text + len, .line_start = text, .file = file, .rep = rep};
	if (len >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
	    memcmp(text, "\xfe\xff", 2) == 0))
		why = "the list is UTF-16; save it as plain text (ASCII)";
	else if (is_zone_text(d->at, d->end))
		why = "this is a zone file, not a list of domains; have the"
		    " template and its list been exchanged?";
	if (why == NULL)
		return 0;
	report_add(rep, SEV_ERROR, &at, "domain-error", NULL, "%s", why);
	return -1;
}

bool
domains_is_key(const char *text, size_t len)
{
	size_t	i;

	if (len == 0 || len > DOMAINS_KEY_MAX)
		return false;
	for (i = 0; i < len; i++)
		if (label_octet[(uint8_t)text[i]] == 0 || text[i] == '/')
			return false;
	return true;
}

static uint32_t
column_of(const struct domains *d, const char *p)
{
	size_t	column = (size_t)(p - d->line_start) + 1;

	return column > UINT32_MAX ? UINT32_MAX : (uint32_t)column;
}

/* A fault ends its line: what follows may be its consequence. */
static int
fault(struct domains *d, const char *p, const char *what)
{
	struct place	at = {.file = d->file, .line = d->line,
	    .column = column_of(d, p)};

	d->faults++;
	report_add(d->rep, SEV_ERROR, &at, "domain-error", NULL, "%s", what);
	return -1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Does the line end here?  The NUL behind the text stops all loops. */
static bool
is_end(const struct domains *d, const char *p)
{
	return *p == '\n' || p == d->end || (*p == '\r' && p[1] == '\n');
}

/* Does a word end here? */
static bool
ends_word(const struct domains *d, const char *p)
{
	return is_blank(*p) || is_end(d, p);
}

static const char *
skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* The whole word is shown: which of its dots is meant can be seen then. */
static int
reject_empty(struct domains *d, const char *p)
{
	char		 what[NAME_MAX_BYTES + 64];
	const char	*start = p, *end = p;

	while (start > d->line_start && start[-1] > ' ' && start[-1] < 0x7f)
		start--;
	while (*end > ' ' && *end < 0x7f)
		end++;
	(void)snprintf(what, sizeof(what), "the domain \"%.*s\" has an empty"
	    " label", (int)(end - start < NAME_MAX_BYTES ? end - start :
	    NAME_MAX_BYTES), start);
	return fault(d, p, what);
}

static int
reject_name(struct domains *d, const char *p)
{
	unsigned char	c = (unsigned char)*p;

	if (c >= 0x80)	/* RFC 5891 4.4: what DNS carries are A-labels */
		return fault(d, p, "the domain is not ASCII; write its labels"
		    " in the form xn--...");
	if (c == '.')
		return reject_empty(d, p);
	if (c == ';' || c == '#')
		return fault(d, p, "a comment needs a blank before it");
	if (c == '=')
		return fault(d, p, "expected a domain at the start of the"
		    " line; its values come behind it");
	return fault(d, p, "expected a domain of letters, digits, \"-\","
	    " \"_\", \"/\" and dots");
}

/* Eight times the same octet; and the top bit of each. */
#define EIGHT(octet)	(0x0101010101010101ULL * (octet))
#define TOPS		EIGHT(0x80)

/* The top bits of those of eight octets below 0x80 that are first to last. */
static uint64_t
in_range(uint64_t octets, uint8_t first, uint8_t last)
{
	return ((octets + EIGHT((uint8_t)(0x80 - first))) ^
	    (octets + EIGHT((uint8_t)(0x7f - last)))) & TOPS;
}

/* Eight octets of a name: which of them are what, by their top bits. */
struct eight {
	uint64_t	low;		/* the octets in lower case, as they
					   lie in memory */
	uint64_t	dots;
	uint64_t	others;		/* neither dots nor of a label, nor
					   underscores, which are for others */
};

static struct eight
take_eight(const char *from)
{
	struct eight	e;
	uint64_t	in, low, upper, names;

	memcpy(&in, from, sizeof(in));
	in = le64toh(in);
	low = in & ~TOPS;
	upper = in_range(low, 'A', 'Z');
	e.dots = in_range(low, '.', '.') & ~in;
	/* '-', '.', '/' and the digits stand side by side. */
	names = upper | in_range(low, 'a', 'z') | in_range(low, '-', '9');
	e.others = (in | ~names) & TOPS;
	e.low = htole64(in | (upper & ~in) >> 2);
	return e;
}

/* The first of the octets that are marked; 8: none is. */
static size_t
first_of(uint64_t tops)
{
	return tops == 0 ? 8 : (size_t)__builtin_ctzll(tops) / 8;
}

/*
 * Octets of a label, up to one that is none or until there are `room`.
 *
 * left		octets of the text
 */
static size_t
copy_label(uint8_t *to, const char *from, size_t room, size_t left)
{
	size_t		 n = 0;
	size_t		 more;
	struct eight	 e;
	uint8_t		 c;

	while (room - n >= 8 && left - n >= 8) {
		e = take_eight(from + n);
		memcpy(to + n, &e.low, sizeof(e.low));
		more = first_of(e.dots | e.others);
		n += more;
		if (more < 8)
			break;
	}
	for (; n < room; n++) {
		if ((c = label_octet[(uint8_t)from[n]]) == 0)
			break;
		to[n] = c;
	}
	return n;
}

/* The domain at the start of a line.  NULL: it was reported. */
static const char *
read_name(struct domains *d, const char *p, struct name *out)
{
	uint8_t	*label = out->wire;
	uint8_t	*w = out->wire + 1;
	size_t	 n;

	out->labels = 0;
	for (;;) {
		n = copy_label(w, p, (size_t)(out->wire + NAME_MAX_BYTES - 1 -
		    w), (size_t)(d->end - p));
		w += n;
		p += n;
		if (label_octet[(uint8_t)*p] != 0)
			break;
		if (w == label + 1 || (*p != '.' && !ends_word(d, p))) {
			(void)reject_name(d, p);
			return NULL;
		}
		if (w - label > LABEL_MAX_BYTES + 1) {
			(void)fault(d, p - (w - label) + 1, "a label of the"
			    " domain is longer than 63 octets");
			return NULL;
		}
		*label = (uint8_t)(w - label - 1);
		out->offset[out->labels++] = (uint8_t)(label - out->wire);
		label = w++;
		if (*p == '.' && !ends_word(d, ++p) &&
		    w < out->wire + NAME_MAX_BYTES)
			continue;
		if (!ends_word(d, p))
			break;
		*label = 0;
		out->offset[out->labels] = (uint8_t)(label - out->wire);
		out->len = (uint8_t)(label + 1 - out->wire);
		return p;
	}
	(void)fault(d, p, "the domain is longer than 255 octets");
	return NULL;
}

/* Octets of the longest name in text without a dot at its end, and what
   eight at once may write behind a name. */
#define QUICK_MAX	(NAME_MAX_BYTES - 2 - 8)

/* Labels that end in these octets; false: one of them is not sound. */
static bool
end_labels(struct name *out, uint64_t dots, size_t at, size_t *label)
{
	size_t	dot, len;

	for (; dots != 0; dots &= dots - 1) {
		dot = at + first_of(dots);
		len = dot - *label;
		if (len == 0 || len > LABEL_MAX_BYTES)
			return false;
		out->wire[*label] = (uint8_t)len;
		out->offset[out->labels++] = (uint8_t)*label;
		*label = dot + 1;
	}
	return true;
}

/*
 * The domain of a line that is nothing else, as most are: a name in text has
 * the octets of the name in wire form behind the first, but for its dots.
 * The loop that sees most of a list.
 *
 * returns	the line feed; NULL: see what read_name() says of it
 */
static const char *
read_quickly(const struct domains *d, const char *p, struct name *out)
{
	struct eight	 e;
	size_t		 n = 0, label = 0, more = 8;

	out->labels = 0;
	while (more == 8) {
		if (n > QUICK_MAX || d->end - p - (ptrdiff_t)n < 8)
			return NULL;
		e = take_eight(p + n);
		memcpy(out->wire + 1 + n, &e.low, sizeof(e.low));
		more = first_of(e.others);
		if (more < 8)
			e.dots &= ((uint64_t)1 << 8 * more) - 1;
		if (!end_labels(out, e.dots, n, &label))
			return NULL;
		n += more;
	}
	/* Behind the last one stands the line feed, as behind a dot. */
	if (p[n] != '\n' || n == 0 || (label < n && !end_labels(out,
	    (uint64_t)0x80 << 8 * (n % 8), n - n % 8, &label)))
		return NULL;
	out->wire[label] = 0;
	out->offset[out->labels] = (uint8_t)label;
	out->len = (uint8_t)(label + 1);
	return p + n;
}

/*
 * What no value may have: it becomes part of a word of a zone file, and must
 * not end it.  NULL if all is well.
 *
 * plain	octets of which that is known
 */
static const char *
check_value(const char *text, size_t plain, size_t len, const char **bad)
{
	size_t	i;

	for (i = plain; i < len; i++) {
		*bad = text + i;
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return "a value cannot have control characters";
		if (text[i] == '"')
			return "a value cannot have double quotes";
		if (text[i] == '\\')
			return "a value cannot have backslashes";
	}
	*bad = text;
	return len > DOMAINS_VALUE_MAX ? "the value is longer than 4096"
	    " octets" : NULL;
}

/*
 * Octets of a value, eight at once, that neither end it nor are refused:
 * graphic ones and, in quotes, blanks, but no quotes and backslashes.  What
 * it leaves is looked at one by one.
 */
static const char *
skip_plain(const struct domains *d, const char *p, bool is_quoted)
{
	uint64_t	in, low, plain;

	while (d->end - p >= 8) {
		memcpy(&in, p, sizeof(in));
		low = in & ~TOPS;
		plain = in_range(low, is_quoted ? ' ' : '!', '~') &
		    ~in_range(low, '"', '"') & ~in_range(low, '\\', '\\') &
		    ~in;
		if ((plain & TOPS) != TOPS)
			break;
		p += 8;
	}
	return p;
}

/* Behind "=".  NULL: it was reported. */
static const char *
read_value(struct domains *d, const char *p, struct domain_value *v)
{
	bool		 is_quoted = *p == '"';
	const char	*why;
	const char	*bad;
	size_t		 plain;

	v->text = p += is_quoted;
	p = skip_plain(d, p, is_quoted);
	plain = (size_t)(p - v->text);
	while (!is_end(d, p) && (is_quoted ? *p != '"' : !is_blank(*p)))
		p++;
	v->len = (uint32_t)(p - v->text);
	if (is_quoted && *p != '"') {
		(void)fault(d, v->text - 1, "this quote is not closed on its"
		    " line");
		return NULL;
	}
	if ((why = check_value(v->text, plain, (size_t)(p - v->text), &bad))
	    != NULL) {
		(void)fault(d, bad, why);
		return NULL;
	}
	p += is_quoted;
	if (ends_word(d, p))
		return p;
	(void)fault(d, p, "expected a blank behind the quote that closes the"
	    " value");
	return NULL;
}

static bool
has_key(const struct domain *out, const struct domain_value *v)
{
	unsigned	i;

	for (i = 0; i < out->nvalues; i++)
		if (out->values[i].key_len == v->key_len &&
		    memcmp(out->values[i].key, v->key, v->key_len) == 0)
			return true;
	return false;
}

/* `key=value`; NULL: it was reported. */
static const char *
read_pair(struct domains *d, const char *p, struct domain *out)
{
	struct domain_value	 v = {.key = p, .column = column_of(d, p)};
	const char		*why = NULL;

	while (!ends_word(d, p) && *p != '=')
		p++;
	v.key_len = (uint32_t)(p - v.key);
	if (*p != '=' && out->nvalues > 0)
		why = "expected key=value; a value that has blanks stands in"
		    " double quotes";
	else if (*p != '=')
		why = "expected key=value behind the domain";
	else if (!domains_is_key(v.key, (size_t)(p - v.key)))
		why = "expected a key of at most 63 letters, digits, \"-\" and"
		    " \"_\" before \"=\"";
	else if (has_key(out, &v))
		why = "this key has a value already";
	else if (out->nvalues == DOMAINS_VALUES_MAX)
		why = "the line has more than 64 values";
	if (why != NULL) {
		(void)fault(d, v.key, why);
		return NULL;
	}
	if ((p = read_value(d, p + 1, &v)) != NULL)
		out->values[out->nvalues++] = v;
	return p;
}

/* What stands behind the domain; *p is left where that was understood. */
static int
read_values(struct domains *d, const char **p, struct domain *out)
{
	const char	*next;

	for (;;) {
		*p = skip_blanks(*p);
		if (is_end(d, *p) || **p == '#' || **p == ';')
			return 0;
		if ((next = read_pair(d, *p, out)) == NULL)
			return -1;
		*p = next;
	}
}

/* Go on behind the end of the line that p is in. */
static void
next_line(struct domains *d, const char *p)
{
	if (*p != '\n')
		p = memchr(p, '\n', (size_t)(d->end - p));
	d->at = p == NULL ? d->end : p + 1;
}

/* A line that is not just a domain.  false: it names none, or it was
   reported. */
static bool
read_line(struct domains *d, struct domain *out)
{
	const char	*p = skip_blanks(d->at);
	const char	*behind;

	if (is_end(d, p) || *p == '#' || *p == ';') {
		next_line(d, p);
		return false;
	}
	out->column = column_of(d, p);
	if ((behind = read_name(d, p, &out->apex)) == NULL) {
		next_line(d, p);
		return false;
	}
	out->is_faulty = *behind != '\n' &&
	    read_values(d, &behind, out) == -1;
	next_line(d, behind);
	return true;
}

bool
domains_next(struct domains *d, struct domain *out)
{
	const char	*end;

	out->nvalues = 0;
	while (d->at < d->end) {
		out->line = ++d->line;
		d->line_start = d->at;
		end = read_quickly(d, d->at, &out->apex);
		if (end != NULL) {
			out->column = 1;
			out->is_faulty = false;
			d->at = end + 1;
			return true;
		}
		if (read_line(d, out))
			return true;
	}
	return false;
}

bool
domains_is_list(const char *text, size_t len)
{
	struct domains	d;
	struct domain	domain;
	bool		has_any = false;

	if (domains_start(&d, NULL, text, len, NULL) == -1)
		return false;
	while (d.faults == 0 && domains_next(&d, &domain))
		has_any = true;
	return has_any && d.faults == 0;
}
