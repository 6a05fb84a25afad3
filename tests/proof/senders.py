# SPDX-License-Identifier: ISC
"""Debian's Postfix, Exim and OpenSMTPD, each on a host of its own.

Each takes mail by SMTP from the test and delivers it as its maintainers
configured it, but for what is written here.
"""

import json
import os
import re
import smtplib

import apart
from daemon import wait_for

# Where the mail of the test comes from, and bounces go to.
FROM = "back@report.example"
NET = "203.0.113.0/24"

MESSAGE = "From: <%s>\r\nTo: <%s>\r\nSubject: proof\r\n\r\nmail\r\n"

# A message that arrives does so within seconds; tries again come later.
PATIENCE_S = 120


class Sender:
    """One mail server.  The class attributes are those of each."""

    package = None
    # Messages where they are spread, one by one: what its pace permits.
    spread = 200
    # Does each message draw lots, or hear a new answer of mxd?
    draws = True
    # Does it leave the order of equal exchangers as it hears it?
    keeps_order = False
    # What the log says of a connection that DANE has verified.
    verified = None
    # Does it know RFC 7505?
    knows_null_mx = True
    # What takes everything out of the queue.
    forget = None

    def __init__(self, address):
        self.host = apart.Host(self.package + ".sender.example", address)
        self.address = address
        self.root = apart.Root(self.host, self.package)
        self.process = None
        self.configure()

    def use(self, resolver):
        """Start, or start again with nothing to do, with this resolver."""
        if self.process is not None:
            self.drop()
        self.stop()
        self.root.resolve_by(resolver)
        self.prepare()
        self.process = self.root.start(*self.command, log=self.package)
        wait_for(self.is_ready, self.package + " to answer")

    def is_ready(self):
        assert self.process.poll() is None, self.package + " ended"
        try:
            with smtplib.SMTP(self.address, timeout=5):
                return True
        except OSError:
            return False

    def prepare(self):
        """What its unit does before it starts."""

    def stop(self):
        apart.stop(self.process)
        self.process = None

    def send(self, *recipients):
        """Each gets a message, by a connection of its own."""
        for to in recipients:
            with smtplib.SMTP(self.address, timeout=30) as smtp:
                smtp.sendmail(FROM, [to], MESSAGE % (FROM, to))

    def log(self):
        with open(os.path.join(apart.PROOF, self.package + ".log"),
                  encoding="utf-8", errors="replace") as f:
            return f.read()

    def deferred(self, log):
        """How many recipients wait, says a piece of its log."""
        found = set(re.findall(self.waits, log))
        return len(found)

    def is_done(self):
        """Does its queue get empty?"""
        wait_for(lambda: self.queued() == 0, self.package + " to be done",
                 PATIENCE_S)
        return True

    def rest(self):
        """Until it has forgotten what it asked the DNS: most do at once."""

    def drop(self):
        """Nothing waits any more."""
        self.root.run("sh", "-c", self.forget)


class Postfix(Sender):
    package = "postfix"
    command = ["postfix", "start-fg"]
    verified = r"Verified TLS connection established to mail\.dane\.example"
    waits = r"to=<(\S+)>.*status=deferred"
    forget = "postsuper -d ALL"
    # Each message for itself: connections that are kept for the next message
    # would tie deliveries to one another.
    settings = ["smtp_connection_cache_on_demand=no"]
    dane = ["smtp_dns_support_level=dnssec", "smtp_tls_security_level=dane",
            "smtp_tls_loglevel=1"]

    def configure(self):
        self.root.run(
            "postconf", "-e", "myhostname=" + self.host.name,
            "mydestination=", "maillog_file=/dev/stdout",
            "mynetworks=127.0.0.0/8 " + NET, *self.settings, *self.dane)

    def prepare(self):
        self.root.run("/usr/lib/postfix/configure-instance.sh", "-")

    def stop(self):
        # What start-fg was started as hears of no signal.
        if self.process is not None:
            self.root.run("postfix", "stop")
        super().stop()

    def queued(self):
        return len(self.root.run("postqueue", "-j").splitlines())


