# SPDX-License-Identifier: ISC
"""Faults that other servers had in the last years, one test each."""

import struct

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

import signing
from daemon import Daemon, exchange, wire_order, zone

BODY = """
; An asterisk in RDATA is a label like any other.
*.w A 192.0.2.10
tostar CNAME *.w
tonostar CNAME *.nothing
tostarbelow CNAME x.*.w
starmx MX 10 *.w
starmx MX 20 *.nothing
toinside CNAME a.*.inside
a.*.inside A 192.0.2.11
; A CNAME that is made of a DNAME.
d DNAME t
x.t A 192.0.2.12
c.t CNAME x.t
; Names below a delegation, with NS of their own.
cut NS ns.cut
ns.cut A 192.0.2.20
deep.cut NS ns.deep.cut
ns.deep.cut A 192.0.2.21
www.cut A 192.0.2.22
a.cut MX 10 www.cut
; One DNAME leads to another, in a row, in a ring, deeper each time.
d1 DNAME d2
d2 DNAME d3
d3 DNAME t
ring1 DNAME ring2
ring2 DNAME ring1
grow DNAME a.grow2
grow2 DNAME b.grow
""" + \
    "".join("chain%d CNAME chain%d\n" % (n, n + 1) for n in range(1000)) + \
    "chain1000 A 192.0.2.30\nloop1 CNAME loop2\nloop2 CNAME loop1\n" + \
    "".join("many NS ns%d.many\nns%d.many A 192.0.2.%d\n"
            "ns%d.many AAAA 2001:db8::%d\n" % (n, n, n + 100, n, n)
            for n in range(13)) + """
sibling NS ns.cut
sibling NS ns.other
other NS ns.other
ns.other A 192.0.2.40
"""


@pytest.fixture(scope="module")
def server():
    daemon = Daemon(zones={"p.example": zone(BODY)})
    daemon.start()
    yield daemon
    daemon.clean()


def ask(server, name, rdtype, **options):
    """The code, and the records by section, as the wire has them."""
    query = dns.message.make_query(name + ".p.example", rdtype, **options)
    with server.udp() as sock:
        wire = exchange(sock, query.to_wire())
    reply = dns.message.from_wire(wire)
    sections = wire_order(wire)
    for section in sections:
        assert len(section) == len(set(section)), "a record stands twice"
    return dns.rcode.to_text(reply.rcode()), reply, sections


def short(section):
    """"name TYPE" without the zone."""
    return [owner.replace(".p.example.", "") + " " + rdtype
            for owner, rdtype, _ in section]


@pytest.mark.parametrize("name,rdtype,rcode,answer", [
    ("tostar", "A", "NOERROR", ["tostar CNAME", "*.w A"]),
    ("tostar", "AAAA", "NOERROR", ["tostar CNAME"]),
    ("tonostar", "A", "NXDOMAIN", ["tonostar CNAME"]),
    # "*.w" is there, and has nothing below: RFC 4592 2.2.1.
    ("tostarbelow", "A", "NXDOMAIN", ["tostarbelow CNAME"]),
    ("x.*.w", "A", "NXDOMAIN", []),
    ("starmx", "MX", "NOERROR", ["starmx MX", "starmx MX"]),
    ("toinside", "A", "NOERROR", ["toinside CNAME", "a.*.inside A"]),
    ("b.inside", "A", "NOERROR", []),
    ("*.inside", "A", "NOERROR", []),
    ("inside", "A", "NOERROR", []),
])
def test_asterisk_in_data(server, name, rdtype, rcode, answer):
    found, reply, (records, authority, additional) = ask(
        server, name, rdtype)
    assert found == rcode
    assert short(records) == answer
    assert reply.flags & dns.flags.AA
    if name == "starmx":
        assert short(additional) == ["*.w A"]
        assert not authority
    elif rcode == "NXDOMAIN" or not answer:
        assert [r[1] for r in authority] == ["SOA"]


@pytest.mark.parametrize("rdtype,answer", [
    ("CNAME", ["d DNAME", "x.d CNAME"]),
    ("A", ["d DNAME", "x.d CNAME", "x.t A"]),
    ("ANY", ["d DNAME", "x.d CNAME"]),
    ("DNAME", ["d DNAME", "x.d CNAME"]),
])
def test_synthesised_cname_answers(server, rdtype, answer):
    """RFC 6672 3.2: who asks for CNAME has it, and is led no further."""
    rcode, _, (records, _, _) = ask(server, "x.d", rdtype)
    assert rcode == "NOERROR"
    assert short(records) == answer


@pytest.mark.parametrize("name", [
    "cut", "www.cut", "deep.cut", "www.deep.cut", "ns.deep.cut", "a.cut"])
