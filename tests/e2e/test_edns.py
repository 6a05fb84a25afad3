# SPDX-License-Identifier: ISC
"""EDNS as the DNS flag day and the ednscomp checks ask for it, RFC 8906,
and each option that mxd speaks."""

import os
import struct
import subprocess

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import pytest

from daemon import (BUILD, Daemon, PATIENCE_S, exchange, tcp_recv, tcp_send,
                    zone)

NSID, SUBNET, EXPIRE, COOKIE, KEEPALIVE, PADDING = 3, 8, 9, 10, 11, 12
EDE, CHANNEL, ZONEVERSION = 15, 18, 19
UNKNOWN = 100

SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf"
OTHER = "445536bcd2513298075a5d379663c962"
CLIENT = bytes.fromhex("2464c4abcf10c957")

BODY = """
@ MX 10 mx
mx A 192.0.2.1
mx AAAA 2001:db8::1
mx TXT "one"
sub NS ns1
""" + "".join('large TXT "%02d %s"\n' % (n, "x" * 60) for n in range(30))

ZONES = {"e.example": zone(BODY, 17), "broken.example": zone("@ MX ten\n")}
CONF = 'control "mxd.sock"\ncookie secret "%s"\n' % SECRET


@pytest.fixture(scope="module")
def server():
    daemon = Daemon(CONF + 'identity "ns1.example.net"\n', zones=ZONES)
    daemon.start()
    yield daemon
    daemon.clean()


class Query:
    """A query octet by octet, and what came back."""

    def __init__(self, server, name="e.example", rdtype="SOA", flags=0,
                 opcode=0, edns=None, size=1232, ednsflags=0, options=(),
                 tcp=False, questions=1, header_only=False):
        query = dns.message.make_query(name, rdtype)
        head = struct.pack(">HHHHHH", query.id, flags | opcode << 11,
                           questions, 0, 0, edns is not None)
        body = b""
        if questions and not header_only:
            body = query.to_wire()[12:]
        if edns is not None:
            data = b"".join(struct.pack(">HH", code, len(value)) + value
                            for code, value in options)
            body += b"\0" + struct.pack(">HHBBHH", 41, size, 0, edns,
                                        ednsflags, len(data)) + data
        self.wire = self.send(server, head + body, tcp)
        assert self.wire[:2] == head[:2]
        self.flags = int.from_bytes(self.wire[2:4], "big")
        self.message = dns.message.from_wire(self.wire)
        self.rcode = self.message.rcode()
        self.edns = self.message.edns       # -1: none
        self.options = {int(option.otype): option.to_wire()
                        for option in self.message.options}

    @staticmethod
    def send(server, wire, tcp):
        if tcp:
            with server.tcp() as sock:
                tcp_send(sock, wire)
                return tcp_recv(sock)
        with server.udp() as sock:
            return exchange(sock, wire)

    def has_soa(self):
        return any(r.rdtype == dns.rdatatype.SOA
                   for r in self.message.answer)


# --- RFC 8906 8.1: without EDNS

def check_plain(q):
    assert q.rcode == dns.rcode.NOERROR
    assert q.edns == -1
    assert q.has_soa()
    assert q.flags & dns.flags.QR and q.flags & dns.flags.AA
    assert not q.flags & (dns.flags.RA | dns.flags.AD | dns.flags.TC |
                          0x0040)


@pytest.mark.parametrize("tcp", [False, True])
def test_plain(server, tcp):
    check_plain(Query(server, tcp=tcp))


@pytest.mark.parametrize("flags", [
    dns.flags.AA, dns.flags.TC, dns.flags.RD, dns.flags.RA, dns.flags.AD,
    dns.flags.CD, 0x0040])
def test_flags_of_the_query(server, flags):
    """8.1.2: what a query has no business to say changes nothing."""
    check_plain(Query(server, flags=flags))


def test_unknown_type(server):
    """8.1.1: a type that nobody knows is one that is not there."""
    q = Query(server, rdtype="TYPE666")
    assert q.rcode == dns.rcode.NOERROR
    assert not q.message.answer
    assert q.message.authority[0].rdtype == dns.rdatatype.SOA
    assert q.edns == -1


