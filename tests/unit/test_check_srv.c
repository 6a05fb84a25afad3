/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/mailservice.h"

/* What this file is about. */
static const char *const ids[] = {
	"srv-", "auto", "cname-", NULL
};

/* What the name of an SRV says. */
static const struct said {
	const char	*owner;
	const char	*known;		/* label, or NULL */
	bool		 is_wrong;
	bool		 is_unknown;
	const char	*better;
} names[] = {
	{"_imaps._tcp.a.b.", "imaps", false, false, ""},
	{"_submission._tcp.", "submission", false, false, ""},
	{"_sieve._tcp.x.", "sieve", false, false, ""},
	/* Underscores that are not there. */
	{"imaps.tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"imaps._tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"_imaps.tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"sip.udp.a.b.", NULL, true, false, "_sip._udp"},
	{"_xmpp-client.tcp.a.b.", NULL, true, false, "_xmpp-client._tcp"},
	{"smtps.tcp.a.b.", NULL, true, false, "_submissions._tcp"},
	{"gc._tcp.a.b.", NULL, true, false, "_gc._tcp"},
	/* The other way round. */
	{"_tcp._pop3s.a.b.", NULL, true, false, "_pop3s._tcp"},
	{"_udp._kerberos.a.b.", NULL, true, false, "_kerberos._udp"},
	{"tcp.submission.a.b.", NULL, true, false, "_submission._tcp"},
	{"tcp._imap.a.b.", NULL, true, false, "_imap._tcp"},
	{"_tcp.imap.a.b.", NULL, true, false, "_imap._tcp"},
	/* No protocol, another protocol. */
	{"_imaps.a.b.", NULL, true, false, "_imaps._tcp"},
	{"imaps.a.b.", NULL, true, false, "_imaps._tcp"},
	{"_imap._udp.a.b.", NULL, true, false, "_imap._tcp"},
	{"_submission._tls.a.b.", NULL, true, false, "_submission._tcp"},
	{"_tcp.a.b.", NULL, true, false, ""},
	{"host.a.b.", NULL, true, false, ""},
	/* In one label. */
	{"_imaps_tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"imaps_tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"_imaps-tcp.a.b.", NULL, true, false, "_imaps._tcp"},
	{"_pop3s-_tcp.a.b.", NULL, true, false, "_pop3s._tcp"},
	{"_submissions_udp.a.b.", NULL, true, false, "_submissions._tcp"},
	{"_smtps_tcp.a.b.", NULL, true, false, "_submissions._tcp"},
	{"_xmpp-client_tcp.a.b.", NULL, true, false, "_xmpp-client._tcp"},
	{"_sip_udp.a.b.", NULL, true, false, "_sip._udp"},
	{"_a\\.b_tcp.a.b.", NULL, true, false, ""},
	{"__tcp.a.b.", NULL, false, false, ""},
	{"_shared-tcp.a.b.", NULL, false, false, ""},
	{"_etcp.a.b.", NULL, false, false, ""},
	/* Services that nobody asks for. */
	{"_smtps._tcp.a.b.", NULL, false, true, "_submissions._tcp"},
	{"_imap4._tcp.a.b.", NULL, false, true, "_imap._tcp"},
	{"_imapssl._tcp.a.b.", NULL, false, true, "_imaps._tcp"},
	{"_pop._tcp.a.b.", NULL, false, true, "_pop3._tcp"},
	{"_managesieve._tcp.a.b.", NULL, false, true, "_sieve._tcp"},
	{"_smtp._tcp.a.b.", NULL, false, true, "_submission._tcp"},
	{"_submissionx._tcp.a.b.", NULL, false, true, ""},
	/* Not of mail. */
	{"_sip._tcp.a.b.", NULL, false, false, ""},
	{"_sip._tls.a.b.", NULL, false, false, ""},
	{"_sipfederationtls._tcp.a.b.", NULL, false, false, ""},
	{"_ldap._tcp.dc._msdcs.a.b.", NULL, false, false, ""},
	{"_ldap._tcp.site._sites.gc._msdcs.a.b.", NULL, false, false, ""},
	{"_xmpp-server._tcp.conference.a.b.", NULL, false, false, ""},
	{"_kerberos-master._udp.a.b.", NULL, false, false, ""},
	{"_minecraft._tcp.a.b.", NULL, false, false, ""},
	{"_matrix-fed._tcp.a.b.", NULL, false, false, ""},
	{"_caldavs._tcp.a.b.", NULL, false, false, ""},
	{"_jmap._tcp.a.b.", NULL, false, false, ""},
	{"_ipp._tcp.a.b.", NULL, false, false, ""},
	{"_diameter._sctp.a.b.", NULL, false, false, ""},
	/* Instances, RFC 6763 4.1, and wildcards. */
	{"my\\032printer._ipp._tcp.a.b.", NULL, false, false, ""},
	{"tom\\.office._http._tcp.a.b.", NULL, false, false, ""},
	{"*._tcp.a.b.", NULL, false, false, ""},
	{"*.a.b.", NULL, false, false, ""},
	{"_tcp.*.a.b.", NULL, true, false, ""},
	{".", NULL, true, false, ""},
};

static void
test_names(void **state)
{
	struct name	owner;
	struct srv_name	out;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		owner = checked_apex(names[i].owner);
		mailservice_read(&owner, &out);
		if (out.is_wrong != names[i].is_wrong ||
		    out.is_unknown != names[i].is_unknown ||
		    strcmp(out.better, names[i].better) != 0 ||
		    (out.known == NULL) != (names[i].known == NULL) ||
		    (out.known != NULL &&
		    strcmp(out.known->label, names[i].known) != 0))
			fail_msg("%s: wrong %d, unknown %d, better \"%s\"",
			    names[i].owner, out.is_wrong, out.is_unknown,
			    out.better);
	}
	assert_int_equal(mailservice_port("_imaps._tcp"), 993);
	assert_int_equal(mailservice_port("_ipp._tcp"), 0);
}

