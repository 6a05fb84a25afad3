/* SPDX-License-Identifier: ISC */
#include "zones/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "zones/name.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/* More mnemonics than the table will have: for "did you mean". */
#define MNEMONICS_MAX	256

/* RFC 6895 3.1: types for questions and for the protocol itself. */
#define META_FIRST	128
#define META_LAST	255

static int fail(struct record_error *, size_t token, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static int
fail(struct record_error *err, size_t token, const char *fmt, ...)
{
	va_list	ap;

	err->id = "parse-error";
	err->token = token;
	err->type = 0;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return -1;
}

/* How much of a word to print, for "%.*s". */
static int
told(const struct token *tok)
{
	return tok->len > RECORD_TOLD_BYTES ? RECORD_TOLD_BYTES :
	    (int)tok->len;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_all_digits(const struct token *tok)
{
	uint32_t	i;

	for (i = 0; i < tok->len; i++) {
		if (!is_digit(tok->text[i]))
			return false;
	}
	return tok->len > 0 && !tok->is_quoted;
}

static bool
is_ttl_octet(char c)
{
	return is_digit(c) || (c != '\0' && strchr("smhdwSMHDW", c) != NULL);
}

/* No type or class begins with a digit, so this can be nothing else. */
static bool
looks_like_ttl(const struct token *tok)
{
	uint32_t	i;

	if (tok->is_quoted || tok->len == 0 || !is_digit(tok->text[0]))
		return false;
	for (i = 1; i < tok->len; i++) {
		if (!is_ttl_octet(tok->text[i]))
			return false;
	}
	return true;
}

int
record_ttl(const struct token *tok, uint32_t *out_s,
    struct record_error *err)
{
	int	rc = text_seconds(tok->text, tok->len, out_s);

	if (rc == 0 && *out_s <= TTL_MAX_S && !tok->is_quoted)
		return 0;
	if (tok->is_quoted || (rc == -1 && !is_all_digits(tok)))
		return fail(err, 0, "\"%.*s\" is no TTL; expected seconds up"
		    " to 2147483647, or units such as 1h30m or 2d", told(tok),
		    tok->text);
	(void)fail(err, 0, "TTL %.*s is above 2147483647 (RFC 2181 8); a day"
	    " is 86400", told(tok), tok->text);
	err->id = "ttl-out-of-range";
	return -1;
}

enum class_word { CLASS_NOT, CLASS_OURS, CLASS_OTHER };

static enum class_word
class_of(const struct token *tok)
{
	static const char *const others[] = {
		"CH", "CHAOS", "HS", "HESIOD", "CS"
	};
	uint64_t	v;
	size_t		i;

	if (tok->is_quoted || tok->len < 2 ||
	    strchr("iIcChH", tok->text[0]) == NULL)
		return CLASS_NOT;
	if (token_is(tok, "IN"))
		return CLASS_OURS;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (token_is(tok, others[i]))
			return CLASS_OTHER;
	}
	/* RFC 3597 5: CLASSnnn. */
	if (tok->len <= 5 || !bytes_equal_nocase((const uint8_t *)tok->text,
	    (const uint8_t *)"CLASS", 5) ||
	    text_number(tok->text + 5, tok->len - 5, UINT16_MAX, &v) == -1)
		return CLASS_NOT;
	return v == CLASS_IN ? CLASS_OURS : CLASS_OTHER;
}

static bool
is_type(const struct token *tok, uint16_t *type)
{
	return !tok->is_quoted &&
	    rrtype_from_text(tok->text, tok->len, type) == 0;
}

static const char *
nearest_type(const struct token *tok)
{
	const char		*words[MNEMONICS_MAX];
	const struct rrtype	*row;
	size_t			 n = 0;

	while (n < MNEMONICS_MAX && (row = rrtype_row(n)) != NULL)
		words[n++] = row->mnemonic;
	return text_nearest(tok->text, tok->len, words, n);
}

/*
 * A record without owner, written in column 1 by mistake: its type was read
 * as the owner.  True if the first word is a type and the others are its
 * data.
 */
static bool
is_type_in_owner(const struct token *tokens, size_t n, uint8_t *scratch,
    uint16_t *type)
{
	struct rdata_error	why;
	struct name		origin;

	name_root(&origin);
	return is_type(&tokens[0], type) && n > 1 &&
	    rdata_from_tokens(*type, tokens + 1, n - 1, &origin, scratch,
	    &why) != -1;
}

static int
fail_column(const struct token *tokens, size_t i, uint16_t type,
    struct record_error *err)
{
	(void)fail(err, 0, "\"%.*s\" is no record type; the line begins in"
	    " column 1, so \"%.*s\" was read as its owner: put white space"
	    " before it to keep the owner of the record above, or write the"
	    " owner first", told(&tokens[i]), tokens[i].text,
	    told(&tokens[0]), tokens[0].text);
	err->type = type;
	return -1;
}

/* The white space that editors and web pages put into lines, in UTF-8. */
static bool
has_hard_space(const struct token *tok)
{
	uint32_t	i;

	for (i = 1; i < tok->len; i++) {
		if (memcmp(tok->text + i - 1, "\xc2\xa0", 2) == 0)
			return true;
	}
	return false;
}

/* What comes from other languages and from slips in column 1; the type
   should be at i.  0 if it is none of these. */
static int
fail_slip(const struct token *tokens, size_t n, size_t i, bool has_owner,
    struct record_error *err)
{
	const struct token	*first = &tokens[0];

	if (has_hard_space(first) || (i < n && has_hard_space(&tokens[i])))
		return fail(err, has_hard_space(first) ? 0 : i, "a"
		    " non-breaking space is no white space in a zone file;"
		    " replace it by a blank");
	if (first->is_quoted || first->len == 0)
		return 0;
	if (first->text[0] == '#' || (first->len > 1 &&
	    memcmp(first->text, "//", 2) == 0))
		return fail(err, 0, "comments in zone files begin with ;, not"
		    " with \"%.*s\"", first->text[0] == '#' ? 1 : 2,
		    first->text);
	if (!has_owner && i == 0 && first->text[0] == '$')
		return fail(err, 0, "a directive such as \"%.*s\" must begin"
		    " in the first column; remove the white space before it",
		    told(first), first->text);
	/* With dots it is an address, before which the type is missing. */
	if (i < n && !tokens[i].is_quoted && tokens[i].len > 0 &&
	    is_digit(tokens[i].text[0]) &&
	    memchr(tokens[i].text, '.', tokens[i].len) == NULL)
		return fail(err, i, "\"%.*s\" is neither a TTL, such as 3600"
		    " or 1h, nor a record type", told(&tokens[i]),
		    tokens[i].text);
	return 0;
}

/* No type at i.  Say what was probably meant. */
static int
fail_type(const struct token *tokens, size_t n, size_t i,
    struct record_error *err)
{
	const struct token	*tok = &tokens[i];
	const char		*nearest;

	if (i == n)
		return fail(err, n, "the record ends without a type; expected"
		    " a type, such as MX, and its data");
	if ((nearest = nearest_type(tok)) != NULL) {
		(void)fail(err, i, "\"%.*s\" is no record type; did you mean"
		    " %s?", told(tok), tok->text, nearest);
		(void)rrtype_from_text(nearest, strlen(nearest), &err->type);
		return -1;
	}
	return fail(err, i, "\"%.*s\" is no record type; expected one such as"
	    " MX or A, or TYPE and its number (RFC 3597)", told(tok),
	    tok->text);
}

static int
check_meta(const struct token *tokens, size_t i, uint16_t type,
    struct record_error *err)
{
	const struct rrtype	*row = rrtype_find(type);

	if (type != 0 && (type < META_FIRST || type > META_LAST) &&
	    (row == NULL || (row->flags & RR_META) == 0))
		return 0;
	return fail(err, i, "type %.*s is for questions and the protocol and"
	    " cannot stand in a zone; remove the record", told(&tokens[i]),
	    tokens[i].text);
}

static int
take_ttl(const struct token *tokens, size_t i, struct record *out,
    struct record_error *err)
{
	if (out->has_ttl)
		return fail(err, i, "\"%.*s\" is a second TTL; keep one",
		    told(&tokens[i]), tokens[i].text);
	if (record_ttl(&tokens[i], &out->ttl_s, err) == -1) {
		err->token = i;
		return -1;
	}
	out->has_ttl = true;
	return 0;
}

static int
take_class(const struct token *tokens, size_t i, enum class_word class,
    bool *has_class, struct record_error *err)
{
	if (class == CLASS_OTHER)
		return fail(err, i, "class %.*s is not served, only IN is;"
		    " remove the record, or leave the class out",
		    told(&tokens[i]), tokens[i].text);
	if (*has_class)
		return fail(err, i, "\"%.*s\" is a second class; keep one",
		    told(&tokens[i]), tokens[i].text);
	*has_class = true;
	return 0;
}

int
record_head(const struct token *tokens, size_t n, bool has_owner,
    uint8_t *scratch, struct record *out, struct record_error *err)
{
	enum class_word	class;
	bool		has_class = false;
	uint16_t	type;
	size_t		i;

	memset(out, 0, sizeof(*out));
	for (i = has_owner ? 1 : 0; i < n; i++) {
		if (looks_like_ttl(&tokens[i])) {
			if (take_ttl(tokens, i, out, err) == -1)
				return -1;
		} else if ((class = class_of(&tokens[i])) != CLASS_NOT) {
			if (take_class(tokens, i, class, &has_class, err) == -1)
				return -1;
		} else {
			break;
		}
	}
	if (i < n && is_type(&tokens[i], &out->type)) {
		out->rdata_at = i + 1;
		return check_meta(tokens, i, out->type, err);
	}
	if (has_owner && !has_class && i < n &&
	    is_type_in_owner(tokens, n, scratch, &type))
		return fail_column(tokens, i, type, err);
	if (n > 0 && fail_slip(tokens, n, i, has_owner, err) == -1)
		return -1;
	return fail_type(tokens, n, i, err);
}

static bool
is_in(const struct token *tok)
{
	return tok->len == 2 && (tok->text[0] | 0x20) == 'i' &&
	    (tok->text[1] | 0x20) == 'n';
}

bool
record_quick(const struct token *tokens, size_t n, bool has_owner,
    struct record *out)
{
	const struct token	*tok;
	bool			 has_class = false;
	size_t			 i;

	out->has_ttl = false;
	out->ttl_s = 0;
	for (i = has_owner; i < n; i++) {
		tok = &tokens[i];
		if (tok->is_quoted)
			return false;
		if (is_digit(tok->text[0])) {
			if (out->has_ttl || !token_is_number(tok,
			    TTL_MAX_S, &out->ttl_s))
				return false;
			out->has_ttl = true;
		} else if (is_in(tok)) {
			if (has_class)
				return false;
			has_class = true;
		} else {
			out->type = rrtype_usual(tok->text, tok->len);
			out->rdata_at = i + 1;
			return out->type != 0;
		}
	}
	return false;
}

bool
record_may_be_soa(const struct token *tokens, size_t n)
{
	size_t	i;

	/* Owner, TTL and class stand before, and who knows what. */
	for (i = 0; i < n && i < 5; i++) {
		if (!tokens[i].is_quoted && token_is(&tokens[i], "SOA"))
			return true;
	}
	return false;
}
