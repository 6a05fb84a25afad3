# SPDX-License-Identifier: ISC
"""All of what tests/e2e/test_faults.py takes samples of: each call in turn.

MXD_PROOF_STEP=n looks at each n-th only."""

import errno
import itertools
import os
import random
import signal
import sys
import time

import dns.message
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "e2e"))

# pylint: disable=wrong-import-position
from daemon import (exchange, tcp_recv, tcp_send, wait_for,  # noqa: E402
                    zone)
from faults import (EVERY, LOADER, MAIN, NAME, OTHER, WORKER,  # noqa: E402
                    faulty, is_possible, judge_storm, stormy, storm)

assert faulty       # a fixture
pytestmark = pytest.mark.skipif(not is_possible(),
                                reason="mxd was not built for this")

STEP = int(os.environ.get("MXD_PROOF_STEP", "1"))
YEAR_S = 365 * 86400
LOADING = LOADER | OTHER

# Plain, with a file within, hosted: as many ways into the table as there are.
CONF = """zone "block.example" { file "block" }
template "h" { file "hosted.txt"; domains "list" }
"""
ZONES = [NAME, "b.example", "block.example", "one.example", "two.example"]
HOSTED = "$TTL 3600\n@ SOA ns1 host %d 3600 600 86400 300\n@ NS ns1\n" \
    "ns1 A 192.0.2.53\n@ MX 10 ns1\n"


def put(daemon, serial):
    """All files, of one version."""
    daemon.write_zone(NAME, zone("$INCLUDE inc\n", serial))
    daemon.write_zone("b.example", zone(serial=serial))
    daemon.write("zones/inc", "www A 192.0.2.%d\n" % (serial & 127))
    daemon.write("block", zone(serial=serial))
    daemon.write("hosted.txt", HOSTED % serial)
    daemon.write("list", "one.example\ntwo.example\n")


def serials(daemon):
    return [daemon.serial(name) for name in ZONES]


@pytest.fixture
def many(faulty):       # noqa: F811
    daemon = faulty(CONF, start=False)
    put(daemon, 1)
    return daemon.start()


