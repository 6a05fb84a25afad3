# SPDX-License-Identifier: ISC
"""What scripts/run makes of mxd.conf.example is a configuration."""

import os
import shutil
import subprocess
import tempfile

import pytest

from daemon import MXD, TOP

RUN = os.path.join(TOP, "scripts", "run")
EXAMPLES = os.path.join(TOP, "zones", "examples")


def conf_of(*words):
    return subprocess.run([RUN, "--print-conf", *words], check=True,
                          stdout=subprocess.PIPE, text=True,
                          env=dict(os.environ, PORT="5377")).stdout


@pytest.mark.parametrize("words", [(), ("installed",)])
def test_conf_is_good(words):
    """mxd takes it, with all the example zones."""
    with tempfile.TemporaryDirectory() as name:
        # Where nobody may read too, wherever this clone lies.
        os.chmod(name, 0o755)
        zones = shutil.copytree(EXAMPLES, os.path.join(name, "zones"))
        # What is installed names a directory and a user that tests must not
        # make.
        text = conf_of(*words).replace("/etc/mxd/zones", zones).replace(
            EXAMPLES, zones).replace('"_mxd"', '"nobody"')
        path = os.path.join(name, "mxd.conf")
        with open(path, "w", encoding="ascii") as f:
            f.write(text)
        done = subprocess.run([MXD, "-n", "-f", path], text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout
    assert "%d added" % len(os.listdir(EXAMPLES)) in done.stdout


def test_conf_serves_here_only():
    """The port that was asked for, on loopback, turns easy to see."""
    lines = conf_of().splitlines()
    assert "listen on 127.0.0.1 port 5377" in lines
    assert "workers 1" in lines
    assert not [line for line in lines if line.startswith("listen on")
                and line.split()[2] not in ("127.0.0.1", "::1")]


def test_conf_installed():
    """Any number of workers, no rights of root, and mxctl can ask."""
    lines = conf_of("installed").splitlines()
    assert 'user "_mxd"' in lines
    assert 'control "/run/mxd/control"' in lines
    assert not [line for line in lines if line.startswith("workers")]
