/* SPDX-License-Identifier: ISC */
/*
 * How many octets go out for each that came in: who asks in the name of
 * another sends that one no more than this.  All names of zones/examples and
 * some that are not there, all types, over UDP; and a signed zone, whose
 * answers are as large as mxd lets any be.
 *
 * Prints the worst question, which README.md names.
 */
#include "tests/unit/world.h"

#include <dirent.h>

#define EXAMPLES	"zones/examples"

/* What no zone goes above: `udp size` as it is preset, for the shortest
   question with an OPT. */
#define SIZE_MAX_BYTES	1232
#define LEAST_BYTES	(HEADER_BYTES + 1 + 4 + EDNS_FIXED_BYTES)

/* What the example zones hold, in hundredths: DNS alone, and with the headers
   of IPv4 and UDP, of which each packet has as many. */
#define BOUND		1050
#define BOUND_IP	700
#define IP_BYTES	28

/* The type of an OPT of 0 octets is none. */
static const uint16_t	sizes[] = {0, 512, 1232, 4096, 65535};

struct worst {
	unsigned	hundredths;
	unsigned	hundredths_ip;
	size_t		in;
	size_t		out;
	struct ask	ask;
	char		name[NAME_TEXT_MAX];
	unsigned	questions;
};

static void
ask_once(struct world *w, struct worst *worst, const struct ask *a)
{
	static uint8_t	in[1024];
	size_t		len = ask_packet(a, in, sizeof(in));
	unsigned	hundredths, hundredths_ip;
	size_t		limit = a->edns_size > 512 ? a->edns_size : 512;

	world_send(w, in, len, false);
	worst->questions++;
	assert_true(w->out_len <= limit && w->out_len <= SIZE_MAX_BYTES);
	hundredths = (unsigned)(100 * w->out_len / len);
	hundredths_ip = (unsigned)(100 * (w->out_len + IP_BYTES) /
	    (len + IP_BYTES));
	if (hundredths_ip > worst->hundredths_ip)
		worst->hundredths_ip = hundredths_ip;
	if (hundredths <= worst->hundredths)
		return;
	worst->hundredths = hundredths;
	worst->in = len;
	worst->out = w->out_len;
	worst->ask = *a;
	(void)snprintf(worst->name, sizeof(worst->name), "%s", a->name);
}

/* A name with a type, in all ways that matter to the size. */
static void
ask_type(struct world *w, struct worst *worst, const char *name,
    uint16_t type)
{
	struct ask	a = {.name = name, .type = type};
	size_t		i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		a.edns_size = sizes[i];
		a.has_do = false;
		ask_once(w, worst, &a);
		a.has_do = true;
		if (a.edns_size > 0)
			ask_once(w, worst, &a);
	}
}

static void
ask_name(struct world *w, struct worst *worst, const char *name)
{
	const struct rrtype	*row;
	size_t			 i;

	for (i = 0; (row = rrtype_row(i)) != NULL; i++)
		ask_type(w, worst, name, row->type);
	ask_type(w, worst, name, TYPE_ANY);
	ask_type(w, worst, name, TYPE_AXFR);
	ask_type(w, worst, name, 65280);
}

/* Each name of a zone, and one that is not there below each. */
static void
ask_zone(struct world *w, struct worst *worst, const char *apex)
{
	const struct zone	*z = world_zone(w, apex);
	struct name_parts	 parts;
	struct name		 name;
	char			 text[NAME_TEXT_MAX], below[NAME_TEXT_MAX + 4];
	size_t			 i;

	for (i = 0; i < content_nodes(z->content); i++) {
		parts = node_name(content_node(z->content, i), z->apex,
		    z->apex_len);
		assert_int_equal(name_join(&name, &parts), 0);
		ask_name(w, worst, name_to_text(name.wire, text));
		(void)snprintf(below, sizeof(below), "x.%s", text);
		ask_name(w, worst, below);
	}
}

/* All of a file; caller frees.  NULL if it is not there. */
static char *
read_all(const char *path)
{
	FILE	*in = fopen(path, "re");
	char	*text = NULL;
	size_t	 size = 0;

	if (in == NULL)
		return NULL;
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	assert_int_equal(fclose(in), 0);
	return text;
}

