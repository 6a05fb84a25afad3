/* SPDX-License-Identifier: ISC */
#include "zones/dmarc_write.h"

#include <string.h>

#include "zones/dmarc_uri.h"
#include "zones/name.h"
#include "zones/taglist.h"

static const char *const policies[] = {
	[DMARC_ABSENT] = NULL, [DMARC_BAD] = NULL, [DMARC_NONE] = "none",
	[DMARC_QUARANTINE] = "quarantine", [DMARC_REJECT] = "reject"
};

static const struct dmarc_edit *
find_edit(int tag, const struct dmarc_edit *edits, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++) {
		if (edits[i].tag == tag)
			return &edits[i];
	}
	return NULL;
}

static void
put(struct suggest *out, const char *name, const void *value, size_t len)
{
	suggest_word(out, "; ");
	suggest_word(out, name);
	suggest_word(out, "=");
	suggest_add(out, value, len);
}

static void
put_unknown(struct suggest *out, const struct tag *tag, const char *name)
{
	if (name != NULL) {
		put(out, name, tag->value, tag->value_len);
		return;
	}
	suggest_word(out, "; ");
	suggest_add(out, tag->name, tag->name_len);
	suggest_word(out, "=");
	suggest_add(out, tag->value, tag->value_len);
}

/* Tags that are asked for and are not there. */
static void
put_missing(struct suggest *out, const struct dmarc *d,
    const struct dmarc_edit *edits, size_t n, bool is_behind_v)
{
	size_t	i;

	for (i = 0; i < n; i++) {
		if (edits[i].tag == DMARC_TAGS || edits[i].value == NULL ||
		    d->has[edits[i].tag] ||
		    (edits[i].tag == DMARC_P) != is_behind_v)
			continue;
		put(out, dmarc_tag_name((enum dmarc_tag)edits[i].tag),
		    edits[i].value, strlen(edits[i].value));
	}
}

void
dmarc_write(struct suggest *out, const uint8_t *text, size_t len,
    const struct dmarc_edit *edits, size_t n)
{
	const struct dmarc_edit	*edit;
	struct taglist		 list;
	struct dmarc		 d;
	struct tag		 tag;
	bool			 seen[DMARC_TAGS + 1] = {false};
	bool			 is_missing;
	int			 known;

	dmarc_parse(&d, text, len);
	suggest_init(out);
	suggest_word(out, "v=DMARC1");
	put_missing(out, &d, edits, n, true);
	taglist_init(&list, text, len);
	while (dmarc_next(&list, &tag, &is_missing)) {
		known = dmarc_tag_find(tag.name, tag.name_len);
		if (known == DMARC_V || tag.value == NULL ||
		    tag.name_len == 0 || (known != -1 && seen[known]))
			continue;
		edit = find_edit(known == -1 && !seen[DMARC_TAGS] ?
		    DMARC_TAGS : known, edits, n);
		seen[known == -1 ? DMARC_TAGS : known] = true;
		if (edit != NULL && edit->value == NULL)
			continue;
		if (known == -1)
			put_unknown(out, &tag, edit == NULL ? NULL :
			    edit->value);
		else if (edit != NULL)
			put(out, dmarc_tag_name((enum dmarc_tag)known),
			    edit->value, strlen(edit->value));
		else
			put(out, dmarc_tag_name((enum dmarc_tag)known),
			    tag.value, tag.value_len);
	}
	put_missing(out, &d, edits, n, false);
}

int
dmarc_write_uris(struct suggest *out, const struct dmarc *d,
    enum dmarc_tag tag)
{
	const uint8_t		*text = d->value[tag].text - d->value[tag].at;
	struct dmarc_uris	 list;
	struct dmarc_uri	 uri;

	suggest_init(out);
	dmarc_uris_init(&list, text, d->value[tag].at, d->value[tag].len);
	while (dmarc_uris_next(&list, &uri)) {
		if (uri.fault != NULL && !uri.lacks_mailto)
			return -1;
		if (out->len > 0)
			suggest_word(out, ",");
		if (uri.fault != NULL) {
			suggest_word(out, "mailto:");
			uri.at += uri.scheme_len + (uri.scheme_len > 0);
			uri.len -= uri.scheme_len + (uri.scheme_len > 0);
		}
		suggest_add(out, text + uri.at, uri.len);
	}
	return out->is_full ? -1 : 0;
}

/* Is the URI of one text in the list of another record? */
static bool
has_uri(const struct dmarc *d, enum dmarc_tag tag, const uint8_t *uri,
    size_t len)
{
	const uint8_t		*text = d->value[tag].text - d->value[tag].at;
	struct dmarc_uris	 list;
	struct dmarc_uri	 u;

	dmarc_uris_init(&list, text, d->value[tag].at, d->value[tag].len);
	while (dmarc_uris_next(&list, &u)) {
		if (u.len == len && bytes_equal_nocase(text + u.at, uri, len))
			return true;
	}
	return false;
}

static void
merge_uris(struct suggest *out, const struct dmarc *a,
    const struct dmarc *b, enum dmarc_tag tag)
{
	const uint8_t		*text = b->value[tag].text - b->value[tag].at;
	struct dmarc_uris	 list;
	struct dmarc_uri	 u;

	suggest_init(out);
	suggest_add(out, a->value[tag].text, a->value[tag].len);
	dmarc_uris_init(&list, text, b->value[tag].at, b->value[tag].len);
	while (dmarc_uris_next(&list, &u)) {
		if (has_uri(a, tag, text + u.at, u.len))
			continue;
		suggest_word(out, ",");
		suggest_add(out, text + u.at, u.len);
	}
}

/* What the merged record takes from b; out holds the text of it. */
static const char *
merge_tag(struct suggest *out, const struct dmarc *a, const struct dmarc *b,
    enum dmarc_tag tag)
{
	suggest_init(out);
	if (!b->has[tag])
		return NULL;
	if (tag == DMARC_P && a->p > DMARC_BAD && b->p > DMARC_BAD)
		return a->p <= b->p ? NULL : policies[b->p];
	if ((tag == DMARC_RUA || tag == DMARC_RUF) && a->has[tag])
		merge_uris(out, a, b, tag);
	else if (!a->has[tag])
		suggest_add(out, b->value[tag].text, b->value[tag].len);
	return out->len == 0 || out->is_full ? NULL : out->text;
}

void
dmarc_merge(struct suggest *out, const uint8_t *a_text, size_t a_len,
    const uint8_t *b_text, size_t b_len)
{
	struct suggest		 value;
	struct suggest		 before;
	struct dmarc_edit	 edit;
	struct dmarc		 a;
	struct dmarc		 b;

	dmarc_parse(&b, b_text, b_len);
	dmarc_write(out, a_text, a_len, NULL, 0);
	for (edit.tag = DMARC_P; edit.tag < DMARC_PCT; edit.tag++) {
		before = *out;
		dmarc_parse(&a, (const uint8_t *)before.text, before.len);
		edit.value = merge_tag(&value, &a, &b,
		    (enum dmarc_tag)edit.tag);
		if (edit.value != NULL)
			dmarc_write(out, (const uint8_t *)before.text,
			    before.len, &edit, 1);
	}
}
