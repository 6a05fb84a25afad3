# SPDX-License-Identifier: ISC
"""
Small zones and the questions that tell right servers from wrong ones, in
the spirit of small-model testing: few labels (a b c *), few records, all
kinds of records that send the answering algorithm another way (RFC 1034
4.3.2), each near to the others.  The same seed gives the same world.

A world holds many tiny zones, z000.test. and so on, because starting a
server costs more than a thousand questions.  Each zone is random records
and some shapes out of shapes.py.
"""

import os
import random
import socket

import sign
import wire
from shapes import SHAPES

SIGNED = 0.35       # of the zones
LABELS = ("a", "a", "b", "b", "c", "*")
DATA = ("A", "A", "AAAA", "MX", "MX", "TXT", "CNAME", "CNAME", "NS",
        "DNAME", "SRV")
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15,
         "TXT": 16, "AAAA": 28, "SRV": 33, "NAPTR": 35, "DNAME": 39,
         "DS": 43, "TLSA": 52, "SVCB": 64, "HTTPS": 65, "CAA": 257}
# RDATA that is, or ends with, a target name.
TARGETS = ("NS", "CNAME", "MX", "PTR", "SRV", "DNAME")
ASKED = ("A", "A", "A", "MX", "MX", "TXT", "CNAME", "NS", "DS", "AAAA",
         "SOA", "DNAME", "ANY", "SRV")
ASKED_SIGNED = ASKED + ("RRSIG", "NSEC", "DNSKEY", "NSEC3PARAM", "CDS",
                        "DS", "DS", "A", "A", "MX", "MX")
ASKED_HASHED = ("NSEC3", "RRSIG", "A", "ANY")   # RFC 5155 7.2.8
TYPE_CODE = dict(TYPES, ANY=255, RRSIG=46, NSEC=47, DNSKEY=48, NSEC3=50,
                 NSEC3PARAM=51, CDS=59)


def type_code(text):
    return TYPE_CODE[text] if text in TYPE_CODE else int(text[4:])


class Zone:
    """A zone as text lines, which keeps only what every peer would load."""

    def __init__(self, name, soa_ttl=3600, minimum=300):
        self.name = name
        self.apex = wire.name_parse(name + ".")
        self.lines, self.types = [], {}
        self.seen, self.targets = set(), set()
        self.is_odd = False     # peers may decline to load it
        self.sign = None        # how: sign.METHODS
        self.hashed, self.keys = [], []     # when it is signed
        self.add("@", "SOA", "ns.outside.example. admin.outside.example. "
                 "1 3600 900 604800 %d" % minimum, soa_ttl)

    def wire(self, text):
        return wire.name_parse(text, self.apex)

    def fits(self, owner, rtype):
        """Would the record make the zone unservable?"""
        if len(owner) > 255 or any(len(p) > 63 for p in wire.labels(owner)):
            return False
        if not wire.is_below(owner, self.apex):
            return False
        there = self.types.get(owner, set())
        if "CNAME" in there or (rtype == "CNAME" and there):
            return False        # RFC 2181 10.1
        if rtype in ("SOA", "DNAME") and rtype in there:
            return False
        if rtype in ("NS", "DNAME") and owner.startswith(b"\1*") \
                and not self.is_odd:
            return False        # RFC 4592 4.2, 4.4: BIND declines
        if {rtype, *there} >= {"NS", "DNAME"} and owner != self.apex:
            return False        # RFC 6672 2.3
        for above in wire.parents(owner):
            if above != owner and "DNAME" in self.types.get(above, ()):
                return False    # RFC 6672 2.4
        if rtype == "DNAME":
            return not any(wire.is_below(name, owner, proper=True)
                           for name in self.types)
        return True

    def add(self, owner, rtype, rdata, ttl=None):
        """Add a record if it fits; owner and targets are text."""
        name = self.wire(owner)
        key = (name, rtype, rdata.lower())
        if key in self.seen or not self.fits(name, rtype):
            return False
        self.seen.add(key)
        self.types.setdefault(name, set()).add(rtype)
        if rtype in TARGETS:
            self.targets.add(self.wire(rdata.split()[-1]))
        if ttl is None:         # one for an RRset: RFC 2181 5.2
            ttl = 60 * (1 + (len(name) * 7 + type_code(rtype)) % 50)
        self.lines.append("%s %d IN %s %s" % (owner, ttl, rtype, rdata))
        return True

    def text(self):
        return "$ORIGIN %s.\n%s\n" % (self.name, "\n".join(self.lines))


def owner_pick(rng):
    return ".".join(rng.choice(LABELS)
                    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))


def target_pick(rng, zone, world):
    """A name: mostly of the zone, sometimes of another or of nobody."""
    n = rng.random()
    if n < 0.75:
        return owner_pick(rng)
    if n < 0.80:
        return "@"
    if n < 0.92:
        other = rng.choice(world.names)
        return owner_pick(rng) + "." + other + "."
    return "mail.outside.example."


def record_pick(rng, zone, world):
    owner = "@" if rng.random() < 0.08 else owner_pick(rng)
    rtype = rng.choice(DATA)
    if owner == "@" and rtype in ("CNAME", "DNAME", "NS"):
        rtype = "MX"
    target = target_pick(rng, zone, world)
    rdata = {"A": "192.0.2.%d" % rng.randint(1, 9),
             "AAAA": "2001:db8::%d" % rng.randint(1, 9),
             "TXT": '"%s"' % rng.choice("xyz")}.get(rtype, target)
    if rtype == "MX":
        rdata = "%d %s" % (rng.choice((0, 10, 10, 20)), target)
    elif rtype == "SRV":
        rdata = "0 0 25 %s" % target
    elif rtype == "NS" and rng.random() < 0.5:
        target = rng.choice(("ns", "b.ns", "*.ns")) + "." + owner
        zone.add(owner, "NS", target)
        zone.add(target, "A", "192.0.2.53")
        return
    zone.add(owner, rtype, rdata)


