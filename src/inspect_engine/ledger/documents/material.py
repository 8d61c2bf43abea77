"""What the ledger knows of a case that a document may say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import Case, event_title
from inspect_engine.domain.countersigning import Signing, signing_of
from inspect_engine.domain.definitions import Definition
from inspect_engine.domain.documents.material import Attached, CaseMaterial, Earlier, Place
from inspect_engine.domain.events import Event
from inspect_engine.domain.references import Register
from inspect_engine.domain.subjects import seen_by
from inspect_engine.domain.words.forms import shown
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import documents, queries
from inspect_engine.storage.documents import Issued

NOT_RECORDED: Mapping[str, Any] = {"kind": "", "fields": {}, "units": {}, "forms": {}, "party": ""}
"""Of a subject that only a paper ledger names."""
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Material:
    """Read anew for each document."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def of(self, case: Case, read: Register, *, void: str | None = None) -> CaseMaterial:
        """What is known of a case, one document being ``void`` from now on; articles ``read`` against their text may be
        cited. Of a linked one, what is known of the hazard it goes back to, too."""
        origin = self._origin(case)
        with self._desk.reading() as connection:
            read_of = {key: _events(connection, key) for key in {case.id, case.parent or case.id, origin.id}}
            events, first = read_of[case.id], read_of[origin.id]
            subject = queries.subjects_by_key(connection, [case.subject]).get(case.subject, NOT_RECORDED)
            places = [*_above(connection, subject)]
            definition = self._definitions.stored(case.definition)
            signing = signing_of(queries.signing_rows(connection, case.inspection))
            inspectors = _finders(connection, origin, first[0])
            issued = documents.of_case(connection, case.id)
            key = origin.inspection, origin.subject, origin.item, origin.place
            entries = queries.answer_entries(connection, *key) or {}
        form = seen_by(subject, case.pack, definition.pack.kinds) or subject
        again = next((each.signing for each in origin.joint.values() if each.finding and not each.past), None)
        told = [(origin, event) for event in first] + [(case, event) for event in events if origin is not case]
        return CaseMaterial(
            case=case,
            origin=origin,
            events=events,
            definition=definition,
            law=self._definitions.stored(first[0].data["definition"]),
            subject_kind=form["kind"],
            form=form["fields"],
            inspectors=_standing_by(inspectors, signing, again),
            found_by=first[0].id,
            files=[self._attached(each, event, file) for each, event in told for file in event.files],
            earlier=[_earlier(each, case.number, void) for each in issued if case.number in each.cases],
            signings=[each for each in (signing, again) if each],
            units=subject["units"],
            read=read,
            recorded=subject["party"],
            entries=entries,
            above=[_place(place, case, definition) for place in places],
            opened_for=[*_reasons(case, definition, read_of[case.parent], events[0])] if case.parent else [],
        )

    def _origin(self, case: Case) -> Case:
        """The hazard behind a case that another opened."""
        if not case.parent:
            return case
        with self._desk.reading() as connection:
            opener = queries.case(connection, case.parent)
        return self._origin(opener)

    def _attached(self, case: Case, event: Event, file: Mapping[str, Any]) -> Attached:
        path = self._desk.evidence_path(file)
        picture = _is_picture(path)
        return Attached(case.number, event.id, event_title(event), file["name"], file["sha256"], picture, str(path))


def _events(connection: sqlite3.Connection, case: str) -> list[Event]:
    return [entry.event for entry in queries.case_entries(connection, case)]


def _above(connection: sqlite3.Connection, subject: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The recorded places that a subject lies in, the nearest first."""
    passed = set[str]()
    while (key := subject.get("under", "")) and key not in passed:
        passed.add(key)
        subject = queries.subjects_by_key(connection, [key]).get(key, NOT_RECORDED)
        if subject is not NOT_RECORDED:
            yield subject


def _place(place: Mapping[str, Any], case: Case, definition: Definition) -> Place:
    """As the checklist of a case sees a place."""
    form = seen_by(place, case.pack, definition.pack.kinds) or place
    return Place(form["kind"], place["name"], form["fields"])


def _reasons(case: Case, definition: Definition, opener: Sequence[Event], opening: Event) -> Iterator[str]:
    """Why a case was opened: what was written with the action that opened it, each text under its title."""
    ours = [e for e in opener if e.data.get("opens") == case.workflow and e.at <= opening.at]
    for event in ours[-1:]:
        steps = [step for flow in definition.workflows.values() for step in flow.transitions]
        asked = [step.needs for step in steps if (step.trigger, step.opens) == (event.data["trigger"], case.workflow)]
        for spec in asked[0] if asked else ():
            if text := event.data["values"].get(spec.id, ""):
                yield f"{spec.title}：{shown(spec, text)}"


def _finders(connection: sqlite3.Connection, origin: Case, opened: Event) -> Sequence[str]:
    """The inspectors of the inspection that found a hazard; of one from paper those whom the paper names."""
    if "paper" in opened.data:
        return sorted(origin.persons["open"])
    inspectors: Sequence[str] = queries.inspection(connection, origin.inspection)["inspectors"]
    return inspectors


def _standing_by(named: Sequence[str], found: Signing | None, again: Signing | None) -> Sequence[str]:
    """Of those who inspected the ones who did so, and stand by what was put right since."""
    counted = found.counted(named) if found else named
    return [each for each in again.counted(counted) if each not in again.waiting] if again else counted


def _earlier(found: Issued, case: str, void: str | None) -> Earlier:
    """A document issued for a case; one that it was taken out of counts as void."""
    gone = found.voided_on is not None or found.number == void or not found.concerns(case)
    served = found.served_on is not None
    return Earlier(found.number, found.kind, found.title, gone, served)


def _is_picture(path: Path) -> bool:
    """Whether a stored file begins as a PNG or a JPEG does."""
    try:
        with path.open("rb") as stream:
            return stream.read(8).startswith(PICTURES)
    except OSError:
        return False
