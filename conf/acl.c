/* SPDX-License-Identifier: ISC */
#include "conf/acl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/wire.h"

/* Networks that hold one another: one for each number of bits. */
#define DEPTH_MAX	129

/* An address as a number: one of IPv4 has its bits on the left. */
struct spot {
	uint64_t	high;
	uint64_t	low;
};

/* A network of one family, on its way to steps. */
struct span {
	struct spot	first;
	unsigned	bits;
	size_t		rank;		/* in the order of the file */
	bool		may;
};

static bool
is_before(const struct spot *a, const struct spot *b)
{
	return a->high != b->high ? a->high < b->high : a->low < b->low;
}

static struct spot
spot_of(const uint8_t *addr, size_t octets)
{
	if (octets == 4)
		return (struct spot){(uint64_t)load_be32(addr) << 32, 0};
	return (struct spot){
	    (uint64_t)load_be32(addr) << 32 | load_be32(addr + 4),
	    (uint64_t)load_be32(addr + 8) << 32 | load_be32(addr + 12)};
}

/* The first address behind so many equal bits; false: there is none. */
static bool
spot_behind(const struct span *s, struct spot *out)
{
	*out = s->first;
	if (s->bits == 0)
		return false;
	if (s->bits <= 64) {
		out->high += (uint64_t)1 << (64 - s->bits);
		return out->high != 0;
	}
	out->low += (uint64_t)1 << (128 - s->bits);
	if (out->low == 0)
		out->high++;
	return out->low != 0 || out->high != 0;
}

int
acl_entry_from_text(const char *text, size_t len, struct acl_entry *out,
    const char **why)
{
	*out = (struct acl_entry){.is_denied = len > 0 && text[0] == '!'};
	if (out->is_denied) {
		text++;
		len--;
	}
	out->is_all = true;
	if (len == 3 && memcmp(text, "any", len) == 0)
		return 0;
	if (len == 4 && memcmp(text, "none", len) == 0) {
		out->is_denied = !out->is_denied;
		return 0;
	}
	out->is_all = false;
	return prefix_from_text(text, len, &out->net, why);
}

char *
acl_entry_to_text(const struct acl_entry *e, char buf[ACL_TEXT_MAX])
{
	char	text[PREFIX_TEXT_MAX];

	if (e->is_all)
		(void)snprintf(buf, ACL_TEXT_MAX, "%s",
		    e->is_denied ? "none" : "any");
	else
		(void)snprintf(buf, ACL_TEXT_MAX, "%s%s",
		    e->is_denied ? "!" : "", prefix_to_text(&e->net, text));
	return buf;
}

struct acl *
acl_new(void)
{
	return calloc(1, sizeof(struct acl));
}

void
acl_free(struct acl *acl)
{
	if (acl == NULL)
		return;
	free(acl->steps[0]);
	free(acl->steps[1]);
	free(acl->said);
	free(acl);
}

int
acl_add(struct acl *acl, const struct acl_entry *e)
{
	struct acl_entry	*p;

	if ((p = array_grow(acl->said, acl->n, &acl->cap,
	    sizeof(*p))) == NULL)
		return -1;
	acl->said = p;
	p[acl->n++] = *e;
	return 0;
}

/* A network stands before those that it holds; equal ones as they were
   said. */
