"""The same inspection handed in again, by meaning: the same checklist, day, inspectors and subjects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspect_engine.domain.corrections import Change, changed_only, told
from inspect_engine.domain.definitions import Item, Pack
from inspect_engine.domain.inspections import InspectionInput, short
from inspect_engine.domain.inspections.places import following
from inspect_engine.errors import Conflict
from inspect_engine.ledger.inspections.checks import of_item
from inspect_engine.ledger.inspections.shapes import Answer, ItemKey
from inspect_engine.storage import queries

SAID = {"answer": "作答", "note": "备注", "part": "部位", "unit": "责任单位"}
"""What an answer says besides its values, by field."""
_VALUE = "values."
STILL = "still"
"""The field by which it is told that a failure is a case from before, or is none."""
FILES = "files"
"""The field by which further evidence is told of."""


@dataclass(frozen=True)
class Difference:
    """One item asked of one subject that was answered otherwise, or is ``left_out`` now."""

    key: ItemKey
    changes: Sequence[Change]
    left_out: bool = False

    @property
    def words(self) -> str:
        what = "这份文件里没有，原来的作答保留" if self.left_out else told(self.changes)
        where = f"（第 {self.key.place} 处）" if self.key.place else ""
        return f"{self.key.subject} {self.key.item}{where}：{what}"

    def plain(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        return {**self.key.data(), "changes": [vars(each) for each in self.changes], "left_out": self.left_out}


class Doubled(Conflict):
    """An inspection that was logged before, ``inspection``, and says something else."""

    def __init__(self, inspection: str, differences: Sequence[Difference]) -> None:
        self.inspection, self.differences = inspection, tuple(differences)
        lines = [f"  {each.words}" for each in differences]
        same = f"{short(inspection)}：同一检查表、同一天、同样的人和对象"
        head = f"这次检查已录入过（{same}），与这份文件有 {len(lines)} 处不同："
        fix = "是改正上一份的，加 --replace，不同之处按更正留痕；确实又查了一次的，加 --another。没有保存任何内容。"
        super().__init__("\n".join([head, *lines, fix]))


def field_of(value: str) -> str:
    """The field by which a value of an item's own form is put right: its id, unless an answer has one of that name."""
    return f"{_VALUE}{value}" if value in SAID else value


def value_of(field: str) -> str:
    """The value that a field of :func:`field_of` is."""
    return field.removeprefix(_VALUE)


def changes(pack: Pack, before: Answer | None, now: Answer) -> list[Change]:
    """In what two answers to the same item differ."""
    item = pack.item(now.item)
    titles = {spec.id: spec.title for spec in item.values} if item else {}
    old = before.entries if before else {}
    found = [Change(name, title, getattr(before, name, ""), getattr(now, name)) for name, title in SAID.items()]
    names = dict.fromkeys([*titles, *old])
    values = [(field_of(name), titles.get(name, name), old.get(name, ""), now.entries.get(name, "")) for name in names]
    found += [Change(*each) for each in values]
    new = "、".join(str(file["name"]) for file in further(before, now.files))
    return changed_only([*found, Change(FILES, "佐证", "", new)])


def further(before: Answer | None, files: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of these files the ones that an answer has not got."""
    known = {file["sha256"] for file in before.files} if before else set()
    return [file for file in files if file["sha256"] not in known]


def differences(pack: Pack, before: Sequence[Answer], now: Sequence[Answer]) -> list[Difference]:
    """In what the answers of two inspections differ, in the order of the checklist."""
    old, new = {each.key: each for each in before}, {each.key: each for each in aligned(pack, before, now)}
    place = {item.id: n for n, item in enumerate(pack.items)}
    found = [
        Difference(key, [*changes(pack, old.get(key), each), *_told(old.get(key), each)]) for key, each in new.items()
    ]
    found += [Difference(key, (), left_out=True) for key in old if key not in new]
    told = [d for d in found if d.changes or d.left_out]
    return sorted(told, key=lambda d: (d.key.subject, place.get(d.key.item, len(place)), int(d.key.place or 1)))


def _told(before: Answer | None, now: Answer) -> Iterator[Change]:
    """Whether what does not pass is told to another case from before, or to none."""
    if before and before.answer == now.answer and before.still != now.still:
        yield Change(STILL, "仍未改", *("记在以前的那一件上" if each.still else "另立一件" for each in (before, now)))


def aligned(pack: Pack, before: Sequence[Answer], now: Sequence[Answer]) -> list[Answer]:
    """The same answers, of several to one item each in the place of the one before on the same part; then in the places
    that are left, in order; then in new ones."""
    groups: dict[tuple[str, str], list[Answer]] = {}
    for each in now:
        groups.setdefault((each.subject, each.item), []).append(each)
    return [each for (_, item), group in groups.items() for each in _aligned(pack.item(item), before, group)]


def _aligned(item: Item | None, before: Sequence[Answer], group: Sequence[Answer]) -> list[Answer]:
    stand = of_item(before, group[0].subject, group[0].item)
    if item is None or not stand:
        return list(group)
    left = {each.stands(item).where: each.place for each in reversed(stand)}
    taken = {n: left.pop(here) for n, each in enumerate(group) if (here := each.stands(item).where) in left}
    rest = sorted(left.values(), key=lambda place: int(place or 1))
    last = [each.place for each in stand]
    for n in range(len(group)):
        if n not in taken:
            taken[n] = rest.pop(0) if rest else following(last)
            last.append(taken[n])
    return [replace(each, place=taken[n]) for n, each in enumerate(group)]


def twins(connection: sqlite3.Connection, given: InspectionInput) -> Iterator[str]:
    """The ended inspections that are the same by meaning, the newest first."""
    who, what = set(given.inspectors), {subject.key for subject in given.subjects}
    for row in queries.inspections_alike(connection, given.pack, given.date, what):
        if row["finished"] and (set(row["inspectors"]), set(row["subjects"])) == (who, what):
            yield str(row["id"])
