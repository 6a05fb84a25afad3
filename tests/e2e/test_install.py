# SPDX-License-Identifier: ISC
"""make install puts each file where the FHS has it, and takes it away."""

import os
import subprocess

import pytest

from daemon import BUILD, MXD, TOP

OPENRC = os.path.join(TOP, "scripts", "openrc", "mxd")


def here(*names):
    """Those of our files that there are."""
    return [n for n in names if os.path.exists(os.path.join(TOP, n))]


def listed(folder):
    return sorted(os.listdir(os.path.join(TOP, folder)))


def wanted(share):
    """What stands below the prefix; `share` of man, doc, completion."""
    files = ["bin/mxcheck", "sbin/mxd", "sbin/mxctl"]
    for page in ("mxcheck.1", "mxd.conf.5", "mxctl.8", "mxd.8"):
        files.append("share/man/man%s/%s" % (page[-1], page))
    files += ["share/doc/mxd/" + name for name in (
        "README.md", "mxd.conf.example")]
    files += ["share/doc/mxd/examples/" + name
              for name in listed("zones/examples")]
    files += ["share/mxd/pre-commit", "share/mxd/import-named"]
    files += ["share/mxd/importer/" + name
              for name in listed("scripts/importer") if name.endswith(".py")]
    files += ["share/mxd/grafana/" + name for name in listed("scripts/grafana")]
    for name in listed("scripts/completion"):
        files.append(
            "share/zsh/site-functions/" + name if name.startswith("_") else
            "share/bash-completion/completions/" + name[:-len(".bash")]
            if name.endswith(".bash") else
            "share/fish/vendor_completions.d/" + name)
    files += ["lib/systemd/system/" + os.path.basename(name)
              for name in here("scripts/systemd/mxd.service",
                               "scripts/systemd/mxd.socket")]
    files.append("lib/sysusers.d/mxd.conf")
    files += ["lib/tmpfiles.d/mxd.conf"
              for _ in here("scripts/systemd/mxd.tmpfiles")]
    return sorted(os.path.join(share, name) for name in files)


def wanted_in_etc():
    return ["etc/logrotate.d/mxd" for _ in here("scripts/logrotate/mxd")]


def files_below(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root)
                  for folder, _, files in os.walk(root) for name in files)


def make(goal, *words):
    """Nothing is built: other flags than those of BUILD would do that."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    subprocess.run(["make", "-s", "-C", TOP, "-o", "all", goal,
                    "BUILD=" + os.path.abspath(BUILD), *words],
                   check=True, env=env, stdout=subprocess.PIPE, timeout=120)


@pytest.mark.parametrize("prefix", ["/usr", "/usr/local", "/opt/mxd"])
def test_layout(prefix, tmp_path):
    """The list, the modes, no path of the tree; then nothing is left."""
    root = tmp_path / "dest dir"
    words = ["DESTDIR=%s" % root, "PREFIX=" + prefix]
    make("install", *words)
    assert files_below(root) == sorted(
        wanted(prefix[1:]) + wanted_in_etc())
    for name in files_below(root):
        mode = os.stat(root / name).st_mode & 0o7777
        runs = "bin/" in name or os.path.basename(name) in (
            "pre-commit", "import-named")
        assert mode == (0o755 if runs else 0o644), name
    unit = (root / prefix[1:] / "lib/systemd/system/mxd.service").read_text()
    assert "ExecStart=%s/sbin/mxd -d -f /etc/mxd/mxd.conf\n" % prefix in unit
    assert str(root) not in unit
    make("uninstall", *words)
    assert files_below(root) == []


def test_other_places(tmp_path):
    """OpenRC and directories of one's own; what the operator has stays."""
    words = ["DESTDIR=%s" % tmp_path, "PREFIX=/usr", "SYSCONFDIR=/srv/etc",
             "SBINDIR=/usr/bin", "OPENRCDIR=/etc/init.d",
             "UNITDIR=/usr/lib/systemd/user"]
    mine = tmp_path / "srv/etc/mxd/mxd.conf"
    mine.parent.mkdir(parents=True)
    mine.write_text("workers 1\n")
    make("install", *words)
    script = (tmp_path / "etc/init.d/mxd").read_text()
    assert 'command="/usr/bin/mxd"\n' in script
    assert "${mxd_conf:=/srv/etc/mxd/mxd.conf}" in script
    assert os.access(tmp_path / "etc/init.d/mxd", os.X_OK)
    assert (tmp_path / "usr/lib/systemd/user/mxd.service").exists()
    make("uninstall", *words)
    assert files_below(tmp_path) == ["srv/etc/mxd/mxd.conf"]


def test_what_is_installed_runs(tmp_path):
    """The example finds its zones, the importer its modules."""
    make("install", "DESTDIR=%s" % tmp_path, "PREFIX=/usr")
    tree = tmp_path / "usr"
    done = subprocess.run(
        [MXD, "-p", "-f", str(tree / "share/doc/mxd/mxd.conf.example")],
        text=True, stdout=subprocess.PIPE, check=True, timeout=60)
    assert 'zones in "%s/share/doc/mxd/examples"' % tree in done.stdout
    done = subprocess.run([str(tree / "share/mxd/import-named"), "--help"],
                          text=True, stdout=subprocess.PIPE, check=True,
                          timeout=60)
    assert "named-checkconf" in done.stdout


def test_openrc_script(tmp_path):
    """A shell takes it, as far as one can tell without OpenRC."""
    (tmp_path / "mxd").write_text('#!/bin/sh\necho "mxd $*"\n')
    (tmp_path / "mxd").chmod(0o755)
    (tmp_path / "pid").write_text("123\n")
    done = subprocess.run(
        ["sh", "-c", """checkpath() { echo "checkpath $*"; }
        ebegin() { :; }; eend() { return $1; }
        kill() { echo "kill $*"; }
        mxd_conf=/x.conf mxd_args=-v RC_CMD=restart
        . "$0"; command=mxd pidfile=$1
        start_pre && reload && stop_pre""", OPENRC, str(tmp_path / "pid")], text=True, stdout=subprocess.PIPE,
        check=True, timeout=60,
        env=dict(os.environ, PATH="%s:%s" % (tmp_path, os.environ["PATH"])))
    assert done.stdout.splitlines() == [
        "checkpath -d -m 0750 -o _mxd:_mxd /run/mxd",
        "mxd -n -f /x.conf -v", "mxd -n -f /x.conf -v", "kill -HUP 123",
        "mxd -n -f /x.conf -v"]
