/* SPDX-License-Identifier: ISC */
#include "zones/check_spfterm.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/roles.h"
#include "zones/rrtype.h"

/* Findings about words of one record: each shows the whole of it. */
#define WORDS_TOLD_MAX	8

/* Mechanisms that are compared with each other. */
#define COMPARED_MAX	32

/* RFC 7208 3.4. */
#define TEXT_BYTES	450
#define ANSWER_BYTES	512

/* Networks wider than these are nobody's alone. */
#define WIDE_BITS4	16
#define WIDE_BITS6	32

/* --- one word ------------------------------------------------------------ */

static const char *
word_of(const struct spf_facts *f, const struct spf_term *term)
{
	return (const char *)f->text + term->at;
}

static bool
look_joined(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	struct spf_paper	 paper;
	char			 line[PAPER_LINE_MAX];

	if (f->is_headless) {
		check_spf_recover(in, f->policy, true, &paper);
		return inspect_tell(in, rule, in->i, "strings are joined"
		    " without a space, so the record begins with \"%.*s\" and"
		    " is ignored; begin the second string with a space%s",
		    check_spf_told(term->len), word_of(f, term),
		    check_spf_paper(in, &paper, line));
	}
	if (!f->piece.is_glued)
		return false;
	return inspect_tell(in, rule, in->i, "strings are joined without a"
	    " space, which made one word of \"%.*s\"; begin the next string"
	    " with a space%s", check_spf_told(term->len), word_of(f, term),
	    check_spf_line(in, f, 0, line));
}

static bool
look_is_address(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	char			 line[PAPER_LINE_MAX];

	if (term->fault != SPF_IS_ADDRESS)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" holds an address where"
	    " a domain name must be; use ip4: or ip6: for it%s",
	    check_spf_told(term->len), word_of(f, term),
	    check_spf_line(in, f, 0, line));
}

static bool
look_bad_address(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	char			 line[PAPER_LINE_MAX];

	if (term->fault != SPF_BAD_ADDRESS || f->piece.has_gap)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" holds no %s address; use"
	    " ip4: for IPv4, ip6: for IPv6, a: for a host name%s",
	    check_spf_told(term->len), word_of(f, term),
	    term->kind == SPF_IP4 ? "IPv4" : "IPv6",
	    check_spf_line(in, f, 0, line));
}

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	char			 line[PAPER_LINE_MAX];

	if (f->piece.has_gap)
		return inspect_tell(in, rule, in->i, "a space parts \"%.*s\""
		    " (octet %zu of the text) from \"%.*s\"; remove it%s",
		    check_spf_told(term->len), word_of(f, term), term->at + 1,
		    check_spf_told(f->piece.second.len),
		    word_of(f, &f->piece.second),
		    check_spf_line(in, f, 0, line));
	if (term->fault == SPF_SOUND)
		return false;
	if (memchr(word_of(f, term), ',', term->len) != NULL ||
	    memchr(word_of(f, term), ';', term->len) != NULL)
		return inspect_tell(in, rule, in->i, "\"%.*s\" (octet %zu of"
		    " the text) is no SPF term: spaces part terms, not commas"
		    " or semicolons%s", check_spf_told(term->len),
		    word_of(f, term), term->at + 1,
		    check_spf_line(in, f, 0, line));
	if (term->fault_len == 0 || term->fault_len == term->len)
		return inspect_tell(in, rule, in->i, "\"%.*s\" (octet %zu of"
		    " the text) is no SPF term: expected %s%s",
		    check_spf_told(term->len), word_of(f, term), term->at + 1,
		    term->expected, check_spf_line(in, f, 0, line));
	return inspect_tell(in, rule, in->i, "\"%.*s\" (octet %zu of the text)"
	    " is no SPF term: found \"%.*s\", expected %s%s",
	    check_spf_told(term->len), word_of(f, term), term->at + 1,
	    check_spf_told(term->fault_len),
	    (const char *)f->text + term->fault_at, term->expected,
	    check_spf_line(in, f, 0, line));
}

static bool
is_network(const struct spf_term *term)
{
	return term->fault == SPF_SOUND &&
	    (term->kind == SPF_IP4 || term->kind == SPF_IP6);
}

static unsigned
bits_of(const struct spf_term *term)
{
	return term->kind == SPF_IP4 ? term->prefix4 : term->prefix6;
}

