/* SPDX-License-Identifier: ISC */
#include "server/expose.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "zones/mem.h"
#include "zones/version.h"

#define NS_PER_S	UINT64_C(1000000000)

/*
 * The counters of workers, one row each.  Those that differ in a label only
 * follow each other, and the first says what all of them count.
 */
static const struct {
	enum stat_id	 stat;
	const char	*labels;	/* NULL: none */
	const char	*name;		/* NULL: as above */
	const char	*help;
} counters[] = {
	{STAT_QUERIES_UDP, "transport=\"udp\"", "mxd_queries_total",
	    "Messages received."},
	{STAT_QUERIES_TCP, "transport=\"tcp\"", NULL, NULL},
	{STAT_BYTES_IN, NULL, "mxd_received_bytes_total",
	    "Octets of messages received."},
	{STAT_BYTES_OUT, NULL, "mxd_sent_bytes_total", "Octets of answers."},
	{STAT_DROPPED, NULL, "mxd_dropped_queries_total", "Messages that got "
	    "no answer: shorter than a header, answers, from a bad port."},
	{STAT_PORT_DROPPED, NULL, "mxd_port_dropped_queries_total",
	    "Of these, packets from a port that no resolver asks from."},
	{STAT_EDNS, NULL, "mxd_edns_queries_total",
	    "Queries with an OPT record."},
	{STAT_DO, NULL, "mxd_dnssec_queries_total",
	    "Queries with the DO bit."},
	{STAT_COOKIE_NEW, "cookie=\"new\"", "mxd_cookie_queries_total",
	    "Queries with a cookie: of the client only, good, or bad."},
	{STAT_COOKIE_GOOD, "cookie=\"good\"", NULL, NULL},
	{STAT_COOKIE_BAD, "cookie=\"bad\"", NULL, NULL},
	{STAT_TYPE_A, "type=\"A\"", "mxd_questions_total",
	    "Questions that could be read, by QTYPE."},
	{STAT_TYPE_AAAA, "type=\"AAAA\"", NULL, NULL},
	{STAT_TYPE_CAA, "type=\"CAA\"", NULL, NULL},
	{STAT_TYPE_CNAME, "type=\"CNAME\"", NULL, NULL},
	{STAT_TYPE_DNSKEY, "type=\"DNSKEY\"", NULL, NULL},
	{STAT_TYPE_DS, "type=\"DS\"", NULL, NULL},
	{STAT_TYPE_HTTPS, "type=\"HTTPS\"", NULL, NULL},
	{STAT_TYPE_MX, "type=\"MX\"", NULL, NULL},
	{STAT_TYPE_NS, "type=\"NS\"", NULL, NULL},
	{STAT_TYPE_PTR, "type=\"PTR\"", NULL, NULL},
	{STAT_TYPE_SOA, "type=\"SOA\"", NULL, NULL},
	{STAT_TYPE_SRV, "type=\"SRV\"", NULL, NULL},
	{STAT_TYPE_TLSA, "type=\"TLSA\"", NULL, NULL},
	{STAT_TYPE_TXT, "type=\"TXT\"", NULL, NULL},
	{STAT_TYPE_ANY, "type=\"ANY\"", NULL, NULL},
	{STAT_TYPE_OTHER, "type=\"other\"", NULL, NULL},
	{STAT_NOERROR, "rcode=\"NOERROR\"", "mxd_answers_total",
	    "Answers by RCODE."},
	{STAT_FORMERR, "rcode=\"FORMERR\"", NULL, NULL},
	{STAT_SERVFAIL, "rcode=\"SERVFAIL\"", NULL, NULL},
	{STAT_NXDOMAIN, "rcode=\"NXDOMAIN\"", NULL, NULL},
	{STAT_NOTIMP, "rcode=\"NOTIMP\"", NULL, NULL},
	{STAT_REFUSED, "rcode=\"REFUSED\"", NULL, NULL},
	{STAT_BADVERS, "rcode=\"BADVERS\"", NULL, NULL},
	{STAT_OTHER_RCODE, "rcode=\"other\"", NULL, NULL},
	{STAT_REFERRAL, NULL, "mxd_referrals_total",
	    "Answers that refer to the servers of a delegated zone."},
	{STAT_NODATA, NULL, "mxd_nodata_answers_total",
	    "Answers for a name that exists without the type asked for."},
	{STAT_TRUNCATED, NULL, "mxd_truncated_answers_total",
	    "Answers with TC set."},
	{STAT_SEND_FAILED, NULL, "mxd_send_failures_total",
	    "Answers that the kernel did not take."},
	{STAT_RATE_DROPPED, "action=\"dropped\"", "mxd_rate_limited_total",
	    "Answers above the rate limit: not sent, or cut short with TC."},
	{STAT_RATE_SLIPPED, "action=\"slipped\"", NULL, NULL},
	{STAT_ACL_REFUSED, NULL, "mxd_prohibited_queries_total",
	    "Queries refused because of allow query."},
	{STAT_QUERYLOG_LOST, "to=\"log\"", "mxd_untold_total",
	    "Queries that were to be logged and were not, and messages of "
	    "dnstap that were lost."},
	{STAT_DNSTAP_LOST, "to=\"dnstap\"", NULL, NULL},
	{STAT_TCP_ACCEPTED, NULL, "mxd_tcp_accepted_total",
	    "TCP connections accepted."},
	{STAT_TCP_CLOSED, NULL, "mxd_tcp_closed_total",
	    "TCP connections closed, by whom and why ever."},
	{STAT_TCP_CLOSED_IDLE, "reason=\"idle\"", "mxd_tcp_cut_total",
	    "TCP connections closed by mxd: nothing came in time, or to make "
	    "room for a new one."},
	{STAT_TCP_CLOSED_FULL, "reason=\"full\"", NULL, NULL},
	{STAT_TCP_CLIENT_FULL, NULL, "mxd_tcp_refused_total",
	    "TCP connections closed at once, and not counted as accepted: "
	    "their client has as many as it may."}
};

