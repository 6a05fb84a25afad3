# SPDX-License-Identifier: ISC
"""Mail finds the exchangers that mxd names; scripts/proofs/mail runs this.

mxd is the only name server of this world.  A sender asks it alone, as its
C library does, or through a validating unbound that keeps answers.
"""

import hashlib
import os
import re
import ssl

import pytest

import apart
import names
import senders
import signing
from daemon import BUILD, EXAMPLES, wait_for, zone
from senders import Receivers, counts

MXD = ("192.0.2.53", "198.51.100.53")
UNBOUND = "203.0.113.53"
WORKERS = 2

# Where mail is spread each message is sent when the one before has arrived,
# so that senders that draw lots do so afresh.  Of fair coins half are heads,
# give or take half the root of their number as standard deviation: 5 of these
# hold for all but one of 2 million runs or more.
SIGMAS = 5
# Where all must go one way there is nothing to average.
FLOW = 20

# The exchangers of zones/examples, and of the zones below: mercury's network
# is 192.0.2, venus's 198.51.100, as there.
MERCURY = ["192.0.2.30", "192.0.2.40", "192.0.2.50", "192.0.2.60",
           "192.0.2.100", "192.0.2.110", "2001:db8:1::40"]
VENUS = ["198.51.100.30", "198.51.100.40", "198.51.100.60", "198.51.100.100",
         "2001:db8:2::40"]
ISP = "203.0.113.25"
REPORT = "203.0.113.26"
DANE = "192.0.2.120"

ALIASED = """@ MX 10 mail
mail CNAME mercury
mercury A 192.0.2.110
"""
# Its time to live is short: the test waits until caches have forgotten.
TURN = """@ 2 MX 10 mercury
%s@ 2 MX 10 venus
mercury A 192.0.2.100
venus A 198.51.100.100
"""
TURN_ALL = TURN % ""
TURN_VENUS = TURN.replace("@ 2 MX 10 mercury\n", "") % ""

KINDS = [senders.Postfix, senders.PostfixInOrder, senders.Exim,
         senders.Opensmtpd]
ROADS = {"alone": MXD[0], "unbound": UNBOUND}

table = []


def note(sender, case, road, result):
    """A line of the table that scripts/proof prints."""
    table.append((sender.title, case, road, result))
    with open(os.path.join(apart.PROOF, "table"), "w", encoding="ascii") as f:
        f.write("| sender | case | asks | result |\n|---|---|---|---|\n")
        f.writelines("| %s |\n" % " | ".join(line) for line in table)


def say(taken):
    return ", ".join("%s %d" % (host, number) for host, number in
                     sorted(counts(taken).items())) or "none"


# --- the world

def example_zones():
    found = {}
    for name in os.listdir(EXAMPLES):
        if name.endswith(".zone"):
            with open(os.path.join(EXAMPLES, name), encoding="ascii") as f:
                found[name[:-5]] = f.read()
    return found


def certificate(directory):
    """A certificate and its key, signed by nobody."""
    paths = [os.path.join(directory, name) for name in ("cert", "key")]
    apart.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
              "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
              "-subj", "/CN=mail.dane.example", "-addext",
              "subjectAltName=DNS:mail.dane.example,DNS:mail.wrong.example",
              "-out", paths[0], "-keyout", paths[1])
    return paths


def tlsa(path):
    """TLSA 3 0 1: the certificate itself, RFC 7672."""
    with open(path, encoding="ascii") as f:
        data = ssl.PEM_cert_to_DER_cert(f.read())
    return hashlib.sha256(data).hexdigest()


def signed(directory, name, digest):
    body = "@ MX 10 mail\nmail A %s\n_25._tcp.mail TLSA 3 0 1 %s\n" % (
        DANE, digest)
    return signing.sign(directory, "bind", name, zone(body), "nsec")


