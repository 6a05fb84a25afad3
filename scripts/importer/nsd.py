# SPDX-License-Identifier: ISC
"""What an nsd.conf says, in the words of mxd.conf."""

import os

import nsdfile
from result import (RATE_LIMIT, RATE_SLIP, TCP_CONNECTIONS, TCP_MS, UDP_SIZE,
                    WORKERS, Zone, allow_line, network, text_of)

ZONESDIR = "/etc/nsd"
ZONELIST = "/var/lib/nsd/zone.list"

TRANSFER = "mxd does not transfer zones; copy files, or keep NSD beside it"
LIMIT = "mxd has no such limit"
TLS = "mxd has no TLS"
COUNTED = ("mxd counts all kinds with one limit, in networks of /24 and /56; "
           "left out")
UNKNOWN = "mxd has nothing like it; left out"

# Of the server section; None for what needs no word.
SERVER = {
    "tcp-query-count": LIMIT,
    "tcp-reject-overflow": "when a connection is one too many, the one that "
                           "was idle for longest gives way",
    "rrl-whitelist-ratelimit": COUNTED,
    "rrl-ipv4-prefix-length": COUNTED,
    "rrl-ipv6-prefix-length": COUNTED,
    "rrl-size": None,
    "logfile": "see `log to'",
    "verbosity": "see `log level'",
    "statistics": "see `metrics on'",
    "chroot": "see `chroot'; mxd reads zones from outside of it",
    "cookie-secret-file": "copy the secrets to `cookie secret' and `cookie "
                          "previous'",
    "tls-service-key": TLS,
    "tls-service-pem": TLS,
    "tls-service-ocsp": TLS,
    "tls-port": None,
    "tls-cert-bundle": None,
    "ip-transparent": "mxd binds addresses that the machine has; left out",
    "ip-freebind": "mxd binds addresses that the machine has; left out",
    "cpu-affinity": "see `workers'",
    "xfrd-tcp-max": None,
    "xfrd-tcp-pipeline": None,
}
for _name in ("log-only-syslog log-time-ascii database debug-mode reuseport "
              "pidfile username xfrdfile xfrdir xfrd-reload-timeout "
              "zonefiles-check zonefiles-write tcp-mss outgoing-tcp-mss "
              "send-buffer-size receive-buffer-size confine-to-zone "
              "hide-version hide-identity drop-updates").split():
    SERVER[_name] = None

# What the importer itself looks at.
DONE = ("ip-address interface port do-ip4 do-ip6 zonesdir zonelistfile "
        "server-count tcp-count tcp-timeout ipv4-edns-size ipv6-edns-size "
        "identity nsid version minimal-responses refuse-any round-robin "
        "rrl-ratelimit rrl-slip answer-cookie cookie-secret").split()

ZONE = {
    "provide-xfr": TRANSFER,
    "notify": TRANSFER,
    "allow-axfr-fallback": None,
    "notify-retry": None,
    "outgoing-interface": None,
    "size-limit-xfr": None,
    "zonestats": "see `metrics on'",
    "rrl-whitelist": COUNTED,
    "verify-zone": "see `mxcheck'",
    "verifier": "see `mxcheck'",
}
ZONE_DONE = ("name", "zonefile", "request-xfr", "allow-query")

SECTION = {
    "remote-control": "mxctl takes the place of nsd-control: see `control'",
    "dnstap": "see `dnstap to'",
    "verify": "see `mxcheck'",
}


def file_name(pattern, zone):
    """nsd.conf(5), zonefile: %s is the zone, %1 its first letter, ..."""
    name = zone.rstrip(".")
    labels = name.split(".")
    known = {"s": name or "."}
    for i in (1, 2, 3):
        known[str(i)] = name[i - 1:i] or "."
    for i, letter in enumerate("zyx", 1):
        known[letter] = labels[-i] if name and len(labels) >= i else "."
    out = []
    rest = iter(pattern)
    for c in rest:
        if c != "%":
            out.append(c)
            continue
        letter = next(rest, "%")
        out.append(known.get(letter, "%" + letter))
    return "".join(out)


