"""How everything that is installed or adopted stands in a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.definitions.adoption import Edition, Register, newer

if TYPE_CHECKING:
    from inspect_engine.reading.offers import Offer


@dataclass(frozen=True)
class Standing:
    """One thing: as it is installed, or as it is in force where it is installed no more; ``adopted`` is the version in
    force (None for none), ``pack`` the checklist, where it is one."""

    edition: Edition
    adopted: str | None
    words: str
    settled: bool
    pack: Pack | None = None


def standings(law: Register, here: Iterable[Offer], packs: Mapping[str, Pack]) -> Iterator[Standing]:
    """Of everything installed, in its order, then of what is only adopted; ``packs`` are checklists by hash."""
    installed = {each.edition.key: each.edition for each in here}
    for key in dict.fromkeys([*installed, *law.current()]):
        held, now = law.in_force(*key), installed.get(key)
        edition = now or (held.edition if held else None)
        if edition:
            told = words(law, edition)
            settled = bool(held and held.edition.same_as(edition))
            yield Standing(edition, held.edition.version if held else None, told, settled, packs.get(edition.hash))


def words(law: Register, edition: Edition) -> str:
    """``已采用``, ``未采用``, ``采用的是 1，可采用 2`` …"""
    held, waiting = law.in_force(*edition.key), law.pending.get(edition.key)
    wait = f"；{waiting.edition.version} 由 {waiting.by} 提议，待确认" if waiting else ""
    if held is None:
        return f"未采用{wait}"
    if held.edition.same_as(edition):
        return f"已采用{wait}"
    if held.edition.version == edition.version:
        return f"采用的内容不同，须换版本号{wait}"
    coming = "有新版" if newer(edition.version, held.edition.version) else "安装的是"
    return f"采用的是 {held.edition.version}，{coming} {edition.version}{wait}"
