/* SPDX-License-Identifier: ISC */
#include "server/stats.h"

static const struct {
	const char	*name;
	const char	*help;
} rows[STAT_COUNT] = {
	[STAT_QUERIES_UDP] = {"queries_udp", "packets received over UDP"},
	[STAT_QUERIES_TCP] = {"queries_tcp", "messages received over TCP"},
	[STAT_BYTES_IN] = {"bytes_in", "octets of messages received"},
	[STAT_BYTES_OUT] = {"bytes_out", "octets of answers"},
	[STAT_DROPPED] = {"dropped", "messages that got no answer: shorter "
	    "than a header, answers, from port 0"},
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
	[STAT_SEND_FAILED] = {"send_failed", "answers that the kernel did not "
	    "take"},
	[STAT_TCP_ACCEPTED] = {"tcp_accepted", "TCP connections accepted"},
	[STAT_TCP_CLOSED] = {"tcp_closed", "TCP connections closed, by whom "
	    "and why ever"},
	[STAT_TCP_CLOSED_IDLE] = {"tcp_closed_idle", "TCP connections closed "
	    "because nothing came in time"},
	[STAT_TCP_CLOSED_FULL] = {"tcp_closed_full", "idle TCP connections "
	    "closed to make room for a new one"}
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
stats_sum(struct stats *sum, const struct stats *from)
{
	int	i;

	for (i = 0; i < STAT_COUNT; i++)
		sum->n[i] += __atomic_load_n(&from->n[i], __ATOMIC_RELAXED);
}
