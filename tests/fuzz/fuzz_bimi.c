/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/bimi.h"
#include "zones/rdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: the text of a BIMI record.  All pieces lie in the text and where
 * they say; what has no fault has a location that is empty or https.
 */

static void
check_piece(const struct bimi_piece *p, const uint8_t *text, size_t len)
{
	if (p->text != NULL && (p->at > len || p->len > len - p->at ||
	    p->text != text + p->at))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bimi_piece	*l;
	struct bimi		 b;
	uint8_t			*text;
	size_t			 i;

	/* Of exactly this size, so that one octet too far is seen. */
	if (size > RDATA_MAX_BYTES || (text = malloc(size + 1)) == NULL)
		return 0;
	memcpy(text + 1, data, size);
	bimi_parse(&b, text + 1, size);
	for (i = 0; i < BIMI_TAGS; i++) {
		check_piece(&b.value[i], text + 1, size);
		if (b.has[i] != (b.value[i].text != NULL))
			abort();
	}
	check_piece(&b.fault_piece, text + 1, size);
	l = &b.value[BIMI_L];
	if (b.fault == NULL && (!b.is_bimi || !b.has[BIMI_L] ||
	    (l->len > 0 && l->len <= strlen("https://"))))
		abort();
	free(text);
	return 0;
}
