/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/name.h"

/* Labels of 60 to 63 octets, and three of them. */
#define X20	"xxxxxxxxxxxxxxxxxxxx"
#define L60	X20 X20 X20
#define L61	L60 "x"
#define L62	L60 "xx"
#define L63	L60 "xxx"
#define L63_3	L63 "." L63 "." L63 "."

/* Is all of it in order: offsets, labels, length? */
static void
assert_sound(const struct name *n)
{
	unsigned	i;
	size_t		at = 0;

	for (i = 0; i < n->labels; i++) {
		assert_int_equal(n->offset[i], at);
		assert_in_range(n->wire[at], 1, LABEL_MAX_BYTES);
		at += (size_t)n->wire[at] + 1;
	}
	assert_int_equal(n->offset[i], at);
	assert_int_equal(n->wire[at], 0);
	assert_int_equal(n->len, at + 1);
	assert_in_range(n->len, 1, NAME_MAX_BYTES);
}

/* Text form of a name. */
static const char *
text_of(const struct name *n)
{
	static char	buf[NAME_TEXT_MAX];

	assert_sound(n);
	return name_to_text(n->wire, buf);
}

/* Octets in hex; what name_parse() makes of them, NULL: it refuses. */
static const struct {
	const char	*hex;
	const char	*text;
	size_t		 used;
} parses[] = {
	{"00", ".", 1},
	{"00ff", ".", 1},
	{"016100", "a.", 3},
	{"0141 035a2e40 00 ff", "a.z\\.\\@.", 7},
	{"0100 01ff 0120 00", "\\000.\\255.\\032.", 7},
	{"", NULL, 0},
	{"01", NULL, 0},
	{"0161", NULL, 0},
	{"026100", NULL, 0},
	{"0161 c000", NULL, 0},	/* nothing to point to */
	{"c000", NULL, 0},
	{"40616100", NULL, 0},	/* label types of RFC 2673 and nobody */
	{"80616100", NULL, 0},
};

static void
test_parse(void **state)
{
	uint8_t		wire[64];
	struct reader	r;
	struct name	n;
	size_t		i;
	int		rc;

	(void)state;
	for (i = 0; i < sizeof(parses) / sizeof(parses[0]); i++) {
		r = reader_of(wire, octets_of(parses[i].hex, wire, 64));
		rc = name_parse(&r, &n);
		assert_int_equal(rc, parses[i].text == NULL ? -1 : 0);
		assert_int_equal(r.failed, rc == -1);
		if (rc == -1)
			continue;
		assert_string_equal(text_of(&n), parses[i].text);
		assert_ptr_equal(r.at, wire + parses[i].used);
	}
}

/* A wire name of len octets in labels of at most step; len > 2. */
static size_t
make_wire(uint8_t *out, size_t len, size_t step)
{
	size_t	at, left;

	for (at = 0; at < len - 1; at += left + 1) {
		left = len - at - 2;
		if (left > step)
			left = left - step == 1 ? step - 1 : step;
		out[at] = (uint8_t)left;
		memset(out + at + 1, 'X', left);
	}
	out[at] = 0;
	return at + 1;
}

/* Names of 254, 255 and 256 octets, labels of 1 to 64; all three ways. */
static void
test_length_limits(void **state)
{
	uint8_t		wire[300];
	struct reader	r;
	struct name	n;
	size_t		len, step;
	bool		is_good;

	(void)state;
	for (len = 254; len <= 256; len++)
		for (step = 2; step <= 64; step++) {
			assert_int_equal(make_wire(wire, len, step), len);
			is_good = len <= 255 && step <= 63;
			r = reader_of(wire, len);
			assert_int_equal(name_parse(&r, &n),
			    is_good ? 0 : -1);
			if (is_good)
				assert_sound(&n);
			r = reader_of(wire, len);
			assert_int_equal(name_expand(&r, &n),
			    is_good ? 0 : -1);
			if (!is_good)
				continue;
			assert_memory_equal(n.wire, wire, len);
			name_from_wire(&n, wire);
			assert_sound(&n);
			assert_int_equal(n.len, len);
		}
}

