# SPDX-License-Identifier: ISC
"""What all end-to-end tests share; see daemon.py."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from daemon import Daemon, MXD  # noqa: E402


# A run that is about mxd under a tool, such as valgrind, need not ask mxcheck
# its 1,500 questions once more: E2E=daemon.
collect_ignore = ["test_mail_checks.py", "test_mxcheck.py"] \
    if os.environ.get("E2E") == "daemon" else []


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