@pytest.mark.parametrize("flags", [0, 0x07f0])
@pytest.mark.parametrize("opcode", [3, 7, 15])
def test_unknown_opcode(server, opcode, flags):
    """8.1.3: a header alone, of another opcode, with all flags or none."""
    head = struct.pack(">HHHHHH", 4711, flags | opcode << 11, 0, 0, 0, 0)
    wire = Query.send(server, head, False)
    assert len(wire) == 12 and wire[:2] == head[:2]
    found = int.from_bytes(wire[2:4], "big")
    assert found & 0x000f == dns.rcode.NOTIMP
    assert found & 0x7800 == opcode << 11
    assert not found & (dns.flags.AA | dns.flags.TC | dns.flags.RA |
                        dns.flags.AD | 0x0040)


# --- 8.2: with EDNS

def check_edns(q, rcode=dns.rcode.NOERROR):
    assert q.rcode == rcode
    assert q.edns == 0                  # always the version that we speak
    assert q.has_soa() == (rcode == dns.rcode.NOERROR)
    assert UNKNOWN not in q.options
    assert not q.message.ednsflags & 0x7fff


@pytest.mark.parametrize("tcp", [False, True])
def test_edns0(server, tcp):
    """8.2.1, 8.2.8"""
    q = Query(server, edns=0, tcp=tcp)
    check_edns(q)
    assert not q.message.ednsflags
    assert not q.options


@pytest.mark.parametrize("version", [1, 2, 100, 255])
@pytest.mark.parametrize("tcp", [False, True])
def test_unknown_version(server, version, tcp):
    """8.2.2"""
    check_edns(Query(server, edns=version, tcp=tcp), dns.rcode.BADVERS)


def test_unknown_option(server):
    """8.2.3: passed over, and not echoed."""
    for value in (b"", b"x", b"y" * 300):
        check_edns(Query(server, edns=0, options=[(UNKNOWN, value)]))


@pytest.mark.parametrize("bit", range(15))
def test_unknown_flags(server, bit):
    """8.2.4: clear in the answer."""
    q = Query(server, edns=0, ednsflags=1 << bit)
    check_edns(q)
    assert not q.message.ednsflags


def test_unknown_version_with_others(server):
    """8.2.5, 8.2.6: flags, options that we know or not, DO."""
    for options in ([], [(UNKNOWN, b"")], [(NSID, b"")],
                    [(COOKIE, CLIENT)], [(COOKIE, b"short")],
                    [(ZONEVERSION, b"")]):
        for flags in (0, 0x8000, 0x0040, 0xffff):
            q = Query(server, edns=1, ednsflags=flags, options=options)
            check_edns(q, dns.rcode.BADVERS)
            assert NSID not in q.options


def test_do(server):
    """8.2.7: DO comes back, alone or with an option."""
    for options in ([], [(UNKNOWN, b"")], [(NSID, b"")]):
        q = Query(server, edns=0, ednsflags=0x8000, options=options)
        check_edns(q)
        assert q.message.ednsflags == 0x8000
    q = Query(server, edns=0, ednsflags=0x8000, flags=dns.flags.CD)
    check_edns(q)


def test_option_list(server):
    """All options that ednscomp puts into one query."""
    q = Query(server, edns=0, options=[
        (NSID, b""), (SUBNET, b"\0\1\0\0"), (EXPIRE, b""),
        (COOKIE, CLIENT), (PADDING, bytes(20))])
    check_edns(q)
    assert q.options[NSID] == b"ns1.example.net"
    assert len(q.options[COOKIE]) == 24
    assert set(q.options) == {NSID, COOKIE}


@pytest.mark.parametrize("size", [0, 511, 512, 513, 1232, 4096, 65535])
def test_sizes(server, size):
    """What both sides allow, and TC for what is larger."""
    q = Query(server, "large.e.example", "TXT", edns=0, size=size)
    assert len(q.wire) <= min(max(size, 512), 1232)
    assert q.flags & dns.flags.TC
    assert q.edns == 0
    assert q.message.payload == 1232
    q = Query(server, edns=0, size=size)
    check_edns(q)


