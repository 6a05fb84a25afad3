/* SPDX-License-Identifier: ISC */
#include "zones/check_dmarc_policy.h"

#include <stdio.h>
#include <string.h>

#include "zones/check_mx.h"
#include "zones/dmarc_walk.h"
#include "zones/rrtype.h"

/* What a message quotes of a text. */
#define QUOTED_MAX	60

/* No more slips than this are mended in one record. */
#define SLIPS_MAX	8

static int
quoted(const struct dmarc_piece *piece)
{
	return (int)(piece->len < QUOTED_MAX ? piece->len : QUOTED_MAX);
}

static const struct dmarc_piece *
value_of(const struct dmarc *d, enum dmarc_tag tag)
{
	return &d->value[tag];
}

/* Is a tag missing only because it is misspelt? */
static bool
is_misspelt(const struct dmarc *d, enum dmarc_tag tag)
{
	const struct dmarc_piece	*slip = &d->syntax.piece;
	const char			*name = dmarc_tag_name(tag);
	size_t				 len = strlen(name);

	if (d->has[tag])
		return false;
	if (d->unknown.len > 0 && dmarc_tag_near(d->unknown.text,
	    d->unknown.len) == (int)tag)
		return true;
	/* "p:none" */
	return d->syntax.text != NULL && d->syntax.tag == -1 &&
	    slip->len >= len && bytes_equal_nocase(slip->text,
	    (const uint8_t *)name, len);
}

/* Take out one fault of syntax; false if it is not known how. */
static bool
mend(struct suggest *out, const struct suggest *from)
{
	const uint8_t		*text = (const uint8_t *)from->text;
	struct dmarc		 d;
	struct dmarc_edit	 edit;

	dmarc_parse(&d, text, from->len);
	edit.tag = d.syntax.tag;
	if (edit.tag < DMARC_P)
		return false;
	edit.value = dmarc_value_near((enum dmarc_tag)edit.tag,
	    d.syntax.piece.text, d.syntax.piece.len);
	if (edit.value == NULL)
		return false;
	dmarc_write(out, text, from->len, &edit, 1);
	return true;
}

const char *
check_dmarc_line(struct suggest *out, const struct inspect *in,
    const struct dmarc_edit *edits, size_t n)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 value;
	struct dmarc			 d;
	unsigned			 i;

	dmarc_write(&value, f->text, f->len, edits, n);
	for (i = 0; i < SLIPS_MAX; i++) {
		dmarc_parse(&d, (const uint8_t *)value.text, value.len);
		if (d.syntax.text == NULL)
			break;
		*out = value;
		if (!mend(&value, out))
			break;
	}
	suggest_init(out);
	if (d.syntax.text != NULL || d.uri.text != NULL)
		return out->text;
	return suggest_txt(out, "; write: ", &in->owner, &value);
}

/* Is the record sound when it is just written again? */
static bool
is_mended_by_writing(const struct dmarc_fault *fault)
{
	const struct dmarc_piece	*piece = &fault->piece;
	size_t				 len = 0;

	while (len < piece->len && ascii_lower(piece->text[len]) >= 'a' &&
	    ascii_lower(piece->text[len]) <= 'z')
		len++;
	/* A value, nothing at all, a tag that is known: twice, or in upper
	   case. */
	return fault->tag != -1 || piece->len == 0 ||
	    (dmarc_tag_find(piece->text, len) != -1 &&
	    memchr(piece->text, '=', piece->len) != NULL);
}

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc_fault	*fault = &f->d->syntax;
	struct suggest			 line;

	if (fault->text == NULL)
		return false;
	if (!f->d->is_dmarc)
		return inspect_tell(in, rule, in->i, "the record %s and a"
		    " semicolon, so receivers ignore it; write:"
		    " v=DMARC1; p=...", fault->text);
	suggest_init(&line);
	if (is_mended_by_writing(fault))
		(void)check_dmarc_line(&line, in, NULL, 0);
	if (fault->tag != -1)
		return inspect_tell(in, rule, in->i, "%s=%.*s %s (RFC 9989"
		    " 4.8); receivers ignore it%s",
		    dmarc_tag_name((enum dmarc_tag)fault->tag),
		    quoted(&fault->piece), (const char *)fault->piece.text,
		    fault->text, line.text);
	if (fault->piece.len == 0)
		return inspect_tell(in, rule, in->i, "a tag %s (RFC 9989"
		    " 4.8)%s", fault->text, line.text);
	return inspect_tell(in, rule, in->i, "\"%.*s\" %s (RFC 9989 4.8);"
	    " receivers ignore it%s", quoted(&fault->piece),
	    (const char *)fault->piece.text, fault->text, line.text);
}

