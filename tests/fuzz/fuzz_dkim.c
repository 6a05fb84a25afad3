/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: the text of a key record.  Positions lie in it, a fault has its
 * reason, base64 is read back as it is written, and what is mended is sound.
 */

#define TEXT_MAX	65535

static uint8_t	key[TEXT_MAX];
static uint8_t	again[TEXT_MAX + 3];
static uint8_t	mended[TEXT_MAX];
static char	text[4 * (TEXT_MAX / 3 + 1) + 1];

static void
check_key(const struct dkim *d)
{
	struct base64	b;
	char		*out;

	if (d->key_len == 0)
		return;
	if (d->key != key || d->key_len > TEXT_MAX)
		abort();
	out = base64_write(d->key, d->key_len, text);
	base64_read((const uint8_t *)out, strlen(out), again, &b);
	if (b.fault != BASE64_SOUND || b.len != d->key_len ||
	    memcmp(again, key, b.len) != 0)
		abort();
	if (d->facts.form == KEY_RSA && d->facts.bits > 8 * d->key_len)
		abort();
	if (d->facts.raw != NULL && (d->facts.raw < key ||
	    d->facts.raw + ED25519_BYTES > key + d->key_len))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dkim	d;
	size_t		n;
	bool		is_usable;

	if (size > TEXT_MAX)
		return 0;
	is_usable = dkim_read(data, size, key, &d);
	if (d.at > size || d.type_at + d.type_len > size ||
	    (d.fault == DKIM_SYNTAX) != (d.why != NULL))
		abort();
	if (is_usable && (d.fault != DKIM_SOUND || d.is_revoked ||
	    d.type == DKIM_OTHER || d.key_len == 0))
		abort();
	check_key(&d);
	n = dkim_mend(data, size, mended, key);
	if (n > size || (n > 0 && !dkim_read(mended, n, key, &d)))
		abort();
	return 0;
}
