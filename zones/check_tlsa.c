/* SPDX-License-Identifier: ISC */
#include "zones/check_tlsa.h"

#include <stdio.h>
#include <string.h>

#include "zones/certificate.h"
#include "zones/rrtype.h"
#include "zones/tlsa.h"

#define PORT_SMTP	25

/* RFC 7671 8.1: each change of a key waits for the TTL. */
#define TTL_LONG_S	86400

/* More records than this are compared in part: n^2 stays harmless. */
#define COMPARED_MAX	64

/* Digests in a line; longer data are never proposed. */
#define DATA_MAX_BYTES	TLSA_SHA512_BYTES
#define LINE_MAX_BYTES	(NAME_TEXT_MAX + 24 + 2 * DATA_MAX_BYTES)

struct facts {
	struct tlsa_owner	 owner;
	const struct rrset	*set;	/* in->set, or where an alias leads */
	bool			 is_alias;
	struct tlsa		 record;	/* of it, that is looked at */
};

/* A record to be pasted, at the owner; len at most DATA_MAX_BYTES. */
static const char *
line_of(const struct inspect *in, const uint8_t numbers[3],
    const uint8_t *data, size_t len, char buf[LINE_MAX_BYTES])
{
	char	owner[NAME_TEXT_MAX];
	size_t	i;
	int	n;

	n = snprintf(buf, LINE_MAX_BYTES, "%s TLSA %u %u %u ",
	    name_to_text(in->owner.wire, owner), numbers[0], numbers[1],
	    numbers[2]);
	for (i = 0; i < len && i < DATA_MAX_BYTES; i++)
		n += snprintf(buf + n, LINE_MAX_BYTES - (size_t)n, "%02x",
		    data[i]);
	if (len == 0)
		(void)snprintf(buf + n, LINE_MAX_BYTES - (size_t)n, "...");
	return buf;
}

/* What the record could be, with a usage that serves: the same if it is
   a digest, else the digest of the key in it, if one is. */
static const char *
better_line(const struct inspect *in, const struct tlsa *t, uint8_t usage,
    char buf[LINE_MAX_BYTES])
{
	uint8_t	numbers[3] = {usage, TLSA_KEY, TLSA_SHA256};
	uint8_t	digest[TLSA_SHA256_BYTES];

	if (t->matching != TLSA_WHOLE &&
	    t->len == tlsa_data_bytes(t->matching)) {
		numbers[1] = t->selector;
		numbers[2] = t->matching;
		return line_of(in, numbers, t->data, t->len, buf);
	}
	if (t->matching == TLSA_WHOLE && certificate_digest(t, digest) == 0)
		return line_of(in, numbers, digest, sizeof(digest), buf);
	return line_of(in, numbers, NULL, 0, buf);
}

static bool
look_unknown(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa	*t = &f->record;
	uint8_t			 numbers[3];
	size_t			 len = 0;
	char			 line[LINE_MAX_BYTES];

	if (tlsa_is_known(t))
		return false;
	numbers[0] = t->usage > TLSA_DANE_EE ? TLSA_DANE_EE : t->usage;
	numbers[1] = t->selector > TLSA_KEY ? TLSA_KEY : t->selector;
	numbers[2] = t->len == TLSA_SHA512_BYTES ? TLSA_SHA512 : TLSA_SHA256;
	if (t->len == TLSA_SHA256_BYTES || t->len == TLSA_SHA512_BYTES)
		len = t->len;
	return inspect_tell(in, rule, in->i, "%s %u means nothing, so the"
	    " record is not usable; if the data are as they should be, write:"
	    " %s", t->usage > TLSA_DANE_EE ? "usage" : t->selector > TLSA_KEY ?
	    "selector" : "matching type", t->usage > TLSA_DANE_EE ? t->usage :
	    t->selector > TLSA_KEY ? t->selector : t->matching,
	    line_of(in, numbers, t->data, len, line));
}

/* What can be known of a record with strange numbers is little. */
static const struct check_rule number_rules[] = {
	{"tlsa-unknown-field", SEV_ERROR, SCOPE_RECORD,
	    "A number in a TLSA record means nothing.", look_unknown},
};

