# SPDX-License-Identifier: ISC
"""Zones signed elsewhere, validated by others: delv, unbound, drill.

Each signer, each kind of denial, each kind of answer.  What a validator
calls secure here it found to be so with nothing but the zone's key.
"""

import re
import shutil
import subprocess
import tempfile
import time

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

import signing
from daemon import (E2E, Daemon, PATIENCE_S, exchange, free_port,
                    patient_timeouts, wait_for, wire_order)

BODY = """$TTL 600
@ SOA ns1 hostmaster 7 14400 3600 1209600 300
@ NS ns1
@ NS ns2
@ MX 10 mx1
@ MX 10 mx2
@ MX 10 mx3
@ TXT "v=spf1 mx -all"
ns1 A 192.0.2.53
ns2 A 192.0.2.54
mx1 A 192.0.2.1
mx1 AAAA 2001:db8::1
mx2 A 192.0.2.2
mx3 A 192.0.2.3
_25._tcp.mx1 TLSA 3 1 1 (
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 )
pool A 192.0.2.101
pool A 192.0.2.102
pool A 192.0.2.103
pool A 192.0.2.104
deep.below.nothing A 192.0.2.9
*.wild MX 10 mx1
*.wild TXT "wild"
host.wild A 192.0.2.10
x.y.wild A 192.0.2.11
alias CNAME mx1
twice CNAME alias
*.walias CNAME mx1
*.wtwice CNAME a.walias
towild CNAME some.wild
tonothing CNAME no.such.name
tonodata CNAME mx2
towildnodata CNAME other.wild
dn DNAME below.nothing
dnwild DNAME wild
plain NS ns.plain
ns.plain A 127.0.0.1
only.insecure.below2 NS ns1
signed NS ns.signed
ns.signed A 127.0.0.1
away NS ns1
away DS 1 13 2 (
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 )
"""

CHILD = """$TTL 600
@ SOA ns hostmaster 7 14400 3600 1209600 300
@ NS ns
@ MX 10 mail
ns A 127.0.0.1
mail A 192.0.2.77
"""

SECURE, INSECURE, HOLE = "secure", "insecure", "hole"

# Name, type, code, and what a validator must think.  A hole is secure but
# where the chain opts out: there nobody can say, RFC 5155 9.2.
QUESTIONS = [
    ("@", "SOA", "NOERROR", SECURE),
    ("@", "NS", "NOERROR", SECURE),
    ("@", "MX", "NOERROR", SECURE),
    ("@", "TXT", "NOERROR", SECURE),
    ("@", "DNSKEY", "NOERROR", SECURE),
    ("@", "CDS", "NOERROR", SECURE),
    ("@", "CDNSKEY", "NOERROR", SECURE),
    ("mx1", "A", "NOERROR", SECURE),
    ("mx1", "AAAA", "NOERROR", SECURE),
    ("_25._tcp.mx1", "TLSA", "NOERROR", SECURE),
    ("pool", "A", "NOERROR", SECURE),
    # Not there: no type, no name, nothing at an empty non-terminal.
    ("@", "A", "NOERROR", SECURE),
    ("mx2", "AAAA", "NOERROR", SECURE),
    ("_25._tcp.mx2", "TLSA", "NXDOMAIN", HOLE),
    ("_tcp.mx1", "TLSA", "NOERROR", SECURE),
    ("nothing", "A", "NOERROR", SECURE),
    ("below.nothing", "MX", "NOERROR", SECURE),
    ("no", "A", "NXDOMAIN", HOLE),
    ("no.such.name", "A", "NXDOMAIN", HOLE),
    ("no.mx1", "A", "NXDOMAIN", HOLE),
    ("\\000.mx1", "A", "NXDOMAIN", HOLE),
    ("zzz", "A", "NXDOMAIN", HOLE),
    ("0", "A", "NXDOMAIN", HOLE),
    # Wildcards.
    ("some.wild", "MX", "NOERROR", HOLE),
    ("a.b.c.wild", "TXT", "NOERROR", HOLE),
    ("some.wild", "A", "NOERROR", HOLE),
    ("*.wild", "MX", "NOERROR", SECURE),
    ("*.wild", "A", "NOERROR", SECURE),
    ("wild", "MX", "NOERROR", SECURE),
    ("host.wild", "MX", "NOERROR", SECURE),
    ("y.wild", "MX", "NOERROR", SECURE),
    ("no.host.wild", "MX", "NXDOMAIN", HOLE),
    ("no.y.wild", "MX", "NXDOMAIN", HOLE),
    # Aliases, also from and to wildcards.
    ("alias", "A", "NOERROR", SECURE),
    ("alias", "CNAME", "NOERROR", SECURE),
    ("twice", "AAAA", "NOERROR", SECURE),
    ("twice", "MX", "NOERROR", SECURE),
    ("a.walias", "A", "NOERROR", HOLE),
    ("a.wtwice", "A", "NOERROR", HOLE),
    ("a.wtwice", "TXT", "NOERROR", HOLE),
    ("towild", "MX", "NOERROR", HOLE),
    ("tonothing", "A", "NXDOMAIN", HOLE),
    ("tonodata", "AAAA", "NOERROR", SECURE),
    ("towildnodata", "A", "NOERROR", HOLE),
    # DNAME.
    ("dn", "DNAME", "NOERROR", SECURE),
    ("dn", "A", "NOERROR", SECURE),
    ("deep.dn", "A", "NOERROR", SECURE),
    ("no.dn", "A", "NXDOMAIN", HOLE),
    ("any.dnwild", "MX", "NOERROR", HOLE),
    # Delegations, without and with DS.
    ("plain", "DS", "NOERROR", HOLE),
    ("only.insecure.below2", "DS", "NOERROR", HOLE),
    ("insecure.below2", "A", "NOERROR", HOLE),
    ("plain", "MX", "NOERROR", INSECURE),
    ("mail.plain", "A", "NOERROR", INSECURE),
    ("no.plain", "A", "NXDOMAIN", INSECURE),
    ("signed", "DS", "NOERROR", SECURE),
    ("signed", "MX", "NOERROR", SECURE),
    ("mail.signed", "A", "NOERROR", SECURE),
    ("mail.signed", "MX", "NOERROR", SECURE),
    ("no.signed", "A", "NXDOMAIN", SECURE),
]

