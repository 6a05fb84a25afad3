/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "scripts/bench/ask/ask.h"

/*
 * Asks a server on loopback and counts: scripts/bench.
 *
 * usage: ask [options] udp | tcp | idle
 *        ask percentiles <numbers
 *
 * udp asks as fast as answers come, or at a rate; tcp on some connections,
 * many questions on each; idle opens connections, asks once on each, says so
 * and keeps them until its standard input ends.  The result is a line of
 * JSON.
 */

static const char usage[] =
    "usage: ask [options] udp | tcp | idle\n"
    "       ask percentiles <numbers\n"
    "	-p port		5390\n"
    "	-n name		what to ask for: %% a number, * ten letters\n"
    "	-r range	numbers below it\n"
    "	-t type		MX\n"
    "	-l count	questions made in advance\n"
    "	-e seed		1\n"
    "	-E		without EDNS\n"
    "	-R rcode	expected: 0\n"
    "	-A count	records of the answer section expected: 0\n"
    "	-d seconds	1; with 0 until the standard input ends, a result\n"
    "			for each of its lines\n"
    "	-W seconds	first, not counted: 0\n"
    "	-f rate		queries a second; 0, as fast as it goes\n"
    "	-k count	sockets or connections: 1\n"
    "	-w count	questions open at the same time: 256\n"
    "	-b count	messages in a call: 64\n"
    "	-G		a packet for each, not cut by the kernel\n"
    "	-S		a batch, all its answers, then the next\n"
    "	-y		sleeps when there is nothing to do, for those who\n"
    "			share a core with the server\n"
    "	-N count	end after so many questions, if not before\n"
    "	-T ms		after which a question is lost: 1000\n"
    "	-c pid		whose processor time is told; several times\n";

size_t
ask_take(struct ask *ask)
{
	size_t	taken = ask->next++;

	if (ask->next == ask->questions.count)
		ask->next = 0;
	return taken;
}

bool
ask_judge(const struct ask *ask, const uint8_t *msg, size_t len, size_t which)
{
	const struct question *question = &ask->questions.list[which];
	const uint8_t	*packet = question_packet(&ask->questions, which);

	return len >= question->end &&
	    (msg[2] & 0x80) != 0 &&			/* QR */
	    (msg[3] & 0x0f) == (int)ask->rcode &&
	    (unsigned)(msg[6] << 8 | msg[7]) >= ask->answers &&
	    memcmp(msg + 12, packet + 12, question->end - 12u) == 0;
}

/* 1 for a line on the standard input, 0 for none, -1 for its end. */
static int
read_mark(void)
{
	struct pollfd	pollfd = {.fd = STDIN_FILENO, .events = POLLIN};
	char		c;

	if (poll(&pollfd, 1, 0) <= 0)
		return 0;
	return read(STDIN_FILENO, &c, 1) == 1 ? 1 : -1;
}

bool
ask_goes_on(struct ask *ask, uint64_t now_ns)
{
	double	passed_s = (double)(now_ns - ask->tally.start_ns) / 1e9;
	int	mark;

	if (ask->warm_s > 0) {
		if (passed_s >= ask->warm_s) {
			ask->warm_s = 0;
			tally_begin(&ask->tally, &ask->watch);
		}
		return true;
	}
	if (!ask->is_marked) {
		if (passed_s < ask->seconds)
			return true;
		tally_print(&ask->tally, &ask->watch);
		return false;
	}
	if ((mark = read_mark()) == 0)
		return true;
	tally_print(&ask->tally, &ask->watch);
	tally_begin(&ask->tally, &ask->watch);
	return mark == 1;
}

/* Numbers, one a line, as nanoseconds: what a test can look at. */
static int
print_percentiles(void)
{
	static struct tally tally;
	char		 line[32];

	while (fgets(line, sizeof(line), stdin) != NULL)
		tally_latency(&tally, strtoull(line, NULL, 10));
	printf("%llu %llu %llu %llu\n",
	    (unsigned long long)tally_percentile(&tally, 0.5),
	    (unsigned long long)tally_percentile(&tally, 0.99),
	    (unsigned long long)tally_percentile(&tally, 0.999),
	    (unsigned long long)tally.max_ns);
	return 0;
}

static unsigned long
number(const char *text, unsigned long max)
{
	char		*end;
	unsigned long	 n = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n > max)
		errx(2, "%s: a number of at most %lu was expected", text, max);
	return n;
}

static double
seconds(const char *text)
{
	char	*end;
	double	 s = strtod(text, &end);

	if (*text == '\0' || *end != '\0' || !(s >= 0 && s < 1e6))
		errx(2, "%s: not a number of seconds", text);
	return s;
}

