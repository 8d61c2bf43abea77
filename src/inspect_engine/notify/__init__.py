"""Notifications: a few lines to a group chat or a mailbox. Off until configured; failing never stops the work.

Addresses hold secrets. They stay in the user's own file or in ``INSPECT_ENGINE_NOTIFY``: never in a ledger, an export,
a message, a log or an error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from inspect_engine.domain.words.masking import masked
from inspect_engine.domain.words.text import display
from inspect_engine.errors import InputError, InspectError
from inspect_engine.notify.delivery import Failure, deliver, services
from inspect_engine.notify.messages import MOST, Notice, lines_of
from inspect_engine.notify.settings import Settings, Target, default_path, settings

__all__ = [
    "ALL",
    "MOST",
    "Failure",
    "Notice",
    "Settings",
    "Target",
    "default_path",
    "lines_of",
    "send",
    "services",
    "settings",
    "targets",
    "wanted",
]


ALL = "全部"
"""The target of a failure that concerns every one."""


def targets() -> tuple[Target, ...]:
    """Who is to be told. What is wrong with the settings is reported on stderr."""
    try:
        return settings().targets
    except InputError as error:
        _report([Failure(ALL, "；".join(map(str, error.problems)))])
        return ()


def wanted() -> bool:
    """Whether anybody is to be told; also where the settings cannot be read."""
    try:
        return bool(settings().targets)
    except InputError:
        return True


def send(lines: Sequence[str], title: str, to: Sequence[Target] | None = None) -> list[Failure]:
    """Tell these targets (every one); with none, nothing happens. Never raises.

    Returns within :data:`delivery.SECONDS`. Who reads a chat is not known: numbers that identify people are covered.
    What fails is reported on stderr, in Chinese, and returned.
    """
    failures = []
    try:
        chosen = settings().targets if to is None else to
        if chosen and lines:
            failures = deliver(chosen, display(title), masked("\n".join(map(display, lines))))
    except InputError as error:
        failures = [Failure(ALL, "；".join(map(str, error.problems)))]
    except InspectError as error:
        failures = [Failure(ALL, str(error))]
    except Exception as error:
        failures = [Failure(ALL, f"程序出错（{type(error).__name__}）")]
    _report(failures)
    return failures


def _report(failures: Sequence[Failure]) -> None:
    for failure in failures:
        print(display(failure, lines=True), file=sys.stderr)