def test_large_over_tcp(server):
    q = Query(server, "large.e.example", "TXT", edns=0, size=512, tcp=True)
    assert not q.flags & dns.flags.TC
    assert sum(map(len, q.message.answer)) == 30


def test_errors_have_opt(server):
    """RFC 6891 7: whatever the answer is, it has an OPT."""
    for name, rdtype, rcode in (
            ("no.e.example", "A", dns.rcode.NXDOMAIN),
            ("other.invalid", "A", dns.rcode.REFUSED),
            ("broken.example", "A", dns.rcode.SERVFAIL),
            ("e.example", "AXFR", dns.rcode.REFUSED),
            ("sub.e.example", "A", dns.rcode.NOERROR)):
        q = Query(server, name, rdtype, edns=0)
        assert q.rcode == rcode
        assert q.edns == 0
        assert q.message.question
        assert Query(server, name, rdtype).edns == -1
    q = Query(server, opcode=5, edns=0)
    assert q.rcode == dns.rcode.NOTIMP and q.edns == 0


# --- RFC 7873, 9018

def counters(daemon):
    text = subprocess.run(
        [os.path.join(BUILD, "mxctl"), "-s", daemon.path("mxd.sock"),
         "stats"], stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        check=True).stdout
    return {name: int(count) for name, count in
            (line.split(None, 1) for line in text.splitlines())
            if name.startswith("cookie_")}


def ask_cookie(daemon, cookie, **options):
    """The answer's cookie, and which counter it made one more."""
    before = counters(daemon)
    q = Query(daemon, edns=0, options=[(COOKIE, cookie)], **options)
    after = counters(daemon)
    grown = [name[len("cookie_"):] for name in after
             if after[name] != before[name]]
    return q, q.options.get(COOKIE), grown


def test_cookies(server):
    q, cookie, grown = ask_cookie(server, CLIENT)
    check_edns(q)
    assert grown == ["new"]
    assert cookie[:8] == CLIENT
    assert cookie[8:12] == b"\1\0\0\0"      # RFC 9018 4.1, 4.2
    q, again, grown = ask_cookie(server, cookie)
    check_edns(q)
    assert grown == ["good"]
    assert again[:8] == CLIENT and len(again) == 24
    bad = cookie[:-1] + bytes([cookie[-1] ^ 1])
    for cookie in (bad, CLIENT + bytes(8), CLIENT + bytes(32)):
        q, fresh, grown = ask_cookie(server, cookie)
        check_edns(q)                       # served all the same
        assert grown == ["bad"]
        assert len(fresh) == 24
        assert ask_cookie(server, fresh)[2] == ["good"]


def test_cookie_of_another_client(server):
    """It is bound to the address, RFC 9018 4.3, and to the client's part."""
    cookie = ask_cookie(server, CLIENT)[1]
    assert ask_cookie(server, CLIENT[::-1] + cookie[8:])[2] == ["bad"]


@pytest.mark.parametrize("length", [0, 1, 7, 9, 15, 41, 100])
def test_cookie_of_a_wrong_length(server, length):
    """RFC 7873 5.2.2: FORMERR."""
    q = Query(server, edns=0, options=[(COOKIE, bytes(length))])
    assert q.rcode == dns.rcode.FORMERR
    assert q.edns == 0
    assert COOKIE not in q.options


def test_cookie_alone(server):
    """RFC 7873 5.4: no question, but a cookie."""
    q, cookie, grown = ask_cookie(server, CLIENT, questions=0)
    assert q.rcode == dns.rcode.NOERROR
    assert not q.message.question and not q.message.answer
    assert len(cookie) == 24 and grown == ["new"]
    q, cookie, grown = ask_cookie(server, cookie, questions=0)
    assert grown == ["good"]
    q = Query(server, edns=0, questions=0)
    assert q.rcode == dns.rcode.FORMERR