static int
compare_spans(const void *va, const void *vb)
{
	const struct span	*a = va, *b = vb;

	if (is_before(&a->first, &b->first))
		return -1;
	if (is_before(&b->first, &a->first))
		return 1;
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* The entries of a family; how many. */
static size_t
gather(const struct acl *acl, size_t octets, struct span *out)
{
	const struct acl_entry	*e;
	size_t			 i, n = 0;

	for (i = 0; i < acl->n; i++) {
		e = &acl->said[i];
		if (!e->is_all && e->net.octets != octets)
			continue;
		out[n] = (struct span){.rank = i, .may = !e->is_denied};
		if (!e->is_all) {
			out[n].first = spot_of(e->net.addr, octets);
			out[n].bits = e->net.bits;
		}
		n++;
	}
	return n;
}

/* One more step; what says the same as the one before says nothing. */
static void
put_step(struct acl *acl, unsigned family, const struct spot *at, bool may)
{
	struct acl_step	*all = acl->steps[family];
	size_t		 n = acl->nsteps[family];

	if (n > 0 && all[n - 1].high == at->high && all[n - 1].low == at->low)
		n--;
	if (n == 0 || all[n - 1].may != may)
		all[n++] = (struct acl_step){at->high, at->low, may};
	acl->nsteps[family] = n;
}

/* Leave the innermost network; what is around it goes on. */
static void
leave(struct acl *acl, unsigned family, const struct span *open,
    size_t *depth)
{
	const struct span	*inner = &open[--*depth];
	struct spot		 behind;

	if (spot_behind(inner, &behind))
		put_step(acl, family, &behind, open[*depth - 1].may);
}

/*
 * Networks hold one another or have nothing in common.  So an address is
 * decided by the innermost that has it, which takes the word of one around
 * it that was said before.
 */
static void
put_steps(struct acl *acl, unsigned family, const struct span *s, size_t n)
{
	struct span	open[DEPTH_MAX + 1] = {{.rank = SIZE_MAX}};
	struct spot	behind;
	size_t		depth = 1, i;

	put_step(acl, family, &open[0].first, false);
	for (i = 0; i < n; i++) {
		while (depth > 1 && spot_behind(&open[depth - 1], &behind) &&
		    !is_before(&s[i].first, &behind))
			leave(acl, family, open, &depth);
		if (depth > 1 && open[depth - 1].bits == s[i].bits)
			continue;	/* the same was said before */
		open[depth] = s[i];
		if (open[depth - 1].rank < s[i].rank) {
			open[depth].rank = open[depth - 1].rank;
			open[depth].may = open[depth - 1].may;
		}
		put_step(acl, family, &s[i].first, open[depth].may);
		depth++;
	}
	while (depth > 1)
		leave(acl, family, open, &depth);
}

int
acl_freeze(struct acl *acl)
{
	struct span	*spans;
	unsigned	 family;
	size_t		 n;

	if ((spans = calloc(acl->n + 1, sizeof(*spans))) == NULL)
		return -1;
	for (family = 0; family < 2; family++) {
		n = gather(acl, family == 0 ? 4 : 16, spans);
		/* Where a network begins, where it ends, and at 0. */
		acl->steps[family] = calloc(2 * n + 1,
		    sizeof(struct acl_step));
		if (acl->steps[family] == NULL) {
			free(spans);
			return -1;
		}
		qsort(spans, n, sizeof(*spans), compare_spans);
		put_steps(acl, family, spans, n);
	}
	free(spans);
	return 0;
}

bool
acl_has(const struct acl *acl, const uint8_t *addr, size_t octets)
{
	const struct acl_step	*s;
	struct spot		 at, step;
	size_t			 n, half;

	if (octets != 4 && octets != 16)
		return false;
	at = spot_of(addr, octets);
	s = acl->steps[octets == 16];
	/* The last step that is not behind the address. */
	for (n = acl->nsteps[octets == 16]; n > 1; n -= half) {
		half = n / 2;
		step = (struct spot){s[half].high, s[half].low};
		if (!is_before(&at, &step))
			s += half;
	}
	return s->may;
}

/* Does one verdict hold for all addresses? */
static bool
is_even(const struct acl *acl, bool may)
{
	return acl->nsteps[0] == 1 && acl->nsteps[1] == 1 &&
	    acl->steps[0]->may == may && acl->steps[1]->may == may;
}

bool
acl_is_open(const struct acl *acl)
{
	return is_even(acl, true);
}

bool
acl_is_shut(const struct acl *acl)
{
	return is_even(acl, false);
}
