# SPDX-License-Identifier: ISC
"""Published faults (CVE) of BIND, NSD, Knot DNS and PowerDNS Authoritative:
tests/cves.tsv says which could be mxd's, and which test shows that they are
not.  Those tests that are nowhere else stand here.
"""
import os
import re
import struct

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from daemon import (TOP, Daemon, exchange, rounds, tcp_recv, tcp_send,
                    wait_for, zone)

LIST = os.path.join(TOP, "tests", "cves.tsv")
HEAD = ["cve", "product", "what", "applies", "why"]
PRODUCTS = ["BIND", "Knot DNS", "NSD", "PowerDNS"]


def rows():
    with open(LIST, encoding="ascii") as f:
        lines = [line.rstrip("\n").split("\t") for line in f
                 if not line.startswith("#")]
    assert lines[0] == HEAD
    return [dict(zip(HEAD, line)) for line in lines[1:]
            if len(line) == len(HEAD) or pytest.fail("columns: %r" % line)]


def has_test(name):
    """"tests/e2e/test_x.py::test_y", or .c with a row of cmocka's table."""
    path, function = name.split("::")
    full = os.path.join(TOP, path)
    if not re.fullmatch(r"tests/(e2e|unit)/test_\w+\.(py|c)", path) or \
            not os.path.exists(full):
        return False
    with open(full, encoding="utf-8") as f:
        text = f.read()
    if path.endswith(".py"):
        return re.search(r"^def %s\(" % function, text, re.M) is not None
    return re.search(r"\bcmocka_unit_test\(%s\)" % function, text) is not None


def test_list():
    """Each that applies names tests, each that does not says why."""
    found = rows()
    assert len(found) > 120
    names = [row["cve"] for row in found]
    assert len(names) == len(set(names))
    assert names == sorted(
        names, key=lambda name: list(map(int, name.split("-")[1:])))
    for row in found:
        assert re.fullmatch(r"CVE-20\d\d-\d{4,5}", row["cve"]), row
        assert row["product"] in PRODUCTS, row
        assert len(row["what"]) > 10, row
        if row["applies"] == "yes":
            for name in row["why"].split():
                assert has_test(name), (row["cve"], name)
        else:
            assert row["applies"] == "no" and len(row["why"]) > 5, row
            assert "::" not in row["why"], row
    assert not has_test("tests/e2e/test_cves.py::test_that_is_not_there")
    assert not has_test("tests/unit/test_bounds.c::test_not_in_the_table")


# --- one daemon, and what is sent to it

