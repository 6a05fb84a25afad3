# SPDX-License-Identifier: ISC
"""Headers, EDNS, odd packets: what each must be answered with, on UDP."""

import socket
import struct

import dns.edns
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import pytest

from daemon import Daemon, answers, exchange, zone

# 40 records of 40 octets: more than 1232, less than 65535.
LARGE = "".join("large TXT \"%02d %s\"\n" % (n, "x" * 30) for n in range(40))
# Ten exchanges with addresses: the answer fits, the addresses do not.
MANY = "".join("many MX 10 mx%02d.with-a-rather-long-name\n"
               "mx%02d.with-a-rather-long-name A 192.0.2.%d\n"
               "mx%02d.with-a-rather-long-name AAAA 2001:db8::%d\n"
               % (n, n, n + 1, n, n + 1) for n in range(14))
BODY = """
@ MX 10 mx
mx A 192.0.2.1
alias CNAME mx
* .wild TXT "w"
sub NS ns.sub
sub NS ns1
ns.sub A 192.0.2.99
""".replace("* .wild", "*.wild") + LARGE + MANY


@pytest.fixture(scope="module")
def server():
    daemon = Daemon('identity "ns1.example.net"\nversion "mxd test"\n',
                    zones={"q.example": zone(BODY)})
    daemon.start()
    yield daemon
    daemon.clean()


@pytest.fixture
def sock(server):
    with server.udp() as s:
        yield s


def question(name="q.example", rdtype="MX", **options):
    return dns.message.make_query(name, rdtype, **options)


def silent(server, wire):
    """Is this packet dropped?  A sound one sent after it is answered."""
    with server.udp() as s:
        s.send(wire)
        probe = question()
        reply = exchange(s, probe.to_wire())
        return reply[:2] == probe.to_wire()[:2] and len(reply) > 12


# --- header

def test_flags(server):
    reply = server.ask("q.example", "MX")
    assert reply.flags & dns.flags.AA
    assert not reply.flags & dns.flags.RA
    assert reply.flags & dns.flags.RD       # copied: make_query sets it
    query = question()
    query.flags = 0
    with server.udp() as s:
        reply = dns.message.from_wire(exchange(s, query.to_wire()))
    assert not reply.flags & dns.flags.RD


def test_reserved_flags_are_clear(sock):
    """AD and Z say nothing from us; CD is copied at most."""
    query = bytearray(question().to_wire())
    query[3] |= 0x40
    reply = exchange(sock, bytes(query))
    assert reply[3] & 0x40 == 0
    assert reply[3] & 0x20 == 0


def test_case_is_preserved(sock):
    wire = question("Q.eXamPLe").to_wire()
    reply = exchange(sock, wire)
    assert reply[12:12 + 11] == wire[12:12 + 11]
    message = dns.message.from_wire(reply)
    assert answers(message, "MX") == ["10 mx.Q.eXamPLe."] or \
        answers(message, "MX") == ["10 mx.q.example."]
    assert message.answer[0].name.to_text() in ("Q.eXamPLe.", "q.example.")


def test_id_is_copied(sock):
    for number in (0, 1, 0x7fff, 0xffff):
        query = question()
        query.id = number
        reply = exchange(sock, query.to_wire())
        assert reply[:2] == number.to_bytes(2, "big")


@pytest.mark.parametrize("opcode", [1, 2, 3, 4, 5, 6, 15])
def test_other_opcodes(sock, opcode):
    wire = bytearray(question().to_wire())
    wire[2] = (wire[2] & 0x87) | opcode << 3
    reply = exchange(sock, bytes(wire))
    assert reply[3] & 0x0f == dns.rcode.NOTIMP
    assert reply[2] & 0x78 == opcode << 3
    assert reply[2] & 0x80


def test_no_question(sock):
    wire = struct.pack(">HHHHHH", 7, 0, 0, 0, 0, 0)
    assert exchange(sock, wire)[3] & 0x0f == dns.rcode.FORMERR


def test_two_questions(sock):
    one = question().to_wire()
    wire = one[:4] + b"\0\2" + one[6:] + one[12:]
    assert exchange(sock, wire)[3] & 0x0f == dns.rcode.FORMERR


@pytest.mark.parametrize("cut", [13, 15, 20, 24, 26])
def test_cut_off_question(sock, cut):
    wire = question().to_wire()
    assert len(wire) > cut
    assert exchange(sock, wire[:cut])[3] & 0x0f == dns.rcode.FORMERR


