/* SPDX-License-Identifier: ISC */
#include "zones/check_soa.h"

#include <inttypes.h>
#include <string.h>

#include "zones/rrtype.h"
#include "zones/wire.h"

/* RFC 1912 2.2: refresh every 20 minutes to 12 hours. */
#define REFRESH_LEAST_S		1200
#define REFRESH_MOST_S		43200

/* A long week-end must pass before the secondaries give up. */
#define EXPIRE_LEAST_S		(7 * DAY_S)

/* RFC 2308 5: more than a day has been found to be trouble. */
#define NEGATIVE_MOST_S		DAY_S

#define DAY_S			86400

/* Serials of the form YYYYMMDDnn, by the year; a counter or the Unix time
   seldom looks so. */
#define YEAR_FIRST		2000
#define YEAR_LAST		2999

/* RFC 1982 3.1: the most that can be added to a serial. */
#define SERIAL_STEP		INT32_MAX

/* What the SOA says. */
struct facts {
	struct name	mname;
	struct name	rname;
	uint32_t	serial;
	uint32_t	refresh_s;
	uint32_t	retry_s;
	uint32_t	expire_s;
	uint32_t	minimum_s;
};

/* The other name for a mailbox: one of the zone's, if it can have mail. */
static const char *
some_mailbox(const struct inspect *in, char buf[NAME_TEXT_MAX])
{
	static const uint8_t	wire[] = "\4arpa";
	static const uint8_t	label[] = "\12hostmaster";
	struct name_parts	parts;
	struct name		arpa;
	struct name		name;

	name_from_wire(&arpa, wire);
	parts.head = label;
	parts.head_len = sizeof(label) - 1;
	parts.tail = in->apex.wire;
	parts.tail_len = in->apex.len;
	if (in->apex.labels == 0 || name_is_under(&in->apex, &arpa) ||
	    name_join(&name, &parts) == -1)
		return "hostmaster and the name of your mail domain";
	return name_to_text(name.wire, buf);
}

/* Is another finding about this name to be expected: a missing dot, an @? */
static bool
is_told_elsewhere(const struct inspect *in, const struct name *name)
{
	struct name	meant;

	return inspect_is_dotless(in, name, &meant) ||
	    memchr(name->wire, '@', name->len) != NULL;
}