/* The name of the zone that a file is of; false: of none. */
static bool
apex_of(const char *file, char apex[NAME_TEXT_MAX])
{
	const char	*dot = strrchr(file, '.');

	if (dot == NULL || strcmp(dot, ".zone") != 0)
		return false;
	(void)snprintf(apex, NAME_TEXT_MAX, "%.*s.", (int)(dot - file), file);
	return true;
}

/* Each file of the examples: is loaded, or with worst asked for all it has. */
static unsigned
for_each_zone(struct world *w, struct worst *worst)
{
	DIR		*dir = opendir(EXAMPLES);
	struct dirent	*d;
	char		 path[1024], apex[NAME_TEXT_MAX], *text;
	unsigned	 n = 0;

	if (dir == NULL)
		return 0;
	while ((d = readdir(dir)) != NULL) {
		if (!apex_of(d->d_name, apex))
			continue;
		n++;
		if (worst != NULL) {
			ask_zone(w, worst, apex);
			continue;
		}
		(void)snprintf(path, sizeof(path), EXAMPLES "/%s", d->d_name);
		assert_non_null(text = read_all(path));
		world_add(w, apex, text, true);
		free(text);
	}
	assert_int_equal(closedir(dir), 0);
	return n;
}

static void
print_worst(const char *of, const struct worst *worst)
{
	char	type[RRTYPE_TEXT_MAX];

	print_message("%s, %u questions: %zu octets for %zu, %u.%02u for one "
	    "(at most %u.%02u with headers of IPv4 and UDP): %s %s, EDNS %u%s"
	    "\n", of, worst->questions, worst->out, worst->in,
	    worst->hundredths / 100, worst->hundredths % 100,
	    worst->hundredths_ip / 100, worst->hundredths_ip % 100,
	    worst->name, rrtype_to_text(worst->ask.type, type),
	    worst->ask.edns_size, worst->ask.has_do ? ", DO" : "");
}

static void
test_examples(void **state)
{
	static struct world	w;
	struct worst		worst = {0};

	(void)state;
	world_open(&w);
	if (for_each_zone(&w, NULL) == 0) {
		print_message(EXAMPLES " is not here; run in the top "
		    "directory\n");
		world_close(&w);
		skip();
	}
	assert_int_equal(for_each_zone(&w, &worst), 11);
	ask_name(&w, &worst, ".");
	ask_name(&w, &worst, "elsewhere.test.");
	print_worst("zones/examples", &worst);
	assert_in_range(worst.hundredths, 100, BOUND);
	assert_in_range(worst.hundredths_ip, 100, BOUND_IP);
	world_close(&w);
}

/* A large key set with signatures at the shortest of names. */
static void
make_signed(char *text, size_t room)
{
	static const char	key[] = "AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LU"
	    "sAD0QPWU+wzt89epO6tHzkMBVDkC7qphQO2hTY4hHn9npWFRw5BYubE=";
	size_t			 used;
	int			 i;

	used = (size_t)snprintf(text, room, "@ 60 SOA ns h 1 1 1 1 1\n"
	    "@ 60 NS ns\n@ 60 RRSIG DNSKEY 8 1 60 20300101000000 "
	    "20200101000000 1 @ %s\n", key);
	for (i = 0; i < 30; i++)
		used += (size_t)snprintf(text + used, room - used,
		    "@ 60 DNSKEY %d 3 8 %s\n@ 60 TXT %0200d\n", 256 + i % 2,
		    key + 4 * (i % 16), i);
}

/* There the size is what bounds it. */
static void
test_signed(void **state)
{
	static struct world	w;
	struct worst		worst = {0};
	static char		text[20000];

	(void)state;
	make_signed(text, sizeof(text));
	world_open(&w);
	world_add(&w, "a.", text, true);
	ask_zone(&w, &worst, "a.");
	print_worst("a zone of large sets", &worst);
	assert_in_range(worst.hundredths, 100,
	    100 * SIZE_MAX_BYTES / LEAST_BYTES);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_signed)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
