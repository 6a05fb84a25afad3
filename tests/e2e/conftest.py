# SPDX-License-Identifier: ISC
"""What all end-to-end tests share; see daemon.py."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from daemon import Daemon, MXD  # noqa: E402


# A run that is about mxd under a slow tool, valgrind or TSan, need not ask
# mxcheck its 2,000 questions once more, nor wait for other people's programs:
# E2E=daemon.  Plain and under ASan and UBSan all of them run.
collect_ignore = [
    "test_dnssec.py", "test_hook.py", "test_mail_checks.py",
    "test_mxcheck.py", "test_rdata_dnspython.py", "test_readme.py",
    "test_scripts.py", "test_zonemaster.py",
] if os.environ.get("E2E") == "daemon" else []


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
