/* SPDX-License-Identifier: ISC */
#include "zones/generated.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "zones/rrtype.h"

/* Words of access networks, whatever stands beside them. */
static const char *const lines[] = {
	"dyn", "dynamic", "dynip", "dhcp", "ppp", "pppoe", "dsl", "adsl",
	"vdsl", "xdsl", "sdsl", "hdsl", "dialup", "dialin", "dial",
	"broadband", "cablemodem", "catv", "ftth", "unassigned"
};

/* Words that a mail cluster may have as well. */
static const char *const groups[] = {
	"pool", "cust"
};

/* Words that tell something beside a number only. */
static const char *const people[] = {
	"customer", "customers", "client", "clients", "user", "users"
};

/* Words of those who name a host for mail on purpose. */
static const char *const mails[] = {
	"mail", "mx", "smtp", "mta", "relay", "out", "outbound", "outgoing",
	"mailer", "mailout", "sender", "send", "postfix", "exim"
};

#define NELEM(a)	(sizeof(a) / sizeof((a)[0]))

static bool
is_one_of(const char *word, const char *const *words, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Labels that say something of the host: those left of the domain that its
 * owner has, which may well be called after what he sells.  co.uk and its
 * like count as one label.
 */
static unsigned
host_labels(const struct name *name)
{
	const uint8_t	*last;
	const uint8_t	*second;

	if (name->labels < 2)
		return 0;
	last = name->wire + name->offset[name->labels - 1];
	second = name->wire + name->offset[name->labels - 2];
	if (last[0] == 2 && second[0] <= 3)
		return name->labels < 3 ? 0 : name->labels - 3u;
	return name->labels - 2u;
}

/* The labels as text with dots between. */
static void
host_text(const struct name *name, char text[NAME_MAX_BYTES])
{
	const uint8_t	*label;
	unsigned	 n = host_labels(name);
	unsigned	 i;
	unsigned	 k;
	size_t		 len = 0;

	for (i = 0; i < n; i++) {
		label = name->wire + name->offset[i];
		for (k = 1; k <= label[0]; k++)
			text[len++] = (char)(label[k] == '\0' ? '?' :
			    label[k]);
		text[len++] = '.';
	}
	text[len] = '\0';
}

/* Letters up to anything else. */
static size_t
word_at(const char *text, char word[NAME_MAX_BYTES])
{
	size_t	n = 0;

	for (; text[n] >= 'a' && text[n] <= 'z'; n++)
		word[n] = text[n];
	word[n] = '\0';
	return n;
}

static bool
has_word(const char *text)
{
	char	word[NAME_MAX_BYTES];
	bool	has_group = false;
	bool	has_mail = false;
	bool	has_digit = strpbrk(text, "0123456789") != NULL;
	size_t	n;

	for (; *text != '\0'; text += n + (text[n] != '\0')) {
		n = word_at(text, word);
		if (is_one_of(word, lines, NELEM(lines)))
			return true;
		has_group |= is_one_of(word, groups, NELEM(groups)) ||
		    (has_digit && is_one_of(word, people, NELEM(people)));
		has_mail |= is_one_of(word, mails, NELEM(mails));
	}
	return has_group && !has_mail;
}

/* Four numbers in a row are the octets, in either order. */
static bool
has_octets(const char *text, const uint8_t *octets)
{
	unsigned	last[4] = {256, 256, 256, 256};
	unsigned	v;

	while (*text != '\0') {
		if (*text < '0' || *text > '9') {
			text++;
			continue;
		}
		for (v = 0; *text >= '0' && *text <= '9'; text++)
			v = v > 255 ? v : v * 10 + (unsigned)(*text - '0');
		memmove(last, last + 1, 3 * sizeof(last[0]));
		last[3] = v;
		if (last[0] == octets[0] && last[1] == octets[1] &&
		    last[2] == octets[2] && last[3] == octets[3])
			return true;
		if (last[3] == octets[0] && last[2] == octets[1] &&
		    last[1] == octets[2] && last[0] == octets[3])
			return true;
	}
	return false;
}

/* 192000002025, c0000219: all digits of the address in a row. */
static bool
has_digits4(const char *text, const uint8_t *o)
{
	char	digits[16];

	(void)snprintf(digits, sizeof(digits), "%03u%03u%03u%03u", o[0], o[1],
	    o[2], o[3]);
	if (strstr(text, digits) != NULL)
		return true;
	(void)snprintf(digits, sizeof(digits), "%02x%02x%02x%02x", o[0], o[1],
	    o[2], o[3]);
	return strstr(text, digits) != NULL;
}

/* The text with what stands between digits left out. */
static void
squeeze(const char *text, char out[NAME_MAX_BYTES])
{
	size_t	n = 0;

	for (; *text != '\0'; text++) {
		if (*text != '-' && *text != '.')
			out[n++] = *text;
	}
	out[n] = '\0';
}

/* All 32 digits, or the address as it is written, with hyphens. */
static bool
has_digits6(const char *text, const struct address *a)
{
	char	 squeezed[NAME_MAX_BYTES];
	char	 digits[33];
	char	 written[ADDRESS_TEXT_MAX];
	char	*p;
	size_t	 i;

	for (i = 0; i < 16; i++)
		(void)snprintf(digits + 2 * i, 3, "%02x", a->octets[i]);
	squeeze(text, squeezed);
	if (strstr(squeezed, digits) != NULL)
		return true;
	address_to_text(a, written);
	for (p = written; *p != '\0'; p++) {
		if (*p == ':')
			*p = '-';
	}
	return strstr(text, written) != NULL;
}

bool
generated_is_like(const struct name *name, const struct address *a)
{
	char	text[NAME_MAX_BYTES];

	host_text(name, text);
	if (a->type == TYPE_A ? has_octets(text, a->octets) ||
	    has_digits4(text, a->octets) : has_digits6(text, a))
		return true;
	return has_word(text);
}
