# SPDX-License-Identifier: ISC
"""Resolvers of others find all that mxd has; scripts/proofs/resolvers runs
this.

A world of three levels, all of it mxd: a signed root, a signed example., and
the zones below them, behind a box that has the habits of some networks.
"""

import os
import re

import dns.exception
import dns.flags
import dns.rcode
import dns.reversename
import pytest

import apart
import names
import resolvers
import signing
from daemon import EXAMPLES, answers, wait_for, zone

ROOT = "192.0.2.1"
TLD = "192.0.2.2"
CHILD = "192.0.2.3"
# The addresses that zones/examples and zone() name; the box has them.
LEAF = ["192.0.2.53", "198.51.100.53", "2001:db8:1::53", "2001:db8:2::53"]
BEHIND = "203.0.113.2"
# For stubs: all zones in one server, behind a box of its own.
ALL = "203.0.113.3"
ALL_BEHIND = "203.0.113.4"

KINDS = [resolvers.Unbound, resolvers.Bind, resolvers.Knot,
         resolvers.Powerdns, resolvers.Resolved]
HABITS = ["pass", "tc", "plain", "silent", "small"]

LARGE = "".join("large TXT \"%02d %s\"\n" % (n, "x" * 100)
                for n in range(30))
# An answer between 512 and 1232 octets, for the box that loses it.
MIDDLE = "".join("middle TXT \"%02d %s\"\n" % (n, "x" * 100)
                 for n in range(7))
SIGNED = """@ MX 10 mail
mail A 192.0.2.120
mail AAAA 2001:db8:1::120
*.wild MX 10 mail
null MX 0 .
alias CNAME mail
"""
TRICKS = """@ MX 10 mail
mail A 192.0.2.130
*.wild MX 10 mail
*.wild A 192.0.2.131
a CNAME b
b CNAME c
c CNAME d.child.tricks.example.
child NS ns.child
ns.child A %s
empty.branch TXT "x"
""" % CHILD + LARGE + MIDDLE
D_CHILD = """d CNAME mercury.basic.example.
@ MX 10 mail
mail A 192.0.2.140
mail AAAA 2001:db8:1::140
"""


class Question:
    """What is asked, and what must come: RCODE, records, whether proven.

    aliases are those on the way.  A wildcard's answer is the only one that
    has a name of the question's own.
    """

    def __init__(self, name, rdtype, *records, rcode="NOERROR", proven=False,
                 aliases=0):
        self.name = name
        self.rdtype = rdtype
        self.records = sorted(records)
        self.rcode = rcode
        self.proven = proven
        self.aliases = aliases

    def wrong(self, reply):
        """What is not as it must be, or None."""
        # resolved sends along what it does not trust.
        failed = reply.rcode() == dns.rcode.SERVFAIL
        found = {"rcode": dns.rcode.to_text(reply.rcode()),
                 "records": [] if failed else sorted(answers(
                     reply, self.rdtype)),
                 "proven": bool(reply.flags & dns.flags.AD),
                 "aliases": len(answers(reply, "CNAME"))}
        must = {key: getattr(self, key) for key in found}
        return None if found == must else "%s %s: %s, not %s" % (
            self.name, self.rdtype, found, must)


def pointer(address):
    return dns.reversename.from_address(address).to_text()