class PostfixInOrder(Postfix):
    """As senders that take the first exchanger that they are told."""

    settings = Postfix.settings + ["smtp_randomize_addresses=no"]
    keeps_order = True


class Exim(Sender):
    package = "exim4-daemon-light"
    command = ["exim4", "-bdf", "-q30m"]
    verified = r"=> \S+@dane\.example .* CV=dane "
    waits = r"== (\S+) R=\S+ T=\S+ defer"
    # And what it remembers of hosts that were down.
    forget = "exipick -i | xargs -r exim4 -Mrm; rm -f /var/spool/exim4/db/*"

    def configure(self):
        self.root.write("etc/exim4/update-exim4.conf.conf", """
dc_eximconfig_configtype='internet'
dc_other_hostnames=''
dc_local_interfaces=''
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets='%s'
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='false'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
""" % NET)
        self.root.write("etc/mailname", self.host.name + "\n")
        self.root.write("etc/exim4/exim4.conf.localmacros",
                        "MAIN_HARDCODE_PRIMARY_HOSTNAME = %s\n"
                        % self.host.name)

    def prepare(self):
        self.root.run("update-exim4.conf")
        # The daemon's own directory, that its start script makes.
        self.root.run("install", "-d", "-o", "Debian-exim", "-g",
                      "Debian-exim", "/run/exim4")

    def queued(self):
        return int(self.root.run("exim4", "-bpc"))

    def log(self):
        return self.root.read("var/log/exim4/mainlog")


class Opensmtpd(Sender):
    package = "opensmtpd"
    command = ["smtpd", "-d"]
    # It keeps what it heard of a domain for some seconds after the mail.
    spread = 20
    draws = False
    knows_null_mx = False
    forget = "smtpctl show queue | cut -d '|' -f 1 | xargs -r -n 1 smtpctl " \
        "remove"

    def configure(self):
        self.root.write("etc/mailname", self.host.name + "\n")
        # As above: no connection waits for the next message.
        self.root.write("etc/smtpd.conf", """
mta limit session-keepalive 0
listen on 0.0.0.0
action "relay" relay
match from any for any action "relay"
""")

    def rest(self):
        wait_for(lambda: not self.root.run("smtpctl", "show", "relays"),
                 "opensmtpd to forget", PATIENCE_S)

    waits = r"mta delivery .*to=<(\S+)>.*result=\"TempFail\""

    def queued(self):
        return len([line for line in self.root.run(
            "smtpctl", "show", "queue").splitlines() if "|" in line])


class Receivers:
    """Hosts that take mail, and what they took, in order."""

    def __init__(self):
        self.path = os.path.join(apart.PROOF, "taken")
        self.hosts = {}
        self.words = {}
        self.processes = {}
        open(self.path, "w", encoding="ascii").close()

    def add(self, name, *addresses, tls=()):
        self.hosts[name] = apart.Host(name + ".example", *addresses)
        self.words[name] = [*(["--tls", *tls] if tls else []), *addresses]
        self.start(name)

    def start(self, name):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                               "receiver.py")
        self.processes[name] = self.hosts[name].start(
            "/usr/bin/python3", "-B", program, self.path, name,
            *self.words[name], log="receivers")
        last = self.hosts[name].addresses[-1]
        wait_for(lambda: self.is_up(name, last), name + " to take mail")

    def is_up(self, name, address):
        assert self.processes[name].poll() is None, name + " ended"
        try:
            with smtplib.SMTP(address, timeout=5):
                return True
        except OSError:
            return False

    def stop(self, name):
        """The host stays, nobody listens: connections are refused."""
        apart.stop(self.processes[name])

    def taken(self, since=0):
        with open(self.path, encoding="ascii") as f:
            # The last line may be half written.
            return [json.loads(line) for line in f
                    if line.endswith("\n")][since:]

    def wait(self, number, since):
        """All that arrived since then, once so many did."""
        wait_for(lambda: len(self.taken(since)) >= number,
                 "%d messages: there are %d" % (number,
                                                len(self.taken(since))),
                 PATIENCE_S)
        return self.taken(since)


def counts(taken):
    """{host: messages}"""
    found = {}
    for line in taken:
        found[line["host"]] = found.get(line["host"], 0) + 1
    return found
