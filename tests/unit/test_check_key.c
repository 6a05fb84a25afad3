/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* sha256sum of "alice" and of "john.doe", the first 56 digits. */
#define ALICE	"2bd806c97f0e00af1a1fc3328fa7" \
		"63a9269723c8db8fac4f93af71db"
#define JOHN	"30f69670bba25e88a97e749a67b8" \
		"b93db6541ebd309094e5ad0e3c56"
#define X55	"2d711642b726b04401627ca9fbac" \
		"32f5c8530fb1903cc4db0225871"

static const struct expected owners[] = {
	{ONE("alice._openpgpkey OPENPGPKEY AAAA\n"),
	    "example.com.:1:1: warning: mail-key-owner:"
	    " alice._openpgpkey.example.com.: \"alice\" is no hash of a user,"
	    " 56 hexadecimal digits (RFC 7929 3), so nobody finds the key; if"
	    " it is the user alice, write: " ALICE
	    "._openpgpkey.example.com.", SEV_INFO},
	{ONE("John.Doe._SmimeCert.sub SMIMEA 3 0 0 aabb\n"),
	    "example.com.:1:1: warning: mail-key-owner:"
	    " john.doe._smimecert.sub.example.com.: \"john.doe\" is no hash of"
	    " a user, 56 hexadecimal digits (RFC 8162 3), so nobody finds the"
	    " key; if it is the user john.doe, write: " JOHN
	    "._smimecert.sub.example.com.", SEV_INFO},
	{ONE(X55 "._smimecert SMIMEA 3 0 0 aabb\n"),
	    "example.com.:1:1: warning: mail-key-owner:", SEV_INFO},
	{ONE(X55 "g._openpgpkey OPENPGPKEY AAAA\n"),
	    "example.com.:1:1: warning: mail-key-owner:", SEV_INFO},
	{ONE(X55 "aa._openpgpkey OPENPGPKEY AAAA\n"),
	    "example.com.:1:1: warning: mail-key-owner:", SEV_INFO},
	{ONE(ALICE "1234567._openpgpkey OPENPGPKEY AAAA\n"),
	    "example.com.:1:1: warning: mail-key-owner: " ALICE
	    "1234567._openpgpkey.example.com.: the hash of the user must be"
	    " cut to its first 56 digits (RFC 7929 3); write: " ALICE
	    "._openpgpkey.example.com.", SEV_INFO},
	/* Once for all keys of a user. */
	{ONE("a._openpgpkey OPENPGPKEY AAAA\na._openpgpkey OPENPGPKEY AAAB\n"),
	    "example.com.:1:1: warning: mail-key-owner:", SEV_INFO},
	/* As it should be; wildcards; elsewhere; other types. */
	{ONE(ALICE "._openpgpkey OPENPGPKEY AAAA\n"
	    X55 "F._smimecert SMIMEA 3 0 0 aabb\n"
	    "*._openpgpkey OPENPGPKEY AAAA\n"
	    "bob OPENPGPKEY AAAA\n_openpgpkey OPENPGPKEY AAAA\n"
	    "x._openpgpkey CNAME keys.isp.net.\n"
	    "y._smimecert TXT why\n"), "", SEV_WARNING},
};

static void
test_owners(void **state)
{
	(void)state;
	CHECK_CASES(owners);
}

static const struct expected issuers[] = {
	{ONE("x CAA 0 issuemail \"two words\"\n"),
	    "example.com.:1:1: info: caa-issuemail: x.example.com.: the value"
	    " of issuemail is not in its grammar (RFC 9495 3, RFC 8659 4.2):"
	    " expected a semicolon behind the name of the issuer behind octet"
	    " 4, so no issuer may issue; write as in: x.example.com. CAA 0"
	    " issuemail \"ca.example.net; account=1\", or \";\" for no issuer"
	    " at all", SEV_INFO},
	{ONE("x CAA 0 issuemail \";\"\nx CAA 128 IssueMail \"ca_1.net\"\n"
	    "x CAA 0 issuemail \"ca.net; validation\"\n"),
	    "example.com.:2:1: info: caa-issuemail:\n"
	    "example.com.:3:1: info: caa-issuemail:", SEV_INFO},
	{ONE("x CAA 0 issuemail \"ca.net\"\n"
	    "x CAA 0 issuemail \"ca.net; account=1; b=2\"\n"
	    "x CAA 0 issuemail ca.net\n"
	    "x CAA 0 issue \"two words\"\nx CAA 0 iodef \"mailto:a@b.net\"\n"
	    "x CAA 0 issuemai \"a b\"\nx CAA 0 issuemaill \"a b\"\n"
	    "y CAA 0 issuemail \"\"\n"),
	    "example.com.:3:1: warning: duplicate-rr:", SEV_INFO},
};

static void
test_issuers(void **state)
{
	(void)state;
	CHECK_CASES(issuers);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_issuers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
