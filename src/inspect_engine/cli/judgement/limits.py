"""Which limits apply on a day in a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from inspect_engine.cli import show, typed
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.judgement.citing import (
    NO_LIMIT,
    REACHED,
    choice,
    cited,
    limit_row,
    quantity,
    whose,
)
from inspect_engine.domain.judgement.law import InForce, Law
from inspect_engine.domain.words.identifiers import Overlay, region_name
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.regions import overlaid
from inspect_engine.domain.words.text import suggest
from inspect_engine.domain.words.wording import period
from inspect_engine.errors import InputError
from inspect_engine.ledger.clock import system_clock
from inspect_engine.reading import definitions as packs
from inspect_engine.reading.regions import load_tables


def limits(on: str | None, region: str | None, pack: str | None) -> show.Answer:
    """The limits of a pack, or of all, with what they rest on and what gave way to them."""
    library, chosen = packs.load_library(), day(on)
    names = [library.pack(pack).id] if pack else list(library.packs)
    place = region_of(region, chosen, library.regions)
    laws = [Law(library.definition(name), chosen, place) for name in names]

    def words() -> None:
        for law in laws:
            _print_limits(law)
        if not any(law.definition.pack.parameters for law in laws):
            show.say("没有参数。")

    return show.Answer({"on": chosen, "region": place or None, "items": [r for law in laws for r in _rows(law)]}, words)


def day(text: str | None) -> date:
    """The day given, or today in China."""
    today = china_day(system_clock())
    return typed.maybe_day(text, today) or today


def region_of(code: str | None, on: date, known: Mapping[str, Any]) -> str:
    """A region of that day, empty for none. Raises InputError with the near miss."""
    if code is None:
        return ""
    try:
        return region_code(code, on, installed_regions())
    except ValueError as error:
        raise InputError.one(str(error), where="--region", fix=_near(code, on, known)) from None


def installed_regions() -> Overlay:
    """What the installed tables say of regions: limits are those of what is installed, too."""
    return overlaid(load_tables().values())


def _near(code: str, on: date, known: Mapping[str, Any]) -> str:
    """The region meant: named by its title, cut short, or else the city or province it would lie in."""
    by_title = [region.region for region in known.values() if code and code in region.title]
    guesses = [*by_title, *(code[:n].ljust(6, "0") for n in (6, 4, 2) if len(code) >= n)]
    found = next((guess for guess in guesses if guess != code and region_name(guess, on, installed_regions())), None)
    return f"是否想写“{found}”（{region_name(found, on, installed_regions())}）？" if found else suggest(code, known)


def where(law: Law) -> str:
    return (
        f"{law.region} {region_name(law.region, law.on, installed_regions()) or ''}".strip()
        if law.region
        else "不分地区"
    )


def _rows(law: Law) -> Iterable[dict[str, Any]]:
    pack = law.definition.pack
    for found in law.limits():
        yield {"pack": pack.id, "pack_version": pack.version, **limit_row(found, law.definition.references)}


def _print_limits(law: Law) -> None:
    pack = law.definition.pack
    print(show.display(f"# {pack.title}（{pack.id} {pack.version}），{law.on}，{where(law)}"), end="\n\n")
    if not pack.parameters:
        print("没有参数\n")
    for found in law.limits():
        print(show.display(f"{found.parameter.id}  {found.parameter.title}"))
        show.pairs([(f"    {name}", value) for name, value in _limit(found, law)])
        print()


def _limit(found: InForce, law: Law) -> list[tuple[str, object]]:
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
