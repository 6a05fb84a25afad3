# SPDX-License-Identifier: ISC
"""scripts/soak, small: it ends, counts, and mxd stands what it does."""

import os
import re
import subprocess
import sys

from daemon import BUILD, PATIENCE_S, TOP


def test_small():
    done = subprocess.run(
        [sys.executable, "-B", os.path.join(TOP, "scripts", "bench",
                                            "soak.py"), "0.03", "--zones",
         "300", "--connections", "300", "--flood", "500", "--rate", "500",
         "--untimed"],
        env=dict(os.environ, BUILD=BUILD), stdout=subprocess.PIPE, text=True,
        timeout=PATIENCE_S, check=False)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    assert counts, done.stdout
    failed = re.findall(r"^FAILED (.*)", done.stdout.split("\n\n")[-1], re.M)
    assert not failed, done.stdout
    assert int(counts[1]) >= 20, done.stdout