class World:
    def __init__(self):
        apart.wire()
        files = apart.place("files")
        cert = certificate(files)
        good = tlsa(cert[0])
        wrong = hashlib.sha256(b"another certificate").hexdigest()
        keys = [signed(files, "dane.example", good),
                signed(files, "wrong.example", wrong)]
        zones = example_zones()
        zones.update({key.name: key.text for key in keys})
        zones.update({
            "provider.example": zone("mx A %s\n" % ISP),
            "report.example": zone("@ MX 10 mx\nmx A %s\n" % REPORT),
            "aliased.example": zone(ALIASED),
            "turn.example": zone(TURN_ALL),
            "sender.example": zone("postfix A 203.0.113.10\n"
                                   "exim4-daemon-light A 203.0.113.11\n"
                                   "opensmtpd A 203.0.113.12\n")})
        # Postfix looks for DANE only where the root is validated.
        zones["."], anchor = names.sign_root(files, names.root_zone(
            {apex: {"ns1.example.net": [MXD[0]], "ns2.example.net": [MXD[1]]}
             for apex in zones}, "".join(key.ds() for key in keys)))
        self.mxd = names.Mxd("mxd", MXD, zones, workers=WORKERS)
        self.unbound = names.Unbound(
            "unbound", UNBOUND, MXD[0], [anchor])
        self.receivers = Receivers()
        self.receivers.add("mercury", *MERCURY)
        self.receivers.add("venus", *VENUS)
        self.receivers.add("isp", ISP)
        self.receivers.add("report", REPORT)
        self.receivers.add("dane", DANE, tls=cert)
        self.addresses = iter("203.0.113.%d" % n for n in range(10, 20))
        self.serial = 1

    def turn(self, body):
        """turn.example with this body, by SIGHUP."""
        self.serial += 1
        self.mxd.write_zone("turn.example", zone(body, self.serial))
        self.mxd.reload()


@pytest.fixture(scope="module")
def world():
    made = World()
    yield made
    made.unbound.stop()
    made.mxd.stop()


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def sender(request, world):
    made = request.param(next(world.addresses))
    made.title = "%s %s" % (request.param.__name__, made.root.version())
    yield made
    made.stop()


@pytest.fixture(params=list(ROADS))
def road(request, sender):
    sender.use(ROADS[request.param])
    return request.param


def one_by_one(world, sender, domain, number):
    since = len(world.receivers.taken())
    for n in range(number):
        sender.send("m%d@%s" % (n, domain))
        world.receivers.wait(n + 1, since)
        sender.rest()
    return world.receivers.taken(since)


def together(world, sender, domain, number):
    since = len(world.receivers.taken())
    sender.send(*["m%d@%s" % (n, domain) for n in range(number)])
    taken = world.receivers.wait(number, since)
    assert sorted(line["to"][0] for line in taken) == sorted(
        "m%d@%s" % (n, domain) for n in range(number))
    return taken


# --- what is shown

def test_spread(world, sender, road):
    number = sender.spread
    told = world.mxd.answers("balance.example")
    taken = one_by_one(world, sender, "balance.example", number)
    told = world.mxd.answers("balance.example") - told
    note(sender, "equal preference, %d one by one" % number, road,
         "%s; mxd was asked %d times" % (say(taken), told))
    found = counts(taken)
    off = abs(found.get("mercury", 0) - number / 2)
    assert set(found) <= {"mercury", "venus"}
    assert off <= SIGMAS * number ** 0.5 / 2
    assert told >= number if road == "alone" else told <= 2
    if sender.keeps_order and road == "alone":
        # Each worker of mxd alternates strictly.
        assert off <= WORKERS / 2


def test_mercury_is_down(world, sender, road):
    """Its connections are refused: the next preference takes all."""
    world.receivers.stop("mercury")
    try:
        taken = together(world, sender, "backup.example", FLOW)
    finally:
        world.receivers.start("mercury")
    note(sender, "mercury refuses, %d" % FLOW, road, say(taken))
    assert counts(taken) == {"venus": FLOW}
    assert sender.is_done()


def test_both_are_down(world, sender, road):
    """Nobody answers at their addresses: the last resort takes all."""
    ours = [world.receivers.hosts[name] for name in ("mercury", "venus")]
    for host in ours:
        host.unplug()
    try:
        taken = together(world, sender, "isp.example", FLOW)
    finally:
        for host in ours:
            host.replug()
    note(sender, "mercury and venus are away, %d" % FLOW, road, say(taken))
    assert counts(taken) == {"isp": FLOW}
    assert sender.is_done()


