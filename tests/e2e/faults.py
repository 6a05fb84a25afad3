# SPDX-License-Identifier: ISC
"""Calls of mxd that fail, wait, or do half their work, when a test says so:
tests/shim/faults.c, and the file through which it is told."""

import ctypes
import mmap
import os
import signal
import socket
import struct
import threading
import time

import dns.message
import pytest

from daemon import (BUILD, PATIENCE_S, Daemon, exchange, is_slow, tcp_recv,
                    tcp_send, wait_for)
from test_control import run, table

SHIM = os.path.abspath(os.path.join(BUILD, "tests", "faults.so"))

# As tests/shim/faults.h has them.
KINDS = ["memory", "map", "open", "read", "stat", "write", "recvmmsg",
         "sendmmsg", "accept", "epoll_wait", "epoll_ctl", "recv", "send"]
MAIN, LOADER, WORKER, OTHER = 1, 2, 4, 8
EVERY = 0xffffffff

NAME = "a.example"


class Order(ctypes.Structure):
    _fields_ = [("times", ctypes.c_uint32), ("skip", ctypes.c_uint32),
                ("threads", ctypes.c_uint32), ("error", ctypes.c_int32),
                ("limit", ctypes.c_uint32), ("holds", ctypes.c_uint32),
                ("path", ctypes.c_char * 64),
                ("seen", ctypes.c_uint32), ("met", ctypes.c_uint32)]


class Shared(ctypes.Structure):
    _fields_ = [("real_s", ctypes.c_int64), ("mono_s", ctypes.c_int64),
                ("orders", Order * len(KINDS))]


class Faults:
    """The orders.  A daemon that was given them is to be started then."""

    def __init__(self, daemon):
        path = daemon.path("faults")
        with open(path, "wb") as f:
            f.truncate(ctypes.sizeof(Shared))
        os.chmod(path, 0o666)
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), ctypes.sizeof(Shared))
        self.shared = Shared.from_buffer(self.map)
        daemon.env["LD_PRELOAD"] = SHIM
        daemon.env["MXD_FAULTS"] = path

    def arm(self, kind, times=EVERY, skip=0, threads=15, error=0, limit=0,
            holds=False, path=""):
        """From the next call on; the number of calls last: it begins."""
        order = self.of(kind)
        order.times = 0
        order.path = path.encode("ascii")
        order.skip, order.threads, order.error = skip, threads, error
        order.limit, order.holds = limit, holds
        order.seen = order.met = 0
        order.times = times
        return order

    def of(self, kind):
        return self.shared.orders[KINDS.index(kind)]

    def calm(self):
        """Nothing fails any more, and what waits goes on."""
        for order in self.shared.orders:
            order.times = order.holds = 0
        self.shared.real_s = self.shared.mono_s = 0

    def met(self, kind, at_least=1):
        """Waits until an order has been carried out."""
        wait_for(lambda: self.of(kind).met >= at_least, "a call: " + kind)


class Faulty(Daemon):
    """A daemon with faults, and mxctl beside it, which has none."""

    def __init__(self, conf="", **options):
        Daemon.__init__(self, **options)
        self.write_conf('control "mxd.sock"\n' + conf)
        self.write("stderr", "")
        os.chmod(self.dir, 0o777)   # what mxd makes here it may remove
        self.faults = Faults(self)

    def ctl(self, *words):
        return run("mxctl", "-s", self.path("mxd.sock"), *words)

    def tries(self):
        """A reload: (did all go well, what is said of it)."""
        done = self.ctl("reload")
        return done.returncode == 0, done.stdout + done.stderr

    def status(self):
        return table(self.ctl("status").stdout)

    def counter(self, name):
        return int(table(self.ctl("stats").stdout)[name])

    def serial(self, name="a.example", timeout=PATIENCE_S, **options):
        """Of what is served; None for an answer without one."""
        answer = self.ask(name, "SOA", timeout=timeout, **options)
        return answer.answer[0][0].serial if answer.answer else None


def is_possible():
    """Sanitizers and valgrind have a malloc() of their own."""
    return not is_slow() and os.access(SHIM, os.R_OK)


@pytest.fixture
def faulty():
    """Makes daemons; nothing fails any more when they end."""
    made = []

    def make(conf="", start=True, **options):
        daemon = Faulty(conf, **options)
        made.append(daemon)
        return daemon.start() if start else daemon
    yield make
    for daemon in made:
        daemon.faults.calm()
        daemon.clean()


# --- reloads without end

STORM = """$TTL 60
@ SOA ns h {0} 1 1 1 1
@ NS ns
@ MX 10 m{0}
ns A 10.0.0.1
m{0} A 10.{1}.{2}.{3}
"""


def stormy(version):
    return STORM.format(version, version >> 16, version >> 8 & 255,
                        version & 255)


class Asker(threading.Thread):
    """Asks for MX until it is told to end; what each answer said."""

    def __init__(self, daemon, is_tcp):
        threading.Thread.__init__(self)
        self.daemon_, self.is_tcp = daemon, is_tcp
        self.goes_on, self.asked, self.bad, self.seen = True, 0, [], []
        self.newest = lambda: 0

    def run(self):
        query = dns.message.make_query(NAME, "MX").to_wire()
        with (self.daemon_.tcp() if self.is_tcp else
              self.daemon_.udp()) as s:
            while self.goes_on:
                self.asked += 1
                if self.is_tcp:
                    tcp_send(s, query)
                    wire = tcp_recv(s)
                else:
                    wire = exchange(s, query)
                newest = self.newest()
                answer = dns.message.from_wire(wire)
                mx = answer.answer[0][0].exchange.labels[0]
                octets = socket.inet_aton(answer.additional[0][0].address)
                version = struct.unpack("!I", octets)[0] & 0xffffff
                if mx != b"m%d" % version or not 1 <= version <= newest:
                    self.bad.append((mx, version, newest))
                self.seen.append(version)


def storm(daemon, signals, seconds, version=1):
    """SIGHUP so often in this time while the file changes, from the version
    that is served on; the askers, and the last version."""
    askers = [Asker(daemon, is_tcp) for is_tcp in (False, False, True)]
    for asker in askers:
        asker.newest = lambda: version
        asker.start()
    begun = time.monotonic()
    for number in range(signals):
        if number % 7 == 0:
            version += 1        # before the file can be read
            daemon.write_zone(NAME, stormy(version))
        daemon.send(signal.SIGHUP)
        pause_s = begun + number * seconds / signals - time.monotonic()
        if pause_s > 0:
            time.sleep(pause_s)
    wait_for(lambda: daemon.ask(NAME, "MX").answer[0][0].exchange.labels[0] ==
             b"m%d" % version, "the last version")
    for asker in askers:
        asker.goes_on = False
        asker.join(PATIENCE_S)
    return askers, version


def judge_storm(askers, version):
    """No answer is lost, of two versions, or of an older one than before."""
    for asker in askers:
        assert not asker.is_alive()
        assert not asker.bad, asker.bad[:5]
        # One socket is one worker's: what was new stays.
        assert asker.seen == sorted(asker.seen)
        assert len(asker.seen) == asker.asked > 50
    assert max(max(asker.seen) for asker in askers) == version
