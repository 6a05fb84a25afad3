/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/certificate.h"
#include "zones/name.h"
#include "zones/tlsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: an owner in wire form, RDATA up to an octet 255 that is not its
 * first three, then a certificate.  A good owner is made again from its
 * parts, and one that is made of the parts of a wrong one is good.
 */

static void
try_owner(const struct name *name)
{
	struct tlsa_owner	owner;
	struct tlsa_owner	again;
	struct name		made;

	tlsa_read_owner(name, &owner);
	if (owner.kind != TLSA_OWNER_GOOD && owner.kind != TLSA_OWNER_WRONG)
		return;
	if (tlsa_make_owner(&owner.host, owner.port, owner.proto,
	    &made) == -1) {
		if (owner.kind == TLSA_OWNER_GOOD)
			abort();
		return;
	}
	tlsa_read_owner(&made, &again);
	if (again.kind != TLSA_OWNER_GOOD || again.port != owner.port ||
	    !name_equal(&again.host, &owner.host))
		abort();
	if (owner.kind == TLSA_OWNER_GOOD && !name_equal(&made, name))
		abort();
}

static void
try_certificate(const struct tlsa *t, const uint8_t *bytes, size_t len)
{
	struct certificates	*c;
	uint8_t			 key[TLSA_SHA256_BYTES];
	const char		*why = NULL;

	if ((c = certificates_read(bytes, len, &why)) == NULL) {
		if (why == NULL)
			abort();
		return;
	}
	(void)certificates_fit(c, t);
	(void)certificates_key_digest(c, key);	/* strange keys have none */
	certificates_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader	 r = reader_of(data, size);
	struct name	 name;
	struct tlsa	 t;
	const uint8_t	*rest;
	const uint8_t	*end;
	size_t		 len;

	if (name_parse(&r, &name) == -1)
		return 0;
	try_owner(&name);
	rest = data + name.len;
	len = size - name.len;
	end = len < 3 ? NULL : memchr(rest + 3, 255, len - 3);
	if (tlsa_read(rest, end == NULL ? len : (size_t)(end - rest),
	    &t) == -1)
		return 0;
	if (tlsa_is_empty_digest(&t) && tlsa_data_bytes(t.matching) == 0)
		abort();
	if (end != NULL)
		try_certificate(&t, end + 1, size - (size_t)(end + 1 - data));
	return 0;
}
