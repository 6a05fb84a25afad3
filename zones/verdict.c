/* SPDX-License-Identifier: ISC */
#include "zones/verdict.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

struct draft_record **
verdict_records(const struct verdict *v, const struct draft_owner *o)
{
	return v->draft.sorted + o->first_record;
}

const struct draft_record *
verdict_first(const struct verdict *v, const struct draft_owner *o,
    uint16_t type)
{
	struct draft_record	**r = verdict_records(v, o);
	uint32_t		  i;

	for (i = 0; i < o->records; i++)
		if (r[i]->type == type)
			return r[i];
	return NULL;
}

char *
verdict_owner(const struct verdict *v, const struct draft_owner *o, char *buf)
{
	struct name_parts	parts = {.head = o->rel,
	    .tail = v->draft.apex.wire, .head_len = o->rel_len,
	    .tail_len = v->draft.apex.len};
	struct name		n;

	if (name_join(&n, &parts) == -1)
		name_root(&n);	/* cannot be: the name was read whole */
	return name_to_text(n.wire, buf);
}

void
verdict_tell(struct verdict *v, enum severity sev,
    const struct draft_owner *o, const struct draft_record *r, const char *id,
    const char *fmt, ...)
{
	char		owner[NAME_TEXT_MAX], text[4 * NAME_TEXT_MAX];
	struct place	at = draft_place(&v->draft, r);
	va_list		ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* cut is fine */
	va_end(ap);
	if (sev == SEV_ERROR)
		v->errors++;
	report_add(v->rep, sev, &at, id, verdict_owner(v, o, owner), "%s",
	    text);
}

const char *
verdict_where(const struct verdict *v, const struct draft_record *r,
    const struct draft_record *beside, char buf[WHERE_MAX])
{
	const char	*file = v->draft.files[r->file];
	bool		 is_told = r->file != beside->file && *file != '\0';

	/* A long path is cut. */
	(void)snprintf(buf, WHERE_MAX, "line %u%s%s", r->line,
	    is_told ? " of " : "", is_told ? file : "");
	return buf;
}
