/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: which owner, whether quotes are missing, then RDATA of a TXT.
 * Whatever they say, the text is the strings joined, in the buffer, and the
 * place of what is wrong lies in it.
 */

static const char *const owners[] = {
	"a", "_dmarc", "s._domainkey", "_mta-sts", "_smtp._tls", "x._bimi",
	"a._report._dmarc", "_adsp._domainkey"
};
#define OWNERS	(sizeof(owners) / sizeof(owners[0]))

static uint8_t	buf[RDATA_MAX_BYTES];

/* A set of one record, as it lies in a zone. */
static struct rrset *
set_of(const uint8_t *rdata, size_t len)
{
	struct rrset	*set;
	size_t		 wire = RRSET_FIXED_BYTES + len;

	if ((set = calloc(1, sizeof(*set) + wire)) == NULL)
		abort();
	set->wire_len = (uint32_t)wire;
	set->type = TYPE_TXT;
	set->count = 1;
	memcpy((uint8_t *)(set + 1) + RRSET_FIXED_BYTES, rdata, len);
	return set;
}

static void
check(const struct policy *p, const uint8_t *rdata, size_t len)
{
	size_t		at = 0;
	size_t		joined = 0;
	unsigned	strings = 0;

	for (; at < len; at += rdata[at] + 1u, strings++) {
		if (joined + rdata[at] > p->len ||
		    memcmp(p->text + joined, rdata + at + 1, rdata[at]) != 0)
			abort();
		joined += rdata[at];
	}
	if (p->text != buf || p->len != joined || p->strings != strings)
		abort();
	if ((p->state == POLICY_QUOTED || p->state == POLICY_FOREIGN) &&
	    p->bad_at >= p->len)
		abort();
	if (p->kind == POLICY_NONE && p->state != POLICY_GOOD)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char	*why;
	const char	*text;
	struct rrset	*set;
	struct policy	 p;
	struct name	 owner;

	if (size < 2 || size - 2 > RDATA_MAX_BYTES ||
	    rdata_check(TYPE_TXT, data + 2, size - 2, &why) == -1)
		return 0;
	text = owners[data[0] % OWNERS];
	if (name_from_text(&owner, text, strlen(text), NULL, &why) == -1)
		abort();
	set = set_of(data + 2, size - 2);
	policy_read(set, 0, &owner, (data[1] & 1) != 0, buf, &p);
	check(&p, data + 2, size - 2);
	free(set);
	return 0;
}
