/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "tests/unit/certificates.h"
#include "zones/certificate.h"

#define BOTH	LEAF_PEM ISSUER_PEM

static const struct {
	const char	*pem;
	uint8_t		 numbers[3];
	const char	*data;
	enum tlsa_fit	 fit;
} cases[] = {
	{LEAF_PEM, {3, 1, 1}, LEAF_KEY_SHA256, TLSA_FITS},
	{LEAF_PEM, {3, 1, 2}, LEAF_KEY_SHA512, TLSA_FITS},
	{LEAF_PEM, {3, 0, 1}, LEAF_CERT_SHA256, TLSA_FITS},
	{LEAF_PEM, {3, 1, 0}, LEAF_KEY, TLSA_FITS},
	{LEAF_PEM, {3, 0, 0}, LEAF_CERT, TLSA_FITS},
	{"a: b\n\n" LEAF_PEM, {3, 1, 1}, LEAF_KEY_SHA256, TLSA_FITS},
	{BOTH, {3, 1, 1}, LEAF_KEY_SHA256, TLSA_FITS},
	{BOTH, {2, 1, 1}, ISSUER_KEY_SHA256, TLSA_FITS},
	{BOTH, {2, 0, 1}, ISSUER_CERT_SHA256, TLSA_FITS},
	{BOTH, {3, 1, 1}, ISSUER_KEY_SHA256, TLSA_FITS_NOT},
	{BOTH, {2, 1, 1}, ISSUER_CERT_SHA256, TLSA_FITS_NOT},
	{LEAF_PEM, {3, 1, 1}, LEAF_CERT_SHA256, TLSA_FITS_NOT},
	{LEAF_PEM, {3, 0, 1}, LEAF_KEY_SHA256, TLSA_FITS_NOT},
	{LEAF_PEM, {3, 1, 2}, LEAF_KEY_SHA256, TLSA_FITS_NOT},
	{LEAF_PEM, {3, 1, 0}, LEAF_KEY_SHA256, TLSA_FITS_NOT},
	{LEAF_PEM, {2, 1, 1}, ISSUER_KEY_SHA256, TLSA_FIT_UNKNOWN},
	{LEAF_PEM, {1, 1, 1}, LEAF_KEY_SHA256, TLSA_FIT_UNKNOWN},
	{LEAF_PEM, {3, 1, 3}, LEAF_KEY_SHA256, TLSA_FIT_UNKNOWN},
	{LEAF_PEM, {3, 2, 1}, LEAF_KEY_SHA256, TLSA_FIT_UNKNOWN},
};

static void
test_fit(void **state)
{
	struct certificates	*c;
	struct tlsa		 t;
	uint8_t			 rdata[1024];
	const char		*why;
	size_t			 i;
	size_t			 len;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = certificates_read((const uint8_t *)cases[i].pem,
		    strlen(cases[i].pem), &why);
		assert_non_null(c);
		memcpy(rdata, cases[i].numbers, 3);
		len = octets_of(cases[i].data, rdata + 3,
		    sizeof(rdata) - 3);
		assert_int_equal(tlsa_read(rdata, 3 + len, &t), 0);
		if (certificates_fit(c, &t) != cases[i].fit)
			fail_msg("row %zu", i);
		certificates_free(c);
	}
}

static void
test_digest(void **state)
{
	struct certificates	*c;
	uint8_t			 der[1024];
	uint8_t			 wanted[TLSA_SHA256_BYTES];
	uint8_t			 made[TLSA_SHA256_BYTES];
	const char		*why;
	size_t			 len = octets_of(LEAF_CERT, der, sizeof(der));

	(void)state;
	assert_non_null(c = certificates_read(der, len, &why));
	assert_int_equal(certificates_key_digest(c, made), 0);
	(void)octets_of(LEAF_KEY_SHA256, wanted, sizeof(wanted));
	assert_memory_equal(made, wanted, sizeof(made));
	certificates_free(c);
}

/* The key of a whole certificate, of a whole key; neither. */
static void
test_whole(void **state)
{
	static const struct {
		const char	*data;
		uint8_t		 selector;
		int		 rc;
	} rows[] = {
		{LEAF_CERT, 0, 0},
		{LEAF_KEY, 1, 0},
		{LEAF_KEY, 0, -1},
		{LEAF_CERT, 1, -1},
		{LEAF_KEY "00", 1, -1},
		{LEAF_KEY_SHA256, 0, -1},
	};
	struct tlsa	t;
	uint8_t		rdata[1024] = {3, 0, 0};
	uint8_t		wanted[TLSA_SHA256_BYTES];
	uint8_t		made[TLSA_SHA256_BYTES];
	size_t		len;
	size_t		i;

	(void)state;
	(void)octets_of(LEAF_KEY_SHA256, wanted, sizeof(wanted));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rdata[1] = rows[i].selector;
		len = octets_of(rows[i].data, rdata + 3,
		    sizeof(rdata) - 3);
		assert_int_equal(tlsa_read(rdata, 3 + len, &t), 0);
		assert_int_equal(certificate_digest(&t, made), rows[i].rc);
		if (rows[i].rc == 0)
			assert_memory_equal(made, wanted, sizeof(made));
	}
}

static void
test_refused(void **state)
{
	static const char *const	texts[] = {
		"", "x", "-----BEGIN CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nAAAA\n"
		"-----END CERTIFICATE-----\n",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n"
		"-----END PRIVATE KEY-----\n",
	};
	uint8_t		 der[1024];
	const char	*why;
	size_t		 len;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		why = NULL;
		assert_null(certificates_read((const uint8_t *)texts[i],
		    strlen(texts[i]), &why));
		assert_string_equal(why, "there is no certificate in it");
	}
	len = octets_of(LEAF_CERT, der, sizeof(der));
	assert_null(certificates_read(der, len - 1, &why));
	certificates_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
