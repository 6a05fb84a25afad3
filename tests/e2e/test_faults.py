# SPDX-License-Identifier: ISC
"""What the system refuses costs what it must, is told, and is over when it is
over.  tests/proof/test_faults.py goes through all of it."""

import errno
import os
import re
import signal
import socket
import time

import dns.message
import pytest

from daemon import PATIENCE_S, exchange, tcp_recv, tcp_send, wait_for, zone
from faults import (MAIN, NAME, WORKER, faulty,  # noqa: F401
                    is_possible, judge_storm, stormy, storm)
from test_service import hear

pytestmark = pytest.mark.skipif(not is_possible(), reason="a tool has taken "
                                "malloc() over, or tests/shim is not made: "
                                "it is for glibc with 64 bits")

YEAR_S = 365 * 86400


@pytest.fixture
def one(faulty):
    return faulty(zones={NAME: zone(), "b.example": zone()})


# --- files

FILE_FAULTS = [
    ("open", {"error": errno.EACCES}, "Permission denied; let the user"),
    ("open", {"error": errno.EMFILE}, "Too many open files; allow more"),
    ("open", {"error": errno.ENOMEM}, "Cannot allocate memory; give"),
    ("read", {"error": errno.EIO}, "Input/output error; look at the file sys"),
    ("read", {"error": errno.EIO, "skip": 1, "limit": 9}, "Input/output"),
    ("stat", {"error": errno.EIO}, "Input/output error; look at the file sys"),
    ("stat", {"error": errno.ESTALE, "skip": 1}, "Stale file handle; look"),
]
HARMLESS = [
    ("read", {"limit": 1}), ("read", {"limit": 7}),
    ("read", {"error": errno.EINTR, "times": 3}),
    ("open", {"error": errno.EIO, "path": "elsewhere"}),
]


def test_files(one):
    """A zone that cannot be read stays as it was; others go on."""
    serial = 1
    for kind, order, why in FILE_FAULTS:
        order = {"path": NAME + ".zone", **order}
        for name in (NAME, "b.example"):
            one.write_zone(name, zone(serial=serial + 1))
        since = len(one.log())
        one.faults.arm(kind, threads=~MAIN & 15, **order)
        is_good, _ = one.tries()
        assert one.faults.of(kind).met, (kind, order)
        assert not is_good
        one.wait_log(re.escape(why), since)
        one.wait_log("zone %s: .*; still serving serial %d\n" % (
            NAME, serial), since)
        assert one.serial() == serial
        assert one.serial("b.example") == serial + 1
        one.faults.calm()
        assert one.tries()[0]
        serial += 1
        assert one.serial() == serial
    for kind, order in HARMLESS:
        serial += 1
        one.write_zone(NAME, zone(serial=serial))
        one.faults.arm(kind, **{"path": NAME + ".zone", **order})
        assert one.tries()[0], (kind, order)
        one.faults.calm()
        assert one.serial() == serial


def replace(daemon, path):
    daemon.write_zone(NAME, zone(serial=3))


def truncate(daemon, path):
    os.truncate(path, 100)


def grow(daemon, path):
    with open(path, "a", encoding="ascii") as f:
        f.write("www A 192.0.2.80\n")


def overwrite(daemon, path):
    """The same length, by somebody who does not know of rename()."""
    with open(path, "r+", encoding="ascii") as f:
        f.write(zone(serial=3))


def remove(daemon, path):
    os.unlink(path)


def become_directory(daemon, path):
    os.unlink(path)
    os.mkdir(path)


# What happens, the serial that is served then, and whether it is told.  What
# was half read does not count, and is read again in the same reload; what was
# replaced is whole, and in the same reload the new one is seen.
MEANWHILE = [(replace, 3, False), (truncate, 1, True), (grow, 2, True),
             (overwrite, 3, True), (remove, None, False),
             (become_directory, 2, False)]