/* Has it a null MX and nothing else?  Then nobody will read reports. */
static bool
takes_no_mail(struct inspect *in, const struct name *domain)
{
	const struct rrset	*mx;
	struct target		 t;

	inspect_find(in, domain, &t);
	if (t.kind != TARGET_HERE)
		return false;
	mx = target_set(&t, TYPE_MX);
	return mx != NULL && mx->count == 1 && check_mx_is_null(mx, 0);
}

int
check_dmarc_rua(struct inspect *in, const struct name *domain,
    char rua[CHECK_DMARC_RUA_BYTES])
{
	struct name	reports;
	char		text[NAME_TEXT_MAX];

	if (dmarc_report_domain(in, domain, &reports) == -1)
		return -1;
	name_to_text(reports.wire, text);
	/* No name of a host, so no domain of an address. */
	if (strchr(text, '\\') != NULL)
		return -1;
	(void)snprintf(rua, CHECK_DMARC_RUA_BYTES, "mailto:dmarc@%.*s",
	    (int)strlen(text) - 1, text);
	return 0;
}

/* The record with a policy; one that only watches needs reports. */
static const char *
line_with_policy(struct suggest *out, struct inspect *in)
{
	const struct dmarc_facts	*f = in->facts;
	char				 rua[CHECK_DMARC_RUA_BYTES];
	struct dmarc_edit		 edits[] = {
		{DMARC_P, "none"}, {DMARC_RUA, rua},
	};

	if (f->d->has[DMARC_RUA])
		return check_dmarc_line(out, in, edits, 1);
	if (takes_no_mail(in, &f->domain)) {
		edits[0].value = "reject";
		return check_dmarc_line(out, in, edits, 1);
	}
	return check_dmarc_line(out, in, edits,
	    check_dmarc_rua(in, &f->domain, rua) == 0 ? 2 : 1);
}

static bool
look_no_policy(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 line;

	if (f->d->p != DMARC_ABSENT || is_misspelt(f->d, DMARC_P))
		return false;
	return inspect_tell(in, rule, in->i, "the record has no p: %s%s",
	    f->d->has[DMARC_RUA] ? "it counts as p=none (RFC 9989 4.7), and"
	    " older receivers ignore it" : "without rua too, receivers"
	    " ignore it (RFC 9989 4.10.1)",
	    line_with_policy(&line, in));
}

static bool
look_none(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;

	if (f->d->p != DMARC_NONE || !f->d->has[DMARC_RUA])
		return false;
	return inspect_tell(in, rule, in->i, "p=none only watches: forged"
	    " mail is delivered; when the reports are clean, go on to"
	    " p=quarantine, then p=reject");
}

/* The record with an address to report to. */
static const char *
line_with_rua(struct suggest *out, struct inspect *in)
{
	const struct dmarc_facts	*f = in->facts;
	char				 rua[CHECK_DMARC_RUA_BYTES];
	struct dmarc_edit		 edit = {DMARC_RUA, rua};

	suggest_init(out);
	if (check_dmarc_rua(in, &f->domain, rua) == -1)
		return out->text;
	return check_dmarc_line(out, in, &edit, 1);
}

static bool
look_none_no_rua(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 line;

	if (f->d->p != DMARC_NONE || f->d->has[DMARC_RUA] ||
	    is_misspelt(f->d, DMARC_RUA))
		return false;
	return inspect_tell(in, rule, in->i, "p=none without rua neither"
	    " protects nor reports; name an address for the reports, or set"
	    " a policy%s", line_with_rua(&line, in));
}

static bool
look_no_rua(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 line;

	if (f->d->p < DMARC_QUARANTINE || f->d->has[DMARC_RUA] ||
	    is_misspelt(f->d, DMARC_RUA) || takes_no_mail(in, &f->domain))
		return false;
	return inspect_tell(in, rule, in->i, "the policy is enforced, but"
	    " nobody gets reports, so lost mail stays unseen%s",
	    line_with_rua(&line, in));
}