static bool
look_length(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa	*t = &f->record;
	size_t			 need = tlsa_data_bytes(t->matching);
	uint8_t			 numbers[3] = {t->usage, t->selector, 0};
	char			 line[LINE_MAX_BYTES];

	if (need == 0 || t->len == need)
		return false;
	numbers[2] = t->matching == TLSA_SHA256 ? TLSA_SHA512 : TLSA_SHA256;
	if (t->len == tlsa_data_bytes(numbers[2]))
		return inspect_tell(in, rule, in->i, "matching type %u needs"
		    " %zu octets, here are %zu, as type %u has them; write:"
		    " %s", t->matching, need, t->len, numbers[2],
		    line_of(in, numbers, t->data, t->len, line));
	return inspect_tell(in, rule, in->i, "matching type %u (SHA-%s) needs"
	    " %zu octets, here are %zu; make the digest anew", t->matching,
	    t->matching == TLSA_SHA256 ? "256" : "512", need, t->len);
}

static bool
look_empty(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!tlsa_is_empty_digest(&f->record))
		return false;
	return inspect_tell(in, rule, in->i, "this is the digest of nothing"
	    " or no digest at all: the script that made it had no certificate;"
	    " make it anew: openssl x509 -in cert.pem -noout -pubkey | openssl"
	    " pkey -pubin -outform DER | openssl sha256");
}

/* The data. */
static const struct check_rule data_rules[] = {
	{"tlsa-bad-length", SEV_ERROR, SCOPE_RECORD,
	    "The data of a TLSA record do not fit its matching type.",
	    look_length},
	{"tlsa-not-a-digest", SEV_WARNING, SCOPE_RECORD,
	    "A TLSA record has the digest of nothing.", look_empty},
};

/*
 * RFC 7672 3.1.3.  An authority's certificate becomes usage 2, which asks
 * the server to send it.
 */
static bool
look_pkix(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa	*t = &f->record;
	bool			 is_smtp;
	char			 line[LINE_MAX_BYTES];

	is_smtp = f->owner.kind == TLSA_OWNER_GOOD &&
	    (f->owner.port == PORT_SMTP || (f->owner.port == 0 &&
	    inspect_has_role(in, &f->owner.host, ROLE_EXCHANGE)));
	if (t->usage > TLSA_PKIX_EE || !is_smtp)
		return false;
	if (f->is_alias)
		return inspect_tell(in, rule, 0, "the TLSA record to which"
		    " this leads has usage %u, which senders of mail do not"
		    " use (RFC 7672 3.1.3); have it changed to usage %u",
		    t->usage, t->usage + 2u);
	return inspect_tell(in, rule, in->i, "senders of mail do not use usage"
	    " %u (RFC 7672 3.1.3); %swrite: %s", t->usage,
	    t->usage == TLSA_PKIX_TA ? "better make 3 1 1 of the server's own"
	    " key, or let it send that certificate too and " : "",
	    better_line(in, t, (uint8_t)(t->usage + 2), line));
}

static const struct check_rule usage_rules[] = {
	{"tlsa-usage-pkix", SEV_ERROR, SCOPE_RECORD,
	    "A TLSA record for mail has usage 0 or 1.", look_pkix},
};

static bool
look_full(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa	*t = &f->record;
	char			 line[LINE_MAX_BYTES];

	if (t->matching != TLSA_WHOLE)
		return false;
	return inspect_tell(in, rule, in->i, "matching type 0 puts the whole"
	    " %s into DNS and makes large answers; publish its key's SHA-256:"
	    " %s", t->selector == TLSA_KEY ? "key" : "certificate",
	    better_line(in, t, t->usage, line));
}

/* Is there a record that outlives the certificate? */
static bool
has_lasting(const struct inspect *in)
{
	struct tlsa	t;
	const uint8_t	*rdata;
	size_t		 len;
	unsigned	 i;

	for (i = 0; i < in->set->count && i < COMPARED_MAX; i++) {
		rdata = rrset_rdata(in->set, i, &len);
		if (tlsa_read(rdata, len, &t) == 0 && tlsa_is_known(&t) &&
		    (t.usage == TLSA_DANE_TA || (t.usage == TLSA_DANE_EE &&
		    t.selector == TLSA_KEY)))
			return true;
	}
	return false;
}