def test_cookie_rollover(mxd):
    """RFC 9018 5: the new secret makes, both are taken, then one."""
    daemon = mxd(CONF, zones=ZONES)
    old = ask_cookie(daemon, CLIENT)[1]
    daemon.write_conf('control "mxd.sock"\ncookie secret "%s"\n'
                      'cookie previous "%s"\n' % (OTHER, SECRET))
    daemon.reload()
    _, new, grown = ask_cookie(daemon, old)
    assert grown == ["good"]
    assert ask_cookie(daemon, new)[2] == ["good"]
    daemon.write_conf('control "mxd.sock"\ncookie secret "%s"\n' % OTHER)
    daemon.reload()
    assert ask_cookie(daemon, old)[2] == ["bad"]
    assert ask_cookie(daemon, new)[2] == ["good"]
    # Back, with the old one first: as an anycast set may be in between.
    daemon.write_conf(CONF + 'cookie previous "%s"\n' % OTHER)
    daemon.reload()
    assert ask_cookie(daemon, old)[2] == ["good"]
    assert ask_cookie(daemon, new)[2] == ["good"]


def test_cookies_of_two_servers(mxd):
    """The same secret, the same cookies: an anycast set agrees."""
    one, two = mxd(CONF, zones=ZONES), mxd(CONF, zones=ZONES)
    other = mxd('control "mxd.sock"\n', zones=ZONES)
    cookie = ask_cookie(one, CLIENT)[1]
    assert ask_cookie(two, cookie)[2] == ["good"]
    assert ask_cookie(other, cookie)[2] == ["bad"]
    # Without a secret of the operator one lives as long as the process.
    cookie = ask_cookie(other, CLIENT)[1]
    other.reload()
    assert ask_cookie(other, cookie)[2] == ["good"]
    assert ask_cookie(one, cookie)[2] == ["bad"]


def test_cookies_off(mxd):
    daemon = mxd('control "mxd.sock"\ncookies off\n', zones=ZONES)
    q, cookie, grown = ask_cookie(daemon, CLIENT)
    check_edns(q)
    assert cookie is None and grown == []


# --- RFC 7828

def test_keepalive(server):
    q = Query(server, edns=0, options=[(KEEPALIVE, b"")], tcp=True)
    check_edns(q)
    assert q.options[KEEPALIVE] == (100).to_bytes(2, "big")   # 10 s
    q = Query(server, edns=0, options=[(KEEPALIVE, b"")])
    check_edns(q)
    assert KEEPALIVE not in q.options
    assert KEEPALIVE not in Query(server, edns=0, tcp=True).options
    q = Query(server, edns=0, options=[(KEEPALIVE, b"\0\1")], tcp=True)
    assert q.rcode == dns.rcode.FORMERR


def test_keepalive_says_what_is_configured(mxd):
    daemon = mxd("tcp idle 2500ms\n", zones=ZONES)
    q = Query(daemon, edns=0, options=[(KEEPALIVE, b"")], tcp=True)
    assert q.options[KEEPALIVE] == (25).to_bytes(2, "big")


# --- RFC 9660

def test_zoneversion(server):
    for name, rcode in (("e.example", dns.rcode.NOERROR),
                        ("no.e.example", dns.rcode.NXDOMAIN),
                        ("sub.e.example", dns.rcode.NOERROR)):
        q = Query(server, name, edns=0, options=[(ZONEVERSION, b"")])
        assert q.rcode == rcode
        assert q.options[ZONEVERSION] == b"\2\0" + (17).to_bytes(4, "big")
    for name in ("other.invalid", "broken.example"):
        q = Query(server, name, edns=0, options=[(ZONEVERSION, b"")])
        assert ZONEVERSION not in q.options
    assert ZONEVERSION not in Query(server, edns=0).options
    q = Query(server, edns=0, options=[(ZONEVERSION, b"\2")])
    assert q.rcode == dns.rcode.FORMERR


# --- RFC 9567

