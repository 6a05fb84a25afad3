# SPDX-License-Identifier: ISC
"""What a service manager hears."""

import contextlib
import fcntl
import os
import re
import socket
import subprocess

import dns.message
import pytest

from daemon import MXD, PATIENCE_S, WRAP, free_port, zone


@pytest.fixture
def managed(mxd):
    """(daemon that is not started, the manager's end)"""
    daemon = mxd(zones={"a.example": zone()}, start=False)
    path = daemon.path("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        os.chmod(path, 0o777)
        manager.settimeout(PATIENCE_S)
        daemon.env["NOTIFY_SOCKET"] = path
        yield daemon, manager


def hear(manager, wanted, limit=1000):
    """The next message that begins so; others are left aside."""
    for _ in range(limit):
        message = manager.recv(4096).decode()
        if message.startswith(wanted):
            return message
    raise AssertionError("never heard: " + wanted)


def test_life(managed):
    daemon, manager = managed
    daemon.start()
    assert "STATUS=1 added" in hear(manager, "READY=1")
    daemon.write_zone("b.example", zone())
    daemon.reload()
    assert "MONOTONIC_USEC=" in hear(manager, "RELOADING=1")
    assert "STATUS=1 added" in hear(manager, "READY=1")
    daemon.stop()
    hear(manager, "STOPPING=1")


def test_watchdog(managed):
    daemon, manager = managed
    daemon.env["WATCHDOG_USEC"] = "60000"
    daemon.start()
    for _ in range(5):
        hear(manager, "WATCHDOG=1")


def test_not_watched(managed):
    daemon, manager = managed
    daemon.env["WATCHDOG_USEC"] = "60000"
    daemon.env["WATCHDOG_PID"] = "1"    # another process
    daemon.start()
    hear(manager, "READY=1")
    daemon.stop()
    hear(manager, "STOPPING=1", limit=1)


# --- socket activation

def open_there(kind, port, count=1):
    """What a .socket unit would open."""
    made = []
    for _ in range(count):
        s = socket.socket(socket.AF_INET, kind)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        s.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            s.listen()
        made.append(s)
    return made


def start_with(daemon, sockets):
    """As systemd does: from descriptor 3 on, for this process."""
    # Out of the way first: one may have the number that another gets.
    high = [fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 100) for s in sockets]
    wanted = range(3, 3 + len(sockets))

    def hand_over():
        for fd, number in zip(high, wanted):
            os.dup2(fd, number)
    with open(daemon.log_path, "ab") as log:
        daemon.process = subprocess.Popen(
            ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *WRAP, MXD,
             "-d", "-f", daemon.conf_path], stderr=log, stdout=log,
            stdin=subprocess.DEVNULL, preexec_fn=hand_over,
            pass_fds=wanted, env=dict(daemon.env, LISTEN_FDS=str(
                len(sockets)), LISTEN_FDNAMES="mxd.socket"))
    for fd in high:
        os.close(fd)


def test_sockets_handed_over(mxd):
    """Nothing is bound: what waits there before the start is answered."""
    daemon = mxd(start=False, workers=2, zones={"a.example": zone()})
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(s) for s in
                   open_there(socket.SOCK_DGRAM, daemon.port, 2) +
                   open_there(socket.SOCK_STREAM, daemon.port)]
        client = stack.enter_context(daemon.udp())
        query = dns.message.make_query("a.example", "SOA")
        client.send(query.to_wire())
        start_with(daemon, sockets)
        assert dns.message.from_wire(client.recv(4096)).answer
    daemon.wait_started()
    # Both sockets are answered at, and TCP.
    for _ in range(20):
        assert daemon.ask("a.example", "SOA").answer
        assert daemon.ask("a.example", "SOA", tcp=True).answer
    check_reload(daemon)


def check_reload(daemon):
    """They are let go and found again; others are bound."""
    port, other = daemon.port, free_port()
    for now in other, port:
        daemon.port = now
        daemon.write_conf()
        since = len(daemon.log())
        daemon.reload()
        # Of those that nobody reads from it is told.
        warnings = re.findall(r"warning: listen: 127\.0\.0\.1:%d \((udp|tcp)\)"
                              r": no .listen on. means this address any more" %
                              port, daemon.log()[since:])
        assert sorted(warnings) == (
            ["tcp", "udp", "udp"] if now == other else [])
        assert daemon.ask("a.example", "SOA").answer
        assert daemon.ask("a.example", "SOA", tcp=True).answer


def test_sockets_that_do_not_fit(mxd):
    daemon = mxd(start=False, zones={"a.example": zone()})
    with open_there(socket.SOCK_DGRAM, daemon.port)[0] as good, \
            open_there(socket.SOCK_STREAM, free_port())[0] as bad:
        start_with(daemon, [good, bad])
        assert daemon.process.wait(PATIENCE_S) == 1
    daemon.process = None
    log = daemon.log()
    assert re.search(r"mxd\.conf:1:\d+: error: listen: 127\.0\.0\.1:%d "
                     r"\(tcp\): the service manager hands over other sockets, "
                     r"but none" % daemon.port, log), log
    assert "no \"listen on\" means this address" in log
