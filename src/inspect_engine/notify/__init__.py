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
]


def send(lines: Sequence[str], title: str) -> list[Failure]:
    """Tell every target; with none, nothing happens. Returns within :data:`delivery.SECONDS`, and never raises.

    Who reads a chat is not known: numbers that identify people are covered.

    What fails is reported on stderr, in Chinese, and returned.
    """
    failures = []
    try:
        targets = settings().targets
        if targets and lines:
            failures = deliver(targets, display(title), masked("\n".join(map(display, lines))))
    except InputError as error:
        failures = [Failure("全部", "；".join(map(str, error.problems)))]
    except InspectError as error:
        failures = [Failure("全部", str(error))]
    except Exception as error:
        failures = [Failure("全部", f"程序出错（{type(error).__name__}）")]
    for failure in failures:
        print(display(failure, lines=True), file=sys.stderr)
    return failures