@pytest.mark.parametrize("skip", [0, 1], ids=["before", "between"])
def test_while_read(one, skip):
    """What becomes of a file while it is read."""
    path = os.path.join(one.zone_dir, NAME + ".zone")
    for change, serial, is_told in MEANWHILE:
        one.write_zone(NAME, zone(serial=2))
        since = len(one.log())
        # Some octets at a time, and one of these reads waits.
        one.faults.arm("read", path=NAME + ".zone", times=1, skip=skip,
                       holds=True, limit=50)
        one.send(signal.SIGHUP)
        one.faults.met("read")
        change(one, path)
        one.faults.calm()
        line = one.wait_log(r"reload: .*added.*", since)[0]
        assert one.serial() == serial, (change, line)
        assert ("changed while it was read; write the new version beside it"
                in one.log()[since:]) == is_told, change
        is_bad = change in (truncate, become_directory)
        assert "%d kept because of errors" % is_bad in line, (change, line)
        assert one.status()["failing"] == "%d" % is_bad
        if os.path.isdir(path):
            assert "Is a directory; name a file" in one.log()[since:]
            os.rmdir(path)
        one.write_zone(NAME, zone(serial=1))
        assert one.tries()[0]
        assert one.serial() == 1


def test_configuration(one):
    """That it cannot be read costs only what it says itself."""
    one.write_conf('control "mxd.sock"\nzone "c.example" { file "c" }\n')
    one.write("c", zone())
    one.faults.arm("read", path="mxd.conf", error=errno.EIO)
    is_good, text = one.tries()
    assert not is_good and "the configuration has errors" in text
    assert "Input/output error" in one.log()
    assert one.serial("c.example") is None
    one.faults.calm()
    assert one.tries()[0]
    assert one.serial("c.example") == 1
    # The directory of the zones: what is served stays.
    one.faults.arm("open", path="/zones", error=errno.EMFILE)
    one.write_zone(NAME, zone(serial=3))
    assert not one.tries()[0]
    assert "zones in %s: Too many open files; nothing is changed" % \
        one.zone_dir in one.log()
    assert one.serial("b.example") == 1
    one.faults.calm()
    assert one.tries()[0]
    assert one.serial() == 3


# --- memory

def test_memory_at_reload(one):
    """At any call of the loader or its helpers: the old or the new zones."""
    serial, failed = 1, 0
    for good in [*range(0, 40, 5), *range(40, 300, 60)]:
        serial += 1
        for name in (NAME, "b.example"):
            one.write_zone(name, zone(serial=serial))
        since = len(one.log())
        one.faults.arm("memory", skip=good, times=1, error=errno.ENOMEM,
                       threads=~(MAIN | WORKER) & 15)
        is_good, _ = one.tries()
        was_met = one.faults.of("memory").met
        assert one.serial() in (serial - 1, serial)
        if not is_good:
            assert was_met
            one.wait_log("out.of.memory|Cannot allocate memory", since)
            failed += 1
        one.faults.calm()
        assert one.tries()[0]
        assert one.serial() == one.serial("b.example") == serial
    assert failed > 1


def test_memory_at_start(faulty):
    """It starts, or ends with a word of why; and leaves nothing behind."""
    daemon = faulty(zones={NAME: zone()}, start=False)
    for good in (50, 400, 900):
        since = len(daemon.log())
        daemon.faults.arm("memory", skip=good, error=errno.ENOMEM)
        daemon.start(wait=False)
        assert daemon.process.wait(PATIENCE_S) == 1, good
        daemon.process = None
        assert len(daemon.log()) > since
        assert not os.path.exists(daemon.path("mxd.sock"))
    daemon.faults.calm()
    daemon.start()
    assert daemon.serial() == 1


# --- the network

def ask_many(daemon, count):
    """Questions of one moment; how many are answered."""
    with daemon.udp() as s:
        for number in range(count):
            query = dns.message.make_query(NAME, "SOA", id=number)
            s.send(query.to_wire())
        got = set()
        while len(got) < count:
            got.add(s.recv(4096)[:2])
        return len(got)


