"""inspect-engine: checklists from official documents become state machines; every hazard is followed to closure.

The library::

    from inspect_engine import CaseFilter, open_ledger

    ledger = open_ledger("台账.db", "insp1")
    for line in ledger.cases.iterate(CaseFilter(open=True)):
        print(line.number, line.title, line.due_on)

A :class:`Ledger` has its verbs in rooms: ``ledger.cases``, ``.inspections``, ``.documents`` … Dates are days in China;
what goes wrong is an :class:`InspectError` that says, in Chinese, what, where and the fix.

Stability: names exported here and the public methods of the rooms keep their meaning; while the version begins with 0 a
minor release may change them, and the changelog says so. Shapes may gain fields. All else is ours to move.
Nothing is loaded before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from inspect_engine.errors import (
        Conflict,
        DefinitionError,
        InputError,
        InspectError,
        Problem,
        Refused,
        StorageError,
    )
    from inspect_engine.ledger import (
        Answer,
        AnswerInput,
        Case,
        CaseFilter,
        CaseLine,
        Entry,
        Event,
        Inspection,
        InspectionInput,
        InspectionResult,
        Ledger,
        Person,
        Raised,
        Subject,
        SubjectInput,
        User,
        create_ledger,
        open_ledger,
        parse_moment,
    )

__all__ = [
    "Answer",
    "AnswerInput",
    "Case",
    "CaseFilter",
    "CaseLine",
    "Conflict",
    "DefinitionError",
    "Entry",
    "Event",
    "InputError",
    "InspectError",
    "Inspection",
    "InspectionInput",
    "InspectionResult",
    "Ledger",
    "Person",
    "Problem",
    "Raised",
    "Refused",
    "StorageError",
    "Subject",
    "SubjectInput",
    "User",
    "create_ledger",
    "open_ledger",
    "parse_moment",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from inspect_engine import errors

        if hasattr(errors, name):
            return getattr(errors, name)
        from inspect_engine import ledger

        return getattr(ledger, name)
