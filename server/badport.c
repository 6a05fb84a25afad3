/* SPDX-License-Identifier: ISC */
#include "server/badport.h"

#define ROW(port)	[(port) % BADPORT_PLACES] = (port)

/* Two at one place are found by the compiler: an initializer is overridden. */
const uint16_t badport_places[BADPORT_PLACES] = {
	ROW(0),
	ROW(7),			/* echo */
	ROW(11),		/* systat */
	ROW(13),		/* daytime */
	ROW(17),		/* qotd */
	ROW(19),		/* chargen */
	ROW(37),		/* time */
	ROW(69),		/* tftp */
	ROW(111),		/* portmap */
	ROW(123),		/* ntp */
	ROW(137),		/* netbios names */
	ROW(161),		/* snmp */
	ROW(389),		/* ldap without connection */
	ROW(464),		/* kpasswd */
	ROW(520),		/* rip */
	ROW(1900),		/* ssdp */
	ROW(11211)		/* memcached */
};
