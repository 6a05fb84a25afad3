/* SPDX-License-Identifier: ISC */
#include "tests/unit/zonetext.h"

#include <stdlib.h>
#include <string.h>

#include "zones/directive.h"
#include "zones/load.h"
#include "zones/master.h"

static const struct zone_text generates[] = {
	{SOA "$GENERATE 1-3 host$ A 192.0.2.$\n", SOA_IS
	    "host1.example. 60 A 192.0.2.1\nhost2.example. 60 A 192.0.2.2\n"
	    "host3.example. 60 A 192.0.2.3\n", NULL},
	{SOA "$generate 0-10/5 ${10,3,d} 7 IN MX \"$ h${-0,2,x}\"\n", SOA_IS
	    "010.example. 7 MX 0 h00.example.\n"
	    "015.example. 7 MX 5 h05.example.\n"
	    "020.example. 7 MX 10 h0a.example.\n", NULL},
	{SOA "$GENERATE 10-10 a CNAME ${1,0,o}.${1,4,X}.${246,5,n}.${-2,0,N}\n",
	    SOA_IS "a.example. 60 CNAME 13.000B.0.0.1.8.example.\n", NULL},
	{SOA "$GENERATE 171-171 a CNAME ${0,5,n}.${0,4,N}x\n",
	    SOA_IS "a.example. 60 CNAME b.a.0.B.A.x.example.\n", NULL},
	{SOA "$GENERATE 1-1 a TXT \"a $ \\$ $$\"\n", SOA_IS
	    "a.example. 60 TXT \"a 1 $ $\"\n", NULL},
	{SOA "$GENERATE 1-2 a\\$ TXT $ b\n", SOA_IS
	    "a\\$.example. 60 TXT \"1\" \"b\"\n"
	    "a\\$.example. 60 TXT \"2\" \"b\"\n", NULL},
	/* The owner of the line before it still holds. */
	{SOA "$GENERATE 1-1 a$ TXT b\n TXT c\n",
	    "example. 60 SOA ns.example. h.example. 1 2 3 4 5\n"
	    "example. 60 TXT \"c\"\na1.example. 60 TXT \"b\"\n", NULL},
	/* Faults, each told once. */
	{SOA "$GENERATE 1 a A 1.2.3.4\n$GENERATE 3-1 a A 1.2.3.4\n"
	    "$GENERATE 1-3/0 a A 1.2.3.4\n$GENERATE 1-3/x a A 1.2.3.4\n"
	    "$GENERATE -1 a A 1.2.3.4\n$GENERATE 1-3x a A 1.2.3.4\n", "",
	    "-:2:11: error: parse-error: example.: \"1\" is no range; expected"
	    " first-last or first-last/step\n"
	    "-:3:11: error: parse-error: example.: \"3-1\" ends before it\n"
	    "-:4:11: error: parse-error: example.: \"1-3/0\" has step 0\n"
	    "-:5:11: error: parse-error: example.: \"1-3/x\" is no range\n"
	    "-:6:11: error: parse-error: example.: \"-1\" is no range\n"
	    "-:7:11: error: parse-error: example.: \"1-3x\" is no range"},
	{SOA "$GENERATE 1-3 a$ A\n", "", "-:2:19: error: parse-error:"
	    " example.: a word is missing; expected $GENERATE"},
	{SOA "$GENERATE 0-65536 a$ A 1.2.3.4\n", "", "-:2:11: error:"
	    " parse-error: example.: \"0-65536\" makes more than 65536"},
	{SOA "$GENERATE 1-3 a${1 A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${1\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${1,256} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${1,256}\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${0,0,z} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${0,0,z}\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${-2} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${-2}\" has an offset that makes a"
	    " number below 0; begin the range higher or choose a greater"
	    " offset (in the record that $GENERATE makes of 1)"},
	{SOA "$GENERATE 254-300 a$ A 192.0.2.$\n", "", "-:2:19: error:"
	    " parse-error: a256.example.: "},
	{SOA "$GENERATE 1-3 a$ MX \"10 (\"\n", "", "-:2:15: error:"
	    " parse-error: example.: quotes or parentheses do not match"},
};

static void
test_generate(void **state)
{
	(void)state;
	CHECK_TEXTS(generates);
}

/* The bound of one line at n (n+1 is in the table). */
static void
test_generate_limits(void **state)
{
	static const char	 one[] = SOA
	    "$GENERATE 0-65535 a$ TXT x\n";
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {.apex = &apex};
	struct report		*rep = report_new(10);
	struct loaded		 out;

	(void)state;
	assert_int_equal(load_text(&src, one, sizeof(one) - 1, rep, &out), 0);
	assert_int_equal(content_records(out.content), 65536 + 1);
	loaded_clear(&out);
	report_free(rep);
}

static int
add_nothing(void *arg, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	(void)arg, (void)owner, (void)type, (void)ttl_s, (void)rdata;
	(void)rdata_len, (void)at;
	return 0;
}

/* Take one line of $GENERATE after others that made so much already. */
static size_t
errors_after(size_t records, size_t octets, const char *line,
    struct report *rep)
{
	struct name	 apex = apex_of("example.");
	struct master	*m = malloc(sizeof(*m));
	struct entry	 e;
	size_t		 errors;

	assert_non_null(m);
	master_init(m);
	m->rep = m->inputs.rep = rep;
	m->add = add_nothing;
	m->generated = records;
	m->generated_bytes = octets;
	assert_int_equal(inputs_open_text(&m->inputs, line, strlen(line), "-",
	    &apex), 0);
	assert_int_equal(scan_next(&inputs_top(&m->inputs)->scan, &e), 1);
	assert_int_equal(directive_take(m, &e), 0);
	errors = m->errors;
	master_clear(m);
	free(m);
	return errors;
}

/*
 * The bounds of all lines together at n, n+1.  A record counts as its text,
 * or as its owner and data if these have more octets.
 */
static void
test_generate_sums(void **state)
{
	/* "g1 5 TXT xxxxxxxxxx " and the same as 12 + 11 octets. */
	static const char	 data[] = "$GENERATE 1-2 g$ 5 TXT xxxxxxxxxx";
	static const char	 text[] = "$GENERATE 1-2 $ 5 MX 00000000001 .";
	size_t			 most = MASTER_GENERATED_BYTES_MAX;
	struct report		*rep = report_new(10);

	(void)state;
	assert_int_equal(errors_after((1 << 24) - 2, 0, data, rep), 0);
	assert_int_equal(errors_after((1 << 24) - 1, 0, data, rep), 1);
	assert_string_equal(report_at(rep, 0)->text, "all $GENERATE lines"
	    " together make more than 16777216 records; leave some out");
	report_clear(rep);
	assert_int_equal(errors_after(0, most - 2 * 23 - 1, data, rep), 0);
	assert_int_equal(errors_after(0, most - 2 * 23, data, rep), 0);
	assert_int_equal(errors_after(0, most - 2 * 23 + 1, data, rep), 1);
	assert_int_equal(errors_after(0, most - 2 * 21, text, rep), 0);
	assert_int_equal(errors_after(0, most - 2 * 21 + 1, text, rep), 1);
	assert_string_equal(report_at(rep, 0)->text, "all $GENERATE lines"
	    " together make more than 256 MiB; leave some out (in the record"
	    " that $GENERATE makes of 2)");
	assert_int_equal(report_at(rep, 0)->at.line, 1);
	/* Once for a line, not for each of its records. */
	assert_int_equal(errors_after(0, most, data, rep), 1);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		ZONE_TEST(test_generate),
		ZONE_TEST(test_generate_limits),
		ZONE_TEST(test_generate_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
