/* SPDX-License-Identifier: ISC */
#include "zones/mailname.h"

#include <string.h>

#include "zones/check_mx.h"
#include "zones/rrtype.h"

/* The version stands at the beginning of a text, perhaps behind a quote or
   a heading. */
#define HEAD_BYTES	32

static const char *const sts_words[] = {
	"mta-sts", "mtasts", "mta_sts", "mta--sts", "mts-sts", "mta-st",
	"sts", "mta", "sts-mta", "mta-sts-policy", NULL
};

const struct mailname mailname_sts = {
	POLICY_STS, "_mta-sts", 1, "STSv1", sts_words
};

static const char *const tlsrpt_words[] = {
	"smtp", "tls", "tlsrpt", "tls-rpt", "tls_rpt", "smtp-tls", "smtp_tls",
	"smtptls", "tls-smtp", "tls-report", "rpt", "report", "smtps", "stmp",
	"tcp", NULL
};

const struct mailname mailname_tlsrpt = {
	POLICY_TLSRPT, "_smtp._tls", 2, "TLSRPTv1", tlsrpt_words
};

int
mailname_make(const char *prefix, const struct name *domain,
    struct name *out)
{
	const char	*why;

	return name_from_text(out, prefix, strlen(prefix), domain, &why);
}

void
mailname_drop(const struct name *name, unsigned n, struct name *out)
{
	struct name	rest;

	name_from_wire(&rest, name->wire + name->offset[n]);
	*out = rest;
}

bool
mailname_has_mx(const struct content *c, const struct node *node)
{
	const struct rrset	*mx;

	mx = node == NULL ? NULL : node_find(c, node, TYPE_MX);
	return mx != NULL && (mx->count > 1 || !check_mx_is_null(mx, 0));
}

bool
mailname_is_doubled(const struct inspect *in, const struct name *name)
{
	const struct node	*node;

	if (name->len + in->apex.len > NAME_MAX_BYTES)
		return false;
	node = content_exact(in->zone->content, name->wire, name->len - 1u);
	return node != NULL && node->rrsets > 0;
}

enum mailname_state
mailname_find(struct inspect *in, const struct mailname *what,
    const struct name *domain)
{
	struct target	t;
	struct policy	p;
	struct name	name;
	unsigned	good;
	unsigned	meant;
	bool		is_alias;

	if (mailname_make(what->prefix, domain, &name) == -1)
		return MAILNAME_UNKNOWN;
	inspect_find(in, &name, &t);
	is_alias = t.kind == TARGET_ALIAS || t.kind == TARGET_RENAMED;
	if (t.kind == TARGET_MISSING)
		return mailname_is_doubled(in, &name) ? MAILNAME_MEANT :
		    MAILNAME_MISSING;
	if (is_alias && inspect_follow(in, &name, &t) == -1)
		return MAILNAME_DANGLING;
	if (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD)
		return t.kind == TARGET_MISSING ? MAILNAME_DANGLING :
		    MAILNAME_UNKNOWN;
	if (policy_at(t.zone->content, t.node, &name, what->kind, in->text,
	    &p, &good, &meant))
		return good > 0 ? MAILNAME_THERE : MAILNAME_MEANT;
	if (mailname_is_doubled(in, &name))
		return MAILNAME_MEANT;
	return is_alias ? MAILNAME_DANGLING : MAILNAME_MISSING;
}

static bool
label_is(const struct name *name, unsigned i, const char *word, bool is_bare)
{
	const uint8_t	*label = name->wire + name->offset[i];
	size_t		 len = label[0];
	size_t		 skip = 0;

	while (is_bare && skip < len && label[1 + skip] == '_')
		skip++;
	return strlen(word) == len - skip && bytes_equal_nocase(
	    label + 1 + skip, (const uint8_t *)word, len - skip);
}

static bool
is_word(const struct name *name, unsigned i, const struct mailname *what)
{
	size_t	w;

	for (w = 0; what->words[w] != NULL; w++) {
		if (label_is(name, i, what->words[w], true))
			return true;
	}
	return false;
}

/* "customer._mta-sts.provider": where a provider keeps what its customers'
   aliases lead to. */
static bool
is_collection(const struct name *name, const struct mailname *what)
{
	struct name	root;
	struct name	prefix;
	unsigned	i;
	unsigned	k;

	name_root(&root);
	if (mailname_make(what->prefix, &root, &prefix) == -1)
		return false;
	for (i = 1; i + what->labels <= name->labels; i++) {
		for (k = 0; k < what->labels && memcmp(name->wire +
		    name->offset[i + k], prefix.wire + prefix.offset[k],
		    prefix.wire[prefix.offset[k]] + 1u) == 0; k++)
			;
		if (k == what->labels)
			return true;
	}
	return false;
}

/* Is it a domain of the zone that takes mail, or says that it does not? */
static bool
is_mail_domain(struct inspect *in, const struct name *name)
{
	struct target	t;

	if (!name_is_under(name, &in->apex))
		return false;
	inspect_find(in, name, &t);
	return t.kind == TARGET_HERE && target_set(&t, TYPE_MX) != NULL;
}

bool
mailname_is_misplaced(struct inspect *in, const struct mailname *what,
    struct name *domain)
{
	const struct name	*owner = &in->owner;
	enum mailname_state	 state;
	unsigned		 n = 0;

	if (owner->labels == 0 || label_is(owner, 0, "*", false) ||
	    is_collection(owner, what))
		return false;
	while (n + in->apex.labels < owner->labels &&
	    (owner->wire[owner->offset[n] + 1] == '_' ||
	    is_word(owner, n, what)))
		n++;
	/* Without a word that tells, it is for the owner or its parent. */
	mailname_drop(owner, n, domain);
	if (n == 0 && !is_mail_domain(in, domain) &&
	    owner->labels > in->apex.labels)
		mailname_drop(owner, 1, domain);
	if (!is_mail_domain(in, domain))
		return false;
	state = mailname_find(in, what, domain);
	return (state == MAILNAME_MISSING || state == MAILNAME_MEANT) &&
	    !inspect_has_role(in, owner, ROLE_POLICY);
}

/* last		the third letter of the word, or its other case */
static bool
has_word(const uint8_t *text, size_t len, const uint8_t *word, uint8_t last)
{
	const uint8_t	*end = text + len;
	const uint8_t	*at = text + 2;

	while ((at = memchr(at, last, (size_t)(end - at))) != NULL) {
		if (bytes_equal_nocase(at - 2, word, 2))
			return true;
		at++;
	}
	return false;
}

bool
mailname_resembles(const struct inspect *in, unsigned i,
    const struct mailname *what)
{
	/* Three letters do: "STS", "TLS"; the rest may be misspelt. */
	const uint8_t	*word = (const uint8_t *)what->version;
	const uint8_t	*rdata;
	size_t		 len;

	rdata = rrset_rdata(in->set, i, &len);
	if (len > HEAD_BYTES + 2)
		len = HEAD_BYTES + 2;
	/* The last of them is the rarest. */
	return len >= 3 && (has_word(rdata, len, word, word[2]) ||
	    has_word(rdata, len, word, ascii_lower(word[2])));
}

bool
mailname_resembles_any(const struct inspect *in, const struct mailname *what)
{
	unsigned	i;

	for (i = 0; i < in->set->count; i++) {
		if (mailname_resembles(in, i, what))
			return true;
	}
	return false;
}
