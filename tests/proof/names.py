# SPDX-License-Identifier: ISC
"""Name servers and a validating resolver, each on a host of its own."""

import os
import re
import signal

import dns.exception
import dns.message
import dns.query

import apart
import signing
from daemon import BUILD, MXD, SANITIZER, SUMMARY, wait_end, wait_for

# A root of the DNS that has all names below it itself, served by mxd too.
ROOT_SERVER = "ns.root-servers.example"


def ask(address, name, rdtype, tcp=False, timeout=20, **options):
    """One question, one answer."""
    query = dns.message.make_query(name, rdtype, **options)
    function = dns.query.tcp if tcp else dns.query.udp
    return function(query, address, timeout=timeout)


def answers_at(address, name=".", rdtype="SOA"):
    """For wait_for(): does anyone answer there?"""
    try:
        return ask(address, name, rdtype, timeout=1) is not None
    except (dns.exception.Timeout, OSError):
        return False


class Mxd:
    """mxd on port 53 of a host, with its files."""

    def __init__(self, name, addresses, zones, workers=1, conf=""):
        self.host = apart.Host(name, *addresses)
        self.address = addresses[0]
        self.dir = apart.place(name)
        os.mkdir(os.path.join(self.dir, "zones"), 0o755)
        for zone, text in zones.items():
            self.write_zone(zone, text)
        lines = ["listen on %s port 53" % address for address in addresses]
        lines += ["workers %d" % workers, 'control "mxd.sock"']
        lines += ['zone "%s" {\n\tfile "zones/%s.zone"\n}' % (zone, file_of(
            zone)) for zone in zones]
        apart.write(os.path.join(self.dir, "mxd.conf"),
                    "\n".join(lines) + "\n" + conf)
        self.log_path = os.path.join(apart.PROOF, name + ".log")
        self.process = self.host.start(
            MXD, "-d", "-f", os.path.join(self.dir, "mxd.conf"), log=name)
        wait_for(self.is_ready, "mxd to answer at " + self.address)

    def is_ready(self):
        assert self.process.poll() is None, self.log()
        return answers_at(self.address)

    def write_zone(self, zone, text):
        apart.write(os.path.join(self.dir, "zones", file_of(zone) + ".zone"),
                    text)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def reload(self):
        """SIGHUP; the line that sums up."""
        since = len(self.log())
        self.process.send_signal(signal.SIGHUP)
        match = wait_for(lambda: SUMMARY.search(self.log()[since:]),
                         "the summary of the reload")
        return match.group()

    def answers(self, name):
        """How often an MX set was told, says mxctl."""
        text = apart.run(os.path.join(BUILD, "mxctl"), "-s",
                         os.path.join(self.dir, "mxd.sock"), "spread", name)
        return int(re.search(r"^MX: (\d+) answers", text, re.M).group(1))

    def stop(self):
        """It ends well, and no sanitizer said anything."""
        self.process.send_signal(signal.SIGTERM)
        status = wait_end(self.process)
        assert status == 0, self.log()
        assert not SANITIZER.search(self.log()), self.log()


def file_of(zone):
    return "root" if zone == "." else zone


def root_zone(cuts, body=""):
    """The root: a server of its own, and who has what is below the cuts.

    cuts    {apex: {name of a server: its addresses}}
    """
    lines = ["$TTL 3600",
             ". SOA %s. hostmaster.example. 1 14400 3600 1209600 60"
             % ROOT_SERVER, ". NS %s." % ROOT_SERVER]
    glue = set()
    for apex, servers in cuts.items():
        for server, addresses in servers.items():
            lines.append("%s. NS %s." % (apex, server))
            glue |= {"%s. %s %s" % (server, "AAAA" if ":" in address else "A",
                                    address) for address in addresses}
    return "\n".join(lines + sorted(glue)) + "\n" + body


def sign_root(directory, text):
    """The root signed, as tests/e2e/signing.py signs other zones, and its
    trust anchor as a record."""
    own = os.path.join(directory, "root")
    os.mkdir(own)
    plain = os.path.join(own, "plain")
    apart.write(plain, "$ORIGIN .\n" + text)
    for option in ["-f", "KSK"], []:
        signing.run("dnssec-keygen", "-q", "-K", own, "-a",
                    signing.ALGORITHM, *option, ".", cwd=own)
    signing.run("dnssec-signzone", "-S", "-K", own, "-o", ".", "-f",
                plain + ".signed", plain, cwd=own)
    made = signing.Signed(".", plain + ".signed")
    return made.text, ". 3600 IN DNSKEY %s" % made.key.to_text()


UNBOUND = """
server:
	directory: "{dir}"
	chroot: ""
	username: ""
	pidfile: ""
	use-syslog: no
	logfile: ""
	interface: {address}
	access-control: 0.0.0.0/0 allow
	num-threads: 1
	do-ip6: no
	root-hints: "{dir}/hints"
	module-config: "validator iterator"
{extra}
remote-control:
	control-enable: no
"""


class Unbound:
    """A validating resolver that knows one root: mxd."""

    def __init__(self, name, address, root, anchors=(), extra=""):
        self.host = apart.Host(name, address)
        self.address = address
        self.dir = apart.place(name)
        apart.write(os.path.join(self.dir, "hints"),
                    ". 3600 NS {0}.\n{0}. 3600 A {1}\n".format(
                        ROOT_SERVER, root))
        lines = ["\ttrust-anchor: '%s'" % anchor.strip()
                 for anchor in anchors]
        lines += ["\tlocal-zone: \"%s\" nodefault" % zone for zone in (
            "2.0.192.in-addr.arpa.", "100.51.198.in-addr.arpa.",
            "113.0.203.in-addr.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa.")]
        conf = os.path.join(self.dir, "unbound.conf")
        apart.write(conf, UNBOUND.format(
            dir=self.dir, address=address,
            extra="\n".join(lines) + "\n" + extra))
        self.process = self.host.start("unbound", "-d", "-c", conf, log=name)
        wait_for(self.is_ready, "unbound to answer at " + address)

    def is_ready(self):
        assert self.process.poll() is None, "unbound ended"
        return answers_at(self.address)

    def stop(self):
        apart.stop(self.process)
