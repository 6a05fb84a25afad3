/* SPDX-License-Identifier: ISC */
#include "zones/dkim_key.h"

#include <stdbool.h>
#include <string.h>

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What a digit is worth, RFC 4648 4, and one more; 0 for what is none. */
static const uint8_t	digits[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
	19, 20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
	43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
	['+'] = 63,
	['/'] = 64
};

/* Four digits from here on as three octets; false if one is none. */
static inline bool
read_four(const uint8_t *text, uint8_t *out)
{
	uint32_t	a = digits[text[0]], b = digits[text[1]];
	uint32_t	c = digits[text[2]], d = digits[text[3]];
	uint32_t	bits;

	if (a == 0 || b == 0 || c == 0 || d == 0)
		return false;
	/* Each is one more than its worth. */
	bits = (a << 18) + (b << 12) + (c << 6) + d - 0x41041;
	out[0] = (uint8_t)(bits >> 16);
	out[1] = (uint8_t)(bits >> 8);
	out[2] = (uint8_t)bits;
	return true;
}

void
base64_read(const uint8_t *text, size_t len, uint8_t *out, struct base64 *b)
{
	uint32_t	bits = 0;
	unsigned	pads = 0;
	size_t		used = 0;
	size_t		i;
	int		v;

	memset(b, 0, sizeof(*b));
	/* As far as nothing is odd; one by one from there. */
	for (i = 0; i + 4 <= len && read_four(text + i, out + used); i += 4)
		used += 3;
	b->len = used;
	b->digits = i;
	for (; i < len; i++) {
		if (is_space(text[i]))
			continue;
		v = digits[text[i]] - 1;
		if (text[i] == '=' && b->digits % 4 >= 2) {
			pads++;
			b->digits++;
			continue;
		}
		if (v == -1 || pads > 0) {
			b->fault = v == -1 && text[i] != '=' ?
			    BASE64_FOREIGN : BASE64_BEHIND;
			b->at = i;
			return;
		}
		bits = bits << 6 | (uint32_t)v;
		if (b->digits++ % 4 != 0)
			out[b->len++] = (uint8_t)(bits >>
			    (6 - 2 * ((b->digits - 1) % 4)));
	}
	b->at = len;
	if (b->digits % 4 != 0)
		b->fault = BASE64_LENGTH;
}

char *
base64_write(const uint8_t *data, size_t len, char *out)
{
	static const char	letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char			*at = out;
	uint32_t		 v;
	size_t			 i;

	for (i = 0; i < len; i += 3) {
		v = (uint32_t)data[i] << 16;
		v |= i + 1 < len ? (uint32_t)data[i + 1] << 8 : 0;
		v |= i + 2 < len ? data[i + 2] : 0;
		*at++ = letters[v >> 18];
		*at++ = letters[v >> 12 & 63];
		*at++ = (char)(i + 1 < len ? letters[v >> 6 & 63] : '=');
		*at++ = (char)(i + 2 < len ? letters[v & 63] : '=');
	}
	*at = '\0';
	return out;
}

/* ITU-T X.690 8.1.2, 8.1.3: tags that keys are made of. */
enum {
	DER_INTEGER = 0x02, DER_BITS = 0x03, DER_OCTETS = 0x04,
	DER_OID = 0x06, DER_SEQUENCE = 0x30, DER_VERSION = 0xa0
};

struct der {
	const uint8_t	*at;
	size_t		 left;
};

/*
 * The head of the next element.
 *
 * len	what it says of itself; may be more than is there
 * returns octets of the head, 0 if there is none of definite length
 */
static size_t
head(const struct der *d, uint8_t *tag, size_t *len)
{
	size_t	n;
	size_t	i;

	if (d->left < 2)
		return 0;
	*tag = d->at[0];
	*len = d->at[1];
	if (*len < 0x80)
		return 2;
	n = *len & 0x7f;
	/* More than 4 octets of length: no key is that large. */
	if (n == 0 || n > 4 || d->left < 2 + n)
		return 0;
	for (*len = 0, i = 0; i < n; i++)
		*len = *len << 8 | d->at[2 + i];
	return 2 + n;
}

/* The next element, if it has this tag: its content, and d moves behind. */
static bool
next(struct der *d, uint8_t wanted, struct der *content)
{
	uint8_t	tag;
	size_t	len;
	size_t	n;

	n = head(d, &tag, &len);
	if (n == 0 || tag != wanted || len > d->left - n)
		return false;
	content->at = d->at + n;
	content->left = len;
	d->at += n + len;
	d->left -= n + len;
	return true;
}

static unsigned
bits_of(const struct der *integer)
{
	const uint8_t	*p = integer->at;
	size_t		 n = integer->left;
	unsigned	 bits;
	uint8_t		 first;

	while (n > 0 && *p == 0) {
		p++;
		n--;
	}
	if (n == 0)
		return 0;
	bits = (unsigned)(n - 1) * 8;
	for (first = *p; first != 0; first >>= 1)
		bits++;
	return bits;
}