/* The options that take a number: where it goes, and the greatest. */
struct option_row {
	int		 letter;
	unsigned long	 max;
	unsigned long	*value;
};

static struct {
	unsigned long	port, rcode, answers, rate, sockets, window, batch;
	unsigned long	timeout_ms, limit, range, count, seed, pid;
} numbers = {
	.port = 5390, .sockets = 1, .window = 256, .batch = 64,
	.timeout_ms = 1000, .range = 1, .count = 1024, .seed = 1,
};

static const struct option_row option_rows[] = {
	{'p', 65535, &numbers.port},
	{'R', 15, &numbers.rcode},
	{'A', 65535, &numbers.answers},
	{'f', 100000000, &numbers.rate},
	{'k', 100000, &numbers.sockets},
	{'w', 32768, &numbers.window},
	{'b', 1024, &numbers.batch},
	{'T', 1000000, &numbers.timeout_ms},
	{'N', ULONG_MAX, &numbers.limit},
	{'r', 1UL << 40, &numbers.range},
	{'l', 1UL << 26, &numbers.count},
	{'e', ULONG_MAX, &numbers.seed},
	{'c', 1 << 30, &numbers.pid},
};

static void
set_number(int letter, const char *text)
{
	const struct option_row	*row;
	size_t			 i;

	for (i = 0; i < sizeof(option_rows) / sizeof(option_rows[0]); i++) {
		row = &option_rows[i];
		if (row->letter == letter) {
			*row->value = number(text, row->max);
			return;
		}
	}
	errx(2, "%s", usage);
}

static void
set(struct ask *ask, struct question_plan *plan, int letter, const char *text)
{
	if (letter == 'n')
		plan->name = text;
	else if (letter == 't')
		plan->type = text;
	else if (letter == 'E')
		plan->has_edns = 0;
	else if (letter == 'G')
		ask->has_no_segments = true;
	else if (letter == 'S')
		ask->is_stepwise = true;
	else if (letter == 'y')
		ask->does_sleep = true;
	else if (letter == 'd')
		ask->seconds = seconds(text);
	else if (letter == 'W')
		ask->warm_s = seconds(text);
	else
		set_number(letter, text);
	if (letter != 'c')
		return;
	if (ask->watch.count == PIDS_MAX)
		errx(2, "more than %d processes", PIDS_MAX);
	ask->watch.pids[ask->watch.count++] = (pid_t)numbers.pid;
}

static void
use_numbers(struct ask *ask, struct question_plan *plan)
{
	ask->port = (uint16_t)numbers.port;
	ask->rcode = (unsigned)numbers.rcode;
	ask->answers = (unsigned)numbers.answers;
	ask->rate = numbers.rate;
	ask->sockets = (unsigned)numbers.sockets;
	ask->window = (unsigned)numbers.window;
	ask->batch = (unsigned)numbers.batch;
	ask->timeout_ms = (unsigned)numbers.timeout_ms;
	ask->limit = numbers.limit;
	plan->range = numbers.range;
	plan->count = numbers.count;
	plan->seed = numbers.seed;
	if (ask->sockets == 0 || ask->window < ask->sockets || ask->batch == 0)
		errx(2, "at least one of each: -k, -w, -b, and a window for "
		    "each socket");
}

/* As many descriptors as there may be. */
static void
allow_files(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(1, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
		warn("setrlimit");
}

int
main(int argc, char *argv[])
{
	static struct ask ask = {.seconds = 1};
	struct question_plan plan = {.name = "example", .type = "MX",
	    .has_edns = 1};
	const char	*mode;
	int		 option;

	while ((option = getopt(argc, argv, "p:n:r:t:l:e:ER:A:d:W:f:k:w:b:T:"
	    "c:GN:Sy")) != -1)
		set(&ask, &plan, option, optarg);
	if (argc - optind != 1)
		errx(2, "%s", usage);
	mode = argv[optind];
	if (strcmp(mode, "percentiles") == 0)
		return print_percentiles();
	use_numbers(&ask, &plan);
	ask.is_marked = ask.seconds == 0;
	allow_files();
	questions_make(&ask.questions, &plan);
	if (strcmp(mode, "udp") == 0)
		ask_udp(&ask);
	else if (strcmp(mode, "tcp") == 0)
		ask_tcp(&ask);
	else if (strcmp(mode, "idle") == 0)
		ask_idle(&ask);
	else
		errx(2, "%s", usage);
	return 0;
}
