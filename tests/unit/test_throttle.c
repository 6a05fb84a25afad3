/* SPDX-License-Identifier: ISC */
/* What is sent in place of an answer that is above the limit. */
#include "tests/unit/world.h"

static const char *zone =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "@ 3600 MX 10 ns1\n"
    "ns1 3600 A 192.0.2.53\n";

static void
open_world(struct world *w)
{
	world_open(w);
	world_add(w, "a.", zone, true);
	w->conf.rate_limit = 1;
	w->conf.rate_slip = 1;
	engine_use(w->engine, &w->snap);
}

/* Each is above it. */
static const struct {
	struct ask	 ask;
	const char	*answer;
} rows[] = {
	{{.name = "a.", .type = TYPE_MX}, "NOERROR tc | | |"},
	{{.name = "a.", .type = TYPE_MX, .flags = FLAG_RD},
	    "NOERROR tc rd | | |"},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232},
	    "NOERROR tc | | | OPT 1232"},
	/* RFC 3225 3: DO is copied. */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232, .has_do = true},
	    "NOERROR tc | | | OPT 1232 do"},
	{{.name = "no.a.", .type = TYPE_MX}, "NOERROR tc | | |"},
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232},
	    "NOERROR tc | | | OPT 1232"},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .edns_version = 1}, "NOERROR tc | | | OPT 1232"},
	{{.name = "a.", .type = TYPE_MAILA}, "NOERROR tc | | |"},
	{{.name = "a.", .type = TYPE_MX, .is_tcp = true},
	    "NOERROR aa | a. 3600 MX 10 ns1.a., | | ns1.a. 3600 A"
	    " 192.0.2.53,"}
};

static void
test_cut(void **state)
{
	static struct world	w;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_world(&w);
		assert_null(strstr(world_ask(&w, &rows[i].ask), " tc"));
		assert_string_equal(world_ask(&w, &rows[i].ask),
		    rows[i].answer);
		world_close(&w);
	}
}

/* Labels of 50 octets and a last one: a name of so many octets. */
static void
make_name(char *text, size_t octets)
{
	size_t	i, len = octets - 2;

	for (i = 0; i < len; i++)
		text[i] = i % 51 == 50 ? '.' : 'x';
	text[len] = '.';
	text[len + 1] = '\0';
}

/* The agent is named where there is room, and only there. */
static void
test_room(void **state)
{
	static struct world	w;
	char			name[NAME_TEXT_MAX], agent[NAME_TEXT_MAX];
	struct ask		a = {.name = name, .type = TYPE_MX,
	    .edns_size = 512};
	/* What is left to the agent: without header, the rest of the
	   question, OPT and option. */
	const size_t		room = 512 - HEADER_BYTES - 4 -
	    EDNS_FIXED_BYTES - EDNS_OPTION_BYTES;
	size_t			octets;

	(void)state;
	make_name(agent, 240);
	for (octets = room - 241; octets <= room - 239; octets++) {
		open_world(&w);
		w.conf.report_agent = agent;
		engine_use(w.engine, &w.snap);
		make_name(name, octets);
		(void)world_ask(&w, &a);
		assert_int_equal(strncmp(world_ask(&w, &a),
		    "NOERROR tc | | | OPT", 20), 0);
		assert_int_equal(w.out_len, octets > room - 240 ?
		    HEADER_BYTES + octets + 4 + EDNS_FIXED_BYTES :
		    octets + 240 + 512 - room);
		world_close(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_room)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