UNSIGNED = [
    Question("basic.example", "MX", "10 mercury.basic.example."),
    Question("mercury.basic.example", "A", "192.0.2.10"),
    Question("preference.example", "MX", "0 mercury.preference.example.",
             "10 venus.preference.example.", "20 mars.preference.example."),
    Question("balance.example", "MX", "10 mercury.balance.example.",
             "10 venus.balance.example."),
    Question("mercury.balance.example", "AAAA", "2001:db8:1::40"),
    Question("venus.balance.example", "A", "198.51.100.40"),
    Question("isp.example", "MX", "10 mercury.isp.example.",
             "10 venus.isp.example.", "30 mx.provider.example."),
    Question("example.net", "MX", "0 ."),
    Question("nobody.basic.example", "MX", rcode="NXDOMAIN"),
    Question("mercury.basic.example", "MX"),
    Question("branch.tricks.example", "TXT"),
    Question("any.thing.wild.tricks.example", "MX",
             "10 mail.tricks.example."),
    Question("host.wild.tricks.example", "A", "192.0.2.131"),
    Question("host.wild.tricks.example", "AAAA"),
    Question("mail.alias.example", "A", "192.0.2.50", aliases=1),
    Question("a.tricks.example", "A", "192.0.2.10", aliases=4),
    Question("child.tricks.example", "MX", "10 mail.child.tricks.example."),
    Question("mail.child.tricks.example", "AAAA", "2001:db8:1::140"),
    Question("no.child.tricks.example", "A", rcode="NXDOMAIN"),
    Question(pointer("192.0.2.10"), "PTR", "mercury.basic.example."),
    Question(pointer("198.51.100.40"), "PTR", "venus.balance.example."),
    Question(pointer("2001:db8:2::70"), "PTR", "mx2.example.com."),
    Question("large.tricks.example", "TXT", *[
        '"%02d %s"' % (n, "x" * 100) for n in range(30)]),
    Question("middle.tricks.example", "TXT", *[
        '"%02d %s"' % (n, "x" * 100) for n in range(7)]),
]
PROVEN = [question for name in ("nsec.example", "nsec3.example")
          for question in (
    Question(name, "MX", "10 mail.%s." % name, proven=True),
    Question("mail." + name, "A", "192.0.2.120", proven=True),
    Question("mail." + name, "AAAA", "2001:db8:1::120", proven=True),
    Question("x.wild." + name, "MX", "10 mail.%s." % name, proven=True),
    Question("null." + name, "MX", "0 .", proven=True),
    Question("alias." + name, "A", "192.0.2.120", proven=True, aliases=1),
    Question("nobody." + name, "MX", rcode="NXDOMAIN", proven=True),
    Question("mail." + name, "MX", proven=True))]
# The address is another one than was signed.
BOGUS = [Question("mail.bogus.example", "A", rcode="SERVFAIL"),
         Question("bogus.example", "MX", "10 mail.bogus.example.",
                  proven=True)]

table = []


def note(resolver, habit, result):
    table.append((resolver.title, habit, result))
    with open(os.path.join(apart.PROOF, "table"), "w", encoding="ascii") as f:
        f.write("| resolver | the box | result |\n|---|---|---|\n")
        f.writelines("| %s |\n" % " | ".join(line) for line in table)


# --- the world

def leaf_zones(directory):
    """Zones of the last level, and those that are signed."""
    zones = {}
    for name in os.listdir(EXAMPLES):
        if name.endswith(".zone"):
            with open(os.path.join(EXAMPLES, name), encoding="ascii") as f:
                zones[name[:-5]] = f.read()
    zones["tricks.example"] = zone(TRICKS)
    signed = [signing.sign(directory, "bind", name, zone(SIGNED), denial)
              for name, denial in (("nsec.example", "nsec"),
                                   ("nsec3.example", "nsec3"),
                                   ("bogus.example", "nsec"))]
    zones.update({key.name: key.text for key in signed})
    good = zones["bogus.example"]
    zones["bogus.example"] = good.replace("192.0.2.120", "192.0.2.121")
    assert zones["bogus.example"] != good
    return zones, signed


def tld_zone(directory, leaves, signed):
    """example., which knows who has what below it."""
    lines = []
    for apex in leaves:
        if not apex.endswith(".example"):
            continue
        for server, addresses in servers_of(apex).items():
            lines.append("%s. NS %s." % (apex, server))
            if server.endswith(apex):
                lines += ["%s. A %s" % (server, a) for a in addresses]
    lines += [key.ds().strip() for key in signed]
    return signing.sign(directory, "bind", "example",
                        moved(TLD) + "\n".join(lines) + "\n", "nsec")


def moved(address):
    """A zone's beginning, with its servers elsewhere."""
    return zone().replace(LEAF[0], address).replace(LEAF[1], address)


def servers_of(apex):
    """{name: addresses}: the examples share two, the others have their own."""
    own = os.path.exists(os.path.join(EXAMPLES, apex + ".zone"))
    return {"ns%d.%s" % (n, "example.net" if own else apex):
            LEAF[n - 1:n] if not own else [LEAF[n - 1], LEAF[n + 1]]
            for n in (1, 2)}


class Box:
    """The box's host, and its habit of the moment."""

    def __init__(self, name, upstream, *addresses):
        self.host = apart.Host(name, *addresses)
        self.upstream = upstream
        self.process = None

    def behave(self, habit):
        apart.stop(self.process)
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                               "box.py")
        self.process = self.host.start(
            "/usr/bin/python3", "-B", program, habit, self.upstream,
            *self.host.addresses, log="box")
        wait_for(lambda: names.answers_at(self.host.addresses[-1], "ready",
                                          "A"), "the box")


