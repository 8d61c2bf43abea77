"""The rows of a ledger by its headings: repeated headings, titles, sums and blanks left out, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from inspect_engine.domain.paper import BY_TITLE, DITTO, FIELDS, KEPT, LEFT, Line, Mapping, is_inspected
from inspect_engine.errors import InputError
from inspect_engine.reading.paper.book import Table
from inspect_engine.reading.paper.cells import Texts
from inspect_engine.reading.paper.heads import LEAST, Head, find_head, head_at, known
from inspect_engine.reading.tables.cells import letters

SUM = re.compile(r"(?:本页|本月|累计)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)")
WORDS = frozenset(word for each in FIELDS for word in (each.title, *each.words))
EMPTY: list[str] = []
FEW = 2
"""Cells of a row without a description that make it a footer or an empty form, and no hazard."""


@dataclass
class Skipped:
    """Rows that hold no hazard, by reason, as they stand in the sheet (from one)."""

    sheet: str
    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, why: str, row: int) -> None:
        self.rows.setdefault(why, []).append(row)


class Columns:
    """Which columns of a row are which, by its headings. Raises InputError where two are the same field."""

    def __init__(self, sheet: str, head: Head, mapping: Mapping) -> None:
        titles = [mapping.columns.get(text, KEPT if text else LEFT) for text in head.headings]
        self.fields: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        for column, (heading, title) in enumerate(zip(head.headings, titles, strict=True)):
            if title == KEPT:
                self.kept[heading] = column
            elif title != LEFT and BY_TITLE[title].id in self.fields:
                other = head.headings[self.fields[BY_TITLE[title].id]]
                what = f"“{other}”和“{heading}”两列都写成了{title}"
                raise InputError.one(what, where=f"{sheet}!{letters(column)}{head.last + 1}", fix="把其中一列改成 备查")
            elif title != LEFT:
                self.fields[BY_TITLE[title].id] = column
        self.letters = {name: letters(column) for name, column in self.fields.items()}
        self.names = [*self.fields, *self.kept]
        self.at = [*self.fields.values(), *self.kept.values()]
        self.pick = itemgetter(*self.at) if len(self.at) > 1 else lambda row: (row[self.at[0]],)
        self.split = len(self.fields)
        self.width = max(self.at, default=-1) + 1
        self.what = self.fields.get("description", -1)
        self.words = WORDS | set(head.headings)
        subject = head.headings[self.fields["subject"]] if "subject" in self.fields else ""
        self.inspected = subject if "party" not in self.fields and is_inspected(subject) else ""


class Rows:
    """Goes through one sheet; afterwards ``skipped`` tells what was left out."""

    def __init__(self, table: Table, mapping: Mapping, texts: Texts) -> None:
        self.table, self.mapping, self.texts = table, mapping, texts
        self.skipped = Skipped(table.name)
        self._defaults = {BY_TITLE[title].id: text for title, text in mapping.defaults.items()}

    def lines(self) -> Iterator[Line]:
        """Every row with something in it that is no heading, title, sum or footer."""
        head = find_head(self.table, self.texts)
        if head is None:
            self.skipped.add("没有认得出的表头，整张没有读", 1)
            return
        texts, name, columns, above = self.texts, self.table.name, Columns(self.table.name, head, self.mapping), EMPTY
        for number, given in enumerate(self.table.rows[head.last + 1 :], head.last + 1):
            if number <= head.last:
                continue
            row = given if len(given) >= columns.width else [*given, *[""] * (columns.width - len(given))]
            what = row[columns.what] if columns.what >= 0 else ""
            if type(what) is str and what.strip() in columns.words and known(row, texts) >= LEAST:
                head = head_at(self.table, number, texts)
                columns, above = Columns(name, head, self.mapping), EMPTY
                self.skipped.add("重复的表头", number + 1)
                continue
            said = list(map(texts.__getitem__, columns.pick(row)))
            if not (what and type(row[0]) is float) and (why := self._empty(row, what)):
                self.skipped.add(why, number + 1)
                continue
            if not DITTO.isdisjoint(said):
                said = _dittoed(said, above)
            above = said
            fields = dict(zip(columns.fields, said))  # noqa: B905 - the texts that are only kept come after the fields
            for key, text in self._defaults.items():
                fields[key] = fields.get(key) or text
            kept = {key: text for key, text in zip(columns.kept, said[columns.split :], strict=True) if text}
            yield Line(name, number + 1, fields, kept, columns.letters, columns.inspected)

    def _empty(self, row: Sequence[Any], what: Any) -> str:
        """Why a row is none of a hazard; empty where it may be one."""
        if what not in ("", None):
            first = row[0] or row[min(1, len(row) - 1)]
            if type(first) is not str:
                return ""
            return "合计行" if SUM.match(first) else self._title(row)
        said = [text for cell in row if (text := self.texts[cell])]
        if not said:
            return "空行"
        if SUM.match(said[0]):
            return "合计行"
        return "表头之外的行（没有隐患描述）" if len(said) <= FEW or len(set(said)) == 1 else ""

    def _title(self, row: Sequence[Any]) -> str:
        """A title across the sheet says the same in every cell of it."""
        first = row[0]
        same = len(row) > FEW and type(first) is str and first and all(cell == first for cell in row)
        return "标题行" if same else ""


def _dittoed(said: list[str], above: list[str]) -> list[str]:
    """With what the line above says in the place of each ditto mark."""
    return [above[n] if text in DITTO and n < len(above) else text for n, text in enumerate(said)]