def apex_pick(rng, zone):
    """Name servers whose addresses BIND finds, or need not find."""
    kind = rng.randrange(4)
    if kind == 0:
        zone.add("@", "NS", "@")
        zone.add("@", "A", "192.0.2.1")
        return
    if kind != 1:
        zone.add("@", "NS", "ns")
        zone.add("ns", "A", "192.0.2.2")
        if kind == 2:
            zone.add("ns", "AAAA", "2001:db8::2")
    if kind != 2:
        zone.add("@", "NS", "ns.outside.example.")


class World:
    """All zones of one run, in order; zone 0 is plain, for readiness."""

    def __init__(self, seed, count, directory=None):
        self.seed = seed
        self.names = ["z%03d.test" % i for i in range(count)]
        self.zones = []
        self.can_sign = sign.is_possible()
        for i, name in enumerate(self.names):
            self.make(random.Random("%s/%d" % (seed, i)), name)
        if directory:
            self.read(directory)

    def make(self, rng, name):
        zone = Zone(name, rng.choice((3600, 60)), rng.choice((300, 30)))
        if rng.random() < SIGNED and self.zones:
            zone.sign = rng.choice(sign.METHODS)
        self.zones.append(zone)
        if len(self.zones) == 1:
            zone.add("@", "NS", "ns.outside.example.")
            return
        if rng.random() < 0.06:     # RFC 6672 2.2: at the apex, alone
            zone.add("@", "NS", "ns.outside.example.")
            zone.add("@", "DNAME", rng.choice(
                (rng.choice(self.names) + ".", "a." + name + ".x.test.",
                 "a.b." + rng.choice(self.names) + ".")))
            zone.add("@", "MX", "10 mail.outside.example.")
            return
        apex_pick(rng, zone)
        shapes = rng.sample(SHAPES, rng.choice((0, 1, 1, 2)))
        for shape in shapes:
            shape(rng, zone, self)
        for _ in range(rng.randint(2, 8)):
            record_pick(rng, zone, self)

    def read(self, directory):
        """Zones written by hand: NAME.zone, one record a line."""
        for file in sorted(os.listdir(directory)):
            if not file.endswith(".zone"):
                continue
            zone = Zone(file[:-5])
            zone.lines, zone.types, zone.seen = [], {}, set()
            zone.is_odd = True
            with open(os.path.join(directory, file), encoding="ascii") as f:
                for line in f:
                    words = line.split("; ")[0].split(None, 4)
                    if len(words) == 5 and words[2] == "IN":
                        zone.add(words[0], words[3], words[4].strip(),
                                 int(words[1]))
            self.zones.append(zone)

    def write(self, directory):
        """Zone files, signed where they are to be; {name: path}."""
        out = {}
        for zone in self.zones:
            out[zone.name] = os.path.join(directory, zone.name + ".zone")
            with open(out[zone.name], "w", encoding="ascii") as f:
                f.write(zone.text())
            if zone.sign and self.can_sign:
                signed = sign.sign(zone, out[zone.name], directory)
                out[zone.name] = signed or out[zone.name]
        return out

    def find(self, name):
        """The zone of a name, or None."""
        by_apex = self.by_apex()
        for above in wire.parents(name):
            if above in by_apex:
                return by_apex[above]
        return None

    def by_apex(self):
        if len(getattr(self, "_apexes", ())) != len(self.zones):
            self._apexes = {zone.apex: zone for zone in self.zones}
        return self._apexes

    def addresses(self):
        """{(owner, type): {RDATA}} of A and AAAA in all zones."""
        if not hasattr(self, "_addresses"):
            self._addresses = out = {}
            for zone in self.zones:
                for owner, rtype, rdata in zone.seen:
                    if rtype in ("A", "AAAA"):
                        family = socket.AF_INET if rtype == "A" \
                            else socket.AF_INET6
                        out.setdefault((owner, TYPES[rtype]), set()).add(
                            socket.inet_pton(family, rdata))
        return self._addresses

    def questions(self, zone, limit):
        """At most limit different (name, type) that suit the zone."""
        rng = random.Random("%s?%s" % (self.seed, zone.name))
        names = interesting(zone)
        asked = ASKED_SIGNED if zone.keys else ASKED
        exact = [(name, type_code(t)) for name in sorted(zone.types)
                 for t in sorted(zone.types[name])]
        rng.shuffle(exact)
        out = dict.fromkeys(exact[:limit // 4])
        out.update(((name, TYPE_CODE[t]), None) for name in
                   sorted(zone.hashed)[:1] for t in ASKED_HASHED)
        for _ in range(limit * 4):
            if len(out) >= limit:
                break
            out[rng.choice(names), TYPE_CODE[rng.choice(asked)]] = None
        return list(out)


def interesting(zone):
    """Owners, what lies above, below and beside them, and targets."""
    names = set(zone.types) | {t for t in zone.targets
                               if wire.is_below(t, zone.apex)}
    for name in list(names):
        for above in wire.parents(name):
            if above == zone.apex:
                break
            names.add(above)
            names.add(b"\1*" + above[1 + above[0]:])
            names.add(b"\1q" + above[1 + above[0]:])
    for name in list(names):
        for label in (b"\1a", b"\1q", b"\1*", b"\1q\1a"):
            names.add(label + name)
    return sorted(n for n in names if len(n) <= 255
                  and wire.is_below(n, zone.apex))