/* To a trial, or not. */
static size_t
edits_without_removed(const struct dmarc *d, struct dmarc_edit edits[4])
{
	static const struct dmarc_edit	drops[] = {
		{DMARC_PCT, NULL}, {DMARC_RF, NULL}, {DMARC_RI, NULL},
		{DMARC_T, "y"},
	};

	memcpy(edits, drops, sizeof(drops));
	return d->pct < 100 && d->p > DMARC_NONE ? 4 : 3;
}

static bool
look_removed(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc		*d = f->d;
	struct dmarc_edit		 edits[4];
	struct suggest			 line;
	bool				 has_pct;
	size_t				 n;

	has_pct = d->has[DMARC_PCT] && d->pct == 100;
	if (!has_pct && !d->has[DMARC_RF] && !d->has[DMARC_RI])
		return false;
	n = edits_without_removed(d, edits);
	return inspect_tell(in, rule, in->i, "RFC 9989 removed%s%s%s;"
	    " receivers ignore what it removed%s", has_pct ? " pct" : "",
	    d->has[DMARC_RF] ? " rf" : "", d->has[DMARC_RI] ? " ri" : "",
	    check_dmarc_line(&line, in, edits, n));
}

static bool
look_pct(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct dmarc_edit		 edits[4];
	struct suggest			 line;
	size_t				 n;

	if (!f->d->has[DMARC_PCT] || f->d->pct == 100)
		return false;
	n = edits_without_removed(f->d, edits);
	return inspect_tell(in, rule, in->i, "pct=%d asks for a share of the"
	    " mail, but RFC 9989 removed pct, and receivers apply the policy"
	    " to all of it; t=y asks for one level less%s", f->d->pct,
	    check_dmarc_line(&line, in, edits, n));
}

static bool
look_unknown(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc_piece	*unknown = &f->d->unknown;
	struct dmarc_edit		 edit = {DMARC_TAGS, NULL};
	struct suggest			 line;
	int				 near;

	if (unknown->len == 0)
		return false;
	near = dmarc_tag_near(unknown->text, unknown->len);
	if (near > DMARC_V && near < DMARC_PCT && !f->d->has[near])
		edit.value = dmarc_tag_name((enum dmarc_tag)near);
	return inspect_tell(in, rule, in->i, "the tag %.*s is unknown, and"
	    " receivers ignore it%s%s%s", quoted(unknown),
	    (const char *)unknown->text, edit.value == NULL ? "; remove it" :
	    "; did you mean ", edit.value == NULL ? "" : edit.value,
	    check_dmarc_line(&line, in, &edit, 1));
}

static bool
is_weaker(enum dmarc_policy than, enum dmarc_policy p)
{
	return p > DMARC_BAD && p < than;
}

static bool
look_weaker(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc		*d = f->d;
	struct dmarc_edit		 edits[2];
	struct suggest			 line;
	bool				 is_sp = is_weaker(d->p, d->sp);
	enum dmarc_tag			 tag = is_sp ? DMARC_SP : DMARC_NP;
	size_t				 n = 0;

	if (is_sp)
		edits[n++] = (struct dmarc_edit){DMARC_SP, NULL};
	if (is_weaker(d->p, d->np))
		edits[n++] = (struct dmarc_edit){DMARC_NP, NULL};
	if (n == 0)
		return false;
	return inspect_tell(in, rule, in->i, "%s=%.*s is weaker than p=%.*s:"
	    " names below the domain stay open to forgers%s",
	    dmarc_tag_name(tag), quoted(value_of(d, tag)),
	    (const char *)value_of(d, tag)->text,
	    quoted(value_of(d, DMARC_P)),
	    (const char *)value_of(d, DMARC_P)->text,
	    check_dmarc_line(&line, in, edits, n));
}

bool
check_dmarc_is_suffix(const struct name *name)
{
	static const char *const	words[] = {"com", "co", "org", "or",
	    "net", "ne", "gov", "go", "gob", "gouv", "edu", "ed", "ac",
	    "mil", "nom", "sch", "ltd", "plc", "me", "id", "asn"};
	const uint8_t			*label = name->wire;
	size_t				 i;

	if (name->labels < 2)
		return true;
	if (name->labels > 2 || label[label[0] + 1] != 2)
		return false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == label[0] && bytes_equal_nocase(
		    label + 1, (const uint8_t *)words[i], label[0]))
			return true;
	}
	return false;
}

