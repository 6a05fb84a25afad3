/* SPDX-License-Identifier: ISC */
#include "zones/rdata_field.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct field {
	uint8_t		 kind;
	const char	*noun;
};

#define FIELD_ROW(field, kind, noun)	[F_##field] = { KIND_##kind, noun },
static const struct field fields[F_MAX] = {
	[F_NONE] = { KIND_NONE, "data" },
	RR_FIELDS(FIELD_ROW)
};
#undef FIELD_ROW

const char *
rdata_noun(enum rr_field field)
{
	return fields[field].noun;
}

enum rr_kind
rdata_kind_of(enum rr_field field)
{
	return fields[field].kind;
}

int
rdata_fail(struct rdata_in *in, size_t token, const char *fmt, ...)
{
	va_list	 ap;

	in->fault = token;
	va_start(ap, fmt);
	(void)vsnprintf(in->why, in->why_bytes, fmt, ap); /* may be cut */
	va_end(ap);
	return -1;
}

char *
rdata_show(const char *text, size_t len_bytes, char buf[RDATA_SHOWN_BYTES])
{
	char	*at = buf;
	size_t	 i;
	uint8_t	 c;

	for (i = 0; i < len_bytes; i++) {
		/* Leave room for \DDD, "..." and the NUL. */
		if (at - buf > RDATA_SHOWN_BYTES - 8) {
			(void)memcpy(at, "...", 3);
			at += 3;
			break;
		}
		c = (uint8_t)text[i];
		if (c >= ' ' && c <= '~')
			*at++ = (char)c;
		else
			at += snprintf(at, 5, "\\%03u", c);
	}
	*at = '\0';
	return buf;
}

int
rdata_mismatch(struct rdata_in *in, const char *expected)
{
	const struct token	*tok = &in->tokens[in->at];
	char			 shown[RDATA_SHOWN_BYTES];

	return rdata_fail(in, in->at, "%s %s \"%s\" is not %s",
	    in->row->mnemonic, rdata_noun(in->field),
	    rdata_show(tok->text, tok->len, shown), expected);
}

int
rdata_missing(struct rdata_in *in, const char *expected)
{
	return rdata_fail(in, in->n,
	    "the %s %s ends too early; expected %s, as in: %s",
	    in->row->mnemonic, rdata_noun(in->field), expected,
	    in->row->example);
}

const uint8_t *
rdata_take(struct rdata_out *out, size_t len_bytes)
{
	const uint8_t	*at = reader_bytes(&out->in, len_bytes);

	if (at == NULL)
		out->has_no_text = true;
	return at;
}

static void
put(struct rdata_out *out, const char *text, size_t len_bytes)
{
	/* One octet stays free for the NUL. */
	if (out->is_full || (size_t)(out->end - out->at) <= len_bytes) {
		out->is_full = true;
		return;
	}
	(void)memcpy(out->at, text, len_bytes);
	out->at += len_bytes;
}

void
rdata_space(struct rdata_out *out)
{
	if (out->at != out->start)
		put(out, " ", 1);
}

void
rdata_print(struct rdata_out *out, const char *fmt, ...)
{
	va_list	 ap;
	size_t	 room = (size_t)(out->end - out->at);
	int	 len;

	if (out->is_full)
		return;
	va_start(ap, fmt);
	len = vsnprintf(out->at, room, fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= room)
		out->is_full = true;
	else
		out->at += len;
}

static void
print_escaped(struct rdata_out *out, uint8_t octet, const char *special)
{
	char	 buf[5];

	if (octet <= ' ' || octet > '~') {
		if (octet == ' ' && strchr(special, ' ') == NULL) {
			put(out, " ", 1);
			return;
		}
		(void)snprintf(buf, sizeof(buf), "\\%03u", octet);
		put(out, buf, 4);
		return;
	}
	buf[0] = '\\';
	buf[1] = (char)octet;
	if (strchr(special, octet) != NULL)
		put(out, buf, 2);
	else
		put(out, buf + 1, 1);
}

void
rdata_print_quoted(struct rdata_out *out, uint8_t octet)
{
	print_escaped(out, octet, "\"\\");
}

void
rdata_print_bare(struct rdata_out *out, uint8_t octet)
{
	print_escaped(out, octet, " \"\\();");
}
