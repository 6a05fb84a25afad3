# SPDX-License-Identifier: ISC
"""A change while queries go on: when all of it is answered, and what the
queries felt.

The server has one core, for its workers and for what reads the change; the
asking program has another, and wakes up by the clock, so that the server does
not pay for waking it.  What queries feel of a change is compared with a quiet
time of the same length."""

import time

import asking
from probe import Probe

WARM_S = 0.3
LOST_S = 1          # after which a query is lost
AFTER_S = LOST_S + 0.1  # asked on, when a change is live; as long before it


def felt(result, prefix):
    return {prefix + "worst_ms": result.max_us / 1e3,
            prefix + "p999_ms": result.p999_us / 1e3,
            prefix + "p99_ms": result.p99_us / 1e3,
            prefix + "p50_ms": result.p50_us / 1e3,
            prefix + "core_percent": 100 * result.told["server_ns"] / 1e9 /
                result.told["seconds"]}


def await_change(settings, server, questions, tell):
    """Seconds from tell() until all questions() are answered as wanted, or
    None."""
    probe = Probe(server.port, server.is_alive)
    begun = time.monotonic()
    try:
        tell()
        at = probe.wait_all(questions(), begun + settings.live_patience)
    finally:
        probe.close()
    return None if at is None else at - begun


def measure(settings, server, prepare, questions, tell):
    """What a change does.

    prepare()   makes it, in files
    questions() then (name, type, is_wanted), which tell when it is live
    tell()      what makes the server look

    Times are in seconds, latencies in milliseconds.  What a server does when
    the change is live already counts, too, and a query that waits until then.
    """
    asked = asking.Running(settings, server, "udp", "-f", str(settings.rate),
                           "-k", "4", "-T", str(1000 * LOST_S))
    try:
        time.sleep(WARM_S)
        asked.mark()
        time.sleep(AFTER_S)
        quiet = asked.mark()
        prepare()
        time.sleep(AFTER_S)
        asked.mark()
        live_s = await_change(settings, server, questions, tell)
        time.sleep(AFTER_S)
        change = asked.mark()
    finally:
        asked.close()
    return {
        "live_s": live_s,
        "lost": change.lost,
        "rate": change.told["asked"] / change.told["seconds"],
        **felt(change, ""),
        **felt(quiet, "quiet_"),
    }
