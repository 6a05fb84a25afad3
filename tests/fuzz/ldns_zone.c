/* SPDX-License-Identifier: ISC */
/*
 * The RDATA of a record in presentation form, as mxd and as ldns read it.
 * Input: a type's row, then the text.  If both take it, the octets are the
 * same, unless ldns is known to read the type otherwise, see below.
 */
/* Or ldns would make a bool of its own. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "zones/load.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

#define TEXT_MAX	1024

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Types that ldns (1.8.3) reads in another way than mxd and the RFC do.
 */
static const struct {
	const char	*mnemonic;
	const char	*why;
} known[] = {
	{"NSAP-PTR", "RFC 1348: the name of a host; a string in ldns"},
	{"NSEC", "a type that ldns has not heard of becomes type 0"},
	{"NSEC3", "likewise"},
	{"CSYNC", "likewise"},
	{"NXT", "likewise"},
	{"ATMA", "no octet for the format of the address"},
	{"IPSECKEY", "a gateway without final dot is not completed"},
	{"WKS", "services in lower case only"},
};

#define KNOWN	(sizeof(known) / sizeof(known[0]))

static bool
is_known(const struct rrtype *type)
{
	size_t	i;

	for (i = 0; i < KNOWN; i++)
		if (strcmp(known[i].mnemonic, type->mnemonic) == 0)
			return true;
	return false;
}

/* What mxd made of it. */
struct taken {
	unsigned	n;
	size_t		len;
	uint8_t		rdata[RDATA_MAX_BYTES];
};

static int
take(void *arg, const struct name *owner, uint16_t type, uint32_t ttl_s,
    const uint8_t *rdata, size_t len, const struct place *at)
{
	struct taken	*t = arg;

	(void)owner;
	(void)type;
	(void)ttl_s;
	(void)at;
	t->n++;
	t->len = len;
	memcpy(t->rdata, rdata, len);
	return 0;
}

static bool
read_mxd(const char *line, size_t len, struct taken *t)
{
	static const uint8_t	 wire[] = "\007example\003com";
	static struct load_room	*room;
	struct load_sink	 sink = {take, t};
	struct name		 apex;
	struct load_source	 src = {.apex = &apex, .seed = 1};

	if (room == NULL && (room = load_room_new()) == NULL)
		abort();
	name_from_wire(&apex, wire);
	t->n = 0;
	return load_records(room, &src, line, len, &sink, NULL) == 0 &&
	    t->n == 1;
}

static bool
read_ldns(const char *line, ldns_buffer *out)
{
	static ldns_rdf	*origin;
	ldns_rr		*rr = NULL;
	bool		 is_read;

	if (origin == NULL)
		origin = ldns_dname_new_frm_str("example.com.");
	is_read = ldns_rr_new_frm_str(&rr, line, 60, origin, NULL) ==
	    LDNS_STATUS_OK;
	if (is_read) {
		ldns_buffer_clear(out);
		is_read = ldns_rr_rdata2buffer_wire(out, rr) ==
		    LDNS_STATUS_OK;
		ldns_rr_free(rr);
	}
	return is_read;
}

/*
 * Are there blanks around what is in quotes?  A quote in the middle of a word
 * begins a string for mxd, as for BIND; for ldns it is an octet like others.
 */
static bool
has_blanks_around(const uint8_t *text, size_t len)
{
	bool	is_quoted = false;
	size_t	i;

	for (i = 0; i < len; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == '"') {
			if (is_quoted ? i + 1 < len && text[i + 1] != ' ' :
			    i > 0 && text[i - 1] != ' ')
				return false;
			is_quoted = !is_quoted;
		}
	}
	return true;
}

/* A longitude of degrees, minutes and seconds, and no blank at the end. */
static bool
is_whole(const char *loc)
{
	const char	*at = strpbrk(loc, "NSns");
	char		 side[2];

	return at != NULL && loc[strlen(loc) - 1] != ' ' &&
	    sscanf(at + 1, " %*[0-9] %*[0-9] %*[0-9.] %1[EWew]", side) == 1;
}

/*
 * Quotes around a name are octets of it for ldns, "@." and "\@" are the origin,
 * and \# within RDATA ends that; a quote behind an escaped blank is an octet.
 * In an alpn "\," does not separate; in a LOC a longitude without seconds has
 * those of the latitude, and a blank behind the altitude is a size of 0.  mxd
 * reads all of that as BIND does.  And of an SVCB's keyN that has a name, ldns
 * reads the value as that name's, mxd as octets.
 */
static bool
is_read_alike(const struct rrtype *type, const char *text)
{
	static const char *const of_strings[] = {"TXT", "SPF", "HINFO"};
	const char	*loc = strstr(text, " LOC ");
	size_t		 i;

	if (strstr(text, "\\#") != NULL || strstr(text, "@.") != NULL ||
	    strstr(text, "\\@") != NULL || strstr(text, "\\ \"") != NULL ||
	    strstr(text, " key") != NULL ||
	    (strstr(text, "alpn") != NULL && strchr(text, '\\') != NULL) ||
	    (loc != NULL && !is_whole(loc + 5)))
		return false;
	for (i = 0; i < sizeof(of_strings) / sizeof(of_strings[0]); i++)
		if (strcmp(type->mnemonic, of_strings[i]) == 0)
			return true;
	return strchr(text, '"') == NULL;
}

/* One line, without what joins lines or begins a comment: the reader of lines
   is not what is compared here. */
static bool
is_plain(const uint8_t *text, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] >= 0x7f ||
		    strchr("();", text[i]) != NULL)
			return false;
	return true;
}

static void
print(const char *who, const uint8_t *rdata, size_t len)
{
	size_t	i;

	(void)fprintf(stderr, "%s", who);
	for (i = 0; i < len; i++)
		(void)fprintf(stderr, " %02x", rdata[i]);
	(void)fprintf(stderr, "\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static ldns_buffer	*out;
	static struct taken	 t;
	const struct rrtype	*type;
	char			 line[TEXT_MAX + 64];
	static size_t		 rows;
	int			 n;

	while (rrtype_row(rows) != NULL)	/* once */
		rows++;
	if (rows == 0 || size < 1 || size > TEXT_MAX ||
	    !is_plain(data + 1, size - 1) ||
	    !has_blanks_around(data + 1, size - 1))
		return 0;
	type = rrtype_row(data[0] % rows);
	if (type->example == NULL || is_known(type))
		return 0;
	n = snprintf(line, sizeof(line), "x 60 IN %s %.*s", type->mnemonic,
	    (int)(size - 1), (const char *)data + 1);
	if (!is_read_alike(type, line))
		return 0;
	if (out == NULL)
		out = ldns_buffer_new(RDATA_MAX_BYTES);
	if (!read_mxd(line, (size_t)n, &t) || !read_ldns(line, out))
		return 0;
	if (ldns_buffer_position(out) == t.len &&
	    memcmp(ldns_buffer_begin(out), t.rdata, t.len) == 0)
		return 0;
	(void)fprintf(stderr, "%s\n", line);
	print("mxd: ", t.rdata, t.len);
	print("ldns:", ldns_buffer_begin(out), ldns_buffer_position(out));
	abort();
	return 0;
}
