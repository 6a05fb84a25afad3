/* SPDX-License-Identifier: ISC */
#include "zones/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A server's own and its issuers: chains are shorter than this. */
#define CHAIN_MAX	16

struct certificates {
	X509	*all[CHAIN_MAX];
	size_t	 n;
};

/* A private key in the file may be encrypted; nobody is asked about it.  The
   type is OpenSSL's. */
/* NOLINTBEGIN(readability-non-const-parameter) */
static int
no_password(char *buf, int size, int rwflag, void *arg)
/* NOLINTEND(readability-non-const-parameter) */
{
	(void)buf;
	(void)size;
	(void)rwflag;
	(void)arg;
	return 0;
}

static void
read_pem(struct certificates *c, const uint8_t *bytes, size_t len)
{
	BIO	*bio;
	X509	*x;

	if ((bio = BIO_new_mem_buf(bytes, (int)len)) == NULL)
		return;
	while (c->n < CHAIN_MAX && (x = PEM_read_bio_X509(bio, NULL,
	    no_password, NULL)) != NULL)
		c->all[c->n++] = x;
	BIO_free(bio);
}

struct certificates *
certificates_read(const uint8_t *bytes, size_t len, const char **why)
{
	struct certificates	*c;
	const unsigned char	*p = bytes;

	*why = "no memory";
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	*why = "there is no certificate in it";
	if (len <= INT_MAX) {
		read_pem(c, bytes, len);
		if (c->n == 0 && (c->all[0] = d2i_X509(NULL, &p,
		    (long)len)) != NULL)
			c->n = 1;
	}
	/* How the search ended is no error of a later caller. */
	ERR_clear_error();
	if (c->n > 0)
		return c;
	certificates_free(c);
	return NULL;
}

void
certificates_free(struct certificates *c)
{
	size_t	i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n; i++)
		X509_free(c->all[i]);
	free(c);
}

/* The octets that a selector means, in DER; *out is freed by
   OPENSSL_free().  -1 if they cannot be made. */
static int
select_octets(X509 *x, uint8_t selector, unsigned char **out)
{
	int	len;

	*out = NULL;
	if (selector == TLSA_CERTIFICATE)
		len = i2d_X509(x, out);
	else
		len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), out);
	if (len < 0)
		ERR_clear_error();
	return len < 0 ? -1 : len;
}

static int
digest(const EVP_MD *md, const uint8_t *bytes, size_t len, uint8_t *out)
{
	if (EVP_Digest(bytes, len, out, NULL, md, NULL) == 1)
		return 0;
	ERR_clear_error();
	return -1;
}

static bool
fits_octets(const struct tlsa *t, const uint8_t *bytes, size_t len)
{
	uint8_t	made[TLSA_SHA512_BYTES];
	size_t	need = tlsa_data_bytes(t->matching);

	if (need == 0)
		return len == t->len && memcmp(bytes, t->data, len) == 0;
	return need == t->len && digest(t->matching == TLSA_SHA256 ?
	    EVP_sha256() : EVP_sha512(), bytes, len, made) == 0 &&
	    memcmp(made, t->data, need) == 0;
}

static bool
fits_one(const struct tlsa *t, X509 *x)
{
	unsigned char	*octets;
	bool		 does_fit;
	int		 len;

	if ((len = select_octets(x, t->selector, &octets)) == -1)
		return false;
	does_fit = fits_octets(t, octets, (size_t)len);
	OPENSSL_free(octets);
	return does_fit;
}

enum tlsa_fit
certificates_fit(const struct certificates *c, const struct tlsa *t)
{
	size_t	i;

	if (!tlsa_is_known(t) || t->usage < TLSA_DANE_TA)
		return TLSA_FIT_UNKNOWN;
	if (t->usage == TLSA_DANE_EE)
		return fits_one(t, c->all[0]) ? TLSA_FITS : TLSA_FITS_NOT;
	for (i = 0; i < c->n; i++) {
		if (fits_one(t, c->all[i]))
			return TLSA_FITS;
	}
	return c->n > 1 ? TLSA_FITS_NOT : TLSA_FIT_UNKNOWN;
}

int
certificates_key_digest(const struct certificates *c,
    uint8_t out[TLSA_SHA256_BYTES])
{
	unsigned char	*octets;
	int		 len;
	int		 rc;

	if ((len = select_octets(c->all[0], TLSA_KEY, &octets)) == -1)
		return -1;
	rc = digest(EVP_sha256(), octets, (size_t)len, out);
	OPENSSL_free(octets);
	return rc;
}

/* Is it one key in DER and nothing else? */
static bool
is_key(const uint8_t *bytes, size_t len)
{
	const unsigned char	*p = bytes;
	EVP_PKEY		*key;

	key = len > INT_MAX ? NULL : d2i_PUBKEY(NULL, &p, (long)len);
	ERR_clear_error();
	EVP_PKEY_free(key);
	return key != NULL && p == bytes + len;
}

int
certificate_digest(const struct tlsa *t, uint8_t out[TLSA_SHA256_BYTES])
{
	struct certificates	*c;
	const char		*why;
	int			 rc;

	if (t->selector == TLSA_KEY)
		return is_key(t->data, t->len) ? digest(EVP_sha256(), t->data,
		    t->len, out) : -1;
	if ((c = certificates_read(t->data, t->len, &why)) == NULL)
		return -1;
	rc = certificates_key_digest(c, out);
	certificates_free(c);
	return rc;
}