/* 127 labels fit, and no more. */
static void
test_most_labels(void **state)
{
	uint8_t		wire[300];
	struct reader	r;
	struct name	n;
	unsigned	labels;

	(void)state;
	for (labels = 126; labels <= 128; labels++) {
		memset(wire, 1, 2 * labels);
		wire[2 * labels] = 0;
		r = reader_of(wire, 2 * labels + 1);
		assert_int_equal(name_parse(&r, &n), labels <= 127 ? 0 : -1);
		if (labels > 127)
			continue;
		assert_int_equal(n.labels, labels);
		assert_sound(&n);
	}
}

/* A message, where a name stands in it, and what it is; NULL: unsound. */
static const struct {
	const char	*hex;
	size_t		 at;
	const char	*text;
	size_t		 used;
} expansions[] = {
	{"00", 0, ".", 1},
	{"016100", 0, "a.", 3},
	{"0141016200 c000", 5, "A.b.", 2},
	{"0141016200 c002", 5, "b.", 2},
	{"0141016200 c004", 5, ".", 2},
	{"016100 0162c000 0163c003", 7, "c.b.a.", 4},
	{"016100 c000 c003 c005", 7, "a.", 2},
	{"ffff 0161c000", 2, NULL, 0},	/* into what is no name */
	{"c000", 0, NULL, 0},		/* to itself */
	{"c002c000", 0, NULL, 0},	/* forward */
	{"c002c000", 2, NULL, 0},	/* two that point to each other */
	{"0161c000", 0, NULL, 0},	/* into itself */
	{"0161 0162c001 00", 3, NULL, 0},
	{"016100 c0", 3, NULL, 0},	/* cut off */
	{"016100 0162c0", 3, NULL, 0},
	{"0161", 0, NULL, 0},
	{"", 0, NULL, 0},
	{"016100 c003", 3, NULL, 0},	/* to the pointer itself */
	{"016100 c004", 3, NULL, 0},	/* to its second octet */
	{"0361 c000 c001", 4, NULL, 0},	/* runs into the pointer */
	{"0361 c000 00", 2, NULL, 0},
	{"016100 4000", 3, NULL, 0},
	{"016100 8000", 3, NULL, 0},
	{"016100 bf00", 3, NULL, 0},
};

static void
test_expand(void **state)
{
	uint8_t		wire[64];
	struct reader	r;
	struct name	n;
	size_t		i;
	int		rc;

	(void)state;
	for (i = 0; i < sizeof(expansions) / sizeof(expansions[0]); i++) {
		r = reader_of(wire, octets_of(expansions[i].hex, wire, 64));
		r.at += expansions[i].at;
		rc = name_expand(&r, &n);
		if (rc != (expansions[i].text == NULL ? -1 : 0))
			fail_msg("\"%s\": %d", expansions[i].hex, rc);
		assert_int_equal(r.failed, rc == -1);
		if (rc == -1)
			continue;
		assert_string_equal(text_of(&n), expansions[i].text);
		assert_ptr_equal(r.at, wire + expansions[i].at +
		    expansions[i].used);
	}
}

/* All 14 bits of a pointer count, and expanded names have a limit too. */
static void
test_expand_far(void **state)
{
	static uint8_t	wire[0x4000 + 200];
	struct reader	r;
	struct name	n;
	size_t		len, used;

	(void)state;
	(void)make_wire(wire + 0x3fff - 63, 65, 63);
	for (len = 188; len <= 191; len++) {
		used = make_wire(wire + 0x4001, len, 62);
		store_be16(wire + 0x4000 + used, 0xc000 | (0x3fff - 63));
		r = reader_of(wire, 0x4000 + used + 2);
		r.at += 0x4001;
		assert_int_equal(name_expand(&r, &n), len <= 191 ? 0 : -1);
		assert_int_equal(n.len, len + 64);
		assert_sound(&n);
	}
	used = make_wire(wire + 0x4001, 192, 62);
	store_be16(wire + 0x4000 + used, 0xc000 | (0x3fff - 63));
	r = reader_of(wire, 0x4000 + used + 2);
	r.at += 0x4001;
	assert_int_equal(name_expand(&r, &n), -1);
}

