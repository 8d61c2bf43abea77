"""``inspect``: run a checklist, whole from a file or item by item."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.session import session
from inspect_engine.cli.words import Command, Group, Writing

if TYPE_CHECKING:
    from inspect_engine.ledger import InspectionResult, Ledger

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
SURE = "存疑的作答（不合格没有写明情况、合格没有实测值等）确实如此，照此保存并注明"
Reference = Annotated[str, typer.Argument(metavar="检查编号", help="inspect start 打印的编号")]
app = typer.Typer(cls=Group, help="检查：整份录入，或逐项作答。")


@app.command("run", cls=Writing)
def run_file(
    file: Annotated[Path, typer.Argument(metavar="文件", help="检查文件（YAML）")],
    sure: Annotated[bool, typer.Option("--sure", help=SURE)] = False,
    json: Json = False,
) -> None:
    """录入一份检查文件：全部合格才保存，不合格项各立一件隐患，登记项各登记一件；同一文件再录一次不会重复。"""
    from inspect_engine.cli.show import say
    from inspect_engine.imports import inspections

    ledger = session.ledger()
    say(f"正在核对 {file} …")
    result = inspections.run(ledger, file, sure=sure)
    if result.repeated:
        say("这份检查已录入过，没有做任何改动。")
    _report(result, json=json)


@app.command("start", cls=Writing)
def start(
    pack: Annotated[str, typer.Argument(metavar="检查表包")],
    subject: Annotated[list[str], typer.Option(metavar="对象编号", help="已登记的检查对象，可写几次")],
    inspector: Annotated[
        list[str] | None, typer.Option(metavar="用户名", help="检查员，可写几次（默认只有你）")
    ] = None,
    on: Annotated[str | None, typer.Option("--date", metavar="日期", help="检查日期（默认今天）")] = None,
    json: Json = False,
) -> None:
    """开始一次检查，打印检查编号。"""
    from inspect_engine.cli import show
    from inspect_engine.cli.reports import any_day

    ledger = session.ledger()
    inspectors = inspector or [ledger.whoami().name]
    key = ledger.start(pack, subject, inspectors, any_day(on))
    if json:
        show.as_json({"inspection": key})
    else:
        print(key)
        show.say(
            f"已开始检查。逐项作答：inspect-engine inspect answer {key} 对象编号 检查项 pass|fail|register|na|missing"
        )


@app.command("answer", cls=Writing)
def answer(
    reference: Reference,
    subject: Annotated[str, typer.Argument(metavar="对象编号")],
    item: Annotated[str, typer.Argument(metavar="检查项")],
    word: Annotated[
        str,
        typer.Argument(
            metavar="作答", help="pass 合格、fail 不合格、register 登记、na 不适用、missing 待补参；写中文也行"
        ),
    ],
    note: Annotated[str, typer.Option(metavar="文字", help="备注")] = "",
    part: Annotated[str, typer.Option(metavar="文字", help="部位：对象的哪一处，例：二层厨房")] = "",
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="实测值，可写几次")] = None,
    evidence: Annotated[list[Path] | None, typer.Option(metavar="文件", help="佐证材料，可写几次")] = None,
    sure: Annotated[bool, typer.Option("--sure", help=SURE)] = False,
) -> None:
    """作答一项；检查完成之前可以重答。"""
    from inspect_engine.cli.reports import assignments, model
    from inspect_engine.cli.show import say
    from inspect_engine.domain.definitions import ANSWER_TITLES
    from inspect_engine.domain.inspections import AnswerInput

    codes = {title: code for code, title in ANSWER_TITLES.items()}
    data: dict[str, object] = {
        "subject": subject,
        "item": item,
        "answer": codes.get(word, word),
        "note": note,
        "part": part,
        "values": assignments(entries),
        "sure": sure,
    }
    named = {"evidence": tuple(map(str, evidence or ()))}  # as the system spells them, which need not be text
    session.ledger().answer(reference, model(AnswerInput, data).model_copy(update=named))
    say("已保存。")


@app.command("take-back", cls=Writing)
def take_back(reference: Reference, json: Json = False) -> None:
    """撤回你在这次检查里的上一答，恢复它之前的作答；检查完成之前才可以，撤回也记录在案。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.definitions import ANSWER_TITLES

    ledger = session.ledger()
    subject, item = ledger.take_back(reference)
    answers = {(each["subject"], each["item"]): each["answer"] for each in ledger.inspection(reference)[2]}
    now = answers.get((subject, item), "")
    if json:
        show.as_json({"subject": subject, "item": item, "answer": now or None})
    else:
        show.say(f"已撤回“{subject}”的 {item} 的上一答，现为{ANSWER_TITLES.get(now, '未作答')}。")