#define BOX	"box A 192.0.2.9\n"

static const struct expected faults[] = {
	{ONE("_imaps._tcp SRV 0 1 993 imap\nimap CNAME box\n" BOX),
	    "example.com.:1:1: error: srv-target-cname:"
	    " _imaps._tcp.example.com.: the target imap.example.com. is an"
	    " alias, but must be a host's own name (RFC 2782); write:"
	    " _imaps._tcp.example.com. SRV 0 1 993 box.example.com.",
	    SEV_INFO},
	{ONE("_sip._udp SRV 1 2 5060 a\na CNAME b\nb CNAME a\n"),
	    "example.com.:1:1: error: srv-target-cname: _sip._udp.example.com.:"
	    " the target a.example.com. is an alias that leads nowhere\n"
	    "example.com.:2:1: error: cname-loop:", SEV_INFO},
	{ONE("_imaps._tcp SRV 0 1 993 m.pool\npool DNAME isp.net.\n"),
	    "example.com.:1:1: error: srv-target-cname:", SEV_INFO},
	{ONE("_pop3s._tcp SRV 0 1 995 bxo\n" BOX),
	    "example.com.:1:1: error: srv-target-no-address:"
	    " _pop3s._tcp.example.com.: the target bxo.example.com. does not"
	    " exist; did you mean: _pop3s._tcp.example.com. SRV 0 1 995"
	    " box.example.com.", SEV_INFO},
	{ONE("_ldap._tcp SRV 0 1 389 dc\ndc TXT a\n"),
	    "example.com.:1:1: error: srv-target-no-address:"
	    " _ldap._tcp.example.com.: the target dc.example.com. has no"
	    " address, so the service cannot be reached; add: dc.example.com."
	    " A ...", SEV_INFO},
	{TWO("_imaps._tcp SRV 0 1 993 m.example.net.\n", "example.net.", ""),
	    "example.com.:1:1: error: srv-target-no-address:", SEV_INFO},
	{ONE("_imaps._tcp SRV 0 1 993 192.0.2.9\n"
	    "_imaps._tcp SRV 0 2 993 2001:db8::9.\n"),
	    "example.com.:1:1: error: srv-target-is-ip:"
	    " _imaps._tcp.example.com.: the target 192.0.2.9 is an address, but"
	    " must be the name of a host; write: _imaps._tcp.example.com. SRV"
	    " 0 1 993 mail.example.com. and mail.example.com. A 192.0.2.9\n"
	    "example.com.:2:1: error: srv-target-is-ip:"
	    " _imaps._tcp.example.com.: the target 2001:db8::9 is an address",
	    SEV_INFO},
	{ONE("imaps.tcp.sub SRV 0 1 993 box\n" BOX),
	    "example.com.:1:1: error: srv-owner: imaps.tcp.sub.example.com.:"
	    " nobody asks for an SRV at this name; service and protocol stand"
	    " first, each with an underscore (RFC 2782); write:"
	    " _imaps._tcp.sub.example.com.", SEV_INFO},
	{ONE("_imaps SRV 0 1 993 box\nfoo SRV 0 1 993 box\n" BOX),
	    "example.com.:1:1: error: srv-owner: _imaps.example.com.: nobody"
	    " asks for an SRV at this name; service and protocol stand first,"
	    " each with an underscore (RFC 2782); write:"
	    " _imaps._tcp.example.com.\n"
	    "example.com.:2:1: error: srv-owner: foo.example.com.: nobody asks"
	    " for an SRV at this name; it must begin with", SEV_INFO},
	{ONE("_imaps._tcp SRV 0 1 993 box\n_imaps._tcp SRV 0 0 0 .\n" BOX),
	    "example.com.:2:1: error: srv-dot-mixed: _imaps._tcp.example.com.:"
	    " the target \".\" says", SEV_INFO},
	{ONE("_submissions._tcp SRV 0 1 587 box\n" BOX),
	    "example.com.:1:1: info: srv-unusual-port:"
	    " _submissions._tcp.example.com.: port 587 is unusual for"
	    " _submissions; mail programs and firewalls expect 465", SEV_INFO},
	{ONE("_imap._tcp.x SRV 0 1 143 box\n_pop3s._tcp.x SRV 0 1 995 box\n"
	    "_imaps._tcp SRV 0 1 993 box\n" BOX),
	    "example.com.:1:1: warning: srv-plain-only:"
	    " _imap._tcp.x.example.com.: the service is offered in clear text"
	    " or with STARTTLS only (RFC 8314 3); offer it with TLS from the"
	    " start, at port 993 of _imaps._tcp.x.example.com., and say here"
	    " that the other is not offered: _imap._tcp.x.example.com. SRV 0 0"
	    " 0 .", SEV_INFO},
	{ONE("_pop3._tcp SRV 0 1 110 box\n_pop3s._tcp SRV 0 0 0 .\n" BOX),
	    "example.com.:1:1: warning: srv-plain-only:", SEV_INFO},
	{ONE("_smtps._tcp SRV 0 1 465 box\n" BOX),
	    "example.com.:1:1: warning: srv-unknown-service:"
	    " _smtps._tcp.example.com.: no mail program asks for this service;"
	    " write: _submissions._tcp.example.com.", SEV_INFO},
	{ONE("_imapx._tcp SRV 0 1 465 box\n" BOX),
	    "example.com.:1:1: warning: srv-unknown-service:"
	    " _imapx._tcp.example.com.: no mail program asks for this service;"
	    " those of", SEV_INFO},
	{ONE("autodiscover A 192.0.2.80\n_autodiscover._tcp SRV 0 0 443 box\n"
	    BOX),
	    "example.com.:2:1: info: autodiscover-conflict:"
	    " _autodiscover._tcp.example.com.: mail programs find two hosts,"
	    " this one and that of autodiscover.example.com., and differ",
	    SEV_INFO},
	{ONE("autodiscover CNAME autodiscover.outlook.com.\n"
	    "_autodiscover._tcp SRV 0 0 443 box\n" BOX),
	    "example.com.:2:1: info: autodiscover-conflict:", SEV_INFO},
};

