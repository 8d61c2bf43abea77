"""A sanction about to be imposed: the rules of its kind applied, its term worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendars import PUBLISHED, months_later, parse_date
from inspect_engine.domain.sanctions import fines, general, licence
from inspect_engine.domain.sanctions.catalogue import Catalogue, Kind
from inspect_engine.domain.sanctions.fines import Remark
from inspect_engine.domain.sanctions.form import Decision, Reading, read
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.words import forms
from inspect_engine.errors import Refused

IN_HEAD = ("authority_kind", "authority", "doc_no", "grounds", "party_kind")


def decide(
    kind: Kind, given: Mapping[str, str], about: Decision, earlier: Sequence[Sanction], catalogue: Catalogue
) -> tuple[dict[str, Any], list[str]]:
    """(data of the event but for its number, warnings). ``earlier`` is the register, ``about.uscc`` as it was read.

    Raises InputError for what cannot be read, Refused with everything that stands against it.
    """
    reading = read(kind, given, about, catalogue)
    mine = [old for old in earlier if old.concerns(about.party, about.uscc)]
    try:
        remarks = list(_remarks(reading, mine, catalogue))
        PUBLISHED.missing(about.decided_on)
    except ValueError as error:
        raise Refused(kind.title, [str(error)]) from error
    if against := [remark.text for remark in remarks if remark.blocks]:
        raise Refused(kind.title, dict.fromkeys(against))
    return _data(reading, catalogue), [remark.text for remark in remarks]


def _remarks(reading: Reading, mine: Sequence[Sanction], catalogue: Catalogue) -> Iterator[Remark]:
    yield from general.authority(reading, catalogue)
    yield from general.days(reading)
    yield from general.once(reading, mine)
    yield from general.basis(reading, catalogue)
    if reading.kind.id == "fine":
        yield from fines.remarks(reading, catalogue)
        yield from fines.twice(reading, mine)
    if reading.kind.id == "licence-decision":
        yield from licence.remarks(reading.values, mine, catalogue)


def _data(reading: Reading, catalogue: Catalogue) -> dict[str, Any]:
    kind, about, values = reading.kind, reading.about, reading.values
    starts, ends = _span(kind, values, about.decided_on)
    head = (*IN_HEAD, "basis")
    told = [[s.title, forms.shown(s, values[s.id])] for s in reading.specs if s.id in values and s.id not in head]
    told += [["法定幅度", reading.fine.told]] if reading.fine else []
    return {
        "on": about.decided_on.isoformat(),
        "kind": kind.id,
        "title": kind.title,
        "penalty": kind.penalty and not kind.spared(values),
        "public": kind.public and not kind.spared(values),
        "spared": kind.spared(values),
        "party": about.party.strip(),
        "uscc": about.uscc,
        **{name: values.get(name, "") for name in IN_HEAD},
        "authority_title": catalogue.authorities[values["authority_kind"]].title,
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat() if ends else None,
        "basis": reading.basis,
        "cases": [{"id": key, "number": number} for key, number in about.cases.items()],
        "values": dict(values),
        "told": told,
        "publish_within": catalogue.publication.publish_within,
        "withdraw_within": catalogue.publication.withdraw_within,
    }


def _span(kind: Kind, values: Mapping[str, str], on: date) -> tuple[date, date | None]:
    """First and last day in force: a suspension of n days counts from the day after the decision, or the one given."""
    if values.get("outcome") == "suspended":
        start = parse_date(values["starts_on"]) if "starts_on" in values else on + timedelta(days=1)
        return start, start + timedelta(days=int(values["days"]) - 1)
    if "until" in values:
        return on, parse_date(values["until"])
    return on, months_later(on, kind.stays) if kind.stays else None
