/* SPDX-License-Identifier: ISC */
#include "zones/mailservice.h"

#include <stdio.h>
#include <string.h>

#include "zones/text.h"

static const struct mailservice services[] = {
	{"submissions", 465, NULL},	/* RFC 8314 7.3 */
	{"submission", 587, NULL},	/* RFC 6186 3.1 */
	{"imaps", 993, NULL},		/* RFC 6186 3.2 */
	{"imap", 143, "_imaps._tcp"},
	{"pop3s", 995, NULL},		/* RFC 6186 3.3 */
	{"pop3", 110, "_pop3s._tcp"},
	{"sieve", 4190, NULL},		/* RFC 5804 1.8 */
	{"autodiscover", 443, NULL},	/* of a vendor */
};
#define SERVICES	(sizeof(services) / sizeof(services[0]))

/* Labels that people write, and those that are asked for. */
static const struct {
	const char	*label;
	const char	*right;
} slips[] = {
	{"smtps", "submissions"},
	{"ssmtp", "submissions"},
	{"smtp-ssl", "submissions"},
	{"smtp-tls", "submissions"},
	{"smtptls", "submissions"},
	{"smtpssl", "submissions"},
	{"submission-tls", "submissions"},
	{"submissiontls", "submissions"},
	{"submission-ssl", "submissions"},
	{"smtp", "submission"},
	{"esmtp", "submission"},
	{"submit", "submission"},
	{"smtp-submission", "submission"},
	{"mail-submission", "submission"},
	{"imap2", "imap"},
	{"imap3", "imap"},
	{"imap4", "imap"},
	{"simap", "imaps"},
	{"imap4s", "imaps"},
	{"imaps4", "imaps"},
	{"imap-ssl", "imaps"},
	{"imap-tls", "imaps"},
	{"imapssl", "imaps"},
	{"imaptls", "imaps"},
	{"imap4-ssl", "imaps"},
	{"pop", "pop3"},
	{"pop2", "pop3"},
	{"pop-3", "pop3"},
	{"pops", "pop3s"},
	{"pops3", "pop3s"},
	{"spop3", "pop3s"},
	{"spop", "pop3s"},
	{"pop3-ssl", "pop3s"},
	{"pop3-tls", "pop3s"},
	{"pop3ssl", "pop3s"},
	{"managesieve", "sieve"},
	{"manage-sieve", "sieve"},
	{"sieves", "sieve"},
	{"autodiscovery", "autodiscover"},
	{"auto-discover", "autodiscover"},
};

/* What begins so is meant for mail, whatever follows. */
static const char *const beginnings[] = {
	"imap", "pop3", "smtp", "submission", "managesieve", "autodiscover"
};

static const char *const protocols[] = {
	"tcp", "udp", "sctp", "dccp"
};

/* What may be shown of a label, lower case. */
#define LABEL_CHARS	"abcdefghijklmnopqrstuvwxyz0123456789-"

#define NELEM(a)	(sizeof(a) / sizeof((a)[0]))

/* A label of an owner, the underscore taken off. */
struct word {
	char	text[LABEL_MAX_BYTES + 1];
	bool	is_there;	/* the owner has so many labels */
	bool	is_marked;	/* had an underscore, or is an asterisk */
	bool	is_plain;	/* may be shown: letters, digits, hyphens */
};

static void
read_word(const struct name *owner, unsigned i, struct word *out)
{
	const uint8_t	*label;
	unsigned	 k;
	unsigned	 n = 0;

	memset(out, 0, sizeof(*out));
	if (i >= owner->labels)
		return;
	label = owner->wire + owner->offset[i];
	out->is_there = out->is_plain = true;
	out->is_marked = label[1] == '_' || (label[0] == 1 && label[1] == '*');
	for (k = label[1] == '_' ? 2 : 1; k <= label[0]; k++) {
		if (!text_is_of(label[k], LABEL_CHARS))
			out->is_plain = false;
		out->text[n++] = (char)(label[k] == '\0' ? '?' : label[k]);
	}
}

