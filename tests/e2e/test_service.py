# SPDX-License-Identifier: ISC
"""What a service manager hears."""

import os
import socket

import pytest

from daemon import PATIENCE_S, zone


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
