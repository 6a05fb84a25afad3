/* SPDX-License-Identifier: ISC */
#include "zones/check_key.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <string.h>

#include "zones/issuer.h"
#include "zones/rrtype.h"

#define TYPE_SMIMEA	53
#define TYPE_OPENPGPKEY	61
#define TYPE_CAA	257

/* RFC 7929 3, 8162 3: SHA2-256, cut to 28 octets, in hex. */
#define HASH_BYTES	28
#define HASH_DIGITS	(2 * HASH_BYTES)

/* Where the keys of a domain's users stand. */
static const struct {
	const char	*label;
	const char	*rfc;
} trees[] = {
	{"_openpgpkey", "RFC 7929 3"},
	{"_smimecert", "RFC 8162 3"},
};
#define TREES	(sizeof(trees) / sizeof(trees[0]))

/* Labels before the first of a tree, and which; 0: none is before it. */
static unsigned
labels_before_tree(const struct name *owner, size_t *tree)
{
	const uint8_t	*label;
	unsigned	 i;

	for (i = 1; i < owner->labels; i++) {
		label = owner->wire + owner->offset[i];
		for (*tree = 0; *tree < TREES; (*tree)++) {
			if (label[0] == strlen(trees[*tree].label) &&
			    memcmp(label + 1, trees[*tree].label,
			    label[0]) == 0)
				return i;
		}
	}
	return 0;
}

static bool
is_hex(const uint8_t *label)
{
	unsigned	i;

	for (i = 1; i <= label[0]; i++) {
		if (!(label[i] >= '0' && label[i] <= '9') &&
		    !(label[i] >= 'a' && label[i] <= 'f'))
			return false;
	}
	return true;
}

/* -1 if the library cannot. */
static int
make_label(const uint8_t *user, size_t len, char out[HASH_DIGITS + 1])
{
	uint8_t		hash[EVP_MAX_MD_SIZE];
	unsigned	i;

	if (EVP_Digest(user, len, hash, NULL, EVP_sha256(), NULL) != 1)
		return -1;
	for (i = 0; i < HASH_BYTES; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
	return 0;
}

/* The labels before the tree as what stands before an @: dots between. */
static size_t
read_user(const struct name *owner, unsigned labels,
    uint8_t user[NAME_MAX_BYTES])
{
	size_t	len = owner->offset[labels] - 1u;
	unsigned i;

	memcpy(user, owner->wire + 1, len);
	for (i = 1; i < labels; i++)
		user[owner->offset[i] - 1] = '.';
	return len;
}

/* Names are compared without regard to case, so they are lower case here. */
static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	const struct name	*owner = &in->owner;
	uint8_t			 user[NAME_MAX_BYTES];
	char			 label[HASH_DIGITS + 1];
	char			 text[NAME_TEXT_MAX];
	char			 rest[NAME_TEXT_MAX];
	unsigned		 before;
	size_t			 len;
	size_t			 tree;

	before = labels_before_tree(owner, &tree);
	/* By a wildcard one key is given for all users: it is found. */
	if (before == 0 || (owner->wire[0] == 1 && owner->wire[1] == '*') ||
	    (before == 1 && owner->wire[0] == HASH_DIGITS &&
	    is_hex(owner->wire)))
		return false;
	name_to_text(owner->wire + owner->offset[before], rest);
	if (before == 1 && owner->wire[0] > HASH_DIGITS &&
	    is_hex(owner->wire))
		return inspect_tell(in, rule, 0, "the hash of the user must be"
		    " cut to its first %d digits (%s); write: %.*s.%s",
		    HASH_DIGITS, trees[tree].rfc, HASH_DIGITS,
		    (const char *)owner->wire + 1, rest);
	len = read_user(owner, before, user);
	name_to_text(owner->wire, text);
	text[strlen(text) - strlen(rest) - 1] = '\0';
	if (make_label(user, len, label) == -1)
		return false;
	return inspect_tell(in, rule, 0, "\"%s\" is no hash of a user, %d"
	    " hexadecimal digits (%s), so nobody finds the key; if it is the"
	    " user %s, write: %s.%s", text, HASH_DIGITS, trees[tree].rfc,
	    text, label, rest);
}

/* RFC 8659 4.1: flags, length of the tag, tag, value; tags have no case. */
static bool
is_issuemail(const uint8_t *rdata, size_t len, const uint8_t **value,
    size_t *value_len)
{
	static const char	tag[] = "issuemail";
	size_t			tag_len = sizeof(tag) - 1;

	if (len < 2 + tag_len || rdata[1] != tag_len ||
	    !bytes_equal_nocase(rdata + 2, (const uint8_t *)tag, tag_len))
		return false;
	*value = rdata + 2 + tag_len;
	*value_len = len - 2 - tag_len;
	return true;
}

static bool
look_issuemail(struct inspect *in, const struct check_rule *rule)
{
	const uint8_t	*rdata;
	const uint8_t	*value;
	const char	*expected;
	char		 owner[NAME_TEXT_MAX];
	size_t		 len;
	size_t		 at;

	rdata = rrset_rdata(in->set, in->i, &len);
	if (!is_issuemail(rdata, len, &value, &len) ||
	    issuer_check(value, len, &at, &expected) == 0)
		return false;
	return inspect_tell(in, rule, in->i, "the value of issuemail is not in"
	    " its grammar (RFC 9495 3, RFC 8659 4.2): expected %s behind"
	    " octet %zu, so no issuer may issue; write as in: %s CAA 0"
	    " issuemail \"ca.example.net; account=1\", or \";\" for no issuer"
	    " at all", expected, at, name_to_text(in->owner.wire, owner));
}

static const struct check_rule owner_rules[] = {
	{"mail-key-owner", SEV_WARNING, SCOPE_RECORD,
	    "A mail user's key does not stand at the hash of the user.",
	    look_owner},
};

static const struct check_rule issue_rules[] = {
	{"caa-issuemail", SEV_INFO, SCOPE_RECORD,
	    "Who may issue mail certificates cannot be understood.",
	    look_issuemail},
};

static const struct check_table tables[] = {
	{owner_rules, sizeof(owner_rules) / sizeof(owner_rules[0])},
	{issue_rules, sizeof(issue_rules) / sizeof(issue_rules[0])},
};

static void
visit_set(struct inspect *in)
{
	if (in->set->type == TYPE_SMIMEA || in->set->type == TYPE_OPENPGPKEY)
		(void)inspect_ask(in, &tables[0], true);
	for (in->i = 0; in->set->type == TYPE_CAA && in->i < in->set->count;
	    in->i++)
		(void)inspect_ask(in, &tables[1], true);
}

const struct check_chapter check_key = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_set = visit_set,
};
