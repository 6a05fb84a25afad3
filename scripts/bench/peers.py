# SPDX-License-Identifier: ISC
"""The servers, each configured as its manual advises for many zones and few
cores: no log of queries, no limit of rates, no recursion; a worker or as many
as are asked for."""

import os
import re
import shutil
import signal
import subprocess

import procs


class Peer:
    """How a server is configured, started and told of changed files.

    label       its name in the table
    program     path of what is run
    home        a directory of its own, for this run
    is_minimal  whether to leave out what need not be in an answer, where the
                server can be told to; the addresses of mail hosts then too
    """

    is_minimal = True
    kind = None         # its word in options
    told_by = "SIGHUP"  # how reload() tells it
    command_name = None
    version_args = ("-v",)

    def __init__(self, label, program):
        self.label = label
        self.program = program
        self.home = None

    def at(self, name):
        return os.path.join(self.home, name)

    def write(self, name, pieces):
        with open(self.at(name), "w", encoding="ascii") as f:
            f.writelines(pieces)
        return self.at(name)

    def version(self):
        done = subprocess.run([self.program, *self.version_args], check=False,
                              stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT)
        found = re.search(r"\d+\.\d+[\w.~-]*", done.stdout)
        return found.group() if found else "?"

    def configure(self, world, port, workers):
        """Writes what it needs into its home."""
        raise NotImplementedError

    def command(self):
        raise NotImplementedError

    def reload(self, process, changed):
        """Tells it to look for files that have changed: those of the zones
        named, for servers that have to know."""
        process.send_signal(signal.SIGHUP)

    def control(self, program, *args):
        """Runs a program that came with the server; does not wait."""
        beside = os.path.join(os.path.dirname(self.program), program)
        path = shutil.which(beside) or shutil.which(program,
                                                    path=procs.PATH)
        if path is None:
            raise OSError("%s is not there" % program)
        procs.start_aside([path, *args], self.at("control.log"))


