/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "tests/unit/keys.h"
#include "tests/unit/tries.h"
#include "zones/dkim.h"
#include "zones/hash.h"

static const char *const faults[] = {
	"sound", "syntax", "split", "base64", "truncated", "bad", "length"
};
static const char *const types[] = {"rsa", "ed25519", "other"};

/* What is read of a text: the fault with its place, or the type with its
   bits, and the flags; ! if it can be used. */
static const struct {
	const char	*text;
	const char	*is;
} cases[] = {
	{"v=DKIM1; k=rsa; p=" PUB_RSA2048, "sound rsa 2048!"},
	{"k=rsa;p=" PUB_RSA1024 ";", "sound rsa 1024!"},
	{"p=" PUB_RSA1023, "sound rsa 1023!"},
	{"p=" PUB_RSA512, "sound rsa 512!"},
	{"p=" PUB_PKCS1, "sound rsa 2048!"},
	{" v = DKIM1 ;\tp = " PUB_FIRST "\r\n " PUB_SECOND "\t; ",
	    "sound rsa 2048!"},
	{"v=DKIM1; n=a=b \"c\"; x_1=; p=" PUB_RSA1536, "sound rsa 1536!"},
	{"v=DKIM1; k=ed25519; p=" PUB_ED, "sound ed25519!"},
	{"p=" PUB_ED "; k=ed25519", "sound ed25519!"},
	{"v=DKIM1; p=", "sound rsa revoked"},
	{"v=DKIM1; p= ; k=ed25519;", "sound ed25519 revoked"},
	{"v=DKIM1; k=dsa; p=what-ever", "sound other"},
	{"v=DKIM1; k=RSA; p=" PUB_RSA1024, "sound other 1024"},
	{"v=DKIM1; k=; p=" PUB_RSA1024, "sound other 1024"},
	{"t=y:s; p=" PUB_RSA1024, "sound rsa 1024 test strict!"},
	{"t= s : y ; p=" PUB_RSA1024, "sound rsa 1024 test strict!"},
	{"t=yes:Y; p=" PUB_RSA1024, "sound rsa 1024!"},
	{"t=; p=" PUB_RSA1024, "sound rsa 1024!"},
	{"h=sha1; p=" PUB_RSA1024, "sound rsa 1024 sha1!"},
	{"h=sha1:sha256; p=" PUB_RSA1024, "sound rsa 1024!"},
	{"h=x : sha1; p=" PUB_RSA1024, "sound rsa 1024 sha1!"},
	{"s=*; p=" PUB_RSA1024, "sound rsa 1024!"},
	{"s=tlsrpt : email; p=" PUB_RSA1024, "sound rsa 1024!"},
	{"s=tlsrpt; p=" PUB_RSA1024, "sound rsa 1024 elsewhere!"},
	{"s=; p=" PUB_RSA1024, "sound rsa 1024 elsewhere!"},
	{"g=*; p=" PUB_RSA1024, "sound rsa 1024 old!"},
	/* RFC 6376 3.2, 3.6.1. */
	{"", "syntax 0 \"p=\", the key, is missing"},
	{"v=DKIM1; k=rsa", "syntax 14 \"p=\", the key, is missing"},
	{"P=" PUB_RSA1024, "syntax 218 \"p=\", the key, is missing"},
	{"k=rsa; v=DKIM1; p=", "syntax 7 \"v=\" must be the first tag"},
	{"v=dkim1; p=", "syntax 2 \"v=\" must be DKIM1"},
	{"v=DKIM1 k=rsa; p=", "syntax 2 \"v=\" must be DKIM1"},
	{"v=DKIM2; p=", "syntax 2 \"v=\" must be DKIM1"},
	{"v=DKIM1\\; p=", "syntax 2 \"v=\" must be DKIM1"},
	{"v=DKIM1;; p=", "syntax 8 nothing stands before the semicolon"},
	{"p=;;", "syntax 3 nothing stands before the semicolon"},
	{"v=DKIM1; rsa; p=", "syntax 9 a tag has no \"=\""},
	{"v=DKIM1; k-y=a; p=", "syntax 9 the name of a tag must be"},
	{"v=DKIM1; =a; p=", "syntax 9 the name of a tag must be"},
	{"v=DKIM1; 1a=a; p=", "syntax 9 the name of a tag must be"},
	{"v=DKIM1; _a=a; p=", "syntax 9 the name of a tag must be"},
	{"v=DKIM1; a1_=\300; p=", "syntax 13 a value must be printable"},
	{"v=DKIM1; k=rsa; k=rsa; p=", "syntax 16 a tag stands there twice"},
	{"x=1; x=2; p=", "syntax 5 a tag stands there twice"},
	{"p=" PUB_ED "; k=ed25519; p=" PUB_ED,
	    "syntax 59 a tag stands there twice"},
	{"v=DKIM1; h=sha512; p=", "syntax 11 \"h=\" names no hash"},
	{"v=DKIM1; h=; p=", "syntax 11 \"h=\" names no hash"},
	/* Put together by hand. */
	{"p=" PUB_FIRST "p=" PUB_SECOND, "split 182"},
	{"p=" PUB_FIRST "v=DKIM1; p=" PUB_SECOND, "split 182"},
	{"p=" PUB_FIRST "; p=" PUB_SECOND, "split 184"},
	{"p=" PUB_FIRST "p=A", "split 182"},
	{"p=" PUB_FIRST "p=", "base64 183 behind"},
	{"p=" PUB_FIRST "\" \"" PUB_SECOND, "split 182"},
	{"p=" PUB_FIRST "\\" PUB_SECOND, "split 182"},
	{"p=" PUB_FIRST "\342\200\235" PUB_SECOND, "split 182"},
	{"\"p=a; p=" PUB_FIRST "'" PUB_SECOND, "split 188"},
	/* Base64. */
	{"p=MIIB!AAA", "base64 6 foreign"},
	{"p=MIIB-AAA", "base64 6 foreign"},
	{"p=MIIB====", "base64 6 behind"},
	{"p=MI==MIIB", "base64 6 behind"},
	{"p=MIIBA=", "base64 7 behind"},
	{"p=MIIBAA=", "base64 9 length"},
	{"p=MIIBA", "base64 7 length"},
	{"p=" PUB_RSA2048 "AB=", "base64 397 length"},
	{"k=ed25519; p=z8zCaqlMCeWyWn7gezZ2NotexpKfBRxMqCkEFzkpDSg",
	    "base64 56 length"},
	{"p=" PUB_RSA1024 "=", "base64 218 behind"},
	{"p=" PUB_FIRST PUB_FIRST "k=rsa", "base64 363 behind"},
	/* Keys. */
	{"p=" PUB_FIRST, "truncated 159"},
	{"p=" PUB_FIRST "ABC", "truncated 157"},
	{"p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "truncated 270"},
	{"p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8", "base64 33 length"},
	{"p=" PUB_EC, "bad ec"},
	{"p=" PUB_ED_DER, "bad ed25519"},
	{"p=" PUB_ED, "bad unknown"},
	{"p=" PUB_CERT, "bad certificate"},
	{"p=" PUB_PSS, "bad pss"},
	{"p=" PUB_SSH, "bad ssh"},
	{"p=" PUB_PKCS1 "AAAA", "bad trailing"},
	{"p=" PUB_RSA2048 "AAAA", "bad trailing"},
	{"p=aGVsbG8=", "bad unknown"},
	{"p=AAAA", "bad unknown"},
	{"p=MAAA", "bad unknown"},
	{"k=ed25519; p=" PUB_ED_DER, "length ed25519"},
	{"k=ed25519; p=" PUB_RSA2048, "length rsa"},
	{"k=ed25519; p=AAAA", "length unknown"},
};

static const char *const forms[] = {
	"unknown", "rsa", "truncated", "trailing", "ed25519", "ec", "pss",
	"other", "private", "certificate", "ssh"
};
static const char *const base64s[] = {"sound", "foreign", "behind", "length"};

static uint8_t	buf[70000];

static void
describe(const struct dkim *d, bool is_usable, char *out, size_t size)
{
	char	bits[20] = "";

	if (d->facts.bits > 0)
		(void)snprintf(bits, sizeof(bits), " %u", d->facts.bits);
	switch (d->fault) {
	case DKIM_SOUND:
		(void)snprintf(out, size, "sound %s%s%s%s%s%s%s%s%s",
		    types[d->type], bits, d->is_test ? " test" : "",
		    d->is_strict ? " strict" : "",
		    d->is_sha1_only ? " sha1" : "",
		    d->is_for_mail ? "" : " elsewhere",
		    d->has_granularity ? " old" : "",
		    d->is_revoked ? " revoked" : "", is_usable ? "!" : "");
		return;
	case DKIM_SYNTAX:
		(void)snprintf(out, size, "syntax %zu %s", d->at, d->why);
		return;
	case DKIM_SPLIT:
		(void)snprintf(out, size, "split %zu", d->at);
		return;
	case DKIM_BASE64:
		(void)snprintf(out, size, "base64 %zu %s", d->at,
		    base64s[d->base64.fault]);
		return;
	case DKIM_TRUNCATED:
		(void)snprintf(out, size, "truncated %zu", d->facts.missing);
		return;
	default:
		(void)snprintf(out, size, "%s %s", faults[d->fault],
		    forms[d->facts.form]);
	}
}

static void
test_read(void **state)
{
	struct dkim	 d;
	char		 found[200];
	unsigned	 wrong = 0;
	bool		 is_usable;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_usable = dkim_read((const uint8_t *)cases[i].text,
		    strlen(cases[i].text), buf, &d);
		describe(&d, is_usable, found, sizeof(found));
		/* Of a reason its beginning is enough. */
		if (d.fault == DKIM_SYNTAX ?
		    strncmp(found, cases[i].is, strlen(cases[i].is)) != 0 :
		    strcmp(found, cases[i].is) != 0) {
			print_error("\"%s\": \"%s\", expected \"%s\"\n",
			    cases[i].text, found, cases[i].is);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static const struct {
	const char	*text;
	const char	*mended;	/* "": not to be mended */
} mends[] = {
	{"v=DKIM1; k=rsa; p=" PUB_FIRST "p=" PUB_SECOND,
	    "v=DKIM1; k=rsa; p=" PUB_RSA2048},
	{"v=DKIM1; k=rsa; p=" PUB_FIRST ";v=DKIM1; k=rsa; p=" PUB_SECOND,
	    "v=DKIM1; k=rsa; p=" PUB_RSA2048},
	{"\"v=DKIM1; t=s; p=" PUB_FIRST "\" \"" PUB_SECOND "\"",
	    "v=DKIM1; t=s; p=" PUB_RSA2048},
	{"p=" PUB_FIRST "\\" PUB_SECOND "\\;", "p=" PUB_RSA2048},
	{" k=rsa; p=\342\200\234" PUB_FIRST "\342\200\235 '" PUB_SECOND "'",
	    "k=rsa; p=" PUB_RSA2048},
	{"p=" PUB_FIRST "p=" PUB_FIRST, ""},
	{"p=" PUB_FIRST "\" \"" PUB_SECOND "; t=s", ""},
	{"k=rsa", ""},
	{"", ""},
	{"\"\"", ""},
};

static void
test_mend(void **state)
{
	uint8_t	out[1000];
	size_t	len;
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(mends) / sizeof(mends[0]); i++) {
		len = dkim_mend((const uint8_t *)mends[i].text,
		    strlen(mends[i].text), out, buf);
		assert_int_equal(len, strlen(mends[i].mended));
		assert_memory_equal(out, mends[i].mended, len);
	}
}

/* What we say of a key is what the library of cryptography says, for keys
   whole, and cut anywhere. */
static void
compare(EVP_PKEY *key, enum key_form form)
{
	struct key_facts	 facts;
	unsigned char		*der = NULL;
	int			 len;
	int			 n;

	assert_true((len = i2d_PUBKEY(key, &der)) > 0);
	key_look(der, (size_t)len, &facts);
	assert_int_equal(facts.form, form);
	if (form == KEY_RSA)
		assert_int_equal(facts.bits, EVP_PKEY_get_bits(key));
	for (n = 4; n < len; n++) {
		key_look(der, (size_t)n, &facts);
		assert_int_equal(facts.form, KEY_TRUNCATED);
		assert_int_equal(facts.missing, len - n);
	}
	OPENSSL_free(der);
	der = NULL;
	assert_true((len = i2d_PrivateKey(key, &der)) > 0);
	key_look(der, (size_t)len, &facts);
	assert_int_equal(facts.form, KEY_PRIVATE);
	OPENSSL_free(der);
}

static void
test_library(void **state)
{
	static const unsigned	 sizes[] = {512, 513, 1023, 1024, 2048};
	const unsigned char	*der;
	struct key_facts	 facts;
	EVP_PKEY		*key;
	unsigned char		*raw;
	size_t			 len = 32;
	uint8_t			 octets[32];
	size_t			 i;
	int			 n;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		/* Ten seconds; one is read from the tables below. */
		if (sizes[i] == 2048 && is_under_valgrind())
			continue;
		assert_non_null(key = EVP_RSA_gen(sizes[i]));
		compare(key, KEY_RSA);
		EVP_PKEY_free(key);
	}
	assert_non_null(key = EVP_EC_gen("P-384"));
	compare(key, KEY_EC);
	EVP_PKEY_free(key);
	assert_non_null(key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519"));
	compare(key, KEY_OTHER);
	EVP_PKEY_free(key);
	assert_non_null(key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	compare(key, KEY_ED25519);
	raw = NULL;
	assert_true((n = i2d_PUBKEY(key, &raw)) > 0);
	key_look(raw, (size_t)n, &facts);
	assert_int_equal(EVP_PKEY_get_raw_public_key(key, octets, &len), 1);
	assert_memory_equal(facts.raw, octets, 32);
	OPENSSL_free(raw);
	EVP_PKEY_free(key);
	/* The keys of the tables are what they are called. */
	assert_int_equal(EVP_DecodeBlock(buf, (const uint8_t *)PUB_RSA2048,
	    (int)strlen(PUB_RSA2048)), 294);
	der = buf;
	assert_non_null(key = d2i_PUBKEY(NULL, &der, 294));
	assert_int_equal(EVP_PKEY_get_bits(key), 2048);
	EVP_PKEY_free(key);
}

/* No octet of a key that is changed makes us read where nothing is. */
static void
test_changed(void **state)
{
	struct key_facts	 facts;
	struct base64		 b;
	uint8_t			 der[300];
	size_t			 i;
	/* 17 has no factor with 256: valgrind sees all bits change. */
	unsigned		 v, step = is_under_valgrind() ? 17 : 1;

	(void)state;
	base64_read((const uint8_t *)PUB_RSA512, strlen(PUB_RSA512), der, &b);
	assert_int_equal(b.fault, BASE64_SOUND);
	assert_int_equal(b.len, 94);
	for (i = 0; i < 40; i++) {
		for (v = 0; v < 256; v += step) {
			memcpy(buf, der, b.len);
			buf[i] = (uint8_t)v;
			key_look(buf, b.len, &facts);
			/* Its sign octet may become a part of it. */
			assert_true(facts.form != KEY_RSA ||
			    facts.bits <= 520);
		}
	}
}

static void
test_base64(void **state)
{
	static const char *const words[] = {
		"", "AA==", "AAA=", "AAAA", "/+8=", "aGVsbG8="
	};
	struct base64	b;
	char		again[20];
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		base64_read((const uint8_t *)words[i], strlen(words[i]), buf,
		    &b);
		assert_int_equal(b.fault, BASE64_SOUND);
		assert_string_equal(base64_write(buf, b.len, again), words[i]);
	}
	base64_read((const uint8_t *)"a G\tV\r\ns", 8, buf, &b);
	assert_int_equal(b.fault, BASE64_SOUND);
	assert_int_equal(b.digits, 4);
	assert_memory_equal(buf, "hel", 3);
}

/* As base64_read() says it, one character after the other. */
static void
read_slowly(const char *text, size_t len, uint8_t *out, struct base64 *b)
{
	static const char	letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char		*at;
	uint32_t		 bits = 0;
	bool			 has_pad = false;
	size_t			 i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < len; i++) {
		if (strchr(" \t\r\n", text[i]) != NULL)
			continue;
		at = strchr(letters, text[i]);
		b->at = i;
		if (text[i] == '=' && b->digits % 4 >= 2) {
			has_pad = true;
			b->digits++;
			continue;
		}
		if (at == NULL || has_pad) {
			b->fault = at == NULL && text[i] != '=' ?
			    BASE64_FOREIGN : BASE64_BEHIND;
			return;
		}
		bits = bits << 6 | (uint32_t)(at - letters);
		if (b->digits++ % 4 != 0)
			out[b->len++] = (uint8_t)(bits >>
			    (6 - 2 * ((b->digits - 1) % 4)));
	}
	b->at = len;
	if (b->digits % 4 != 0)
		b->fault = BASE64_LENGTH;
}

static void
test_base64_quick(void **state)
{
	static const char	octets[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
	    "hijklmnopqrstuvwxyz0123456789+/= \t-.\200";
	uint64_t		rnd = 5;
	uint8_t			out[2][64];
	char			text[64];
	struct base64		b[2];
	size_t			len;
	size_t			i;
	size_t			k;

	(void)state;
	for (i = 0; i < 20000; i++) {
		rnd = hash_mix(rnd + 1, HASH_SPREAD);
		len = (size_t)rnd % 40;
		for (k = 0; k < len; k++) {
			rnd = hash_mix(rnd + 1, HASH_SPREAD);
			text[k] = octets[(rnd >> 30) % (rnd % 8 > 0 ? 64 :
			    sizeof(octets) - 1)];
		}
		base64_read((const uint8_t *)text, len, out[0], &b[0]);
		read_slowly(text, len, out[1], &b[1]);
		assert_int_equal(b[0].fault, b[1].fault);
		assert_int_equal(b[0].at, b[1].at);
		assert_int_equal(b[0].digits, b[1].digits);
		assert_int_equal(b[0].len, b[1].len);
		assert_memory_equal(out[0], out[1], b[0].len);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_mend),
		cmocka_unit_test(test_library),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_base64_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
