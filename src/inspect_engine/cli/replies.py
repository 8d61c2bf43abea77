"""``export reply`` and ``import reply``: a sheet for a responsible unit to fill in, out and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.outputs import Force, Redact, Target, refuse_overwriting
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, table

if TYPE_CHECKING:
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.people.authority import Person
    from inspect_engine.imports.replies import Sheet


def export_reply(
    party: Annotated[str, typer.Option("--party", metavar="责任单位", help="发给哪家填，写名称或代码")],
    output: Target = Path("reply.xlsx"),
    redact: Redact = False,
    force: Force = False,
) -> Answer:
    """导出整改回复表：一家责任单位等着回复的隐患，一行一件，发给它填，填好用 import reply 读回来。

    送达以后、还没有回复的才在表里。要填的格子是浅黄色，别的锁着（没有密码，只为防误改）；每行带封签，读回时对得上才收。

    例：inspect-engine export reply --party 某建筑公司 -o 回复表.xlsx
    """
    from inspect_engine.exports import replies

    ledger = session.ledger()
    refuse_overwriting(output, force=force)
    found = replies.write(ledger, party, output, redact=redact, force=force)
    apart = [] if ledger.desk.whoami().belongs_to(found.party) else [_barred()]
    note = f"“{found.party}”等着回复的 {len(found.numbers)} 件：{'、'.join(found.numbers[:10])}"
    more = f" 等 {len(found.numbers)} 件" if len(found.numbers) > 10 else ""
    return Answer(found, str(output), notes=[f"{note}{more}。填好连同照片一并交回，用 import reply 读入。", *apart])


def import_reply(
    file: Annotated[Path, typer.Argument(metavar="文件", help="责任单位填好交回的回复表，.xlsx")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="文件夹", help="照片等佐证材料在哪里（默认与回复表同一文件夹）")
    ] = None,
    on: typed.On = None,
) -> Answer:
    """读入责任单位填好的整改回复表：整份一起办，有一格不对就一件都不办，每处都指明在哪一格、怎么改。

    与逐件办理“提交整改回复”是同一套规则：记录人是读表的人，整改的人是表里写的；读入的不算责任单位签字，读表的人也不因此
    多出什么权力（主管不能替单位回复，读过回复的人不能再复查、销号）。单位自己的账户也可以读入自己的表。

    导出以后又办过的，两边各是什么都列出来，退出码 3；同一份表再读一次，不会重复。
    收到在先、读入在后的，用 --on 写明哪天交来的。

    例：inspect-engine import reply 回复表.xlsx --evidence 照片 --dry-run
    """
    from inspect_engine.imports import replies

    ledger = session.ledger()
    day = typed.happened(on, ledger)
    sheet = replies.read(ledger, file, evidence, day)
    events = ledger.replies.take(sheet.replies, sheet.source, day)
    before = [] if ledger.desk.repeated else sheet.before
    shape = {"file": sheet.source.path.name, "events": events, "before": before, "blank": sheet.blank}
    barred = [] if all(event.data["sheet"]["unit"] for event in events) else [_barred()]
    notes = [*_notes(sheet, before), *barred, *_matched(events, sheet, ledger.desk.roster())]
    return Answer(shape, lambda: _print(events, sheet), _told(events, before), notes)


def _matched(events: list[Event], sheet: Sheet, people: Mapping[str, Person]) -> Iterator[str]:
    """Which names were taken for those of accounts."""
    from inspect_engine.domain.people.telling import called
    from inspect_engine.domain.words import forms

    filled = {(reply.case, step.trigger): step.values for reply in sheet.replies for step in reply.steps}
    found: dict[str, str] = {}
    for event in events:
        stored = event.data["values"]
        for field, text in filled.get((str(event.case), event.data["trigger"]), {}).items():
            pairs = zip(forms.people(text), forms.people(stored.get(field, "")), strict=False)
            found |= {said: name for said, name in pairs if said != name and name in people}
    if found:
        each = "、".join(f"“{said}”记为在册的{called(name, people)}" for said, name in found.items())
        yield f"留意：表里写的{each}；不是同一个人的，请在表里写明再读。"


def _barred() -> str:
    """What it costs an official to read a sheet in, and the ways round that."""
    from inspect_engine.domain.workflow.guards import OWN_ACCOUNT

    who = "谁把回复表读进来，谁就算参与过这几件的整改，以后不能复查、销号"
    return f"留意：{who}；请由不复查、不销号的人来读，或者{OWN_ACCOUNT}。"


def _print(events: list[Event], sheet: Sheet) -> None:
    rows = [(sheet.numbers.get(str(event.case), ""), event.data["title"], _state(event)) for event in events]
    if rows:
        table(("编号", "动作", "状态"), rows)


def _state(event: Event) -> str:
    return str(event.data.get("to_title") or "已提出，等另一人确认")


def _told(events: list[Event], before: list[str]) -> list[str]:
    count = len({event.case for event in events})
    return [f"已保存：读入 {count} 件的回复。"] if count else ["没有新的回复，什么都没有改动。"] if not before else []


def _notes(sheet: Sheet, before: list[str]) -> list[str]:
    again = [f"以前读入过的 {len(before)} 件没有再办：{'、'.join(before)}。"] if before else []
    if sheet.again:
        again += [f"其中 {'、'.join(sheet.again)} 后来退回、撤回，又等着回复：请用 export reply 重新导出再填。"]
    begun = "、".join(f"{number} 那次只填到“{title}”" for number, title in sheet.begun.items())
    again += [f"其中 {begun}，还没有回复：请用 export reply 重新导出再填。"] if begun else []
    return [*again, *([f"没有填的 {sheet.blank} 行。"] if sheet.blank else [])]