class Mxd(Peer):
    kind = "mxd"
    command_name = "mxd"
    more_lines = ""     # of the configuration, for some parts

    def version(self):
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"], check=False,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=os.path.dirname(os.path.abspath(__file__)))
        return done.stdout.strip() or "?"

    def configure(self, world, port, workers):
        # As the others here: callgrind could not write its file otherwise.
        user = "user \"root\"\n" if os.geteuid() == 0 else ""
        self.write("mxd.conf", ["""listen on 127.0.0.1 port %d
workers %d
log level notice
log to stderr
%stcp connections 20000
tcp client 20000
tcp idle 10m
pidfile "%s"
%s%s""" % (port, workers, user, self.at("mxd.pid"), world.mxd_lines(),
           self.more_lines)])

    def command(self):
        return [self.program, "-d", "-f", self.at("mxd.conf")]

    def accepts(self):
        """Whether this build takes the configuration."""
        return subprocess.run([self.program, "-n", "-f", self.at("mxd.conf")],
                              check=False, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0


class Nsd(Peer):
    kind = command_name = "nsd"

    def configure(self, world, port, workers):
        head = """server:
\tip-address: 127.0.0.1@{port}
\tserver-count: {workers}
\tusername: ""
\tchroot: ""
\tdatabase: ""
\tzonelistfile: "{home}/list"
\txfrdfile: "{home}/xfrd"
\tpidfile: "{home}/pid"
\txfrdir: "{home}"
\tlogfile: "{home}/nsd.log"
\tzonesdir: "{zones}"
\tminimal-responses: {minimal}
\trrl-ratelimit: 0
\ttcp-count: 20000
\ttcp-timeout: 600
\tverbosity: 0
remote-control:
\tcontrol-enable: no
""".format(port=port, workers=workers, home=self.home, zones=world.path,
           minimal="yes" if self.is_minimal else "no")
        self.write("nsd.conf", [head] + [
            "zone:\n\tname: %s\n\tzonefile: %s.zone\n" % (apex, apex)
            for apex in map(world.apex, range(world.count))])

    def command(self):
        return [self.program, "-d", "-c", self.at("nsd.conf")]


class Knot(Peer):
    kind = "knot"
    command_name = "knotd"
    version_args = ("-V",)

    def configure(self, world, port, workers):
        head = """server:
    rundir: "{home}"
    listen: 127.0.0.1@{port}
    udp-workers: {workers}
    tcp-workers: {workers}
    background-workers: 2
    tcp-max-clients: 20000
    tcp-idle-timeout: 600
log:
  - target: stderr
    any: warning
database:
    storage: "{home}"
template:
  - id: default
    storage: "{zones}"
    file: "%s.zone"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
""".format(port=port, workers=workers, home=self.home, zones=world.path)
        self.write("knot.conf", [head] + [
            "  - domain: %s\n" % world.apex(i) for i in range(world.count)])

    def command(self):
        return [self.program, "-c", self.at("knot.conf")]


class Gdnsd(Peer):
    kind = command_name = "gdnsd"
    version_args = ("-V",)

    def configure(self, world, port, workers):
        zones = self.at("zones")
        if os.path.lexists(zones):
            os.unlink(zones)
        os.symlink(world.named(), zones)
        self.write("config", ["""options => {
  listen => 127.0.0.1:%d
  udp_threads => %d
  tcp_threads => %d
  tcp_clients_per_thread => 20000
  tcp_timeout => 600
  udp_rcvbuf => 1048576
  udp_sndbuf => 1048576
  run_dir => %s
  state_dir => %s
}
""" % (port, workers, workers, self.at("run"), self.at("state"))])

    def command(self):
        return [self.program, "-c", self.home, "start"]

    told_by = "gdnsdctl reload-zones"

    def reload(self, process, changed):
        self.control("gdnsdctl", "-c", self.home, "-t", "300", "reload-zones")


class Bind(Peer):
    kind = "bind"
    command_name = "named"

    def zones(self, world):
        return ["zone \"%s\" { type master; file \"%s\"; };\n" % (
            world.apex(i), world.file(i)) for i in range(world.count)]

    def configure(self, world, port, workers):
        self.workers = workers
        self.write("named.conf", ["""options {{
\tdirectory "{home}";
\tpid-file "{home}/pid";
\tsession-keyfile "{home}/key";
\tlisten-on port {port} {{ 127.0.0.1; }};
\tlisten-on-v6 {{ none; }};
\trecursion no;
\tminimal-responses {minimal};
\tdnssec-validation no;
\tempty-zones-enable no;
\tnotify no;
\tquerylog no;
\ttcp-clients 20000;
\ttcp-idle-timeout 1200;
}};
controls {{ }};
logging {{
\tchannel quiet {{ stderr; severity warning; }};
\tcategory default {{ quiet; }};
}};
""".format(home=self.home, port=port,
           minimal="yes" if self.is_minimal else "no-auth")] +
                   self.zones(world))

    def command(self):
        return [self.program, "-f", "-n", str(self.workers), "-c",
                self.at("named.conf")]


class Pdns(Bind):
    kind = "pdns"
    command_name = "pdns_server"
    version_args = ("--version",)

    def configure(self, world, port, workers):
        named = self.write("named.conf", [
            "options { directory \"%s\"; };\n" % world.path] +
            self.zones(world))
        self.write("pdns.conf", ["""launch=bind
bind-config=%s
local-address=127.0.0.1
local-port=%d
receiver-threads=%d
distributor-threads=1
socket-dir=%s
daemon=no
guardian=no
loglevel=3
max-tcp-connections=20000
tcp-idle-timeout=600
max-tcp-connection-duration=0
reuseport=yes
security-poll-suffix=
""" % (named, port, workers, self.home)])

    def command(self):
        return [self.program, "--config-dir=" + self.home]

    told_by = "pdns_control bind-reload-now"

    def reload(self, process, changed):
        self.control("pdns_control", "--config-dir=" + self.home,
                     "--socket-dir=" + self.home, "bind-reload-now", *changed)


class Yadifa(Peer):
    kind = "yadifa"
    command_name = "yadifad"
    told_by = "yadifa ctrl reload"
    KEY = "bench"
    SECRET = "c2NyaXB0cy9iZW5jaA=="     # of no use to anybody else
    version_args = ("-V",)

    def configure(self, world, port, workers):
        head = """<main>
daemonize off
listen 127.0.0.1 port {port}
server-port {port}
thread-count-by-address {workers}
logpath "{home}"
pidfile "{home}/pid"
datapath "{zones}"
keyspath "{home}"
xfrpath "{home}"
uid 0
gid 0
allow-control key {key}
max-tcp-queries 255
statistics off
answer-formerr-packets off
</main>
<key>
name {key}
algorithm hmac-sha256
secret {secret}
</key>
<rrl>
responses-per-second 0
enabled false
</rrl>
<loggers>
</loggers>
""".format(port=port, workers=workers, home=self.home, zones=world.path,
           key=self.KEY, secret=self.SECRET)
        self.port = port
        self.write("yadifad.conf", [head] + [
            "<zone>\ndomain %s\ntype master\nfile %s.zone\n</zone>\n" % (
                apex, apex) for apex in map(world.apex, range(world.count))])

    def command(self):
        return [self.program, "-c", self.at("yadifad.conf")]

    def reload(self, process, changed):
        # SIGHUP does not make it look; the command is for one zone.
        for apex in changed:
            self.control("yadifa", "ctrl", "-s",
                         "127.0.0.1 port %d" % self.port, "-y",
                         "hmac-sha256:%s:%s" % (self.KEY, self.SECRET),
                         "reload", "-q", apex)


KINDS = {peer.kind: peer for peer in (Mxd, Gdnsd, Nsd, Knot, Yadifa, Pdns,
                                      Bind)}


def installed(build, others):
    """What can be run: mxd of this build, the peers that are installed, and
    others, each `kind=path` or `kind@label=path`; a path alone takes the
    place of the one installed."""
    found = {}
    for kind, peer in KINDS.items():
        path = os.path.join(build, "mxd") if kind == "mxd" else \
            shutil.which(peer.command_name, path=procs.PATH)
        if path:
            found[kind] = peer(kind, path)
    for other in others:
        what, path = other.split("=", 1)
        kind, _, label = what.partition("@")
        found[label or kind] = KINDS[kind](label or kind, path)
    return found
