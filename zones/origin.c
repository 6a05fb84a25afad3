/* SPDX-License-Identifier: ISC */
#include "zones/origin.h"

#include <stdbool.h>

#include "zones/rrtype.h"
#include "zones/scan.h"

/* What is known so far.  Labels 0: nothing. */
struct search {
	struct name	origin;
	struct name	owner;
};

/* A name from a token; what is relative to nothing is not known. */
static void
complete(const struct token *tok, const struct name *origin,
    struct name *out)
{
	const char	*why;

	if (name_from_text(out, tok->text, tok->len, origin, &why) == -1 ||
	    (origin->labels == 0 && (tok->len == 0 ||
	    tok->text[tok->len - 1] != '.')))
		name_root(out);
}

/* The type stands behind TTL and class, RFC 1035 5.1. */
static bool
is_soa(const struct entry *e)
{
	size_t		i = e->is_owner_blank ? 0 : 1;
	size_t		end = i + 3;
	uint16_t	type;

	for (; i < e->n && i < end; i++) {
		if (!e->tokens[i].is_quoted && rrtype_from_text(
		    e->tokens[i].text, e->tokens[i].len, &type) == 0)
			return type == TYPE_SOA;
	}
	return false;
}

/* Is the search over? */
static bool
take(struct search *s, const struct entry *e)
{
	struct name	 next;

	if (e->n == 0)
		return false;
	if (!e->is_owner_blank && token_is(&e->tokens[0], "$ORIGIN")) {
		if (e->n > 1) {
			complete(&e->tokens[1], &s->origin, &next);
			s->origin = next;
		}
		return false;
	}
	if (!e->is_owner_blank && e->tokens[0].text[0] != '$')
		complete(&e->tokens[0], &s->origin, &s->owner);
	return is_soa(e);
}

int
origin_of_text(const char *text, size_t len, struct name *out)
{
	struct search	s;
	struct entry	e;
	struct scan	scan;
	bool		is_found = false;

	name_root(&s.origin);
	name_root(&s.owner);
	scan_init(&scan, text, len, 1, NULL, NULL);
	while (!is_found && scan_next(&scan, &e) == 1)
		is_found = take(&s, &e);
	scan_clear(&scan);
	if (!is_found || s.owner.labels == 0)
		return -1;
	*out = s.owner;
	name_lower(out);
	return 0;
}