BODY = """
@ MX 10 mx
mx A 192.0.2.1
mx AAAA 2001:db8::1
d DNAME t
x.t A 192.0.2.2
www CNAME mx
*.w TXT "a wildcard"
""" + "".join("size TXT %0100d\n" % n for n in range(9)) \
    + "".join("many A 10.0.%d.%d\n" % (n // 250, n % 250)
              for n in range(20000)) \
    + "".join("types TYPE%d \\# 1 00\n" % n for n in range(1000, 3000)) \
    + "".join("@ DNSKEY 257 3 13 %s%04d\n" % ("A" * 80, n)
              for n in range(300))


@pytest.fixture(scope="module")
def server():
    daemon = Daemon(zones={"c.example": zone(BODY)})
    daemon.start()
    yield daemon
    daemon.clean()


def query(name="c.example", rdtype="MX", **options):
    return dns.message.make_query(name, rdtype, id=0x1234, **options).to_wire()


def with_records(wire, count, records, section=2):
    """More records behind a query, and their count in its header."""
    at = 6 + 2 * section
    return wire[:at] + struct.pack(">H", count) + wire[at + 2:] + records


def record(rdtype, rdata, rdclass=255, owner=b"\0"):
    return owner + struct.pack(">HHIH", rdtype, rdclass, 0, len(rdata)) + rdata


def opt(*options):
    return record(41, b"".join(struct.pack(">HH", code, len(data)) + data
                               for code, data in options), 1232)


TSIG_HEAD = b"\x08hmac-md5\x07sig-alg\x03reg\x03int\0"
TSIG_TAIL = b"\0" * 6 + b"\x01\x2c" + b"\0\0" + b"\x12\x34\0\0\0\0"
SIG0 = struct.pack(">HBBIIIH", 0, 13, 0, 0, 2 ** 32 - 1, 0, 1) + b"\0"

# What is asked, and the RCODEs that are right; none: no answer.
PACKETS = {
    # CVE-2016-2776: a TSIG that takes the room of the answer.
    "tsig": (with_records(query(), 1, record(250, TSIG_HEAD + TSIG_TAIL)),
             ["NOERROR"]),
    # CVE-2020-8617, 2025-40775, 2017-3142, 3143: what it says is untrue.
    "tsig-badtime": (with_records(query(), 1, record(
        250, TSIG_HEAD + TSIG_TAIL[:-4] + b"\0\x12\0\6" + b"\0" * 6)),
        ["NOERROR"]),
    "tsig-no-algorithm": (with_records(query(), 1, record(
        250, b"\x02xx\0" + TSIG_TAIL)), ["NOERROR"]),
    "tsig-cut": (with_records(query(), 1, record(
        250, TSIG_HEAD + TSIG_TAIL)[:-7]), ["FORMERR"]),
    "tsig-twice": (with_records(query(), 2, 2 * record(
        250, TSIG_HEAD + TSIG_TAIL)), ["NOERROR"]),
    "tsig-in-answer": (with_records(query(), 1, record(
        250, TSIG_HEAD + TSIG_TAIL), 0), ["FORMERR"]),
    # CVE-2020-8625, 2026-3039, 3119, 42002: keys by TKEY.
    "tkey": (with_records(query(rdtype=249), 1, record(
        249, b"\x08gss-tsig\0" + b"\0" * 8 + b"\0\3\0\0" + b"\0\4abcd"
        + b"\0\0")), ["FORMERR", "NOTIMP", "REFUSED"]),
    # CVE-2024-1975, 2026-3591, 5947: signatures by SIG(0).
    "sig0": (with_records(query(), 1, record(24, SIG0 + b"\0" * 64)),
             ["NOERROR"]),
    "sig0-many": (with_records(query(), 60, 60 * record(24, SIG0)),
                  ["NOERROR"]),
    # CVE-2016-2088, 2018-5744, 2019-6469: options twice, key tags, ECS.
    "cookies": (with_records(query(), 1, opt((10, b"12345678"),
                                             (10, b"87654321"))),
                ["NOERROR"]),
    "key-tags": (with_records(query(), 1, opt(*[(14, b"\0\1\0\2")] * 100)),
                 ["NOERROR"]),
    "client-subnet": (with_records(query(), 1, opt(
        (8, b"\0\1\xff\xff\1\2\3\4"), (8, b"\0\7\0\0"), (8, b""))),
        ["NOERROR"]),
    "opts": (with_records(query(), 2, opt() + opt((10, b"12345678"))),
             ["FORMERR"]),
    # CVE-2018-5734, 2019-6471: records that are counted and not there.
    "no-records": (with_records(query(), 7, b""), ["FORMERR"]),
    "cut-record": (with_records(query(), 1, b"\0\0"), ["FORMERR"]),
    "long-record": (with_records(query(), 1, b"\0\0\1\0\1\0\0\0\0\xff\xff"),
                    ["FORMERR"]),
    # CVE-2016-7068, 2023-4408: many of them, with names that are pointers.
    "many-records": (with_records(query(), 300, 300 * record(
        16, b"", owner=b"\xc0\x0c")), ["NOERROR"]),
    # CVE-2026-75029: the same again and again, as if it were an answer.
    "many-answers": (with_records(query(), 100, 100 * record(
        5, b"\xc0\x0c", 1, b"\xc0\x0c"), 0), ["FORMERR"]),
    # CVE-2016-1286, 2017-3137: a CNAME and a DNAME in the query.
    "dname": (with_records(query(), 2, record(39, b"\0", 1) +
                           record(5, b"\0", 1)), ["NOERROR"]),
    # CVE-2016-5426, 5427, 2775: long names, and dots within labels.
    "long-name": (b"\x12\x34" + b"\0\0\0\1" + b"\0" * 6 +
                  b"\x3f" + b"a" * 63 + b"\x3f" + b"b" * 63 + b"\x3f" +
                  b"c" * 63 + b"\x3f" + b"d" * 63 + b"\0\0\1\0\1",
                  ["FORMERR"]),
    "dots": (b"\x12\x34" + b"\0\0\0\1" + b"\0" * 6 + b"\x02.." +
             b"\x01c\x07example\0\0\1\0\1", ["NXDOMAIN"]),
    "dot-is-no-border": (b"\x12\x34" + b"\0\0\0\1" + b"\0" * 6 +
                         b"\x04mx.c\x07example\0\0\1\0\1", ["REFUSED"]),
    "loop": (b"\x12\x34" + b"\0\0\0\1" + b"\0" * 6 + b"\xc0\x0c\0\1\0\1",
             ["FORMERR"]),
    # CVE-2021-36754: types at the end of the range.
    "type-65535": (query(rdtype=65535), ["NOERROR"]),
    "type-0": (query(rdtype=0), ["NOERROR", "FORMERR"]),
    # CVE-2026-5946: other classes, also for what changes zones.
    "class-any": (query(rdclass=255), ["REFUSED"]),
    "class-none": (query(rdclass=254), ["REFUSED"]),
    "class-ch-mx": (query(rdclass=3), ["REFUSED"]),
    "notify-none": (query(rdclass=254)[:2] + b"\x20" +
                    query(rdclass=254)[3:], ["NOTIMP"]),
    "update-any": (query(rdclass=255)[:2] + b"\x28" +
                   query(rdclass=255)[3:], ["NOTIMP"]),
    # CVE-2022-3094: an update with all its sections.
    "update": (with_records(with_records(
        query(rdtype="SOA")[:2] + b"\x28" + query(rdtype="SOA")[3:], 50,
        50 * record(1, b"\1\2\3\4", 1, b"\xc0\x0c"), 1), 0, b""), ["NOTIMP"]),
    # CVE-2022-0635, 2829: what a cache of NSEC would say.
    "ds-below": (query("a.b.w.c.example", "DS", want_dnssec=True),
                 ["NOERROR"]),
}


def is_well(server):
    return server.ask("c.example", "MX").rcode() == dns.rcode.NOERROR


@pytest.mark.parametrize("name", sorted(PACKETS))
def test_packets(server, name):
    """UDP and TCP, by itself and many times; the next one has its answer."""
    wire, right = PACKETS[name]
    with server.udp() as sock, server.tcp() as conn:
        for _ in range(3):
            reply = exchange(sock, wire)
            tcp_send(conn, wire)
            assert tcp_recv(conn)[:4] == reply[:4]
        assert reply[:2] == wire[:2] and reply[2] & 0x80
        assert dns.rcode.to_text(reply[3] & 15) in right
    assert is_well(server)


def test_every_limit(server):
    """CVE-2016-2776, 2021-25218: an answer that just fits, or just not."""
    cut = set()
    with server.udp() as sock:
        for size in range(512, 1500, rounds(1, 37)):
            for name, do in (("size.c.example", False),
                             ("w.w.c.example", True)):
                reply = exchange(sock, query(
                    name, "TXT", use_edns=0, payload=size, want_dnssec=do))
                assert len(reply) <= min(size, 1232)
                message = dns.message.from_wire(reply)
                is_cut = bool(message.flags & dns.flags.TC)
                assert is_cut != bool(message.answer)
                cut.add((name, is_cut))
    assert len(cut) == 3


def test_largest_message(server):
    """CVE-2020-8620: a message of all octets that TCP can carry."""
    wire = query()
    room = 65535 - len(wire) - 11
    small = record(16, b"")
    for count, records in ((1, record(16, b"x" * room)),
                           (1, opt((65001, b"x" * (room - 4)))),
                           (room // 11, room // 11 * small)):
        message = with_records(wire, count, records)
        assert len(message) > 65510
        with server.tcp() as conn:
            tcp_send(conn, message)
            assert tcp_recv(conn)[3] & 15 == dns.rcode.NOERROR
    assert is_well(server)


def close_waits(server):
    """Connections that the client has closed and mxd has not."""
    with open("/proc/net/tcp", encoding="ascii") as f:
        return sum(1 for line in f if line.split()[1].endswith(
            ":%04X" % server.port) and line.split()[3] == "08")


def test_half_closed_connections_end(server):
    """CVE-2022-0396: a client that goes away in the middle."""
    conns = []
    for n in range(30):
        conn = server.tcp()
        conn.sendall([b"\0", b"\0\x20" + query()[:9], b"\xff\xff"][n % 3])
        conn.shutdown(1)
        conns.append(conn)
    wait_for(lambda: close_waits(server) == 0, "half-closed to be closed")
    for conn in conns:
        conn.close()


def test_many_records_of_a_name(server):
    """CVE-2024-1737, 2023-50387: a set that cannot fit, many types, many
    keys; all others have their answers."""
    for tcp in (False, True):
        reply = server.ask("many.c.example", "A", tcp=tcp)
        assert reply.flags & dns.flags.TC and not reply.answer
        reply = server.ask("types.c.example", "TYPE1999", tcp=tcp)
        assert len(reply.answer) == 1
        for rdtype in ("A", "TYPE999", "TYPE3000", "ANY"):
            reply = server.ask("types.c.example", rdtype, tcp=tcp)
            assert bool(reply.answer) == (rdtype == "ANY")
    reply = server.ask("c.example", "DNSKEY", tcp=True, want_dnssec=True)
    assert len(reply.answer[0]) == 300
    assert is_well(server)


def test_one_question_in_many_forms(server):
    """CVE-2018-14626: what is remembered is that question's answer only."""
    forms = [dict(), dict(use_edns=0), dict(want_dnssec=True),
             dict(rdclass="CH"), dict(use_edns=0, payload=512)]
    names = ["c.example", "mx.c.example", "no.c.example", "www.c.example"]
    first = {}
    for turn in range(4):
        for number, form in enumerate(forms):
            for name in names:
                for rdtype in ("MX", "A", "AAAA", "CNAME"):
                    reply = server.ask(name, rdtype, **form)
                    reply.id = 0
                    found = sorted(reply.to_text().splitlines())
                    key = number, name, rdtype
                    assert first.setdefault(key, found) == found, (key, turn)


# --- zone files that somebody else wrote

LONG = ".".join(["a" * 63] * 3 + ["b" * 50])
ZONES = {
    # NSD, CVE-2019-13207: names that get too long with the origin.
    "long-owner": (LONG + " A 192.0.2.1\n", "longer than 255"),
    "long-target": ("x CNAME " + LONG + "\n", "longer than 255"),
    "long-origin": ("$ORIGIN " + LONG + "\n$ORIGIN " + LONG + "\n",
                    "longer than 255"),
    "long-label": ("a" * 64 + " A 192.0.2.1\n", "more than 63"),
    "bad-escape": ("x\\25 A 192.0.2.1\n", "bad escape"),
    # BIND, CVE-2025-13878: BRID and HHIT of no octets.
    "brid": ("x BRID \\# 0\n", "no sound BRID data"),
    "hhit": ("x HHIT \\# 0\n", "no sound HHIT data"),
    # BIND, CVE-2026-10822: DNSKEY that ends early.
    "dnskey": ("x DNSKEY \\# 3 010003\n", "no sound DNSKEY data"),
    # NSD, CVE-2026-12244; PowerDNS, CVE-2026-33611: SVCB.
    "svcb-cut": ("x SVCB \\# 65512 0001 00 03e8 ffe2 " + "00" * 65505 +
                 "\n", "a parameter is cut off"),
    "svcb-alpn": ('x HTTPS 1 . alpn="' + "a" * 256 + '"\n', "longer than 255"),
    # BIND, CVE-2026-78301: what is not in the zone.
    "outside": ("elsewhere.example. NS ns\n", "lies outside"),
    "above": ("example. NS ns\n", "lies outside"),
    # PowerDNS, CVE-2016-2120, 2018-10851, 2020-17482: cut off anywhere.
    "mx-cut": ("x MX \\# 1 00\n", "missing"),
    "srv-cut": ("x SRV \\# 7 00010001001903\n", "cut off"),
    "naptr-cut": ("x NAPTR \\# 6 0001 0001 05 61\n", "a string is cut off"),
    "loc-cut": ("x LOC \\# 4 00121616\n", "is not sound"),
    "caa-cut": ("x CAA \\# 3 00 05 69\n", "no sound CAA data"),
    # PowerDNS, CVE-2019-10203: a serial that is no 32-bit number.
    "serial": ("@ SOA ns h 4294967296 1 1 1 1\n", "4294967296"),
}


def test_zone_data(mxd):
    """Each is told, with line and reason, and served by nobody; what is next
    to it is."""
    zones = {name + ".example": "$TTL 60\n" + ("" if " SOA " in body else
                                               "@ SOA ns h 1 1 1 1 1\n") +
             "@ NS ns\nns A 192.0.2.53\n" + body
             for name, (body, _) in ZONES.items()}
    # The largest SVCB that NSD's CVE-2026-12244 is about is sound.
    zones["well.example"] = zone("@ MX 10 ns1\nx A 192.0.2.1\nbig SVCB "
                                 "\\# 65512 0001 00 03e8 ffe1 " +
                                 "00" * 65505 + "\n")
    daemon = mxd(zones=zones)
    log = daemon.log()
    for name, (_, reason) in ZONES.items():
        reply = daemon.ask(name + ".example", "SOA")
        assert reply.rcode() == dns.rcode.SERVFAIL, name
        assert re.search(r"%s\.example\.zone:\d+:\d+: error: .*(%s)"
                         % (name, reason), log), name + log
    assert daemon.ask("well.example", "MX").answer
    reply = daemon.ask("big.well.example", "SVCB", tcp=True)
    assert reply.flags & dns.flags.TC and not reply.answer
    daemon.reload()
    assert daemon.ask("well.example", "MX").answer