class World:
    def __init__(self):
        apart.wire()
        files = apart.place("files")
        leaves, signed = leaf_zones(files)
        tld = tld_zone(files, leaves, signed)
        cuts = {apex: servers_of(apex) for apex in leaves
                if not apex.endswith(".example")}
        cuts["example"] = {"ns1.example": [TLD]}
        root, self.anchor = names.sign_root(files, names.root_zone(
            cuts, tld.ds()))
        child = {"child.tricks.example": moved(CHILD) + D_CHILD}
        log = "log queries all\n"
        self.servers = {
            "root": names.Mxd("root", [ROOT], {".": root}, conf=log),
            "tld": names.Mxd("tld", [TLD], {"example": tld.text}, conf=log),
            "child": names.Mxd("child", [CHILD], child, conf=log),
            "leaf": names.Mxd("leaf", [BEHIND], leaves, conf=log),
            "all": names.Mxd("all", [ALL_BEHIND], {
                ".": root, "example": tld.text, **leaves, **child},
                conf=log)}
        self.boxes = [Box("box", BEHIND, *LEAF),
                      Box("allbox", ALL_BEHIND, ALL)]
        self.addresses = iter("203.0.113.%d" % n for n in range(10, 20))

    def logged(self):
        """{server: characters of its log}"""
        return {name: len(server.log())
                for name, server in self.servers.items()}

    def asked(self, since):
        """{server: [(name, type, flags, transport)]} of queries since."""
        pattern = r"query: (?!%s#)\S+ (\S+) IN (\S+) (\S+) (udp|tcp) " \
            % re.escape(apart.HERE[0])
        return {name: re.findall(pattern, server.log()[since[name]:])
                for name, server in self.servers.items()}


@pytest.fixture(scope="module")
def world():
    made = World()
    yield made
    for server in made.servers.values():
        server.stop()


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def resolver(request, world):
    root = ALL if request.param is resolvers.Resolved else ROOT
    made = request.param(next(world.addresses), root, world.anchor)
    made.title = "%s %s" % (request.param.__name__, made.version())
    yield made
    made.stop()


@pytest.fixture(params=HABITS)
def habit(request, world, resolver):
    resolver.stop()
    for box in world.boxes:
        box.behave(request.param)
    resolver.prepare(request.param)
    resolver.start()
    return request.param


def wrongs(resolver, questions):
    found = []
    for question in questions:
        try:
            found.append(question.wrong(resolver.ask(question.name,
                                                     question.rdtype)))
        except dns.exception.Timeout:
            found.append("%s %s: no answer" % (question.name,
                                               question.rdtype))
    return [text for text in found if text]


def is_minimised(asked):
    """Did the root hear of no more than a label?  BIND asks it for the whole
    names of name servers; that is not the question's name."""
    return all(name.count(".") == 1 for name, _type, _flags, _transport in
               asked if re.search(r"^(?!ns\d?\.).*example\.$", name, re.I))


def asked_behind(habit):
    if habit == "plain":
        # Without EDNS there is no DO: what is signed cannot be shown.
        return UNSIGNED
    if habit == "silent":
        return UNSIGNED[:3]
    if habit == "small":
        # What is lost costs seconds.
        return UNSIGNED[:3] + [question for question in UNSIGNED
                               if question.name.startswith("middle")]
    return UNSIGNED + PROVEN + BOGUS


def test_resolver(world, resolver, habit):
    since = world.logged()
    questions = asked_behind(habit)
    found = wrongs(resolver, questions)
    asked = world.asked(since)
    mine = asked["leaf"] or asked["all"]
    note(resolver, habit, "%d of %d; mxd got %d queries, %d by TCP, %d with "
         "EDNS, %d in mixed case; root minimised: %s" % (
             len(questions) - len(found), len(questions), len(mine),
             sum(query[3] == "tcp" for query in mine),
             sum("E" in query[2] for query in mine),
             sum(query[0] not in (query[0].lower(), query[0].upper())
                 for query in mine),
             is_minimised(asked["root"]) if asked["root"] else "-"))
    if habit == "small" and not resolver.survives_loss:
        # `udp size 512' in mxd.conf is for networks like this.
        found = [text for text in found if not text.startswith("middle.")]
    if habit == "silent" and not resolver.survives_silence:
        # Since 2019 some take such a server for one that is down.
        assert len(found) == len(questions) and not mine
        return
    assert not found, "\n".join(found)
    assert mine
    # That each did what it is here for.
    if resolver.has_minimisation:
        assert is_minimised(asked["root"])
    if resolver.has_0x20:
        assert any(query[0] != query[0].lower() for query in mine)
    if habit == "tc":
        assert all(query[3] == "tcp" for query in mine)
    if habit in ("plain", "silent"):
        assert not any("E" in query[2] for query in mine
                       if query[3] == "udp")
