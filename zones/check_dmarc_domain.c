/* SPDX-License-Identifier: ISC */
#include "zones/check_dmarc_domain.h"

#include <string.h>

#include "zones/check_mx.h"
#include "zones/dmarc_walk.h"
#include "zones/rrtype.h"
#include "zones/suggest.h"

static bool
label_is(const struct name *name, unsigned i, const char *word)
{
	const uint8_t	*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	return label[0] == strlen(word) && bytes_equal_nocase(label + 1,
	    (const uint8_t *)word, label[0]);
}

/* Names below arpa, and those of one label, are nobody's mail domain. */
static bool
is_mail_domain(const struct name *name)
{
	return name->labels > 1 && !label_is(name, name->labels - 1u, "arpa");
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct name	*domain = in->facts;
	struct dmarc_place	 place;
	struct suggest		 value;
	struct suggest		 line;
	struct name		 owner;
	struct name		 reports;
	char			 text[NAME_TEXT_MAX];

	place.text = in->text;
	if (dmarc_seek(in, domain, &place) != DMARC_WALK_NOTHING ||
	    dmarc_is_misplaced(in, domain) ||
	    dmarc_owner(&in->apex, &owner) == -1)
		return false;
	if (dmarc_report_domain(in, &in->apex, &reports) == -1 &&
	    dmarc_report_domain(in, domain, &reports) == -1)
		reports = in->apex;
	name_to_text(reports.wire, text);
	text[strlen(text) - 1] = '\0';
	suggest_init(&value);
	suggest_word(&value, "v=DMARC1; p=none; rua=mailto:dmarc@");
	suggest_word(&value, text);
	return inspect_tell(in, rule, 0, "the domain takes mail and has no"
	    " DMARC record, nor has a domain above it, so anybody can send in"
	    " its name%s", suggest_txt(&line, "; as a start add: ", &owner,
	    &value));
}

static const struct check_rule rules[] = {
	{"dmarc-missing", SEV_WARNING, SCOPE_NAME,
	    "A mail domain has no DMARC record.", look_missing},
};

static const struct check_table domains = {
	rules, sizeof(rules) / sizeof(rules[0])
};

static void
visit_set(struct inspect *in)
{
	struct name	domain = in->owner;
	struct target	t;

	if (label_is(&in->owner, 0, "*")) {
		/* Names below it, which have no record of their own. */
		name_from_wire(&domain, in->owner.wire +
		    in->owner.offset[1]);
		inspect_find(in, &domain, &t);
		if (t.kind == TARGET_HERE &&
		    dmarc_takes_mail(t.zone->content, t.node))
			return;
	}
	if (!is_mail_domain(&domain) ||
	    !dmarc_takes_mail(in->zone->content, in->node))
		return;
	in->facts = &domain;
	(void)inspect_ask(in, &domains, true);
	in->facts = NULL;
}

const struct check_chapter check_dmarc_domain = {
	.tables = &domains,
	.n = 1,
	.type = TYPE_MX,
	.visit_set = visit_set,
};
