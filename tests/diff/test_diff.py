# SPDX-License-Identifier: ISC
"""
mxd and its peers give the same answers: one run with a fixed seed.  A
longer run is `make diff SEEDS=n`; compare.py shows how to look at one
difference again.
"""

import io
import os
import sys
import time

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import compare  # noqa: E402
import explained  # noqa: E402
import servers  # noqa: E402

SEED = "mercury"
ANSWERS_MIN = 20000
VALIDATED_MIN = 1000
PEERS_MIN = 2       # with fewer nothing is compared


@pytest.fixture(scope="module")
def run():
    if servers.Mxd.program() is None:
        pytest.fail("no mxd: run make first, or set MXD")
    missing = [kind.name for kind in servers.KINDS if kind.program() is None]
    if len(servers.KINDS) - 1 - len(missing) < PEERS_MIN:
        pytest.skip("not installed: " + " ".join(missing))
    start = time.monotonic()
    out = compare.Run(compare.options_parse(["--seed", SEED]), SEED).go()
    out.seconds = time.monotonic() - start
    return out


def test_no_unexplained_difference(run):
    text = io.StringIO()
    compare.report(run, text)
    print(text.getvalue())
    assert not run.faults and not run.surprises


def test_enough_answers(run):
    # It takes half a minute; how busy the machine is is no fault of ours.
    print("%d answers in %.0f s" % (run.answers, run.seconds))
    assert run.answers >= ANSWERS_MIN


def test_each_peer_took_part(run):
    if run.missing:
        pytest.skip("not installed: " + " ".join(run.missing))
    assert all(n >= ANSWERS_MIN for n in run.compared.values())


def test_signed_answers_validate(run):
    if "unbound" in run.missing or not run.world.can_sign:
        pytest.skip("not installed: unbound, or signers")
    assert run.validated >= VALIDATED_MIN


def test_most_agree(run):
    """Rules explain few answers; else they are not narrow."""
    assert sum(run.fired.values()) < 0.1 * sum(run.compared.values())
    assert run.lonely < 0.02 * run.answers


def test_rules_are_whole():
    """Each rule says who is right, where it stands and why."""
    peers = {kind.name for kind in servers.KINDS if kind.is_peer}
    names = [rule.name for rule in explained.RULES]
    assert len(set(names)) == len(names)
    for rule in explained.RULES:
        assert rule.right in ("mxd", "either")
        assert "RFC " in rule.rfc and len(rule.why) > 20
        assert set(rule.peers) <= peers
