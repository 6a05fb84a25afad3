# SPDX-License-Identifier: ISC
"""mxctl spread: which exchanger came first how often."""

import os
import subprocess

import pytest

from daemon import BUILD, PATIENCE_S, zone

BODY = """@ MX 10 mercury
@ MX 10 venus
@ MX 20 backup.isp.example.
mercury A 192.0.2.1
mercury A 192.0.2.2
venus A 192.0.2.3
one MX 5 mercury
text TXT "a"
ranks MX 5 mercury
ranks MX 6 venus
www CNAME mercury
"""


@pytest.fixture
def spread(mxd):
    daemon = mxd('control "mxd.sock"\n', zones={"a.example": zone(BODY)},
                 workers=3)

    def run(name):
        done = subprocess.run(
            [os.path.join(BUILD, "mxctl"), "-s", daemon.path("mxd.sock"),
             "spread", name], text=True, capture_output=True,
            timeout=PATIENCE_S, check=False)
        return done.returncode, done.stdout + done.stderr
    daemon.spread = run
    return daemon


def lines(text):
    """[words of a line, without the bar]"""
    return [line.replace("#", "").split() for line in text.splitlines()]


def ask(daemon, name, rdtype, times):
    for _ in range(times):
        daemon.ask(name, rdtype)    # each from a port of its own


def test_exchangers(spread):
    ask(spread, "a.example", "MX", 60)
    status, text = spread.spread("a.example")
    assert status == 0, text
    found = lines(text)
    head = found.index(["MX:", "60", "answers"])
    mercury, venus, backup = found[head + 1:head + 4]
    assert mercury[:2] == ["10", "mercury.a.example."]
    assert venus[:2] == ["10", "venus.a.example."]
    assert backup == ["20", "backup.isp.example.", "always", "here"]
    counts = int(mercury[2]), int(venus[2])
    # Each worker may be ahead by one.
    assert sum(counts) == 60 and abs(counts[0] - counts[1]) <= 3
    bars = [line.count("#") for line in text.splitlines()
            if "10 mercury" in line or "10 venus" in line]
    assert all(18 <= bar <= 22 for bar in bars), bars
    # The addresses went with them.
    status, text = spread.spread("MERCURY.a.example")
    found = lines(text)
    assert status == 0
    assert ["A:", "60", "answers,", "or", "as", "additional", "data"] in found
    assert sum(int(words[1]) for words in found
               if words[0].startswith("192.0.2.")) == 60


def test_nothing_asked(spread):
    status, text = spread.spread("a.example")
    assert status == 0
    assert ["10", "venus.a.example.", "0", "0.0%"] in lines(text)


def test_one_record(spread):
    status, text = spread.spread("one.a.example")
    assert status == 0
    assert text.splitlines()[0] == "MX: one record, so there are no turns"
    assert lines(text)[1] == ["5", "mercury.a.example.", "always", "here"]


def test_no_equals(spread):
    status, text = spread.spread("ranks.a.example")
    assert status == 0
    assert text.splitlines()[0] == "MX: 0 answers; no two records have the " \
        "same rank, so none takes turns"
    assert [words[-2:] for words in lines(text)[1:]] == 2 * [["always", "here"]]


@pytest.mark.parametrize("name,message", [
    ("www.a.example", "www.a.example is an alias (CNAME) of "
     "mercury.a.example., whose records take the turns: `mxctl spread "
     "mercury.a.example.' tells of them if they are here"),
    ("b.example", "there is no zone here that b.example is in; `mxctl zones'"
     " lists those that there are"),
    ("text.a.example", "text.a.example has no MX, NS, SRV or addresses here"),
    ("nothing.a.example",
     "nothing.a.example has no MX, NS, SRV or addresses here"),
    ("a..b", "a..b is no domain name: "),
])
def test_errors(spread, name, message):
    status, text = spread.spread(name)
    assert status == 1
    assert message in text
