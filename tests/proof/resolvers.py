# SPDX-License-Identifier: ISC
"""Five resolvers, each on a host of its own, that know one root: mxd.

Each validates, has QNAME minimisation if it can, and is configured as its
package has it but for what is written here.
"""

import os

import dns.dnssec
import dns.exception
import dns.flags
import dns.name
import dns.rdata

import apart
import names
from daemon import wait_for

# What some resolvers keep to themselves as examples for documents.
REVERSE = ["2.0.192.in-addr.arpa.", "100.51.198.in-addr.arpa.",
           "8.b.d.0.1.0.0.2.ip6.arpa."]


def ds(anchor):
    """The DS record for a DNSKEY record, both as text."""
    key = dns.rdata.from_text("IN", "DNSKEY", anchor.split(None, 4)[4])
    return dns.dnssec.make_ds(dns.name.root, key, "SHA256").to_text()


class Resolver:
    """What all have: files, a child, an address."""

    package = None
    # Does it minimise names towards the root, and mix their case?
    has_minimisation = True
    has_0x20 = False
    # Does it ask by TCP, or for less, when an answer by UDP does not come?
    survives_loss = False
    # Does it ask by TCP, or without EDNS, when nothing ever comes by UDP?
    survives_silence = False

    def __init__(self, address, root, anchor):
        self.address = address
        self.anchor = anchor
        self.host = apart.Host(type(self).__name__.lower(), address,
                               address.replace("203.0.113.",
                                               "2001:db8:ff::"))
        self.root = apart.Root(self.host, self.package) \
            if self.package else None
        self.dir = apart.place(self.host.name)
        apart.write(os.path.join(self.dir, "hints"),
                    ". 3600 NS {0}.\n{0}. 3600 A {1}\n".format(
                        names.ROOT_SERVER, root))
        self.server = root
        self.process = None
        self.configure()

    def prepare(self, habit):
        """What to configure where the box behaves so."""

    def start(self):
        """From the beginning: it has no cache."""
        self.process = (self.root or self.host).start(
            *self.command(), log=self.host.name)
        wait_for(self.is_ready, "%s to answer" % self.host.name)

    def is_ready(self):
        assert self.process.poll() is None, self.host.name + " ended"
        return names.answers_at(self.address)

    def stop(self):
        apart.stop(self.process)
        self.process = None

    def ask(self, name, rdtype):
        """As an application does: three times, by TCP if the answer is cut."""
        options = {"use_edns": 0, "want_dnssec": True, "payload": 1232}
        for tries in range(3):
            try:
                reply = names.ask(self.address, name, rdtype, **options)
                break
            except dns.exception.Timeout:
                if tries == 2:
                    raise
        if reply.flags & dns.flags.TC:
            reply = names.ask(self.address, name, rdtype, tcp=True, **options)
        return reply

    def version(self):
        return (self.root or self.host).run(
            "dpkg-query", "-W", "-f", "${Version}",
            self.package or self.installed)

    def write(self, name, text):
        """A file of its directory."""
        apart.write(os.path.join(self.dir, name), text)


class Unbound(Resolver):
    installed = "unbound"
    has_0x20 = True

    def configure(self):
        lines = ["\tlocal-zone: \"%s\" nodefault" % zone for zone in REVERSE]
        self.write("conf", names.UNBOUND.format(
            dir=self.dir, address=self.address, extra="\n".join(lines + [
                "\ttrust-anchor: '%s'" % self.anchor, "\tdo-ip6: yes",
                "\tqname-minimisation: yes", "\tuse-caps-for-id: yes"])))

    def command(self):
        return ["unbound", "-d", "-c", os.path.join(self.dir, "conf")]


