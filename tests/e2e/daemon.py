# SPDX-License-Identifier: ISC
"""One mxd on loopback, as a test sees it: files in, packets out."""

import functools
import itertools
import os
import random
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import dns.flags
import dns.message
import dns.query
import dns.rdatatype

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", os.path.join(TOP, "build"))
MXD = os.path.abspath(os.environ.get("MXD", os.path.join(BUILD, "mxd")))
# What mxd is run under, such as "valgrind -q --vgdb=no --leak-check=full".
WRAP = shlex.split(os.environ.get("MXD_WRAP", ""))
# How much of tests/e2e runs: nothing said is all; "own" is what mxd and mxcheck
# do themselves (under ASan and UBSan, and valgrind if there is time), "daemon"
# what mxd does (valgrind, TSan).
E2E = os.environ.get("E2E", "all")
EXAMPLES = os.path.join(TOP, "zones", "examples")
DATA = os.path.join(TOP, "tests", "e2e", "data")

# Long enough on a busy machine, where a start under valgrind takes seconds of
# CPU; no test waits so long unless something is wrong.
PATIENCE_S = 60 if E2E == "all" else 240

# Where the daemons of tests listen.
PORT_BEGIN, PORT_END = 10000, 32000

# What sanitizers say on stderr.
SANITIZER = re.compile(r"Sanitizer|runtime error:|^==\d+==", re.M)

# The one line that tells what a reload did.
SUMMARY = re.compile(r"reload: .*added.*changed.*removed.*kept")

SOA = """$TTL 3600
@ SOA ns1 hostmaster {serial} 14400 3600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.53
ns2 A 198.51.100.53
"""


def zone(body="", serial=1):
    """A zone's text: SOA, two name servers, and the body."""
    return SOA.format(serial=serial) + body


def ports_of(worker, workers):
    """Those that a worker of pytest-xdist may take, in random order.

    Below the ones that the kernel gives to clients: nobody takes a port
    between the moment it was found free and the start of its daemon.
    """
    share = (PORT_END - PORT_BEGIN) // workers
    begin = PORT_BEGIN + worker * share
    ports = list(range(begin, begin + share))
    random.shuffle(ports)
    return itertools.cycle(ports)


