"""Words of ``case list``: a code as it is, a title for the code it stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.words.identifiers import BELOW
from inspect_engine.domain.words.places import region_sought
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.domain.words.wording import GRADE_TITLES, KIND_TITLES, WAITING
from inspect_engine.errors import InputError

if TYPE_CHECKING:
    from inspect_engine.ledger import CaseFilter, Ledger

_DAYS = re.compile("(?:([0-9]{1,4})-)?([0-9]{1,4})")
GRADES = [(name, titles) for name, titles in GRADE_TITLES.items() if len(titles) > 1]
"""Kinds of cases that are graded at all."""


def kind(word: str | None) -> str | None:
    """``works`` for 危大工程. A code passes as it is, since a ledger may hold some that are no longer installed.

    Raises InputError for a title that nothing has, as all of these do.
    """
    if word is None or word.isascii():
        return word
    return _code("种类", word, {title: code for code, title in KIND_TITLES.items()})


def grade(word: str | None, kind: str | None) -> tuple[str | None, str | None]:
    """Grade and kind: 超规模 is asked of works only."""
    own = {title: (name, code) for name, titles in GRADES for code, title in titles.items()}
    common = {title: (kind, code) for code, title in SEVERITY_TITLES.items()}
    named = own | common | {code: (kind, code) for code in SEVERITY_TITLES}
    if word is None:
        return None, kind
    if word not in named or (kind and named[word][0] != kind):
        raise InputError.one(f"没有等级“{word}”", fix=f"可写：{'、'.join(named)}")
    return named[word][1], named[word][0]


def pack(word: str | None, ledger: Ledger) -> str | None:
    if word is None or word.isascii():
        return word
    return _code("检查表包", word, {pack.title: pack.id for pack in ledger.definitions.packs().values()})


def state(word: str | None, kind: str | None, ledger: Ledger) -> str | None:
    """The state of that title, of this kind of cases; several of one title have to be told by code."""
    if word is None or word.isascii():
        return word
    titles: dict[str, set[str]] = {}
    for flow in ledger.desk.library.workflows.values():
        for name, each in flow.states.items() if kind in (None, flow.kind) else ():
            titles.setdefault(each.title, set()).add(name)
    word = meant(word, {title: title for title in titles})
    found = titles.get(word, set())
    if len(found) > 1:
        raise InputError.one(f"“{word}”在几个流程里代号不同", fix=f"请写代号：{'、'.join(sorted(found))}")
    return _code("状态", word, {title: min(names) for title, names in titles.items()})


def known(chosen: CaseFilter, ledger: Ledger) -> None:
    """Whether there is such a thing at all, asked where nothing was found. Raises InputError for a slip of the pen."""
    if chosen.kind is not None:
        _known("种类", chosen.kind, KIND_TITLES)
    if chosen.pack is not None:
        _known("检查表包", chosen.pack, ledger.definitions.packs())
    for key in (chosen.subject, chosen.within):
        if key is not None and not ledger.subjects.find(keys=[key]):
            raise InputError.one(f"没有检查对象“{key}”", fix="编号见 subject list")
    if chosen.state is not None:
        flows = ledger.desk.library.workflows.values()
        _known("状态", chosen.state, sorted({name for flow in flows for name in flow.states}))
    if chosen.owner:
        ledger.desk.acquaintance(chosen.owner)
    if chosen.party is not None:
        _unit(chosen.party, ledger)


def waits(word: str | None) -> str | None:
    """What a hazard waits for, by its code or its title."""
    return _code("等着办的", word, {title: code for code, title in WAITING.items()}) if word else None


def due(word: str | None, on: date) -> tuple[date, date] | tuple[None, None]:
    """The days from one day on within which a limit is to pass: ``3`` days, or from ``1-3``."""
    if word is None:
        return None, None
    found = _DAYS.fullmatch(unicodedata.normalize("NFKC", word.strip()))
    first, last = (int(found[1] or 0), int(found[2])) if found else (1, 0)
    if first > last:
        raise InputError.one(f"天数“{word}”不对", where="--due", fix="写几天以内，如 3；或从几天到几天，如 1-3")
    return on + timedelta(days=first), on + timedelta(days=last)


def region(word: str | None, ledger: Ledger) -> str | None:
    """The beginning of the codes of a region that is named by code, by its beginning, or by name."""
    if word is None:
        return None
    try:
        found = region_sought(word, ledger.desk.today(), ledger.desk.regions)
    except ValueError as error:
        raise InputError.one(str(error), fix="写代码、它的开头几位或名称，如 5306") from None
    if not (found.isascii() and found.isdigit() and len(found) <= max(BELOW)):
        raise InputError.one(f"区划“{word}”不对", fix="写代码、它的开头几位或名称，如 5306")
    return found


def _unit(name: str, ledger: Ledger) -> None:
    from inspect_engine.domain.units import folded

    known = ledger.choosing.parties()
    if folded(name) not in map(folded, known):
        raise InputError.one(f"没有责任单位“{name}”", fix=suggest(name, known) or "写全名，见 subject list、unit list")


def _known(what: str, word: str, codes: Collection[str]) -> None:
    if word not in codes:
        raise InputError.one(
            f"没有{what}“{word}”",
            fix=suggest(word, codes) or f"可写：{'、'.join(codes)}",
        )


def _code(what: str, word: str, titles: Mapping[str, str]) -> str:
    title = meant(word, {title: title for title in titles})
    if title not in titles:
        raise InputError.one(f"没有{what}“{word}”", fix=suggest(word, titles) or f"可写：{'、'.join(titles)}")
    return titles[title]