static bool
look_3_0(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa	*t = &f->record;
	uint8_t			 numbers[3] = {TLSA_DANE_EE, TLSA_KEY,
				    TLSA_SHA256};
	char			 line[LINE_MAX_BYTES];

	if (t->usage != TLSA_DANE_EE || t->selector != TLSA_CERTIFICATE ||
	    has_lasting(in))
		return false;
	return inspect_tell(in, rule, in->i, "\"3 0 %u\" binds this very"
	    " certificate, so the next renewal breaks it; keep the key when"
	    " you renew, and publish its digest: %s", t->matching,
	    line_of(in, numbers, NULL, 0, line));
}

/* The numbers; one line mends all of them. */
static const struct check_rule meaning_rules[] = {
	{"tlsa-full-data", SEV_WARNING, SCOPE_RECORD,
	    "A TLSA record holds a whole certificate or key.", look_full},
	{"tlsa-3-0", SEV_WARNING, SCOPE_RECORD,
	    "A TLSA record binds a certificate instead of its key.",
	    look_3_0},
};

/* How many of the set are of this matching type and usable? */
static unsigned
count_matching(const struct rrset *set, uint8_t matching)
{
	struct tlsa	t;
	const uint8_t	*rdata;
	size_t		 len;
	unsigned	 n = 0;
	unsigned	 i;

	for (i = 0; i < set->count; i++) {
		rdata = rrset_rdata(set, i, &len);
		n += tlsa_read(rdata, len, &t) == 0 && tlsa_is_known(&t) &&
		    t.matching == matching;
	}
	return n;
}

static bool
look_sha512(struct inspect *in, const struct check_rule *rule)
{
	if (count_matching(in->set, TLSA_SHA512) < in->set->count)
		return false;
	return inspect_tell(in, rule, 0, "all digests are SHA-512, which not"
	    " every client must know (RFC 6698 6); add one of matching type"
	    " 1");
}

/* Ports of mail servers: others may do as they like. */
static bool
is_for_mail(const struct tlsa_owner *owner)
{
	static const uint16_t	ports[] = {0, 25, 110, 143, 465, 587, 993,
	    995, 4190};
	size_t			i;

	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		if (owner->kind == TLSA_OWNER_GOOD && owner->port == ports[i])
			return true;
	}
	return false;
}

static bool
look_single(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const uint8_t		*rdata;
	size_t			 len;
	struct tlsa		 t;

	rdata = rrset_rdata(in->set, 0, &len);
	if (in->set->count != 1 || !is_for_mail(&f->owner) ||
	    tlsa_read(rdata, len, &t) == -1 || t.usage != TLSA_DANE_EE)
		return false;
	return inspect_tell(in, rule, 0, "one record leaves no room for the"
	    " next key, which must be here before the server uses it (RFC 7671"
	    " 8.1); add \"3 1 1\" of the next key, or \"2 1 1\" of the"
	    " authority");
}

static bool
look_ttl(struct inspect *in, const struct check_rule *rule)
{
	if (rrset_ttl(in->set) <= TTL_LONG_S)
		return false;
	return inspect_tell(in, rule, 0, "the TTL of %u seconds makes each"
	    " change of the key wait that long (RFC 7671 8.1); use 3600",
	    rrset_ttl(in->set));
}

/* Do two records differ in the data only?  equal: not even there. */
static bool
is_same_kind(const struct tlsa *a, const struct tlsa *b)
{
	return a->usage == b->usage && a->selector == b->selector &&
	    a->matching == b->matching;
}

static bool
is_equal(const struct tlsa *a, const struct tlsa *b)
{
	return is_same_kind(a, b) && a->len == b->len &&
	    memcmp(a->data, b->data, a->len) == 0;
}

