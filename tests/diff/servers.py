# SPDX-License-Identifier: ISC
"""
mxd and its peers on loopback: each in the foreground, with a directory and
a high port of its own, without recursion, rate limits, rotation or caches,
and offering the same EDNS size.  A peer that is not installed is missing,
which the caller must say; one that does not start is an error.

	with Servers(zones, directory) as servers:
		servers.running		started, mxd first
		servers.missing		names of those that are not installed

zones is {zone name without final dot: path of its file}, signed says of
signed zones {name: NSEC3PARAM, or None with NSEC}.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

import wire

EDNS_SIZE = 1232
READY_S = 30        # with hundreds of zones, on a busy machine
STOP_S = 5


def free_port():
    """
    A high port that is free for UDP and TCP now, below those that the
    system gives to clients.
    """
    while True:
        port = random.randrange(32000, 32768)
        with socket.socket() as tcp, \
                socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Server:
    """A server with its directory, configuration, port and process."""

    name = ""           # in reports
    programs = ()       # any of these, in PATH or where daemons live
    is_peer = True
    values = {}         # more of them, for head and zone
    tail = ""           # of the configuration file, behind the zones

    def __init__(self, directory, zones, signed):
        self.zones, self.signed, self.process = zones, signed, None
        self.dir = os.path.join(directory, self.name)
        self.conf = os.path.join(self.dir, self.name + ".conf")
        self.log = os.path.join(self.dir, "log")
        os.makedirs(self.dir)

    @classmethod
    def program(cls):
        path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
        for program in cls.programs:
            found = shutil.which(program, path=path)
            if found:
                return found
        return None

    def configure(self):
        self.port = free_port()
        values = dict(self.values, dir=self.dir, port=self.port,
                      size=EDNS_SIZE)
        with open(self.conf, "w", encoding="ascii") as out:
            out.write(self.head % values)
            for zone, path in self.zones.items():
                out.write(self.zone % dict(values, zone=zone, path=path))
            out.write(self.tail)

    def spawn(self):
        """Begin to start; wait_ready() waits for it."""
        self.configure()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.dir, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)

    def wait_ready(self, apex):
        """Ready when it answers for a zone that everybody loads."""
        query = b"\0\0" + wire.query_make(apex, wire.SOA)
        until = time.monotonic() + READY_S
        with socket.socket(type=socket.SOCK_DGRAM) as sock:
            sock.connect(("127.0.0.1", self.port))
            sock.settimeout(0.2)
            while time.monotonic() < until:
                if self.process.poll() is not None:
                    break
                try:
                    sock.send(query)
                    if wire.message_read(sock.recv(65535)).answer:
                        return
                except ConnectionError:
                    time.sleep(0.1)
                except OSError:
                    pass
                else:
                    time.sleep(0.1)
        raise RuntimeError("%s does not get ready: %s" % (self.name,
                                                          self.last_words()))

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-15:])

    def stop(self):
        """Ask it to end, then end it; only this process."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


class Mxd(Server):
    name = "mxd"
    is_peer = False
    head = 'listen on 127.0.0.1 port %(port)d\nworkers 1\n' \
        'log to stderr\nudp size %(size)d\n'
    zone = 'zone "%(zone)s" { file "%(path)s" }\n'

    @classmethod
    def program(cls):
        path = os.environ.get("MXD", os.path.join(
            os.environ.get("BUILD", "build"), "mxd"))
        return os.path.abspath(path) if os.path.exists(path) else None

    def command(self):
        return [self.program(), "-d", "-f", self.conf]


class Nsd(Server):
    name = "nsd"
    programs = ("nsd",)
    head = """\
server:
	ip-address: 127.0.0.1@%(port)d
	server-count: 1
	username: ""
	chroot: ""
	database: ""
	pidfile: ""
	zonelistfile: "%(dir)s/zone.list"
	xfrdfile: "%(dir)s/xfrd.state"
	xfrdir: "%(dir)s"
	zonesdir: "%(dir)s"
	rrl-ratelimit: 0
	minimal-responses: no
	refuse-any: no
	round-robin: no
	tcp-count: 100
	tcp-query-count: 0
	ipv4-edns-size: %(size)d
remote-control:
	control-enable: no
"""
    zone = 'zone:\n\tname: "%(zone)s."\n\tzonefile: "%(path)s"\n'

    def command(self):
        return [self.program(), "-d", "-c", self.conf]


class Knot(Server):
    name = "knot"
    programs = ("knotd",)
    head = """\
server:
    listen: 127.0.0.1@%(port)d
    rundir: "%(dir)s"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    udp-max-payload: %(size)d
    tcp-idle-timeout: 60
    answer-rotation: off
control:
    listen: "%(dir)s/knot.sock"
log:
  - target: stderr
    any: notice
database:
    storage: "%(dir)s/db"
template:
  - id: default
    semantic-checks: off
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
"""
    zone = '  - domain: "%(zone)s."\n    file: "%(path)s"\n'

    def command(self):
        return [self.program(), "-c", self.conf]


