/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"dmarc-multiple", "RFC 9989 4.10",
	    "Receivers throw all DMARC records of the name away and look"
	    " further up, so the domain has no policy of its own.",
	    "_dmarc TXT \"v=DMARC1; p=none\"\n"
	    "_dmarc TXT \"v=DMARC1; p=reject\"\n",
	    "Keep one record; the message shows both as one."},
	{"dmarc-syntax", "RFC 9989 4.7, RFC 9989 4.8",
	    "Receivers leave out what is wrong: a bad policy counts as none,"
	    " a bad tag as absent.",
	    "_dmarc TXT \"v=DMARC1; p=block; adkim=strict\"\n",
	    "Write v=DMARC1 first, then tags with = and their values, each"
	    " followed by a semicolon, none twice."},
	{"dmarc-not-recognised", "RFC 9989 4.7, RFC 9989 4.10",
	    "Receivers see no DMARC record: the version has one spelling, and"
	    " nothing may stand before it.",
	    "_dmarc TXT \" v=DMARC1; p=reject\"\n",
	    "Begin the text with v=DMARC1; exactly."},
	{"dmarc-no-policy", "RFC 9989 4.7, RFC 7489 6.3",
	    "The record counts as p=none, and receivers that are older than"
	    " RFC 9989 ignore it.",
	    "_dmarc TXT \"v=DMARC1; rua=mailto:dmarc@example.com\"\n",
	    "Add p, directly behind v."},
	{"dmarc-policy-none", "RFC 9989 4.7",
	    "Mail in the domain's name that fails is delivered all the same.",
	    "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:dmarc@example.com\"\n",
	    "Go to quarantine, then to reject, when the reports are clean."},
	{"dmarc-none-no-rua", "RFC 9989 4.7, RFC 9989 5.1.3",
	    "The record does nothing at all: it neither protects nor asks for"
	    " reports.",
	    "_dmarc TXT \"v=DMARC1; p=none\"\n",
	    "Add rua=mailto:..., or set a policy."},
	{"dmarc-no-rua", "RFC 9989 5.1.3",
	    "Mail that receivers refuse because of the policy is lost without"
	    " a trace.",
	    "_dmarc TXT \"v=DMARC1; p=reject\"\n",
	    "Add rua=mailto:... with an address that a program reads."},
	{"dmarc-removed-tag", "RFC 9989 A.6, RFC 9989 C",
	    "Receivers ignore pct, rf and ri, so the record says more than it"
	    " does.",
	    "_dmarc TXT \"v=DMARC1; p=reject; ri=3600;"
	    " rua=mailto:dmarc@example.com\"\n",
	    "Remove the tag."},
	{"dmarc-pct", "RFC 9989 A.6",
	    "New receivers apply the policy to all mail, not to a share of"
	    " it.",
	    "_dmarc TXT \"v=DMARC1; p=reject; pct=25;"
	    " rua=mailto:dmarc@example.com\"\n",
	    "For a trial write t=y, which asks for one level less; else"
	    " remove pct."},
	{"dmarc-unknown-tag", "RFC 9989 4.7",
	    "Receivers ignore the tag; often it is a known one, misspelt.",
	    "_dmarc TXT \"v=DMARC1; p=reject;"
	    " rau=mailto:dmarc@example.com\"\n",
	    "Correct its name, or remove it."},
	{"dmarc-wrong-name", "RFC 9989 4.10",
	    "Nobody asks for the record there, so the domain has no policy.",
	    "dmarc TXT \"v=DMARC1; p=reject\"\n",
	    "Publish it at _dmarc below the domain."},
	{"dmarc-report-uri", "RFC 9989 4.6, RFC 9989 4.8, RFC 6068 2",
	    "Receivers cannot send reports to what is no URI.",
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=dmarc@example.com\"\n",
	    "Write mailto: before each address and commas between them; in an"
	    " address a comma is %2C and an exclamation mark %21."},
	{"dmarc-external-auth", "RFC 9990 4, RFC 7489 7.1",
	    "Receivers send no reports to another domain that does not permit"
	    " it.",
	    "; zone example.com\n"
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.net\"\n"
	    "; zone example.net\n@ MX 10 mail.example.com.\n",
	    "Add example.com._report._dmarc TXT \"v=DMARC1\" in the domain"
	    " that gets the reports."},
	{"dmarc-external-unseen", "RFC 9990 4",
	    "The reports go to a domain that is not served here; whether it"
	    " permits them cannot be seen.",
	    "_dmarc TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:x@reports.example.org\"\n",
	    "Ask whoever runs it for the record that the message shows."},
	{"dmarc-rua-no-mail", "RFC 9989 5.1.3",
	    "Reports to this address bounce: its domain takes no mail.",
	    "nomail MX 0 .\n"
	    "_dmarc TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:d@nomail.example.com\"\n",
	    "Name an address in a domain that has an MX."},
	{"dmarc-sp-weaker", "RFC 9989 4.7",
	    "Forgers use a sub-domain, existing or not, where the policy is"
	    " weaker.",
	    "_dmarc TXT \"v=DMARC1; p=reject; sp=none;"
	    " rua=mailto:dmarc@example.com\"\n",
	    "Remove sp and np, or make them as strong as p."},
	{"dmarc-psd-misuse", "RFC 9989 4.7, RFC 9989 4.10.2",
	    "Each sub-domain counts as an organisation of its own, and is"
	    " not aligned with the domain.",
	    "_dmarc TXT \"v=DMARC1; p=reject; psd=y;"
	    " rua=mailto:dmarc@example.com\"\n",
	    "Remove psd, or write psd=n to end the search here."},
	{"dmarc-size-limit", "RFC 9989 4.8, RFC 9989 C",
	    "The limit is obsolete, and receivers ignore it.",
	    "_dmarc TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:dmarc@example.com!10m\"\n",
	    "Remove the exclamation mark and what is behind it."},
	{"dmarc-test-mode", "RFC 9989 4.7",
	    "Receivers apply one level less than the policy says.",
	    "_dmarc TXT \"v=DMARC1; p=reject; t=y;"
	    " rua=mailto:dmarc@example.com\"\n",
	    "Remove t when the trial is over."},
	{"dmarc-missing", "RFC 9989 4.10, RFC 9989 5.1",
	    "Anybody can send mail in the domain's name, and large receivers"
	    " take mail of domains without DMARC for spam.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Begin with v=DMARC1; p=none; rua=mailto:... at _dmarc."},
	{"dmarc-enforced-no-auth", "RFC 9989 5.1.1, RFC 9989 5.1.2",
	    "Neither SPF nor DKIM can pass, so all mail of the domain is"
	    " refused or thrown away.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n"
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n",
	    "Publish SPF and a DKIM key first; until then write p=none."},
	{"dmarc-enforced-spf-only", "RFC 9989 5.1.2, RFC 9989 7.4",
	    "Mail that is forwarded does not pass SPF, and without a"
	    " signature it is lost.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n@ TXT \"v=spf1 mx -all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n",
	    "Sign with DKIM, and publish the key."},
	{"dmarc-unrelated-txt", "RFC 9989 4.10",
	    "Each question for the policy carries a text that is no use"
	    " there.",
	    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n"
	    "_dmarc TXT \"site-check=77\"\n",
	    "Move it to a name of its own; give _dmarc its own record where"
	    " a wildcard reaches it."},
	{"dmarc-fo-without-ruf", "RFC 9989 4.7",
	    "fo says when to send failure reports; without ruf there are"
	    " none. 0 and 1 contradict each other.",
	    "_dmarc TXT \"v=DMARC1; p=reject; fo=1;"
	    " rua=mailto:d@example.com\"\n",
	    "Remove fo, or add ruf; write either 0 or 1."},
};

const struct explain_table explain_dmarc = {
	rows, sizeof(rows) / sizeof(rows[0])
};