static bool
look_psd(struct inspect *in, const struct check_rule *rule)
{
	static const struct dmarc_edit	 edit = {DMARC_PSD, NULL};
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 line;
	char				 domain[NAME_TEXT_MAX];

	if (f->d->psd != 'y' || check_dmarc_is_suffix(&f->domain))
		return false;
	return inspect_tell(in, rule, in->i, "psd=y says that %s is a public"
	    " suffix, where others register names: it cuts the names below"
	    " it off from the domain (RFC 9989 4.10.2); remove it, or say"
	    " psd=n to end the search here%s",
	    name_to_text(f->domain.wire, domain),
	    check_dmarc_line(&line, in, &edit, 1));
}

static bool
look_test(struct inspect *in, const struct check_rule *rule)
{
	static const struct dmarc_edit	 edit = {DMARC_T, NULL};
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 line;

	if (!f->d->is_test)
		return false;
	return inspect_tell(in, rule, in->i, "t=y: receivers %s; remove it"
	    " after the trial%s", f->d->p == DMARC_REJECT ? "quarantine"
	    " what they should reject" : "apply no policy",
	    check_dmarc_line(&line, in, &edit, 1));
}

static bool
look_fo(struct inspect *in, const struct check_rule *rule)
{
	static const char *const	 values[] = {"1", "1:d", "1:s",
	    "1:d:s"};
	static const unsigned		 both = DMARC_FO_0 | DMARC_FO_1;
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc		*d = f->d;
	struct dmarc_edit		 edit = {DMARC_FO, NULL};
	struct suggest			 line;

	if (!d->has[DMARC_FO] || (d->syntax.text != NULL &&
	    d->syntax.tag == DMARC_FO) || is_misspelt(d, DMARC_RUF))
		return false;
	if (!d->has[DMARC_RUF])
		return inspect_tell(in, rule, in->i, "fo has no effect"
		    " without ruf (RFC 9989 4.7); remove it, or add ruf%s",
		    check_dmarc_line(&line, in, &edit, 1));
	if ((d->fo & both) != both)
		return false;
	edit.value = values[(d->fo & DMARC_FO_D ? 1 : 0) +
	    (d->fo & DMARC_FO_S ? 2 : 0)];
	return inspect_tell(in, rule, in->i, "0 and 1 in fo contradict each"
	    " other (RFC 9989 4.7); 1 asks for more reports%s",
	    check_dmarc_line(&line, in, &edit, 1));
}

static const struct check_rule rules[] = {
	{"dmarc-syntax", SEV_ERROR, SCOPE_RECORD,
	    "A DMARC record is not in the language of DMARC.", look_syntax},
	{"dmarc-no-policy", SEV_WARNING, SCOPE_RECORD,
	    "A DMARC record states no policy.", look_no_policy},
	{"dmarc-policy-none", SEV_INFO, SCOPE_RECORD,
	    "A DMARC policy only watches.", look_none},
	{"dmarc-none-no-rua", SEV_WARNING, SCOPE_RECORD,
	    "A DMARC record neither protects nor reports.",
	    look_none_no_rua},
	{"dmarc-no-rua", SEV_INFO, SCOPE_RECORD,
	    "A DMARC policy is enforced, and nobody gets reports.",
	    look_no_rua},
	{"dmarc-removed-tag", SEV_INFO, SCOPE_RECORD,
	    "A DMARC record has a tag that RFC 9989 removed.", look_removed},
	{"dmarc-pct", SEV_WARNING, SCOPE_RECORD,
	    "A DMARC policy asks for a share that receivers do not know.",
	    look_pct},
	{"dmarc-unknown-tag", SEV_WARNING, SCOPE_RECORD,
	    "A DMARC record has an unknown tag.", look_unknown},
	{"dmarc-sp-weaker", SEV_WARNING, SCOPE_RECORD,
	    "The DMARC policy for sub-domains is weaker.", look_weaker},
	{"dmarc-psd-misuse", SEV_WARNING, SCOPE_RECORD,
	    "A DMARC record takes its domain for a public suffix.",
	    look_psd},
	{"dmarc-test-mode", SEV_INFO, SCOPE_RECORD,
	    "A DMARC policy is on trial.", look_test},
	{"dmarc-fo-without-ruf", SEV_INFO, SCOPE_RECORD,
	    "A DMARC record says when to report, but not to whom.", look_fo},
};

const struct check_table check_dmarc_policies = {
	rules, sizeof(rules) / sizeof(rules[0])
};

const struct check_chapter check_dmarc_policy = {
	.tables = &check_dmarc_policies,
	.n = 1,
};
