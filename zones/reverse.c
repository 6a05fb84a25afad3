/* SPDX-License-Identifier: ISC */
#include "zones/reverse.h"

#include <string.h>

#include "zones/rrtype.h"

#define OCTETS		4
#define NIBBLES		32

static const uint8_t *
label_of(const struct name *name, unsigned i)
{
	return name->wire + name->offset[i];
}

static bool
is_label(const struct name *name, unsigned i, const char *text)
{
	const uint8_t	*label = label_of(name, i);

	return label[0] == strlen(text) && bytes_equal_nocase(label + 1,
	    (const uint8_t *)text, label[0]);
}

bool
reverse_is_arpa(const struct name *name)
{
	return name->labels > 0 && is_label(name, name->labels - 1u, "arpa");
}

/* TYPE_A below in-addr.arpa, TYPE_AAAA below ip6.arpa, else 0. */
static uint16_t
type_of(const struct name *name)
{
	if (name->labels < 2 || !reverse_is_arpa(name))
		return 0;
	if (is_label(name, name->labels - 2u, "in-addr"))
		return TYPE_A;
	return is_label(name, name->labels - 2u, "ip6") ? TYPE_AAAA : 0;
}

/* A label that is a number, whatever its value; -1 if it is none. */
static int
number_of(const uint8_t *label)
{
	int		v = 0;
	unsigned	k;

	for (k = 1; k <= label[0]; k++) {
		if (label[k] < '0' || label[k] > '9')
			return -1;
		v = v > 255 ? v : v * 10 + (label[k] - '0');
	}
	return v;
}

