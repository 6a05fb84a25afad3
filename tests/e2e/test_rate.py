# SPDX-License-Identifier: ISC
"""`rate limit`: whose answers are kept back, and whose are not."""

import socket

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.rcode
import pytest

from daemon import Daemon, exchange, wait_for, zone

LIMIT = 5
MANY = 100
COOKIE = 10
BODY = "@ MX 10 mx\nmx A 192.0.2.1\n*.wild A 192.0.2.2\n"
# A debt is paid off by the second: what is sent while one passes is more.
SECONDS = 10


def make(mxd, conf="", zones=("a.example", "b.example")):
    return mxd('control "mxd.sock"\nrate limit %d\n%s' % (LIMIT, conf),
               zones={name: zone(BODY) for name in zones})


@pytest.fixture
def limited(mxd):
    return lambda conf="": make(mxd, conf)


# What is limited is limited by zone: each test here has one of its own.
OWN = ["mx", "a", "wildcard", "nxdomain", "nodata", "refused", "plain", "edns",
       "tcp"]


@pytest.fixture(scope="module")
def shared():
    daemon = make(lambda *args, **options: Daemon(*args, **options).start(),
                  zones=["%s.example" % name for name in OWN] + ["a.example"])
    yield daemon
    daemon.clean()


def flood(daemon, names, rdtype="MX", **options):
    """All that comes back to MANY questions that go out together."""
    found = []
    with daemon.udp() as sock:
        for number in range(MANY):
            query = dns.message.make_query(names(number), rdtype, **options)
            sock.send(query.to_wire())
        # TCP is always answered: then mxd has come to them, however slow.
        daemon.ask("a.example", tcp=True)
        sock.settimeout(0.5)
        try:
            while True:
                found.append(dns.message.from_wire(sock.recv(65535)))
        except socket.timeout:
            return found


def whole(messages):
    return [m for m in messages if not m.flags & dns.flags.TC]


def slipped(messages):
    return [m for m in messages if m.flags & dns.flags.TC]


def assert_limited(found):
    assert len(whole(found)) <= SECONDS * LIMIT
    assert len(found) < MANY * 0.75


@pytest.mark.parametrize("own,names,rdtype", [
    ("mx", "mx.example", "MX"),
    ("a", "mx.a.example", "A"),
    ("wildcard", "x%d.wild.wildcard.example", "A"),
    ("nxdomain", "x%d.nxdomain.example", "A"),
    ("nodata", "nodata.example", "SRV"),
    ("refused", "x%d.nowhere.example", "MX"),
], ids=OWN[:6])
def test_limit(shared, own, names, rdtype):
    found = flood(shared, lambda n: names.replace("%d", str(n)), rdtype)
    assert_limited(found)
    # By questions for no zone of its a test waits for mxd.
    assert len(whole(found)) >= LIMIT or own == "refused"


@pytest.mark.parametrize("own", ["plain", "edns"])
def test_slip(shared, own):
    """Half of what is too much is cut short, and says so."""
    found = slipped(flood(shared, lambda n: "x%d.%s.example" % (n, own), "A",
                          use_edns=0 if own == "edns" else False))
    assert MANY / 2 - SECONDS * LIMIT <= len(found) <= MANY / 2 + 1
    for message in found:
        assert message.rcode() == dns.rcode.NOERROR
        assert message.answer == message.authority == message.additional == []
        assert message.question[0].name.to_text().endswith(own + ".example.")
        assert message.edns == (0 if own == "edns" else -1)
        assert message.flags & dns.flags.QR
        assert not message.flags & dns.flags.AA


def test_no_slip(limited):
    found = flood(limited("rate slip 0\n"), lambda n: "a.example")
    assert slipped(found) == []
    assert_limited(found)


def test_all_slip(limited):
    found = flood(limited("rate slip 1\n"), lambda n: "a.example")
    assert len(found) == MANY
    assert len(whole(found)) <= SECONDS * LIMIT


def test_exempt(limited):
    daemon = limited("rate exempt 10.0.0.0/8\nrate exempt 127.0.0.0/8\n")
    assert len(whole(flood(daemon, lambda n: "a.example"))) == MANY


def test_tcp(shared):
    flood(shared, lambda n: "tcp.example")
    for _ in range(3 * LIMIT):
        reply = shared.ask("tcp.example", tcp=True)
        assert not reply.flags & dns.flags.TC


def test_other_zone_and_kind(limited):
    daemon = limited("rate slip 0\n")
    flood(daemon, lambda n: "a.example")
    assert daemon.ask("b.example", "MX").answer
    assert daemon.ask("x.a.example", "MX").rcode() == dns.rcode.NXDOMAIN


def test_cookie(limited):
    daemon = limited("rate slip 0\n")
    client = bytes(range(8))

    def ask(cookie):
        query = dns.message.make_query("a.example", "MX", use_edns=0, options=[
            dns.edns.GenericOption(COOKIE, cookie)])
        with daemon.udp() as sock:
            return dns.message.from_wire(exchange(sock, query.to_wire()))
    reply = ask(client)
    cookie = next(option.data for option in reply.options
                  if option.otype == COOKIE)
    flood(daemon, lambda n: "a.example")
    for _ in range(3 * LIMIT):
        assert ask(cookie).answer


def test_total(limited):
    """Many zones do not give the limit of each."""
    daemon = limited("rate slip 0\nrate total %d\n" % (2 * LIMIT))
    found = flood(daemon, lambda n: "x%d.%s.example" % (n, "ab"[n % 2]), "A")
    found += flood(daemon, lambda n: "%s.example" % "ab"[n % 2], "MX")
    assert LIMIT <= len(found) <= SECONDS * 2 * LIMIT


def test_counters(limited):
    daemon = limited("log queries all\n")
    found = flood(daemon, lambda n: "a.example")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(daemon.path("mxd.sock"))
        sock.sendall(b"stats\n")
        text = b""
        while more := sock.recv(65536):
            text += more
    stats = dict(line.split() for line in text.decode().splitlines()[1:])
    assert int(stats["rate_slipped"]) == len(slipped(found))
    assert int(stats["rate_dropped"]) == MANY - len(found)
    # The log says when it began; the log of queries, what became of each.
    daemon.wait_log(r"rate limit: 127\.0\.0\.0/24, or who asks in its name, "
                    r"wants more than %d answers a second of one kind \(data\) "
                    r"from one zone \(a\.example\.\); " % LIMIT)

    def told(word):
        return daemon.log().count(" udp 127.0.0.1 %s " % word)
    wait_for(lambda: told("limited") == MANY - len(found), "the last query")
    assert told("slipped") == len(slipped(found))


def test_off_by_default(mxd):
    daemon = mxd(zones={"a.example": zone(BODY)})
    assert len(whole(flood(daemon, lambda n: "a.example"))) == MANY
