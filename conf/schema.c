/* SPDX-License-Identifier: ISC */
#include "conf/schema.h"

#include <sys/un.h>

#include <ctype.h>
#include <limits.h>

#include "zones/name.h"

#define ONE(a)		.word = (a), .name = a
#define TWO(a, b)	.word = (a), .second = (b), .name = a " " b
#define FIELD(s, m)	.offset = offsetof(struct s, m), \
			.size = sizeof(((struct s *)NULL)->m)

/* A path and its NUL fit into PATH_MAX. */
#define PATH_BYTES_MAX	(PATH_MAX - 1)

/* The path of a socket and its NUL fit into sun_path. */
#define SOCKET_BYTES_MAX (sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1)

/* RFC 1035 3.3: one character-string; so id.server can say it in one. */
#define STRING_BYTES_MAX 255

/* useradd(8) allows 32 octets. */
#define USER_BYTES_MAX	32

/* More threads than machines have processors help nobody. */
#define WORKERS_MAX	256

/* RFC 1035 4.2.1 to what no network can be expected to deliver whole. */
#define UDP_SIZE_MIN	512
#define UDP_SIZE_MAX	4096
/* The minimum MTU of IPv6 less the headers: never in fragments. */
#define UDP_SIZE_PRESET	1232

/* What no link delivers to one network is no limit; and BIND's bounds and
   preset of slip. */
#define RATE_LIMIT_MAX	1000000
#define RATE_TOTAL_MAX	(10 * RATE_LIMIT_MAX)
#define RATE_SLIP_MAX	10
#define RATE_SLIP_PRESET 2

/* Rarer than this nothing is seen of what is asked. */
#define SHARE_MAX	1000000

/* A worker's connections take a descriptor each, of some 10^6 at most. */
#define TCP_CONNECTIONS_MAX	100000
#define TCP_CONNECTIONS_PRESET	1000
/* More than any resolver holds open, and a tenth of what there is. */
#define TCP_CLIENT_PRESET	100

/* Shorter than a slow round trip no limit is meant; longer than a day none
   is a limit.  RFC 7766 6.2.3: idle connections close after seconds. */
#define TCP_MS_MIN		100
#define TCP_MS_MAX		(24 * 3600 * 1000)
#define TCP_IDLE_PRESET_MS	(10 * 1000)
#define TCP_TOTAL_PRESET_MS	(600 * 1000)

static const struct keyword on_off[] = {
	{"on", true},
	{"off", false},
	{NULL, 0}
};

static const struct keyword block_on_off[] = {
	{"on", ROTATE_ON},
	{"off", ROTATE_OFF},
	{NULL, 0}
};

static const struct keyword confines[] = {
	{"on", CONFINE_PATHS | CONFINE_CALLS},
	{"off", 0},
	{"paths", CONFINE_PATHS},
	{"calls", CONFINE_CALLS},
	{NULL, 0}
};

static const struct keyword levels[] = {
	{"error", LEVEL_ERROR},
	{"warning", LEVEL_WARNING},
	{"notice", LEVEL_NOTICE},
	{"info", LEVEL_INFO},
	{"debug", LEVEL_DEBUG},
	{NULL, 0}
};

static const struct keyword targets[] = {
	{"syslog", LOG_TO_SYSLOG},
	{"stderr", LOG_TO_STDERR},
	{"file", LOG_TO_FILE},
	{NULL, 0}
};

/* 128 bits, RFC 9018 4.4, in hex. */
#define SECRET_BYTES	32

static bool
is_hex(const char *text)
{
	for (; *text != '\0'; text++)
		if (!isxdigit((unsigned char)*text))
			return false;
	return true;
}

static bool
is_domain_name(const char *text)
{
	struct name	 n;
	const char	*why;

	return name_from_text(&n, text, strlen(text), NULL, &why) == 0 &&
	    n.labels > 0;
}

static const struct keyword any_answers[] = {
	{"minimal", false},
	{"full", true},
	{NULL, 0}
};

