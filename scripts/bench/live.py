# SPDX-License-Identifier: ISC
"""A change while queries go on: when all of it is answered, and what the
queries felt."""

import time

import asking
from probe import Probe

WARM_S = 0.3
QUIET_S = 1         # before the change, to compare with
LOST_S = 1          # after which a query is lost


def worst_ms(*results):
    return max(result.max_us for result in results) / 1e3


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

    Times are in seconds, latencies in milliseconds.  A query that came to
    wait in the time of the change and was answered after it counts too.
    """
    asked = asking.Running(settings, server, "udp", "-f", str(settings.rate),
                           "-k", "4", "-T", str(1000 * LOST_S))
    try:
        time.sleep(WARM_S)
        asked.mark()
        time.sleep(QUIET_S)
        quiet = asked.mark()
        prepare()
        time.sleep(LOST_S + 0.1)
        asked.mark()
        live_s = await_change(settings, server, questions, tell)
        during = asked.mark()
        time.sleep(LOST_S + 0.1)
        after = asked.mark()
    finally:
        asked.close()
    return {
        "live_s": live_s,
        "lost": during.lost + after.lost,
        "worst_ms": worst_ms(during, after),
        "p99_ms": during.p99_us / 1e3,
        "quiet_worst_ms": worst_ms(quiet),
        "quiet_p99_ms": quiet.p99_us / 1e3,
        "rate": during.told["asked"] / during.told["seconds"],
    }