/* RFC 1035 8: the first label is the mailbox, the others are its domain. */
static bool
look_rname(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 text[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	const char		*mailbox;

	if (is_told_elsewhere(in, &f->rname))
		return false;
	mailbox = some_mailbox(in, text);
	name_to_text(f->rname.wire, name);
	if (f->rname.labels < 2)
		return inspect_tell(in, rule, 0, "the mailbox %s is no mail"
		    " address, which needs a label for the mailbox and the"
		    " name of its domain (RFC 1035 8); write %s", name,
		    mailbox);
	if (!name_equal(&f->rname, &f->mname))
		return false;
	return inspect_tell(in, rule, 0, "the mailbox %s is the name of the"
	    " primary server, and so no mail address (RFC 1035 8); write %s",
	    name, mailbox);
}

/* RFC 5321 5.1: MX, or else an address; null MX takes none, RFC 7505. */
static bool
takes_mail(const struct target *t)
{
	const struct rrset	*mx = target_set(t, TYPE_MX);
	size_t			 len;

	if (mx == NULL)
		return target_has_address(t);
	return mx->count > 1 || rrset_rdata(mx, 0, &len)[2] != 0 || len != 3;
}

/*
 * Can no mail come to this name, as far as the served zones tell?  About the
 * zone's own name mx-apex-missing says it, or it has a null MX on purpose.
 */
static bool
is_undeliverable(struct inspect *in, const struct name *domain)
{
	struct name	last = *domain;
	struct target	end;

	if (name_equal(domain, &in->apex) ||
	    inspect_follow(in, &last, &end) == -1)
		return false;
	switch (end.kind) {
	case TARGET_MISSING:
		return true;
	case TARGET_HERE:
	case TARGET_WILDCARD:
		return !takes_mail(&end);
	default:
		return false;
	}
}

static bool
look_undeliverable(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 domain;
	struct name		 meant;
	struct target		 target;
	char			 mailbox[NAME_TEXT_MAX];
	char			 text[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];

	if (f->rname.labels < 2 || is_told_elsewhere(in, &f->rname))
		return false;
	name_from_wire(&domain, f->rname.wire + f->rname.offset[1]);
	if (!is_undeliverable(in, &domain))
		return false;
	name_to_text(f->rname.wire, mailbox);
	inspect_find(in, &f->rname, &target);
	if (inspect_is_foreign(in, &f->rname, &target, &meant))
		return inspect_tell(in, rule, 0, "the mailbox became %s, whose"
		    " domain does not exist; if a domain elsewhere is meant,"
		    " its final dot is missing, write %s", mailbox,
		    name_to_text(meant.wire, name));
	return inspect_tell(in, rule, 0, "the mailbox %s gets no mail: its"
	    " domain %s has neither MX nor address; give it an MX, or name a"
	    " mailbox elsewhere, such as %s", mailbox,
	    name_to_text(domain.wire, name), some_mailbox(in, text));
}

/* Is it one of the zone's name servers?  Then ns-* checks look at it. */
static bool
is_server(const struct inspect *in, const struct name *name)
{
	const struct rrset	*ns = inspect_set(in, TYPE_NS);
	struct name		 server;
	unsigned		 i;

	for (i = 0; ns != NULL && i < ns->count; i++) {
		if (target_name(in->zone, ns, i, &server) == 0 &&
		    name_equal(&server, name))
			return true;
	}
	return false;
}

static bool
look_mname_alias(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 last = f->mname;
	struct target		 end;
	char			 name[NAME_TEXT_MAX];
	char			 better[NAME_TEXT_MAX];

	if ((in->target.kind != TARGET_ALIAS &&
	    in->target.kind != TARGET_RENAMED) || is_server(in, &f->mname))
		return false;
	name_to_text(f->mname.wire, name);
	if (inspect_follow(in, &last, &end) == -1)
		return inspect_tell(in, rule, 0, "the primary server %s is an"
		    " alias that leads nowhere; name a host that has A or AAAA"
		    " records", name);
	return inspect_tell(in, rule, 0, "the primary server %s is an alias,"
	    " but must be a host's own name (RFC 2181 10.3); write %s", name,
	    name_to_text(last.wire, better));
}

/* NOTIFY of RFC 1996 2 and UPDATE of RFC 2136 1 need its address. */
static bool
look_mname_address(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 meant;
	char			 name[NAME_TEXT_MAX];
	char			 better[NAME_TEXT_MAX];

	if (in->target.kind != TARGET_MISSING &&
	    ((in->target.kind != TARGET_HERE &&
	    in->target.kind != TARGET_WILDCARD) ||
	    target_has_address(&in->target)))
		return false;
	if (is_server(in, &f->mname))
		return false;
	name_to_text(f->mname.wire, name);
	if (inspect_is_foreign(in, &f->mname, &in->target, &meant))
		return inspect_tell(in, rule, 0, "the primary server became"
		    " %s, which does not exist; if a host elsewhere is meant,"
		    " its final dot is missing, write %s", name,
		    name_to_text(meant.wire, better));
	return inspect_tell(in, rule, 0, "the primary server %s has no"
	    " address, so dynamic updates do not find it; name one of the"
	    " zone's name servers, or add: %s A ...", name, name);
}

static bool
look_retry(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->retry_s < f->refresh_s)
		return false;
	return inspect_tell(in, rule, 0, "retry (%" PRIu32 ") is not below"
	    " refresh (%" PRIu32 "), so a secondary that failed asks no sooner"
	    " than one that did not; write 14400 for refresh and 3600 for"
	    " retry", f->retry_s, f->refresh_s);
}

static bool
look_refresh(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->refresh_s < REFRESH_LEAST_S)
		return inspect_tell(in, rule, 0, "refresh (%" PRIu32 ") is"
		    " below 20 minutes (RFC 1912 2.2): secondaries ask all the"
		    " time; write 14400", f->refresh_s);
	if (f->refresh_s > REFRESH_MOST_S)
		return inspect_tell(in, rule, 0, "refresh (%" PRIu32 ") is"
		    " above 12 hours (RFC 1912 2.2): a secondary that missed a"
		    " NOTIFY is late so long; write 14400", f->refresh_s);
	return false;
}