def test_udp(one):
    faults = one.faults
    for error in (errno.EAGAIN, errno.EINTR, errno.EIO, errno.ENOMEM):
        faults.arm("recvmmsg", threads=WORKER, times=3, error=error)
        assert ask_many(one, 10) == 10
        assert faults.of("recvmmsg").met == 3
    # Not all of a batch goes at once; there is no room; a signal.
    for order in ({"limit": 1}, {"limit": 3},
                  {"times": 2, "error": errno.EAGAIN},
                  {"times": 2, "error": errno.EINTR}):
        faults.arm("sendmmsg", threads=WORKER, **order)
        assert ask_many(one, 50) == 50
        faults.calm()
    before = one.counter("send_failed")
    for error in (errno.ENOBUFS, errno.EPERM, errno.ENETUNREACH):
        faults.arm("sendmmsg", threads=WORKER, times=1, error=error)
        with one.udp() as s:
            s.settimeout(0.05)
            with pytest.raises(TimeoutError):
                exchange(s, dns.message.make_query(NAME, "SOA").to_wire())
        assert one.serial() == 1
    assert one.counter("send_failed") == before + 3
    # The loop of a worker, and of main.
    for threads in (WORKER, MAIN):
        for error in (errno.EINTR, errno.ENOMEM):
            order = faults.arm("epoll_wait", threads=threads, times=3,
                               error=error)
            one.status()
            assert ask_many(one, 10) == 10
            wait_for(lambda: (one.status(), one.serial(),
                              order.met == 3)[2], "the loop's fault")
            assert one.serial() == 1
    assert one.process.poll() is None
    # Nobody waits for a socket's events.
    faults.arm("sendmmsg", threads=WORKER, times=1, error=errno.EAGAIN)
    faults.arm("epoll_ctl", threads=WORKER, times=3, error=errno.ENOMEM)
    with one.udp() as s:
        s.send(dns.message.make_query(NAME, "SOA").to_wire())
        faults.met("epoll_ctl", 3)
    assert one.serial() == 1


def test_loop_of_main_ends(faulty):
    """One that nobody can tell to end must not go on for ever: a service
    manager can start a new one.  What is over in time does not count."""
    one = faulty(zones={NAME: zone()})
    order = one.faults.arm("epoll_wait", threads=MAIN, times=199,
                           error=errno.ENOMEM)
    os.kill(one.process.pid, signal.SIGUSR1)    # a turn of the loop
    wait_for(lambda: order.met == 199, "the loop's faults")
    one.status()
    assert one.serial() == 1
    order = one.faults.arm("epoll_wait", threads=MAIN, times=200,
                           error=errno.ENOMEM)
    os.kill(one.process.pid, signal.SIGUSR1)
    assert one.process.wait(PATIENCE_S) == 1
    one.stop(status=1)
    assert order.met == 200
    assert ("main: its event loop failed 200 times in a row: Cannot allocate "
            "memory; mxd ends") in one.log()


def test_tcp(one):
    faults = one.faults
    for error in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM,
                  errno.ECONNABORTED, errno.EAGAIN, errno.EINTR, errno.EPROTO):
        faults.arm("accept", threads=WORKER, times=2, error=error)
        assert one.serial(tcp=True) == 1
        assert faults.of("accept").met == 2
    assert "tcp: no connection can be accepted: Too many open" in one.log()
    for kind, order in (("recv", {"limit": 1}), ("send", {"limit": 1}),
                        ("recv", {"error": errno.EINTR, "times": 2}),
                        ("send", {"error": errno.EAGAIN, "times": 2}),
                        ("send", {"error": errno.EINTR, "times": 2})):
        faults.arm(kind, threads=WORKER, **order)
        query = dns.message.make_query(NAME, "SOA").to_wire()
        with one.tcp() as s:
            tcp_send(s, query, query)
            assert tcp_recv(s) and tcp_recv(s)
        faults.calm()
    # Of these the connection dies, and nothing else.
    for kind, error in (("recv", errno.ECONNRESET), ("recv", errno.EIO),
                        ("send", errno.EPIPE), ("send", errno.ENOBUFS),
                        ("epoll_ctl", errno.ENOMEM),
                        ("memory", errno.ENOMEM)):
        faults.arm(kind, threads=WORKER, times=1, error=error)
        with one.tcp() as s:
            try:
                tcp_send(s, query)
                tcp_recv(s)
            except ConnectionError:
                pass
        faults.met(kind)    # perhaps at the end of the one before
        assert one.serial(tcp=True) == 1


