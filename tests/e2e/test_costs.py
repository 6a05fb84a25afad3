# SPDX-License-Identifier: ISC
"""What the dearest questions cost: instructions of the engine from packet to
answer, counted by callgrind.  tests/cost_tool.c has the questions, and zones
that somebody wrote to make them dear.  Run as a program it prints the table.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

TOOL = os.path.join(os.environ.get("BUILD", "build"), "tests", "cost_tool")

# Instructions that nothing goes above: questions of a stranger to a usual
# zone, to one whose author means harm, and over TCP with 64 KiB of answer.
# NSEC3 with 150 iterations is told apart: it is what its author asked for.
LIMITS = {
    "stranger": 100000,
    "zone": 600000,
    "nsec3": 3300000,
    "tcp": 6700000,
}
# The same for an octet of question and answer together, in a usual zone.
PER_OCTET = 150


def kind(row):
    if row["word"].startswith("nsec3-") and row["word"] != "nsec3-0":
        return "nsec3"
    return "tcp" if row["is_tcp"] else row["who"]


def measure():
    """The rows that the tool prints, each with its instructions."""
    with tempfile.TemporaryDirectory() as tmp:
        out = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=ask_once",
             "--dump-after=ask_once", "--callgrind-out-file=%s/out" % tmp,
             TOOL], check=True, capture_output=True, text=True,
            timeout=600).stdout
        parts = sorted(glob.glob(tmp + "/out.*"),
                       key=lambda path: int(path.rsplit(".", 1)[1]))
        rows = [dict(zip(("word", "who", "in", "out", "rcode", "flags"),
                         line.split())) for line in out.splitlines()]
        assert len(rows) == len(parts) > 20
        for row, path in zip(rows, parts):
            row["is_tcp"] = "tcp" in row["word"] or row["word"] == "types-all"
            with open(path, encoding="ascii") as f:
                row["count"] = int(re.search(
                    r"^(?:summary|totals): (\d+)", f.read(), re.M).group(1))
    return rows


def is_sanitized():
    with open(TOOL, "rb") as f:
        return re.search(rb"__(asan|tsan)_init", f.read()) is not None


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="no valgrind")
def test_costs():
    if is_sanitized():
        pytest.skip("a sanitizer's instructions are not ours")
    for row in measure():
        assert row["count"] > 500, "nothing was counted: %s" % row
        assert row["count"] <= LIMITS[kind(row)], row
        if row["who"] == "stranger" and kind(row) != "nsec3":
            octets = int(row["in"]) + int(row["out"])
            assert row["count"] <= PER_OCTET * octets, row


if __name__ == "__main__":
    for found in sorted(measure(), key=lambda row: row["count"]):
        print("%(word)-16s %(who)-9s %(in)5s %(out)6s %(flags)-3s"
              "%(count)10d" % found)
    sys.exit(0)