static bool
look_expire(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	uint64_t		 sum_s = (uint64_t)f->refresh_s + f->retry_s;

	if (f->expire_s < EXPIRE_LEAST_S)
		return inspect_tell(in, rule, 0, "expire (%" PRIu32 ") is below"
		    " 7 days: when the primary is down for a long week-end the"
		    " secondaries stop too, and mail with them; write 1209600",
		    f->expire_s);
	if (f->expire_s < sum_s)
		return inspect_tell(in, rule, 0, "expire (%" PRIu32 ") is below"
		    " refresh and retry together (%" PRIu64 "), so a secondary"
		    " gives the zone up when one refresh fails (RFC 1912 2.2);"
		    " write 1209600 for expire, 14400 for refresh and 3600 for"
		    " retry", f->expire_s, sum_s);
	return false;
}

static bool
look_negative(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->minimum_s <= NEGATIVE_MOST_S)
		return false;
	return inspect_tell(in, rule, 0, "the last number (%" PRIu32 "), the"
	    " time for negative answers, is above a day (RFC 2308 5): a record"
	    " that is added late may stay unseen so long; write 3600",
	    f->minimum_s);
}

static bool
look_zero(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->serial != 0)
		return false;
	return inspect_tell(in, rule, 0, "the serial is 0, which some"
	    " secondaries take for none; count from 1, or write the date as"
	    " YYYYMMDDnn");
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t
days_to(unsigned year, unsigned month, unsigned day)
{
	static const unsigned	before[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
	};
	unsigned		last = year - 1;	/* whole year */
	bool			is_leap;

	is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return (int64_t)last * 365 + last / 4 - last / 100 + last / 400 +
	    before[month - 1] + (month > 2 && is_leap) + day - 1 - 719162;
}

/* YYYYMMDDnn?  Then when that day begins, Unix time. */
static bool
read_date(uint32_t serial, int64_t *out_s)
{
	unsigned	day = serial / 100 % 100;
	unsigned	month = serial / 10000 % 100;
	unsigned	year = serial / 1000000;

	if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 ||
	    day < 1 || day > 31)
		return false;
	*out_s = days_to(year, month, day) * DAY_S;
	return true;
}

static bool
look_future(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	int64_t			 date_s;

	if (!read_date(f->serial, &date_s) ||
	    date_s <= (int64_t)in->now_s + DAY_S)
		return false;
	return inspect_tell(in, rule, 0, "the serial %" PRIu32 " is a date in"
	    " the future, so a serial of today would be smaller; to go back,"
	    " write %" PRIu32 " (2147483647 more, RFC 1982 3.1), wait until"
	    " all secondaries have it, then write the serial of today",
	    f->serial, f->serial + SERIAL_STEP);
}

/* The last version of the zone, if there was one. */
static const struct content *
last_content(const struct inspect *in)
{
	return in->before == NULL ? NULL : in->before->content;
}

static bool
look_unchanged(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct content	*last = last_content(in);

	if (last == NULL || content_serial(last) != f->serial ||
	    content_equal(last, in->zone->content))
		return false;
	return inspect_tell(in, rule, 0, "the zone changed, but its serial %"
	    PRIu32 " did not, so secondaries keep the old zone; write %"
	    PRIu32, f->serial, f->serial + 1);
}

/* RFC 1982 3.2; half way round nobody knows, so it is no way on. */
static bool
is_after(uint32_t serial, uint32_t last)
{
	return (int32_t)(serial - last) > 0;
}

static bool
look_backwards(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct content	*last = last_content(in);
	uint32_t		 old;

	if (last == NULL)
		return false;
	old = content_serial(last);
	if (old == f->serial || is_after(f->serial, old))
		return false;
	return inspect_tell(in, rule, 0, "the serial went back from %" PRIu32
	    " to %" PRIu32 ", so secondaries refuse the zone (RFC 1982 3.2);"
	    " write %" PRIu32 " or more", old, f->serial, old + 1);
}

