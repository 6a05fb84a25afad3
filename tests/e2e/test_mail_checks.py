# SPDX-License-Identifier: ISC
"""The mail checks by their cases: what is faulty is told by its id, at its
line, and nothing else above advice; what is right is silent."""

import collections
import os
import re
import subprocess

import pytest

from daemon import BUILD
from mail_cases import Finding, read_all, status_of

MXCHECK = os.path.abspath(os.path.join(BUILD, "mxcheck"))
TOOL = os.path.abspath(os.path.join(BUILD, "tests", "mxcheck_tool"))
CASES, WORDS = read_all()

# All that may stand on stderr: how much was told.
SUMMARY = re.compile(r"(mxcheck: \d+ errors?, \d+ warnings?,"
                     r" \d+ (piece|pieces) of advice\n)?")

# Ids that no text can trigger; why.
UNREACHED = {
    "zone-too-large": "needs gigabytes of records",
    "file-unreadable": "test_unreadable has it",
    "file-unused": "test_mxcheck.py has it",
    "allow-unused": "test_mxcheck.py has it",
    "domain-error": "test_template.py has it",
    "domain-unused": "test_template.py has it",
    "domain-unchecked": "test_template.py has it",
    "value-unused": "test_template.py has it",
}


def names():
    """Each case by its name, numbered if others have it too."""
    seen = collections.Counter()
    for case in CASES:
        seen[case.name()] += 1
        number = seen[case.name()]
        yield case.name() if number == 1 else "%s-%d" % (case.name(), number)


def run(*args):
    return subprocess.run([MXCHECK, *args], capture_output=True, text=True,
                          errors="replace", timeout=60, check=False)


def listed():
    done = run("-l")
    assert done.returncode == 0
    return {line.split()[0]: line.split()[1]
            for line in done.stdout.splitlines() if line.strip()}


Done = collections.namedtuple("Done", "returncode stdout stderr")


class Tool:
    """mxcheck_tool: what run() does, without a start for each.

    If mxcheck ends the process (a sanitizer found something, or it had
    nothing to check), its status is that of the run.
    """

    def __init__(self, folder):
        self.files = [str(folder / name) for name in ("stdout", "stderr")]
        self.process = None

    def run(self, *args):
        assert not [arg for arg in args if re.search("[\t\n]", arg)]
        if self.process is None:
            self.process = subprocess.Popen(
                [TOOL, *self.files], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True)
        self.process.stdin.write("\t".join(args) + "\n")
        self.process.stdin.flush()
        status = self.process.stdout.readline()
        return Done(int(status) if status else self.close(),
                    *map(self.read, self.files))

    def read(self, path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        """Its status; a leak is found now."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.communicate(timeout=60)
        return process.returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for all: tmp_path takes longer than mxcheck does."""
    return tmp_path_factory.mktemp("mail-checks")


@pytest.fixture(scope="module")
def tool(folder):
    made = Tool(folder)
    yield made
    assert made.close() == 0


@pytest.mark.parametrize("case", CASES, ids=list(names()))
def test_case(case, folder, tool):
    args = case.write(folder / case.where.replace(":", "-"), WORDS)
    done = tool.run("-v", *args)
    findings = [Finding(line) for line in done.stdout.splitlines()]
    wrong = case.faults(findings)
    if not SUMMARY.fullmatch(done.stderr):
        wrong.append("stderr: " + done.stderr)
    status = status_of(findings) if case.status is None else case.status
    if done.returncode != status:
        wrong.append("status %d, not %d" % (done.returncode, status))
    assert not wrong, "%s: %s\n%s\n\nall findings:\n%s\n%s" % (
        case.where, case.title, "\n".join(wrong), done.stdout,
        "\n".join(text.kind + " " + text.name + ":\n" + text.text(WORDS)
                  for text in case.texts))


def test_the_tool_is_mxcheck(folder, tool):
    """The program says the same: one case of a hundred, and what ends it."""
    for case in CASES[::100]:
        args = case.write(folder / case.where.replace(":", "-"), WORDS)
        for options in ([], ["-v"], ["-jW"]):
            done = run(*options, *args)
            assert tool.run(*options, *args) == (
                done.returncode, done.stdout, done.stderr), case.where
    for args in (["-l"], ["-x"], ["-e", "nothing"], ["example.com=nothere"]):
        done = run(*args)
        said = tool.run(*args)
        # getopt(3) says the path of the program.
        assert said == (done.returncode, done.stdout, done.stderr.replace(
            MXCHECK + ": ", "mxcheck: ")), args


def test_unreadable(tmp_path):
    done = run("-v", "example.com=" + str(tmp_path / "nothere"))
    assert done.returncode == 3
    assert "file-unreadable" in done.stdout


def test_every_id_has_a_case():
    told = set(UNREACHED)
    for case in CASES:
        told |= set(case.ids)
    assert sorted(set(listed()) - told) == []


def test_every_case_has_an_id():
    known = listed()
    wrong = set()
    for case in CASES:
        wrong |= set(case.ids) | case.allowed | case.forbidden
    assert sorted(wrong - set(known)) == []


def test_severities_are_those_listed():
    known = listed()
    assert [case.where for case in CASES for name in case.ids
            if name in known and known[name] not in case.severities] == []


def test_nobody_emptied_a_file():
    assert sum(1 for case in CASES if not case.ids) >= 250
    assert len(CASES) >= 600