UNBOUND = """
server:
 interface: 127.0.0.1@@PORT@
 do-daemonize: no
 do-not-query-localhost: no
 module-config: "validator iterator"
 trust-anchor-file: "@DIR@/keys"
 username: ""
 chroot: ""
 directory: "@DIR@"
 pidfile: ""
 use-syslog: no
 val-log-level: 2
 minimal-responses: no
 aggressive-nsec: no
 local-zone: "example." nodefault
remote-control:
 control-enable: no
"""

BIND = """
options {
	directory "@DIR@";
	pid-file "@DIR@/named.pid";
	session-keyfile "@DIR@/named.key";
	managed-keys-directory "@DIR@";
	listen-on port @PORT@ { 127.0.0.1; };
	listen-on-v6 { none; };
	recursion yes;
	dnssec-validation yes;
	synth-from-dnssec no;
	empty-zones-enable no;
	forward only;
	forwarders { 127.0.0.1 port %d; };
};
controls { };
trust-anchors {
%s};
"""

TOOLS = [tool for tool in signing.SIGNERS if signing.has(tool)]
ZONES = ["%s-%s.example" % (tool, denial) for tool in TOOLS
         for denial in signing.DENIALS]

pytestmark = pytest.mark.skipif(not TOOLS, reason="no signer is installed")