def test_compressed_question(sock):
    wire = struct.pack(">HHHHHH", 7, 0, 1, 0, 0, 0) + b"\xc0\x0c\0\1\0\1"
    assert exchange(sock, wire)[3] & 0x0f == dns.rcode.FORMERR


@pytest.mark.parametrize("wire", [
    b"", b"\0", struct.pack(">HHHHHH", 7, 0, 1, 0, 0, 0)[:11]])
def test_short_packets_are_dropped(server, wire):
    assert silent(server, wire)


def test_responses_are_dropped(server):
    """Two servers must not be made to talk to each other for ever."""
    query = question()
    query.flags |= dns.flags.QR
    assert silent(server, query.to_wire())


def test_not_ours(server):
    reply = server.ask("other.invalid", "A")
    assert reply.rcode() == dns.rcode.REFUSED
    assert not reply.flags & dns.flags.AA
    assert not reply.answer and not reply.authority


def test_nothing_is_transferred(server):
    """No transfers yet: refused, not answered with half a zone."""
    for tcp in (False, True):
        for rdtype in ("AXFR", "IXFR"):
            reply = server.ask("q.example", rdtype, tcp=tcp)
            assert reply.rcode() in (dns.rcode.REFUSED, dns.rcode.NOTIMP)
            assert not reply.answer


# --- classes

def test_version_and_identity(server):
    for name, text in (("version.bind", '"mxd test"'),
                       ("id.server", '"ns1.example.net"')):
        reply = server.ask(name, "TXT", rdclass=dns.rdataclass.CH)
        assert answers(reply, "TXT") == [text]


def test_version_and_identity_untold(mxd):
    daemon = mxd()
    for name in ("version.bind", "id.server"):
        reply = daemon.ask(name, "TXT", rdclass=dns.rdataclass.CH)
        assert reply.rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize("rdclass", [2, 3, 4, 254, 1000])
def test_other_classes(server, rdclass):
    reply = server.ask("q.example", "MX", rdclass=rdclass)
    assert reply.rcode() == dns.rcode.REFUSED
    assert not reply.answer


# --- EDNS

def test_no_edns_no_opt(server):
    assert server.ask("q.example", "MX").edns == -1


def test_edns_size(server):
    reply = server.ask("q.example", "MX", use_edns=0, payload=4096)
    assert reply.edns == 0
    assert reply.payload == 1232


def test_edns_size_configured(mxd):
    daemon = mxd("udp size 700\n", zones={"q.example": zone(BODY)})
    reply = daemon.ask("q.example", "MX", use_edns=0)
    assert reply.payload == 700


def test_do_is_copied(server):
    reply = server.ask("q.example", "MX", want_dnssec=True)
    assert reply.ednsflags & dns.flags.DO
    reply = server.ask("q.example", "MX", use_edns=0)
    assert not reply.ednsflags & dns.flags.DO


@pytest.mark.parametrize("version", [1, 2, 255])
def test_badvers(sock, version):
    record = bytearray(opt())
    record[6] = version
    reply = dns.message.from_wire(
        exchange(sock, with_additional(bytes(record))))
    assert reply.rcode() == dns.rcode.BADVERS
    assert reply.edns == 0
    assert not reply.answer


def opt(option=b"", size=1232):
    return b"\0" + struct.pack(">HHIH", 41, size, 0, len(option)) + option


def with_additional(*records):
    wire = question().to_wire()
    return wire[:10] + struct.pack(">H", len(records)) + wire[12:] + \
        b"".join(records)


def test_two_opts(sock):
    reply = exchange(sock, with_additional(opt(), opt()))
    assert reply[3] & 0x0f == dns.rcode.FORMERR


def test_opt_with_broken_option(sock):
    """An option longer than the OPT that holds it."""
    reply = exchange(sock, with_additional(opt(b"\0\3\0\x09")))
    assert reply[3] & 0x0f == dns.rcode.FORMERR


def test_unknown_option_is_ignored(sock):
    wire = with_additional(opt(struct.pack(">HH", 65001, 3) + b"abc"))
    message = dns.message.from_wire(exchange(sock, wire))
    assert message.rcode() == dns.rcode.NOERROR
    assert message.edns == 0 and not message.options
    assert answers(message, "MX")