@app.command("show", cls=Command)
def show_inspection(reference: Reference, json: Json = False) -> None:
    """一次检查：已作答的各项，和还没有作答的。"""
    from inspect_engine.cli import show
    from inspect_engine.domain.definitions import ANSWER_TITLES

    ledger = session.ledger()
    row, definition, answers = ledger.inspection(reference)
    skipped = ledger.unasked(reference)
    open_items = _unanswered(ledger, reference)
    if json:
        unanswered = [{"subject": subject, "item": item} for subject, item in open_items]
        not_asked = [{"subject": subject, "item": item, "why": why} for (subject, item), why in skipped.items()]
        show.as_json({**row, "answers": answers, "unanswered": unanswered, "unasked": not_asked})
        return
    titles = {item.id: item.title for item in definition.pack.items}
    rows = [(a["subject"], a["item"], ANSWER_TITLES[a["answer"]], titles[a["item"]], _noted(a)) for a in answers]
    rows += [(subject, item, "未作答", titles[item], "") for subject, item in open_items]
    show.table(("对象", "检查项", "作答", "内容", "备注"), rows)
    rest = f"，这次不查 {len(skipped)} 项" if skipped else ""
    show.say(f"已作答 {len(answers)} 项，未作答 {len(open_items)} 项{rest}。")


@app.command("finish", cls=Writing)
def finish(reference: Reference, json: Json = False) -> None:
    """完成检查：不合格项各立一件隐患，登记项各登记一件，此后不能再改作答。"""
    from inspect_engine.cli.show import say

    ledger = session.ledger()
    result = ledger.finish(reference)
    _report(result, json=json)
    if left := len(_unanswered(ledger, reference)):
        say(f"还有 {left} 项没有作答，不算合格；逐项见 inspect-engine inspect show {reference}")


@app.command("list", cls=Command)
def list_inspections(json: Json = False) -> None:
    """所有检查。"""
    from inspect_engine.cli import show

    found = session.ledger().inspections()
    if json:
        show.as_json({"items": found})
        return
    show.missing(len(found), "检查")
    if found:
        rows = [
            (
                r["id"],
                r["pack"],
                r["day"],
                "、".join(r["inspectors"]),
                len(r["subjects"]),
                "已完成" if r["finished"] else "进行中",
            )
            for r in found
        ]
        show.table(("检查编号", "检查表包", "日期", "检查员", "对象数", "状态"), rows)


def _noted(answer: Mapping[str, Any]) -> str:
    """The note of an answer, and what was doubtful about it."""
    from inspect_engine.domain.inspections.doubts import marks_text

    return "；".join(text for text in (answer["note"], marks_text(answer["doubts"])) if text)


def _unanswered(ledger: Ledger, reference: str) -> list[tuple[str, str]]:
    """Subject and item of every question that is asked and has no answer."""
    row, definition, answers = ledger.inspection(reference)
    kinds = {subject["key"]: subject["kind"] for subject in ledger.subjects(keys=row["subjects"])}
    settled = {(each["subject"], each["item"]) for each in answers} | set(ledger.unasked(reference))
    asked = [(key, item.id) for key, kind in kinds.items() for item in definition.pack.items_for(kind)]
    return [pair for pair in asked if pair not in settled]


def _report(result: InspectionResult, *, json: bool) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.words.wording import grade_title, kind_word

    if json:
        show.as_json(result.plain())
        return
    show.say(f"检查 {result.inspection}：{result.told}，作答待补参 {len(result.todo)} 项。")
    if result.cases:
        rows = [
            (c.number, c.item, c.title, c.subject_name, grade_title(c.kind, c.severity), c.state_title)
            for c in result.cases
        ]
        show.table(("编号", "检查项", kind_word(c.kind for c in result.cases), "检查对象", "等级", "状态"), rows)
    for subject, item in result.todo:
        show.say(f"待补参：{subject} {item}")
