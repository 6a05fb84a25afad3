/* SPDX-License-Identifier: ISC */
/*
 * Any text as a list of domains: each name is sound and is read by
 * name_from_text() as the same, each value is one that cannot end a word's
 * quotes, and each fault is told.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/domains.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_name(const struct name *n)
{
	char		 text[NAME_TEXT_MAX];
	struct name	 same;
	const char	*why;

	(void)name_to_text(n->wire, text);
	if (name_from_text(&same, text, strlen(text), NULL, &why) == -1 ||
	    same.len != n->len || same.labels != n->labels ||
	    memcmp(same.wire, n->wire, n->len) != 0 ||
	    memcmp(same.offset, n->offset, n->labels + 1u) != 0)
		abort();
	name_lower(&same);
	if (n->labels == 0 || memcmp(same.wire, n->wire, n->len) != 0)
		abort();
}

static void
check_values(const struct domain *d)
{
	const struct domain_value	*v;
	unsigned			 i;
	uint32_t			 k;

	if (d->nvalues > DOMAINS_VALUES_MAX)
		abort();
	for (i = 0; i < d->nvalues; i++) {
		v = &d->values[i];
		if (!domains_is_key(v->key, v->key_len) ||
		    v->len > DOMAINS_VALUE_MAX)
			abort();
		for (k = 0; k < v->len; k++)
			if (strchr("\"\\\n\r\t", v->text[k]) != NULL)
				abort();	/* finds NUL too */
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct domain	 domain;
	struct domains		 d;
	struct report		*rep = report_new(0);
	char			*text = malloc(len + 1);

	if (rep == NULL || text == NULL)
		abort();
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	if (domains_start(&d, "f", text, len, rep) == 0) {
		while (domains_next(&d, &domain)) {
			check_name(&domain.apex);
			check_values(&domain);
		}
		if (d.faults != report_count(rep, SEV_ERROR))
			abort();
	} else if (report_count(rep, SEV_ERROR) != 1) {
		abort();
	}
	report_free(rep);
	free(text);
	return 0;
}