static const struct check_rule rname_rules[] = {
	{"soa-rname-invalid", SEV_WARNING, SCOPE_RECORD,
	    "The mailbox of the SOA cannot be a mail address.", look_rname},
	{"soa-rname-undeliverable", SEV_WARNING, SCOPE_SERVED,
	    "The mailbox of the SOA gets no mail.", look_undeliverable},
};

static const struct check_rule mname_rules[] = {
	{"soa-mname-cname", SEV_WARNING, SCOPE_SERVED,
	    "The primary server is an alias.", look_mname_alias},
	{"soa-mname-no-address", SEV_WARNING, SCOPE_SERVED,
	    "The primary server has no address.", look_mname_address},
};

/* Each of these concerns something else. */
static const struct check_rule number_rules[] = {
	{"soa-retry-ge-refresh", SEV_WARNING, SCOPE_RECORD,
	    "Retry is not below refresh.", look_retry},
	{"soa-refresh-range", SEV_INFO, SCOPE_RECORD,
	    "Refresh is below 20 minutes or above 12 hours.", look_refresh},
	{"soa-expire-short", SEV_WARNING, SCOPE_RECORD,
	    "Expire is below 7 days, or below refresh and retry.",
	    look_expire},
	{"soa-negative-ttl-high", SEV_WARNING, SCOPE_RECORD,
	    "Negative answers are kept for more than a day.", look_negative},
};

static const struct check_rule serial_rules[] = {
	{"soa-serial-backwards", SEV_ERROR, SCOPE_CHANGE,
	    "At a reload the serial went back.", look_backwards},
	{"soa-serial-unchanged", SEV_WARNING, SCOPE_CHANGE,
	    "At a reload the zone changed and its serial did not.",
	    look_unchanged},
	{"soa-serial-zero", SEV_INFO, SCOPE_RECORD,
	    "The serial is 0.", look_zero},
	{"soa-serial-future", SEV_INFO, SCOPE_RECORD,
	    "The serial is a date in the future.", look_future},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { RNAME, MNAME, NUMBERS, SERIAL };

static const struct check_table tables[] = {
	[RNAME] = ROWS(rname_rules),
	[MNAME] = ROWS(mname_rules),
	[NUMBERS] = ROWS(number_rules),
	[SERIAL] = ROWS(serial_rules),
};

/* RFC 1035 3.3.13; false if it names what cannot be. */
static bool
read_soa(const struct inspect *in, struct facts *f)
{
	const uint8_t		*stored;
	const uint8_t		*numbers;
	struct name_parts	 parts;
	size_t			 len;
	size_t			 used;

	stored = rrset_rdata(in->set, 0, &len);
	parts = stored_name(stored, in->apex.wire, in->apex.len, &used);
	if (name_join(&f->mname, &parts) == -1)
		return false;
	parts = stored_name(stored + used, in->apex.wire, in->apex.len, &used);
	if (name_join(&f->rname, &parts) == -1)
		return false;
	name_lower(&f->mname);
	name_lower(&f->rname);
	numbers = stored + len - SOA_NUMBERS_BYTES;
	f->serial = content_serial(in->zone->content);
	f->refresh_s = load_be32(numbers + 4);
	f->retry_s = load_be32(numbers + 8);
	f->expire_s = load_be32(numbers + 12);
	f->minimum_s = load_be32(numbers + 16);
	return true;
}

static void
visit_set(struct inspect *in)
{
	struct facts	f;

	if (!read_soa(in, &f))
		return;
	in->facts = &f;
	in->i = 0;
	(void)inspect_ask(in, &tables[RNAME], true);
	if (!is_told_elsewhere(in, &f.mname)) {
		inspect_find(in, &f.mname, &in->target);
		(void)inspect_ask(in, &tables[MNAME], true);
	}
	(void)inspect_ask(in, &tables[NUMBERS], false);
	(void)inspect_ask(in, &tables[SERIAL], true);
	in->facts = NULL;
}

const struct check_chapter check_soa = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_SOA,
	.visit_set = visit_set,
};
