/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/respond.h"
#include "zones/load.h"
#include "zones/table.h"

/*
 * The speed of the two roads without a network: zone files into a table,
 * packets through respond().  One thread; what a worker can do at best.
 *
 * usage: engine [zones]
 *
 * Each zone has ten records.  Questions go to zones at random, so that with
 * many zones memory is as cold as in life.
 */

#define ZONES_PRESET	10000
#define QUERIES		(1 << 20)	/* for each kind of question */
#define QUERY_ROOM	64		/* octets; ours have at most 50 */
#define ANSWER_ROOM	1232		/* octets, mxd's own size on UDP */

static const char zone_text[] =
    "$TTL 3600\n"
    "@ SOA ns1.example.net. hostmaster 1 14400 3600 1209600 300\n"
    "@ NS ns1.example.net.\n"
    "@ NS ns2.example.net.\n"
    "@ MX 10 mercury\n"
    "@ MX 10 venus\n"
    "@ TXT \"v=spf1 mx -all\"\n"
    "mercury A 192.0.2.1\n"
    "mercury AAAA 2001:db8::1\n"
    "venus A 198.51.100.1\n"
    "venus AAAA 2001:db8::2\n";

/* What is asked: a label before the zone's name, and a type. */
static const struct kind {
	const char	*what;
	const char	*label;
	uint16_t	 type;
} kinds[] = {
	{"MX, with addresses", "", TYPE_MX},
	{"A", "mercury.", TYPE_A},
	{"TXT", "", TYPE_TXT},
	{"no such type", "venus.", TYPE_SRV},
	{"no such name", "pluto.", TYPE_A},
};

static uint64_t	seed = 1;

/* Numbers that look random and are the same in each run (xorshift). */
static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
now_s(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) == -1)
		err(1, "clock_gettime");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
name_of(struct name *name, const char *label, unsigned long zone)
{
	char		 text[QUERY_ROOM];
	const char	*why;

	(void)snprintf(text, sizeof(text), "%sz%lu.example.", label, zone);
	if (name_from_text(name, text, strlen(text), NULL, &why) == -1)
		errx(1, "%s %s", text, why);
	name_lower(name);
}

/* A zone of the text above; *rotations counts the counters so far. */
static struct zone *
make_zone(unsigned long number, uint32_t *rotations)
{
	struct loaded	 loaded;
	struct name	 apex;
	struct zone	*zone;
	struct load_source source = {.apex = &apex};

	name_of(&apex, "", number);
	if (load_text(&source, zone_text, sizeof(zone_text) - 1, NULL,
	    &loaded) == -1)
		errx(1, "zone %lu was not loaded", number);
	zone = zone_new(&apex, loaded.content, true, *rotations);
	if (zone == NULL)
		err(1, "zone %lu", number);
	*rotations += content_rotations(loaded.content);
	loaded.content = NULL;	/* taken */
	loaded_clear(&loaded);
	return zone;
}

static struct table *
make_table(unsigned long zones, uint32_t *rotations)
{
	struct table_edit *edit;
	struct table	*empty, *table;
	unsigned long	 i;

	if ((empty = table_new(1)) == NULL ||
	    (edit = table_edit_begin(empty)) == NULL)
		err(1, "table");
	for (i = 0; i < zones; i++)
		if (table_edit_put(edit, make_zone(i, rotations)) == -1)
			err(1, "table");
	if ((table = table_edit_commit(edit)) == NULL)
		err(1, "table");
	table_free(empty);
	return table;
}

static void
retire(void *arg, struct snapshot *snapshot)
{
	(void)arg;
	(void)snapshot;	/* main() frees it */
}

/* One query in wire form; returns its octets. */
static size_t
make_query(uint8_t *buf, const struct kind *kind, unsigned long zones)
{
	struct writer	w = writer_of(buf, QUERY_ROOM);
	struct name	name;

	name_of(&name, kind->label, draw() % zones);
	writer_u16(&w, (uint16_t)draw());
	writer_u16(&w, 0x0100);		/* RD, as resolvers' clients send it */
	writer_u16(&w, 1);
	writer_u32(&w, 0);
	writer_u16(&w, 0);
	writer_bytes(&w, name.wire, name.len);
	writer_u16(&w, kind->type);
	writer_u16(&w, CLASS_IN);
	assert(!w.failed);
	return writer_len(&w);
}

/* Nanoseconds for an answer, asked in batches. */
static double
measure(struct engine *engine, const struct kind *kind, unsigned long zones,
    size_t batch)
{
	static uint8_t	queries[QUERIES][QUERY_ROOM];
	static uint8_t	lens[QUERIES];
	static uint8_t	answers[BATCH_MAX][ANSWER_ROOM];
	struct packet	packets[BATCH_MAX];
	double		start_s;
	size_t		i, j;

	for (i = 0; i < QUERIES; i++)
		lens[i] = (uint8_t)make_query(queries[i], kind, zones);
	start_s = now_s();
	for (i = 0; i < QUERIES; i += batch) {
		for (j = 0; j < batch; j++)
			packets[j] = (struct packet){
			    .in = queries[i + j], .in_len = lens[i + j],
			    .out = answers[j], .out_room = ANSWER_ROOM,
			    .transport = TRANSPORT_UDP};
		respond(engine, packets, batch);
		for (j = 0; j < batch; j++)
			if (packets[j].out_len == 0)
				errx(1, "%s: no answer", kind->what);
	}
	return (now_s() - start_s) * 1e9 / QUERIES;
}

static void
measure_all(struct engine *engine, unsigned long zones)
{
	double	alone_ns, batch_ns;
	size_t	i;

	printf("%-20s %12s %12s %14s\n", "question", "alone", "batch of 32",
	    "answers/s");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		alone_ns = measure(engine, &kinds[i], zones, 1);
		batch_ns = measure(engine, &kinds[i], zones, 32);
		printf("%-20s %9.0f ns %9.0f ns %14.0f\n", kinds[i].what,
		    alone_ns, batch_ns, 1e9 / batch_ns);
	}
}

int
main(int argc, char *argv[])
{
	struct engine	*engine;
	struct snapshot	*snapshot;
	struct report	*rep;
	struct table	*table;
	struct conf	*conf;
	unsigned long	 zones = ZONES_PRESET;
	uint32_t	 rotations = 0;
	double		 start_s;

	if (argc > 1)
		zones = strtoul(argv[1], NULL, 10);
	if (argc > 2 || zones == 0 || zones > INT_MAX)
		errx(2, "usage: engine [zones]");
	start_s = now_s();
	table = make_table(zones, &rotations);
	printf("%lu zones loaded in %.2f s\n", zones, now_s() - start_s);
	if ((rep = report_new(1)) == NULL ||
	    conf_load_text("engine", "", 0, rep, &conf) == -1)
		errx(1, "the empty configuration was not taken");
	report_free(rep);
	if ((snapshot = snapshot_new(table, conf, 1, rotations, retire,
	    NULL)) == NULL || (engine = engine_new(1)) == NULL)
		err(1, "engine");
	engine_use(engine, snapshot);
	measure_all(engine, zones);
	engine_free(engine);
	snapshot_unref(snapshot);
	snapshot_free(snapshot);
	return 0;
}
