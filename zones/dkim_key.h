/* SPDX-License-Identifier: ISC */
#ifndef MXD_DKIM_KEY_H
#define MXD_DKIM_KEY_H

#include <stddef.h>
#include <stdint.h>

/*
 * The data of a public key, as "p=" of a DKIM record holds them: base64, in
 * it the DER of a key.  Looked at from outside only: what it is and how
 * long, not whether its numbers are good.  A cryptographic library would
 * take longer for one key than a small zone takes to load.
 */

/* What base64 is worth. */
enum base64_fault {
	BASE64_SOUND,
	BASE64_FOREIGN,		/* a character that is not of its alphabet */
	BASE64_BEHIND,		/* something follows the "=" at its end */
	BASE64_LENGTH		/* not a multiple of 4 characters */
};

struct base64 {
	enum base64_fault fault;
	size_t		 at;	/* of the first bad character, from 0 */
	size_t		 digits; /* characters, white space not counted */
	size_t		 len;	/* octets written */
};

/*
 * Decode, with white space anywhere (RFC 6376 2.10).  With BASE64_LENGTH all
 * whole octets are written.
 *
 * out	room for len octets
 */
void base64_read(const uint8_t *text, size_t len, uint8_t *out,
    struct base64 *);

/* Base64 of some octets; out has room for 4 * ((len + 2) / 3) + 1. */
char *base64_write(const uint8_t *data, size_t len, char *out);

enum key_form {
	KEY_UNKNOWN,
	KEY_RSA,		/* SubjectPublicKeyInfo, or RSAPublicKey of
				   PKCS#1: RFC 6376 3.6.1 names this one, the
				   world uses the first */
	KEY_TRUNCATED,		/* begins as a key, but ends too early */
	KEY_TRAILING,		/* an RSA key, and something behind it */
	KEY_ED25519,		/* SubjectPublicKeyInfo, RFC 8410 4 */
	KEY_EC,
	KEY_PSS,		/* for RSASSA-PSS only */
	KEY_OTHER,		/* of another algorithm */
	KEY_PRIVATE,
	KEY_CERTIFICATE,
	KEY_SSH			/* RFC 4253 6.6 */
};

struct key_facts {
	enum key_form	 form;
	size_t		 missing;	/* KEY_TRUNCATED: octets; KEY_TRAILING:
					   too many */
	unsigned	 bits;		/* KEY_RSA, KEY_TRAILING: of the
					   modulus */
	const uint8_t	*raw;		/* KEY_ED25519: its 32 octets */
};

/* RFC 8032 5.1.5. */
#define ED25519_BYTES	32

void key_look(const uint8_t *der, size_t len, struct key_facts *);

#endif
