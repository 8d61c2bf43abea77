"""Faults of what was handed in without a file."""

from __future__ import annotations

from collections.abc import Iterable

from inspect_engine.errors import Fault, InputError, Problem


def input_error(faults: Iterable[Fault]) -> InputError:
    """Faults without a file, each named by its field path."""
    return InputError(Problem(".".join(map(str, fault.path)), fault.what, fault.fix) for fault in faults)