def test_report_channel(mxd, server):
    daemon = mxd('report agent "Agent.example.net"\n', zones=ZONES)
    wire = dns.name.from_text("agent.example.net").to_wire()
    for name in ("e.example", "no.e.example"):
        q = Query(daemon, name, edns=0)
        assert q.options[CHANNEL].lower() == wire
    assert Query(daemon).edns == -1
    assert CHANNEL not in Query(server, edns=0).options


# --- RFC 8914

@pytest.mark.parametrize("name,rdtype,rcode,code", [
    ("other.invalid", "A", dns.rcode.REFUSED, 20),
    ("broken.example", "MX", dns.rcode.SERVFAIL, 14),
    ("e.example", "AXFR", dns.rcode.REFUSED, 18),
    ("e.example", "MAILB", dns.rcode.NOTIMP, 21),
    ("e.example", "MX", dns.rcode.NOERROR, None),
    ("no.e.example", "MX", dns.rcode.NXDOMAIN, None),
])
def test_extended_errors(server, name, rdtype, rcode, code):
    q = Query(server, name, rdtype, edns=0)
    assert q.rcode == rcode
    if code is None:
        assert EDE not in q.options
    else:
        assert q.options[EDE][:2] == code.to_bytes(2, "big")


def ede(q):
    """Info-code and text of the extended error, None if there is none."""
    if EDE not in q.options:
        return None
    data = q.options[EDE]
    return int.from_bytes(data[:2], "big"), data[2:].decode()


def test_extended_error_texts(server):
    assert ede(Query(server, "broken.example", edns=0)) == (
        14, "the zone is configured, but not loaded")
    # The code says it all, and strangers cause it.
    assert ede(Query(server, "other.invalid", edns=0)) == (20, "")


def test_stale_zone(mxd):
    """What a zone held before its file broke is served, and said to be."""
    daemon = mxd(zones={"e.example": zone(BODY, 17),
                        "f.example": zone("@ MX 1 mx.e.example.\n"
                                          "to CNAME mx.e.example.\n")})
    asked = (("e.example", "MX"), ("mx.e.example", "AAAA"),
             ("no.e.example", "A"), ("mx.e.example", "MX"),
             ("sub.e.example", "A"), ("f.example", "MX"))

    def look(edns):
        """Answers in brief, without ID; with EDNS its OPT apart."""
        found = []
        for name, rdtype in asked:
            q = Query(daemon, name, rdtype, edns=edns)
            m = q.message
            found.append([q.flags, q.rcode] + [
                [rrset.to_text() for rrset in section]
                for section in (m.answer, m.authority, m.additional)])
        return found

    def codes(tcp=False):
        return [(ede(Query(daemon, name, rdtype, edns=0, tcp=tcp)) or
                 (None, ""))[0] for name, rdtype in asked]

    plain, rich = look(None), look(0)
    assert codes() == [None] * 6
    # Broken: the same answers, and who speaks EDNS is told.
    daemon.write_zone("e.example", zone(BODY + "x MX y\n", 18))
    daemon.reload()
    for _ in range(2):
        assert look(None) == plain and look(0) == rich
        assert codes() == codes(tcp=True) == [3, 3, 19, 3, 3, None]
        # Another fault, or the same one again, changes nothing.
        daemon.write_zone("e.example", "nonsense\n")
        daemon.reload()
    q = Query(daemon, edns=0, options=[(ZONEVERSION, b"")])
    assert q.options[ZONEVERSION] == bytes((2, 0, 0, 0, 0, 17))
    assert ede(q)[1] == ("the zone's last good version; the new one "
                         "has errors")
    # The alias leads into the stale zone.
    assert ede(Query(daemon, "to.f.example", "A", edns=0))[0] == 3
    assert EDE not in Query(daemon, "f.example", edns=0).options
    # Mended, with what it held before.
    daemon.write_zone("e.example", zone(BODY, 17))
    daemon.reload()
    assert look(None) == plain and look(0) == rich
    assert codes() == [None] * 6
    # A file that is gone from a zone block is such a fault too.
    daemon.write("g", zone(BODY, 19))
    daemon.write_conf('zone "g.example" { file "%s" }\n' % daemon.path("g"))
    daemon.reload()
    assert ede(Query(daemon, "g.example", edns=0)) is None
    os.unlink(daemon.path("g"))
    daemon.reload()
    assert ede(Query(daemon, "g.example", edns=0))[0] == 3
    assert Query(daemon, "g.example").message.answer[0][0].serial == 19


