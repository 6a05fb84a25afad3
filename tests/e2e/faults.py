# SPDX-License-Identifier: ISC
"""Calls of mxd that fail, wait, or do half their work, when a test says so:
tests/shim/faults.c, and the file through which it is told."""

import ctypes
import mmap
import os

from daemon import BUILD, PATIENCE_S, Daemon, is_slow, wait_for
from test_control import run, table

SHIM = os.path.abspath(os.path.join(BUILD, "tests", "faults.so"))

# As tests/shim/faults.h has them.
KINDS = ["memory", "map", "open", "read", "stat", "write", "recvmmsg",
         "sendmmsg", "accept", "epoll_wait", "epoll_ctl", "recv", "send"]
MAIN, LOADER, WORKER, OTHER = 1, 2, 4, 8
EVERY = 0xffffffff


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