class Importer:
    """One configuration of NSD, one Result."""

    def __init__(self, sections, result):
        self.result = result
        self.sections = sections
        self.server = nsdfile.merged(sections, "server")
        self.patterns = {s.value("name"): s for s in sections
                         if s.kind == "pattern"}
        self.base = self.server.value("zonesdir", ZONESDIR) or "/"

    def run(self):
        self.listen()
        self.say_server()
        self.tell_rest(self.server, SERVER, DONE, "")
        for section in self.sections:
            if section.kind in SECTION and section.attributes:
                self.result.note(section.place, "%s: %s" % (
                    section.kind, SECTION[section.kind]))
        for section in self.sections:
            if section.kind == "zone":
                self.zone(nsdfile.expanded(section, self.patterns))
        self.listed_zones()

    def tell_rest(self, section, reasons, done, who):
        for attribute in section.attributes:
            if attribute.name in done or attribute.value == "no":
                continue
            reason = reasons.get(attribute.name, UNKNOWN)
            if reason:
                self.result.note(attribute.place, "%s%s: %s" % (
                    "pattern %s: " % attribute.pattern if attribute.pattern
                    else who, attribute.name, reason))

    # --- the server

    def listen(self):
        server = self.server
        port = server.value("port", "53")
        port = int(port) if port.isdigit() else 53
        wanted = [a for a in server.attributes
                  if a.name in ("ip-address", "interface")]
        for attribute in wanted:
            address, _, own = attribute.value.partition("@")
            self.result.listen(address, int(own) if own.isdigit() else port)
            if len(attribute.values) > 1:
                self.result.note(attribute.place, "%s: %s: mxd has no such "
                                 "word; left out" % (
                                     attribute.name,
                                     " ".join(attribute.values[1:])))
        if wanted:
            return
        four, six = server.is_on("do-ip4", "yes"), \
            server.is_on("do-ip6", "yes")
        if not (four and six):
            self.result.listen("0.0.0.0" if four else "::", port)
        elif port != 53:
            self.result.listen("*", port)

    def say_server(self):
        self.say_names()
        self.say_number("server-count", "workers", WORKERS)
        self.say_number("tcp-count", "tcp connections", TCP_CONNECTIONS)
        timeout = self.server.find("tcp-timeout")
        if timeout:
            self.result.say_time(timeout.place, "tcp idle",
                                 timeout.value + "000", TCP_MS)
        self.say_udp_size()
        for name, line, on, off in (
                ("minimal-responses", "minimal responses", "on", "off"),
                ("refuse-any", "any", "minimal", "full"),
                ("round-robin", "rotate", "on", "off"),
                ("answer-cookie", "cookies", "on", "off")):
            if self.server.find(name):
                self.result.say("%s %s" % (
                    line, on if self.server.is_on(name) else off))
        secret = self.server.find("cookie-secret")
        if secret:
            self.result.say("cookie secret %s" % text_of(secret.value))
            self.result.note(secret.place, "cookie-secret: let only root and "
                             "_mxd read the mxd.conf")
        if not self.server.find("rrl-ratelimit"):
            self.result.note(self.server.place or self.result.source,
                             "rrl-ratelimit: NSD limits to 200 by itself, mxd "
                             "does not: see `rate limit'")
        elif self.server.value("rrl-ratelimit") != "0":
            self.say_number("rrl-ratelimit", "rate limit", RATE_LIMIT)
            self.say_number("rrl-slip", "rate slip", RATE_SLIP)

    def say_number(self, name, words, bounds):
        attribute = self.server.find(name)
        if attribute:
            self.result.say_number(attribute.place, words, attribute.value,
                                   bounds)

    def say_udp_size(self):
        """mxd has one size for both families: the smaller one is safe."""
        sizes = [a for a in map(self.server.find, (
            "ipv4-edns-size", "ipv6-edns-size")) if a and a.value.isdigit()]
        if sizes:
            least = min(sizes, key=lambda a: int(a.value))
            self.result.say_number(least.place, "udp size", least.value,
                                   UDP_SIZE)

    def say_names(self):
        """The NSID comes before the identity: mxd has one for both."""
        server = self.server
        identity = server.find("identity")
        nsid = server.find("nsid")
        if nsid and nsid.value.startswith("ascii_"):
            self.result.say("identity %s" % text_of(nsid.value[6:]))
        elif nsid:
            self.result.note(nsid.place, "nsid: %s: mxd takes text: write "
                             "`identity'" % nsid.value)
        elif identity and not server.is_on("hide-identity"):
            self.result.say("identity %s" % text_of(identity.value))
        version = server.find("version")
        if version and not server.is_on("hide-version"):
            self.result.say("version %s" % text_of(version.value))

    # --- zones

    def listed_zones(self):
        """Those that nsd-control added."""
        path = self.server.value("zonelistfile", ZONELIST)
        try:
            for place, name, pattern in nsdfile.listed(
                    self.result.outside(path), path):
                section = nsdfile.Section("zone", place)
                for word, value in (("name", name),
                                    ("include-pattern", pattern)):
                    attribute = nsdfile.Attribute(word, place)
                    attribute.values.append(value)
                    section.attributes.append(attribute)
                self.zone(nsdfile.expanded(section, self.patterns))
        except FileNotFoundError:
            pass        # none were added
        except OSError as error:
            self.result.note(path, "%s: zones that nsd-control added are "
                             "left out" % error.strerror)

    def allow(self, section, zone, who):
        """Who is BLOCKED is so wherever it stands; others are not listed."""
        terms = []
        for query in section.all("allow-query"):
            net = network(query.value)
            key = query.values[1] if len(query.values) > 1 else "NOKEY"
            if net is None or key not in ("NOKEY", "BLOCKED"):
                zone.why = ("allow-query: %s: mxd has addresses and networks "
                            "only; left out until you decide" %
                            " ".join(query.values))
                self.result.note(query.place, who + zone.why)
                return
            terms.append(("!" if key == "BLOCKED" else "", net))
        if terms:
            terms.sort(key=lambda term: term[0] == "")
            zone.lines.append(allow_line(terms))

    def zone(self, section):
        name = section.value("name").rstrip(".") or "."
        who = "zone %s: " % name
        file = section.find("zonefile")
        transfer = section.find("request-xfr")
        if transfer:
            self.result.note(transfer.place, who + "a secondary: mxd does "
                             "not transfer zones; copy the file from its "
                             "primary; left out")
            return
        if file is None or not file.value:
            self.result.note(section.place, who + "it has no zonefile; left "
                             "out")
            return
        path = os.path.normpath(os.path.join(
            self.base, file_name(file.value, name)))
        zone = Zone(name, self.result.outside(path))
        self.allow(section, zone, who)
        if zone.why is None:
            self.result.look_at_file(
                section.place, zone,
                self.result.outside(os.path.dirname(path)))
        self.tell_rest(section, ZONE, ZONE_DONE, who)
        self.result.add_zone(section.place, zone)


def run(path, result, _given):
    sections = nsdfile.read(path, result.root, result)
    Importer(sections, result).run()