def test_null_mx(world, sender, road):
    """Each comes back at once, with a permanent error, and none waits."""
    since, logged = len(world.receivers.taken()), len(sender.log())
    sender.send(*["m%d@example.net" % n for n in range(FLOW)])
    if not sender.knows_null_mx:
        # As with any name that cannot be found now: it tries again later.
        wait_for(lambda: sender.deferred(sender.log()[logged:]) >= FLOW,
                 "all to be deferred", senders.PATIENCE_S)
        note(sender, "null MX, %d" % FLOW, road,
             "not known: waiting %d" % sender.queued())
        assert sender.queued() == FLOW
        assert not world.receivers.taken(since)
        return
    taken = world.receivers.wait(FLOW, since)
    assert sender.is_done()
    taken = world.receivers.taken(since)
    found = sorted({line["status"] for line in taken})
    note(sender, "null MX, %d" % FLOW, road, "bounced %d, status %s" % (
        len(taken), ", ".join(found)))
    assert counts(taken) == {"report": FLOW}
    assert {(line["from"], line["to"][0]) for line in taken} == {
        ("<>", senders.FROM)}
    assert all(status.startswith("5.") for status in found)


def test_alias(world, sender, road):
    """An MX that names an alias is against the rules; these follow it."""
    taken = together(world, sender, "aliased.example", FLOW)
    note(sender, "MX names an alias, %d" % FLOW, road, say(taken))
    assert counts(taken) == {"mercury": FLOW}


def test_alias_is_told(world):
    """The name server said so when it loaded the zone, and so does mxcheck."""
    path = os.path.join(world.mxd.dir, "zones", "aliased.example.zone")
    text = apart.run(os.path.join(BUILD, "mxcheck"), path, check=False)
    assert "mx-target-cname" in text
    assert "aliased.example.zone" in world.mxd.log()
    assert "mx-target-cname" in world.mxd.log()


def exchangers(address):
    answer = names.ask(address, "turn.example", "MX")
    return {rdata.exchange.to_text() for rrset in answer.answer
            for rdata in rrset}


def test_reload(world, sender, road):
    """SIGHUP takes mercury out, and brings it back: the mail follows."""
    both = {"mercury.turn.example.", "venus.turn.example."}
    world.turn(TURN_ALL)
    wait_for(lambda: exchangers(ROADS[road]) == both, "both")
    before = together(world, sender, "turn.example", FLOW)
    wait_for(sender.is_done, "an empty queue")
    world.turn(TURN_VENUS)
    # Whoever keeps answers keeps them for two seconds.
    wait_for(lambda: exchangers(ROADS[road]) < both, "venus alone")
    sender.rest()
    after = together(world, sender, "turn.example", FLOW)
    note(sender, "SIGHUP takes mercury out, %d and %d" % (FLOW, FLOW), road,
         "before: %s; after: %s" % (say(before), say(after)))
    assert set(counts(before)) <= {"mercury", "venus"}
    assert len(counts(before)) == 2 or not sender.draws
    assert counts(after) == {"venus": FLOW}


def test_dane(world, sender):
    """A TLSA record that fits is used; with one that does not, mail waits."""
    sender.use(UNBOUND)
    since = len(sender.log())
    taken = together(world, sender, "dane.example", FLOW)
    assert counts(taken) == {"dane": FLOW}
    assert all(line["tls"] for line in taken)
    verified = 0
    if sender.verified:
        # The log may be later than the mail.
        verified = wait_for(lambda: sender.is_done() and len(re.findall(
            sender.verified, sender.log()[since:])), "verified connections")
    note(sender, "DANE, TLSA fits, %d" % FLOW, "unbound",
         "%s, verified %d" % (say(taken), verified))
    assert verified == (FLOW if sender.verified else 0)


def test_dane_is_wrong(world, sender):
    sender.use(UNBOUND)
    if not sender.verified:
        # It does not ask for TLSA records: this is what happens then.
        taken = together(world, sender, "wrong.example", FLOW)
        note(sender, "DANE, TLSA does not fit, %d" % FLOW, "unbound",
             say(taken))
        assert counts(taken) == {"dane": FLOW}
        return
    since, logged = len(world.receivers.taken()), len(sender.log())
    sender.send(*["m%d@wrong.example" % n for n in range(FLOW)])
    wait_for(lambda: sender.deferred(sender.log()[logged:]) >= FLOW,
             "all to be deferred", senders.PATIENCE_S)
    taken = world.receivers.taken(since)
    note(sender, "DANE, TLSA does not fit, %d" % FLOW, "unbound",
         "%s, waiting %d" % (say(taken), sender.queued()))
    assert not taken
    assert sender.queued() == FLOW
