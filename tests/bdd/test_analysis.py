"""A report of a period: what it says, and that its own commands say the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.table import Table
from pytest_bdd import parsers, scenarios, then

from inspect_engine.exports.closure.totals import FIGURES
from tests.bdd.world import World

scenarios("analysis.feature")

Run = Callable[[Sequence[str]], None]


def _texts(world: World, name: str) -> str:
    made = Document(str(world.folder / name))
    cells = (cell.text for grid in made.tables for cell in grid._cells)
    return "\n".join([*(line.text for line in made.paragraphs), *cells])


def _table(world: World, name: str, head: str) -> list[list[str]]:
    """The rows under the head whose first cell says this; none where there is no such table."""
    grids: list[Table] = Document(str(world.folder / name)).tables
    found = (grid for grid in grids if grid.rows[0].cells[0].text == head)
    return [[cell.text for cell in row.cells] for grid in list(found)[-1:] for row in grid.rows[1:]]


@then(parsers.parse("报告“{name}”写着“{text}”"))
def _(world: World, name: str, text: str) -> None:
    assert text in _texts(world, name)


@then(parsers.parse("报告“{name}”没有“{text}”"))
def _(world: World, name: str, text: str) -> None:
    body = "\n".join(line.text for line in Document(str(world.folder / name)).paragraphs)
    assert text not in body


@then(parsers.parse("报告“{name}”的表“{head}”有“{one}”和“{two}”"))
def _(world: World, name: str, head: str, one: str, two: str) -> None:
    assert any({one, two} <= set(row) for row in _table(world, name, head))


@then(parsers.parse("报告“{name}”附件里的命令都得到报告里的数"))
def _(world: World, command: Run, name: str) -> None:
    """The four boards, in the order of the four columns, and the list of what is late."""

    def answer(line: str) -> Any:
        command([*shlex.split(line)[1:], "--json", "--user", "主管甲"])
        assert world.exit_code == 0, world.stderr
        return json.loads(world.stdout)

    commands = dict(_table(world, name, "数字"))
    boards = [answer(line) for line in list(commands.values())[:4]]
    counted = [[figure.title, *(str(board[figure.name]) for board in boards)] for figure in FIGURES]
    told = _table(world, name, "指标")
    assert [row for row in told if row in counted] == [row for row in counted if row[1:] != ["0"] * 4]
    rates = {row[0]: row[1:] for row in told}.get("整改率", ["—"] * 4)
    shares = [board["closure_rate"] for board in boards]
    assert rates == [f"{s['percent']}%（{s['part']}/{s['whole']}）" if s["percent"] else "—" for s in shares]
    lists = {"逾期的隐患": boards[0]["overdue"], "常见隐患（数标题相同的）": boards[2]["found"]}
    listed = {title: len(answer(commands[title])["items"]) if title in commands else 0 for title in lists}
    assert listed == lists