@pytest.mark.parametrize("rdtype", ["A", "NS", "MX", "DS"])
def test_the_highest_delegation_counts(server, name, rdtype):
    """RFC 1034 4.2.1: below a cut nothing is ours, NS least of all."""
    rcode, reply, (records, authority, additional) = ask(
        server, name, rdtype)
    assert rcode == "NOERROR"
    assert not records
    if (name, rdtype) == ("cut", "DS"):     # RFC 4035 3.1.4.1: ours
        assert short(authority) == ["p.example. SOA"]
        return
    assert not reply.flags & dns.flags.AA
    assert short(authority) == ["cut NS"]
    assert short(additional) == ["ns.cut A"]


def test_dname_again(server):
    """What a DNAME leads to may lie below another."""
    rcode, _, (records, _, _) = ask(server, "x.d1", "A")
    assert rcode == "NOERROR"
    assert short(records) == [
        "d1 DNAME", "x.d1 CNAME", "d2 DNAME", "x.d2 CNAME",
        "d3 DNAME", "x.d3 CNAME", "x.t A"]
    rcode, _, (records, _, _) = ask(server, "c.d1", "A")
    assert rcode == "NOERROR"
    assert short(records)[-2:] == ["c.t CNAME", "x.t A"]
    rcode, _, (records, authority, _) = ask(server, "no.d1", "A")
    assert rcode == "NXDOMAIN"
    assert short(records)[-1] == "no.d3 CNAME"
    assert short(authority) == ["p.example. SOA"]


@pytest.mark.parametrize("name", ["x.ring1", "x.grow", "loop1"])
def test_rings_end(server, name):
    rcode, reply, (records, _, _) = ask(server, name, "A", use_edns=0)
    assert rcode in ("NOERROR", "YXDOMAIN")
    assert len(records) <= 2 * 17
    assert reply.flags & dns.flags.AA


def test_huge_chain(server):
    """Some links are followed; then it is the resolver's turn."""
    rcode, _, (records, authority, _) = ask(server, "chain0", "A",
                                            use_edns=0)
    assert rcode == "NOERROR"
    assert short(records) == ["chain%d CNAME" % n
                              for n in range(len(records))]
    assert 8 <= len(records) <= 20
    assert not authority
    rcode, _, (records, _, _) = ask(server, "chain990", "A")
    assert short(records)[-1] == "chain1000 A"


@pytest.mark.parametrize("size", [512, 600, 700, 800, 1232])
def test_glue_is_not_left_out(server, size):
    """RFC 9471 3.1: all of it, or TC; a part of it says nothing."""
    _, reply, (_, authority, additional) = ask(
        server, "www.many", "A", use_edns=0, payload=size)
    glue = len([r for r in additional if r[1] in ("A", "AAAA")])
    assert len(authority) == 13
    assert glue == 26 or reply.flags & dns.flags.TC
    reply = server.ask("www.many.p.example", "A", tcp=True)
    assert sum(map(len, reply.additional)) == 26


def test_glue_of_siblings(server):
    """RFC 9471 2.2: addresses below other delegations, as far as known."""
    _, _, (_, authority, additional) = ask(server, "x.sibling", "A")
    assert short(authority) == ["sibling NS", "sibling NS"]
    assert sorted(short(additional)) == ["ns.cut A", "ns.other A"]


# --- octets that lie, in \\# of RFC 3597

SOA = "@ SOA ns1 hostmaster 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.53\n"