/* Was a digest exchanged and nothing kept of what caches hold? */
static bool
is_exchanged(const struct rrset *now, const struct rrset *then)
{
	struct tlsa	a;
	struct tlsa	b;
	const uint8_t	*rdata;
	size_t		 len;
	unsigned	 i;
	unsigned	 k;
	bool		 is_new = false;

	for (i = 0; i < now->count && i < COMPARED_MAX; i++) {
		rdata = rrset_rdata(now, i, &len);
		if (tlsa_read(rdata, len, &a) == -1)
			continue;
		for (k = 0; k < then->count && k < COMPARED_MAX; k++) {
			rdata = rrset_rdata(then, k, &len);
			if (tlsa_read(rdata, len, &b) == -1)
				continue;
			if (is_equal(&a, &b))
				return false;
			is_new |= is_same_kind(&a, &b);
		}
	}
	return is_new;
}

static bool
look_rollover(struct inspect *in, const struct check_rule *rule)
{
	const struct content	*before;
	const struct node	*node;
	const struct rrset	*then;

	if (in->before == NULL || in->before->content == NULL)
		return false;
	before = in->before->content;
	node = content_exact(before, in->owner.wire,
	    (size_t)(in->owner.len - in->apex.len));
	then = node == NULL ? NULL : node_find(before, node, TYPE_TLSA);
	if (then == NULL || !is_exchanged(in->set, then))
		return false;
	return inspect_tell(in, rule, 0, "the digest was exchanged in one step,"
	    " but caches hold the old one for %u seconds; publish both for"
	    " twice that time, change the certificate, then remove the old one"
	    " (RFC 7671 8.1)", rrset_ttl(then));
}

/* The set; each concerns something else. */
static const struct check_rule set_rules[] = {
	{"tlsa-sha512-only", SEV_INFO, SCOPE_NAME,
	    "All TLSA records of a name are SHA-512.", look_sha512},
	{"tlsa-single", SEV_INFO, SCOPE_NAME,
	    "A name has one TLSA record only.", look_single},
	{"tlsa-ttl-long", SEV_INFO, SCOPE_NAME,
	    "The TTL of TLSA is above a day.", look_ttl},
	{"tlsa-rollover-order", SEV_WARNING, SCOPE_ZONE,
	    "A TLSA digest was exchanged in one step.", look_rollover},
};

/* FITS if one does; UNKNOWN if one might, or none is usable. */
static enum tlsa_fit
fit_of(const struct rrset *set, const struct certificates *c)
{
	struct tlsa	t;
	const uint8_t	*rdata;
	enum tlsa_fit	 fit;
	size_t		 len;
	unsigned	 i;
	bool		 is_usable = false;
	bool		 is_unknown = false;

	for (i = 0; i < set->count; i++) {
		rdata = rrset_rdata(set, i, &len);
		if (tlsa_read(rdata, len, &t) == -1 || !tlsa_is_known(&t) ||
		    t.usage < TLSA_DANE_TA)
			continue;
		is_usable = true;
		if ((fit = certificates_fit(c, &t)) == TLSA_FITS)
			return TLSA_FITS;
		is_unknown |= fit == TLSA_FIT_UNKNOWN;
	}
	return !is_usable || is_unknown ? TLSA_FIT_UNKNOWN : TLSA_FITS_NOT;
}

static bool
look_certificate(struct inspect *in, const struct check_rule *rule)
{
	static const uint8_t	 numbers[3] = {TLSA_DANE_EE, TLSA_KEY,
				    TLSA_SHA256};
	const struct facts	*f = in->facts;
	struct certificates	*c;
	const uint8_t		*pem;
	const char		*why;
	uint8_t			 digest[TLSA_SHA256_BYTES];
	size_t			 len;
	char			 line[LINE_MAX_BYTES];
	bool			 has_told = false;

	pem = extras_certificate(in->extras, &f->owner.host, &len);
	if (pem == NULL)
		return false;
	if ((c = certificates_read(pem, len, &why)) == NULL)
		return inspect_tell(in, rule, 0, "the certificate file that is"
		    " given for the host cannot be read: %s", why);
	if (fit_of(f->set, c) == TLSA_FITS_NOT)
		has_told = inspect_tell(in, rule, 0, "no TLSA record matches"
		    " the certificate that is given, so DANE senders keep all"
		    " mail back; the line that fits: %s", line_of(in, numbers,
		    digest, certificates_key_digest(c, digest) == 0 ?
		    sizeof(digest) : 0, line));
	certificates_free(c);
	return has_told;
}