def test_stale_as_dig_says_it(mxd):
    daemon = mxd(zones={"e.example": zone(BODY, 17)})
    daemon.write_zone("e.example", "nonsense\n")
    daemon.reload()
    for name, said in (("e.example", "EDE: 3 (Stale Answer): (the zone's "
                        "last good version; the new one has errors)"),
                       ("no.e.example", "EDE: 19 (Stale NXDOMAIN Answer)")):
        out = subprocess.run(["dig", "@127.0.0.1", "-p", str(daemon.port),
                              name, "MX"], capture_output=True, text=True,
                             timeout=PATIENCE_S, check=True).stdout
        assert said in out, out


# --- response policy

def types(section):
    return [dns.rdatatype.to_text(rrset.rdtype) for rrset in section]


def test_minimal_responses(mxd, server):
    q = Query(server, rdtype="MX")
    assert types(q.message.authority) == []
    assert types(q.message.additional) == ["A", "AAAA"]
    daemon = mxd("minimal responses off\n", zones=ZONES)
    q = Query(daemon, rdtype="MX")
    assert types(q.message.authority) == ["NS"]
    assert sorted(types(q.message.additional)) == ["A", "A", "A", "AAAA"]
    for name, rdtype in (("no.e.example", "A"), ("mx.e.example", "MX")):
        q = Query(daemon, name, rdtype)
        assert types(q.message.authority) == ["SOA"]
    q = Query(daemon, "sub.e.example", "A")
    assert types(q.message.authority) == ["NS"]
    q = Query(daemon, rdtype="NS")
    assert types(q.message.authority) == []


def test_any(mxd, server):
    """RFC 8482: one set; all of them over TCP, if configured."""
    full = mxd("any full\n", zones=ZONES)
    for daemon, tcp, count in ((server, False, 1), (server, True, 1),
                               (full, False, 1), (full, True, 3)):
        q = Query(daemon, "mx.e.example", "ANY", tcp=tcp)
        assert q.rcode == dns.rcode.NOERROR
        assert len(q.message.answer) == count
    q = Query(full, "no.e.example", "ANY", tcp=True)
    assert q.rcode == dns.rcode.NXDOMAIN


# --- what a real client sees

@pytest.mark.parametrize("options,wanted", [
    (["+noedns", "+noad"], ["status: NOERROR", "SOA"]),
    (["+noedns", "+tcp"], ["status: NOERROR"]),
    (["+edns=0", "+nocookie"], ["EDNS: version: 0"]),
    (["+edns=1", "+noednsneg"], ["status: BADVERS", "EDNS: version: 0"]),
    (["+ednsopt=100", "+nocookie"], ["status: NOERROR"]),
    (["+ednsflags=0x80", "+nocookie"], ["status: NOERROR"]),
    (["+dnssec"], ["flags: do"]),
    (["+cookie"], ["(good)"]),
    (["+nsid"], ["NSID"]),
    (["+header-only", "+opcode=15", "+noedns"], ["status: NOTIMP"]),
    (["+subnet=0/0"], ["status: NOERROR"]),
    (["+bufsize=512", "+ignore"], ["status: NOERROR"]),
])
def test_dig(server, options, wanted):
    done = subprocess.run(
        ["dig", "@127.0.0.1", "-p", str(server.port), "+tries=1",
         "+time=9", "+norec", *options, "SOA", "e.example"],
        stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False)
    for text in wanted:
        assert text in done.stdout, done.stdout
    assert "WARNING" not in done.stdout
    assert "malformed" not in done.stdout