class Sweep:
    """Reloads, in each of which another call fails; what came of them."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.serial = 1
        self.failed = self.tried = 0

    def one(self, kind, has_new_conf, **order):
        """Whether the order was met at all."""
        daemon, old = self.daemon, self.serial
        self.serial += 1
        put(daemon, self.serial)
        if has_new_conf:
            daemon.write_conf('control "mxd.sock"\n%s# %d\n' % (
                CONF, self.serial))
        since = len(daemon.log())
        daemon.faults.arm(kind, threads=LOADING, **order)
        is_good, text = daemon.tries()
        met = daemon.faults.of(kind).met
        what = (kind, order, text)
        found = serials(daemon)
        assert set(found) <= {old, self.serial}, (what, found)
        if not is_good:
            assert met, what
            assert "error" in daemon.log()[since:], what
            self.failed += 1
        daemon.faults.calm()
        assert daemon.tries()[0], what
        assert set(serials(daemon)) == {self.serial}, what
        assert daemon.status()["faulty"] == "0"
        self.tried += 1
        return met > 0

    def all(self, kind, start=0, **order):
        for n in itertools.count(start, STEP):
            if not self.one(kind, n % 2, skip=n, **order):
                return n
            assert n < 20000
        return None


def test_memory_at_reload(many):
    """Each call in turn, then all from each one on."""
    sweep = Sweep(many)
    calls = sweep.all("memory", times=1, error=errno.ENOMEM)
    print("reload: %d calls for memory, each failed once: %d reloads were "
          "not whole" % (calls, sweep.failed))
    assert calls > 100 and sweep.failed > calls // (8 * STEP)
    for n in range(0, calls, 7 * STEP):
        sweep.one("memory", n % 2, skip=n, error=errno.ENOMEM)
    assert many.process.poll() is None


def test_large_memory_at_reload(faulty):        # noqa: F811
    """What is taken from the kernel in one piece, for a large zone."""
    body = "".join("$GENERATE 1-60000 h%d-$ A 192.0.2.1\n" % n
                   for n in range(3))
    daemon = faulty(start=False, zones={NAME: zone(body)}).start()
    serial, failed = 1, 0
    for n in itertools.count(0, STEP):
        serial += 1
        daemon.write_zone(NAME, zone(body, serial))
        daemon.faults.arm("map", threads=LOADING, skip=n, times=1,
                          error=errno.ENOMEM)
        is_good, _ = daemon.tries()
        met = daemon.faults.of("map").met
        assert daemon.serial() == (serial if is_good else serial - 1)
        failed += not is_good
        daemon.faults.calm()
        assert daemon.tries()[0]
        assert daemon.serial() == serial
        if not met:
            break
    print("a large zone: %d calls, %d reloads failed" % (n, failed))
    assert n > 1


@pytest.mark.parametrize("kind, error", [
    ("open", errno.EIO), ("open", errno.EMFILE), ("read", errno.EIO),
    ("stat", errno.EIO), ("stat", errno.ENOMEM)])
def test_files_at_reload(many, kind, error):
    """Each call for a file fails in turn; no zone is lost by it."""
    sweep = Sweep(many)
    calls = sweep.all(kind, times=1, error=error)
    print("reload: %s: %d calls, %d reloads not whole" % (
        kind, calls, sweep.failed))


def test_short_reads(many):
    """All of them, and only the first ones, one more each time."""
    sweep = Sweep(many)
    for limit in (1, 2, 3, 5, 17, 100, 333):
        assert sweep.one("read", True, limit=limit)
    calls = sweep.all("read", times=1, limit=20)
    assert sweep.failed == 0
    print("reload: read() is short, up to %d times: all was whole" % calls)


def outcome(daemon, what):
    """Of a start: None if it answers, else the status that it ended with."""
    daemon.start(wait=False)

    def known():
        return daemon.process.poll() is not None or daemon.is_answering(0.02)
    wait_for(known, "a start or its end: %s" % what)
    status = daemon.process.poll()
    if status is not None:
        daemon.process = None
    return status


@pytest.mark.parametrize("who", ["mxd", "libevent"])
def test_memory_at_start(faulty, who):      # noqa: F811
    """Each call of mxd in turn, in any thread, or of libevent, in main and the
    loader, ends the start with a word, or mxd serves; nothing else.  (OpenSSL
    3.0 crashes if its own first calls fail, whoever calls it.)"""
    threads = MAIN | LOADING | (WORKER if who == "mxd" else 0)
    daemon = faulty(CONF, start=False)
    put(daemon, 1)
    ended = served = less = 0
    calls = None
    for n in itertools.count(0, STEP):
        daemon.write("stderr", "")
        daemon.faults.arm("memory", threads=threads, skip=n, times=1,
                          error=errno.ENOMEM, path=who)
        status = outcome(daemon, "call %d fails" % n)
        met = daemon.faults.of("memory").met
        if status is not None:
            assert status == 1, (n, status, daemon.log())
            assert daemon.log().strip(), n
            assert not os.path.exists(daemon.path("mxd.sock")), n
            ended += 1
            continue
        # What has no content for want of memory gets it with a reload.
        found = serials(daemon)
        assert set(found) <= {1, None}, (n, found)
        less += None in found
        served += 1
        daemon.faults.calm()
        if None in found:
            assert daemon.tries()[0], n
            assert set(serials(daemon)) == {1}, n
        daemon.stop()
        if not met:
            calls = n
            break
    print("start: %d calls of %s for memory: %d ends, %d starts, %d of these "
          "without some zone" % (calls, who, ended, served, less))
    assert ended > 10 // STEP


ERRORS = {
    "recvmmsg": (errno.EAGAIN, errno.EINTR, errno.EIO, errno.ENOMEM,
                 errno.ENOBUFS, errno.ECONNREFUSED, errno.ENETDOWN),
    "sendmmsg": (errno.EAGAIN, errno.EINTR, errno.EIO, errno.ENOMEM,
                 errno.ENOBUFS, errno.EPERM, errno.EMSGSIZE,
                 errno.ENETUNREACH, errno.EINVAL),
    "accept": (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM,
               errno.ECONNABORTED, errno.EAGAIN, errno.EINTR, errno.EPROTO,
               errno.EPERM, errno.ENETDOWN),
    "epoll_wait": (errno.EINTR, errno.ENOMEM, errno.EIO),
    "epoll_ctl": (errno.ENOMEM, errno.ENOSPC),
    "recv": (errno.EAGAIN, errno.EINTR, errno.ECONNRESET, errno.EIO,
             errno.ENOMEM, errno.ETIMEDOUT),
    "send": (errno.EAGAIN, errno.EINTR, errno.EPIPE, errno.ECONNRESET,
             errno.ENOBUFS, errno.ENOMEM),
    "memory": (errno.ENOMEM,),
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EPIPE),
    "read": (errno.EIO, errno.EINTR),
}
# What moves octets moves fewer.
SHORT = ["sendmmsg", "recv", "send", "write", "read"]


def use(daemon):
    """All ways in, whatever comes of it."""
    query = dns.message.make_query(NAME, "SOA").to_wire()
    with daemon.udp() as s:
        s.settimeout(0.02)
        for _ in range(3):
            try:
                exchange(s, query)
            except OSError:
                pass
    for _ in range(2):
        try:
            with daemon.tcp() as s:
                s.settimeout(0.3)
                tcp_send(s, query, query)
                tcp_recv(s)
        except (OSError, AssertionError):
            pass
    daemon.ctl("status")


def test_all_while_serving(faulty):     # noqa: F811
    """Each kind of call fails in each thread, once, ten times, at random
    times: when it does not fail any more, all is well."""
    daemon = faulty("log queries all\n", workers=2, zones={NAME: zone()})
    rng = random.Random(1)
    orders = [(kind, {"error": error}) for kind, errors in ERRORS.items()
              for error in errors]
    orders += [(kind, {"limit": limit}) for kind in SHORT
               for limit in (1, 3, 20)]
    met = 0
    for (kind, order), times, threads in itertools.product(
            orders, (1, 10), (MAIN, WORKER, 15)):
        what = daemon.faults.arm(kind, times=times, threads=threads,
                                 skip=rng.randrange(4), **order)
        use(daemon)
        daemon.faults.calm()
        met += what.met
        assert daemon.process.poll() is None, (kind, order)
        assert daemon.serial() == 1, (kind, order)
        assert daemon.serial(tcp=True) == 1, (kind, order)
        assert daemon.status()["zones"] == "1"
    print("serving: %d orders, %d calls failed or were short" % (
        6 * len(orders), met))
    assert met > len(orders)
    fds = "/proc/%d/fd" % daemon.process.pid
    before = len(os.listdir(fds))
    for _ in range(200):
        daemon.faults.arm("memory", threads=WORKER | MAIN, times=1,
                          skip=rng.randrange(12), error=errno.ENOMEM)
        use(daemon)
        daemon.faults.calm()
    assert daemon.serial(tcp=True) == 1
    wait_for(lambda: len(os.listdir(fds)) <= before, "closed descriptors")


def test_forever(faulty):       # noqa: F811
    """As long as nothing works it waits, and does not end."""
    daemon = faulty(zones={NAME: zone()}, workers=2)
    for kind, error in (("recvmmsg", errno.EIO), ("epoll_wait", errno.EIO),
                        ("accept", errno.EMFILE), ("memory", errno.ENOMEM),
                        ("write", errno.ENOSPC), ("epoll_ctl", errno.ENOMEM)):
        daemon.faults.arm(kind, times=EVERY, error=error)
        daemon.send(signal.SIGHUP)
        with daemon.udp() as s:
            s.settimeout(0.3)
            try:
                exchange(s, dns.message.make_query(NAME, "SOA").to_wire())
            except TimeoutError:
                pass
        daemon.faults.calm()
        assert daemon.process.poll() is None, kind
        assert daemon.serial() == 1, kind
        assert daemon.serial(tcp=True) == 1, kind
        assert daemon.tries()[0], kind


def test_storms(faulty):        # noqa: F811
    daemon = faulty(zones={NAME: stormy(1)}, workers=3)
    asked, version = 0, 1
    for _ in range(10):
        askers, version = storm(daemon, 1000, 1.0, version)
        judge_storm(askers, version)
        asked += sum(asker.asked for asker in askers)
    assert "error:" not in daemon.log()
    print("10 storms of 1,000 SIGHUPs: %d questions, each answered from a "
          "version that was on disk" % asked)


def test_terms(faulty):     # noqa: F811
    """SIGTERM wherever a reload has come to: it ends in order.  SIGKILL
    likewise: the next one starts."""
    body = "$GENERATE 1-20000 host-$ A 192.0.2.1\n"
    names = ["z%d.example" % n for n in range(10)]
    daemon = faulty(start=False, zones={
        NAME: zone(), **{name: zone(body) for name in names}}, workers=2)
    halfway = 0
    for n in range(40):
        daemon.write("stderr", "")
        daemon.start()
        for name in names:
            daemon.write_zone(name, zone(body, n + 2))
        # At another read of a zone file each time.
        daemon.faults.arm("read", threads=LOADING, path=".zone", times=1,
                          skip=n // 2)
        daemon.send(signal.SIGHUP)
        if n < 20:
            daemon.faults.met("read")
        if n % 2 == 1:
            daemon.stop(signal.SIGKILL, -signal.SIGKILL)
            continue
        daemon.stop()
        halfway += "reload: given up" in daemon.log()
        assert not os.path.exists(daemon.path("mxd.sock"))
    daemon.start()
    assert daemon.serial() == 1
    print("20 ends by SIGTERM, %d of them in the middle of a reload" %
          halfway)


def test_clocks(faulty):        # noqa: F811
    """The time of day jumps all the time, by years, while mxd is asked."""
    daemon = faulty("rate limit 1000\n", zones={NAME: zone()})
    rng = random.Random(1)
    query = dns.message.make_query(NAME, "SOA").to_wire()
    with daemon.udp() as udp, daemon.tcp() as tcp:
        for _ in range(3000):
            daemon.faults.shared.real_s = rng.randrange(-50 * YEAR_S,
                                                        50 * YEAR_S)
            assert exchange(udp, query)
            tcp_send(tcp, query)
            assert tcp_recv(tcp)
    # 2038 and 2106, and a clock before 1970.
    for at in (2 ** 31, 2 ** 32, -1):
        daemon.faults.shared.real_s = at - int(time.time())
        assert daemon.serial() == daemon.serial(tcp=True) == 1
        assert daemon.tries()[0]
    assert daemon.process.poll() is None