def test_nsid(server):
    nsid = dns.edns.GenericOption(dns.edns.OptionType.NSID, b"")
    reply = server.ask("q.example", "MX", use_edns=0, options=[nsid])
    assert [o.to_wire() for o in reply.options] == [b"ns1.example.net"]
    # Only when asked for.
    assert not server.ask("q.example", "MX", use_edns=0).options


def test_edns_with_errors(server):
    """OPT in, OPT out, whatever the RCODE (RFC 6891 7)."""
    assert server.ask("other.invalid", "A", use_edns=0).edns == 0
    assert server.ask("nothing.q.example", "A", use_edns=0).edns == 0


# --- truncation

@pytest.mark.parametrize("payload,limit", [
    (None, 512), (0, 512), (511, 512), (512, 512), (513, 513),
    (1231, 1231), (1232, 1232), (1233, 1232), (65535, 1232)])
def test_truncated(server, payload, limit):
    options = {} if payload is None else {"use_edns": 0, "payload": payload}
    query = question("large.q.example", "TXT", **options)
    with server.udp() as s:
        wire = exchange(s, query.to_wire())
    assert len(wire) <= limit
    reply = dns.message.from_wire(wire)
    assert reply.flags & dns.flags.TC
    # The set does not fit: then none of it, not a part of it.
    assert not reply.answer
    whole = server.ask("large.q.example", "TXT", tcp=True, **options)
    assert not whole.flags & dns.flags.TC
    assert len(answers(whole, "TXT")) == 40


def test_additional_left_out_without_tc(server):
    """Addresses are an extra: RRsets of them go, TC stays clear."""
    query = question("many.q.example", "MX")
    with server.udp() as s:
        wire = exchange(s, query.to_wire())
    assert len(wire) <= 512
    reply = dns.message.from_wire(wire)
    if not reply.flags & dns.flags.TC:
        assert len(answers(reply, "MX")) == 14
    whole = server.ask("many.q.example", "MX", tcp=True)
    assert sum(len(rrset) for rrset in whole.additional) == 28


# --- answers in a few words; the oracle test knows all of them

def test_nodata_and_nxdomain(server):
    for name, rdtype, rcode in (
            ("q.example", "SRV", dns.rcode.NOERROR),
            ("wild.q.example", "TXT", dns.rcode.NOERROR),
            ("nothing.q.example", "A", dns.rcode.NXDOMAIN)):
        reply = server.ask(name, rdtype)
        assert reply.rcode() == rcode
        assert reply.flags & dns.flags.AA
        assert not reply.answer
        soa = reply.authority[0]
        assert soa.rdtype == dns.rdatatype.SOA
        assert soa.ttl == 300       # MINIMUM, less than the SOA's TTL


def test_referral(server):
    reply = server.ask("host.sub.q.example", "A")
    assert not reply.flags & dns.flags.AA
    assert not reply.answer
    assert reply.authority[0].rdtype == dns.rdatatype.NS
    assert sorted(rrset.name.to_text() for rrset in reply.additional) == [
        "ns.sub.q.example.", "ns1.q.example."]


def test_wildcard(server):
    reply = server.ask("any.thing.wild.q.example", "TXT")
    assert answers(reply, "TXT") == ['"w"']
    assert reply.answer[0].name.to_text() == "any.thing.wild.q.example."


def test_any_is_minimal(server):
    reply = server.ask("q.example", "ANY")
    assert len(reply.answer) == 1


# --- which address answers

def test_wildcard_socket_answers_from_the_address_asked(mxd):
    daemon = mxd(zones={"q.example": zone()}, listen=["*"])
    for address in ("127.0.0.1", "127.0.0.2", "127.9.8.7"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(10)
            s.sendto(question().to_wire(), (address, daemon.port))
            assert s.recvfrom(512)[1] == (address, daemon.port)


def test_ipv6(mxd):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip("no IPv6 on loopback: %s" % error)
    daemon = mxd(zones={"q.example": zone()}, listen=["127.0.0.1", "::1"])
    for tcp in (False, True):
        reply = daemon.ask("q.example", "SOA", address="::1", tcp=tcp)
        assert reply.answer
    daemon = mxd(zones={"q.example": zone()}, listen=["*"])
    assert daemon.ask("q.example", "SOA", address="::1").answer
