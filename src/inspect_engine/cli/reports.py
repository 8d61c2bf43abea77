"""Behind ``board``, ``export`` and ``verify``; and reading what was typed on a command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from inspect_engine.cli import show
from inspect_engine.domain.calendars import parse_date
from inspect_engine.errors import InputError, Problem

if TYPE_CHECKING:
    from inspect_engine.domain.figures import Board, Rate
    from inspect_engine.ledger import Ledger

ModelT = TypeVar("ModelT", bound=BaseModel)


def any_day(text: str | None) -> date | None:
    """A day, or None."""
    try:
        return parse_date(text) if text is not None else None
    except ValueError as error:
        raise InputError.one(str(error)) from None


def day(text: str | None, ledger: Ledger) -> date | None:
    """A day that is not in the future, or None."""
    found = any_day(text)
    if found and found > ledger.today():
        raise InputError.one(f"{found} 在今天（{ledger.today()}）之后")
    return found


def moment(text: str | None) -> datetime | None:
    """A moment; a bare day means its end."""
    from inspect_engine.ledger import parse_moment

    if text is None:
        return None
    found = parse_moment(text)
    return found.replace(hour=23, minute=59, second=59, microsecond=999999) if len(text) == 10 else found


def assignments(entries: Sequence[str] | None) -> dict[str, str]:
    """``字段=值`` words as a mapping; raises InputError for a word without ``=`` or a field given twice."""
    values: dict[str, str] = {}
    problems = []
    for word in entries or ():
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            problems.append(Problem(f"--set {word}", "应写成 字段=值"))
        elif name.strip() in values:
            problems.append(Problem(f"--set {word}", f"字段“{name.strip()}”写了两次"))
        values[name.strip()] = value
    if problems:
        raise InputError(problems)
    return values


def model(shape: type[ModelT], data: dict[str, object]) -> ModelT:
    """Data as a model, or every problem in Chinese."""
    from inspect_engine.reading.document import Document
    from inspect_engine.reading.models import explain, real_faults

    try:
        return shape.model_validate(data)
    except ValidationError as error:
        document = Document("", data)
        faults = [explain(document, shape, fault) for fault in real_faults(error)]
        raise InputError(Problem("", problem.what, problem.fix) for problem in faults) from None


def board_of(ledger: Ledger, as_of: date | None, known_at: datetime | None) -> tuple[Board, dict[str, int] | None]:
    """The board, and how many alarms stand how; None for a responsible unit, which is shown none."""
    from inspect_engine.domain.alarms import count

    if ledger.whoami().roles <= {"responsible"}:
        return ledger.board(as_of, known_at), None
    board, judged = ledger.survey(as_of, known_at)
    return board, count(judged)


def show_board(ledger: Ledger, board: Board, alarms: dict[str, int] | None) -> None:
    """The board as text."""

    def rate(value: Rate) -> str:
        return f"{value.part} / {value.whole} = {value.percent or '—'}{'%' if value.percent else ''}"

    mark = "（演练）" if ledger.rehearsal else ""
    print(f"隐患整改情况{mark}，截至 {board.as_of}，范围：{show.display(ledger.scope_words())}\n")
    show.pairs(
        [
            ("发现", board.found),
            (
                "已销号",
                f"{board.closed}（整改销号 {board.rectified}，其中按期 {board.in_time}；立行立改 {board.on_the_spot}）",
            ),
            ("未销号", f"{board.open}（其中超期 {board.overdue}，待定级 {board.pending}）"),
            ("撤销", board.withdrawn),
            ("并案", board.merged or None),
            ("重大隐患", f"{board.major}（未销号 {board.major_open}）"),
            ("曾退回", board.returned),
            ("重新立案", board.reopened or None),
            ("反复隐患", board.repeated or None),
            ("整改率", rate(board.closure_rate)),
            ("按期整改率", rate(board.in_time_rate)),
            ("重大隐患整改率", rate(board.major_closure_rate)),
            ("数据疑点", alarms and _doubts(alarms)),
        ]
    )
    print()
    show.table(("状态", "件数"), board.by_state.items())
    print()
    rows = [(code, ledger.region_name(code), *counts.values()) for code, counts in board.by_region.items()]
    show.table(("区划", "名称", "发现", "未销号", "已销号", "超期"), rows)
    if board.registered:
        from inspect_engine.domain.words.wording import kind_title

        print()
        others = [(kind_title(kind), *counts.values()) for kind, counts in board.registered.items()]
        show.table(("登记事项", "登记", "未办结", "已办结", "超期"), others)


def _doubts(alarms: dict[str, int]) -> str:
    shown = f"待核实 {alarms['open']}，属实 {alarms['confirmed']}，有合理解释 {alarms['explained']}"
    return shown if not alarms["open"] else f"{shown}（见 alarm list --open）"


def closure(ledger: Ledger, output: Path, as_of: str | None, known_at: str | None, *, force: bool, json: bool) -> None:
    """Export the closure workbook."""
    from inspect_engine.cli.outputs import refuse_overwriting
    from inspect_engine.exports.closure import workbook

    refuse_overwriting(output, force=force)
    show.say("正在导出闭环台账…")
    summary = workbook.write(ledger, output, as_of=day(as_of, ledger), known_at=moment(known_at))
    if json:
        show.as_json(
            {
                "path": str(summary.path),
                "sheets": dict(summary.sheets),
                "board": summary.board.plain(),
                "chain_head": summary.chain_head,
            }
        )
        return
    print(summary.path)
    for name, rows in dict(summary.sheets).items():
        show.say(f"  {name}：{rows} 行")


def prove(path: Path, *, json: bool) -> int:
    """Verify the ledger; returns the exit code."""
    from inspect_engine.ledger import Ledger

    ledger = Ledger(path)
    problems = ledger.verify()
    head = None if problems else ledger.head
    if json:
        rows = [{"where": p.where, "what": p.what, "fix": p.fix} for p in problems]
        proved = {"events": head.count, "chain_head": head.chain} if head else {}
        show.as_json({"ok": not problems, "problems": rows, **proved})
    elif head is None:
        print(f"核验不通过，{len(problems)} 处：")
        for problem in problems:
            print(f"  {show.display(problem)}")
    else:
        print(f"核验通过：{head.count} 条流转记录，链头 {head.chain}")
        show.say("链是完整的。若要证明末尾没有被截掉或整本重写，请与以前导出的工作簿“说明”页上的链头核对。")
    return 4 if problems else 0
