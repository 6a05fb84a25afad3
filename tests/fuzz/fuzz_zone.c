/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/check.h"
#include "zones/hash.h"
#include "zones/load.h"
#include "zones/rdata.h"
#include "zones/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Ten characters of $GENERATE may make 65536 records: that is meant so, but
   one line of it and up to 999 are enough here. */
static int
has_much_to_generate(const uint8_t *data, size_t len)
{
	size_t	i, k, digits;
	int	n = 0;

	for (i = 0; i + 9 <= len; i++) {
		if (data[i] != '$' || (data[i + 1] | 0x20) != 'g')
			continue;
		n++;
		for (k = i, digits = 0; k < len && data[k] != '\n' &&
		    digits < 4; k++)
			digits = data[k] >= '0' && data[k] <= '9' ?
			    digits + 1 : 0;
		if (digits == 4)
			n++;
	}
	return n > 1;
}

/* A room for each way, made once: to make one takes longer than to read what
   fuzzers write. */
static struct load_room *
get_room(bool is_slow)
{
	static struct load_room	*rooms[2];

	if (rooms[is_slow] != NULL)
		return rooms[is_slow];
	if ((rooms[is_slow] = load_room_new()) == NULL)
		abort();
	if (is_slow)
		load_room_slow(rooms[is_slow]);
	return rooms[is_slow];
}

/* A zone that was loaded holds sound records only, and its places are as
   many as they are. */
static void
check_content(const struct loaded *ld, const struct name *apex)
{
	static uint8_t		 rdata[RDATA_MAX_BYTES];
	const struct node	*node;
	const struct rrset	*set;
	const char		*why;
	size_t			 records = 0;
	size_t			 i;
	unsigned		 k, n;
	int			 len;

	for (i = 0; i < content_nodes(ld->content); i++) {
		node = content_node(ld->content, i);
		for (n = 0; n < node->rrsets; n++) {
			set = node_set(ld->content, node, n);
			for (k = 0; k < set->count; k++, records++) {
				len = rrset_rdata_absolute(ld->content,
				    set, k, apex->wire, apex->len, rdata);
				if (len < 0 || rdata_check(set->type, rdata,
				    (size_t)len, &why) == -1)
					abort();
			}
		}
	}
	if (records != content_records(ld->content) ||
	    places_at(ld->places, records).file != NULL)
		abort();
}

/* The checks see any zone that loads. */
static void
check_mail(struct loaded *ld, const struct name *apex, struct report *rep)
{
	struct table		*empty = table_new(1);
	struct table_edit	*edit = table_edit_begin(empty);
	struct table		*table;
	struct rests		 rests;
	struct zone		*zone;

	if ((zone = zone_new(apex, ld->content, true, 0)) == NULL)
		abort();
	ld->content = NULL;	/* the zone has it */
	if (table_edit_put(edit, zone_ref(zone)) == -1 ||
	    (table = table_edit_commit(edit)) == NULL)
		abort();
	rests_init(&rests);
	check_zone(&(struct check_input){.served = table, .zone = zone,
	    .before = zone, .places = ld->places, .rests = &rests,
	    .now_s = 1795000000}, rep);
	rests_clear(&rests);
	table_free(table);
	table_free(empty);
	zone_unref(zone);
}

/* Records and faults, folded. */
static int
fold_record(void *arg, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	uint64_t	*sum = arg;

	*sum = hash_bytes(*sum, owner->wire, owner->len);
	*sum = hash_bytes(*sum ^ type ^ (uint64_t)ttl_s << 16, rdata,
	    rdata_len);
	*sum ^= at->line ^ (uint64_t)at->column << 32 ^ at->is_bare;
	return 0;
}

static uint64_t
fold(const struct load_source *src, const uint8_t *data, size_t len,
    bool is_slow)
{
	uint64_t		 sum = 1;
	struct load_sink	 sink = {fold_record, &sum};
	struct report		*rep = report_new(20);
	char			 line[500];
	size_t			 i;

	if (rep == NULL)
		abort();
	(void)load_records(get_room(is_slow), src, (const char *)data, len,
	    &sink, rep);
	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		sum = hash_bytes(sum, (const uint8_t *)line, strlen(line));
	}
	sum += report_count(rep, SEV_ERROR);
	report_free(rep);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t	wire[] = "\007example\003com";
	struct load_source	src = {NULL, NULL, NULL, 1};
	struct report		*rep;
	struct loaded		out;
	struct name		apex;

	if (has_much_to_generate(data, len))
		return 0;
	name_from_wire(&apex, wire);
	src.apex = &apex;
	/* The quick ways read what the general way reads. */
	if (fold(&src, data, len, true) != fold(&src, data, len, false))
		abort();
	if ((rep = report_new(20)) == NULL)
		return 0;
	if (load_text_in(get_room(false), &src, (const char *)data, len, rep,
	    &out) == 0) {
		check_content(&out, &apex);
		check_mail(&out, &apex, rep);
	} else if (report_count(rep, SEV_ERROR) == 0) {
		abort();	/* failed without a word */
	}
	loaded_clear(&out);
	report_free(rep);
	return 0;
}