#define COUNTERS	(sizeof(counters) / sizeof(counters[0]))

static void
put_head(FILE *to, const char *name, const char *help, const char *type)
{
	(void)fprintf(to, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
	    type);
}

static void
put_counters(FILE *to, const struct stats *sum)
{
	const char	*name = "", *labels;
	size_t		 i;

	for (i = 0; i < COUNTERS; i++) {
		if (counters[i].name != NULL) {
			name = counters[i].name;
			put_head(to, name, counters[i].help, "counter");
		}
		labels = counters[i].labels;
		(void)fprintf(to, "%s%s%s%s %" PRIu64 "\n", name,
		    labels == NULL ? "" : "{", labels == NULL ? "" : labels,
		    labels == NULL ? "" : "}", sum->n[counters[i].stat]);
	}
}

static void
put_one(FILE *to, const char *name, const char *type, uint64_t value,
    const char *help)
{
	put_head(to, name, help, type);
	(void)fprintf(to, "%s %" PRIu64 "\n", name, value);
}

/* The two are not read at one moment: one that came and went in between has
   been closed only. */
static uint64_t
connections(const struct stats *sum)
{
	uint64_t	 accepted = sum->n[STAT_TCP_ACCEPTED];
	uint64_t	 closed = sum->n[STAT_TCP_CLOSED];

	return accepted > closed ? accepted - closed : 0;
}

/* Nanoseconds as seconds: never in the language of the operator. */
static void
put_seconds(FILE *to, uint64_t ns)
{
	(void)fprintf(to, "%" PRIu64 ".%09" PRIu64, ns / NS_PER_S,
	    ns % NS_PER_S);
}

static void
put_took(FILE *to, const struct stats *sum)
{
	static const char	name[] = "mxd_engine_seconds";
	uint64_t		n = 0;
	unsigned		i;

	put_head(to, name, "How long messages took from the socket's buffer "
	    "to the answer; those of one batch as long as each other.",
	    "histogram");
	for (i = 0; i < STATS_BUCKETS - 1; i++) {
		n += sum->took[i];
		(void)fprintf(to, "%s_bucket{le=\"", name);
		put_seconds(to, stats_bucket_ns(i));
		(void)fprintf(to, "\"} %" PRIu64 "\n", n);
	}
	n += sum->took[i];
	(void)fprintf(to, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n%s_sum ",
	    name, n, name);
	put_seconds(to, sum->took_ns);
	(void)fprintf(to, "\n%s_count %" PRIu64 "\n", name, n);
}

