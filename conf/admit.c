/* SPDX-License-Identifier: ISC */
#include "conf/admit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf/value.h"

#define WHAT	"\"any\", \"none\" or a network as in 192.0.2.0/24"

static int
reject(struct feed *in, const struct lexeme *lm, const char *why)
{
	char	show[LEX_SHOW_MAX];

	report_add(in->rep, SEV_ERROR, &lm->at, "conf-value", NULL, "%s %s",
	    lex_show(lm, show), why);
	return -1;
}

static int
add(struct feed *in, const struct lexeme *lm, void *arg)
{
	struct acl		*acl = arg;
	struct acl_entry	 e;
	const char		*why;

	if (acl->n == ACL_MAX)
		return reject(in, lm, "is one too many; at most 65536 are "
		    "taken");
	if (acl_entry_from_text(lm->text, lm->len, &e, &why) == -1)
		return reject(in, lm, why);
	if (acl_add(acl, &e) == -1)
		return reject(in, lm, "cannot be kept: out of memory");
	return 0;
}

/* May more follow that has no braces around it? */
static bool
goes_on(const struct lexeme *next)
{
	return lex_is_text(next) || next->kind == LEX_COMMA;
}

/* `A, B C`, or `{ A, B C }`. */
static int
read_members(struct feed *in, const struct directive *row, struct acl *acl)
{
	bool		is_list = feed_peek(in)->kind == LEX_OPEN;
	struct lexeme	lm = *feed_peek(in);
	int		rc = 0;

	if (is_list)
		feed_next(in, &lm);
	while (is_list ? feed_peek(in)->kind != LEX_CLOSE :
	    acl->n == 0 || goes_on(feed_peek(in))) {
		if (acl->n > 0 && feed_peek(in)->kind == LEX_COMMA) {
			feed_next(in, &lm);
			continue;
		}
		if (value_text(in, row, is_list ? WHAT " or \"}\"" : WHAT,
		    &lm) == -1)
			return -1;
		if (value_members(in, &lm, add, acl) == -1) {
			if (!is_list)
				return -1;
			rc = -1;	/* go on: judge the others */
		}
	}
	if (is_list)
		feed_next(in, &lm);
	if (rc == 0 && acl->n == 0)
		return reject(in, &lm, "ends an empty list; write \"none\" "
		    "if nobody may ask");
	return rc;
}

/* A list of those who may not lets nobody in: hardly meant. */
static void
advise(struct feed *in, const struct lexeme *lm, const struct acl *acl)
{
	bool	says_none = acl->said[acl->n - 1].is_all;

	if (acl_is_shut(acl) && !says_none)
		report_add(in->rep, SEV_WARNING, &lm->at, "conf-value", NULL,
		    "the list lets nobody in: who is in none of its networks "
		    "may not ask; add \"any\" at its end, or write \"none\"");
}

static int
read_list(struct feed *in, const struct directive *row, struct acl *acl)
{
	struct directive	from = *row;
	struct lexeme		lm;

	if (value_text(in, row, "\"from\"", &lm) == -1)
		return -1;
	if (!lex_is(&lm, "from")) {
		value_reject(in, row, &lm, "\"from\"");
		return -1;
	}
	from.name = "allow query from";
	if (read_members(in, &from, acl) == -1)
		return -1;
	if (acl_freeze(acl) == -1)
		return reject(in, &lm, "cannot be kept: out of memory");
	advise(in, &lm, acl);
	return 0;
}

int
admit_read(struct feed *in, const struct directive *row, struct acl **out)
{
	struct lexeme	 lm = *feed_peek(in);
	struct acl	*acl;

	if ((acl = acl_new()) == NULL)
		return reject(in, &lm, "cannot be kept: out of memory");
	if (read_list(in, row, acl) == -1) {
		acl_free(acl);
		return -1;
	}
	acl_free(*out);
	*out = acl;
	return 0;
}

static int
compare_names(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}

static int
compare_rules(const void *va, const void *vb)
{
	const struct conf_zone	*a = *(const struct conf_zone *const *)va;
	const struct conf_zone	*b = *(const struct conf_zone *const *)vb;

	return compare_names(a->apex.wire, a->apex.len, b->apex.wire,
	    b->apex.len);
}

int
admit_settle(struct conf *cf)
{
	size_t	i, n = 0;

	for (i = 0; i < cf->nzones; i++)
		n += cf->zones[i].allow != NULL;
	if (n == 0)
		return 0;
	if ((cf->guarded = calloc(n, sizeof(*cf->guarded))) == NULL)
		return -1;
	for (i = 0; i < cf->nzones; i++)
		if (cf->zones[i].allow != NULL)
			cf->guarded[cf->nguarded++] = &cf->zones[i];
	qsort(cf->guarded, n, sizeof(*cf->guarded), compare_rules);
	return 0;
}

const struct acl *
admit_find(const struct conf *cf, const uint8_t *apex, size_t len)
{
	const struct conf_zone	*z;
	size_t			 low = 0, high = cf->nguarded, at;
	int			 c;

	while (low < high) {
		at = low + (high - low) / 2;
		z = cf->guarded[at];
		c = compare_names(apex, len, z->apex.wire, z->apex.len);
		if (c == 0)
			return z->allow;
		if (c < 0)
			high = at;
		else
			low = at + 1;
	}
	return NULL;
}
