"""A checklist pack, or a section in a file of its own, in its short form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_engine.authoring.shortening import entries
from inspect_engine.authoring.shortening.sheet import Sheet
from inspect_engine.errors import DefinitionError, Place
from inspect_engine.reading.short import USES, inherited
from inspect_engine.reading.short.packs import dicts, each, item_units, units_of
from inspect_engine.reading.strict_yaml import parse

Plain = Mapping[str, Any]
GIVEN = ("kinds", "workflow", "severity", "evidence", "requirement", "liable", "source", *USES)


def shortened(text: str, name: str, pack: Plain | None = None) -> str:
    """The short form of a pack, or of a section of ``pack``. Raises DefinitionError for what cannot be read."""
    document = parse(text.encode(), name)
    if document.problems or not isinstance(document.data, dict):
        raise DefinitionError(document.problems)
    sheet, data = Sheet(text, document), document.data
    if pack is not None:
        _section(sheet, data, (), pack)
        return sheet.text()
    for kind, form in data["kinds"].items() if isinstance(data.get("kinds"), dict) else ():
        if isinstance(form, dict):
            _rows(sheet, form, "fields", ("kinds", kind))
    for parameter, place in each(data.get("parameters"), ("parameters",)):
        _rows(sheet, parameter, "limits", place)
    for section, place in each(data.get("sections"), ("sections",)):
        _section(sheet, section, place, data)
    return sheet.text()


def _section(sheet: Sheet, section: Plain, place: Place, pack: Plain) -> None:
    given = inherited(pack, section)
    units = units_of(field for kind in dicts(pack.get("kinds")) for field in dicts(kind.get("fields")))
    _condition(sheet, section, "asked_if", place, units)
    for item, at in each(section.get("items"), (*place, "items")):
        if sheet.in_block(at, item):
            _item(sheet, item, at, given, units)


def _item(sheet: Sheet, item: Plain, place: Place, given: Plain, units: entries.Units) -> None:
    own = item_units(item)
    _rows(sheet, item, "values", place)
    _condition(sheet, item, "fails_when", place, own)
    _condition(sheet, item, "asked_if", place, units)
    for key in GIVEN:
        inherits = "duty" if key == "basis" else key
        if key in item and inherits in given and _same(key, item[key], given[inherits]):
            sheet.put((*place, key), [])
        elif item.get(key) is None:
            continue
        elif key == "severity":
            at = (*place, key)
            sheet.put(at, entries.severity(item[key], sheet.indent(at), own))
        elif key in USES:
            _bases(sheet, item, key, place, given)


def _same(key: str, value: Any, given: Any) -> bool:
    """Whether an item says just what it would inherit."""
    if key in USES or key == "severity":
        return _spelled(key, value) == _spelled(key, given)
    return bool(value == given)


def _spelled(key: str, value: Any) -> list[str]:
    lines = entries.severity(value, 0, {}) if key == "severity" else entries.bases(key, value, 0)
    return lines or [repr(value)]


def _bases(sheet: Sheet, item: Plain, key: str, place: Place, given: Plain) -> None:
    """A list of all there is, under ``basis``, becomes lists of duties, penalties and grades."""
    at, alone = (*place, key), key == "basis" and not any(use in item or use in given for use in USES if use != key)
    groups = entries.by_use(item[key]) if alone else {key: item[key]}
    lines = [entries.bases(use, found, sheet.indent(at)) for use, found in groups.items()]
    if lines and all(lines):
        sheet.put(at, [line for group in lines for line in group or ()])


def _condition(sheet: Sheet, part: Plain, key: str, place: Place, units: entries.Units) -> None:
    at = (*place, key)
    if part.get(key) is not None and sheet.in_block(place, dict(part)):
        sheet.put(at, entries.condition(key, part[key], sheet.indent(at), units))


def _rows(sheet: Sheet, part: Plain, key: str, place: Place) -> None:
    """Fields and limits, each on a line where it fits."""
    at, rows = (*place, key), part.get(key)
    if isinstance(rows, list) and rows and sheet.in_block(place, dict(part)):
        lines = entries.flows(key, rows, sheet.indent(at))
        first, end = sheet.span(at)
        if lines and len(lines) < end - first:
            sheet.put(at, lines)
