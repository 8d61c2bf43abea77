"""``packs adopt``, ``packs confirm``, ``packs list``: which law the ledger goes by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_engine.cli.calendars import has_ledger
from inspect_engine.cli.consent import confirmed
from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, Table, table
from inspect_engine.domain.definitions.adoption import few
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Pack
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.definitions import Adopting
    from inspect_engine.ledger.desk import Desk
    from inspect_engine.reading.library import Library

HEAD = ("编号", "名称", "版本", "检查项")


def adopted(words: Sequence[str], *, shipped: bool, yes: bool) -> Answer:
    """Adopt or propose what is named, or all that the program ships and is new here."""
    if not words and not shipped:
        raise InputError.one("没有写采用哪一个", fix="写编号，见 packs list；或写 --all，采用随程序的全部新版")
    ledger = session.ledger()
    question = f"采用 {'、'.join([*words, *(['随程序的全部新版'] if shipped else [])])}"

    def verb() -> Adopting:
        return ledger.definitions.adopt(*words, shipped=shipped)

    return _told(verb() if session.dry_run else confirmed(ledger, question, verb, yes=yes))


def confirmed_here(words: Sequence[str], *, yes: bool) -> Answer:
    """Confirm what another supervisor has proposed."""
    ledger = session.ledger()
    question = f"确认采用 {'、'.join(words) or '全部待确认的'}"

    def verb() -> Adopting:
        return ledger.definitions.confirm(*words)

    return _told(verb() if session.dry_run else confirmed(ledger, question, verb, yes=yes))


def _told(done: Adopting) -> Answer:
    shape = {"items": [each.plain() for each in done.editions], "waits_for": list(done.waits_for)}
    if not done.editions:
        return Answer(shape, told=["没有要采用的：都已经采用。"])
    named, how = few(done.editions), "会" if session.dry_run else "已"
    if done.waits_for:
        who = f"须由另一位主管（{'、'.join(done.waits_for)}）用 packs confirm 确认后才采用"
        return Answer(shape, told=[f"{how}提议采用 {named}，{who}。"])
    return Answer(shape, told=[f"{how}采用 {named}。已开的检查和事项仍依原来的，要改依用 case move。"])


def news(ledger: Ledger) -> list[str]:
    """One line for a supervisor who has something to adopt or to confirm; for others none."""
    return [told] if (told := ledger.definitions.news().words) else []


def desk_here() -> Desk | None:
    """The ledger, whoever looks, where there is one: what it goes by is no secret."""
    from inspect_engine.ledger import Ledger

    return Ledger(session.path).desk if has_ledger() else None


def listed() -> Answer:
    """Every checklist known here, with how it stands in the ledger, if there is one."""
    from inspect_engine.ledger import Ledger

    if not has_ledger():
        from inspect_engine.reading.definitions import load_library

        library = load_library()
        packs = list(library.packs.values())
        shape = {"items": [_plain(pack) for pack in packs], "aside": _aside_rows(library)}
        rows = [(*_row(pack), _gist(pack)) for pack in packs]
        return Answer(shape, lambda: table((*HEAD, "说明"), rows), notes=_aside(library))
    ledger = Ledger(session.path)
    found, library = ledger.definitions.standings(), ledger.desk.library
    rows = [(*_row(one.pack), one.words, _gist(one.pack)) for one in found if one.pack]
    items = [{**_plain(one.pack), "adopted": one.adopted, "state": one.words} for one in found if one.pack]
    others = [{**one.edition.plain(), "adopted": one.adopted, "state": one.words} for one in found if not one.pack]
    notes = [f"{one.edition.named}：{one.words}" for one in found if not one.pack and not one.settled]
    shape = {"items": items, "others": others, "aside": _aside_rows(library)}
    made = Table((*HEAD, "本台账", "说明"), rows)
    return Answer(shape, made.show, notes=[*notes, *_aside(library)], table=lambda: made)


def _aside(library: Library) -> list[str]:
    """Files that were set aside, and why."""
    told = [f"  {problem}" for problem in library.aside]
    return [f"有误而搁置，其余照用（{len(told)} 处）：", *told] if told else []


def _aside_rows(library: Library) -> list[dict[str, str]]:
    return [{"where": problem.where, "what": problem.what, "fix": problem.fix} for problem in library.aside]


def _plain(pack: Pack) -> dict[str, object]:
    names = ("id", "title", "version", "summary", "ended")
    return {**{name: getattr(pack, name) for name in names}, "items": len(pack.items)}


def _row(pack: Pack) -> tuple[object, ...]:
    return pack.id, pack.title, pack.version, len(pack.items)


def _gist(pack: Pack) -> str:
    """The first sentence; of a pack that has ended, that it has."""
    return ("已结束。" if pack.ended else "") + pack.summary.partition("。")[0] + "。"
