/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

/* A key of 2048 bits, in two strings. */
#define RSA_FIRST \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0hXjC2qX6Zgf9WyyEnliUA" \
	"OTqF2izD+dMj+pqBAYeFY0ngr+gCmdd+tJx0ECRGFMHRqSin3nWNfCGZfcE4bmWH8N" \
	"3rcNYepMLDRzvKAKOoE96d13ZD/aN5ED/shYDejIDXsVTUWz"
#define RSA_SECOND \
	"Hx/oVK9Wt0dU+SEj04kDHM8KNU3HmQEyw/yoZYjAIb+NXTIa2/QNUfkAj4jTPJh0on" \
	"cMlGLoURpZxPw/h51dTpkGusKCYDx5fDjf53vfsen78wc58zIyHUdN9EfeqdUMGlvD" \
	"k8Q88Cfb29tUqcSshHuoO5nIS8q4FyWNexRl3UauvqyA085jNGm4qz3G9BawBrN33n" \
	"HA6mmuTQIDAQAB"
#define RSA RSA_FIRST "\" \"" RSA_SECOND
#define RSA_1024 \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCw+ToJdomhysqlPtkBG0+XUE3dH" \
	"SPk9Y0Cv6mZF+JuW71b+JoYTP8gYMfjUrfwmj8xUFSM6M1weGxU2mIHnDkLFDu57bY" \
	"Vh7BfkG/eMLtl2gLP3LlrldEaChXf6UZNc8J8NuOE8MIIGjMEifKS5l6f1H6IppT+/" \
	"DoDv6VAeQWWQIDAQAB"
#define RSA_512 \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALfjmvM0cEsrWT3mafcFfTzeXduQuraPLW" \
	"3EIEymHChD92n/JZE7CUnISL/IBRs5p//OiWJwCSZcEEpuQshoFnMCAwEAAQ=="
#define ED25519 "z8zCaqlMCeWyWn7gezZ2NotexpKfBRxMqCkEFzkpDSg="

