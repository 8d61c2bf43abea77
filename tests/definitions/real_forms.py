"""Conditions of XLSForms that people published (``real_forms.txt``), and what the program reads of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

FILE = Path(__file__).with_suffix(".txt")
HEADS = ("type", "name", "relevant", "constraint", "calculation", "choice_filter")
TOP = "root"
"""The top element of a list outside a form, which the file writes as ``^``."""
DECIDING = HEADS[2:]
"""The columns whose cells are conditions, or computed."""


@dataclass
class Form:
    """One form: its lists (key → columns) and the rows of its survey."""

    name: str
    lists: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        """Every condition with its cell (``C3``) and its column."""
        for number, row in enumerate(self.rows, 2):
            for head in DECIDING:
                if text := row[HEADS.index(head)]:
                    yield f"{'ABCDEF'[HEADS.index(head)]}{number}", head, text

    def write(self, path: Path) -> Path:
        """The form as a workbook."""
        book = Workbook()
        page = book.active
        assert page is not None
        page.title = "survey"
        page.append(HEADS)
        for row in self.rows:
            page.append([cell or None for cell in row])
        listed = book.create_sheet("choices")
        columns = sorted({column for each in self.lists.values() for more in each.values() for column in more})
        listed.append(["list_name", "name", "label", *columns])
        for name, keys in self.lists.items():
            for key, more in keys.items():
                listed.append([name, key, key, *(more.get(column) for column in columns)])
        book.save(path)
        return path


def read_forms() -> list[Form]:
    """The forms of the file, in their order."""
    found: list[Form] = []
    for line in FILE.read_text("utf-8").replace("')/^/", f"')/{TOP}/").splitlines():
        if line.startswith("["):
            found.append(Form(line[1 : line.index("]")]))
        elif line and not line.startswith("#"):
            form = found[-1]
            if re.match(r"\w+: ", line) and not form.rows:
                form.lists = dict(map(_list, line.split("; ")))
            else:
                cells = [cell.strip() for cell in re.split(r"\s\|(?=\s|$)", line)]
                form.rows.append(cells + [""] * (len(HEADS) - len(cells)))
    return found


def _list(text: str) -> tuple[str, dict[str, dict[str, str]]]:
    name, _, keys = text.partition(": ")
    found = {}
    for key in keys.split():
        bare, _, more = key.rstrip("}").partition("{")
        found[bare] = dict(pair.split("=", 1) for pair in more.split(",") if pair)
    return name, found