static bool
is_one_of(const struct word *w, const char *const *words, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++) {
		if (w->is_there && strcmp(w->text, words[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_protocol(const struct word *w)
{
	return is_one_of(w, protocols, NELEM(protocols));
}

static const struct mailservice *
find_service(const char *label)
{
	size_t	i;

	for (i = 0; i < SERVICES; i++) {
		if (strcmp(services[i].label, label) == 0)
			return &services[i];
	}
	return NULL;
}

/* The right spelling of a wrong one, or NULL. */
static const char *
right_label(const char *label)
{
	size_t	i;

	for (i = 0; i < NELEM(slips); i++) {
		if (strcmp(slips[i].label, label) == 0)
			return slips[i].right;
	}
	return NULL;
}

static bool
is_like_mail(const char *label)
{
	size_t	i;

	for (i = 0; i < NELEM(beginnings); i++) {
		if (strncmp(label, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	}
	return right_label(label) != NULL;
}

/* Is it a service of mail, well spelt or not? */
static bool
is_mail(const struct word *w)
{
	return w->is_there && (find_service(w->text) != NULL ||
	    right_label(w->text) != NULL);
}

/* "_service._protocol", stands for so many labels of the owner. */
static void
say_wrong(struct srv_name *out, const struct word *service,
    const char *protocol, unsigned labels)
{
	const char	*right = right_label(service->text);

	out->is_wrong = true;
	out->labels = labels;
	if (right == NULL)
		right = service->text;
	/* Names without words that can be shown get the rule only. */
	if (labels > 0 && service->is_plain && *right != '\0')
		(void)snprintf(out->better, sizeof(out->better), "_%s._%s",
		    right, protocol);
}

/*
 * "_imaps_tcp": service and protocol in one label, the dot lost.  With a
 * hyphen it may be any word, so then the service has to be known.
 */
static const char *
split_word(const struct word *w, struct word *service)
{
	size_t	len = strlen(w->text);
	size_t	tail;
	size_t	i;

	for (i = 0; i < NELEM(protocols); i++) {
		tail = strlen(protocols[i]);
		if (len < tail + 2 ||
		    strcmp(w->text + len - tail, protocols[i]) != 0 ||
		    strchr("_-", w->text[len - tail - 1]) == NULL)
			continue;
		*service = *w;
		len -= tail;
		while (len > 0 && strchr("_-", w->text[len - 1]) != NULL)
			len--;
		service->text[len] = '\0';
		service->is_plain = strspn(service->text, LABEL_CHARS) == len;
		return is_mail(service) || (len > 0 && w->is_marked &&
		    w->text[len] == '_') ? protocols[i] : NULL;
	}
	return NULL;
}

/* Do two labels in a row, from the i-th on, have underscores?  An instance
   may stand before them: RFC 6763 4.1. */
static bool
has_pair(const struct name *owner, unsigned i)
{
	struct word	w;
	bool		was_marked = false;

	for (; i < owner->labels; i++) {
		read_word(owner, i, &w);
		if (w.is_marked && was_marked)
			return true;
		was_marked = w.is_marked;
	}
	return false;
}

static bool
has_mark(const struct name *owner)
{
	struct word	w;
	unsigned	i;

	for (i = 0; i < owner->labels; i++) {
		read_word(owner, i, &w);
		if (w.is_marked)
			return true;
	}
	return false;
}

/* Both labels have underscores. */
static void
read_pair(const struct word w[2], struct srv_name *out)
{
	const struct mailservice	*row = find_service(w[0].text);
	const char		*right;

	if (is_protocol(&w[0]) && !is_protocol(&w[1])) {
		say_wrong(out, &w[1], w[0].text, w[1].text[0] == '*' ? 0 : 2);
	} else if (row != NULL && strcmp(w[1].text, "tcp") == 0) {
		out->known = row;
	} else if (row != NULL && w[1].text[0] != '*') {
		say_wrong(out, &w[0], "tcp", 2);
	} else if (row == NULL && is_like_mail(w[0].text)) {
		out->is_unknown = true;
		if ((right = right_label(w[0].text)) != NULL)
			(void)snprintf(out->better, sizeof(out->better),
			    "_%s._tcp", right);
	}
}

/* At least one of them has none. */
static void
read_others(const struct name *owner, const struct word w[2],
    struct srv_name *out)
{
	struct word	service;
	const char	*protocol = split_word(&w[0], &service);

	if (protocol != NULL)
		say_wrong(out, &service, is_mail(&service) ? "tcp" : protocol,
		    1);
	else if (w[0].is_there && is_protocol(&w[1]))
		say_wrong(out, &w[0], w[1].text, is_protocol(&w[0]) ? 0 : 2);
	else if (is_protocol(&w[0]) && (is_mail(&w[1]) || w[1].is_marked))
		say_wrong(out, &w[1], w[0].text, 2);
	else if (is_mail(&w[0]))
		say_wrong(out, &w[0], "tcp", 1);
	else if (is_protocol(&w[0]) || !has_mark(owner))
		say_wrong(out, &w[0], "", 0);
}

void
mailservice_read(const struct name *owner, struct srv_name *out)
{
	struct word	w[2];

	memset(out, 0, sizeof(*out));
	read_word(owner, 0, &w[0]);
	read_word(owner, 1, &w[1]);
	if (w[0].text[0] == '*')
		return;
	if (w[0].is_marked && w[1].is_marked)
		read_pair(w, out);
	else if (!has_pair(owner, 1))
		read_others(owner, w, out);
}

const char *
mailservice_text(const struct mailservice *row, char buf[SRV_TEXT_MAX])
{
	(void)snprintf(buf, SRV_TEXT_MAX, "_%s", row->label);
	return buf;
}

unsigned
mailservice_port(const char *text)
{
	const struct mailservice	*row;
	char			 label[SRV_TEXT_MAX];
	size_t			 len = strcspn(text + 1, ".");

	(void)snprintf(label, sizeof(label), "%.*s", (int)len, text + 1);
	row = find_service(label);
	return row == NULL ? 0 : row->port;
}

size_t
mailservice_labels(const char *text, uint8_t *out)
{
	uint8_t	*at = out;
	size_t	 len;

	while (*text != '\0') {
		len = strcspn(text, ".");
		*at++ = (uint8_t)len;
		memcpy(at, text, len);
		at += len;
		text += len + (text[len] == '.');
	}
	return (size_t)(at - out);
}