static const struct explain rows[] = {
	{"dkim-syntax", "RFC 6376 3.2, RFC 6376 3.6.1",
	    "Verifiers find no key in the record, so no signature of this"
	    " selector is good.",
	    "a._domainkey TXT \"k=rsa; v=DKIM1; p=" RSA "\"\n",
	    "Write tags as name=value with semicolons between, \"v=DKIM1\""
	    " first or not at all, each tag once, and \"p=\" with the key."},
	{"dkim-string-split", "RFC 6376 3.6.2.2, RFC 1035 3.3.14",
	    "Verifiers join the strings of a TXT with nothing between; what"
	    " was put in at the seam spoils the key.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA_FIRST "\" \"p=" RSA_SECOND
	    "\"\n",
	    "End the first string anywhere in the base64, and go on with the"
	    " next character in the second."},
	{"dkim-bad-base64", "RFC 6376 3.6.1, RFC 4648 4",
	    "The key cannot be decoded, so no signature of this selector is"
	    " good.",
	    "a._domainkey TXT \"v=DKIM1; p=MIIBIjANBgkq!hkiG9w0BAQEFAA\"\n",
	    "Copy the key again, without the lines that begin with hyphens."},
	{"dkim-truncated-key", "RFC 6376 3.6.2.2",
	    "A part of the key is missing, often because the second string of"
	    " the record was lost; no signature of this selector is good.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA_FIRST "\"\n",
	    "Give the whole key, in strings of at most 255 octets."},
	{"dkim-bad-key", "RFC 6376 3.6.1",
	    "What stands there is no RSA public key, so no signature of this"
	    " selector is good.",
	    "a._domainkey TXT \"v=DKIM1; k=rsa; p=" ED25519 "\"\n",
	    "Give the public key alone, as openssl pkey -pubout -outform DER |"
	    " openssl base64 -A makes it."},
	{"dkim-ed25519-length", "RFC 8463 4.2",
	    "Verifiers take the octets as they are; with more or less than 32"
	    " there is no key.",
	    "a._domainkey TXT \"v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEAz8zCaqlM"
	    "CeWyWn7gezZ2NotexpKfBRxMqCkEFzkpDSg=\"\n",
	    "Give the last 32 octets of the DER form."},
	{"dkim-key-too-short", "RFC 8301 3.2",
	    "Such a key can be broken, and verifiers must not accept it.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA_512 "\"\n",
	    "Make a key of 2048 bits under a new selector."},
	{"dkim-key-weak", "RFC 8301 3.2",
	    "A key below 2048 bits is still accepted, but not for long.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA_1024 "\"\n",
	    "Make a key of 2048 bits under a new selector, and keep the old"
	    " record until mail that it signed has arrived."},
	{"dkim-unknown-key-type", "RFC 6376 3.6.1, RFC 8463 4.2",
	    "Verifiers ignore keys of types that they do not know.",
	    "a._domainkey TXT \"v=DKIM1; k=rsa-sha256; p=" RSA "\"\n",
	    "Write k=rsa or k=ed25519."},
	{"dkim-sha1-only", "RFC 8301 3.1",
	    "Signatures with SHA-1 are not valid any more, and others the key"
	    " does not allow.",
	    "a._domainkey TXT \"v=DKIM1; h=sha1; p=" RSA "\"\n",
	    "Leave \"h=\" out, or write h=sha256."},
	{"dkim-service-not-email", "RFC 6376 3.6.1",
	    "The record says that the key is not for mail, and verifiers of"
	    " mail pass it over.",
	    "a._domainkey TXT \"v=DKIM1; s=web; p=" RSA "\"\n",
	    "Leave \"s=\" out, or write s=email."},
	{"dkim-test-flag", "RFC 6376 3.6.1",
	    "Receivers may treat mail that is signed as if it was not.",
	    "a._domainkey TXT \"v=DKIM1; t=y; p=" RSA "\"\n",
	    "Remove t=y once signing works."},
	{"dkim-revoked", "RFC 6376 3.6.1",
	    "Signatures with this selector fail, as they should after a change"
	    " of keys.",
	    "a._domainkey TXT \"v=DKIM1; p=\"\n",
	    "Remove the record when no mail that it signed is under way any"
	    " more."},
	{"dkim-obsolete-tag", "RFC 6376 3.6.1, RFC 6376 E, RFC 4871 3.6.1",
	    "The tag means nothing today, and old verifiers may refuse mail"
	    " for it.",
	    "a._domainkey TXT \"v=DKIM1; g=*; p=" RSA "\"\n",
	    "Remove the tag."},
	{"dkim-wildcard", "RFC 6376 3.6.2.1, RFC 4592 4",
	    "Any selector that somebody makes up has this key, which hides"
	    " mistakes and keeps old keys alive.",
	    "*._domainkey TXT \"v=DKIM1; p=" RSA "\"\n",
	    "Name the selectors that are used."},
	{"dkim-wrong-name", "RFC 6376 3.6.2.1",
	    "Verifiers look at SELECTOR._domainkey.DOMAIN only and do not find"
	    " the key.",
	    "a.domainkey TXT \"v=DKIM1; p=" RSA "\"\n",
	    "Put the record there, or an alias that leads here."},
	{"dkim-multiple", "RFC 6376 3.6.2.2",
	    "Some verifiers take the one key, some the other, some none.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA "\"\n"
	    "a._domainkey TXT \"v=DKIM1; k=ed25519; p=" ED25519 "\"\n",
	    "Give each key a selector of its own."},
	{"dkim-key-reused", "RFC 6376 3.1",
	    "A change of selectors is to retire a key; this one goes on.",
	    "a._domainkey TXT \"v=DKIM1; p=" RSA "\"\n"
	    "b._domainkey TXT \"v=DKIM1; p=" RSA "\"\n",
	    "Make a new key for the new selector."},
	{"dkim-ed25519-only", "RFC 8463 6",
	    "Verifiers that do not know Ed25519 take the mail as not signed.",
	    "a._domainkey TXT \"v=DKIM1; k=ed25519; p=" ED25519 "\"\n",
	    "Sign each message with an RSA key too."},
	{"dkim-missing", "RFC 6376 3.6.2, RFC 9989 5.1.2",
	    "Without a signature, mail that is forwarded fails DMARC, and large"
	    " receivers refuse or file away mail that is not signed.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n@ TXT \"v=spf1 mx -all\"\n",
	    "Let the mail server sign, and publish its key."},
};

const struct explain_table explain_dkim = {
	rows, sizeof(rows) / sizeof(rows[0])
};
