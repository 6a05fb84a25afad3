# SPDX-License-Identifier: ISC
"""The README's commands give what the README says."""

import os
import re
import shlex
import shutil
import subprocess

import pytest

from daemon import Daemon, DATA, EXAMPLES, TOP

README = os.path.join(TOP, "README.md")


def readme():
    with open(README, encoding="utf-8") as f:
        return f.read()


def sessions():
    """Pairs of a command and the lines that follow it."""
    for block in re.findall(r"```console\n(.*?)```", readme(), re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def words(text):
    """Lines without what dig pads them with."""
    return [line.split() for line in text.splitlines()
            if line and not line.startswith(";")]


def test_sessions():
    """In the order of the text, since answers take turns."""
    if shutil.which("dig") is None:
        pytest.skip("dig is not installed")
    daemon = Daemon()
    daemon.copy_zones(EXAMPLES)
    daemon.start()
    try:
        count = 0
        for command, output in sessions():
            command = command.replace("-p 5300", "-p %d" % daemon.port)
            result = subprocess.run(shlex.split(command), text=True,
                                    capture_output=True, timeout=30,
                                    check=True)
            assert words(result.stdout) == words(output), command
            count += 1
        assert count >= 10
    finally:
        daemon.clean()


@pytest.mark.parametrize("zone", ["nodot", "mxalias", "mxcname"])
def test_messages(mxd, zone):
    """What the README quotes of the log is in the log."""
    quoted = [line.strip() for line in readme().splitlines()
              if line.startswith("    %s.example.zone:" % zone)]
    assert len(quoted) == 1
    daemon = mxd(start=False)
    daemon.copy_zones(EXAMPLES)
    daemon.copy_zones(DATA)
    daemon.start()
    daemon.wait_started()
    assert quoted[0] in daemon.log()


def test_links():
    for target in re.findall(r"\]\(([^)#]+)\)", readme()):
        assert os.path.exists(os.path.join(TOP, target)), target


def test_every_example_is_named():
    text = readme()
    for name in os.listdir(EXAMPLES):
        # Its twin for the other network is told with it.
        if name != "100.51.198.in-addr.arpa.zone":
            assert "zones/examples/" + name in text, name