def test_mxctl(one):
    """Its answer comes, or the end of the connection; mxd stays."""
    one.faults.arm("accept", threads=MAIN, times=2, error=errno.EMFILE)
    assert one.status()["zones"] == "2"
    for kind in ("memory", "epoll_ctl"):
        for good in range(0, 9, 2):
            one.faults.arm(kind, threads=MAIN, times=1, skip=good,
                           error=errno.ENOMEM)
            one.ctl("status")
            one.faults.calm()
            assert one.process.poll() is None, (kind, good)
    assert one.status()["zones"] == "2"


# --- the log

def test_log(one):
    """A log that takes nothing; what it missed is told when it does."""
    one.faults.arm("write", path="/dev/stderr", error=errno.ENOSPC)
    for serial in (2, 3):
        one.write_zone(NAME, zone(serial=serial))
        assert one.tries()[0]
        assert one.serial() == serial
    met = one.faults.of("write").met
    one.faults.calm()
    one.reload()
    lost = one.wait_log(r"log: (\d+) lines could not be written")
    assert 4 <= int(lost[1]) <= met
    # Half a line is a lost one, too.
    one.faults.arm("write", path="/dev/stderr", times=1, limit=5)
    assert one.tries()[0]
    one.faults.calm()
    assert one.tries()[0]
    one.wait_log("log: 1 lines could not be written")


def test_pidfile(faulty):
    daemon = faulty('pidfile "pid"\n', zones={NAME: zone()}, start=False)
    daemon.faults.arm("write", path="/pid", error=errno.ENOSPC)
    daemon.start()
    assert "/pid: No space left on device; mxd goes on" in daemon.log()
    assert daemon.serial() == 1
    daemon.stop()
    daemon.faults.arm("open", path="/pid", error=errno.EROFS)
    daemon.start(wait=False)
    assert daemon.process.wait(PATIENCE_S) == 1
    daemon.process = None
    assert "/pid: Read-only file system; mxd does not start" in daemon.log()


# --- clocks

def test_clocks(faulty):
    """Set forth and back by years: nobody is punished, nothing overflows."""
    daemon = faulty("rate limit 5\ntcp idle 1m\n", zones={NAME: zone()})
    dropped = 0
    with daemon.tcp() as idle, daemon.tcp() as busy:
        for jump in (YEAR_S, -YEAR_S, 50 * YEAR_S, -40 * YEAR_S, 0):
            daemon.faults.shared.real_s = jump
            for tcp in (False, True):
                assert daemon.serial(tcp=tcp) == 1
            query = dns.message.make_query(NAME, "SOA").to_wire()
            tcp_send(busy, query)
            assert tcp_recv(busy)
            # At the same second the limit holds.
            with daemon.udp() as s:
                for _ in range(40):
                    s.send(query)
            now_dropped = daemon.counter("rate_dropped")
            assert now_dropped > dropped
            dropped = now_dropped
        idle.settimeout(0.01)
        with pytest.raises(TimeoutError):
            idle.recv(1)
        status = daemon.status()
        assert int(re.match(r"\d+", status["uptime"])[0]) < 1000
        # The other clock is one that nobody can set; a machine that slept
        # may show it so.
        daemon.faults.shared.mono_s = YEAR_S
        wait_for(lambda: daemon.serial(tcp=True) == 1 and
                 daemon.counter("tcp_closed_idle") >= 1,
                 "the end of what is idle")
    assert daemon.serial(tcp=True) == 1
    daemon.write_zone(NAME, zone(serial=2))
    assert daemon.tries()[0]
    assert daemon.serial(tcp=True) == 2


