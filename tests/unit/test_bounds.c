/* SPDX-License-Identifier: ISC */
/*
 * What one question may make the engine do, where somebody wrote a zone to
 * make it much: the bounds, and that what is found by halves is what is
 * there.  How many instructions that are, tests/e2e/test_costs.py counts.
 */
#include "tests/unit/world.h"

#include "server/additional.h"
#include "server/answer.h"
#include "zones/nsec3.h"

#define HEAD	"$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 192.0.2.53\n"
#define DATES	"20370101000000 20260101000000 1 @ AAAA\n"
#define SIGNED	"@ RRSIG SOA 13 1 60 " DATES

static char	zone_text[1 << 20];
static size_t	zone_len;

static void
begin(void)
{
	zone_len = 0;
}

static void add(const char *, ...) __attribute__((format(printf, 1, 2)));

static void
add(const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(zone_text + zone_len, sizeof(zone_text) - zone_len, fmt,
	    ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(zone_text) - zone_len);
	zone_len += (size_t)n;
}

static unsigned
times(const char *text, const char *word)
{
	unsigned	n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

/* --- types of one name --------------------------------------------------- */

/* Every second type from first on, at a name and at the apex. */
static void
check_types(unsigned n)
{
	static struct world	w;
	struct ask		a = {.edns_size = 1232};
	unsigned		i;
	bool			is_there;

	begin();
	add(HEAD);
	for (i = 0; i < n; i++)
		add("x TYPE%u \\# 1 01\n@ TYPE%u \\# 1 02\n", 300 + 2 * i,
		    300 + 2 * i);
	world_open(&w);
	world_add(&w, "z.", zone_text, true);
	for (i = 0; i < 2 * n + 2; i++) {
		a.type = (uint16_t)(299 + i);
		is_there = i % 2 == 1 && i < 2 * n;
		a.name = "x.z.";
		assert_int_equal(strstr(world_ask(&w, &a), "\\# 1 01,") !=
		    NULL, is_there);
		a.name = "z.";
		a.has_do = i % 3 == 0;
		assert_int_equal(strstr(world_ask(&w, &a), "\\# 1 02,") !=
		    NULL, is_there);
	}
	a.type = TYPE_SOA;
	assert_non_null(strstr(world_ask(&w, &a), "| z. 60 SOA "));
	a.type = TYPE_NS;
	assert_non_null(strstr(world_ask(&w, &a), "| z. 60 NS "));
	a.type = TYPE_A;
	assert_non_null(strstr(world_ask(&w, &a), "| | z. 1 SOA "));
	world_close(&w);
}

static void
test_types(void **state)
{
	(void)state;
	/* The apex has two more. */
	check_types(SLOTS_FEW - 3);
	check_types(SLOTS_FEW - 2);
	check_types(SLOTS_FEW - 1);
	check_types(SLOTS_FEW);
	check_types(SLOTS_FEW + 1);
	check_types(1000);
}

/* --- signatures of one name ---------------------------------------------- */

/* Each set gets its own, in whatever order they stand in the file. */
static void
test_signatures(void **state)
{
	static const char *const types[] = {"A", "MX", "TXT", "AAAA", "SRV",
	    "NAPTR"};
	enum { TYPES = sizeof(types) / sizeof(types[0]) };
	static struct world	w;
	struct ask		a = {.name = "x.z.", .edns_size = 1232,
	    .has_do = true, .is_tcp = true};
	const char		*text;
	char			want[32];
	unsigned		i;

	(void)state;
	begin();
	add(HEAD SIGNED "x A 192.0.2.1\nx AAAA 2001:db8::1\nx MX 1 x\n"
	    "x TXT a\n");
	for (i = 0; i < 600; i++)
		add("x RRSIG %s 13 2 60 20370101000000 20260101000000 %u @ "
		    "AAAA\n", types[i * 7 % TYPES], i);
	world_open(&w);
	world_add(&w, "z.", zone_text, true);
	for (i = 0; i < 4; i++) {
		assert_int_equal(rrtype_from_text(types[i], strlen(types[i]),
		    &a.type), 0);
		text = world_ask(&w, &a);
		(void)snprintf(want, sizeof(want), " RRSIG %s ", types[i]);
		assert_int_equal(times(text, want), 100);
		assert_int_equal(times(text, " RRSIG "),
		    i == 1 ? 300 : 100);	/* MX: x A, x AAAA, too */
	}
	world_close(&w);
}

/* --- targets of one set --------------------------------------------------- */

static void
check_targets(unsigned n, uint16_t type, const char *format)
{
	static struct world	w;
	struct ask		a = {.name = "x.z.", .type = type,
	    .edns_size = 1232, .has_do = true, .is_tcp = true};
	unsigned		i;

	begin();
	add(HEAD);
	for (i = 0; i < n; i++) {
		add(format, i);
		add("m%u A 192.0.2.1\nm%u AAAA 2001:db8::1\n", i, i);
	}
	world_open(&w);
	world_add(&w, "z.", zone_text, true);
	/* In each turn. */
	for (i = 0; i < 3; i++)
		assert_int_equal(times(world_ask(&w, &a), " A 192.0.2.1"),
		    n < ADDITIONAL_TARGETS ? n : ADDITIONAL_TARGETS);
	world_close(&w);
}

static void
test_targets(void **state)
{
	unsigned	n;

	(void)state;
	for (n = ADDITIONAL_TARGETS - 1; n <= ADDITIONAL_TARGETS + 1; n++) {
		check_targets(n, TYPE_MX, "x MX 10 m%u\n");
		check_targets(n, TYPE_SRV, "x SRV 1 1 25 m%u\n");
	}
	check_targets(1000, TYPE_MX, "x MX 10 m%u\n");
}

/* --- records of one set --------------------------------------------------- */

/* What cannot fit is not begun; what just fits, by the least that records
   take, is. */
static void
test_records(void **state)
{
	enum { ROOM = (65535 - 12 - 5) / 11 };
	static struct world	w;
	const struct ask	a = {.name = ".", .type = 65280,
	    .is_tcp = true};
	unsigned		n, i;

	(void)state;
	for (n = ROOM - 500; n <= ROOM + 500; n += 500) {
		begin();
		add("$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\n"
		    "ns A 192.0.2.53\n");
		for (i = 0; i < n; i++)
			add("@ TYPE65280 \\# 2 %04x\n", i);
		world_open(&w);
		world_add(&w, ".", zone_text, true);
		world_send(&w, (const uint8_t *)"\x12\x34\0\0\0\1\0\0\0\0\0\0"
		    "\0\xff\0\0\1", 17, true);
		assert_string_equal(world_text(&w), "NOERROR aa tc | | |");
		world_close(&w);
	}
	for (n = ROOM * 11 / 13 - 1; n <= ROOM * 11 / 13 + 1; n++) {
		begin();
		add("$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\n"
		    "ns A 192.0.2.53\n");
		for (i = 0; i < n; i++)
			add("@ TYPE65280 \\# 2 %04x\n", i);
		world_open(&w);
		world_add(&w, ".", zone_text, true);
		(void)world_ask(&w, &a);
		assert_int_equal((w.out[2] & 2) != 0,
		    17 + 13 * n > MESSAGE_MAX_BYTES);
		assert_int_equal(load_be16(w.out + 6),
		    17 + 13 * n > MESSAGE_MAX_BYTES ? 0 : n);
		world_close(&w);
	}
}

/* --- proofs --------------------------------------------------------------- */

/* The owner of a name's NSEC3, with 16-bit iterations and no salt. */
static const char *
hash_of(const char *text, unsigned iterations)
{
	static uint8_t		 label[NSEC3_LABEL_BYTES + 1];
	struct nsec3_params	 params = {NULL, (uint16_t)iterations, 0};
	struct nsec3		*h = nsec3_new();
	struct name		 name;
	const char		*why;

	assert_non_null(h);
	assert_int_equal(name_from_text(&name, text, strlen(text), NULL,
	    &why), 0);
	assert_int_equal(nsec3_label(h, &params, name.wire, name.len, label),
	    0);
	nsec3_free(h);
	return (const char *)label + 1;
}

static void
add_nsec3(const char *name, unsigned iterations)
{
	const char	*label = hash_of(name, iterations);

	add("%s NSEC3 1 1 %u - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n"
	    "%s RRSIG NSEC3 13 2 60 " DATES, label, iterations, label);
}

/* The last n labels of "e.e...e.z." */
static const char *
deep(unsigned n)
{
	static char	buf[NAME_TEXT_MAX];
	unsigned	i;

	for (i = 0; i < n; i++) {
		buf[2 * i] = 'e';
		buf[2 * i + 1] = '.';
	}
	(void)strlcpy(buf + 2 * n, "z.", sizeof(buf) - 2 * n);
	return buf;
}

/*
 * With opt-out only some of the ancestors that exist are in the chain: the
 * deepest of them is proven, and the name below it.
 */
static void
test_encloser(void **state)
{
	enum { DEPTH = 40 };
	static struct world	w;
	char			name[NAME_TEXT_MAX + 2];
	struct ask		a = {.name = name, .type = TYPE_A,
	    .edns_size = 4096, .has_do = true, .is_tcp = true};
	char			match[NSEC3_LABEL_BYTES];
	const char		*text;
	unsigned		k, i;

	(void)state;
	for (k = 0; k <= DEPTH; k++) {
		begin();
		add(HEAD SIGNED "@ NSEC3PARAM 1 0 0 -\n%.*s NS ns.other.\n",
		    2 * (DEPTH + 1) - 1, deep(DEPTH + 1));
		for (i = 0; i <= k; i++)
			add_nsec3(deep(i), 0);
		world_open(&w);
		world_add(&w, "z.", zone_text, true);
		(void)snprintf(name, sizeof(name), "x.%s", deep(DEPTH));
		text = world_ask(&w, &a);
		memcpy(match, hash_of(deep(k), 0), sizeof(match));
		assert_int_equal(strncmp(text, "NXDOMAIN aa |", 13), 0);
		assert_non_null(strstr(text, match));
		assert_in_range(times(text, " NSEC3 1 "), 1, 3);
		world_close(&w);
	}
}

/* A chain of wildcards, each to be proven; how many aliases are followed. */
static unsigned
aliases_of(unsigned iterations, const char *names)
{
	static struct world	w;
	struct ask		a = {.name = names, .type = TYPE_A,
	    .edns_size = 4096, .has_do = true, .is_tcp = true};
	const char		*text;
	unsigned		i, n;

	begin();
	add(HEAD SIGNED "@ NSEC3PARAM 1 0 %u -\n", iterations);
	add_nsec3("z.", iterations);
	for (i = 0; i < ALIASES_MAX + 4; i++)
		add("*.w%u CNAME q.w%u\n*.w%u RRSIG CNAME 13 2 60 " DATES
		    "n%u CNAME n%u\n", i, i + 1, i, i, i + 1);
	world_open(&w);
	world_add(&w, "z.", zone_text, true);
	text = world_ask(&w, &a);
	assert_int_equal(strncmp(text, "NOERROR aa |", 12), 0);
	n = times(text, " CNAME q.") + times(text, " CNAME n");
	world_close(&w);
	return n;
}

static void
test_proof_cost(void **state)
{
	(void)state;
	assert_int_equal(aliases_of(0, "q.w0.z."), ALIASES_MAX + 1);
	assert_int_equal(aliases_of(29, "q.w0.z."), ALIASES_MAX + 1);
	/* 17 and more of 151 hashes are above PROOF_COST_MAX after 4. */
	assert_int_equal(aliases_of(150, "q.w0.z."), 4);
	/* Other aliases cost no hash; too many iterations make none. */
	assert_int_equal(aliases_of(150, "n0.z."), ALIASES_MAX + 1);
}

/* --- names that are compressed -------------------------------------------- */

/* Beyond so many labels names are whole: the message is longer, and says the
   same. */
static void
test_labels(void **state)
{
	static struct world	w;
	const struct ask	a = {.name = "x.z.", .type = TYPE_PTR,
	    .is_tcp = true};
	size_t			short_len, long_len;
	unsigned		n, i;

	(void)state;
	/* Each target has 102 labels, of which all but one stand there. */
	for (n = 300; n > 0; n = n == 300 ? 100 : 0) {
		begin();
		add(HEAD);
		for (i = 0; i < n; i++)
			add("x PTR %u.%s\n", i, deep(100));
		world_open(&w);
		world_add(&w, "z.", zone_text, true);
		assert_int_equal(times(world_ask(&w, &a), " PTR "), n);
		if (n == 300)
			long_len = w.out_len;
		else
			short_len = w.out_len;
		world_close(&w);
	}
	/* 16384 + 1024 labels are 170 targets. */
	assert_in_range(short_len, 100 * 16, 100 * 18 + 300);
	assert_in_range(long_len, 170 * 16 + 130 * 217, 170 * 18 + 130 * 221);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_encloser),
		cmocka_unit_test(test_proof_cost),
		cmocka_unit_test(test_labels)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
