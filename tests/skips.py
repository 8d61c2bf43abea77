"""In CI nothing is skipped: a test that cannot run there is an error. Elsewhere the closing lines say why it did not.

CI sets ``CI``; ``.ci/run`` brings what the tests need.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

IMPOSSIBLE = {
    "no file size limit to set on Windows": "Windows",
    "kill -9 is not a thing on Windows": "Windows",
    "no file modes on Windows": "Windows",
    "only root can become two other accounts": "whoever runs the tests is not root",
    "no bash on Windows": "Windows",
    "no list of open files on this system": "Windows, macOS",
    "no endless file on this system": "Windows",
    "this file system takes no such name": "macOS: names are Unicode",
    "this system lets nobody mount a small disk; the file size limit above stands in for it": "no namespaces allowed",
}
"""Reasons that no installing removes, and where they hold."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a test, or of what it was set up with."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Of a whole module."""
    report = yield
    _refuse(report)
    return report


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that says what to do, where it is one that CI can do without."""
    if not (report.skipped and os.environ.get("CI")):
        return
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    why = why.removeprefix("Skipped: ")
    if why not in IMPOSSIBLE:
        report.outcome = "failed"
        report.longrepr = (
            f"skipped in CI: {why}\nLet .ci/run install what is missing, or say in tests/skips.py why it cannot."
        )