static void
put_workers(FILE *to, const struct exposure *e)
{
	put_head(to, "mxd_build_info", "Always 1; the label has the version.",
	    "gauge");
	(void)fprintf(to, "mxd_build_info{version=\"%s\"} 1\n", MXD_VERSION);
	put_one(to, "mxd_workers", "gauge", e->workers,
	    "Threads that answer queries.");
	put_counters(to, &e->sum);
	put_took(to, &e->sum);
	put_one(to, "mxd_tcp_connections", "gauge", connections(&e->sum),
	    "TCP connections that are open.");
}

static void
put_zones(FILE *to, const struct loader_status *st)
{
	static const char	name[] = "mxd_findings";
	enum severity		s;

	put_head(to, "mxd_zones", "Zones, with the domains of templates: "
	    "served as their files say (ok), as they were before because "
	    "the new version has errors (old), or not at all (failed).",
	    "gauge");
	(void)fprintf(to, "mxd_zones{state=\"ok\"} %zu\n"
	    "mxd_zones{state=\"old\"} %zu\n"
	    "mxd_zones{state=\"failed\"} %zu\n", st->zones - st->failing,
	    st->failing - st->dead, st->dead);
	put_one(to, "mxd_faulty", "gauge", st->faulty, "Templates, lists of "
	    "domains, directories of zones and files in them that cannot be "
	    "read or have errors; their domains may be no zones.");
	put_head(to, name, "What the checks find in all that is served.",
	    "gauge");
	for (s = SEV_INFO; s <= SEV_ERROR; s++)
		(void)fprintf(to, "%s{severity=\"%s\"} %" PRIu64 "\n", name,
		    severity_name(s), st->found[s]);
}

static void
put_reloads(FILE *to, const struct loader_status *st)
{
	static const char	name[] = "mxd_reloads_total";

	put_head(to, name, "Rounds of loading, the first one too; a failed "
	    "one did not work, or not for all zones.", "counter");
	(void)fprintf(to, "%s{outcome=\"ok\"} %" PRIu64 "\n"
	    "%s{outcome=\"failed\"} %" PRIu64 "\n", name,
	    st->rounds - st->rounds_bad, name, st->rounds_bad);
	put_one(to, "mxd_last_reload_ok", "gauge", st->rounds > 0 &&
	    st->rc == 0, "1 if all that is configured is as its "
	    "files say since the last round, also if that was for some zones "
	    "only, else 0.");
	put_one(to, "mxd_last_good_reload_timestamp_seconds", "gauge",
	    (uint64_t)st->when_good, "When the last round ended behind which "
	    "all was as its files say; 0 if none did.");
	put_one(to, "mxd_generation", "gauge", st->generation,
	    "How often what is served was exchanged.");
}

static void
put_process(FILE *to, const struct exposure *e)
{
	static const char	name[] = "process_cpu_seconds_total";

	put_head(to, name, "CPU time of user and system.", "counter");
	(void)fprintf(to, "%s %.2f\n", name, e->usage.cpu_s);
	if (e->usage.memory > 0)
		put_one(to, "process_resident_memory_bytes", "gauge",
		    e->usage.memory, "Resident memory.");
	put_one(to, "process_start_time_seconds", "gauge",
	    (uint64_t)e->started, "When mxd was started.");
}

char *
expose_text(const struct exposure *e)
{
	char	*text = NULL;
	size_t	 len = 0;
	FILE	*to;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	put_workers(to, e);
	put_zones(to, &e->status);
	put_reloads(to, &e->status);
	put_process(to, e);
	if (e->exchanges != NULL)
		(void)fputs(e->exchanges, to);
	return memstream_close(to, &text);
}