/* RFC 8017 A.1.1: modulus and exponent, and nothing else. */
static bool
read_rsa(struct der d, struct key_facts *out)
{
	struct der	modulus;
	struct der	exponent;

	if (!next(&d, DER_INTEGER, &modulus) ||
	    !next(&d, DER_INTEGER, &exponent) || d.left != 0)
		return false;
	out->bits = bits_of(&modulus);
	/* A private key begins with its version, 0. */
	return out->bits > 8 && bits_of(&exponent) > 0;
}

static const struct {
	const char	*oid;
	uint8_t		 len;
	enum key_form	 form;
} algorithms[] = {
	/* 1.2.840.113549.1.1.1, RFC 3279 2.3.1 */
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9, KEY_RSA},
	/* 1.2.840.113549.1.1.10, RFC 4055 1.2 */
	{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9, KEY_PSS},
	/* 1.2.840.10045.2.1, RFC 5480 2.1.1 */
	{"\x2a\x86\x48\xce\x3d\x02\x01", 7, KEY_EC},
	/* 1.3.101.112, RFC 8410 3 */
	{"\x2b\x65\x70", 3, KEY_ED25519},
};

static enum key_form
algorithm(const struct der *oid)
{
	size_t	i;

	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		if (oid->left == algorithms[i].len && memcmp(oid->at,
		    algorithms[i].oid, oid->left) == 0)
			return algorithms[i].form;
	}
	return KEY_OTHER;
}

/* RFC 5280 4.1.2.7: algorithm, then the key as a bit string. */
static enum key_form
read_info(struct der d, struct key_facts *out)
{
	struct der	which;
	struct der	oid;
	struct der	key;
	struct der	rsa;
	enum key_form	form;

	if (!next(&d, DER_SEQUENCE, &which) || !next(&which, DER_OID, &oid) ||
	    !next(&d, DER_BITS, &key) || d.left != 0 || key.left < 1 ||
	    key.at[0] != 0)
		return KEY_UNKNOWN;
	form = algorithm(&oid);
	key.at++;
	key.left--;
	if (form == KEY_ED25519) {
		out->raw = key.at;
		return key.left == ED25519_BYTES ? form : KEY_UNKNOWN;
	}
	if (form != KEY_RSA)
		return form;
	if (!next(&key, DER_SEQUENCE, &rsa) || key.left != 0)
		return KEY_UNKNOWN;
	return read_rsa(rsa, out) ? KEY_RSA : KEY_UNKNOWN;
}

/* RFC 5208 5, RFC 8017 A.1.2, RFC 5915 3: a version of 0 or 1, then the key
   or what it is. */
static bool
is_private(struct der d)
{
	struct der	version;

	return next(&d, DER_INTEGER, &version) && version.left == 1 &&
	    version.at[0] <= 1 && d.left > 0 && (d.at[0] == DER_SEQUENCE ||
	    d.at[0] == DER_INTEGER || d.at[0] == DER_OCTETS);
}

/* RFC 5280 4.1: what is signed, how, and the signature. */
static bool
is_certificate(struct der d)
{
	struct der	inner;
	struct der	field;

	return next(&d, DER_SEQUENCE, &inner) && inner.left > 0 &&
	    (inner.at[0] == DER_VERSION || inner.at[0] == DER_INTEGER) &&
	    next(&d, DER_SEQUENCE, &field) && next(&d, DER_BITS, &field);
}

static enum key_form
read_sequence(struct der d, struct key_facts *out)
{
	enum key_form	form;

	if (is_private(d))
		return KEY_PRIVATE;
	if (is_certificate(d))
		return KEY_CERTIFICATE;
	form = read_info(d, out);
	if (form == KEY_UNKNOWN && read_rsa(d, out))
		form = KEY_RSA;
	return form;
}

/* Does what is there begin as one of the two forms of RSA keys? */
static bool
is_begun(const struct der *d, size_t at)
{
	return at == d->left || d->at[at] == DER_SEQUENCE ||
	    d->at[at] == DER_INTEGER;
}

void
key_look(const uint8_t *der, size_t len, struct key_facts *out)
{
	static const uint8_t	ssh[] = "\0\0\0\7ssh-rsa";
	struct der		d = {der, len};
	uint8_t			tag;
	size_t			says;
	size_t			n;

	memset(out, 0, sizeof(*out));
	if (len > sizeof(ssh) && memcmp(der, ssh, sizeof(ssh) - 1) == 0) {
		out->form = KEY_SSH;
		return;
	}
	n = head(&d, &tag, &says);
	if (n == 0 || tag != DER_SEQUENCE)
		return;
	if (says > len - n) {
		out->form = is_begun(&d, n) ? KEY_TRUNCATED : KEY_UNKNOWN;
		out->missing = says - (len - n);
		return;
	}
	out->form = read_sequence((struct der){der + n, says}, out);
	out->missing = len - n - says;
	if (out->missing > 0 && out->form == KEY_RSA)
		out->form = KEY_TRAILING;
}
