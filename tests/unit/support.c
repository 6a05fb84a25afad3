/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/rdata.h"

/* SplitMix64 by Steele and others. */
uint64_t
roll(uint64_t *state)
{
	uint64_t	z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

struct name
name_of(const char *text)
{
	struct name	n;
	const char	*why = NULL;

	if (name_from_text(&n, text, strlen(text), NULL, &why) == -1)
		fail_msg("%s %s", text, why);
	return n;
}

void
write_file(const char *path, const char *text)
{
	FILE	*f;

	assert_non_null(f = fopen(path, "we"));
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

int
remove_tree(const char *path)
{
	/* Ten directories deep at once are more than any test has. */
	return nftw(path, remove_one, 10, FTW_DEPTH | FTW_PHYS);
}

static uint8_t
digit_of(char c)
{
	static const char	digits[] = "0123456789abcdef";
	const char		*p = c == '\0' ? NULL : strchr(digits, c);

	if (p == NULL)
		fail_msg("'%c' is no hexadecimal digit", c);
	return (uint8_t)(p - digits);
}

size_t
octets_of(const char *hex, uint8_t *out, size_t room)
{
	size_t	n = 0;

	for (; *hex != '\0'; hex++) {
		if (*hex == ' ')
			continue;
		assert_true(n < room);
		out[n] = (uint8_t)(digit_of(hex[0]) << 4);
		out[n] = (uint8_t)(out[n] | digit_of(hex[1]));
		n++;
		hex++;
	}
	return n;
}

/* One word of RDATA; its length. */
static size_t
word_of(const char *word, const struct name *origin, uint8_t *out,
    size_t room)
{
	struct name	n;
	const char	*why = NULL;

	if (*word == '=')
		return octets_of(word + 1, out, room);
	if (*word >= '0' && *word <= '9') {
		assert_true(room >= 2);
		store_be16(out, (uint16_t)strtoul(word, NULL, 10));
		return 2;
	}
	if (name_from_text(&n, word, strlen(word), origin, &why) == -1)
		fail_msg("%s %s", word, why);
	assert_true(n.len <= room);
	memcpy(out, n.wire, n.len);
	return n.len;
}

size_t
rdata_of(const char *words, const struct name *origin, uint8_t *out,
    size_t room)
{
	char	word[2000];
	size_t	n = 0, len;

	for (words += strspn(words, " "); *words != '\0';
	    words += strspn(words, " ")) {
		len = strcspn(words, " ");
		assert_true(len < sizeof(word));
		memcpy(word, words, len);
		word[len] = '\0';
		words += len;
		n += word_of(word, origin, out + n, room - n);
	}
	return n;
}

int
add_row(struct build *b, const char *apex, const struct row *row,
    uint32_t line)
{
	static uint8_t	 rdata[RDATA_MAX_BYTES];
	struct place	 at = {"t", line, 1, false};
	struct name	 origin = name_of(apex), owner;
	const char	*why = NULL;
	size_t		 len;

	if (name_from_text(&owner, row->owner, strlen(row->owner), &origin,
	    &why) == -1)
		fail_msg("%s %s", row->owner, why);
	len = rdata_of(row->rdata, &origin, rdata, sizeof(rdata));
	return build_add(b, &owner, row->type, row->ttl_s, rdata, len, &at);
}

int
freeze_rows(const char *apex, const struct row *rows, size_t n,
    struct report *rep, struct content **out, struct places **places)
{
	struct name	 name = name_of(apex);
	struct build	*b;
	size_t		 i;
	int		 rc = 0;

	if ((b = build_new(&name, 1, rep)) == NULL)
		return -1;
	for (i = 0; i < n && rc == 0; i++)
		rc = add_row(b, apex, &rows[i], (uint32_t)i + 1);
	if (rc == 0)
		rc = build_freeze(b, out, places);
	build_free(b);
	return rc;
}

struct content *
content_of(const char *apex, const struct row *rows, size_t n)
{
	struct report	*rep = report_new(10);
	struct content	*c = NULL;
	char		 line[500];

	assert_non_null(rep);
	if (freeze_rows(apex, rows, n, rep, &c, NULL) == -1) {
		if (report_kept(rep) > 0)
			finding_format(report_at(rep, 0), line, sizeof(line));
		fail_msg("zone %s: %s", apex,
		    report_kept(rep) > 0 ? line : "no memory");
	}
	report_free(rep);
	return c;
}

struct zone *
zone_of(const char *apex, const struct row *rows, size_t n, uint32_t base)
{
	struct name	 name = name_of(apex);
	struct zone	*z;

	z = zone_new(&name, content_of(apex, rows, n), true, base);
	assert_non_null(z);
	return z;
}

struct zone *
bare_zone(const char *apex, uint32_t base)
{
	struct name	 name = name_of(apex);
	struct zone	*z = zone_new(&name, NULL, true, base);

	assert_non_null(z);
	return z;
}

const struct node *
node_of(const struct content *c, const char *rel)
{
	struct name	n;

	if (strcmp(rel, "@") == 0)
		return content_apex(c);
	n = name_of(rel);
	return content_exact(c, n.wire, (size_t)n.len - 1);
}

const struct rrset_slot *
slot_of(const struct content *c, const char *rel, uint16_t type)
{
	const struct node	*node = node_of(c, rel);
	const struct rrset_slot	*slot;

	if (node == NULL || (slot = node_slot(node, type)) == NULL) {
		fail_msg("no set of type %u at %s", type, rel);
		return NULL;
	}
	return slot;
}

const struct rrset *
set_of(const struct content *c, const char *rel, uint16_t type)
{
	return slot_set(c, node_of(c, rel), slot_of(c, rel, type));
}

void
assert_findings(const struct report *rep, const char *expected,
    const char *what)
{
	char	all[8000] = "";
	size_t	i, used = 0;

	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), all + used,
		    sizeof(all) - used - 2);
		used += strlen(all + used);
		all[used++] = '\n';
		all[used] = '\0';
	}
	if (strcmp(all, expected) != 0)
		fail_msg("%s: found\n%sexpected\n%s", what, all, expected);
}
