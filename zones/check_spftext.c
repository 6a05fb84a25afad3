/* SPDX-License-Identifier: ISC */
#include "zones/check_spftext.h"

#include <string.h>

#include "zones/special.h"

/* So much of a word is told. */
#define TOLD_BYTES	80

int
check_spf_told(size_t len)
{
	return len > TOLD_BYTES ? TOLD_BYTES : (int)len;
}

bool
check_spf_is_wildcard(const struct name *name)
{
	return name->wire[0] == 1 && name->wire[1] == '*';
}

bool
check_spf_is_underscore(const struct name *name)
{
	unsigned	i;

	for (i = 0; i < name->labels; i++) {
		if (name->wire[name->offset[i] + 1] == '_')
			return true;
	}
	return false;
}

bool
check_spf_is_mailless(const struct name *name)
{
	static const uint8_t	wire[] = "\4arpa";
	struct name		arpa;

	name_from_wire(&arpa, wire);
	return name->labels < 2 || name_is_under(name, &arpa);
}

/* --- where strings were joined ------------------------------------------- */

/* A term with a value or a qualifier is more than some letters. */
static bool
is_plain(const uint8_t *text, const struct spf_term *term)
{
	return term->fault == SPF_SOUND && term->kind != SPF_OTHER &&
	    (term->value_len > 0 || text[term->at] == term->qualifier);
}

/* Does the sound domain of a term end in a top-level name that everybody
   knows? */
static bool
is_public(const uint8_t *text, const struct spf_term *term)
{
	struct name	root;
	struct name	name;

	name_root(&root);
	return spf_domain(text, term, &root, &name) == 0 &&
	    special_is_public(&name);
}

/*
 * Is a space missing at a joint within a word?  What stands before it is a
 * term, and what stands behind it too; and the word as a whole is none, or
 * has one by accident.
 *
 * from, at, to		the term before the joint, the joint, the end of what
 *			may be a term behind it
 */
static bool
is_glue(const uint8_t *text, size_t from, size_t at, size_t to,
    const struct spf_term *whole)
{
	struct spf_term	left;
	struct spf_term	right;

	spf_read(text, from, at - from, &left);
	spf_read(text, at, to - at, &right);
	if (left.fault != SPF_SOUND || right.kind == SPF_NOTHING ||
	    right.kind == SPF_OTHER)
		return false;
	if (whole->fault != SPF_SOUND)
		return true;
	if (right.fault != SPF_SOUND)
		return false;
	return is_plain(text, &right) || (left.value_len > 0 &&
	    text[at - 1] != '.' && is_public(text, &left) &&
	    !is_public(text, whole));
}

static size_t
word_end(const struct spf_facts *f, size_t at)
{
	while (at < f->len && f->text[at] != ' ')
		at++;
	return at;
}

/* joints are those within one word, [from, end). */
static void
seek_glue(struct spf_facts *f, size_t from, size_t end, const size_t *joints,
    unsigned n)
{
	struct spf_term	whole;
	unsigned	i;

	spf_read(f->text, from, end - from, &whole);
	for (i = 0; i < n; i++) {
		if (!is_glue(f->text, from, joints[i], end, &whole) &&
		    (i + 1 == n || !is_glue(f->text, from, joints[i],
		    joints[i + 1], &whole)))
			continue;
		f->glue[f->glues++] = joints[i];
		from = joints[i];
	}
}

/* Where strings end within words; returns how many. */
static unsigned
find_joints(const struct inspect *in, unsigned i, const struct spf_facts *f,
    size_t joints[SPF_JOINTS_MAX])
{
	const uint8_t	*rdata;
	size_t		 len;
	size_t		 at = 0;
	size_t		 used = 0;
	unsigned	 n = 0;

	rdata = rrset_rdata(in->set, i, &len);
	while (used < len && n < SPF_JOINTS_MAX) {
		at += rdata[used];
		used += rdata[used] + 1u;
		if (at > 0 && at < f->len && f->text[at - 1] != ' ' &&
		    f->text[at] != ' ' && (n == 0 || joints[n - 1] != at))
			joints[n++] = at;
	}
	return n;
}

void
check_spf_joints(const struct inspect *in, unsigned i, struct spf_facts *f)
{
	size_t		joints[SPF_JOINTS_MAX];
	size_t		from;
	unsigned	n;
	unsigned	first;
	unsigned	k;

	n = find_joints(in, i, f, joints);
	for (first = 0; first < n; first = k) {
		for (from = joints[first]; from > 0 &&
		    f->text[from - 1] != ' ';)
			from--;
		for (k = first + 1; k < n &&
		    joints[k] < word_end(f, joints[first]);)
			k++;
		seek_glue(f, from, word_end(f, from), joints + first,
		    k - first);
	}
}

