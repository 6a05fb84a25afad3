/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "tests/unit/tries.h"
#include "zones/load.h"

/*
 * Whole zone files of right, odd and wrong lines, read the quick way and the
 * general way: the same must come of both.  test_quick_words.c does so with
 * single words.
 */

#define ZONES		1200
#define ZONE_LINES	12
#define DUMP_BYTES	(1 << 16)
#define FILE_NAME	"zone"

static uint64_t	seed = 0x9a1c;

static uint32_t
draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % below;
}

#define PICK(array)	((array)[draw(sizeof(array) / sizeof((array)[0]))])

struct dump {
	char	*text;
	size_t	 used;
};

static void put(struct dump *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct dump *d, const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(d->text + d->used, DUMP_BYTES - d->used, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < DUMP_BYTES - d->used);
	d->used += (size_t)n;
}

static void
put_octets(struct dump *d, const uint8_t *octets, size_t len)
{
	while (len-- > 0)
		put(d, "%02x", *octets++);
}

/* A record with all that is known of it, its owner's labels too. */
static int
put_record(void *arg, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	struct dump	*d = arg;

	put(d, "%s:%u:%u %d ", at->file, at->line, at->column, at->is_bare);
	put_octets(d, owner->wire, owner->len);
	put(d, " ");
	put_octets(d, owner->offset, owner->labels + 1u);
	put(d, " %u %u ", type, ttl_s);
	put_octets(d, rdata, rdata_len);
	put(d, "\n");
	return 0;
}

static void
put_findings(struct dump *d, struct report *rep)
{
	char	line[500];
	size_t	i;

	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		put(d, "%s\n", line);
	}
}

/* text may be NULL: then it is in the file FILE_NAME. */
static void
dump_in(struct load_room *room, struct dump *d, const char *text, size_t len)
{
	static const uint8_t	wire[] = "\007example\003com";
	struct load_source	src = {NULL, FILE_NAME, ".", 1};
	struct load_sink	sink = {put_record, d};
	struct report		*rep = report_new(1000);
	struct name		apex;

	name_from_wire(&apex, wire);
	src.apex = &apex;
	d->used = 0;
	put(d, "%d\n", load_records(room, &src, text, len, &sink, rep));
	put_findings(d, rep);
	report_free(rep);
}

static void
dump_zone(struct dump *d, const char *text, size_t len, bool is_slow)
{
	struct load_room	*room = load_room_new();

	assert_non_null(room);
	if (is_slow)
		load_room_slow(room);
	dump_in(room, d, text, len);
	load_room_free(room);
}

