# SPDX-License-Identifier: ISC
"""Whose turn it is: fair, and never against the preference."""

import collections
import itertools

import dns.message
import dns.rdatatype
import pytest

from daemon import exchange, wire_order, zone

GROUPS = zone("""
@ MX 20 backup1
@ MX 10 mx1
@ MX 10 mx2
@ MX 20 backup2
@ MX 10 mx3
mx1 A 192.0.2.1
mx2 A 192.0.2.2
mx3 A 192.0.2.3
backup1 A 198.51.100.1
backup2 A 198.51.100.2
pair MX 10 mercury
pair MX 10 venus
mercury A 192.0.2.4
venus A 192.0.2.5
www A 192.0.2.11
www A 192.0.2.12
www A 192.0.2.13
www AAAA 2001:db8::11
www AAAA 2001:db8::12
note TXT "one"
note TXT "two"
""")


class Asker:
    """Asks over one socket: one worker of several, always the same."""

    def __init__(self, daemon):
        self.sock = daemon.udp()

    def sections(self, name, rdtype):
        query = dns.message.make_query(name, rdtype)
        return wire_order(exchange(self.sock, query.to_wire()))

    def order(self, name, rdtype):
        return [text for _, _, text in self.sections(name, rdtype)[0]]


@pytest.fixture
def asker(mxd):
    asker = Asker(mxd(zones={"g.example": GROUPS}))
    yield asker
    asker.sock.close()


def spread(items):
    """How far apart the numbers of the most and the least frequent are."""
    counts = collections.Counter(items)
    return max(counts.values()) - min(counts.values()), len(counts)


def test_two_take_turns(asker):
    first = [asker.order("pair.g.example", "MX")[0] for _ in range(6)]
    assert first == ["10 mercury.g.example.", "10 venus.g.example."] * 3


def test_groups_are_fair_and_sorted(asker):
    firsts, backups = [], []
    for n in range(1, 61):
        order = asker.order("g.example", "MX")
        assert len(order) == 5
        assert all(text.startswith("10 ") for text in order[:3])
        assert all(text.startswith("20 ") for text in order[3:])
        firsts.append(order[0])
        backups.append(order[3])
        assert n < 3 or spread(firsts)[0] <= 1
        assert n < 2 or spread(backups)[0] <= 1
    assert spread(firsts) == (0, 3)
    assert spread(backups) == (0, 2)


@pytest.mark.parametrize("rdtype,targets", [("A", 3), ("AAAA", 2)])
def test_addresses_take_turns(asker, rdtype, targets):
    firsts = [asker.order("www.g.example", rdtype)[0] for _ in range(12)]
    assert spread(firsts) == (0, targets)


@pytest.mark.parametrize("pattern", [
    ["pair.g.example MX", "www.g.example A"],
    ["pair.g.example MX", "pair.g.example MX", "www.g.example AAAA"],
    ["g.example MX", "pair.g.example MX", "nothing.g.example MX"]])
def test_what_else_is_asked_does_not_matter(asker, pattern):
    """A counter for all would give one target all the first places."""
    firsts = collections.defaultdict(list)
    for what in itertools.islice(itertools.cycle(pattern), 36):
        order = asker.order(*what.split())
        firsts[what].append(order[0] if order else None)
    for what, names in firsts.items():
        assert spread(names)[0] <= 1, what


def test_additional_follows_the_targets(asker):
    for _ in range(6):
        answer, _, additional = asker.sections("g.example", "MX")
        targets = [text.split()[1] for _, _, text in answer]
        assert [owner for owner, _, _ in additional] == targets


def test_the_set_stays_whole(asker):
    for name in ("g.example", "pair.g.example"):
        sets = {tuple(sorted(asker.order(name, "MX"))) for _ in range(7)}
        assert len(sets) == 1


def test_tcp_takes_turns(mxd):
    daemon = mxd(zones={"g.example": GROUPS})
    firsts = []
    for _ in range(6):
        reply = daemon.ask("pair.g.example", "MX", tcp=True)
        firsts.append(reply.answer[0][0].to_text())
    assert spread(firsts) == (0, 2)


@pytest.mark.parametrize("conf,turns", [
    ("rotate off\n", {"g.example": 1, "h.example": 1}),
    ('zone "h.example" { file "h.example.txt"; rotate off }\n',
     {"g.example": 3, "h.example": 1})])
def test_rotate_off(mxd, conf, turns):
    daemon = mxd(start=False, zones={"g.example": GROUPS})
    daemon.write("h.example.txt", GROUPS)
    if "zone " not in conf:
        conf += 'zone "h.example" { file "h.example.txt" }\n'
    daemon.write_conf(conf.replace("; ", "\n"))
    daemon.start()
    asker = Asker(daemon)
    for name, number in turns.items():
        firsts = {asker.order(name, "MX")[0] for _ in range(6)}
        assert len(firsts) == number
        # Sorted by preference, rotated or not.
        assert asker.order(name, "MX")[3].startswith("20 ")
    asker.sock.close()


def test_turns_survive_a_reload(mxd):
    daemon = mxd(zones={"g.example": GROUPS, "x.example": zone()})
    asker = Asker(daemon)
    firsts = []
    for n in range(6):
        firsts.append(asker.order("pair.g.example", "MX")[0])
        daemon.write_zone("x.example", zone(serial=n + 2))
        daemon.reload()
    assert spread(firsts) == (0, 2)
    asker.sock.close()