/* --- words --------------------------------------------------------------- */

/* Are two words one, if the space between them goes? */
static bool
is_gap(const uint8_t *text, const struct spf_term *a,
    const struct spf_term *b)
{
	struct spf_paper	both;
	struct spf_term		term;
	uint8_t			last = text[a->at + a->len - 1];
	uint8_t			next = text[b->at];
	bool			is_sign;

	is_sign = next == ':' || next == '=' || next == '/';
	if (a->len == 1 && strchr("+-~?", last) == NULL && !is_sign)
		return false;
	if (a->len > 1 && !is_sign && (a->fault == SPF_SOUND ||
	    b->fault == SPF_SOUND || (last != ':' && last != '=')))
		return false;
	if (a->len + b->len > sizeof(both.text))
		return false;
	memcpy(both.text, text + a->at, a->len);
	memcpy(both.text + a->len, text + b->at, b->len);
	spf_read(both.text, 0, a->len + b->len, &term);
	return term.fault == SPF_SOUND && term.kind != SPF_OTHER;
}

bool
check_spf_next(const struct spf_facts *f, struct spf *spf,
    struct spf_piece *out)
{
	struct spf	ahead;
	unsigned	i;

	/* What was looked at in advance need not be read again. */
	if (out->has_second && !out->has_gap) {
		out->term = out->second;
		spf->at = out->term.at + out->term.len;
	} else if (!spf_next(spf, &out->term)) {
		return false;
	}
	ahead = *spf;
	out->has_second = spf_next(&ahead, &out->second);
	out->has_gap = out->has_second &&
	    (out->term.fault != SPF_SOUND || out->second.fault != SPF_SOUND) &&
	    is_gap(f->text, &out->term, &out->second);
	if (out->has_gap)
		*spf = ahead;
	out->is_glued = false;
	for (i = 0; i < f->glues; i++)
		out->is_glued |= f->glue[i] > out->term.at &&
		    f->glue[i] < out->term.at + out->term.len;
	return true;
}

/* --- a record written anew ----------------------------------------------- */

/* The next joint where a space is missing, or the end of the term. */
static size_t
glue_after(const struct spf_facts *f, size_t at, size_t end)
{
	unsigned	i;

	for (i = 0; i < f->glues; i++) {
		if (f->glue[i] > at && f->glue[i] < end)
			return f->glue[i];
	}
	return end;
}

/* A piece as it was meant: one word or more. */
static void
mend(const struct inspect *in, const struct spf_facts *f,
    const struct spf_piece *piece, struct spf_paper *out)
{
	size_t		end = piece->term.at + piece->term.len;
	size_t		at;
	size_t		to;
	struct spf_term	term;

	spf_mend(out, f->text, &piece->term, &in->apex);
	if (piece->has_gap) {
		memcpy(out->text, f->text + piece->term.at, piece->term.len);
		memcpy(out->text + piece->term.len,
		    f->text + piece->second.at, piece->second.len);
		out->len = piece->term.len + piece->second.len;
		out->is_spoilt = false;
	} else if (piece->is_glued) {
		out->len = 0;
		out->is_spoilt = false;
		for (at = piece->term.at; at < end; at = to) {
			to = glue_after(f, at, end);
			spf_read(f->text, at, to - at, &term);
			spf_paper_mend(out, f->text, &term, &in->apex);
		}
	}
}

/* Is there an explanation already?  A second one is an error, 6. */
static bool
has_exp(const struct spf_paper *p)
{
	struct spf	spf = {.text = p->text, .len = p->len};
	struct spf_term	term;

	while (spf_next(&spf, &term)) {
		if (term.kind == SPF_EXP)
			return true;
	}
	return false;
}

/* Sort a sound word to where it belongs. */
static void
sort(const struct spf_paper *from, size_t at, size_t len, unsigned fixes,
    struct spf_paper *out, struct spf_paper *all, struct spf_paper *redirect)
{
	struct spf_term		term;
	struct spf_paper	*to = out;

	spf_read(from->text, at, len, &term);
	if ((term.kind == SPF_PTR && (fixes & FIX_PTR) != 0) ||
	    (term.kind == SPF_EXP && has_exp(out)))
		return;
	if (term.kind == SPF_ALL)
		to = all;
	else if (term.kind == SPF_REDIRECT)
		to = redirect;
	if (to == out || to->len == 0)
		spf_paper_add(to, from->text + at, len);
}

void
check_spf_copy(const struct inspect *in, const struct spf_facts *f,
    unsigned fixes, struct spf_paper *out, struct spf_paper *all,
    struct spf_paper *redirect)
{
	struct spf_paper	one;
	struct spf_piece	piece = {.has_second = false};
	struct spf		spf;
	size_t			from;
	size_t			at;

