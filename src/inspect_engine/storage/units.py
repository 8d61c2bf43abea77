"""Units as rows: what events say of them, brought up in the transaction that stores the event and by ``verify``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inspect_engine.domain import subjects
from inspect_engine.domain.cases import OPENED
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.near import grams
from inspect_engine.domain.units.register import ADDED, ALIASED, MERGED, RENAMED
from inspect_engine.storage.rows import Row, Rows
from inspect_engine.storage.tables import UnitGramRow, UnitNameRow, UnitRow

NAMING = ("user.enrolled", *subjects.NAMING, "inspection.answered", OPENED, CORRECTED)
"""Kinds of events by which a unit becomes known that nobody has registered."""


def record(rows: Rows, event: Event) -> None:
    """Bring the rows of units up to one more event."""
    data = event.data
    match event.kind:
        case kind if kind in NAMING:
            for text in named_in(data):
                _meet(rows, text)
        case kind if kind == ADDED:
            _add(rows, data)
        case kind if kind == RENAMED:
            _name(rows, data["unit"], data["name"], data["on"], alias=False)
            rows.change(UnitRow, data["unit"], name=data["name"])
        case kind if kind == ALIASED:
            _name(rows, data["unit"], data["alias"], data["on"], alias=True)
        case kind if kind == MERGED:
            _merge(rows, data)


def named_in(data: Mapping[str, Any]) -> Iterator[str]:
    """The units that an event names: who is liable, beside whom, and in which roles."""
    found = (data.get("party"), data.get("unit"), *data.get("co_units", ()), *data.get("units", {}).values())
    yield from (text for text in found if isinstance(text, str) and folded(text))
    for corrected in (data.get("subject"), data.get("user"), data.get("facts"), data.get("own")):
        yield from named_in(corrected) if isinstance(corrected, Mapping) else ()


def names_of(unit: Row) -> frozenset[str]:
    """Every folded name of a unit."""
    return frozenset(folded(each["name"]) for each in json.loads(unit["names"])) | {unit["key"]}


def _meet(rows: Rows, text: str) -> None:
    key = folded(text)
    if rows.get(UnitNameRow, key):
        return
    row = {"key": key, "name": text.strip(), "code": "", "kind": "", "parent": "", "registered": False}
    rows.put(UnitRow, {**row, "names": "[]"})
    _name(rows, key, text.strip(), "", alias=False)


def _add(rows: Rows, data: Mapping[str, Any]) -> None:
    """Register a unit, also one that was met already; or give a registered one its code."""
    _meet(rows, data["name"])
    found = rows.get(UnitNameRow, folded(data["name"]))
    assert found is not None
    unit, known = found["unit"], rows.get(UnitRow, found["unit"])
    if known and known["registered"]:
        _code(rows, unit, data["code"])
        return
    same = {name: data.get(name, "") for name in ("code", "kind", "parent")}
    rows.change(UnitRow, unit, **same, name=data["name"], registered=True)
    _name(rows, unit, data["name"], data.get("from", ""), alias=False)
    for alias in data.get("aliases", ()):
        _name(rows, unit, alias, "", alias=True)
    if same["code"]:
        _code(rows, unit, same["code"])


def _code(rows: Rows, key: str, code: str) -> None:
    rows.change(UnitRow, key, code=code)
    rows.put(UnitNameRow, {"name": folded(code), "unit": key})


def _name(rows: Rows, key: str, text: str, since: str, *, alias: bool) -> None:
    """One more name, or what is now known of one; it can be looked for from now on."""
    unit = rows.get(UnitRow, key)
    if unit is None:
        return
    kept = [each for each in json.loads(unit["names"]) if each["name"] != text]
    rows.change(UnitRow, key, names=_json([*kept, {"name": text, "from": since, "alias": alias}]))
    name = folded(text)
    rows.put(UnitNameRow, {"name": name, "unit": key})
    for gram in sorted(grams(name)):
        rows.put(UnitGramRow, {"gram": gram, "name": name})


def _merge(rows: Rows, data: Mapping[str, Any]) -> None:
    """Two that are one: every name of the one is another name of the other."""
    gone, kept = rows.get(UnitRow, data["unit"]), rows.get(UnitRow, data["into"])
    if gone is None or kept is None:
        return
    names = [*json.loads(kept["names"]), *({**each, "alias": True} for each in json.loads(gone["names"]))]
    same = {name: kept[name] or gone[name] for name in ("code", "parent")}
    rows.change(UnitRow, kept["key"], names=_json(names), **same)
    for name in sorted(names_of(gone) | ({folded(gone["code"])} if gone["code"] else set())):
        rows.put(UnitNameRow, {"name": name, "unit": kept["key"]})
    rows.drop(UnitRow, gone["key"])


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
