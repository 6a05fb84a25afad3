/* SPDX-License-Identifier: ISC */
#include "zones/master.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "zones/rdata_quick.h"
#include "zones/record.h"
#include "zones/rrtype.h"

/* All that a zone begins with is zero. */
static void
begin(struct master *m)
{
	memset(m, 0, offsetof(struct master, generate_scan));
}

void
master_init(struct master *m)
{
	begin(m);
	scan_init(&m->generate_scan, "", 0, 1, NULL, NULL);
	inputs_init(&m->inputs);
}

void
master_reset(struct master *m)
{
	begin(m);
	inputs_reset(&m->inputs);
}

void
master_clear(struct master *m)
{
	scan_clear(&m->generate_scan);
	inputs_clear(&m->inputs);
}

void
master_complain(struct master *m, const struct place *at, const char *id,
    const char *fmt, ...)
{
	const struct input *in;
	char		 text[SOURCE_WHY_BYTES];
	char		 owner[NAME_TEXT_MAX];
	const char	*name = NULL;
	va_list		 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (m->inputs.depth > 0) {
		in = inputs_top(&m->inputs);
		if (in->owner_state == OWNER_KNOWN)
			name = name_to_text(in->owner.wire, owner);
	}
	m->errors++;
	if (m->is_generating)
		report_add(m->rep, SEV_ERROR, &m->generate_at, id, name,
		    "%s (in the record that $GENERATE makes of %u)", text,
		    m->number);
	else
		report_add(m->rep, SEV_ERROR, at, id, name, "%s", text);
}

struct place
master_place(struct master *m, const struct entry *e, size_t i)
{
	const struct token	*tok = &e->tokens[i < e->n ? i : e->n - 1];
	struct place		 at = {.line = tok->line,
	    .column = tok->column};

	at.file = inputs_top(&m->inputs)->path;
	if (i >= e->n)
		at.column += tok->len + (tok->is_quoted ? 2 : 0);
	return at;
}

int
master_told(const struct token *tok)
{
	return tok->len > RECORD_TOLD_BYTES ? RECORD_TOLD_BYTES :
	    (int)tok->len;
}

int
master_name(struct master *m, const struct entry *e, size_t i, const char *what,
    struct name *out)
{
	const struct token	*tok = &e->tokens[i];
	const char		*why;
	struct place		 at;

	if (name_from_text(&m->spare, tok->text, tok->len,
	    &inputs_top(&m->inputs)->origin, &why) == 0) {
		*out = m->spare;
		return 0;
	}
	at = master_place(m, e, i);
	master_complain(m, &at, "parse-error", "%s \"%.*s\" is no domain name:"
	    " %s", what, master_told(tok), tok->text, why);
	return -1;
}

static void
set_owner(struct master *m, const struct entry *e)
{
	struct input	*in = inputs_top(&m->inputs);
	struct place	 at;
	size_t		 len;

	if (!e->is_owner_blank) {
		len = m->is_general ? 0 : name_quick(in->owner.wire,
		    e->tokens->text, e->tokens->len, &in->origin, &in->owner);
		if (len > 0) {
			in->owner.len = (uint8_t)len;
			in->owner_state = OWNER_KNOWN;
			return;
		}
		in->owner_state = OWNER_NONE;	/* for the message */
		in->owner_state = master_name(m, e, 0, "owner", &in->owner) ==
		    0 ? OWNER_KNOWN : OWNER_FAULTY;
	} else if (in->owner_state == OWNER_NONE) {
		at = master_place(m, e, 0);
		master_complain(m, &at, "parse-error", "the line begins with"
		    " white space, which means the owner of the record above,"
		    " but there is none; write the owner in column 1, or @ for"
		    " the origin");
		in->owner_state = OWNER_FAULTY;
	}
}

/*
 * RFC 1035 5.1 knows nothing of an SOA without any TTL.  BIND then takes its
 * MINIMUM, as it was before RFC 2308 4, and as if it were $TTL.
 */
static void
take_minimum(struct master *m, size_t rdata_len, const struct place *at)
{
	uint32_t	minimum = load_be32(m->rdata + rdata_len - 4);

	m->is_ttl_fixed = true;
	m->ttl_s = minimum > TTL_MAX_S ? 0 : minimum;
	if (minimum > TTL_MAX_S)
		report_add(m->rep, SEV_INFO, at, "ttl-missing-default", NULL,
		    "there is neither $TTL nor a TTL at the SOA, and its last"
		    " number, %u, counts as 0 (RFC 2181 8); put a line such as"
		    " $TTL 3600 at the top of the file", minimum);
	else
		report_add(m->rep, SEV_INFO, at, "ttl-missing-default", NULL,
		    "there is neither $TTL nor a TTL at the SOA, so that its"
		    " last number, %u, is taken; put $TTL %u at the top of the"
		    " file", minimum, minimum);
}