static const struct check_rule file_rules[] = {
	{"tlsa-cert-mismatch", SEV_ERROR, SCOPE_SERVED,
	    "No TLSA record matches the certificate that is given.",
	    look_certificate},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { NUMBERS, DATA, USAGE, MEANING, SETS, FILES };

static const struct check_table tables[] = {
	[NUMBERS] = ROWS(number_rules),
	[DATA] = ROWS(data_rules),
	[USAGE] = ROWS(usage_rules),
	[MEANING] = ROWS(meaning_rules),
	[SETS] = ROWS(set_rules),
	[FILES] = ROWS(file_rules),
};

static bool
read_record(struct facts *f, unsigned i)
{
	const uint8_t	*rdata;
	size_t		 len;

	rdata = rrset_rdata(f->set, i, &len);
	return tlsa_read(rdata, len, &f->record) == 0;
}

static bool
is_smtp(const struct tlsa_owner *owner)
{
	return owner->kind == TLSA_OWNER_GOOD && (owner->port == PORT_SMTP ||
	    owner->port == 0) && strcmp(owner->proto, "_tcp") == 0;
}

static void
visit_record(struct inspect *in, struct facts *f)
{
	if (!read_record(f, in->i) || inspect_ask(in, &tables[NUMBERS], true))
		return;
	(void)inspect_ask(in, &tables[DATA], true);
	if (!inspect_ask(in, &tables[USAGE], true))
		(void)inspect_ask(in, &tables[MEANING], true);
}

static void
visit_tlsa(struct inspect *in)
{
	struct facts	f;

	f.set = in->set;
	f.is_alias = false;
	tlsa_read_owner(&in->owner, &f.owner);
	in->facts = &f;
	for (in->i = 0; in->i < in->set->count; in->i++)
		visit_record(in, &f);
	(void)inspect_ask(in, &tables[SETS], false);
	if (in->extras != NULL && is_smtp(&f.owner))
		(void)inspect_ask(in, &tables[FILES], true);
	in->facts = NULL;
}

/* What is wrong for mail with the records that an alias leads to, unless they
   say themselves that they are for mail; one finding is enough. */
static void
visit_aliased(struct inspect *in, struct facts *f,
    const struct tlsa_owner *target)
{
	for (in->i = 0; in->i < f->set->count && !is_smtp(target); in->i++) {
		if (read_record(f, in->i) && tlsa_is_known(&f->record) &&
		    inspect_ask(in, &tables[USAGE], true))
			return;
	}
}

/*
 * An alias of port 25 leads to records that do not know what they are for:
 * what is wrong for mail only is told here.
 */
static void
visit_cname(struct inspect *in)
{
	struct facts		f;
	struct tlsa_owner	there;
	struct name		name = in->owner;
	struct target		t;

	if (in->owner.wire[0] == 0 || (in->owner.wire[1] != '_' &&
	    in->owner.wire[1] != '*'))
		return;
	tlsa_read_owner(&in->owner, &f.owner);
	if (!is_smtp(&f.owner) || inspect_follow(in, &name, &t) == -1 ||
	    (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD) ||
	    (f.set = target_set(&t, TYPE_TLSA)) == NULL)
		return;
	f.is_alias = true;
	tlsa_read_owner(&name, &there);
	in->facts = &f;
	visit_aliased(in, &f, &there);
	if (in->extras != NULL)
		(void)inspect_ask(in, &tables[FILES], true);
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	if (in->set->type == TYPE_TLSA)
		visit_tlsa(in);
	else if (in->set->type == TYPE_CNAME)
		visit_cname(in);
}

const struct check_chapter check_tlsa = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_set = visit_set,
};
