"""``case correct``, ``case take-back`` …: put right what was typed, on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.consent import Yes, confirmed
from inspect_engine.cli.countersigning import missing
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, table

if TYPE_CHECKING:
    from inspect_engine.domain.events import Event
    from inspect_engine.domain.inspections import InspectionInput
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import ItemKey

Sets = Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="改成什么，可写几次；留空即删去")]
Why = Annotated[str, typer.Option("--why", metavar="文字", help="为什么更正，要留痕")]


def case(
    reference: typed.Case,
    entries: Sets = None,
    why: Why = "",
    evidence: typed.Evidence = None,
    action: Annotated[
        str, typer.Option("--action", metavar="动作", help="更正早先办的这一步：动作、名称或事件号；几次的取最近一次")
    ] = "",
    base: typed.Base = None,
    yes: Yes = False,
) -> Answer:
    """更正一件隐患：原来的内容留着（划去），改成的写在后面，谁、何时、为什么都记下。

    可改：note 备注、measured 实测、part 部位；party 责任单位，写已知的单位（unit list 里有的）；severity 等级（改级，须
    主管）；最近一步所填的各项和 on（办理日期），改了照那一步的规则重新核对，期限随之重算。更早的一步用 --action
    指明：其后各步照改过的逐步重新核对，有一步不成立就不能改。

    记录的人当天可以自己改，此外须由主管改；责任单位的人、参与过整改的人不能改查出的内容。从重大改低、期限改晚、
    改了以后按期或办结有变的，须另一位主管确认：他不写 --set 再办一次，即为确认。改责任单位，有另一位主管的也须他确认；
    纸面台账没有写、还没有人办过的，一个人就能补上。

    例：inspect-engine case correct RQ-2022-0001 --set severity=major --why 复核构成重大隐患

    例：inspect-engine case correct RQ-2022-0001 --set party=某建筑公司 --why 纸面台账没有写

    例：inspect-engine case correct RQ-2022-0001 --set served_on=2022-02-18 --why 送达日期抄错
    """
    ledger, sets = session.ledger(), typed.assignments(entries)
    room = ledger.corrections.cases
    if not sets:
        return _done(ledger, f"确认 {reference} 的更正", lambda: room.confirm(reference, base=base), yes=yes)

    def verb() -> Event:
        return room.correct(reference, sets, why, evidence or [], action=action, base=base)

    return _done(ledger, f"更正 {reference}", verb, yes=yes)


def take_back(reference: typed.Case, why: Why = "", base: typed.Base = None, yes: Yes = False) -> Answer:
    """撤回刚提交、还没有人办过的整改回复：回到回复以前，改好再报；回复和撤回都留在流转记录里。

    由提交的人、同一单位的人或主管办理。单位撤回自己的，一个人就行；别人撤回以后是否按期会变的，须另一位主管用
    case correct（不写 --set）确认。

    例：inspect-engine case take-back RQ-2022-0001 --why 照片附错了
    """
    ledger = session.ledger()

    def verb() -> Event:
        return ledger.corrections.cases.take_back(reference, why, base=base)

    return _done(ledger, f"撤回 {reference} 的回复", verb, yes=yes)


def answer(
    reference: Annotated[str, typer.Argument(metavar="检查编号", help="见 inspect list；可只写开头 6 位以上")],
    subject: Annotated[str, typer.Argument(metavar="对象编号", help="这次检查的一个对象")],
    item: Annotated[str, typer.Argument(metavar="检查项", help="编号，见 inspect show")],
    entries: Sets = None,
    why: Why = "",
    part: Annotated[str, typer.Option(metavar="文字", help="这一项答了几处的：哪个部位那一处")] = "",
    evidence: typed.Evidence = None,
    sure: Annotated[bool, typer.Option("--sure", help="更正以后存疑的确实如此，照此保存并注明")] = False,
    yes: Yes = False,
) -> Answer:
    """更正一次已完成的检查里的一个作答：原来的留在记录里，它立的隐患随之更正。

    可改：answer 作答（合格、不合格 …）、note 备注、part 部位和各项实测值；没有作答过的也可以补答，另一个部位也不合格的
    写 --part 补一处。

    合格改不合格，随之立案；不合格改合格，已立的隐患另由两人撤销。改了实测值，还没有定级的重新判级；判级有变，
    或者已经办过的隐患改归另一家的，须另一位主管确认：他不写 --set 再办一次。作答的人当天可以自己改，此外须由主管改。

    例：inspect-engine inspect correct 3f2a1b shop-01 CAT-01 --set note=报警器在后厨 --why 漏写位置
    """
    ledger, sets = session.ledger(), typed.assignments(entries)
    room = ledger.corrections.inspections
    key = room.key_of(reference, subject, item, part)
    item = key.item
    sets = {"part": part, **sets} if part and sets and key.place else sets
    if not sets and not evidence:
        return _done(ledger, f"确认“{subject}”的 {item} 的更正", lambda: room.confirm(reference, key), yes=yes)

    def verb() -> Event:
        return room.correct(reference, key, sets, why, evidence or [], sure=sure)

    event = confirmed(ledger, f"更正“{subject}”的 {item}", verb, yes=yes or session.dry_run)
    more = _unsigned(ledger, event.data["inspection"], [key])
    return replace(told_of(event), notes=[*_led_to(ledger, key, event.data), *more])


def _unsigned(ledger: Ledger, inspection: str, keys: Iterable[ItemKey]) -> list[str]:
    """Whose signatures the hazards behind these answers await, now that they were put right."""
    room = ledger.corrections.inspections
    found = [case for key in dict.fromkeys(keys) if (case := room.case_of(inspection, key))]
    names = [name for case in found for name in ledger.countersigning.waiting(case.last_event)]
    return missing(list(dict.fromkeys(names)))


def _led_to(ledger: Ledger, key: ItemKey, data: Mapping[str, Any]) -> list[str]:
    """What became of the case: opened, or left to be withdrawn."""
    from inspect_engine.cli.cases.sheets import told as in_a_line

    words = {change["field"]: change for change in data["changes"]}
    found = ledger.corrections.inspections.case_of(data["inspection"], key)
    if found is None or "answer" not in words or session.dry_run:
        return [f"会随之立案：{one.title}。" for one in session.would_open()]
    if data["answer"] in ("fail", "register"):
        return [f"隐患：{in_a_line(found)}。"]
    return [f"留意：{in_a_line(found)}还在，不该立的请由两位主管撤销（act {found.number} withdraw）。"]


def subject(
    key: Annotated[str, typer.Argument(metavar="编号", help="见 subject list，例 op-01")],
    entries: Sets = None,
    why: Why = "",
    yes: Yes = False,
) -> Answer:
    """更正一个检查对象的名称、区划、责任单位或表单里的各项；它的隐患上抄着的随之更正，每件都留痕。

    须由主管更正；登记的人当天可以自己改。它的隐患的责任单位、参与过整改的人不能改。类型不能改。等级、期限不变。
    查出过隐患、没有写明责任单位的，只改名称不改责任单位：单位也改名的，用 unit rename。

    例：inspect-engine subject correct op-01 --set name=某某燃气有限公司 --why 漏了字
    """
    ledger, sets = session.ledger(), typed.assignments(entries)

    def verb() -> list[Event]:
        return ledger.corrections.subjects.correct(key, sets, why)

    root, *copies = confirmed(ledger, f"更正检查对象 {key}", verb, yes=yes or session.dry_run)
    answer = told_of(root)
    return replace(answer, notes=[f"随之更正 {len(copies)} 件事项上抄着的内容。"] if copies else [])


def user(
    name: Annotated[str, typer.Argument(metavar="用户名", help="用户名或姓名，见 user list")],
    entries: Sets = None,
    why: Why = "",
    yes: Yes = False,
) -> Answer:
    """更正一个用户的姓名 title、角色 roles（用逗号隔开）、单位 party、区划 region；用户名不变，他办过的事还是他的。

    须由管得到他的另一位主管办理，不能改自己的。有另一位独立的主管时，改检查员、主管的角色或单位，或者改成检查员、主管，须他
    确认：他不写 --set 再办一次。

    例：inspect-engine user correct insp1 --set title=张伟 --set roles=inspector --why 登记时写错
    """
    ledger, sets = session.ledger(), typed.assignments(entries)
    room, name = ledger.corrections.people, ledger.desk.named(name)
    if not sets:
        return _done(ledger, f"确认用户 {name} 的更正", lambda: room.confirm(name), yes=yes)
    return _done(ledger, f"更正用户 {name}", lambda: room.correct(name, sets, why), yes=yes)


def enable(
    name: Annotated[str, typer.Argument(metavar="用户名", help="用户名或姓名，见 user list")],
    why: Why = "",
    yes: Yes = False,
) -> Answer:
    """再启用一个停用的用户；须由另一位主管办理，停用的主管要两个人（另一人用 user correct 确认）。

    例：inspect-engine user enable insp1 --why 休假回来
    """
    ledger = session.ledger()
    name = ledger.desk.named(name)
    return _done(ledger, f"启用用户 {name}", lambda: ledger.corrections.people.enable(name, why), yes=yes)


def notice(
    number: Annotated[str, typer.Argument(metavar="文号", help="见 notice list，〔〕写成 () 也行")],
    entries: Sets = None,
    why: Why = "",
    yes: Yes = False,
) -> Answer:
    """更正一份文书的送达：served_on 送达日期、service 送达方式、received_by 签收人；所列隐患的期限随之重算。

    送达以后又办了别的，逐步重新核对，有一步不成立就不能改；登记送达的人当天可以自己改，此外须由主管改。改了以后逾期、按期有变的，须另一位主管
    确认：他不写 --set 再办一次。没有送达的文书写错了，重发（notice reissue）。

    例：inspect-engine notice correct 示建燃改〔2022〕1号 --set served_on=2022-02-21 --why 抄错一天
    """
    ledger, sets = session.ledger(), typed.assignments(entries)
    room = ledger.corrections.notices
    if not sets:
        return _done(ledger, f"确认 {number} 的更正", lambda: room.confirm(number), yes=yes)
    return _done(ledger, f"更正 {number} 的送达", lambda: room.correct(number, sets, why), yes=yes)


def replaced(ledger: Ledger, given: InspectionInput, folder: Path, why: str, *, yes: bool) -> Answer:
    """``inspect run --replace``: what an inspection handed in again says otherwise is put right."""
    from inspect_engine.domain.corrections import PROPOSED, changes_of
    from inspect_engine.domain.inspections import short
    from inspect_engine.ledger.inspections import ItemKey

    room = ledger.corrections.inspections
    found = confirmed(ledger, "按这份文件更正", lambda: room.replace(given, folder, why), yes=yes or session.dry_run)
    rows = [
        (event.data["subject"], event.data["item"], each.title, *each.shown)
        for event in found.events
        for each in changes_of(event.data)
    ]
    waiting = sum(event.kind == PROPOSED for event in found.events)
    told = f"已保存：按这份文件更正检查 {short(found.inspection)} 的 {len(found.events) - waiting} 项。"
    told = told if found.events else "与已录入的一样，没有要更正的。"
    more = [f"另有 {waiting} 项会改变判级，须另一位主管用 inspect correct 确认。"] if waiting else []
    keys = [ItemKey(e.data["subject"], e.data["item"], e.data.get("place", "")) for e in found.events]
    more += _unsigned(ledger, found.inspection, keys)
    words = partial(table, ("对象", "检查项", "更正", "原来", "改为"), rows)
    return Answer(found.plain(), words if rows else "", [told], more)


def print_history(events: Sequence[Event]) -> None:
    """What was put right, or is proposed to be: old → new, by whom, why."""
    from inspect_engine.domain.corrections import PROPOSED, changes_of
    from inspect_engine.domain.corrections import told as in_words

    rows = [
        (
            event.on,
            f"{event.data['subject']} {event.data['item']}",
            in_words(changes_of(event.data)),
            "、".join(event.data["persons"]),
            event.data["why"] + ("（待另一人确认）" if event.kind == PROPOSED else ""),
        )
        for event in events
    ]
    if rows:
        print()
        table(("更正日期", "作答", "原来 → 改为", "更正人", "原因"), rows)


def _done(ledger: Ledger, question: str, verb: Callable[[], Event], *, yes: bool) -> Answer:
    """Ask, do, and tell old → new, and who can confirm."""
    from inspect_engine.domain.corrections import PROPOSED

    event = confirmed(ledger, question, verb, yes=yes or session.dry_run)
    answer = told_of(event)
    if event.case is None or event.kind != PROPOSED:
        return answer
    region = ledger.cases.get(event.case).region
    return replace(answer, notes=[*answer.notes, f"{ledger.seconding.by_right('correct', region)}。"])


def told_of(event: Event) -> Answer:
    """What was put right, or is proposed to be."""
    from inspect_engine.domain.corrections import PROPOSED, changes_of

    changes = changes_of(event.data)
    rows = [(each.title, *each.shown) for each in changes]
    proposed = event.kind == PROPOSED
    second = "须由另一位主管再办一次（不写 --set）来确认，在此之前不变。"
    told = f"已提出更正：{second}" if proposed else f"已保存：更正 {len(changes)} 处，原来的内容留在记录里。"
    return Answer(event.plain(), lambda: table(("更正", "原来", "改为"), rows), [told])
