# SPDX-License-Identifier: ISC
"""What systemd says to the files that are installed for it."""

import os
import re
import shutil
import subprocess

import pytest

from daemon import MXD, TOP

SYSTEMD = os.path.join(TOP, "scripts", "systemd")

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze")


def analyze(*args):
    return subprocess.run(["systemd-analyze", *args], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_units_are_good(tmp_path):
    """Each directive is known, and mxd.socket finds its service."""
    for name in "mxd.service", "mxd.socket":
        with open(os.path.join(SYSTEMD, name), encoding="ascii") as f:
            text = f.read().replace("/usr/local/sbin/mxd", MXD)
        # It asks man(1), and the pages need not be installed.
        text = re.sub(r"^Documentation=.*\n", "", text, flags=re.M)
        (tmp_path / name).write_text(text)
    done = analyze("verify", str(tmp_path / "mxd.service"),
                   str(tmp_path / "mxd.socket"))
    assert done.returncode == 0, done.stdout
    # Of other units of this machine it may say something.
    assert not [line for line in done.stdout.splitlines() if "mxd" in line]


def test_exposure():
    done = analyze("security", "--offline=true", "--no-pager",
                   os.path.join(SYSTEMD, "mxd.service"))
    level = re.search(r"exposure level for mxd\.service: ([0-9.]+)",
                      done.stdout)
    assert level, done.stdout
    assert float(level.group(1)) <= 1.5, done.stdout


def test_no_root():
    """One capability, and the user is not root."""
    with open(os.path.join(SYSTEMD, "mxd.service"), encoding="ascii") as f:
        text = f.read()
    assert re.search(r"^User=_mxd$", text, re.M)
    for word in "AmbientCapabilities", "CapabilityBoundingSet":
        assert re.findall("^%s=(.*)$" % word, text, re.M) == \
            ["CAP_NET_BIND_SERVICE"]


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None,
                    reason="no systemd-sysusers")
def test_sysusers_and_tmpfiles(tmp_path):
    """In an empty root: the user appears, then its directory."""
    (tmp_path / "etc").mkdir()
    for program, args in (("systemd-sysusers", ["mxd.sysusers"]),
                          ("systemd-tmpfiles", ["--create", "mxd.tmpfiles"])):
        *options, name = args
        done = subprocess.run(
            [program, "--root=%s" % tmp_path, *options,
             os.path.join(SYSTEMD, name)], text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
    passwd = (tmp_path / "etc" / "passwd").read_text()
    found = re.search(r"^_mxd:[^:]*:(\d+):(\d+):", passwd, re.M)
    assert found, passwd
    made = (tmp_path / "run" / "mxd").stat()
    assert made.st_mode & 0o777 == 0o750
    if os.geteuid() == 0:
        assert (made.st_uid, made.st_gid) == (int(found.group(1)),
                                              int(found.group(2)))