/* Any octets: never beyond the end, never without one, always sound. */
static void
test_expand_noise(void **state)
{
	static const uint8_t	likely[] = {0, 0, 1, 2, 0xc0, 0xc0, 5, 9};
	uint8_t			wire[24], *copy;
	struct reader		r;
	struct name		n;
	uint64_t		rnd = 11;
	size_t			i, k;

	(void)state;
	for (i = 0; i < 100000; i++) {
		for (k = 0; k < sizeof(wire); k++)
			wire[k] = likely[roll(&rnd) % sizeof(likely)];
		k = (size_t)roll(&rnd) % sizeof(wire);
		/* Exactly as large, so that ASan sees what is beyond. */
		assert_non_null(copy = malloc(k + 1));
		memcpy(copy, wire, k);
		r = reader_of(copy, k);
		r.at += k / 2;
		if (name_expand(&r, &n) == 0) {
			assert_sound(&n);
			assert_true(r.at > copy && r.at <= r.end);
		}
		r = reader_of(copy, k);
		if (name_parse(&r, &n) == 0)
			assert_sound(&n);
		free(copy);
	}
}

/* Text, origin (NULL: none), and the name, or why there is none. */
static const struct {
	const char	*text;
	const char	*origin;
	const char	*name;
	const char	*why;
} texts[] = {
	{".", "a.", ".", NULL},
	{"@", "a.b.", "a.b.", NULL},
	{"@", NULL, "\\@.", NULL},
	{"@.", "a.", "\\@.", NULL},
	{"\\@", "a.", "\\@.a.", NULL},
	{"b", "a.", "b.a.", NULL},
	{"b", NULL, "b.", NULL},
	{"b", ".", "b.", NULL},
	{"B.c", "A.", "B.c.A.", NULL},
	{"b.", "a.", "b.", NULL},
	{"b\\.", "a.", "b\\..a.", NULL},
	{"b\\..", "a.", "b\\..", NULL},
	{"\\000\\255\\046.", NULL, "\\000\\255\\..", NULL},
	{"\\a\\;\\ .", NULL, "a\\;\\032.", NULL},
	{"\"$().", NULL, "\\\"\\$\\(\\).", NULL},
	{"*", "a.", "*.a.", NULL},
	{L63, "a.", L63 ".a.", NULL},
	{L63_3 L61, NULL, L63_3 L61 ".", NULL},
	{L63_3 L60, "a.", NULL, "is longer than 255 octets with the origin"},
	{L63_3 L60, ".", L63_3 L60 ".", NULL},
	{L63 "." L63 "." L60, L61 ".", L63 "." L63 "." L60 "." L61 ".", NULL},
	{L63 "." L63 "." L61, L63 ".", L63 "." L63 "." L61 "." L63 ".", NULL},
	{L63 "." L63 "." L62, L63 ".", NULL,
	    "is longer than 255 octets with the origin"},
	{L63_3 L62, NULL, NULL, "is longer than 255 octets"},
	{L63_3 L62 ".", ".", NULL, "is longer than 255 octets"},
	{L63 "x", NULL, NULL, "has a label of more than 63 octets"},
	{L63 "\\001.a", NULL, NULL, "has a label of more than 63 octets"},
	{"", "a.", NULL, "is empty"},
	{"..", "a.", NULL, "has an empty label"},
	{".a", "a.", NULL, "has an empty label"},
	{"a..", "a.", NULL, "has an empty label"},
	{"a..b", "a.", NULL, "has an empty label"},
	{"a\\", NULL, NULL,
	    "has a bad escape; write \\DDD with three digits up to 255"},
	{"a\\1", NULL, NULL,
	    "has a bad escape; write \\DDD with three digits up to 255"},
	{"a\\12", NULL, NULL,
	    "has a bad escape; write \\DDD with three digits up to 255"},
	{"a\\12x", NULL, NULL,
	    "has a bad escape; write \\DDD with three digits up to 255"},
	{"a\\256", NULL, NULL,
	    "has a bad escape; write \\DDD with three digits up to 255"},
};

