/* SPDX-License-Identifier: ISC */
/*
 * The mail checks over several zones that speak of each other.  Input: zone
 * files with an octet 255 between them, each for the next of some apexes;
 * the fifth is a former version of the first.  Findings have a place that is
 * in the text, and are the same if all is done once more.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/judge.h"
#include "zones/check.h"
#include "zones/hash.h"
#include "zones/load.h"
#include "zones/table.h"

#define SPLIT		255
#define SERVED		4
#define ZONES		(SERVED + 1)
#define FINDINGS_MAX	200

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const apexes[ZONES] = {
	"example.com.", "2.0.192.in-addr.arpa.", "mail.example.com.",
	"8.b.d.0.1.0.0.2.ip6.arpa.", "example.com."
};

struct world {
	struct loaded	 loaded[ZONES];
	struct zone	*zones[ZONES];	/* NULL: it does not load */
	size_t		 lines[ZONES];	/* of its text */
	struct table	*table;		/* of the first SERVED */
	struct roles	*roles;
};

/* Ten characters of $GENERATE may make 65536 records: that is meant so, but
   fuzz_zone does it. */
static int
has_generate(const char *text, size_t len)
{
	size_t	i;

	for (i = 0; i + 2 <= len; i++)
		if (text[i] == '$' && (text[i + 1] | 0x20) == 'g')
			return 1;
	return 0;
}

static void
load(struct world *w, unsigned i, const char *text, size_t len)
{
	static struct load_room	*room;
	struct load_source	 src = {.seed = 1};
	struct name		 apex;
	const char		*why;
	size_t			 k;

	require(room != NULL || (room = load_room_new()) != NULL);
	require(name_from_text(&apex, apexes[i], strlen(apexes[i]), NULL,
	    &why) == 0);
	src.apex = &apex;
	w->lines[i] = 1;
	for (k = 0; k < len; k++)
		w->lines[i] += text[k] == '\n' || text[k] == '\r';
	if (has_generate(text, len) ||
	    load_text_in(room, &src, text, len, NULL, &w->loaded[i]) == -1)
		return;
	w->zones[i] = zone_new(&apex, w->loaded[i].content, true, 0);
	require(w->zones[i] != NULL);
	w->loaded[i].content = NULL;
}

static void
serve(struct world *w)
{
	struct table_edit	*e;
	struct table		*t;
	unsigned		 i;

	require((w->table = table_new(1)) != NULL);
	require((w->roles = roles_new(1)) != NULL);
	for (i = 0; i < SERVED; i++) {
		if (w->zones[i] == NULL)
			continue;
		require((e = table_edit_begin(w->table)) != NULL);
		require(table_edit_put(e, zone_ref(w->zones[i])) == 0);
		require((t = table_edit_commit(e)) != NULL);
		table_free(w->table);
		w->table = t;
		require(roles_add(w->roles, w->zones[i], false) == 0);
	}
}

/* Check one, and fold what is told. */
static uint64_t
check(const struct world *w, unsigned i)
{
	struct report		*rep = report_new(FINDINGS_MAX);
	struct rests		 rests;
	const struct finding	*f;
	uint64_t		 sum = 1;
	char			 line[4096];
	size_t			 k;

	require(rep != NULL);
	rests_init(&rests);
	check_zone(&(struct check_input){.served = w->table,
	    .zone = w->zones[i], .before = i == 0 ? w->zones[SERVED] : NULL,
	    .places = w->loaded[i].places, .roles = w->roles,
	    .rests = &rests, .now_s = 1795000000}, rep);
	rests_settle(&rests);
	for (k = 0; k < rests.n; k++)
		sum = hash_bytes(sum, (const uint8_t *)&rests.hashes[k],
		    sizeof(rests.hashes[k]));
	rests_clear(&rests);
	for (k = 0; k < report_kept(rep); k++) {
		f = report_at(rep, k);
		require(f->at.line <= w->lines[i]);
		finding_format(f, line, sizeof(line));
		require(strpbrk(line, "\n\r\x1b") == NULL);
		sum = hash_bytes(sum, (const uint8_t *)line, strlen(line));
	}
	report_free(rep);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world	 w;
	const char	*at = (const char *)data, *end;
	unsigned	 i;
	size_t		 len;

	memset(&w, 0, sizeof(w));
	for (i = 0; i < ZONES && size > 0; i++) {
		end = memchr(at, SPLIT, size);
		len = end == NULL ? size : (size_t)(end - at);
		load(&w, i, at, len);
		at += len;
		size -= len;
		if (end != NULL) {
			at++;
			size--;
		}
	}
	serve(&w);
	for (i = 0; i < SERVED; i++)
		if (w.zones[i] != NULL)
			require(check(&w, i) == check(&w, i));
	for (i = 0; i < SERVED; i++)
		if (w.zones[i] != NULL)
			roles_remove(w.roles, w.zones[i]);
	table_free(w.table);
	roles_free(w.roles);
	for (i = 0; i < ZONES; i++) {
		zone_unref(w.zones[i]);
		loaded_clear(&w.loaded[i]);
	}
	return 0;
}