/* The first or the last address of a network. */
static struct address
edge_of(const struct spf_term *term, bool is_last)
{
	struct address	a = term->address;
	unsigned	octets = a.type == TYPE_A ? 4 : 16;
	unsigned	i;
	uint8_t		mask;

	for (i = bits_of(term); i < octets * 8; i++) {
		mask = (uint8_t)(0x80 >> (i % 8));
		if (is_last)
			a.octets[i / 8] |= mask;
		else
			a.octets[i / 8] &= (uint8_t)~mask;
	}
	return a;
}

/*
 * What all addresses of a network are; ADDRESS_PUBLIC if some may be that.
 * Networks of one kind are no wider than the bits here, so that both edges
 * tell: 10.0.0.0/8, 240.0.0.0/4, fc00::/7.
 */
static enum address_kind
kind_of(const struct spf_term *term)
{
	struct address		first = edge_of(term, false);
	struct address		last = edge_of(term, true);
	enum address_kind	kind = address_kind(&first);

	if (bits_of(term) < (kind == ADDRESS_MULTICAST ? 3 : 7) ||
	    address_kind(&last) != kind)
		return ADDRESS_PUBLIC;
	return kind;
}

static bool
look_private(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	enum address_kind	 kind;
	const char		*what;

	if (!is_network(term) ||
	    (kind = kind_of(term)) == ADDRESS_PUBLIC ||
	    (kind == ADDRESS_DOCUMENTATION && inspect_is_example(in)))
		return false;
	what = kind == ADDRESS_PRIVATE ? "private" :
	    kind == ADDRESS_LOOPBACK ? "loopback" :
	    kind == ADDRESS_MULTICAST ? "reserved" : "documentation";
	return inspect_tell(in, rule, in->i, "\"%.*s\" holds %s addresses,"
	    " which no receiver ever sees; name the public address that mail"
	    " leaves from, or remove the term", check_spf_told(term->len),
	    word_of(f, term), what);
}

static bool
look_wide(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	bool			 is_v4;
	unsigned		 bits;

	if (term->fault != SPF_SOUND || term->qualifier != '+' ||
	    spf_is_modifier(term))
		return false;
	is_v4 = term->prefix4 < WIDE_BITS4;
	if (!is_v4 && term->prefix6 >= WIDE_BITS6)
		return false;
	bits = is_v4 ? 32u - term->prefix4 : 128u - term->prefix6;
	return inspect_tell(in, rule, in->i, "\"%.*s\" lets 2^%u addresses"
	    " send, far more than one owner has; name the networks that mail"
	    " leaves from", check_spf_told(term->len), word_of(f, term), bits);
}

static bool
look_ptr(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	const struct spf_term	*term = &f->piece.term;
	char			 line[PAPER_LINE_MAX];

	if (term->fault != SPF_SOUND ||
	    (term->kind != SPF_PTR && !term->has_ptr_macro))
		return false;
	if (term->kind == SPF_PTR)
		return inspect_tell(in, rule, in->i, "\"%.*s\" is slow and"
		    " must not be used (RFC 7208 5.5); name the senders with"
		    " a, mx, ip4 or ip6%s", check_spf_told(term->len),
		    word_of(f, term), check_spf_line(in, f, FIX_PTR, line));
	return inspect_tell(in, rule, in->i, "the macro p in \"%.*s\" is slow"
	    " and must not be used (RFC 7208 7.2); use i or d instead",
	    check_spf_told(term->len), word_of(f, term));
}

/* Of one word the first cause is told. */
static const struct check_rule word_rules[] = {
	{"spf-join-no-space", SEV_ERROR, SCOPE_RECORD,
	    "Strings of an SPF record are joined without a space.",
	    look_joined},
	{"spf-a-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "An SPF term has an address where a name must be.",
	    look_is_address},
	{"spf-bad-address", SEV_ERROR, SCOPE_RECORD,
	    "ip4: or ip6: in SPF holds no address of its family.",
	    look_bad_address},
	{"spf-syntax", SEV_ERROR, SCOPE_RECORD,
	    "A word of an SPF record is no term of SPF.", look_syntax},
	{"spf-private-address", SEV_WARNING, SCOPE_RECORD,
	    "SPF names addresses that are never seen as senders.",
	    look_private},
	{"spf-wide-range", SEV_WARNING, SCOPE_RECORD,
	    "SPF lets far more addresses send than one owner has.",
	    look_wide},
	{"spf-ptr", SEV_WARNING, SCOPE_RECORD,
	    "SPF uses ptr or the macro p.", look_ptr},
};

/* --- the whole record ---------------------------------------------------- */