static void
test_from_text(void **state)
{
	struct name	n, origin;
	const char	*why;
	size_t		i;
	int		rc;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].origin != NULL)
			origin = name_of(texts[i].origin);
		why = NULL;
		rc = name_from_text(&n, texts[i].text, strlen(texts[i].text),
		    texts[i].origin == NULL ? NULL : &origin, &why);
		if (rc != (texts[i].name == NULL ? -1 : 0))
			fail_msg("\"%s\": %s", texts[i].text, why);
		if (rc == 0)
			assert_string_equal(text_of(&n), texts[i].name);
		else
			assert_string_equal(why, texts[i].why);
	}
}

/* Each octet goes to text and comes back. */
static void
test_text_and_back(void **state)
{
	uint8_t		wire[NAME_MAX_BYTES];
	char		text[NAME_TEXT_MAX];
	struct name	n;
	const char	*why;
	uint64_t	rnd = 2;
	size_t		len, i, k;

	(void)state;
	for (i = 0; i < 2000; i++) {
		len = 3 + (size_t)roll(&rnd) % 253;
		(void)make_wire(wire, len, 2 + (size_t)roll(&rnd) % 62);
		name_from_wire(&n, wire);
		for (k = 0; k < n.len; k++)
			if (wire[k] == 'X')
				wire[k] = (uint8_t)roll(&rnd);
		(void)name_to_text(wire, text);
		assert_int_equal(name_from_text(&n, text, strlen(text), NULL,
		    &why), 0);
		assert_int_equal(n.len, len);
		assert_memory_equal(n.wire, wire, len);
	}
	/* The longest text of all fills its buffer. */
	(void)make_wire(wire, 255, 63);
	for (k = 0; k < 255; k++)
		if (wire[k] == 'X')
			wire[k] = 0;
	assert_true(strlen(name_to_text(wire, text)) < sizeof(text));
}

/* RFC 4034 6.1, its example and what it does not show; in order. */
static const char *const ordered[] = {
	".", "\\000.", "\\000\\000.", "\\000a.", "\\001.", "\\031.", "\\[.",
	"_.", "a.", "\\000.a.", "a.a.", "a\\000.", "a-.", "a-b.", "aa.", "b.",
	"example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.",
	"zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.",
	"\\200.z.example.", "example\\000.", "z.", "{.", "\\255.",
	"\\255\\255."
};

static void
test_compare(void **state)
{
	struct name	a, b;
	size_t		i, k, n = sizeof(ordered) / sizeof(ordered[0]);
	int		d;

	(void)state;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++) {
			a = name_of(ordered[i]);
			b = name_of(ordered[k]);
			d = name_compare(&a, &b);
			if ((d > 0) - (d < 0) != (i > k) - (i < k))
				fail_msg("%s and %s: %d", ordered[i],
				    ordered[k], d);
			assert_int_equal(name_equal(&a, &b), i == k);
			name_lower(&a);
			d = name_compare(&a, &b);
			assert_int_equal((d > 0) - (d < 0), (i > k) - (i < k));
		}
}

static const struct {
	const char	*name, *apex;
	bool		 is_under;
} unders[] = {
	{"a.b.", "a.b.", true}, {"A.b.", "a.B.", true},
	{"x.A.b.", "a.B.", true}, {"x.a.b.", ".", true}, {".", ".", true},
	{".", "a.", false}, {"b.", "a.b.", false}, {"xa.b.", "a.b.", false},
	{"a.c.", "a.b.", false}, {"x.aa.b.", "a.b.", false},
	{"a\\.b.", "b.", false}, {"x\\001a.", "a.", false},
	{"a.b.c.", "a.b.", false}
};

static void
test_is_under(void **state)
{
	struct name	n, apex;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(unders) / sizeof(unders[0]); i++) {
		n = name_of(unders[i].name);
		apex = name_of(unders[i].apex);
		assert_int_equal(name_is_under(&n, &apex),
		    unders[i].is_under);
	}
}

