# SPDX-License-Identifier: ISC
"""What a query costs: instructions of the daemon's own code, from packet to
packet, counted by callgrind.  A count is the same on each machine and under
any load; it may rise by a tenth before this says so.
"""
import os
import re
import shutil
import subprocess

import pytest

TOOL = os.path.join(os.environ.get("BUILD", "build"), "tests", "road_tool")
BATCH = 64
FIRST, MORE = 20, 20

# Question, zones, and what it took when this was written (gcc 12, x86-64).
# Zones more than one: other questions all the time, so that nothing is
# answered from memory of the last.
COUNTS = [
    ("mx", 1, 379),
    ("a", 1, 406),
    ("mx-two", 1, 421),
    ("mx", 500, 772),
    ("mx-two", 500, 1412),
    ("mx-away", 500, 1323),
    ("nxdomain", 500, 739),
]


def is_sanitized():
    with open(TOOL, "rb") as f:
        return re.search(rb"__(asan|tsan)_init", f.read()) is not None


def count(question, zones, batches, out):
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--toggle-collect=udp_on_readable",
         f"--callgrind-out-file={out}", TOOL, question, str(zones),
         str(batches)],
        check=True, capture_output=True, timeout=300)
    with open(out, encoding="ascii") as f:
        for line in f:
            if line.startswith(("summary:", "totals:")):
                return int(line.split()[1])
    raise AssertionError("callgrind counted nothing")


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="no valgrind")
@pytest.mark.parametrize("question,zones,usual", COUNTS)
def test_instructions(question, zones, usual, tmp_path):
    if is_sanitized():
        pytest.skip("a sanitizer's instructions are not ours")
    first = count(question, zones, FIRST, tmp_path / "first")
    both = count(question, zones, FIRST + MORE, tmp_path / "both")
    each = (both - first) / (MORE * BATCH)
    assert each > 100, "less than a query can take: nothing was counted"
    assert each <= usual * 1.1, (
        f"{question}: {each:.0f} instructions for a query, {usual} before")