	if (!spf_init(&spf, f->text, f->len))
		out->is_spoilt = true;
	while (!out->is_spoilt && check_spf_next(f, &spf, &piece)) {
		mend(in, f, &piece, &one);
		out->is_spoilt |= one.is_spoilt;
		for (at = from = 0; at <= one.len && !one.is_spoilt; at++) {
			if (at < one.len && one.text[at] != ' ')
				continue;
			sort(&one, from, at - from, fixes, out, all, redirect);
			from = at + 1;
		}
	}
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Behind "v=spf " that lacks its number, or 0. */
static size_t
skip_numberless(const uint8_t *text, size_t len)
{
	static const uint8_t	word[] = {'v', '=', 's', 'p', 'f', ' '};

	return len > sizeof(word) && bytes_equal_nocase(text, word,
	    sizeof(word)) ? sizeof(word) : 0;
}

static bool
is_between(uint8_t c)
{
	return c == ' ' || c == '.' || c == ',' || c == ';' || c == ':';
}

/* Behind what stands for the version: "v = spf1.0;", "spf1:", "spfv1". */
static size_t
skip_version(const uint8_t *text, size_t len)
{
	static const uint8_t	word[] = {'s', 'p', 'f'};
	size_t			at = 0;
	size_t			end;
	size_t			i;

	for (i = 0; i + sizeof(word) < len && at == 0; i++) {
		if (!bytes_equal_nocase(text + i, word, sizeof(word)))
			continue;
		end = i + sizeof(word);
		if (ascii_lower(text[end]) == 'v' && end + 1 < len)
			end++;
		if (is_digit(text[end]))
			at = end;
	}
	if (at == 0)
		at = skip_numberless(text, len);
	while (at < len && is_digit(text[at]))
		at++;
	while (at + 1 < len && text[at] == '.' && is_digit(text[at + 1]))
		at += 2;
	while (at < len && is_between(text[at]))
		at++;
	return at;
}

/* Add each word between two places. */
static void
recover(const struct inspect *in, const uint8_t *text, size_t at, size_t end,
    struct spf_paper *out)
{
	struct spf	spf = {.text = text, .len = end, .at = at};
	struct spf_term	term;

	while (!out->is_spoilt && spf_next(&spf, &term))
		spf_paper_mend(out, text, &term, &in->apex);
}

void
check_spf_recover(const struct inspect *in, const struct policy *p,
    bool by_strings, struct spf_paper *out)
{
	const uint8_t	*rdata;
	size_t		 len;
	size_t		 used;
	size_t		 at;

	spf_paper_init(out);
	at = skip_version(p->text, p->len);
	/* Nothing was found there that stands for it. */
	if (at == 0)
		out->is_spoilt = true;
	if (!by_strings) {
		recover(in, p->text, at, p->len, out);
		return;
	}
	rdata = rrset_rdata(in->set, in->i, &len);
	at = rdata[0];
	for (used = rdata[0] + 1u; used < len; used += rdata[used] + 1u) {
		recover(in, p->text, at, at + rdata[used], out);
		at += rdata[used];
	}
}

const char *
check_spf_paper(const struct inspect *in, const struct spf_paper *p,
    char buf[PAPER_LINE_MAX])
{
	static const char	lead[] = "; write: ";
	size_t			n = sizeof(lead) - 1;

	if (spf_paper_line(p, &in->owner, buf) == NULL)
		return "";
	memmove(buf + n, buf, strlen(buf) + 1);
	memcpy(buf, lead, n);
	return buf;
}

const char *
check_spf_line(const struct inspect *in, const struct spf_facts *f,
    unsigned fixes, char buf[PAPER_LINE_MAX])
{
	struct spf_paper	paper;
	struct spf_paper	all;
	struct spf_paper	redirect;

	spf_paper_init(&paper);
	all.len = redirect.len = 0;
	all.is_spoilt = redirect.is_spoilt = false;
	if ((fixes & FIX_MX) != 0)
		spf_paper_add(&paper, (const uint8_t *)"mx", 2);
	check_spf_copy(in, f, fixes, &paper, &all, &redirect);
	if ((fixes & FIX_ALL) != 0 && redirect.len == 0 &&
	    (all.len == 0 || all.text[0] == '+' || all.text[0] == '?' ||
	    ascii_lower(all.text[0]) == 'a')) {
		memcpy(all.text, "~all", 4);
		all.len = 4;
	}
	/* Without its ptr nobody would pass. */
	if ((fixes & FIX_PTR) != 0 && paper.len == strlen("v=spf1"))
		return "";
	if (all.len > 0)
		spf_paper_add(&paper, all.text, all.len);
	else if (redirect.len > 0)
		spf_paper_add(&paper, redirect.text, redirect.len);
	return check_spf_paper(in, &paper, buf);
}