static void
test_faults(void **state)
{
	(void)state;
	CHECK_CASES_OF(faults, ids);
}

static const struct expected silent[] = {
	/* Elsewhere, delegated, by wildcard. */
	{ONE("_imaps._tcp SRV 0 1 993 imap.isp.net.\n"
	    "_pop3s._tcp SRV 0 1 995 a.dept\ndept NS ns.isp.net.\n"
	    "_sieve._tcp SRV 0 1 4190 b.w\n*.w A 192.0.2.9\n"), "", SEV_INFO},
	/* Not offered. */
	{ONE("_imap._tcp SRV 0 0 0 .\n_pop3._tcp SRV 0 0 0 .\n"
	    "_imaps._tcp SRV 0 1 993 box\n_smtp._tcp SRV 0 0 0 .\n" BOX), "",
	    SEV_INFO},
	/* Any priority and weight; several hosts. */
	{ONE("_imaps._tcp SRV 10 60 993 box\n_imaps._tcp SRV 65535 0 993 b2\n"
	    "_submission._tcp SRV 0 0 587 BOX\n" BOX "b2 AAAA 2001:db8::2\n"),
	    "", SEV_INFO},
	/* The plain one is there, the other at somebody's elsewhere. */
	{ONE("_imap._tcp SRV 0 1 143 box\n"
	    "_imaps._tcp CNAME _imaps._tcp.isp.net.\n" BOX), "", SEV_INFO},
	/* What the right name stands beside. */
	{ONE("_smtps._tcp SRV 0 1 465 box\n_submissions._tcp SRV 0 1 465 box\n"
	    BOX), "", SEV_INFO},
	/* The dot is told once. */
	{ONE("_imaps._tcp SRV 0 1 993 box.example.com\n"
	    "_pop3s._tcp SRV 0 1 995 pop.isp.net\n" BOX),
	    "example.com.:1:1: error: srv-missing-dot:\n"
	    "example.com.:2:1: error: srv-missing-dot:", SEV_INFO},
	/* Both ways lead to one host. */
	{ONE("autodiscover A 192.0.2.9\n_autodiscover._tcp SRV 0 0 443 box\n"
	    BOX), "", SEV_INFO},
	{ONE("autodiscover CNAME autodiscover.outlook.com.\n"
	    "_autodiscover._tcp SRV 0 0 443 autodiscover.outlook.com.\n"), "",
	    SEV_INFO},
	{ONE("autodiscover CNAME box\n_autodiscover._tcp SRV 0 0 443 box\n"
	    BOX), "", SEV_INFO},
	{ONE("_autodiscover._tcp SRV 0 0 443 box\n* A 192.0.2.8\n" BOX), "",
	    SEV_WARNING},
	/* Not of mail. */
	{ONE("_sip._tls SRV 100 1 443 sipdir.online.lync.com.\n"
	    "_sipfederationtls._tcp SRV 1 1 5061 sipfed.online.lync.com.\n"
	    "_minecraft._tcp SRV 0 5 25566 box\n"
	    "_matrix-fed._tcp SRV 10 5 8448 box\n"
	    "_xmpp-client._tcp SRV 5 0 5222 box\n"
	    "_ldap._tcp.dc._msdcs SRV 0 100 389 box\n"
	    "_caldavs._tcp SRV 0 1 8443 box\n"
	    "My\\ Web._http._tcp SRV 0 0 80 box\n" BOX), "", SEV_INFO},
};

static void
test_silent(void **state)
{
	(void)state;
	CHECK_CASES_OF(silent, ids);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
