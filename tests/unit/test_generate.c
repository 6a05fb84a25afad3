/* SPDX-License-Identifier: ISC */
#include "tests/unit/zonetext.h"

#include "zones/load.h"

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

/* The bound of one line at n (n+1 is in the table), and of all lines. */
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

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		ZONE_TEST(test_generate),
		ZONE_TEST(test_generate_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