class Bind(Server):
    name = "bind"
    programs = ("named",)
    head = """\
options {
	directory "%(dir)s";
	listen-on port %(port)d { 127.0.0.1; };
	listen-on-v6 { none; };
	pid-file none;
	session-keyfile none;
	recursion no;
	allow-query { any; };
	allow-transfer { none; };
	notify no;
	empty-zones-enable no;
	dnssec-validation no;
	minimal-responses no;
	minimal-any no;
	rrset-order { order none; };
	max-udp-size %(size)d;
	edns-udp-size %(size)d;
	nocookie-udp-size 4096;
	answer-cookie no;
	max-records-per-type 0;
	max-types-per-name 0;
	check-names primary ignore;
	check-dup-records ignore;
	check-integrity no;
	check-mx ignore;
	check-mx-cname ignore;
	check-srv-cname ignore;
	check-sibling no;
	check-spf ignore;
	check-wildcard no;
	max-zone-ttl unlimited;
	zero-no-soa-ttl no;
};
controls { };
logging {
	category default { default_stderr; };
};
"""
    zone = 'zone "%(zone)s" { type primary; file "%(path)s"; };\n'

    def command(self):
        return [self.program(), "-f", "-n", "1", "-c", self.conf]


class Pdns(Server):
    name = "pdns"
    programs = ("pdns_server",)
    head = """\
launch=bind
bind-config=%(dir)s/named.conf
bind-check-interval=0
bind-dnssec-db=%(dir)s/dnssec.db
local-address=127.0.0.1
local-port=%(port)d
socket-dir=%(dir)s
daemon=no
guardian=no
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
dname-processing=yes
8bit-dns=yes
disable-axfr=yes
expand-alias=no
any-to-tcp=no
receiver-threads=1
distributor-threads=1
udp-truncation-threshold=%(size)d
max-tcp-transactions-per-conn=0
tcp-idle-timeout=60
security-poll-suffix=
loglevel=3
"""
    zone = ""

    def configure(self):
        super().configure()
        with open(self.dir + "/named.conf", "w", encoding="ascii") as out:
            out.write('options { directory "%s"; };\n' % self.dir)
            for zone, path in self.zones.items():
                out.write('zone "%s" { type master; file "%s"; };\n'
                          % (zone, path))
        # --config-dir reads pdns.conf
        os.rename(self.conf, self.dir + "/pdns.conf")
        database = self.dir + "/dnssec.db"
        subprocess.run(["pdnsutil", "--config-dir=" + self.dir,
                        "create-bind-db", database], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.closing(sqlite3.connect(database)) as db, db:
            for zone, param in self.signed.items():
                rows = [(zone, "PRESIGNED", "1")]
                if param is not None:
                    rows.append((zone, "NSEC3PARAM", param))
                db.executemany("INSERT INTO domainmetadata "
                               "(domain, kind, content) VALUES (?, ?, ?)",
                               rows)

    def command(self):
        return [self.program(), "--config-dir=" + self.dir]


class Unbound(Server):
    """A validating resolver that knows mxd, and each zone's key."""

    name = "unbound"
    programs = ("unbound",)
    head = """\
server:
	interface: 127.0.0.1
	port: %(port)d
	do-daemonize: no
	username: ""
	chroot: ""
	pidfile: ""
	directory: "%(dir)s"
	use-syslog: no
	logfile: ""
	num-threads: 1
	module-config: "validator iterator"
	do-not-query-localhost: no
	local-zone: "test." transparent
	qname-minimisation: no
	aggressive-nsec: no
	harden-below-nxdomain: no
	edns-buffer-size: %(size)d
remote-control:
	control-enable: no
"""
    zone = 'stub-zone:\n\tname: "%(zone)s."\n\tstub-prime: no\n' \
        "\tstub-no-cache: yes\n\tstub-addr: 127.0.0.1@%(upstream)d\n"

    def __init__(self, directory, zones, keys, upstream):
        """keys: {zone name: [DNSKEY]} of the zones that are signed."""
        super().__init__(directory, zones, {})
        self.values = {"upstream": upstream}
        anchors = ["\ttrust-anchor: \"%s. DNSKEY %s\"\n" % (zone, key)
                   for zone in keys for key in keys[zone]]
        others = ["\tdomain-insecure: \"%s.\"\n" % zone
                  for zone in zones if not keys.get(zone)]
        self.head = self.head.replace("remote-control:", "".join(
            anchors + others) + "remote-control:")

    def command(self):
        return [self.program(), "-d", "-p", "-c", self.conf]


KINDS = (Mxd, Nsd, Knot, Bind, Pdns)


class Servers:
    """All that are installed, started together, stopped at the end."""

    def __init__(self, zones, signed, directory, ready_apex, names=None):
        kinds = [k for k in KINDS if names is None or k.name in names]
        self.missing = [k.name for k in kinds if k.program() is None]
        self.running = [k(directory, zones, signed) for k in kinds
                        if k.name not in self.missing]
        self.ready_apex = ready_apex

    def __enter__(self):
        try:
            for server in self.running:
                server.spawn()
            for server in self.running:
                server.wait_ready(self.ready_apex)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *unused):
        self.stop()

    def stop(self):
        for server in self.running:
            server.stop()