@pytest.mark.parametrize("text,finding", [
    # SVCB: a parameter's length, a list's item, a key missing.
    ("x SVCB \\# 7 0001 00 0003 0004\n", "a parameter is cut off"),
    ("x SVCB \\# 9 0001 00 0001 0003 02 68\n", "a parameter is cut off"),
    ("x HTTPS \\# 10 0001 00 0001 0003 03 6832\n", "its list is cut off"),
    ("x SVCB \\# 11 0001 00 0004 0003 c00002 01\n",
     "no sound SVCB data"),
    ("x SVCB \\# 2 0001\n", "a name is cut off"),
    # APL: the length of the address, or of the prefix.
    ("x APL \\# 4 0001 18 05\n", "a prefix is cut off"),
    ("x APL \\# 5 0001 18 83 0a\n", "a prefix is cut off"),
    ("x APL \\# 9 0001 18 05 0a00000001\n", "an IPv4 prefix is too long"),
    ("x APL \\# 8 0001 21 04 0a000001\n", "an IPv4 prefix is too long"),
    # SOA without its end, or with more.
    ("@ SOA \\# 4 00000001\n", "a number of 32 bits is missing"),
    ("@ SOA \\# 21 00 00 00000001000000020000000300000004000000\n",
     "a number of 32 bits is missing"),
    ("@ SOA \\# 23 00 00 0000000100000002000000030000000400000005ff\n",
     "octets are left over"),
    # A name that points elsewhere, or is cut off.
    ("x CNAME \\# 2 c00c\n", "a name is compressed"),
    ("x MX \\# 5 000a 03 6162\n", "a name is cut off"),
    ("x TXT \\# 2 0561\n", "a string is cut off"),
    # What signs and denies.
    ("x RRSIG \\# 10 00010d01000000000000\n", "is missing"),
    ("x NSEC \\# 3 00 0021\n", "the set of types is cut off"),
    ("@ NSEC3PARAM \\# 5 01 00 0000 01\n", "the salt is cut off"),
    ("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 \\# 8 010000 00ffaabb 14\n",
     "the salt is cut off"),
    ("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 0 - wxyz A\n",
     "is not base32"),
])
def test_lengths_that_lie(mxd, text, finding):
    """Told with line and reason; the zone does not come in."""
    body = text if " SOA " in text else SOA + text
    daemon = mxd(zones={"l.example": "$TTL 60\n" + body})
    reply = daemon.ask("l.example", "SOA")
    assert reply.rcode() == dns.rcode.SERVFAIL
    daemon.wait_log("parse-error: .*l.example.*" + finding)


def test_reload_keeps_what_was_sound(mxd):
    """A zone that got such octets answers with what it had."""
    daemon = mxd(zones={"l.example": zone("x A 192.0.2.1\n")})
    daemon.write_zone("l.example", zone("x SVCB \\# 7 0001 00 0003 0004\n",
                                        2))
    daemon.reload()
    reply = daemon.ask("x.l.example", "A")
    assert reply.answer[0][0].to_text() == "192.0.2.1"


SIGNED = SOA + """
@ RRSIG SOA 13 2 60 20370101000000 20260101000000 1 n.example. AAAA
@ NSEC3PARAM 1 0 0 -
%s NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A
"""


@pytest.mark.parametrize("owner", [
    "0p9mhaveqvm6t7vbl5lop2u3t2rp3to", "wwwwhaveqvm6t7vbl5lop2u3t2rp3tom",
    "0p9mhaveqvm6t7vbl5lop2u3t2rp3to!", "x", "\\000", "@"])
def test_nsec3_owner_that_is_no_hash(mxd, owner):
    """It is told; questions do not stumble over it."""
    daemon = mxd(zones={"n.example": "$TTL 60\n" + SIGNED % owner})
    daemon.wait_log("error: dnssec-nsec3-owner")
    for name in ("n.example", "x.n.example", "x.y.n.example",
                 "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.n.example"):
        for rdtype in ("A", "DS", "NSEC3", "RRSIG", "ANY"):
            reply = daemon.ask(name, rdtype, want_dnssec=True)
            assert reply.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)


# --- queries that lie

@pytest.mark.parametrize("option", [
    b"\0\x0a\xff\xff", b"\0\x0a\0\x08abc", b"\0", b"\0\x0a\0",
    b"\0\x0f\0\2\0"])
def test_options_that_lie(server, option):
    """Lengths of EDNS options beyond the record: FORMERR, with an OPT."""
    wire = dns.message.make_query("p.example", "SOA").to_wire()
    wire = wire[:11] + b"\1" + wire[12:] + b"\0" + struct.pack(
        ">HHIH", 41, 1232, 0, len(option)) + option
    with server.udp() as sock:
        reply = dns.message.from_wire(exchange(sock, wire))
    assert reply.rcode() == dns.rcode.FORMERR


@pytest.mark.skipif(not signing.has("bind"), reason="no signer is installed")
def test_hash_asked_for(tmp_path, mxd):
    """RFC 5155 7.2.8: the owner of an NSEC3 is no name of the zone."""
    signed = signing.sign(str(tmp_path), "bind", "h.example", "$TTL 60\n" +
                          SOA, "nsec3")
    daemon = mxd(zones={"h.example": signed.text})
    reply = daemon.ask("no.h.example", "A", want_dnssec=True)
    owners = {r.name for r in reply.authority
              if r.rdtype == dns.rdatatype.NSEC3}
    assert owners
    for owner in owners:
        reply = daemon.ask(owner, "NSEC3", want_dnssec=True)
        assert reply.rcode() == dns.rcode.NXDOMAIN
        assert not reply.answer
        assert {r.rdtype for r in reply.authority} == {
            dns.rdatatype.SOA, dns.rdatatype.NSEC3, dns.rdatatype.RRSIG}
