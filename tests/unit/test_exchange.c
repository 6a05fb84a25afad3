/* SPDX-License-Identifier: ISC */
/* Of which names turns are told, of which not and why; as a metric. */
#include "tests/unit/world.h"

#include "server/exchange.h"

#define HEAD	"$TTL 1h\n@ SOA ns h 1 1h 1h 1h 1h\n@ NS ns\nns A 192.0.2.1\n"

/* What was told, a line each. */
static char	 told[16384];

static void
keep(void *arg, const struct exchange *e)
{
	size_t	 used = strlen(told);

	(*(unsigned *)arg)++;
	if (e->target == NULL)
		(void)snprintf(told + used, sizeof(told) - used, "%s: %s\n",
		    e->name, e->why);
	else
		(void)snprintf(told + used, sizeof(told) - used, "%s %u %s "
		    "%u/%u\n", e->name, e->preference, e->target,
		    (unsigned)e->firsts, (unsigned)e->answers);
}

static void
add_zones(struct world *w)
{
	world_add(w, "a.example", HEAD "@ MX 10 mx1\n@ MX 10 mx2.b.example.\n"
	    "@ MX 20 mx3\n@ MX 30 mx4\n@ MX 30 mx5\none MX 10 mx1\n"
	    "one MX 20 mx2\ntext TXT x\n", true);
	world_add(w, "still.example", HEAD "@ MX 10 mx1\n@ MX 10 mx2\n",
	    false);
	world_add(w, "dead.example", NULL, true);
}

static const char	no_type[] = "it has no MX records",
			no_zone[] = "no zone here has this name",
			no_turns[] = "no two of its exchanges have the same "
			    "preference, so nothing takes turns";

static const struct {
	const char	*name, *why;	/* NULL: see test_told() */
} rows[] = {
	{"a.example", NULL},
	{"one.a.example", no_turns},
	{"text.a.example", no_type},
	{"gone.a.example", no_type},
	{"example", no_zone},
	{"b.example", no_zone},
	{"dead.example", "its zone has errors, and nothing is served of it"},
	{"still.example", "its zone does not rotate (`rotate off'), so nothing "
	    "takes turns"}
};
#define ROWS	(sizeof(rows) / sizeof(rows[0]))

static void
set_names(struct conf *conf, struct name *names, size_t n)
{
	const char	*why;
	size_t		 i;

	for (i = 0; i < n; i++)
		assert_int_equal(name_from_text(&names[i], rows[i].name,
		    strlen(rows[i].name), NULL, &why), 0);
	conf->exchanges = names;
	conf->nexchanges = n;
}

static void
test_told(void **state)
{
	struct world		 w;
	struct name		 names[ROWS];
	struct exchange_view	 view = {.nworkers = 0};
	char			 wanted[2048];
	unsigned		 n = 0;
	size_t			 i, used;

	(void)state;
	world_open(&w);
	add_zones(&w);
	set_names(&w.conf, names, ROWS);
	view.conf = &w.conf;
	view.table = w.table;
	told[0] = '\0';
	exchange_walk(&view, keep, &n);
	/* mx3 is alone with its preference. */
	(void)snprintf(wanted, sizeof(wanted), "a.example 10 mx1.a.example "
	    "0/0\na.example 10 mx2.b.example 0/0\na.example 30 mx4.a.example "
	    "0/0\na.example 30 mx5.a.example 0/0\n");
	for (i = 1; i < ROWS; i++) {
		used = strlen(wanted);
		(void)snprintf(wanted + used, sizeof(wanted) - used,
		    "%s: %s\n", rows[i].name, rows[i].why);
	}
	assert_string_equal(told, wanted);
	assert_int_equal(n, 4 + ROWS - 1);
	world_close(&w);
}

/* Nothing is asked for, or there is no configuration as yet. */
static void
test_nothing(void **state)
{
	struct world		 w;
	struct exchange_view	 view = {.nworkers = 0};
	unsigned		 n = 0;

	(void)state;
	world_open(&w);
	add_zones(&w);
	view.table = w.table;
	exchange_walk(&view, keep, &n);
	view.conf = &w.conf;
	exchange_walk(&view, keep, &n);
	assert_int_equal(n, 0);
	world_close(&w);
}

/* Samples only of what is counted. */
static void
test_metric(void **state)
{
	static const char	 head[] = "# HELP mxd_exchange_first_total "
	    "Answers in which an exchange came first of those with its "
	    "preference.\n# TYPE mxd_exchange_first_total counter\n";
	static const char	 first[] = "mxd_exchange_first_total{name="
	    "\"a.example\",preference=\"10\",exchange=\"mx1.a.example\"} "
	    "0\n";
	struct world		 w;
	struct name		 names[ROWS];
	struct exchange_view	 view = {.nworkers = 0};
	const char		*at;
	char			*text;
	unsigned		 lines = 0;

	(void)state;
	world_open(&w);
	add_zones(&w);
	set_names(&w.conf, names, ROWS);
	view.conf = &w.conf;
	view.table = w.table;
	assert_non_null(text = exchange_text(&view));
	assert_memory_equal(text, head, sizeof(head) - 1);
	assert_memory_equal(text + sizeof(head) - 1, first,
	    sizeof(first) - 1);
	for (at = text; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	assert_int_equal(lines, 2 + 4);
	free(text);
	world_close(&w);
}

/* A name with so many exchanges: at most EXCHANGES_MAX are told. */
static void
test_limit(void **state)
{
	static const unsigned	 rows_n[][2] = {
		{EXCHANGES_MAX - 1, EXCHANGES_MAX - 1},
		{EXCHANGES_MAX, EXCHANGES_MAX},
		{EXCHANGES_MAX + 1, EXCHANGES_MAX}
	};
	static char		 text[8192];
	struct world		 w;
	struct name		 names[1];
	struct exchange_view	 view = {.nworkers = 0};
	size_t			 i;
	unsigned		 n, k;

	(void)state;
	for (i = 0; i < sizeof(rows_n) / sizeof(rows_n[0]); i++) {
		(void)snprintf(text, sizeof(text), "%s", HEAD);
		for (k = 0; k < rows_n[i][0]; k++)
			(void)snprintf(text + strlen(text), sizeof(text) -
			    strlen(text), "@ MX 10 mx%u\n", k);
		world_open(&w);
		world_add(&w, rows[0].name, text, true);
		set_names(&w.conf, names, 1);
		view.conf = &w.conf;
		view.table = w.table;
		n = 0;
		told[0] = '\0';
		exchange_walk(&view, keep, &n);
		assert_int_equal(n, rows_n[i][1]);
		world_close(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_metric),
		cmocka_unit_test(test_limit)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
