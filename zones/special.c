/* SPDX-License-Identifier: ISC */
#include "zones/special.h"

#include <stddef.h>
#include <stdlib.h>
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
 * Generic top-level domains in common use, and those of countries two
 * letters each; sorted.  "example" stands for any of them, RFC 2606 3.  A
 * name that is missing here costs a less exact message only.
 */
static const char *const generics[] = {
	"academy", "accountant", "accountants", "actor", "adult", "aero",
	"africa", "agency", "airforce", "amsterdam", "apartments", "app",
	"archi", "arpa", "art", "asia", "associates", "attorney", "auction",
	"audio", "auto", "autos", "baby", "band", "bank", "bar", "barcelona",
	"bargains", "basketball", "bayern", "beauty", "beer", "berlin",
	"best", "bet", "bid", "bike", "bingo", "bio", "biz", "black", "blog",
	"blue", "boats", "bond", "boo", "book", "boston", "boutique",
	"broker", "brussels", "build", "builders", "business", "buzz", "bzh",
	"cab", "cafe", "cam", "camera", "camp", "capetown", "capital", "car",
	"cards", "care", "career", "careers", "cars", "casa", "cash",
	"casino", "cat", "catering", "center", "ceo", "charity", "chat",
	"cheap", "christmas", "church", "city", "claims", "cleaning", "click",
	"clinic", "clothing", "cloud", "club", "coach", "codes", "coffee",
	"college", "cologne", "com", "community", "company", "compare",
	"computer", "condos", "construction", "consulting", "contact",
	"contractors", "cooking", "cool", "coop", "corsica", "country",
	"coupons", "courses", "credit", "creditcard", "cricket", "cruises",
	"cymru", "dad", "dance", "data", "date", "dating", "day", "deals",
	"degree", "delivery", "democrat", "dental", "dentist", "desi",
	"design", "dev", "diamonds", "diet", "digital", "direct", "directory",
	"discount", "doctor", "dog", "domains", "download", "durban", "earth",
	"eco", "edu", "education", "email", "energy", "engineer",
	"engineering", "enterprises", "equipment", "esq", "estate", "eus",
	"events", "example", "exchange", "expert", "exposed", "express",
	"fail", "faith", "family", "fan", "fans", "farm", "fashion",
	"feedback", "finance", "financial", "fish", "fishing", "fit",
	"fitness", "flights", "florist", "flowers", "foo", "football",
	"forex", "forsale", "foundation", "frl", "fun", "fund", "furniture",
	"futbol", "fyi", "gal", "gallery", "game", "games", "garden", "gay",
	"gent", "gift", "gifts", "gives", "giving", "glass", "global", "gmbh",
	"gold", "golf", "google", "gov", "graphics", "gratis", "green",
	"gripe", "group", "guide", "guitars", "guru", "hair", "hamburg",
	"haus", "health", "healthcare", "help", "helsinki", "hiphop", "hiv",
	"hockey", "holdings", "holiday", "homes", "horse", "hospital", "host",
	"hosting", "hot", "house", "how", "icu", "immo", "immobilien", "inc",
	"industries", "info", "ink", "institute", "insurance", "insure",
	"int", "international", "investments", "irish", "ist", "istanbul",
	"jetzt", "jewelry", "jobs", "joburg", "juegos", "kaufen", "kim",
	"kitchen", "kiwi", "koeln", "krd", "kyoto", "land", "lat", "law",
	"lawyer", "lease", "legal", "lgbt", "life", "lifestyle", "lighting",
	"limited", "limo", "link", "live", "living", "llc", "loan", "loans",
	"locker", "lol", "london", "love", "ltd", "ltda", "luxe", "luxury",
	"madrid", "maison", "management", "marathon", "market",
	"marketing", "markets", "mba", "media", "melbourne", "memorial",
	"men", "menu", "miami", "mil", "mobi", "moda", "moe", "moi", "mom",
	"money", "monster", "mortgage", "moscow", "motorcycles", "mov",
	"movie", "museum", "music", "nagoya", "name", "net", "network", "new",
	"news", "nexus", "ngo", "ninja", "nowra", "nrw", "nyc", "observer",
	"one", "ong", "onl", "online", "ooo", "org", "organic", "osaka",
	"page", "paris", "partners", "parts", "party", "pet", "pharmacy",
	"phd", "photo", "photography", "photos", "physio", "pics", "pictures",
	"pink", "pizza", "place", "plumbing", "plus", "poker", "porn", "post",
	"press", "pro", "productions", "prof", "promo", "properties",
	"property", "protection", "pub", "quebec", "quest", "racing", "radio",
	"realestate", "realtor", "realty", "recipes", "red", "rehab", "reise",
	"reisen", "rent", "rentals", "repair", "report", "republican", "rest",
	"restaurant", "review", "reviews", "rich", "rip", "rocks", "rodeo",
	"rugby", "ruhr", "run", "saarland", "sale", "salon", "sarl", "sbs",
	"school", "schule", "science", "scot", "security", "services", "sex",
	"sexy", "shiksha", "shoes", "shop", "shopping", "show", "singles",
	"site", "ski", "skin", "soccer", "social", "software", "solar",
	"solutions", "soy", "spa", "space", "sport", "storage", "store",
	"stream", "studio", "study", "style", "sucks", "supplies", "supply",
	"support", "surf", "surgery", "swiss", "sydney", "systems", "taipei",
	"tattoo", "tax", "taxi", "team", "tech", "technology", "tel",
	"tennis", "theater", "theatre", "tickets", "tienda", "tips", "tires",
	"tirol", "today", "tokyo", "tools", "top", "tours", "town", "toys",
	"trade", "trading", "training", "travel", "tube", "university", "uno",
	"vacations", "vegas", "ventures", "vet", "viajes", "video", "villas",
	"vin", "vip", "vision", "vlaanderen", "vodka", "vote", "voting",
	"voto", "voyage", "wales", "wang", "watch", "webcam", "website",
	"wedding", "whoswho", "wien", "wiki", "win", "wine", "work", "works",
	"world", "wtf", "xn--80adxhks", "xn--80asehdb", "xn--90ae",
	"xn--c1avg", "xn--d1acj3b", "xn--e1a4c", "xn--fiqs8s", "xn--fiqz9s",
	"xn--h2brj9c", "xn--j1amh", "xn--j6w193g", "xn--kprw13d",
	"xn--mgbaam7a8h", "xn--ngbc5azd", "xn--p1acf", "xn--p1ai",
	"xn--q9jyb4c", "xn--vhquv", "xn--vuq861b", "xn--wgbh1c", "xxx", "xyz",
	"yachts", "yoga", "yokohama", "you", "zip", "zone", "zuerich"
};
#define GENERICS	(sizeof(generics) / sizeof(generics[0]))

static const char countries[] =
    "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobr"
    "bsbtbvbwbybzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdo"
    "dzeceeegereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgt"
    "gugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojpkekgkhkikmknkp"
    "krkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrms"
    "mtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnpr"
    "psptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsusvsx"
    "sysztctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivn"
    "vuwfwsyeytzazmzw";

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
	return ends_with(name, "\11localhost", 1) ||
	    ends_with(name, "\11localhost\13localdomain", 2);
}

static int
compare_word(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

static int
compare_pair(const void *key, const void *pair)
{
	return memcmp(key, pair, 2);
}

bool
special_is_public(const struct name *name)
{
	char		 word[LABEL_MAX_BYTES + 1];
	const uint8_t	*label;
	size_t		 i;

	if (name->labels == 0)
		return false;
	label = name->wire + name->offset[name->labels - 1];
	for (i = 0; i < label[0]; i++)
		word[i] = (char)ascii_lower(label[1 + i]);
	word[i] = '\0';
	if (strlen(word) != i)
		return false;
	if (i == 2)
		return bsearch(word, countries, (sizeof(countries) - 1) / 2,
		    2, compare_pair) != NULL;
	return bsearch(word, generics, GENERICS, sizeof(generics[0]),
	    compare_word) != NULL;
}
