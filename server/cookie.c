/* SPDX-License-Identifier: ISC */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#include "server/cookie.h"
#include "zones/wire.h"

#define VERSION		1	/* RFC 9018 4.1 */
#define HASH_BYTES	8
#define PREFIX_BYTES	8	/* version, reserved, time */

/* RFC 9018 4.3. */
#define AGE_MAX_S	3600
#define AHEAD_MAX_S	300

struct cookie {
	EVP_MAC		*siphash;
	EVP_MAC_CTX	*ctx;
};

struct cookie *
cookie_new(void)
{
	struct cookie	*c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	c->siphash = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	if (c->siphash != NULL)
		c->ctx = EVP_MAC_CTX_new(c->siphash);
	if (c->ctx == NULL) {
		cookie_free(c);
		return NULL;
	}
	return c;
}

void
cookie_free(struct cookie *c)
{
	if (c == NULL)
		return;
	EVP_MAC_CTX_free(c->ctx);
	EVP_MAC_free(c->siphash);
	free(c);
}

/* The hash over the first 16 octets of a cookie and the address. */
static int
hash(struct cookie *c, const uint8_t secret[COOKIE_SECRET_BYTES],
    const struct cookie_client *client, const uint8_t *cookie,
    uint8_t out[HASH_BYTES])
{
	size_t		size = HASH_BYTES, len;
	OSSL_PARAM	params[] = {
		OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
		OSSL_PARAM_construct_end()
	};

	if (EVP_MAC_init(c->ctx, secret, COOKIE_SECRET_BYTES, params) != 1 ||
	    EVP_MAC_update(c->ctx, cookie, COOKIE_CLIENT_BYTES +
	    PREFIX_BYTES) != 1 ||
	    EVP_MAC_update(c->ctx, client->address,
	    client->address_len) != 1 ||
	    EVP_MAC_final(c->ctx, out, &len, HASH_BYTES) != 1 ||
	    len != HASH_BYTES)
		return -1;
	return 0;
}

int
cookie_make(struct cookie *c, const uint8_t secret[COOKIE_SECRET_BYTES],
    const struct cookie_client *client, const uint8_t *client_part,
    uint8_t out[COOKIE_BYTES])
{
	uint8_t	*p = out + COOKIE_CLIENT_BYTES;

	memcpy(out, client_part, COOKIE_CLIENT_BYTES);
	store_be32(p, (uint32_t)VERSION << 24);
	store_be32(p + 4, client->now_s);
	return hash(c, secret, client, out, p + PREFIX_BYTES);
}

bool
cookie_is_good(struct cookie *c, const uint8_t secret[COOKIE_SECRET_BYTES],
    const struct cookie_client *client, const uint8_t *cookie)
{
	const uint8_t	*p = cookie + COOKIE_CLIENT_BYTES;
	uint8_t		 want[HASH_BYTES];
	int32_t		 age_s;

	/* RFC 1982 arithmetic: times wrap. */
	age_s = (int32_t)(client->now_s - load_be32(p + 4));
	if (p[0] != VERSION || age_s > AGE_MAX_S || age_s < -AHEAD_MAX_S)
		return false;
	if (hash(c, secret, client, cookie, want) == -1)
		return false;
	return CRYPTO_memcmp(want, p + PREFIX_BYTES, HASH_BYTES) == 0;
}