/*
 * The TTL of a record, as in BIND, is the first of these that there is:
 * - its own;
 * - $TTL, for all behind it, whatever is stated later (RFC 2308 4);
 * - the MINIMUM of an SOA for which no TTL was known, likewise;
 * - the last one stated (RFC 1035 5.1), in this file, an include or
 *   $GENERATE.
 */
static uint32_t
choose_ttl(struct master *m, const struct record *rec, size_t rdata_len,
    const struct place *at)
{
	if (rec->has_ttl) {
		if (!m->is_ttl_fixed)
			m->ttl_s = rec->ttl_s;
		m->has_ttl = true;
		return rec->ttl_s;
	}
	if (m->has_ttl)
		return m->ttl_s;
	m->has_ttl = true;
	if (rec->type == TYPE_SOA)
		take_minimum(m, rdata_len, at);
	else if (!m->may_have_soa) /* else it would come of a faulty SOA */
		master_complain(m, at, "parse-error", "the record has no TTL"
		    " and none was stated before; put a line such as $TTL 3600"
		    " at the top of the file");
	return m->ttl_s;
}

/* Reported; the record is not taken. */
static bool
is_too_much(struct master *m, size_t data_len)
{
	if (!m->is_generating)
		return false;
	m->generated_bytes += m->line_len > data_len ? m->line_len : data_len;
	if (m->generated_bytes <= MASTER_GENERATED_BYTES_MAX)
		return false;
	master_complain(m, NULL, "parse-error", "all $GENERATE lines together"
	    " make more than %zu MiB; leave some out",
	    MASTER_GENERATED_BYTES_MAX >> 20);
	return true;
}

/* The general way; not inlined, since its messages need room. */
__attribute__((noinline)) static int
general_head(struct master *m, const struct entry *e, struct record *rec)
{
	struct record_error	err;
	struct place		at;

	if (record_head(e->tokens, e->n, !e->is_owner_blank, m->rdata, rec,
	    &err) == 0)
		return 0;
	at = master_place(m, e, err.token);
	master_complain(m, &at, err.id, "%s", err.text);
	if (err.type == TYPE_SOA || record_may_be_soa(e->tokens, e->n))
		m->may_have_soa = true;
	return -1;
}

__attribute__((noinline)) static int
general_rdata(struct master *m, const struct entry *e,
    const struct record *rec, const struct name *origin)
{
	struct rdata_error	why;
	struct place		at;
	int			len;

	len = rdata_from_tokens(rec->type, e->tokens + rec->rdata_at,
	    e->n - rec->rdata_at, origin, m->rdata, &why);
	if (len == -1) {
		at = master_place(m, e, rec->rdata_at + why.token);
		master_complain(m, &at, "parse-error", "%s", why.text);
	}
	return len;
}

/* TTL, class and type; -1: reported. */
static int
take_head(struct master *m, const struct entry *e, struct record *rec)
{
	if ((m->is_general || !record_quick(e->tokens, e->n,
	    !e->is_owner_blank, rec)) && general_head(m, e, rec) == -1)
		return -1;
	if (rec->type == TYPE_SOA)
		m->may_have_soa = true;
	return 0;
}

/* The length of the RDATA; -1: reported. */
static int
take_rdata(struct master *m, const struct entry *e, const struct record *rec,
    const struct name *origin)
{
	int	len = -1;

	if (!m->is_general)
		len = rdata_quick(rec->type, e->tokens + rec->rdata_at,
		    e->n - rec->rdata_at, origin, m->rdata);
	return len != -1 ? len : general_rdata(m, e, rec, origin);
}

int
master_record(struct master *m, const struct entry *e)
{
	struct input		*in = inputs_top(&m->inputs);
	struct record		 rec;
	struct place		 at;
	uint32_t		 ttl_s;
	int			 len;

	set_owner(m, e);
	if (take_head(m, e, &rec) == -1 ||
	    (len = take_rdata(m, e, &rec, &in->origin)) == -1)
		return 0;
	at = m->is_generating ? m->generate_at : master_place(m, e, 0);
	at.is_bare = rec.rdata_at < e->n &&
	    !e->tokens[rec.rdata_at].is_quoted;
	ttl_s = choose_ttl(m, &rec, (size_t)len, &at);
	if (in->owner_state != OWNER_KNOWN ||
	    is_too_much(m, in->owner.len + (size_t)len))
		return 0;
	if (rec.type == TYPE_SOA)
		m->has_soa = true;
	return m->add(m->add_arg, &in->owner, rec.type, ttl_s, m->rdata,
	    (size_t)len, &at);
}

void
master_broken(struct master *m, const struct entry *e)
{
	struct input	*in = inputs_top(&m->inputs);
	const char	*why;

	if (record_may_be_soa(e->tokens, e->n))
		m->may_have_soa = true;
	if (e->n == 0 || e->is_owner_blank || e->tokens[0].text[0] == '$')
		return;
	in->owner_state = OWNER_FAULTY;
	if (name_from_text(&m->spare, e->tokens[0].text, e->tokens[0].len,
	    &in->origin, &why) == 0) {
		in->owner = m->spare;
		in->owner_state = OWNER_KNOWN;
	}
}
