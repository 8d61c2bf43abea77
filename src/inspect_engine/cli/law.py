"""``params``: which limits apply on a day in a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from inspect_engine.domain.judgement.law import InForce, Law

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
On = Annotated[str | None, typer.Option("--on", metavar="日期", help="按哪一天的规定（默认今天），例 2024-12-01")]
Place = Annotated[str | None, typer.Option("--region", metavar="区划", help="6 位区划代码，例 370203；不写只看国家的")]
PackName = Annotated[str | None, typer.Option("--pack", metavar="检查表包", help="见 packs list")]


def params(on: On = None, region: Place = None, pack: PackName = None, json: Json = False) -> None:
    """某一天、某一地的有效限值：数值、依据的条文和版本、是哪一级定的、没有采用的是什么。

    安全限值国家和地方不一致时取较严的；其他参数以最近一级的规定为准。县（区）适用所属省、市的规定。

    例：inspect-engine params --on 2024-12-01 --region 370203 --pack gas
    """
    from inspect_engine.cli import show
    from inspect_engine.domain.judgement.law import Law
    from inspect_engine.reading.definitions import load_library

    library, chosen = load_library(), day(on)
    names = [library.pack(pack).id] if pack else list(library.packs)
    place = region_of(region, chosen, library.regions)
    laws = [Law(library.definition(name), chosen, place) for name in names]
    if json:
        show.as_json({"on": chosen, "region": place or None, "items": [row for law in laws for row in _rows(law)]})
        return
    for law in laws:
        _print_limits(law)
    show.missing(sum(len(law.definition.pack.parameters) for law in laws), "参数")


def day(text: str | None) -> date:
    """The day given, or today in China."""
    from inspect_engine.cli.reports import any_day
    from inspect_engine.domain.calendars import china_day
    from inspect_engine.ledger.desk import system_clock

    return any_day(text) or china_day(system_clock())


def region_of(code: str | None, on: date, known: Mapping[str, Any]) -> str:
    """A region of that day, empty for none. Raises InputError with the near miss."""
    from inspect_engine.domain.words.identifiers import region_fault
    from inspect_engine.errors import InputError

    if code is None:
        return ""
    if fault := region_fault(code, on):
        raise InputError.one(fault, where="--region", fix=_near(code, on, known))
    return code


def _near(code: str, on: date, known: Mapping[str, Any]) -> str:
    """The region meant: named by its title, cut short, or else the city or province it would lie in."""
    from inspect_engine.domain.words.identifiers import region_name
    from inspect_engine.domain.words.text import suggest

    by_title = [region.region for region in known.values() if code and code in region.title]
    guesses = [*by_title, *(code[:n].ljust(6, "0") for n in (6, 4, 2) if len(code) >= n)]
    found = next((guess for guess in guesses if guess != code and region_name(guess, on)), None)
    return f"是否想写“{found}”（{region_name(found, on)}）？" if found else suggest(code, known)


def where(law: Law) -> str:
    from inspect_engine.domain.words.identifiers import region_name

    return f"{law.region} {region_name(law.region, law.on) or ''}".strip() if law.region else "不分地区"


def _rows(law: Law) -> Iterable[dict[str, Any]]:
    from inspect_engine.domain.judgement.citing import limit_row

    pack = law.definition.pack
    for found in law.limits():
        yield {"pack": pack.id, "pack_version": pack.version, **limit_row(found, law.definition.references)}


def _print_limits(law: Law) -> None:
    from inspect_engine.cli import show

    pack = law.definition.pack
    print(show.display(f"# {pack.title}（{pack.id} {pack.version}），{law.on}，{where(law)}"), end="\n\n")
    if not pack.parameters:
        print("没有参数\n")
    for found in law.limits():
        print(show.display(f"{found.parameter.id}  {found.parameter.title}"))
        show.pairs([(f"    {name}", value) for name, value in _limit(found, law)])
        print()


def _limit(found: InForce, law: Law) -> list[tuple[str, object]]:
    from inspect_engine.domain.judgement.citing import NO_LIMIT, REACHED, choice, cited, quantity, whose
    from inspect_engine.domain.words.wording import period

    limit, note = found.limit, ("说明", found.parameter.note)
    if limit is None:
        return [("限值", NO_LIMIT), note]
    return [
        ("限值", f"{quantity(limit, found.parameter)}（{REACHED[limit.op]}即触及）"),
        ("依据", cited(limit.ref, limit.article, law.definition.references)),
        ("时段", period(limit.from_, limit.to)),
        ("哪级定的", whose(found.region)),
        ("取舍", choice(found)),
        note,
    ]
