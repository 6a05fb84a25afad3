/* SPDX-License-Identifier: ISC */
#include <openssl/evp.h>
#include <stdlib.h>

#include "zones/nsec3.h"

#define SHA1_BYTES	20

/* FIPS 180-4 5.1.1: what is hashed at once; of the last block nine octets
   are its own. */
#define BLOCK_BYTES	64u
#define PADDING_BYTES	9u

struct nsec3 {
	EVP_MD_CTX	*ctx;
	EVP_MD		*sha1;
};

struct nsec3 *
nsec3_new(void)
{
	struct nsec3	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->ctx = EVP_MD_CTX_new();
	h->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	if (h->ctx == NULL || h->sha1 == NULL) {
		nsec3_free(h);
		return NULL;
	}
	return h;
}

void
nsec3_free(struct nsec3 *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_free(h->sha1);
	free(h);
}

static int
hash_once(struct nsec3 *h, const struct nsec3_params *p, const uint8_t *data,
    size_t len, uint8_t *out)
{
	if (EVP_DigestInit_ex(h->ctx, h->sha1, NULL) != 1 ||
	    EVP_DigestUpdate(h->ctx, data, len) != 1 ||
	    EVP_DigestUpdate(h->ctx, p->salt, p->salt_len) != 1 ||
	    EVP_DigestFinal_ex(h->ctx, out, NULL) != 1)
		return -1;
	return 0;
}

/* RFC 4648 7 in lower case: 5 octets become 8 characters. */
static void
to_base32hex(const uint8_t *in, uint8_t *out)
{
	static const char	 digits[] = "0123456789abcdefghijklmnopqrstuv";
	uint64_t		 group;
	int			 i, k;

	for (i = 0; i < SHA1_BYTES / 5; i++) {
		for (group = 0, k = 0; k < 5; k++)
			group = group << 8 | *in++;
		for (k = 35; k >= 0; k -= 5)
			*out++ = (uint8_t)digits[group >> k & 31];
	}
}

/* Of a hash and the salt. */
static unsigned
blocks(const struct nsec3_params *p)
{
	return 1 + (SHA1_BYTES + p->salt_len + PADDING_BYTES - 1) / BLOCK_BYTES;
}

unsigned
nsec3_iterations_max(const struct nsec3_params *p)
{
	return NSEC3_ITERATIONS_MAX / blocks(p);
}

unsigned
nsec3_cost(const struct nsec3_params *p)
{
	return p->iterations > nsec3_iterations_max(p) ? 0 :
	    (p->iterations + 1u) * blocks(p);
}

int
nsec3_label(struct nsec3 *h, const struct nsec3_params *p,
    const uint8_t *wire, size_t len, uint8_t label[NSEC3_LABEL_BYTES])
{
	uint8_t		hash[SHA1_BYTES];
	unsigned	i;

	if (p->iterations > nsec3_iterations_max(p) ||
	    hash_once(h, p, wire, len, hash) == -1)
		return -1;
	for (i = 0; i < p->iterations; i++)
		if (hash_once(h, p, hash, sizeof(hash), hash) == -1)
			return -1;
	label[0] = NSEC3_LABEL_BYTES - 1;
	to_base32hex(hash, label + 1);
	return 0;
}

bool
nsec3_is_label(const uint8_t *rel, size_t rel_len)
{
	unsigned	i;

	if (rel_len != NSEC3_LABEL_BYTES || rel[0] != NSEC3_LABEL_BYTES - 1)
		return false;
	for (i = 1; i < NSEC3_LABEL_BYTES; i++)
		if (!(rel[i] >= '0' && rel[i] <= '9') &&
		    !(rel[i] >= 'a' && rel[i] <= 'v'))
			return false;
	return true;
}
