"""``inspect log`` and ``inspect find``: one hazard by itself, found by a few characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli import answers, countersigning, typed
from inspect_engine.cli.results import countersigned, report
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, listing
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.inspections import AnswerInput
    from inspect_engine.domain.inspections.search import Hit
    from inspect_engine.ledger import Ledger

Place = Annotated[str, typer.Option("--subject", metavar="对象编号", help="哪个对象；不写的不分对象")]
Pack = Annotated[str, typer.Option("--pack", metavar="检查表包", help="哪张检查表；检查项只在一张里的不用写")]


def find(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="文字", help="隐患的几个字、拼音首字母或编号；不写的列这里记过的")
    ] = None,
    subject: Place = "",
) -> Answer:
    """查隐患：在采用的全部检查表里按几个字、拼音首字母或编号找，像的在前；写了对象的，它要查的在前。

    例：inspect-engine inspect find 漏气 --subject shop-01
    """
    ledger = session.ledger()
    hits = _found(ledger, " ".join(words or ()), subject)
    return listing("这样的隐患", hits, ("检查表包", "检查项", "隐患", "等级", "这里记过"), _row)


@dataclass(frozen=True)
class Found:
    """A hazard that was found, with the grade that it has without any values."""

    hit: Hit
    grade: str

    def plain(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        pack, item, situation = self.hit.entry.key
        named = {"pack": pack, "item": item, "situation": situation, "title": self.hit.entry.title}
        return {**named, "severity": self.grade, "asked": self.hit.fits, "times": self.hit.times}


def _found(ledger: Ledger, words: str, subject: str) -> list[Found]:
    from inspect_engine.domain.judgement import grade
    from inspect_engine.ledger.inspections import asked_of

    place = ledger.subjects.named(subject) if subject else None
    laws = ledger.logged.laws(place)
    usual = ledger.logged.usual(subject) if subject else {}
    hits = ledger.logged.index().search(words, lambda entry: place is None or asked_of(entry, place), usual)
    return [Found(hit, grade(hit.entry.item, {}, laws[hit.entry.pack.id]).severity) for hit in hits]


def _row(one: Found) -> tuple[object, ...]:
    from inspect_engine.domain.definitions import SEVERITY_TITLES

    entry = one.hit.entry
    value = f" --set {entry.situation.id}=…" if entry.situation else ""
    asked = "" if one.hit.fits else "（不查这个对象）"
    times = f"{one.hit.times} 次" if one.hit.times else ""
    return entry.pack.id, f"{entry.item.id}{value}", f"{entry.title}{asked}", SEVERITY_TITLES[one.grade], times


def log(
    subject: Annotated[str, typer.Argument(metavar="对象编号", help="已登记的检查对象，见 subject list")],
    item: Annotated[
        str, typer.Argument(metavar="检查项", help="编号，见 inspect find；检查表上没有的写 --free，这里不写")
    ] = "",
    pack: Pack = "",
    note: Annotated[str, typer.Option(metavar="文字", help="情况：看到了什么")] = "",
    part: Annotated[str, typer.Option(metavar="文字", help="部位：对象的哪一处，例：二层厨房")] = "",
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="字段=值", help="实测值，可写几次")] = None,
    evidence: typed.Evidence = None,
    unit: Annotated[str, typer.Option(metavar="单位", help="责任单位，写名称或哪一方；不写按检查项所指的一方")] = "",
    beside: Annotated[
        list[str] | None, typer.Option("--with", metavar="用户名", help="和你一起查的检查员，写姓名也行，可写几次")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="哪天查到的（默认今天）；早些的是补录")] = None,
    still: Annotated[str, typer.Option(metavar="编号", help="以前查到的那一件仍未改：记在它上面，不另立")] = "",
    another: Annotated[bool, typer.Option("--another", help="不是以前查到、还没有办完的那一件，是另一处")] = False,
    free: Annotated[str, typer.Option("--free", metavar="名称", help="检查表上没有的隐患，写一句话；要写 --pack")] = "",
    basis: Annotated[str, typer.Option("--basis", metavar="文字", help="--free 依据哪份文件第几条；没有的不写")] = "",
    sure: answers.Sure = False,
    cosign: countersigning.Cosign = None,
) -> Answer:
    """记一件隐患：不逐项走检查表，当场立案，依据、等级、责任单位照检查项定。

    它不算一次检查：检查计划照旧到期，不评分，同一张检查表里别的项既不算合格也不算漏查。要算检查的，用 inspect start。

    例：inspect-engine inspect log shop-01 CAT-01 --note 没有装报警器 --set state=none --with insp2 --evidence 门口.jpg
    """
    if bool(free) == bool(item):
        raise InputError.one(
            "没有写清记什么", where="检查项", fix="写检查项（见 inspect find），或者 --free 名称 --pack 检查表"
        )
    ledger = session.ledger()
    seats = countersigning.seats(ledger, cosign)
    pack = pack or _pack_of(ledger, subject, item)
    data: dict[str, object] = {"subject": subject, "note": note, "part": part, "unit": unit, "sure": sure}
    data |= {"title": free, "basis": basis} if free else {"item": item, "answer": "fail"}
    data |= {"values": typed.assignments(entries), "still": still, "another": another}
    day = typed.maybe_day(on, ledger.desk.today(), past=True) or ledger.desk.today()
    given = _settled(ledger, pack, answers.given_for(data, subject, evidence), day)
    me = ledger.desk.whoami().name
    names = list(dict.fromkeys([me, *map(ledger.desk.named, beside or ())]))
    result = ledger.logged.add(pack, given, names, day)
    return report(result, countersigned(ledger, seats, result))


def _pack_of(ledger: Ledger, subject: str, item: str) -> str:
    """The checklist whose item is meant: the only one that has it, or the only one of these that inspects the subject.

    Raises InputError where it is not clear which.
    """
    from inspect_engine.domain.words.meaning import item_meant
    from inspect_engine.ledger.inspections import asked_of

    if not item:
        raise InputError.one("没有写哪一张检查表", where="--pack", fix="检查表上没有的隐患写 --pack，见 packs list")
    entries = [each for each in ledger.logged.index().entries if each.item.id == item_meant(each.pack, item)]
    found = list(dict.fromkeys(each.pack.id for each in entries))
    place = next(iter(ledger.subjects.find(keys=[subject])), None)
    asked = list(dict.fromkeys(each.pack.id for each in entries if asked_of(each, place)))
    if len(found) == 1 or len(asked) == 1:
        return (asked if len(asked) == 1 else found)[0]
    what = f"几张检查表都有“{item}”：{'、'.join(found)}" if found else f"采用的检查表里没有“{item}”这一项"
    raise InputError.one(what, where="检查项", fix="加 --pack" if found else "用 inspect find 找；没有的用 --free")


def _settled(ledger: Ledger, pack: str, given: AnswerInput, on: date) -> AnswerInput:
    """The same, with what it is of the cases that are open from before: as said, or as somebody answers now."""
    if given.still or given.another:
        return given
    return answers.told_apart([given], {given.subject: ledger.logged.before(pack, given, on)})[0]
