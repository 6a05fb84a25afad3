/* SPDX-License-Identifier: ISC */
#include "zones/special.h"

#include <stddef.h>
#include <string.h>

static const struct special {
	const char	*text;
	const char	*wire;
	uint8_t		 labels;
} specials[] = {
	{"invalid", "\7invalid", 1},
	{"test", "\4test", 1},
	{"local", "\5local", 1},
	{"onion", "\5onion", 1},
	{"alt", "\3alt", 1},
	{"internal", "\10internal", 1},
	{"home.arpa", "\4home\4arpa", 2},
};

/*
 * A few that zone files mention often; two letters are a country.  A name
 * that is missing here costs a less exact message only.
 */
static const char *const publics[] = {
	"com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "name",
	"pro", "mobi", "arpa", "asia", "cat", "coop", "museum", "aero", "jobs",
	"tel", "travel", "app", "dev", "cloud", "online", "shop", "site",
	"xyz", "email", "mail", "host", "hosting", "network", "systems",
	"solutions", "services", "tech", "agency", "group", "berlin", "london",
	"top", "club", "store", "space", "website", "live", "one", "global"
};

static bool
ends_with(const struct name *name, const char *wire, unsigned labels)
{
	size_t	len = strlen(wire);	/* without root label */
	size_t	at;

	if (name->labels < labels)
		return false;
	at = name->offset[name->labels - labels];
	return name->len - at == len + 1 && bytes_equal_nocase(
	    name->wire + at, (const uint8_t *)wire, len);
}

const char *
special_suffix(const struct name *name)
{
	size_t	i;

	for (i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		if (ends_with(name, specials[i].wire, specials[i].labels))
			return specials[i].text;
	}
	return NULL;
}

bool
special_is_localhost(const struct name *name)
{
	return ends_with(name, "\11localhost", 1);
}

static bool
is_letter(uint8_t c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

bool
special_is_public(const struct name *name)
{
	const uint8_t	*label;
	size_t		 i;

	if (name->labels == 0)
		return false;
	label = name->wire + name->offset[name->labels - 1];
	if (label[0] == 2)
		return is_letter(label[1]) && is_letter(label[2]);
	for (i = 0; i < sizeof(publics) / sizeof(publics[0]); i++) {
		if (strlen(publics[i]) == label[0] &&
		    bytes_equal_nocase(label + 1,
		    (const uint8_t *)publics[i], label[0]))
			return true;
	}
	return false;
}