/* In the order in which conf_print() says them. */
static const struct directive rows[] = {
	{
		ONE("include"),
		.help = "a file whose statements stand here",
		.syntax = "\"file\"",
		.contexts = IN_FILE,
		.argument = ARG_INCLUDE,
		.may_repeat = true,
		.max = PATH_BYTES_MAX
	}, {
		TWO("listen", "on"),
		.help = "where queries are answered",
		.syntax = "address | interface | * [port number] "
		    "[tcp only | udp only]",
		.contexts = IN_FILE,
		.argument = ARG_LISTEN,
		.may_repeat = true,
		.min = 1,
		.max = UINT16_MAX,
		.preset = 53
	}, {
		ONE("workers"),
		.help = "threads that answer queries",
		.syntax = "number",
		.absent = "one for each CPU",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = 1,
		.max = WORKERS_MAX,
		FIELD(conf, workers)
	}, {
		ONE("user"),
		.help = "whom to become after binding",
		.syntax = "\"name\"",
		.absent = "started by root, _mxd if there is one, else "
		    "nobody",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = 1,
		.max = USER_BYTES_MAX,
		FIELD(conf, user)
	}, {
		ONE("chroot"),
		.help = "root directory after binding",
		.syntax = "\"directory\"",
		.absent = "none",
		.contexts = IN_FILE,
		.argument = ARG_PATH,
		.max = PATH_BYTES_MAX,
		FIELD(conf, chroot)
	}, {
		ONE("confine"),
		.help = "give up other files and system calls",
		.syntax = "on | off | paths | calls",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = CONFINE_PATHS | CONFINE_CALLS,
		.keywords = confines,
		FIELD(conf, confines)
	}, {
		ONE("pidfile"),
		.help = "where the process id is written",
		.syntax = "\"file\"",
		.absent = "the one that mxd was built with",
		.contexts = IN_FILE,
		.argument = ARG_PATH,
		.max = PATH_BYTES_MAX,
		FIELD(conf, pidfile)
	}, {
		ONE("control"),
		.help = "socket that mxctl talks to",
		.syntax = "\"socket\"",
		.absent = "none",
		.contexts = IN_FILE,
		.argument = ARG_PATH,
		.max = SOCKET_BYTES_MAX,
		FIELD(conf, control)
	}, {
		TWO("metrics", "on"),
		.help = "where counters are told over HTTP",
		.syntax = "address [port number]",
		.absent = "nowhere",
		.contexts = IN_FILE,
		.argument = ARG_METRICS,
		.min = 1,
		.max = UINT16_MAX,
		.preset = 9153
	}, {
		TWO("metrics", "exchanges"),
		.help = "a name whose exchanges' turns are told there",
		.syntax = "\"name\"",
		.absent = "of no name",
		.contexts = IN_FILE,
		.argument = ARG_NAME,
		.may_repeat = true
	}, {
		ONE("identity"),
		.help = "answer to NSID and id.server",
		.syntax = "\"text\"",
		.absent = "none",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = 1,
		.max = STRING_BYTES_MAX,
		FIELD(conf, identity)
	}, {
		ONE("version"),
		.help = "answer to version.bind",
		.syntax = "\"text\"",
		.absent = "none",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = 1,
		.max = STRING_BYTES_MAX,
		FIELD(conf, version)
	}, {
		TWO("report", "agent"),
		.help = "who wants to hear of resolvers' trouble",
		.syntax = "\"name\"",
		.absent = "nobody",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = 1,
		.max = NAME_TEXT_MAX,
		.is_sound = is_domain_name,
		.sound = "a domain name",
		FIELD(conf, report_agent)
	}, {
		ONE("cookies"),
		.help = "clients are known again by a cookie",
		.syntax = "on | off",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = true,
		.keywords = on_off,
		FIELD(conf, does_cookies)
	}, {
		TWO("cookie", "secret"),
		.help = "what cookies are made with",
		.syntax = "\"hex\"",
		.absent = "a random one, new at each start",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = SECRET_BYTES,
		.max = SECRET_BYTES,
		.is_sound = is_hex,
		.sound = "32 hexadecimal digits",
		FIELD(conf, cookie_secret)
	}, {
		TWO("cookie", "previous"),
		.help = "what cookies that are still good were made with",
		.syntax = "\"hex\"",
		.absent = "none",
		.contexts = IN_FILE,
		.argument = ARG_TEXT,
		.min = SECRET_BYTES,
		.max = SECRET_BYTES,
		.is_sound = is_hex,
		.sound = "32 hexadecimal digits",
		FIELD(conf, cookie_previous)
	}, {
		TWO("minimal", "responses"),
		.help = "no authority section where none is needed",
		.syntax = "on | off",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = true,
		.keywords = on_off,
		FIELD(conf, is_minimal)
	}, {
		ONE("any"),
		.help = "what ANY gets over TCP",
		.syntax = "minimal | full",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = false,
		.keywords = any_answers,
		FIELD(conf, is_any_full)
	}, {
		TWO("log", "to"),
		.help = "where messages go",
		.syntax = "syslog | stderr | file \"file\"",
		.contexts = IN_FILE,
		.argument = ARG_LOG_TO,
		.max = PATH_BYTES_MAX,
		.preset = LOG_TO_SYSLOG,
		.keywords = targets,
		FIELD(conf, log_target)
	}, {
		TWO("log", "level"),
		.help = "the least that is logged",
		.syntax = "error | warning | notice | info | debug",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = LEVEL_INFO,
		.keywords = levels,
		FIELD(conf, log_level)
	}, {
		TWO("log", "queries"),
		.help = "how many queries have a line in the log",
		.syntax = "all | 1/number | off",
		.contexts = IN_FILE,
		.argument = ARG_SHARE,
		.max = SHARE_MAX,
		FIELD(conf, log_queries)
	}, {
		TWO("dnstap", "to"),
		.help = "socket where queries and answers are told",
		.syntax = "\"socket\"",
		.absent = "nowhere",
		.contexts = IN_FILE,
		.argument = ARG_PATH,
		.max = SOCKET_BYTES_MAX,
		FIELD(conf, dnstap)
	}, {
		TWO("dnstap", "sample"),
		.help = "how many queries are told there",
		.syntax = "all | 1/number",
		.contexts = IN_FILE,
		.argument = ARG_SHARE,
		.min = 1,
		.max = SHARE_MAX,
		.preset = 1,
		FIELD(conf, dnstap_sample)
	}, {
		TWO("udp", "size"),
		.help = "octets of a UDP answer at most",
		.syntax = "number",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = UDP_SIZE_MIN,
		.max = UDP_SIZE_MAX,
		.preset = UDP_SIZE_PRESET,
		FIELD(conf, udp_size)
	}, {
		TWO("allow", "query"),
		.help = "who may ask",
		.syntax = "from any | none | [!]address[/bits] ...",
		.absent = "everybody may ask",
		.contexts = IN_FILE,
		.argument = ARG_ACL,
		FIELD(conf, allow)
	}, {
		TWO("rate", "limit"),
		.help = "UDP answers a second to a network, of one kind "
		    "from one zone",
		.syntax = "number",
		.absent = "no limit",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = 1,
		.max = RATE_LIMIT_MAX,
		FIELD(conf, rate_limit)
	}, {
		TWO("rate", "total"),
		.help = "UDP answers a second to a network, all together",
		.syntax = "number",
		.absent = "no limit",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = 1,
		.max = RATE_TOTAL_MAX,
		FIELD(conf, rate_total)
	}, {
		TWO("rate", "slip"),
		.help = "of the answers above it each so many-th asks for TCP",
		.syntax = "number",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.max = RATE_SLIP_MAX,
		.preset = RATE_SLIP_PRESET,
		FIELD(conf, rate_slip)
	}, {
		TWO("rate", "exempt"),
		.help = "a network without limit",
		.syntax = "address[/bits]",
		.absent = "nobody",
		.contexts = IN_FILE,
		.argument = ARG_PREFIX,
		.may_repeat = true
	}, {
		TWO("tcp", "connections"),
		.help = "at once, for each worker",
		.syntax = "number",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = 1,
		.max = TCP_CONNECTIONS_MAX,
		.preset = TCP_CONNECTIONS_PRESET,
		FIELD(conf, tcp_connections)
	}, {
		TWO("tcp", "client"),
		.help = "of these, for one client",
		.syntax = "number",
		.contexts = IN_FILE,
		.argument = ARG_NUMBER,
		.min = 1,
		.max = TCP_CONNECTIONS_MAX,
		.preset = TCP_CLIENT_PRESET,
		FIELD(conf, tcp_client)
	}, {
		TWO("tcp", "idle"),
		.help = "a connection may be silent",
		.syntax = "time",
		.contexts = IN_FILE,
		.argument = ARG_TIME,
		.min = TCP_MS_MIN,
		.max = TCP_MS_MAX,
		.preset = TCP_IDLE_PRESET_MS,
		FIELD(conf, tcp_idle_ms)
	}, {
		TWO("tcp", "total"),
		.help = "a connection may last",
		.syntax = "time",
		.contexts = IN_FILE,
		.argument = ARG_TIME,
		.min = TCP_MS_MIN,
		.max = TCP_MS_MAX,
		.preset = TCP_TOTAL_PRESET_MS,
		FIELD(conf, tcp_total_ms)
	}, {
		ONE("rotate"),
		.help = "equal records take turns in coming first",
		.syntax = "on | off",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = true,
		.keywords = on_off,
		FIELD(conf, does_rotate)
	}, {
		ONE("lint"),
		.help = "what becomes of findings in zones",
		.syntax = "strict [on | off] | id off | info | warning | "
		    "error",
		.contexts = IN_FILE,
		.argument = ARG_LINT,
		.may_repeat = true,
		FIELD(conf, lint)
	}, {
		ONE("watch"),
		.help = "changed zone files take effect at once",
		.syntax = "on | off",
		.contexts = IN_FILE,
		.argument = ARG_KEYWORD,
		.preset = false,
		.keywords = on_off,
		FIELD(conf, does_watch)
	}, {
		TWO("zones", "in"),
		.help = "a directory of NAME.zone files",
		.syntax = "\"directory\" [{ ... }]",
		.contexts = IN_FILE,
		.argument = ARG_ZONE_DIR,
		.may_repeat = true,
		.max = PATH_BYTES_MAX
	}, {
		ONE("zone"),
		.help = "a zone",
		.syntax = "\"name\" { ... }",
		.contexts = IN_FILE,
		.argument = ARG_ZONE,
		.may_repeat = true
	}, {
		ONE("template"),
		.help = "one zone file for many domains",
		.syntax = "\"name\" { ... }",
		.contexts = IN_FILE,
		.argument = ARG_TEMPLATE,
		.may_repeat = true,
		.min = 1,
		.max = LABEL_MAX_BYTES
	}, {
		ONE("file"),
		.help = "the zone file",
		.syntax = "\"file\"",
		.contexts = IN_ZONE | IN_TEMPLATE,
		.argument = ARG_PATH,
		.max = PATH_BYTES_MAX,
		FIELD(zone_block, path)
	}, {
		ONE("domains"),
		.help = "the list of domains",
		.syntax = "\"file\"",
		.contexts = IN_TEMPLATE,
		.argument = ARG_PATH,
		.max = PATH_BYTES_MAX,
		FIELD(zone_block, domains)
	}, {
		TWO("include", "from"),
		.help = "tree that $INCLUDE may read",
		.syntax = "\"directory\"",
		.absent = "the directory of the zone file",
		.contexts = IN_ZONE | IN_ZONE_DIR | IN_TEMPLATE,
		.argument = ARG_PATH,
		.max = PATH_BYTES_MAX,
		FIELD(zone_block, include_root)
	}, {
		TWO("allow", "query"),
		.help = "who may ask for this zone",
		.syntax = "from any | none | [!]address[/bits] ...",
		.absent = "as outside of the block",
		.contexts = IN_ZONE,
		.argument = ARG_ACL,
		FIELD(zone_block, allow)
	}, {
		ONE("rotate"),
		.help = "equal records take turns in coming first",
		.syntax = "on | off",
		.absent = "as outside of the block",
		.contexts = IN_ZONE | IN_ZONE_DIR | IN_TEMPLATE,
		.argument = ARG_KEYWORD,
		.keywords = block_on_off,
		FIELD(zone_block, rotate)
	}, {
		ONE("lint"),
		.help = "what becomes of findings in this zone",
		.syntax = "strict [on | off] | id off | info | warning | "
		    "error",
		.absent = "as outside of the block",
		.contexts = IN_ZONE | IN_ZONE_DIR | IN_TEMPLATE,
		.argument = ARG_LINT,
		.may_repeat = true,
		FIELD(zone_block, lint)
	}
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= SCHEMA_MAX,
    "SCHEMA_MAX has room for all rows");

size_t
schema_count(void)
{
	return sizeof(rows) / sizeof(rows[0]);
}

const struct directive *
schema_row(size_t i)
{
	return i < schema_count() ? &rows[i] : NULL;
}

size_t
schema_index(const struct directive *row)
{
	return (size_t)(row - rows);
}