static bool
look_twice(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (!f->has_twice)
		return false;
	return inspect_tell(in, rule, in->i, "%s= stands twice, and receivers"
	    " give up on that (RFC 7208 6); keep one%s",
	    spf_word(f->twice.kind), check_spf_line(in, f, 0, line));
}

static bool
look_plus_all(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (!f->has_all || f->all.qualifier != '+')
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" lets the whole Internet"
	    " send in this name; use ~all while you test, then -all%s",
	    (int)f->all.len, word_of(f, &f->all),
	    check_spf_line(in, f, FIX_ALL, line));
}

static bool
look_neutral(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (!f->has_all || f->all.qualifier != '?' || f->is_part)
		return false;
	return inspect_tell(in, rule, in->i, "?all says nothing about other"
	    " senders; use ~all or -all%s",
	    check_spf_line(in, f, FIX_ALL, line));
}

/* What is included needs none: it ends without a match, RFC 7208 5.2. */
static bool
look_no_all(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (f->has_all || f->has_redirect || f->faults > 0 || f->is_part ||
	    !f->is_only)
		return false;
	return inspect_tell(in, rule, in->i, "SPF ends without \"all\", so"
	    " everybody else may send too (neutral); append ~all or -all%s",
	    check_spf_line(in, f, FIX_ALL, line));
}

static bool
look_after(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (!f->has_all || (!f->has_after && !f->has_redirect))
		return false;
	if (!f->has_after)
		return inspect_tell(in, rule, in->i, "redirect= is never used"
		    " beside \"all\" (RFC 7208 5.1); remove one of them%s",
		    check_spf_line(in, f, 0, line));
	return inspect_tell(in, rule, in->i, "\"%.*s\" stands behind \"all\""
	    " and is never used; move \"all\" to the end%s",
	    check_spf_told(f->after.len), word_of(f, &f->after),
	    check_spf_line(in, f, 0, line));
}

static bool
look_again(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (!f->has_again)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" stands twice%s; remove"
	    " one%s", check_spf_told(f->again.len), word_of(f, &f->again),
	    spf_asks(&f->again) ? " and costs a look-up more" : "",
	    check_spf_line(in, f, 0, line));
}

static bool
look_long(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_facts	*f = in->facts;
	size_t			 bytes;

	if (f->len > TEXT_BYTES)
		return inspect_tell(in, rule, in->i, "the SPF text has %zu"
		    " octets, and above 450 an answer with it may not fit into"
		    " a UDP message of 512; write networks as one prefix, or"
		    " move terms to a name of their own and include it",
		    f->len);
	/* Header, question, records. */
	bytes = 12 + in->owner.len + 4u + in->set->wire_len;
	if (bytes <= ANSWER_BYTES)
		return false;
	return inspect_tell(in, rule, in->i, "the answer with all TXT records"
	    " of this name takes %zu octets, above the 512 of a plain UDP"
	    " message (RFC 7208 3.4); remove old ones, or move them to names"
	    " of their own", bytes);
}

static const struct check_rule whole_rules[] = {
	{"spf-duplicate-modifier", SEV_ERROR, SCOPE_RECORD,
	    "redirect= or exp= stands twice in SPF.", look_twice},
	{"spf-plus-all", SEV_ERROR, SCOPE_RECORD,
	    "SPF lets everybody send.", look_plus_all},
	{"spf-neutral-all", SEV_INFO, SCOPE_RECORD,
	    "SPF says nothing about other senders.", look_neutral},
	{"spf-no-all", SEV_WARNING, SCOPE_RECORD,
	    "SPF has no all and no redirect=.", look_no_all},
	{"spf-after-all", SEV_WARNING, SCOPE_RECORD,
	    "Terms behind all are never used.", look_after},
	{"spf-duplicate-term", SEV_INFO, SCOPE_RECORD,
	    "A term stands twice in SPF.", look_again},
	{"spf-too-long", SEV_WARNING, SCOPE_NAME,
	    "The SPF text, or the answer with it, is too long.", look_long},
};

enum { WORDS, WHOLES };

static const struct check_table tables[] = {
	[WORDS] = {word_rules, sizeof(word_rules) / sizeof(word_rules[0])},
	[WHOLES] = {whole_rules, sizeof(whole_rules) / sizeof(whole_rules[0])},
};

const struct check_chapter check_spfterm = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
};

/* --- reading ------------------------------------------------------------- */

/* The mechanisms so far, without their qualifiers. */
struct seen {
	size_t		at[COMPARED_MAX];
	size_t		len[COMPARED_MAX];
	unsigned	n;
};

