# SPDX-License-Identifier: ISC
"""scripts/pre-commit, in a repository of its own."""

import os
import shutil
import subprocess

import pytest

from daemon import BUILD, TOP, zone

HOOK = os.path.join(TOP, "scripts", "pre-commit")

MAIL = ('@ MX 10 mail\nmail A 192.0.2.25\n@ TXT "v=spf1 mx -all"\n'
        '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.net"\n'
        's1._domainkey CNAME s1.keys.example.net.\n')

pytestmark = pytest.mark.skipif(shutil.which("git") is None,
                                reason="needs git")


class Repository:
    def __init__(self, path):
        self.path = str(path)
        self.git("init", "-q", ".")
        shutil.copy(HOOK, os.path.join(self.path, ".git", "hooks"))

    def run(self, *args, **env):
        clean = {k: v for k, v in os.environ.items()
                 if not k.startswith("GIT_")}
        return subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.net",
             "-c", "commit.gpgsign=false", *args], cwd=self.path, text=True,
            env={**clean, "HOME": self.path, "MXCHECK": os.path.abspath(
                os.path.join(BUILD, "mxcheck")), **env},
            capture_output=True, check=False, timeout=60)

    def git(self, *args):
        done = self.run(*args)
        assert done.returncode == 0, done.stderr

    def put(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def commit(self, stage=True, **env):
        if stage:
            self.git("add", "-A")
        return self.run("commit", "-q", "-m", "x", **env)


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_first_commit(repository):
    repository.put("README", "no zone\n")
    assert repository.commit().returncode == 0
    repository.put("zones/a.example.zone", zone(MAIL))
    done = repository.commit()
    assert done.returncode == 0, done.stderr
    repository.put("zones/b.example.zone", zone("@ MX 10 nowhere\n"))
    done = repository.commit()
    assert done.returncode != 0
    assert "zones/b.example.zone:7:1: error: mx-target-nonexistent" in \
        done.stdout + done.stderr


def test_a_zone_comes_first(repository):
    repository.put("a.example.zone", zone("@ MX 10 nowhere\n"))
    assert repository.commit().returncode != 0
    repository.put("a.example.zone", zone(MAIL))
    assert repository.commit().returncode == 0


def test_the_serial(repository):
    names = ["a.example.zone", "sub/deep/b.example.zone"]
    for name in names:
        repository.put(name, zone(MAIL))
    assert repository.commit().returncode == 0
    for name in names:
        repository.put(name, zone(MAIL + "x A 192.0.2.9\n"))
        done = repository.commit()
        assert done.returncode != 0
        assert "soa-serial-unchanged" in done.stdout + done.stderr
        repository.put(name, zone(MAIL + "x A 192.0.2.9\n", serial=2))
        done = repository.commit()
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_index_counts(repository):
    repository.put("a.example.zone", zone(MAIL))
    assert repository.commit().returncode == 0
    # Wrong in the index, right in the work tree.
    repository.put("a.example.zone", zone("@ MX 10 nowhere\n", serial=2))
    repository.git("add", "-A")
    repository.put("a.example.zone", zone(MAIL, serial=2))
    assert repository.commit(stage=False).returncode != 0
    # The other way round; and no zone is staged at all.
    repository.git("add", "-A")
    repository.put("a.example.zone", "half a zone")
    assert repository.commit(stage=False).returncode == 0
    repository.put("README", "x\n")
    repository.git("add", "README")
    assert repository.commit(stage=False).returncode == 0


def test_a_zone_goes(repository):
    repository.put("a.example.zone", zone(MAIL))
    repository.put("b.example.zone", zone(MAIL))
    assert repository.commit().returncode == 0
    os.unlink(os.path.join(repository.path, "b.example.zone"))
    assert repository.commit().returncode == 0
    os.unlink(os.path.join(repository.path, "a.example.zone"))
    done = repository.commit()
    assert done.returncode == 0, done.stderr


def test_no_mxcheck(repository):
    repository.put("a.example.zone", zone(MAIL))
    done = repository.commit(MXCHECK="/nonexistent/mxcheck")
    assert done.returncode != 0
    assert "is not there" in done.stderr


def test_options(repository):
    """Warnings refuse, unless told otherwise; the last line says how."""
    repository.put("a.example.zone", zone(MAIL + "x MX 10 .\n"))
    done = repository.commit()
    assert done.returncode != 0
    *_, refused, way = done.stderr.splitlines()
    assert "warning: null-mx-preference" in done.stdout + done.stderr
    assert refused.startswith("pre-commit: the commit was refused.")
    assert "`MXCHECK_OPTIONS= git commit'" in way
    assert "`git commit --no-verify'" in way
    done = repository.commit(MXCHECK_OPTIONS="")
    assert done.returncode == 0
    assert "warning: null-mx-preference" in done.stdout + done.stderr
    assert "refused" not in done.stderr
    # Errors, and options that mxcheck does not know, refuse all the same.
    repository.put("a.example.zone", zone("@ MX 10 nowhere\n", serial=2))
    for options in ("", "-q", "--nonexistent"):
        done = repository.commit(MXCHECK_OPTIONS=options)
        assert done.returncode != 0
        assert "the commit was refused" in done.stderr
    assert repository.run("commit", "-q", "-m", "x",
                          "--no-verify").returncode == 0