static const char *const owners[] = {
	"@", "a", "a", "www", "www", "mail.b", "x.example.com.", " ", "\t",
	"*", "a\\.b", "\\097", ".", "a.", "a..b", "\"a b\"", "a.b.c.d.e.f.g",
	"a-label-of-sixty-three-octets-and-not-of-one-more-is-as-long-as.x",
	"a-label-of-sixty-four-octets-and-not-of-one-less-is-longer-than-as",
	"MX", "\xc3\xa9", "$TTL", "$ORIGIN", "$x", "\\",
};
static const char *const heads[] = {
	"", "", "", "IN", "3600", "3600 IN", "IN 3600", "in 1h", "1d IN",
	"CH", "IN IN", "1 2", "2147483647", "2147483648", "99999999999",
	"\"IN\"", "\"5\"", "0", "00000000001", "iN 5", "5x", "CLASS1",
};
static const char *const datas[] = {
	"A 192.0.2.1", "A 1.2.3", "A 1.2.3.04", "A 1.2.3.256", "A 1.2.3.4.",
	"a 255.255.255.255", "A \"1.2.3.4\"", "A 1.2.3.4 5", "A", "A ::1",
	"AAAA 2001:db8::1", "AAAA ::", "aaaa 1:2:3:4:5:6:7:8", "AAAA 1.2.3.4",
	"AAAA ::1.2.3.4", "AAAA 1::2::3", "AAAA 12345::", "AAAA :1::", "AAAA",
	"MX 10 mail", "MX 65535 .", "MX 65536 a", "MX mail 10", "MX 10",
	"MX 010 a.b.c", "MX 0000000010 a", "MX 10 a b", "mx 10 @",
	"TXT \"a b\" c", "TXT a\\;b", "TXT \"\"", "TXT", "TXT \\# 1 00",
	"TXT \"p=\\\"x\" y", "NS ns1", "NS a b", "NS", "CNAME a.b.", "PTR x",
	"CNAME \\# 3 016100", "CNAME a\\", "DNAME d", "TYPE16 a", "TYPE1 1",
	"SOA a b 1 2 3 4 5", "SOA a b 4294967295 1h 1d 1w 0", "SOA a b 1 2 3",
	"SOA a b 4294967296 2 3 4 5", "SOA a b 1 2 3 4 5 6",
	"SOA a b 1h 2 3 4 5", "SOA . . 1 2 3 4 x", "SOA a b 1 2h3m 3 4 5",
	"SOA a b 1 2 3 4 9999999999",
	"SOA ( a b ; x\n 1 2\n 3 4 5 )", "SRV 0 5 5060 sip", "SRV 0 5 x sip",
	"SRV 0 5 5060", "TLSA 3 1 1 abcdef", "TLSA 3 1 1 ab cd", "TLSA 3 1 1",
	"TLSA 3 1 1 abc", "TLSA 256 1 1 ab", "TLSA 3 1 1 xy", "ANY", "OPT x",
	"CAA 0 issue \"ca.example.net\"", "FOO 1", "", "MXX 1 a", "DS 1 8 2 ab",
	"HTTPS 1 . alpn=\"h2\"", "DNSKEY 257 3 13 AQID", "TYPE65280 \\# 0",
	"NSEC a A MX", "TXT a b c d e f g h i j k l m n o p q r s t u v w x",
};
static const char *const ends[] = {
	"\n", "\n", "\n", "\n", " ; comment\n", " \n", "\r\n", "\t# x\n",
};

static size_t
make_zone(char *text, size_t room)
{
	size_t	used = 0;
	int	i;

	/* Without it each line would tell that there is no TTL. */
	if (draw(4) > 0)
		used += (size_t)snprintf(text, room, "$TTL 300\n");
	for (i = 0; i < ZONE_LINES; i++)
		used += (size_t)snprintf(text + used, room - used,
		    "%s %s %s%s", PICK(owners), PICK(heads), PICK(datas),
		    PICK(ends));
	assert_true(used < room);
	return used;
}

static void
test_zones(void **state)
{
	static char	slow_text[DUMP_BYTES], quick_text[DUMP_BYTES];
	struct dump	slow = {slow_text, 0}, quick = {quick_text, 0};
	char		zone[8192];
	size_t		len;
	int		i;

	(void)state;
	for (i = 0; i < tries(ZONES); i++) {
		len = make_zone(zone, sizeof(zone));
		dump_zone(&slow, zone, len, true);
		dump_zone(&quick, zone, len, false);
		assert_string_equal(quick.text, slow.text);
	}
}

