/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/dmarc.h"
#include "zones/dmarc_uri.h"
#include "zones/dmarc_write.h"
#include "zones/rdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: the text of a DMARC record.  All pieces lie in the text and where
 * they say; what has no fault has values that mean something.
 */

static void
check_piece(const struct dmarc_piece *p, const uint8_t *text, size_t len)
{
	if (p->text != NULL && (p->at > len || p->len > len - p->at ||
	    p->text != text + p->at))
		abort();
}

static void
check_list(const struct dmarc *d, const uint8_t *text, enum dmarc_tag tag)
{
	const struct dmarc_piece	*v = &d->value[tag];
	struct dmarc_uris		 list;
	struct dmarc_uri		 u;
	bool				 is_sound = true;
	size_t				 at = v->at;

	dmarc_uris_init(&list, text, v->at, v->len);
	while (dmarc_uris_next(&list, &u)) {
		if (u.at < at || u.at + u.len + u.limit_len > v->at + v->len)
			abort();
		if (u.domain_len > 0 && (u.domain_at < u.at ||
		    u.domain_at + u.domain_len > u.at + u.len))
			abort();
		if (u.fault == NULL && u.scheme_len == 0)
			abort();
		is_sound &= u.fault == NULL;
		at = u.at + u.len + u.limit_len;
	}
	if (!is_sound && d->uri.text == NULL)
		abort();
}

/* What is written again means the same and is written the same again. */
static void
check_writing(const struct dmarc *d, const uint8_t *text, size_t len)
{
	struct suggest	once;
	struct suggest	twice;
	struct dmarc	e;

	dmarc_write(&once, text, len, NULL, 0);
	if (once.is_full || !d->is_dmarc)
		return;
	dmarc_parse(&e, (const uint8_t *)once.text, once.len);
	if (!e.is_dmarc || e.p != d->p || e.sp != d->sp || e.fo != d->fo)
		abort();
	dmarc_write(&twice, (const uint8_t *)once.text, once.len, NULL, 0);
	if (strlen(once.text) == once.len &&
	    strcmp(once.text, twice.text) != 0)
		abort();
	dmarc_merge(&twice, text, len, (const uint8_t *)once.text, once.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmarc	 d;
	uint8_t		*text;
	size_t		 i;

	/* Of exactly this size, so that one octet too far is seen. */
	if (size > RDATA_MAX_BYTES || (text = malloc(size + 1)) == NULL)
		return 0;
	memcpy(text + 1, data, size);
	dmarc_parse(&d, text + 1, size);
	for (i = 0; i < DMARC_TAGS; i++)
		check_piece(&d.value[i], text + 1, size);
	check_piece(&d.unknown, text + 1, size);
	check_piece(&d.syntax.piece, text + 1, size);
	check_piece(&d.uri.piece, text + 1, size);
	if (d.is_dmarc != d.has[DMARC_V] || (!d.is_dmarc &&
	    d.syntax.text == NULL))
		abort();
	if (d.syntax.text == NULL && (d.p == DMARC_BAD ||
	    d.sp == DMARC_BAD || d.np == DMARC_BAD))
		abort();
	if (dmarc_applied(&d) < DMARC_NONE ||
	    dmarc_applied_below(&d) < DMARC_NONE)
		abort();
	if (d.has[DMARC_RUA])
		check_list(&d, text + 1, DMARC_RUA);
	if (d.has[DMARC_RUF])
		check_list(&d, text + 1, DMARC_RUF);
	check_writing(&d, text + 1, size);
	(void)dmarc_tag_near(text + 1, size);
	for (i = 0; i < DMARC_TAGS; i++)
		(void)dmarc_value_near((enum dmarc_tag)i, text + 1, size);
	free(text);
	return 0;
}