static bool
has_seen(struct seen *seen, const uint8_t *text, const struct spf_term *term)
{
	size_t		at = term->at;
	size_t		len = term->len;
	unsigned	i;

	if (text[at] == term->qualifier) {
		at++;
		len--;
	}
	for (i = 0; i < seen->n; i++) {
		if (seen->len[i] == len &&
		    bytes_equal_nocase(text + seen->at[i], text + at, len))
			return true;
	}
	if (seen->n < COMPARED_MAX) {
		seen->at[seen->n] = at;
		seen->len[seen->n++] = len;
	}
	return false;
}

/* Keep the first of a kind. */
static void
keep(bool *has, struct spf_term *to, const struct spf_term *term)
{
	if (!*has)
		*to = *term;
	*has = true;
}

static void
note_modifier(struct spf_facts *f, const struct spf_term *term, bool *has_exp)
{
	if (term->kind == SPF_OTHER)
		return;
	if (term->kind == SPF_EXP ? *has_exp : f->has_redirect)
		keep(&f->has_twice, &f->twice, term);
	if (term->kind == SPF_EXP)
		*has_exp = true;
	else
		keep(&f->has_redirect, &f->redirect, term);
}

static void
note_mechanism(struct spf_facts *f, const struct spf_term *term,
    struct seen *seen)
{
	if (f->has_all)
		keep(&f->has_after, &f->after, term);
	else if (term->kind == SPF_ALL)
		keep(&f->has_all, &f->all, term);
	else if (has_seen(seen, f->text, term))
		keep(&f->has_again, &f->again, term);
}

static void
begin(struct inspect *in, const struct policy *p, struct spf_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->policy = p;
	f->text = p->text;
	f->len = p->len;
	f->is_part = inspect_set(in, TYPE_MX) == NULL &&
	    (check_spf_is_underscore(&in->owner) ||
	    inspect_has_role(in, &in->owner, ROLE_SPF));
	if (p->strings > 1)
		check_spf_joints(in, in->i, f);
	in->facts = f;
}

/* Is the word a term, or what stands of it in its string? */
static bool
is_term(const uint8_t *text, size_t at, size_t end)
{
	struct spf_term	term;

	spf_read(text, at, end - at, &term);
	return term.kind != SPF_NOTHING && term.kind != SPF_OTHER;
}

/* Is the version all that the first string holds, and a term what comes
   next? */
static bool
is_headless(const struct inspect *in, const struct policy *p, size_t end)
{
	struct spf	spf;
	const uint8_t	*rdata;
	size_t		 len;
	size_t		 stop;

	rdata = rrset_rdata(in->set, in->i, &len);
	if (p->strings < 2 || rdata[0] >= p->len ||
	    !spf_init(&spf, p->text, rdata[0]) || spf.at != rdata[0])
		return false;
	stop = spf.at + rdata[rdata[0] + 1];
	return is_term(p->text, spf.at, end) ||
	    (stop < end && is_term(p->text, spf.at, stop));
}

bool
check_spf_headless(struct inspect *in, const struct policy *p,
    struct spf_facts *f)
{
	size_t	end = 0;

	memset(f, 0, sizeof(*f));
	f->policy = p;
	f->text = p->text;
	f->len = p->len;
	while (end < p->len && p->text[end] != ' ')
		end++;
	if (!is_headless(in, p, end))
		return false;
	f->is_headless = true;
	f->piece.term.len = end;
	in->facts = f;
	return inspect_ask(in, &tables[WORDS], true);
}

void
check_spf_read(struct inspect *in, const struct policy *p,
    struct spf_facts *f, bool is_only)
{
	const struct spf_term	*term = &f->piece.term;
	struct spf		 spf;
	struct seen		 seen;
	bool			 has_exp = false;

	begin(in, p, f);
	f->is_only = is_only;
	seen.n = 0;
	(void)spf_init(&spf, f->text, f->len);	/* a good one has it */
	while (check_spf_next(f, &spf, &f->piece)) {
		if (f->told < WORDS_TOLD_MAX &&
		    inspect_ask(in, &tables[WORDS], true))
			f->told++;
		if (term->fault != SPF_SOUND || f->piece.has_gap ||
		    f->piece.is_glued)
			f->faults++;
		else if (spf_is_modifier(term))
			note_modifier(f, term, &has_exp);
		else
			note_mechanism(f, term, &seen);
	}
	(void)inspect_ask(in, &tables[WHOLES], false);
}