# --- reloads without end

def test_storm(faulty):
    """SIGHUP a thousand times in a second: no answer is lost or half."""
    daemon = faulty(zones={NAME: stormy(1)}, workers=2)
    judge_storm(*storm(daemon, 1000, 1.0))
    assert "error:" not in daemon.log()


# --- ends

def test_term_while_loading(one):
    """It ends soon, whatever the disk does; the next one starts."""
    one.write_zone(NAME, zone(serial=2))
    one.faults.arm("read", path=NAME + ".zone", times=1, holds=True)
    one.send(signal.SIGHUP)
    one.faults.met("read")
    assert one.serial() == 1
    one.stop()      # with status 0
    assert "mxd has ended, in the middle of a zone" in one.log()
    # Who is left to end it has no right to any file any more.
    assert "it stays, and the next mxd replaces it" in one.log() or \
        not os.path.exists(one.path("mxd.sock"))
    one.faults.calm()
    one.start()
    assert one.serial() == 2


def test_kill(faulty):
    """What a killed one leaves is in nobody's way."""
    daemon = faulty('pidfile "pid"\n', zones={NAME: zone()})
    first = daemon.process
    with daemon.tcp() as s:     # and in the kernel
        daemon.stop(signal.SIGKILL, -signal.SIGKILL)
        assert os.path.exists(daemon.path("mxd.sock"))
        with open(daemon.path("pid"), encoding="ascii") as f:
            assert int(f.read()) == first.pid
        daemon.start()
        try:
            assert s.recv(1) == b""
        except ConnectionResetError:
            pass
    assert daemon.serial() == daemon.serial(tcp=True) == 1
    assert daemon.status()["pid"] == str(daemon.process.pid)
    with open(daemon.path("pid"), encoding="ascii") as f:
        assert int(f.read()) == daemon.process.pid
    assert "error:" not in daemon.log()


def test_stuck(faulty):
    """A worker that hangs stops the watchdog; a loader that waits for its
    disk stops nothing."""
    daemon = faulty(zones={NAME: zone()}, start=False)
    path = daemon.path("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        os.chmod(path, 0o777)
        manager.settimeout(PATIENCE_S)
        daemon.env.update(NOTIFY_SOCKET=path, WATCHDOG_USEC="300000")
        daemon.start()
        hear(manager, "WATCHDOG=1")
        daemon.write_zone(NAME, zone(serial=2))
        daemon.faults.arm("read", path=NAME + ".zone", times=1, holds=True)
        daemon.send(signal.SIGHUP)
        daemon.faults.met("read")
        for _ in range(3):
            hear(manager, "WATCHDOG=1")
        assert daemon.serial() == 1
        assert daemon.status()["zones"] == "1"
        daemon.faults.calm()
        wait_for(lambda: daemon.serial() == 2, "the second version")

        daemon.faults.arm("recvmmsg", threads=WORKER, times=1, holds=True)
        with daemon.udp() as s:
            s.send(dns.message.make_query(NAME, "SOA").to_wire())
            daemon.faults.met("recvmmsg")
            daemon.wait_log("worker 0: no sign of life")
            manager.settimeout(0.35)    # three turns
            with pytest.raises(TimeoutError):
                for _ in range(10):     # of before
                    manager.recv(4096)
            manager.settimeout(PATIENCE_S)
            assert daemon.status()["zones"] == "1"
            daemon.faults.calm()
            hear(manager, "WATCHDOG=1")
            assert s.recv(4096)
