"""Inspection files: YAML in, one logged inspection out, or every bad place with file:line:column."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.errors import Fault, InputError, Place
from inspect_engine.imports.spreading import spread
from inspect_engine.ledger import InspectionResult, Ledger
from inspect_engine.reading.document import Document
from inspect_engine.reading.models import real_faults, typed
from inspect_engine.reading.strict_yaml import read_file

LISTS = ("subjects", "answers")
HARMLESS: dict[str, Any] = {"answer": "missing", "note": "", "values": {}, "evidence": [], "fields": {}, "name": "—"}


def run(ledger: Ledger, path: Path, *, sure: bool = False, another: bool = False) -> InspectionResult:
    """Read an inspection file and log it whole. Evidence lies in the folder of the file.

    ``sure`` stands by every doubtful answer, as ``sure: true`` in the file stands by one; ``another`` is truly another
    visit than one logged before. Raises InputError naming every bad place; then nothing has been stored.
    """
    return ledger.inspections.run(read(ledger, path, sure=sure), path.parent, another=another)


def read(ledger: Ledger, path: Path, *, sure: bool = False) -> InspectionInput:
    """An inspection file as it is handed in. Raises InputError naming every bad place."""
    document = spread(read_file(path, str(path)))
    given = typed(document, InspectionInput)
    if given is not None:
        given = _stood_by(given) if sure or document.problems else given
        given = given.model_copy(update={"inspectors": tuple(_named(ledger, document, given.inspectors))})
        faults = iter(ledger.inspections.faults(given, path.parent))
    else:
        faults = _faults_of_the_rest(ledger, document, path.parent)
    document.report_all(faults)
    return document.sound(given, f"检查文件 {path} 有误")


def _named(ledger: Ledger, document: Document, inspectors: Sequence[str]) -> Iterator[str]:
    """Their user names, each once; one that several are called is reported."""
    found = dict[str, None]()
    for n, text in enumerate(inspectors):
        try:
            found[ledger.desk.named(text)] = None
        except InputError as error:
            found[text] = None
            for problem in error.problems:
                document.report(("inspectors", n), problem.what, problem.fix)
    return iter(found)


def _stood_by(given: InspectionInput) -> InspectionInput:
    """With nothing asked about: somebody stands by it, or there is something wrong that comes first."""
    answers = tuple(answer.model_copy(update={"sure": True}) for answer in given.answers)
    return given.model_copy(update={"answers": answers})


def _faults_of_the_rest(ledger: Ledger, document: Document, folder: Path) -> Iterator[Fault]:
    """What else is wrong in a file that cannot be read as it is: one run names every bad place.

    What does not fit the form is replaced by something harmless, and faults about those places are left out.
    """
    if not document.whole or not isinstance(document.data, dict):
        return
    mended, told = _mend(document.data, ledger.desk.today().isoformat())
    kept = {name: [n for n, entry in enumerate(mended.get(name) or []) if entry is not None] for name in LISTS}
    mended |= {name: [mended[name][n] for n in kept[name]] for name in LISTS if kept[name]}
    try:
        given = _stood_by(InspectionInput.model_validate(mended))
    except ValidationError:
        return
    subjects_told = any(place[0] == "subjects" for place in told)
    for fault in ledger.inspections.faults(given, folder):
        place = fault.path
        if place[0] in kept and len(place) > 1:
            place = (place[0], kept[str(place[0])][int(place[1])], *place[2:])
        doubtful = subjects_told and place[0] == "answers" and place[-1] == "subject"
        if not doubtful and not any(place[: len(spot)] == spot for spot in told):
            yield Fault(place, fault.what, fault.fix)


def _mend(data: dict[str, Any], today: str) -> tuple[dict[str, Any], set[Place]]:
    """A copy in which what does not fit the form is harmless or gone (entries as None), and where this was done."""
    mended, told = copy.deepcopy(data), set()
    try:
        InspectionInput.model_validate(data)
    except ValidationError as error:
        for fault in real_faults(error):
            place: Place = tuple(fault["loc"])
            told.add(place)
            if place == ("date",):
                mended["date"] = today
            elif len(place) == 1 and fault["type"] == "extra_forbidden":
                mended.pop(str(place[0]), None)
            elif place[0] in LISTS and len(place) > 1:
                _mend_entry(mended[str(place[0])], place, fault["type"])
                told |= {(*place[:2], "key")} if place[2:] == ("name",) else set()
    return mended, told


def _mend_entry(entries: Any, place: Place, kind: str) -> None:
    number, field = int(place[1]), place[2] if len(place) > 2 else None
    entry = entries[number]
    if isinstance(entry, dict) and place[2:] == ("key",) and kind != "missing":
        entry["key"] = f"mended-{number}"
    elif not isinstance(entry, dict) or (field not in HARMLESS and kind != "extra_forbidden"):
        entries[number] = None
    elif kind == "extra_forbidden" and len(place) == 3:
        entry.pop(field, None)
    else:
        entry[field] = HARMLESS.get(str(field))