class Bind(Resolver):
    installed = "bind9"
    survives_loss = True

    def configure(self):
        self.write("conf", """
options {
	directory "%(dir)s";
	pid-file "%(dir)s/pid";
	session-keyfile "%(dir)s/key";
	listen-on { %(address)s; };
	listen-on-v6 { none; };
	recursion yes;
	allow-query { any; };
	dnssec-validation yes;
	qname-minimization strict;
	empty-zones-enable no;
};
controls { };
trust-anchors { "." static-key %(key)s };
zone "." { type hint; file "%(dir)s/hints"; };
""" % {"dir": self.dir, "address": self.address, "key": bind_key(
            self.anchor)})

    def command(self):
        return ["named", "-g", "-n", "1", "-c",
                os.path.join(self.dir, "conf")]


def bind_key(anchor):
    flags, protocol, algorithm, key = anchor.split(None, 7)[4:]
    return '%s %s %s "%s";' % (flags, protocol, algorithm,
                               key.replace(" ", ""))


class Knot(Resolver):
    package = "knot-resolver"
    has_0x20 = True
    survives_loss = True
    survives_silence = True

    def configure(self):
        zones = ", ".join("todname('%s')" % zone for zone in REVERSE)
        self.root.write("etc/knot-resolver/kresd.conf", """
net.listen('%(address)s', 53)
cache.size = 10 * MB
trust_anchors.remove('.')
trust_anchors.add([[%(anchor)s]])
modules.unload('ta_signal_query')
modules.unload('priming')
modules = { 'hints > iterate' }
hints.root({ ['%(server)s.'] = { '%(root)s' } })
policy.add(policy.suffix(policy.PASS, { %(zones)s }))
""" % {"address": self.address, "anchor": self.anchor,
            "server": names.ROOT_SERVER, "root": self.server, "zones": zones})

    def command(self):
        self.root.run("sh", "-c",
                      "rm -rf /run/kresd; mkdir /run/kresd")
        return ["kresd", "-n", "-c", "/etc/knot-resolver/kresd.conf",
                "/run/kresd"]


class Powerdns(Resolver):
    package = "pdns-recursor"

    def configure(self):
        self.root.write("etc/powerdns/hints", open(
            os.path.join(self.dir, "hints"), encoding="ascii").read())
        self.root.write("etc/powerdns/recursor.lua",
                        "clearTA()\naddTA('.', \"%s\")\n" % ds(self.anchor))
        self.root.write("etc/powerdns/recursor.conf", """
local-address=%s
query-local-address=0.0.0.0, ::
allow-from=0.0.0.0/0
dont-query=
hint-file=/etc/powerdns/hints
lua-config-file=/etc/powerdns/recursor.lua
dnssec=validate
qname-minimization=yes
serve-rfc1918=no
security-poll-suffix=
setuid=
setgid=
threads=1
socket-dir=/run
""" % self.address)

    def command(self):
        return ["pdns_recursor", "--daemon=no", "--write-pid=no",
                "--disable-syslog"]


class Resolved(Resolver):
    """A stub: it asks one server for all."""

    package = "systemd-resolved"
    has_minimisation = False
    survives_silence = True

    def prepare(self, habit):
        # All that it hears comes through the box: without EDNS nothing could
        # be validated, and it would refuse all of it.
        self.write_conf("no" if habit in ("plain", "silent") else "yes")

    def write_conf(self, dnssec):
        self.root.write("etc/systemd/resolved.conf", """
[Resolve]
DNS=%s
FallbackDNS=
Domains=~.
DNSSEC=%s
DNSOverTLS=no
LLMNR=no
MulticastDNS=no
Cache=yes
DNSStubListenerExtra=%s
""" % (self.server, dnssec, self.address))

    def configure(self):
        os.makedirs(self.root.file("etc/dnssec-trust-anchors.d"),
                    exist_ok=True)
        self.root.write("etc/dnssec-trust-anchors.d/root.positive",
                        ". IN DS %s\n" % ds(self.anchor))
        # Those that it has built in are for the real root.
        self.root.write("etc/dnssec-trust-anchors.d/none.negative",
                        "none.invalid\n")

    def command(self):
        self.root.run("install", "-d", "-o", "systemd-resolve", "-g",
                      "systemd-resolve", "/run/systemd/resolve")
        return ["/lib/systemd/systemd-resolved"]
