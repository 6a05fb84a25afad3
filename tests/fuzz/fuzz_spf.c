/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: the text of a record.  Terms stand in order and within the text,
 * faults within their terms; each fault says what was expected; what a sound
 * term asks about is a sound name, and so says the term read by itself.
 */

static void
must(bool is_so)
{
	if (!is_so)
		abort();
}

static bool
is_within(size_t at, size_t len, const struct spf_term *term)
{
	return at >= term->at && at + len <= term->at + term->len;
}

/* A block of exactly its size: a sanitizer sees what is read behind it. */
static void
read_alone(const uint8_t *text, const struct spf_term *term)
{
	struct spf_term	 alone;
	uint8_t		*word = malloc(term->len);

	if (word == NULL)
		return;
	memcpy(word, text + term->at, term->len);
	spf_read(word, 0, term->len, &alone);
	must(alone.kind == term->kind && alone.fault == term->fault &&
	    alone.value_len == term->value_len &&
	    alone.fault_len == term->fault_len &&
	    alone.has_macro == term->has_macro);
	free(word);
}

static void
look_at(const uint8_t *text, const struct spf_term *term)
{
	struct name	 owner;
	struct name	 name;
	struct name	 again;
	struct reader	 r;

	must(term->len > 0 && memchr(text + term->at, ' ', term->len) == NULL);
	must(term->value_len == 0 ||
	    is_within(term->value_at, term->value_len, term));
	must((term->fault == SPF_SOUND) == (term->expected == NULL));
	must(term->fault == SPF_SOUND ||
	    is_within(term->fault_at, term->fault_len, term));
	must(term->prefix4 <= 32 && term->prefix6 <= 128);
	read_alone(text, term);
	name_root(&owner);
	if (spf_domain(text, term, &owner, &name) == -1)
		return;
	must(term->fault == SPF_SOUND);
	r = reader_of(name.wire, name.len);
	must(name_parse(&r, &again) == 0 && name_equal(&name, &again) &&
	    reader_left(&r) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spf	spf;
	struct spf_term	term;
	size_t		end = 5;

	if (!spf_init(&spf, data, size))
		return 0;
	while (spf_next(&spf, &term)) {
		must(term.at > end && term.at + term.len <= size);
		end = term.at + term.len - 1;
		look_at(data, &term);
	}
	return 0;
}
