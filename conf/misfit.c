/* SPDX-License-Identifier: ISC */
#include "conf/misfit.h"

#include <stdbool.h>

#include "conf/value.h"

/*
 * A statement as BIND writes it, and comments of other languages: what mxd
 * has instead.
 *
 * returns whether it was one of these, and is reported
 */
static bool
reject_foreign(const struct feed *in, const struct lexeme *lm)
{
	/* listen-on and the like are near enough to words of ours. */
	static const char *const bind[] = {"acl", "allow-notify",
	    "allow-recursion", "allow-transfer",
	    "allow-update", "also-notify", "check-names", "class",
	    "controls", "directory", "dnssec-policy", "dnssec-validation",
	    "forwarders", "forward", "inline-signing", "key",
	    "key-directory", "logging", "masterfile-format", "masters",
	    "notify", "options", "primaries", "recursion", "server", "type",
	    "update-policy", "view", "zone-statistics"};
	size_t	i;

	if (lm->kind != LEX_WORD)
		return false;
	if (lm->len >= 2 && lm->text[0] == '/' &&
	    (lm->text[1] == '/' || lm->text[1] == '*')) {
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "comments begin with #, not with \"%.2s\"",
		    lm->text);
		return true;
	}
	if (lex_is(lm, "allow-query")) {
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax", NULL,
		    "\"allow-query\" is a word of BIND's named.conf; write: "
		    "allow query from { ... }");
		return true;
	}
	for (i = 0; i < sizeof(bind) / sizeof(bind[0]); i++) {
		if (!lex_is(lm, bind[i]))
			continue;
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "\"%s\" is a word of BIND's named.conf; mxd needs "
		    "only: zone \"NAME\" { file \"FILE\" }", bind[i]);
		return true;
	}
	return false;
}

void
misfit_report(struct feed *in, enum context context, const struct place *block,
    const struct lexeme *lm)
{
	char		 show[LEX_SHOW_MAX];
	char		 hint[VALUE_TEXT_MAX];
	const char	*words[SCHEMA_MAX];
	size_t		 n;

	n = schema_words(context, NULL, words);
	if (lm->kind == LEX_BAD || reject_foreign(in, lm))
		return;
	if (lm->kind == LEX_CLOSE)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "expected a directive, found \"}\" where no block "
		    "is open");
	else if (lm->kind == LEX_WORD && lex_is(lm, "allow") &&
	    (context == IN_ZONE_DIR || context == IN_TEMPLATE))
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "\"allow query\" cannot stand in a block of many "
		    "zones; write it outside of all blocks, for all zones, or "
		    "in the block of one: zone \"name\" { ... }");
	else if (lm->kind == LEX_WORD && context != IN_FILE &&
	    schema_find(IN_FILE, lm->text, lm->len) != NULL)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "\"%.*s\" cannot stand in the block that begins in "
		    "line %u; is the \"}\" of that block missing?",
		    (int)lm->len, lm->text, block->line);
	else if (lm->kind == LEX_WORD &&
	    schema_find(IN_ZONE, lm->text, lm->len) != NULL)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "\"%.*s\" belongs into the block of a zone: zone "
		    "\"name\" { ... }", (int)lm->len, lm->text);
	else if (lm->kind == LEX_WORD &&
	    schema_find(IN_TEMPLATE, lm->text, lm->len) != NULL)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "\"%.*s\" belongs into the block of a template: "
		    "template \"name\" { ... }", (int)lm->len, lm->text);
	else if (lm->kind == LEX_STRING)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "expected a directive, which has no quotes, found "
		    "%s", lex_show(lm, show));
	else
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-syntax",
		    NULL, "expected a directive, found %s%s",
		    lex_show(lm, show), value_hint(lm, words, n, hint));
}