PORTS = ports_of(
    int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]),
    int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def free_port(address="127.0.0.1"):
    """A port that is free for UDP and TCP, and not given before."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for port in itertools.islice(PORTS, 1000):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as tcp, \
                    socket.socket(family, socket.SOCK_DGRAM) as udp:
                tcp.bind((address, port))
                udp.bind((address, port))
            return port
        except OSError:
            continue
    raise RuntimeError("no free port")


@functools.cache
def is_slow():
    """Is mxd under a tool that makes it slow, and finds faults of its own?"""
    with open(MXD, "rb") as f:
        return bool(WRAP) or "MXD_NATIVE" in os.environ or \
            re.search(rb"__(asan|tsan)_init", f.read()) is not None


def rounds(plain, slow):
    """How often a test does the same again: it is about what happens once in
    many times, which a tool finds at the first."""
    return slow if is_slow() else plain


def wait_for(condition, what, patience_s=PATIENCE_S):
    """The first true value of condition(); fails when patience ends."""
    end = time.monotonic() + patience_s
    pause_s = 0.001
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, 0.02)


def wait_end(process, patience_s=PATIENCE_S):
    """The status of a process once it ended; None if it does not."""
    fd = os.pidfd_open(process.pid)
    try:
        if not select.select([fd], [], [], patience_s)[0]:
            return None
    finally:
        os.close(fd)
    return process.wait()


def patient_timeouts():
    """For one try after another: a slow machine gets more time each."""
    return (0.2 + 0.05 * n for n in itertools.count())


class Daemon:
    """mxd, its directory, its log.  Foreground, one worker by default."""

    def __init__(self, conf="", zones=None, listen=("127.0.0.1",),
                 workers=1):
        # Not pytest's tmp_path: mxd gives up root and must still read.
        self.dir = tempfile.mkdtemp(prefix="mxd-e2e-")
        os.chmod(self.dir, 0o755)
        self.zone_dir = os.path.join(self.dir, "zones")
        os.mkdir(self.zone_dir)
        self.conf_path = os.path.join(self.dir, "mxd.conf")
        self.log_path = os.path.join(self.dir, "stderr")
        self.port = free_port(listen[0] if listen[0] != "*" else "0.0.0.0")
        self.listen = listen
        self.workers = workers
        self.command = [*WRAP, MXD]
        self.process = None
        self.started_at = 0     # characters of the log
        self.env = dict(os.environ)
        for name, text in (zones or {}).items():
            self.write_zone(name, text)
        self.write_conf(conf)

    # --- files

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        """Write a file in one step, as an editor or rsync would."""
        with open(self.path(name + ".new"), "w", encoding="utf-8") as f:
            f.write(text)
        os.rename(self.path(name + ".new"), self.path(name))

    def write_zone(self, name, text):
        self.write(os.path.join("zones", name + ".zone"), text)

    def copy_zones(self, directory):
        for name in os.listdir(directory):
            if name.endswith(".zone"):
                shutil.copy(os.path.join(directory, name), self.zone_dir)

    def remove_zone(self, name):
        os.unlink(os.path.join(self.zone_dir, name + ".zone"))

    def write_conf(self, extra=""):
        """The usual configuration and some lines more."""
        lines = ["listen on %s port %d" % (address, self.port)
                 for address in self.listen]
        lines.append("workers %d" % self.workers)
        lines.append('zones in "zones"')
        self.write("mxd.conf", "\n".join(lines) + "\n" + extra)

    # --- the process

    def start(self, *options, wait=True):
        with open(self.log_path, "ab") as log:
            self.started_at = len(self.log())
            # Parent and child in one group: ended by id, each its own.
            self.process = subprocess.Popen(
                [*self.command, "-d", "-f", self.conf_path, *options],
                stderr=log, stdout=log, stdin=subprocess.DEVNULL, env=self.env)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self):
        timeouts = patient_timeouts()

        def ready():
            if self.process.poll() is not None:
                raise AssertionError("mxd ended: " + self.log())
            return self.is_answering(next(timeouts))
        wait_for(ready, "mxd to answer: " + self.log())
        if self.says_all():
            self.wait_started()

    def says_all(self):
        """Does the configuration leave the log as it is?"""
        with open(self.conf_path, encoding="utf-8", errors="replace") as f:
            return re.search(r"^\s*log\s", f.read(), re.M) is None

    def wait_started(self):
        """It answers before it has said how the first round ended, and what
        it thinks of the zones: so a test that reads the log waits for that."""
        self.wait_log(r"answers queries: zones", self.started_at)
        self.wait_log(r"mxd: start: \d+ added", self.started_at)

    def is_answering(self, timeout=0.2):
        """At once if nobody listens there: the socket is a connected one."""
        query = dns.message.make_query("ready.invalid", "A").to_wire()
        with self.udp() as s:
            s.settimeout(timeout)
            try:
                return exchange(s, query)[:2] == query[:2]
            except OSError:
                return False

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def wait_log(self, pattern, since=0):
        """The first match after this many characters of the log."""
        def found():
            # Before it is read: the last words are in it.
            has_ended = self.process is not None and \
                self.process.poll() is not None
            match = re.search(pattern, self.log()[since:])
            if match is None and has_ended:
                raise AssertionError("mxd ended, and did not say %r: %s" % (
                    pattern, self.log()))
            return match
        return wait_for(found, "%r in the log:\n%s" % (pattern, self.log()))

    def send(self, number):
        self.process.send_signal(number)

    def reload(self):
        """SIGHUP; the line that sums up, once it is there."""
        since = len(self.log())
        self.send(signal.SIGHUP)

        def summary():
            for line in self.log()[since:].splitlines():
                if SUMMARY.search(line):
                    return line
            return None
        return wait_for(summary, "the summary of the reload")

    def stop(self, number=signal.SIGTERM, status=0):
        """End it; exit status and an empty sanitizer report are checked."""
        if self.process is None:
            return
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(number)
        code = wait_end(process) if process.returncode is None else \
            process.returncode
        if code is None:
            process.kill()
            process.wait()
            raise AssertionError("mxd did not end:\n" + self.log())
        log = self.log()
        assert code == status, "exit status %d:\n%s" % (code, log)
        assert not SANITIZER.search(log), log

    def clean(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)

    # --- questions

    def ask(self, name, rdtype="MX", tcp=False, timeout=PATIENCE_S,
            address="127.0.0.1", **options):
        """One question, one answer; over TCP if tcp."""
        query = dns.message.make_query(name, rdtype, **options)
        function = dns.query.tcp if tcp else dns.query.udp
        return function(query, address, port=self.port, timeout=timeout)

    def udp(self, address="127.0.0.1"):
        """A connected UDP socket."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.settimeout(PATIENCE_S)
        s.connect((address, self.port))
        return s

    def tcp(self, address="127.0.0.1"):
        """A TCP connection."""
        return socket.create_connection((address, self.port), PATIENCE_S)


def answers(message, rdtype):
    """The records of one type in the answer section, in order, as text."""
    want = dns.rdatatype.from_text(rdtype)
    return [rdata.to_text() for rrset in message.answer
            if rrset.rdtype == want for rdata in rrset]


def wire_order(wire):
    """Answer records in the order of the wire, as (owner, type, text).

    dnspython gathers records into sets; here each stands for itself.
    """
    message = dns.message.from_wire(wire, one_rr_per_rrset=True)
    return [[(rrset.name.to_text(), dns.rdatatype.to_text(rrset.rdtype),
              rrset[0].to_text()) for rrset in section]
            for section in (message.answer, message.authority,
                            message.additional)]


def exchange(sock, wire, size=65535):
    """One packet out, one in, on a connected UDP socket."""
    sock.send(wire)
    return sock.recv(size)


def tcp_send(sock, *wires):
    """Messages with their lengths, in one segment if they fit."""
    sock.sendall(b"".join(len(w).to_bytes(2, "big") + w for w in wires))


def tcp_recv(sock):
    """One message; None at the end of the stream."""
    head = tcp_octets(sock, 2)
    if head is None:
        return None
    return tcp_octets(sock, int.from_bytes(head, "big"))


def tcp_octets(sock, count):
    data = b""
    while len(data) < count:
        more = sock.recv(count - len(data))
        if not more:
            assert not data, "the stream ends inside a message"
            return None
        data += more
    return data