static void
put_file(const char *text, size_t len)
{
	FILE	*f = fopen(FILE_NAME, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/*
 * Files read in pieces of all small sizes are those read at once: entries,
 * blank owners and parentheses that are never closed, across their bounds.
 */
static void
test_pieces(void **state)
{
	static const char	*const more[] = {
		"a ( b\n", " c\n)\n", "a TXT ( x\nb MX 1 c\n", "\n", "\n \n",
		"; comment\n", "@ TXT ( ; x\n\"y\"\n)", "\xef\xbb\xbf", " ",
		"$INCLUDE nothing\n", "a TXT \"x\n", "b A 1.2.3.4",
	};
	static char		whole_text[DUMP_BYTES];
	static char		piece_text[DUMP_BYTES];
	struct dump		whole = {whole_text, 0};
	struct dump		pieces = {piece_text, 0};
	struct load_room	*room = load_room_new();
	char			zone[8192 + 1024];
	size_t			len;
	int			i, k;

	(void)state;
	assert_non_null(room);
	for (i = 0; i < tries(ZONES / 3); i++) {
		len = draw(3) == 0 ? 0 : make_zone(zone, 8192);
		for (k = (int)draw(12); k > 0; k--)
			len += (size_t)sprintf(zone + len, "%s", PICK(more));
		put_file(zone, len);
		dump_zone(&whole, zone, len, draw(2));
		/* The same room, and what was left in it. */
		load_room_piece(room, i % 5 == 0 ? 1 : 1 + draw(300));
		dump_in(room, &pieces, NULL, 0);
		assert_string_equal(pieces.text, whole.text);
	}
	load_room_free(room);
}

/* A line longer than many pieces, and more of it than fits. */
static void
test_long_line(void **state)
{
	enum { STRINGS = 2000 };
	static char		zone[STRINGS * 20 + 100];
	static char		whole_text[DUMP_BYTES];
	static char		piece_text[DUMP_BYTES];
	struct dump		whole = {whole_text, 0};
	struct dump		pieces = {piece_text, 0};
	struct load_room	*room = load_room_new();
	size_t			len;
	int			i;

	(void)state;
	len = (size_t)sprintf(zone, "$TTL 1\na TXT");
	for (i = 0; i < STRINGS; i++)
		len += (size_t)sprintf(zone + len, " \"string %d\"", i);
	len += (size_t)sprintf(zone + len, "\nb A 192.0.2.1\n");
	put_file(zone, len);
	load_room_piece(room, 100);
	dump_zone(&whole, zone, len, true);
	dump_in(room, &pieces, NULL, 0);
	assert_string_equal(pieces.text, whole.text);
	assert_non_null(strstr(pieces.text, " 1 1 c0000201\n"));
	load_room_free(room);
}

/* The file gets longer when its first record is seen. */
static int
append(void *arg, const struct name *owner, uint16_t type, uint32_t ttl_s,
    const uint8_t *rdata, size_t rdata_len, const struct place *at)
{
	FILE	*f = fopen(FILE_NAME, "a");

	(void)owner, (void)type, (void)ttl_s, (void)rdata, (void)rdata_len;
	(void)at;
	++*(size_t *)arg;
	assert_non_null(f);
	assert_true(fputs("c A 192.0.2.3\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
	return 0;
}

static void
check_change(const char *zone, const char *told)
{
	static const uint8_t	wire[] = "\007example\003com";
	static char		text[DUMP_BYTES];
	struct dump		d = {text, 0};
	struct load_room	*room = load_room_new();
	struct load_source	src = {NULL, FILE_NAME, NULL, 1};
	size_t			records = 0;
	struct load_sink	sink = {append, &records};
	struct report		*rep = report_new(10);
	struct name		apex;

	assert_non_null(room);
	name_from_wire(&apex, wire);
	src.apex = &apex;
	put_file(zone, strlen(zone));
	load_room_piece(room, 30);
	assert_int_equal(load_records(room, &src, NULL, 0, &sink, rep), -1);
	assert_int_equal(records, 1);
	put_findings(&d, rep);
	assert_string_equal(text, told);
	report_free(rep);
	load_room_free(room);
}

#define CHANGED	FILE_NAME ": error: file-unreadable: file \"" FILE_NAME "\"" \
	" changed while it was read; write the new version beside it, move" \
	" it over the old one and load again\n"

/*
 * What a change in the middle of the file tells, with no fault before.  The
 * piece that was read behind the change is not looked at, also not in the
 * middle of a record.
 */
static void
test_change(void **state)
{
	static const struct {
		const char	*zone;
		const char	*told;
	} rows[] = {
		{"$TTL 1\na A 192.0.2.1\nb A 192.0.2.2\nb A 192.0.2.3\n",
		    CHANGED},
		{"$TTL 1\na A 192.0.2.1\nb TXT (\n x\n y )\nc TXT z\n",
		    CHANGED FILE_NAME ":3:7: error: parse-error: parenthesis"
		    " ( is never closed; write ) where the record ends\n"},
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_change(rows[i].zone, rows[i].told);
}

static int
enter_directory(void **state)
{
	static char	dir[] = "/tmp/test_quick.XXXXXX";

	*state = dir;
	return mkdtemp(dir) == NULL || chdir(dir) == -1 ? -1 : 0;
}

static int
leave_directory(void **state)
{
	return unlink(FILE_NAME) == -1 || chdir("/") == -1 ||
	    rmdir(*state) == -1 ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_change),
	};

	return cmocka_run_group_tests(tests, enter_directory,
	    leave_directory);
}
