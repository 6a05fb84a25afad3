/* SPDX-License-Identifier: ISC */
#include "server/memo.h"
#include "zones/wire.h"

_Static_assert(sizeof(struct memo_entry) == 256, "four lines");

struct memo_entry *
memo_keep(struct memo *m, uint64_t hash, const struct query *q,
    const uint8_t *answer, size_t len, unsigned opts, unsigned kind,
    bool is_signed)
{
	struct memo_entry	*e = &m->entry[hash % MEMO_ENTRIES];
	size_t			 head = HEADER_BYTES + q->question_len;

	if (q->qname.len > MEMO_NAME_BYTES || len - head > MEMO_BODY_BYTES)
		return NULL;
	*e = (struct memo_entry){
		.hash = hash, .type = q->qtype, .name_len = q->qname.len,
		.flags = (uint16_t)(load_be16(answer + 2) & ~FLAG_RD),
		.body_len = (uint16_t)(len - head), .kind = (uint8_t)kind,
		.is_signed = is_signed
	};
	memcpy(e->counts, answer + 4, sizeof(e->counts));
	store_be16(e->counts + 6, (uint16_t)(load_be16(e->counts + 6) - opts));
	memcpy(e->name, q->qname.wire, q->qname.len);
	memcpy(e->body, answer + head, e->body_len);
	return e;
}
