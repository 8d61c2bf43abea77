"""Inspection files: YAML in, one logged inspection out, or every bad place with file:line:column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inspect_engine.domain.inspection import InspectionInput
from inspect_engine.domain.rules import Fault
from inspect_engine.errors import InputError
from inspect_engine.ledger import InspectionResult, Ledger
from inspect_engine.yamltext import Document, read_file, real_faults, typed

LISTS = ("subjects", "answers")


def run(ledger: Ledger, path: Path) -> InspectionResult:
    """Read an inspection file and log it whole. Evidence paths are relative to the file.

    Raises InputError naming every bad place; then nothing has been stored.
    """
    document = read_file(path, str(path))
    given = typed(document, InspectionInput)
    if given is not None:
        faults = iter(ledger.inspection_faults(given, path.parent))
    else:
        faults = _faults_of_the_rest(ledger, document, path.parent)
    document.problems += [document.problem(fault.path, fault.what, fault.fix) for fault in faults]
    if document.problems or given is None:
        raise InputError(document.problems, f"检查文件 {path} 有误")
    return ledger.run(given, path.parent)


def _faults_of_the_rest(ledger: Ledger, document: Document, folder: Path) -> Iterator[Fault]:
    """What else is wrong in a file some of whose entries cannot be read: one run names every bad place."""
    if not document.whole or not isinstance(document.data, dict):
        return
    data: dict[str, Any] = {"date": ledger.today().isoformat(), **document.data}
    unreadable = _unreadable(data)
    if unreadable is None:
        return
    if ("date",) in unreadable:
        data["date"] = ledger.today().isoformat()
    kept = {name: [n for n in range(len(data[name])) if (name, n) not in unreadable] for name in LISTS}
    data |= {name: [data[name][n] for n in kept[name]] for name in LISTS}
    try:
        given = InspectionInput.model_validate(data)
    except ValidationError:
        return
    lost = len(kept["subjects"]) < len(document.data["subjects"])
    for fault in ledger.inspection_faults(given, folder):
        if lost and fault.path[0] == "answers" and fault.path[-1] == "subject":
            continue
        place = fault.path
        if place[0] in kept and len(place) > 1:
            place = (place[0], kept[str(place[0])][int(place[1])], *place[2:])
        yield Fault(place, fault.what, fault.fix)


def _unreadable(data: dict[str, Any]) -> set[tuple[str | int, ...]] | None:
    """Entries that do not fit the form, and ``("date",)``; None when more than those is wrong."""
    try:
        InspectionInput.model_validate(data)
    except ValidationError as error:
        places = {tuple(fault["loc"][:2]) for fault in real_faults(error)}
        readable = all(place == ("date",) or (place[0] in LISTS and len(place) == 2) for place in places)
        return places if readable else None
    return set()
