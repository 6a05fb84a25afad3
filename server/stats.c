/* SPDX-License-Identifier: ISC */
#include "server/stats.h"
#include "zones/rrtype.h"

static const struct {
	const char	*name;
	const char	*help;
} rows[STAT_COUNT] = {
	[STAT_QUERIES_UDP] = {"queries_udp", "packets received over UDP"},
	[STAT_QUERIES_TCP] = {"queries_tcp", "messages received over TCP"},
	[STAT_BYTES_IN] = {"bytes_in", "octets of messages received"},
	[STAT_BYTES_OUT] = {"bytes_out", "octets of answers"},
	[STAT_DROPPED] = {"dropped", "messages that got no answer: shorter "
	    "than a header, answers, from a bad port"},
	[STAT_PORT_DROPPED] = {"port_dropped", "of these, packets from a port "
	    "that no resolver asks from"},
	[STAT_TRUNCATED] = {"truncated", "answers with TC set"},
	[STAT_EDNS] = {"edns", "queries with an OPT record"},
	[STAT_DO] = {"do", "queries with the DO bit"},
	[STAT_NOERROR] = {"noerror", "answers with RCODE NOERROR"},
	[STAT_FORMERR] = {"formerr", "answers with RCODE FORMERR"},
	[STAT_SERVFAIL] = {"servfail", "answers with RCODE SERVFAIL"},
	[STAT_NXDOMAIN] = {"nxdomain", "answers with RCODE NXDOMAIN"},
	[STAT_NOTIMP] = {"notimp", "answers with RCODE NOTIMP"},
	[STAT_REFUSED] = {"refused", "answers with RCODE REFUSED"},
	[STAT_BADVERS] = {"badvers", "answers with RCODE BADVERS"},
	[STAT_OTHER_RCODE] = {"other_rcode", "answers with another RCODE"},
	[STAT_REFERRAL] = {"referral", "answers that refer to the servers of "
	    "a delegated zone"},
	[STAT_NODATA] = {"nodata", "answers for a name that exists without "
	    "the type asked for"},
	[STAT_COOKIE_NEW] = {"cookie_new", "queries with a client's cookie "
	    "only"},
	[STAT_COOKIE_GOOD] = {"cookie_good", "queries with a cookie of ours"},
	[STAT_COOKIE_BAD] = {"cookie_bad", "queries with a server cookie that "
	    "is not ours, or too old"},
	[STAT_ACL_REFUSED] = {"acl_refused", "queries refused because of "
	    "allow query"},
	[STAT_SEND_FAILED] = {"send_failed", "answers that the kernel did not "
	    "take"},
	[STAT_RATE_DROPPED] = {"rate_dropped", "answers that were not sent "
	    "because of the rate limit"},
	[STAT_RATE_SLIPPED] = {"rate_slipped", "answers that were cut short "
	    "because of the rate limit"},
	[STAT_QUERYLOG_LOST] = {"querylog_lost", "queries left out of the log "
	    "because it was too slow"},
	[STAT_DNSTAP_LOST] = {"dnstap_lost", "messages of dnstap that were "
	    "lost: too many at once, or nobody listened"},
	[STAT_TCP_ACCEPTED] = {"tcp_accepted", "TCP connections accepted"},
	[STAT_TCP_CLOSED] = {"tcp_closed", "TCP connections closed, by whom "
	    "and why ever"},
	[STAT_TCP_CLOSED_IDLE] = {"tcp_closed_idle", "TCP connections closed "
	    "because nothing came in time"},
	[STAT_TCP_CLOSED_FULL] = {"tcp_closed_full", "idle TCP connections "
	    "closed to make room for a new one"},
	[STAT_TCP_CLIENT_FULL] = {"tcp_client_full", "TCP connections closed "
	    "at once because their client has as many as it may"},
	[STAT_TYPE_A] = {"type_a", "questions for A"},
	[STAT_TYPE_AAAA] = {"type_aaaa", "questions for AAAA"},
	[STAT_TYPE_CAA] = {"type_caa", "questions for CAA"},
	[STAT_TYPE_CNAME] = {"type_cname", "questions for CNAME"},
	[STAT_TYPE_DNSKEY] = {"type_dnskey", "questions for DNSKEY"},
	[STAT_TYPE_DS] = {"type_ds", "questions for DS"},
	[STAT_TYPE_HTTPS] = {"type_https", "questions for HTTPS"},
	[STAT_TYPE_MX] = {"type_mx", "questions for MX"},
	[STAT_TYPE_NS] = {"type_ns", "questions for NS"},
	[STAT_TYPE_PTR] = {"type_ptr", "questions for PTR"},
	[STAT_TYPE_SOA] = {"type_soa", "questions for SOA"},
	[STAT_TYPE_SRV] = {"type_srv", "questions for SRV"},
	[STAT_TYPE_TLSA] = {"type_tlsa", "questions for TLSA"},
	[STAT_TYPE_TXT] = {"type_txt", "questions for TXT"},
	[STAT_TYPE_ANY] = {"type_any", "questions for ANY, all types"},
	[STAT_TYPE_OTHER] = {"type_other", "questions for another type"}
};

/* NOLINTNEXTLINE(bugprone-macro-parentheses): a designator takes none. */
#define ROW(t) [TYPE_##t] = STAT_TYPE_##t - STAT_TYPE_OTHER

const uint8_t stats_rows_of_types[STATS_TYPES] = {
	ROW(A), ROW(AAAA), ROW(CAA), ROW(CNAME), ROW(DNSKEY),
	ROW(DS), ROW(HTTPS), ROW(MX), ROW(NS), ROW(PTR),
	ROW(SOA), ROW(SRV), ROW(TLSA), ROW(TXT), ROW(ANY)
};

const char *
stats_name(enum stat_id which)
{
	return rows[which].name;
}

const char *
stats_help(enum stat_id which)
{
	return rows[which].help;
}

void
stats_took(struct stats *st, unsigned n, uint64_t ns)
{
	uint64_t	 each;
	unsigned	 i = 0;

	if (n == 0)
		return;
	each = ns / n;
	while (i < STATS_BUCKETS - 1 && each > stats_bucket_ns(i))
		i++;
	stats_raise(&st->took[i], n);
	stats_raise(&st->took_ns, ns);
}

void
stats_sum(struct stats *sum, const struct stats *from)
{
	int	i;

	for (i = 0; i < STAT_COUNT; i++)
		sum->n[i] += __atomic_load_n(&from->n[i], __ATOMIC_RELAXED);
	for (i = 0; i < STATS_BUCKETS; i++)
		sum->took[i] += __atomic_load_n(&from->took[i],
		    __ATOMIC_RELAXED);
	sum->took_ns += __atomic_load_n(&from->took_ns, __ATOMIC_RELAXED);
}
