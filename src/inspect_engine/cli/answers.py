"""``inspect answer``: one item, of one subject of an inspection or of several at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from inspect_engine.cli import typed
from inspect_engine.cli.consent import either
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, table
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.domain.inspections import AnswerInput
    from inspect_engine.domain.inspections.before import Before
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Answer as Given
    from inspect_engine.ledger.inspections import ItemKey, Progress

EACH = ("all", "都是", "全部")
"""For ``--still``: whichever is open at each of several subjects."""
Sure = Annotated[
    bool, typer.Option("--sure", help="存疑的作答（不合格没有写明情况、合格没有实测值等）确实如此，照此保存并注明")
]


def answer(
    reference: Annotated[str, typer.Argument(metavar="检查编号", help="见 inspect list；可只写开头 6 位以上")],
    subject: Annotated[
        str, typer.Argument(metavar="对象编号", help="这次检查的一个对象；几个对象的写 --subjects，这里不写")
    ] = "",
    item: Annotated[str, typer.Argument(metavar="检查项", help="编号，见 inspect show 或 packs show")] = "",
    word: Annotated[
        str,
        typer.Argument(
            metavar="作答",
            help="pass 合格、fail 不合格、register 登记、na 不适用、missing 待补参、unable 测不了；写中文也行",
        ),
    ] = "",
    subjects: Annotated[
        str,
        typer.Option(metavar="对象", help="几个对象同一作答：all，或编号的尾数，例 01-20,!07（! 是除去）"),
    ] = "",
    note: Annotated[str, typer.Option(metavar="文字", help="备注")] = "",
    part: Annotated[str, typer.Option(metavar="文字", help="部位：对象的哪一处，例：二层厨房")] = "",
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="实测值，可写几次")] = None,
    evidence: typed.Evidence = None,
    shared: Annotated[
        bool, typer.Option("--shared", help="佐证是几个对象合用的（一张照片照到几处）：写明了，不算重复使用")
    ] = False,
    unit: Annotated[str, typer.Option(metavar="单位", help="责任单位，写名称或哪一方；不写按检查项所指的一方")] = "",
    co_unit: Annotated[
        list[str] | None, typer.Option(metavar="单位", help="共同责任单位，可写几次；由责任单位牵头答复")
    ] = None,
    still: Annotated[
        str,
        typer.Option(metavar="编号", help="以前查到的那一件仍未改：记在它上面，不另立；--subjects 时写 all，各归各的"),
    ] = "",
    another: Annotated[bool, typer.Option("--another", help="不是以前查到、还没有办完的那一件，是另一处")] = False,
    free: Annotated[
        str, typer.Option("--free", metavar="名称", help="检查表上没有的隐患，写一句话；不写检查项和作答")
    ] = "",
    basis: Annotated[str, typer.Option("--basis", metavar="文字", help="--free 依据哪份文件第几条；没有的不写")] = "",
    sure: Sure = False,
) -> Answer:
    """作答一项；检查完成之前可以重答。几个对象同一作答的用 --subjects，先加 --dry-run 看看是哪些。

    同一项在另一个部位也不合格的，写上 --part 再答一次：几处各立一件隐患；以前查到的几件都没有改的，每件写它的 --still
    再答一次。检查表上没有的隐患用 --free：等级由主管定，
    它的依据不会作为条文引用。

    这一项以前查到过、还没有办完的，会问：仍未改的写 --still 编号，记在那一件上；是另一处的写 --another，另立一件。

    例：inspect-engine inspect answer 3f9c2a shop-01 --free 楼梯间堆放液化气瓶 --part 二层 --note 堆了六瓶

    例：inspect-engine inspect answer 3f9c2a CAT-01 fail --subjects 01-20,!07 --note 没有装 --evidence 全景.jpg --shared
    """
    if subjects and word:
        raise InputError.one(
            "几个对象的不再写对象编号", where="对象编号", fix=f"写 {item} {word} --subjects {subjects}"
        )
    if subjects:
        subject, item, word = "", subject, item
    if bool(free or basis) == bool(item or word) or not (free or (item and word)):
        fix = "写检查项和作答，例 CAT-01 fail；检查表上没有的隐患只写 --free 名称"
        what = "检查表上的项和 --free 只能写一样" if free else "没有写清答哪一项"
        raise InputError.one(what, where="检查项", fix=fix)
    data: dict[str, object] = {"note": note, "part": part, "sure": sure, "shared": shared, "another": another}
    data |= {"title": free, "basis": basis} if free else {"item": item, "answer": word}
    data |= {"values": typed.assignments(entries), "unit": unit, "co_units": tuple(co_unit or ())}
    ledger = session.ledger()
    of = ledger.inspections.get(reference)
    given = [given_for(data, key, evidence) for key in (_several(subjects, of) if subjects else [subject])]
    given = _settled(ledger, of, given, still)
    before = {each.key: each for each in of.answers}
    if subjects:
        stand = ledger.inspections.answer_all(of.inspection.id, given)
        return _told(of, stand, before, {each.subject: each.still for each in given})
    stands = ledger.inspections.answer(of.inspection.id, given[0])
    return Answer({"inspection": of.inspection.id, **stands.plain()}, told=list(_saved(ledger, stands, before)))


def given_for(data: Mapping[str, object], key: str, evidence: Sequence[Path] | None) -> AnswerInput:
    """An answer as typed, of a subject."""
    from inspect_engine.domain.inspections import AnswerInput

    given = typed.model(AnswerInput, {**data, "subject": key})
    named = {"evidence": tuple(map(str, evidence or ()))}  # as the system spells them, which need not be text
    return given.model_copy(update=named)


def _saved(ledger: Ledger, now: Given, before: Mapping[ItemKey, Given]) -> Iterator[str]:
    """That an answer is kept: instead of which, or beside which others."""
    was = before.get(now.key)
    others = [each for key, each in before.items() if key[:2] == now.key[:2] and key != now.key]
    if was and was.event == now.event:
        yield "与已存的作答相同，没有另存。"
    elif was:
        yield f"已保存：原作答 {_said(ledger, was)} 已改为 {_said(ledger, now)}。"
    elif others:
        told = "；".join(_said(ledger, each) for each in others)
        yield f"已保存为另一处：{_said(ledger, now)}。这一项另有 {len(others)} 处：{told}。"
        yield "答重了的，用 inspect take-back 撤回。"
    else:
        yield "已保存。"


def _said(ledger: Ledger, of: Given) -> str:
    """``不合格（RQ-2026-0004 仍未改，后厨，没有盖）``."""
    from inspect_engine.domain.definitions import ANSWER_TITLES

    still = f"{ledger.cases.get(of.still).number} 仍未改" if of.still else "另一处" if of.another else ""
    note = of.note if len(of.note) <= 20 else f"{of.note[:20]}…"
    told = "，".join(filter(None, (still, of.part, note)))
    return ANSWER_TITLES[of.answer] + (f"（{told}）" if told else "")


def _several(text: str, of: Progress) -> list[str]:
    from inspect_engine.domain.inspections.spread import chosen, parted

    try:
        return chosen(parted(text), of.inspection.subjects)
    except ValueError as error:
        raise InputError.one(str(error), where="--subjects") from None


def _settled(ledger: Ledger, of: Progress, given: Sequence[AnswerInput], still: str) -> list[AnswerInput]:
    """The same, with what each is of the cases that are open from before: as said, or as somebody answers now."""
    if still and still not in EACH:
        return [each.model_copy(update={"still": still}) for each in given]
    found = {each.subject: ledger.inspections.before(of, each) for each in given if not each.another}
    return told_apart(given, found, still)


def told_apart(
    given: Sequence[AnswerInput], found: Mapping[str, Sequence[Before]], still: str = ""
) -> list[AnswerInput]:
    """The same, each with what it is of what was ``found`` open at its subject, as somebody answers now; with ``still``
    it is that. Raises InputError where nobody is there to answer."""
    known = {key: cases for key, cases in found.items() if cases}
    if several := [each.told for cases in known.values() if len(cases) > 1 for each in cases]:
        fix = "逐个对象作答，写明编号" if still else "仍未改的写 --still 编号，是另一处的写 --another"
        raise InputError.one(f"以前查到、还没有办完的不止一件：{'、'.join(several)}", where="--still", fix=fix)
    if not known:
        return list(given)
    told = "\n".join(f"{key} 以前查到、还没有办完：{cases[0].told}" for key, cases in known.items())
    is_other = 0 if still else either(told, ("仍未改", "另一处"))
    if is_other is None:
        _refuse(given, known)
    says = {key: {"another": True} if is_other else {"still": cases[0].number} for key, cases in known.items()}
    return [each.model_copy(update=says.get(each.subject, {})) for each in given]


def _refuse(given: Sequence[AnswerInput], known: Mapping[str, Sequence[Before]]) -> NoReturn:
    """Nobody is there to answer."""
    several = len(given) > 1
    told = "；".join(f"“{key}”以前查到的 {cases[0].told}还没有办完" for key, cases in known.items())
    number = EACH[0] if several else next(iter(known.values()))[0].number
    fix = f"仍未改的加 --still {number}，记在那一件上；是另一处的加 --another，另立一件"
    raise InputError.one(told, where="--still", fix=fix)


def _told(of: Progress, stand: Sequence[Given], before: Mapping[ItemKey, Given], numbers: Mapping[str, str]) -> Answer:
    """What several subjects were answered at once, a row each; ``numbers`` says by subject which case from before it is
    still."""
    from inspect_engine.domain.definitions import ANSWER_TITLES

    def words() -> None:
        rows = [
            (each.subject, each.item, ANSWER_TITLES[each.answer], led_to[each.subject], _was(each, before), each.note)
            for each in stand
        ]
        table(("对象", "检查项", "作答", "记在", "原作答", "备注"), rows)

    led_to = {each.subject: numbers[each.subject] or ("另立一件" if _opens(of, each) else "") for each in stand}
    still, new = sum(map(bool, numbers.values())), sum(_opens(of, each) for each in stand)
    left = [key for key in of.inspection.subjects if key not in {each.subject for each in stand}]
    counted = f"仍未改的 {still} 个，记在以前的那一件上；另立的 {new} 个。" if still else ""
    notes = [f"不在其中的 {len(left)} 个：{'、'.join(left[:10])}{' …' if len(left) > 10 else ''}"] if left else []
    shape = {
        "inspection": of.inspection.id,
        "items": [{**each.plain(), "still_number": numbers[each.subject]} for each in stand],
    }
    return Answer(shape, words, [f"已保存：{len(stand)} 个对象，各答各的。{counted}"], notes)


def _opens(of: Progress, answer: Given) -> bool:
    """Whether an answer leads to a case of its own."""
    item = of.definition.pack.item(answer.item)
    return item is not None and answer.answer == item.opens_on and not answer.still


def _was(now: Given, before: Mapping[ItemKey, Given]) -> str:
    from inspect_engine.domain.definitions import ANSWER_TITLES

    was = before.get(now.key)
    if was is None:
        return ""
    return "相同，没有另存" if was.event == now.event else ANSWER_TITLES[was.answer]
