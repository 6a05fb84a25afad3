# SPDX-License-Identifier: ISC
"""scripts/soak, small: it ends, counts, and mxd stands what it does."""

import os
import re
import signal
import subprocess
import sys

import pytest

from daemon import BUILD, PATIENCE_S, TOP, wait_for

SOAK = [sys.executable, "-B", os.path.join(TOP, "scripts", "bench", "soak.py"),
        "--zones", "300", "--connections", "300", "--flood", "500", "--rate",
        "500", "--untimed"]


def test_small():
    done = subprocess.run(
        [*SOAK, "0.03"], env=dict(os.environ, BUILD=BUILD),
        stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    assert counts, done.stdout
    failed = re.findall(r"^FAILED (.*)", done.stdout.split("\n\n")[-1], re.M)
    assert not failed, done.stdout
    assert int(counts[1]) >= 20, done.stdout


def working_below(path):
    """Processes that keep their files in a directory."""
    found, sign = [], os.fsencode("TMPDIR=" + path)
    for entry in os.listdir("/proc"):
        try:
            with open("/proc/%s/environ" % entry, "rb") as f:
                if entry.isdigit() and sign in f.read():
                    found.append(int(entry))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_stopped(tmp_path, number):
    """What it started ends with it, and what it wrote goes."""
    with subprocess.Popen(
            [*SOAK, "1"], env=dict(os.environ, BUILD=BUILD,
                                   TMPDIR=str(tmp_path)),
            stdout=subprocess.PIPE, text=True) as soak:
        for line in soak.stdout:
            if line.startswith("answered after"):
                break
        assert working_below(str(tmp_path))
        soak.send_signal(number)
        assert soak.wait(PATIENCE_S) == 128 + number
    wait_for(lambda: not working_below(str(tmp_path)), "all to end")
    assert os.listdir(tmp_path) == []
