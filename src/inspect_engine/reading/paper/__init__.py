"""Paper ledgers as people keep them in spreadsheets: tables, headings, the mapping of columns, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inspect_engine.domain.paper import BY_ID, BY_TITLE, Line, Mapping
from inspect_engine.domain.words.text import display, suggest
from inspect_engine.errors import InputError, Problem
from inspect_engine.reading.paper.book import Table, read_tables
from inspect_engine.reading.paper.cells import Texts
from inspect_engine.reading.paper.mapping import guess, headings, load_mapping, mapping_text
from inspect_engine.reading.paper.rows import Rows, Skipped

DESCRIPTION = BY_ID["description"].title
__all__ = ["Mapping", "Paper", "Skipped", "load_mapping", "mapping_text", "read_paper"]


@dataclass
class Paper:
    """A file as it was read: its tables, and the mapping that was guessed or given."""

    name: str
    tables: list[Table]
    mapping: Mapping
    texts: Texts = field(default_factory=Texts)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def chosen(self) -> list[Table]:
        """The sheets that are read."""
        wanted = self.mapping.sheets
        return [table for table in self.tables if not wanted or table.name in wanted]

    def check(self) -> None:
        """Raises InputError for a mapping that does not fit the file."""
        if problems := list(self._misfits()):
            raise InputError(problems, "对应关系与文件不合")

    def _misfits(self) -> Iterator[Problem]:
        names = [table.name for table in self.tables]
        for name in self.mapping.sheets:
            if name not in names:
                fix = suggest(name, names) or f"有：{'、'.join(names)}"
                yield Problem("工作表", f"没有工作表“{display(name)}”", display(fix))
        seen = {heading for each in headings(self.tables, self.texts).values() for heading in each}
        there = {title for heading, title in self.mapping.columns.items() if heading in seen}
        for heading, title in self.mapping.columns.items():
            if title in BY_TITLE and title not in there:
                what = f"没有表头“{display(heading)}”，{title}无处可读"
                yield Problem("列", what, display(suggest(heading, seen)) or "表头改过的，在对应关系里也改过来")
        if DESCRIPTION not in there:
            fix = "写一个对应关系文件，用 --mapping 读，例：columns: {问题情况: 隐患描述}"
            yield Problem("列", f"没有哪一列是“{DESCRIPTION}”，表头有：{'、'.join(map(display, sorted(seen)))}", fix)

    def lines(self, told: Callable[[int, int], object] = lambda *_: None) -> Iterator[Line]:
        """Every row of every sheet; ``told`` hears how many rows of how many have been gone through."""
        tables, done = self.chosen, 0
        whole = sum(len(table.rows) for table in tables)
        self.skipped = []
        for table in tables:
            rows = Rows(table, self.mapping, self.texts)
            self.skipped.append(rows.skipped)
            yield from rows.lines()
            done += len(table.rows)
            told(done, whole)


def read_paper(path: Path, mapping: Mapping | None = None, name: str = "") -> Paper:
    """Read a ledger by a mapping, or guess one. Raises InputError for a file that cannot be read. ``name`` is what the
    file was called where it lies under another."""
    name = name or path.name
    tables, texts = read_tables(path, name), Texts()
    return Paper(name, tables, mapping or guess(tables, texts, display(name)), texts)
