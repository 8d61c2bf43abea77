"""A checklist pack in its short form to the long one: defaults, one-line conditions, bases by what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from inspect_engine.domain.definitions.derived import UNITS
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import Place
from inspect_engine.reading.document import Document
from inspect_engine.reading.short.bases import USES, lines, long
from inspect_engine.reading.short.conditions import Slip, parse
from inspect_engine.reading.short.shapes import Defaults

GENERAL = [{"is": "general"}]
Units = Mapping[str, str | None]
Given = dict[str, tuple[Any, Place]]
"""What is inherited, by key, each with the place where it was written."""


def lengthen_pack(document: Document) -> None:
    """Bring the data of a document to the long form, with a place for what it gains; reports what cannot be read."""
    data = document.data
    if not isinstance(data, dict):
        return
    given = _given(document, data, (), _first(data))
    units = units_of(field for kind in dicts(data.get("kinds")) for field in dicts(kind.get("fields")))
    if isinstance(scoring := data.get("scoring"), dict) and "basis" in scoring:
        scoring["basis"] = long(document, scoring["basis"], ("scoring", "basis"))
    for name, kind in data["kinds"].items() if isinstance(data.get("kinds"), dict) else ():
        if isinstance(kind, dict):
            _form(document, kind, "fields", ("kinds", name), units_of(dicts(kind.get("fields"))))
    for section, place in each(data.get("sections"), ("sections",)):
        mine = given | _given(document, section, place, {})
        lengthen(document, section, "asked_if", place, units)
        for item, at in each(section.get("items"), (*place, "items")):
            _item(document, item, at, mine, units)


def inherited(pack: Mapping[str, Any], section: Mapping[str, Any]) -> dict[str, Any]:
    """What an item of a section would say if it said nothing, as it is written, by key."""
    first = {key: value for key, (value, _) in _first(pack).items()}
    own = [part["defaults"] for part in (pack, section) if isinstance(part.get("defaults"), dict)]
    return first | {_one(key): value for part in own for key, value in part.items()}


def _one(key: str) -> str:
    """``basis`` and ``duty`` are one: what calls itself nothing is a duty."""
    return "duty" if key == "basis" else key


def _first(pack: Mapping[str, Any]) -> Given:
    """What holds where nobody says otherwise: all kinds of subjects, and no grade but the general one."""
    kinds = pack.get("kinds")
    found: Given = {"severity": (GENERAL, ())}
    return {**found, "kinds": (list(kinds), ("kinds",))} if isinstance(kinds, dict) else found


def _given(document: Document, part: dict[str, Any], place: Place, first: Given) -> Given:
    """The ``defaults`` of a pack or section, taken out of its data."""
    written = part.pop("defaults", None)
    if written is None:
        return first
    here = (*place, "defaults")
    if not isinstance(written, dict):
        document.report(here, "“defaults”应是“键: 值”", "例：defaults: {evidence: 现场照片, liable: contractor}")
        return first
    for key in written.keys() - Defaults.model_fields.keys():
        document.report((*here, key), f"defaults 里不能写“{key}”", suggest(key, Defaults.model_fields))
    found = {_one(key): (value, (*here, key)) for key, value in written.items() if key in Defaults.model_fields}
    return first | found


def _item(document: Document, item: dict[str, Any], place: Place, given: Given, units: Units) -> None:
    _inherit(document, item, place, given)
    own = units_of(facts_of(item))
    _form(document, item, "values", place, own)
    lengthen(document, item, "fails_when", place, own)
    lengthen(document, item, "asked_if", place, units)
    item["severity"] = rules = _rules(item.get("severity"))
    for n, rule in enumerate(rules if isinstance(rules, list) else []):
        if isinstance(rule, dict):
            lengthen(document, rule, "when", (*place, "severity", n), own)
    _bases(document, item, place, own)


def _form(document: Document, part: dict[str, Any], key: str, place: Place, units: Units) -> None:
    """The conditions on single entries of a form, and those between them."""
    for rows, inside in ((key, "asked_if"), ("constraints", "holds")):
        for row, at in each(part.get(rows), (*place, rows)):
            lengthen(document, row, inside, at, units)
    for row, at in each(part.get("derived"), (*place, "derived")):
        for name in ("pick", "text"):
            for case, where in each(row.get(name), (*at, name)):
                lengthen(document, case, "when", where, units)


def _inherit(document: Document, item: dict[str, Any], place: Place, given: Given) -> None:
    """Copy what an item does not say itself."""
    said = {_one(key) for key in item}
    for key, (value, written) in given.items():
        if key not in said:
            item[key] = value
            document.stands(written, (*place, key))


def _rules(value: object) -> object:
    """``severity: major`` for a single rule without a condition."""
    if isinstance(value, str):
        return [{"is": value}]
    return [_rule(one) for one in value] if isinstance(value, list) else value


def _rule(value: object) -> object:
    if isinstance(value, str):
        return {"is": value}
    return dict(value) if isinstance(value, dict) else value


def _bases(document: Document, item: dict[str, Any], place: Place, units: Units) -> None:
    """All that an item rests on under ``basis``, each said what it is, duties first."""
    found = []
    for key, use in USES.items():
        own = lines(document, item.pop(key), (*place, key)) if key in item else []
        found += [(_used(line.data, key, use), line.place) for line in own]
    for base, written in found:
        if isinstance(base, dict):
            lengthen(document, base, "when", written, units)
    for n, (_, written) in enumerate(found):
        document.stands(written, (*place, "basis", n))
    if found:
        item["basis"] = [data for data, _ in found]


def _used(base: object, key: str, use: str) -> object:
    """``basis`` leaves a basis as it is; the other keys say what it is, where it does not itself."""
    if not isinstance(base, dict) or key == "basis" or use == "duty":
        return base
    return {"as": use, **base}


def lengthen(document: Document, part: dict[str, Any], key: str, place: Place, units: Units) -> None:
    """A condition that is a line, or has lines in it, as a tree."""
    if key in part:
        part[key] = tree(document, part[key], (*place, key), units)


def tree(document: Document, value: object, place: Place, units: Units) -> object:
    """A condition as a tree; reports a line that cannot be read."""
    if isinstance(value, str):
        try:
            return parse(value, units)
        except Slip as slip:
            document.report(place, str(slip))
            return {"fact": "unread", "is": "true"}
    if not isinstance(value, dict):
        return value
    found = dict(value)
    for joint in ("all", "any"):
        if isinstance(value.get(joint), list):
            branches = enumerate(value[joint])
            found[joint] = [tree(document, branch, (*place, joint, n), units) for n, branch in branches]
    if "not" in value:
        found["not"] = tree(document, value["not"], (*place, "not"), units)
    return found


def units_of(fields: Iterator[dict[str, Any]]) -> Units:
    """The unit of each value, typed or computed, by its id."""
    return {str(field["id"]): field.get("unit") or _own_unit(field) for field in fields if "id" in field}


def _own_unit(field: Mapping[str, Any]) -> str | None:
    """The unit of a formula that has only one."""
    return next((unit for formula, unit in UNITS.items() if formula in field), None)


def facts_of(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the conditions of an item may ask for: its values, then what is computed from them."""
    return chain(dicts(item.get("values")), dicts(item.get("derived")))


def dicts(value: object) -> Iterator[dict[str, Any]]:
    """The mappings in a list or a mapping."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (part for part in parts if isinstance(part, dict))


def each(value: object, place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    """The mappings in a list, each with its place."""
    for n, part in enumerate(value if isinstance(value, list) else ()):
        if isinstance(part, dict):
            yield part, (*place, n)