class World:
    """All zones, the daemon, and a resolver that trusts their keys."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="mxd-dnssec-")
        self.zones = {}
        self.daemon = None
        self.resolvers = {}     # name: process
        self.ports = {}

    def open(self):
        served = {}
        for name in ZONES:
            tool, denial = name.split(".")[0].split("-")
            child = signing.sign(self.dir, tool, "signed." + name, CHILD,
                                 "nsec")
            zone = signing.sign(self.dir, tool, name, BODY + child.ds(),
                                denial)
            self.zones[name] = zone
            served[name] = zone.text
            served["signed." + name] = child.text
            served["plain." + name] = CHILD
        self.write("anchors", "trust-anchors {\n%s};\n" % "".join(
            zone.bind_anchor() for zone in self.zones.values()))
        self.daemon = Daemon(zones=served)
        self.daemon.start()
        return self

    def write(self, name, text):
        path = "%s/%s" % (self.dir, name)
        with open(path, "w", encoding="ascii") as f:
            f.write(text)
        return path

    def delv(self, name, rdtype, zone):
        return signing.run(
            "delv", "@127.0.0.1", "-p", str(self.daemon.port), "-a",
            self.dir + "/anchors", "+root=" + zone, "-q", name, "-t", rdtype)

    def start(self, name, conf, *command):
        """A resolver; its conf may speak of its port and directory."""
        port = self.ports[name] = free_port()
        path = self.write(name + ".conf", conf.replace(
            "@PORT@", str(port)).replace("@DIR@", self.dir))
        with open("%s/%s.log" % (self.dir, name), "wb") as log:
            self.resolvers[name] = subprocess.Popen(
                [signing.program(command[0]), *command[1:], path], stderr=log,
                stdout=log, stdin=subprocess.DEVNULL, cwd=self.dir)
        timeouts = patient_timeouts()
        wait_for(lambda: self.is_resolving(name, next(timeouts)),
                 name + " to answer")

    def start_unbound(self):
        """An iterating validator with our zones as stubs."""
        stubs = "".join(
            'stub-zone:\n name: "%s"\n stub-addr: 127.0.0.1@%d\n'
            % (prefix + name, self.daemon.port) for name in self.zones
            for prefix in ("", "signed.", "plain."))
        self.write("keys", "".join(
            zone.anchor() for zone in self.zones.values()))
        self.start("unbound", UNBOUND + stubs, "unbound", "-d", "-c")

    def start_bind(self):
        """A validator that asks mxd only, whatever the question is."""
        anchors = "".join(z.bind_anchor() for z in self.zones.values())
        self.start("bind", BIND % (self.daemon.port, anchors), "named", "-g",
                   "-n", "1", "-c")

    def is_resolving(self, name, timeout):
        assert self.resolvers[name].poll() is None, self.log(name)
        query = dns.message.make_query("version.bind", "TXT", "CH")
        try:
            dns.query.udp(query, "127.0.0.1", timeout,
                          port=self.ports[name])
            return True
        except (dns.exception.Timeout, OSError):
            return False

    def log(self, name):
        with open("%s/%s.log" % (self.dir, name), encoding="utf-8",
                  errors="replace") as f:
            return f.read()

    def resolve(self, resolver, name, rdtype):
        query = dns.message.make_query(name, rdtype, want_dnssec=True)
        query.flags |= dns.flags.AD
        return dns.query.udp_with_fallback(
            query, "127.0.0.1", PATIENCE_S, port=self.ports[resolver])[0]

    def close(self):
        try:
            for resolver in self.resolvers.values():
                resolver.terminate()
                resolver.wait(PATIENCE_S)
            if self.daemon is not None:
                self.daemon.clean()
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)


@pytest.fixture(scope="module")
def world():
    made = World()
    try:
        yield made.open()
    finally:
        made.close()


def full(name, zone):
    return zone + "." if name == "@" else "%s.%s." % (name, zone)


# delv takes ten times as long as a resolver for a question, and what it thinks
# is known after the plain pass.
NEEDS_DELV = pytest.mark.skipif(
    signing.program("delv") is None or E2E != "all",
    reason="delv is not installed, or was asked in the plain pass")


def needs(program):
    return pytest.mark.skipif(signing.program(program) is None,
                              reason=program + " is not installed")


def wanted(thought, zone):
    """What a validator may think."""
    if thought == HOLE:
        return ("secure", "insecure") if "optout" in zone else ("secure",)
    return (thought,)


def delv_verdict(text):
    """What delv thinks of an answer, from the words that it prints."""
    verdicts = [line for line in text.splitlines() if line.startswith(";")]
    if any("resolution failed" in line and "ncache" not in line
           for line in verdicts) or "broken trust" in text:
        return "bogus"
    if any("unsigned answer" in line for line in verdicts):
        return "insecure"
    if any("fully validated" in line for line in verdicts):
        return "secure"
    return "?"


@needs("ldns-verify-zone")
@pytest.mark.parametrize("zone", ZONES)
def test_files_are_sound(world, zone):
    """Else the tests below say nothing about mxd."""
    assert "complete" in signing.run("ldns-verify-zone",
                                     world.zones[zone].path)


@pytest.mark.parametrize("zone", ZONES)
def test_load_is_silent(world, zone):
    """No finding about signatures that were made a moment ago."""
    for line in world.daemon.log().splitlines():
        assert "dnssec-" not in line, line


@NEEDS_DELV
@pytest.mark.parametrize("zone", ZONES)
def test_delv(world, zone):
    """Each question once for each kind of denial, the signers take turns; the
    resolvers below are asked all of them."""
    wrong = []
    tool, denial = zone.split(".")[0].split("-")
    turn = TOOLS.index(tool) + signing.DENIALS.index(denial)
    for name, rdtype, _, thought in QUESTIONS[turn % len(TOOLS)::len(TOOLS)]:
        text = world.delv(full(name, zone), rdtype, zone)
        if delv_verdict(text) not in wanted(thought, zone):
            wrong.append("%s %s: wanted %s\n%s" % (
                name, rdtype, thought, text))
    assert not wrong, "\n".join(wrong)


def check_resolver(world, resolver, zone):
    """It validates each answer, or sees why that cannot be."""
    wrong = []
    for name, rdtype, rcode, thought in QUESTIONS:
        reply = world.resolve(resolver, full(name, zone), rdtype)
        verdict = "secure" if reply.flags & dns.flags.AD else "insecure"
        if dns.rcode.to_text(reply.rcode()) != rcode or \
                verdict not in wanted(thought, zone):
            wrong.append("%s %s: wanted %s %s, got %s" % (
                name, rdtype, rcode, thought, reply.to_text()))
    assert not wrong, "\n".join(wrong) + world.log(resolver)[-5000:]


@needs("unbound")
@pytest.mark.parametrize("zone", ZONES)
def test_unbound(world, zone):
    if "unbound" not in world.resolvers:
        world.start_unbound()
    check_resolver(world, "unbound", zone)


@needs("named")
@pytest.mark.parametrize("zone", ZONES)
def test_bind(world, zone):
    if "bind" not in world.resolvers:
        world.start_bind()
    check_resolver(world, "bind", zone)


@needs("delv")
@pytest.mark.parametrize("zone", ZONES)
def test_rotation_keeps_signatures(world, zone):
    """Whatever stands first, the signature is of the set."""
    for name, rdtype, count in (("pool", "A", 4), ("@", "MX", 3),
                                ("@", "NS", 2)):
        first = set()
        for _ in range(count):
            query = dns.message.make_query(full(name, zone), rdtype,
                                           want_dnssec=True)
            with world.daemon.udp() as sock:
                wire = exchange(sock, query.to_wire())
            records = wire_order(wire)[0]
            assert [r[1] for r in records] == [rdtype] * count + ["RRSIG"]
            first.add(records[0][2])
        assert len(first) == count
        for _ in range(2 if E2E == "all" else 0):
            text = world.delv(full(name, zone), rdtype, zone)
            assert delv_verdict(text) == "secure", text


@needs("drill")
@pytest.mark.parametrize("zone", ZONES)
def test_drill(world, zone):
    """-D gets signatures, -S chases them up to the key."""
    key = world.write("drill.key", world.zones[zone].anchor())
    server = ["-p", str(world.daemon.port), "@127.0.0.1"]
    for name, rdtype in (("@", "MX"), ("mx1", "AAAA"),
                         ("_25._tcp.mx1", "TLSA")):
        text = signing.run("drill", "-D", *server, full(name, zone), rdtype)
        assert re.search(r"\sRRSIG\s+%s\s" % rdtype, text), text
        text = signing.run("drill", "-S", "-k", key, *server,
                           full(name, zone), rdtype, check=False)
        assert "Chase successful" in text, text


@pytest.mark.parametrize("zone", ZONES)
def test_signatures_only_if_asked_for(world, zone):
    """Without DO neither RRSIG nor NSEC, unless that is the question."""
    for name, rdtype, _, _ in QUESTIONS:
        reply = world.daemon.ask(full(name, zone), rdtype)
        for rrset in reply.answer + reply.authority + reply.additional:
            assert rrset.rdtype not in (
                dns.rdatatype.RRSIG, dns.rdatatype.NSEC,
                dns.rdatatype.NSEC3), reply.to_text()


@pytest.mark.parametrize("zone", ZONES)
def test_signatures_asked_for(world, zone):
    """RRSIG as the question: all of the name, with or without DO."""
    for want in (False, True):
        reply = world.daemon.ask(full("mx1", zone), "RRSIG",
                                 want_dnssec=want, tcp=True)
        covered = {rdata.covers() for rrset in reply.answer
                   for rdata in rrset}
        assert {dns.rdatatype.A, dns.rdatatype.AAAA} <= covered


@pytest.mark.parametrize("zone", ZONES)
def test_small_answers(world, zone):
    """What does not fit is cut off with TC, and comes over TCP."""
    for name, rdtype, rcode, _ in QUESTIONS:
        small = world.daemon.ask(full(name, zone), rdtype, payload=512,
                                 want_dnssec=True)
        assert len(small.to_wire()) <= 512
        whole = world.daemon.ask(full(name, zone), rdtype, tcp=True,
                                 want_dnssec=True)
        assert not whole.flags & dns.flags.TC
        assert small.rcode() == whole.rcode() == dns.rcode.from_text(rcode)
        if not small.flags & dns.flags.TC:
            assert sets(small) <= sets(whole)


def sets(message):
    """The sets of an answer, additional data apart: order means nothing."""
    return {(rrset.name, rrset.rdtype, rrset.covers, frozenset(rrset))
            for rrset in message.answer + message.authority}


@pytest.mark.parametrize("zone", ZONES)
def test_referrals(world, zone):
    """A referral brings the DS with its signature, or proof of none."""
    denial = dns.rdatatype.NSEC if "-nsec." in zone else dns.rdatatype.NSEC3
    for name, proof in (("www.away", dns.rdatatype.DS),
                        ("www.only.insecure.below2", denial)):
        reply = world.daemon.ask(full(name, zone), "A", want_dnssec=True)
        assert not reply.flags & dns.flags.AA
        assert not reply.answer
        types = [rrset.rdtype for rrset in reply.authority]
        assert types[0] == dns.rdatatype.NS
        assert set(types[1:]) == {proof, dns.rdatatype.RRSIG}
        signed = {rrset.name for rrset in reply.authority
                  if rrset.rdtype == dns.rdatatype.RRSIG}
        assert signed == {rrset.name for rrset in reply.authority
                          if rrset.rdtype == proof}


# --- controls: what is wrong is seen to be wrong

@needs("dnssec-signzone")
def test_forged_records_are_seen(world, mxd):
    """The validator does look: a changed address is bogus."""
    zone = signing.sign(world.dir, "bind", "forged.example", BODY, "nsec")
    text = zone.text.replace("192.0.2.2\n", "192.0.2.222\n")
    assert text != zone.text
    daemon = mxd(zones={"forged.example": text})
    anchor = world.write("forged.anchor", "trust-anchors {\n%s};\n"
                         % zone.bind_anchor())
    for name, verdict in (("mx1", "secure"), ("mx2", "bogus")):
        out = signing.run(
            "delv", "@127.0.0.1", "-p", str(daemon.port), "-a", anchor,
            "+root=forged.example", "-q", name + ".forged.example", "-t",
            "A", check=False)
        assert delv_verdict(out) == verdict, out


@needs("dnssec-signzone")
@pytest.mark.parametrize("days,finding", [
    (-1, "error: dnssec-signature-expired: late.example.: the signature of "
     "SOA expired at 20"),
    (2, "warning: dnssec-signature-expires-soon: late.example.: the "
     "signature of SOA expires at 20"),
    (4, None),
])
def test_expiration_is_told(mxd, tmp_path, days, finding):
    """At load, and the zone is served all the same."""
    ends = time.strftime("%Y%m%d%H%M%S", time.gmtime(
        time.time() + days * 86400))
    zone = signing.sign(str(tmp_path), "bind", "late.example", BODY, "nsec",
                        ["-P", "-s", "20260101000000", "-e", ends])
    daemon = mxd(zones={"late.example": zone.text})
    assert daemon.ask("late.example", "MX").answer
    if finding is None:
        daemon.wait_started()
        assert "dnssec-" not in daemon.log()
    else:
        daemon.wait_log(re.escape(finding))