static int
nibble_of(uint8_t c)
{
	c = ascii_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A label of letters and digits that begins with a digit: "25a", "0x19".
   Ranges have other signs: RFC 2317 4. */
static bool
is_like_number(const uint8_t *label)
{
	unsigned	k;
	uint8_t		c;

	for (k = 1; k <= label[0]; k++) {
		c = ascii_lower(label[k]);
		if ((c < '0' || c > '9') && (c < 'a' || c > 'z'))
			return false;
	}
	return label[1] >= '0' && label[1] <= '9';
}

static bool
is_digits(const uint8_t *label)
{
	unsigned	k;

	for (k = 1; k <= label[0]; k++) {
		if (nibble_of(label[k]) == -1)
			return false;
	}
	return true;
}

static void
read_octets(const struct name *name, struct reverse *out)
{
	const uint8_t	*label;
	unsigned	 numbers = 0;
	unsigned	 i;
	int		 v;

	for (i = 0; i < out->labels; i++) {
		label = label_of(name, i);
		v = number_of(label);
		numbers += v != -1;
		if (v > 255 || (v != -1 && label[0] > 1 && label[1] == '0') ||
		    (v == -1 && i == 0 && out->labels == OCTETS &&
		    is_like_number(label))) {
			out->kind = REVERSE_NUMBER;
			out->bad = label;
			return;
		}
	}
	if (numbers < out->labels)
		out->kind = REVERSE_OTHER;
	else if (numbers != OCTETS)
		out->kind = numbers < OCTETS ? REVERSE_PART : REVERSE_LONG;
}

static void
read_nibbles(const struct name *name, struct reverse *out)
{
	const uint8_t	*label;
	unsigned	 i;

	for (i = 0; i < out->labels; i++) {
		label = label_of(name, i);
		if (label[0] == 1 && nibble_of(label[1]) != -1)
			continue;
		if (label[0] > 1 && !is_digits(label)) {
			out->kind = REVERSE_OTHER;
			return;
		}
		if (out->kind != REVERSE_NUMBER)
			out->bad = label;
		out->kind = REVERSE_NUMBER;
	}
	if (out->kind == REVERSE_WHOLE && out->labels != NIBBLES)
		out->kind = out->labels < NIBBLES ? REVERSE_PART :
		    REVERSE_LONG;
}

/* Services and wildcards are there for those who know: RFC 6763 11. */
static bool
is_special(const struct name *name)
{
	unsigned	i;

	if (label_of(name, 0)[0] == 1 && label_of(name, 0)[1] == '*')
		return true;
	for (i = 0; i < name->labels; i++) {
		if (label_of(name, i)[1] == '_')
			return true;
	}
	return false;
}

void
reverse_read(const struct name *name, struct reverse *out)
{
	memset(out, 0, sizeof(*out));
	if ((out->type = type_of(name)) == 0)
		return;
	out->labels = name->labels - 2u;
	if (is_special(name)) {
		out->kind = REVERSE_OTHER;
		return;
	}
	out->kind = REVERSE_WHOLE;
	if (out->type == TYPE_A)
		read_octets(name, out);
	else
		read_nibbles(name, out);
}

/* "0-63" or "0/26": does the block hold the octet? */
static bool
is_block(const uint8_t *label, unsigned octet)
{
	unsigned	v[2] = {0, 0};
	unsigned	at = 0;
	unsigned	k;
	bool		is_range = true;

	for (k = 1; k <= label[0] && v[at] < 256; k++) {
		if (label[k] >= '0' && label[k] <= '9') {
			v[at] = v[at] * 10 + label[k] - '0';
		} else if (k == 1 || at == 1 ||
		    (label[k] != '-' && label[k] != '/')) {
			return false;
		} else {
			is_range = label[k] == '-';
			at = 1;
		}
	}
	if (k <= label[0] || at == 0 || octet < v[0])
		return false;
	/* "0-26" is met for "0/26" too. */
	if (v[1] >= 24 && v[1] <= 32 && octet < v[0] + (1u << (32 - v[1])))
		return true;
	return is_range && octet <= v[1];
}

bool
reverse_classless(const struct name *name, struct address *out)
{
	unsigned	i;
	int		v;

	memset(out, 0, sizeof(*out));
	out->type = TYPE_A;
	if (type_of(name) != TYPE_A || name->labels != OCTETS + 1 + 2)
		return false;
	for (i = 0; i < OCTETS; i++) {
		/* The label of the block stands behind the first. */
		v = number_of(label_of(name, i == 0 ? 0 : i + 1));
		if (v == -1 || v > 255)
			return false;
		out->octets[OCTETS - 1 - i] = (uint8_t)v;
	}
	return is_block(label_of(name, 1), out->octets[OCTETS - 1]);
}

/* Digits of a name, octets or nibbles, as they stand from the left. */
struct digits {
	uint16_t	type;
	uint8_t		v[NAME_MAX_BYTES];
	unsigned	n;		/* all */
	unsigned	own;		/* left of the apex */
	unsigned	need;		/* of an address */
};

/*
 * The digits of some labels.  Several nibbles in one label are in the order
 * of addresses.
 * returns false if there is another label
 */
static bool
gather(const struct name *name, unsigned labels, unsigned own,
    struct digits *d)
{
	const uint8_t	*label;
	unsigned	 i;
	unsigned	 k;
	int		 v;

	d->n = d->own = 0;
	for (i = 0; i < labels; i++) {
		label = label_of(name, i);
		if (d->type == TYPE_A) {
			if ((v = number_of(label)) == -1 || v > 255)
				return false;
			d->v[d->n++] = (uint8_t)v;
		} else {
			for (k = label[0]; k > 0; k--) {
				if ((v = nibble_of(label[k])) == -1)
					return false;
				d->v[d->n++] = (uint8_t)v;
			}
		}
		if (i < own)
			d->own = d->n;
	}
	return true;
}

/*
 * Guess an address: two runs of digits, the first from `at' on, each taken
 * to the right or, as names are, to the left; zeros between them if they
 * are too few.
 */
struct run {
	unsigned	begin;
	unsigned	end;
	bool		is_forward;
};

static void
guess(const struct digits *d, const struct run runs[2],
    struct address out[REVERSE_GUESSES], unsigned *n)
{
	struct address	*a = &out[*n];
	uint8_t		 v[NIBBLES] = {0};
	unsigned	 r;
	unsigned	 i;
	unsigned	 at = 0;

	for (r = 0; r < 2; r++) {
		for (i = runs[r].begin; i < runs[r].end; i++)
			v[at++] = d->v[runs[r].is_forward ? i :
			    runs[r].end - 1 - (i - runs[r].begin)];
		if (r == 0)
			at = d->need - (runs[1].end - runs[1].begin);
	}
	memset(a, 0, sizeof(*a));
	a->type = d->type;
	for (i = 0; i < d->need; i++) {
		if (d->type == TYPE_A)
			a->octets[i] = v[i];
		else
			a->octets[i / 2] |= (uint8_t)(v[i] << (i % 2 ? 0 : 4));
	}
	for (i = 0; i < *n; i++) {
		if (address_equal(&out[i], a))
			return;
	}
	(*n)++;
}

/* As many digits as an address has, or fewer. */
static void
guess_all(const struct digits *d, struct address *out, unsigned *n)
{
	struct run	runs[2] = {{d->own, d->n, false}, {0, d->own, false}};

	guess(d, runs, out, n);
	if (d->n < d->need)
		return;
	runs[1].is_forward = true;
	guess(d, runs, out, n);
	runs[0].is_forward = true;
	runs[1].is_forward = false;
	guess(d, runs, out, n);
	guess(d, (struct run[2]){{0, d->n, true}, {0, 0, false}}, out, n);
}

/* Too many: the own ones are a whole address, or one of them is enough. */
static void
guess_some(const struct digits *d, struct address *out, unsigned *n)
{
	struct run	runs[2] = {{0, d->own, false}, {0, 0, false}};

	if (d->own == d->need) {
		guess(d, runs, out, n);
		runs[0].is_forward = true;
		guess(d, runs, out, n);
	} else if (d->n - d->own + 1 == d->need && d->own > 0) {
		runs[0] = (struct run){d->own, d->n, false};
		runs[1] = (struct run){0, 1, false};
		guess(d, runs, out, n);
		runs[1] = (struct run){d->own - 1, d->own, false};
		guess(d, runs, out, n);
	}
}

unsigned
reverse_guess(const struct name *name, const struct name *apex,
    struct address out[REVERSE_GUESSES])
{
	struct digits	d;
	unsigned	n = 0;

	d.type = type_of(name);
	d.need = d.type == TYPE_A ? OCTETS : NIBBLES;
	if (d.type == 0 || !name_is_under(name, apex) || !gather(name,
	    name->labels - 2u, (unsigned)(name->labels - apex->labels), &d))
		return 0;
	if (d.own > d.n)
		d.own = d.n;
	if (d.n > d.need)
		guess_some(&d, out, &n);
	else if (d.n == d.need || d.type == TYPE_AAAA)
		guess_all(&d, out, &n);
	return n;
}

/* Four digits of a longer row, as below a DNAME of ip6.arpa: no octets. */
static bool
is_in_row(const struct name *name)
{
	unsigned	i;

	for (i = 0; i < OCTETS; i++) {
		if (label_of(name, i)[0] != 1)
			return false;
	}
	return name->labels > OCTETS && label_of(name, OCTETS)[0] == 1 &&
	    nibble_of(label_of(name, OCTETS)[1]) != -1;
}

unsigned
reverse_guess_bare(const struct name *name,
    struct address out[REVERSE_GUESSES])
{
	struct digits	d;
	unsigned	n = 0;

	for (d.type = TYPE_A; d.type != 0; d.type = d.type == TYPE_A ?
	    TYPE_AAAA : 0) {
		d.need = d.type == TYPE_A ? OCTETS : NIBBLES;
		if (name->labels < d.need ||
		    (d.type == TYPE_A && is_in_row(name)) ||
		    !gather(name, d.need, d.need, &d) || d.n != d.need)
			continue;
		guess_some(&d, out, &n);
		break;
	}
	return n;
}
