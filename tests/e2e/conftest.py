# SPDX-License-Identifier: ISC
"""What all end-to-end tests share; see daemon.py."""

import collections
import os
import re
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from daemon import E2E, Daemon, MXD, WRAP  # noqa: E402


# What runs once, in the plain pass: other people's programs that read files
# of ours or ask mxd what sanitized daemons are asked by other tests, too; and
# what a sanitizer does not look into, or where its malloc() is in the way.
ONCE = ["test_completion.py", "test_costs.py", "test_faults.py",
        "test_hook.py", "test_import.py", "test_install.py",
        "test_instructions.py", "test_page.py", "test_rdata_peers.py",
        "test_readme.py", "test_scripts.py", "test_soak.py", "test_systemd.py",
        "test_zonemaster.py"]
# What needs no daemon, or asks it through programs that are slow themselves,
# or is about starts, each of which takes seconds there while the code that
# runs is that of all starts: nothing for valgrind and TSan; plain and under
# ASan and UBSan it runs.
NOT_SLOW = ["test_bench.py", "test_clients.py", "test_cves.py",
            "test_dnssec.py", "test_lint.py", "test_mail_checks.py",
            "test_mxcheck.py", "test_rdata_dnspython.py", "test_rotation.py",
            "test_spread.py", "test_start.py", "test_tutorial.py"]
# A start for nearly each test, of code that unit tests run under valgrind, and
# these under TSan: not where "daemon" runs under valgrind.
NOT_WRAPPED = ["test_control.py", "test_hosting.py", "test_watch.py"]
collect_ignore = {"all": [], "own": ONCE, "daemon": ONCE + NOT_SLOW}[E2E] + \
    (NOT_WRAPPED if WRAP and E2E == "daemon" else [])

# Files that are worth dividing under pytest-xdist, and how: the part that a
# test belongs to, from its number in the file and its name.
PARTS = {
    "test_dnssec": lambda number, name: re.search(
        r"\[(\w+)-\w+\.example\]|$", name).group(1) or "rest",
    "test_mail_checks": lambda number, name: number // 100,
}
# These take long and go first, the many short ones last.
FIRST = ["test_diff", "test_dnssec", "test_reload", "test_hook", "test_clients",
         "test_edns", "test_start"]
LAST = ["test_rdata_dnspython", "test_mail_checks"]


def rank(item):
    name = item.path.stem
    return FIRST.index(name) - len(FIRST) if name in FIRST else \
        LAST.index(name) + 1 if name in LAST else 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """A file shares its daemon: it stays together, or its parts do."""
    if not config.getoption("loadgroup", False):
        return
    items.sort(key=rank)
    numbers = collections.Counter()
    for item in items:
        name = item.path.stem
        group = name
        if name in PARTS:
            group += "-%s" % PARTS[name](numbers[name], item.name)
        numbers[name] += 1
        item.add_marker(pytest.mark.xdist_group(group))
    # In one piece each, whatever their order in the file.
    first = {}
    for item in items:
        first.setdefault(group_of(item), len(first))
    items.sort(key=lambda item: first[group_of(item)])


def group_of(item):
    return item.get_closest_marker("xdist_group").args[0]


def pytest_sessionstart(session):
    if not os.access(MXD, os.X_OK):
        raise pytest.UsageError(MXD + " is not there: run make first")


@pytest.fixture
def mxd():
    """Makes daemons; ends them, and looks at how they ended."""
    made = []

    def make(*args, start=True, **options):
        daemon = Daemon(*args, **options)
        made.append(daemon)
        return daemon.start() if start else daemon
    yield make
    errors = []
    for daemon in made:
        try:
            daemon.clean()
        except AssertionError as error:
            errors.append(str(error))
    assert not errors, "\n".join(errors)