/* ASCII letters only, RFC 4343; length octets are left alone. */
static void
test_lower(void **state)
{
	struct name	n = name_of("@A.Z[`az{\\193\\223." L63 ".");
	int		c;

	(void)state;
	name_lower(&n);
	assert_string_equal(text_of(&n), "\\@a.z[`az{\\193\\223." L63 ".");
	for (c = 0; c < 256; c++)
		assert_int_equal(ascii_lower((uint8_t)c),
		    c >= 'A' && c <= 'Z' ? c + 32 : c);
	assert_true(bytes_equal_nocase((const uint8_t *)"aZ@", (const
	    uint8_t *)"Az@", 3));
	assert_false(bytes_equal_nocase((const uint8_t *)"@", (const
	    uint8_t *)"`", 1));
	name_root(&n);
	assert_string_equal(text_of(&n), ".");
}

/* Head and tail of all lengths around the limit. */
static void
test_join(void **state)
{
	uint8_t			head[256], tail[256];
	struct name_parts	parts = {.head = head, .tail = tail};
	struct name		n;
	size_t			h, t;
	int			rc;

	(void)state;
	for (h = 0; h <= 254; h++)
		for (t = h < 250 ? 252 - h : 1; t <= 257 - h; t++) {
			if (h == 1 || t == 2 || t == 0 || t > 255)
				continue;
			if (h > 0)
				(void)make_wire(head, h + 1, 63);
			if (t > 1)
				(void)make_wire(tail, t, 63);
			else
				tail[0] = 0;
			parts.head_len = (uint8_t)h;
			parts.tail_len = (uint8_t)t;
			rc = name_join(&n, &parts);
			assert_int_equal(rc, h + t <= 255 ? 0 : -1);
			if (rc == -1)
				continue;
			assert_sound(&n);
			assert_int_equal(n.len, h + t);
			assert_memory_equal(n.wire, head, h);
			assert_memory_equal(n.wire + h, tail, t);
		}
	tail[0] = 0;
	parts = (struct name_parts){.tail = tail, .tail_len = 1};
	assert_int_equal(name_join(&n, &parts), 0);
	assert_string_equal(text_of(&n), ".");
}

/* Label by label from the right; order of labels counts. */
static void
test_hash_rel(void **state)
{
	struct name	n = name_of("a.bc.d."), other = name_of("bc.a.d.");
	uint64_t	h = 7;

	(void)state;
	assert_int_equal(name_hash_rel(7, n.wire, 0), h);
	h = hash_label(h, n.wire + 5);
	assert_int_equal(name_hash_rel(7, n.wire + 5, 2), h);
	h = hash_label(hash_label(h, n.wire + 2), n.wire);
	assert_int_equal(name_hash_rel(7, n.wire, 7), h);
	assert_true(name_hash_rel(7, other.wire, 7) != h);
}

/* Both ways to make 16 octets lower case, of all octets at all places. */
static void
test_lower16(void **state)
{
	uint8_t		in[24], a[16], b[16];
	unsigned	c, i, k;

	(void)state;
	for (c = 0; c < 256; c++)
		for (i = 0; i < 16; i++) {
			for (k = 0; k < sizeof(in); k++)
				in[k] = (uint8_t)(c + k * 37);
			in[3 + i] = (uint8_t)c;
			lower16(a, in + 3);
			lower16_portable(b, in + 3);
			for (k = 0; k < 16; k++)
				assert_int_equal(a[k], ascii_lower(in[3 + k]));
			assert_memory_equal(a, b, 16);
			lower16(in + 3, in + 3);
			assert_memory_equal(a, in + 3, 16);
		}
}

/* Octets that differ at one place, of each length. */
static void
test_octets_equal(void **state)
{
	uint8_t	a[80], b[80];
	size_t	len, i;

	(void)state;
	memset(a, 7, sizeof(a));
	memset(b, 7, sizeof(b));
	for (len = 0; len < 70; len++) {
		b[len]++;
		assert_true(octets_equal(a, b, len));
		b[len]--;
		for (i = 0; i < len; i++) {
			b[i]++;
			assert_false(octets_equal(a, b, len));
			b[i]--;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lower16),
		cmocka_unit_test(test_octets_equal),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_length_limits),
		cmocka_unit_test(test_most_labels),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_expand_far),
		cmocka_unit_test(test_expand_noise),
		cmocka_unit_test(test_from_text),
		cmocka_unit_test(test_text_and_back),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_is_under),
		cmocka_unit_test(test_lower),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_hash_rel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
