"""``packs diff`` and ``packs impact``: from one version of a checklist to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, display, say
from inspect_engine.domain.definitions import Definition, Pack
from inspect_engine.domain.versions.diff import GROUPS, Change, diff
from inspect_engine.domain.versions.impact import ANSWERS, Finding, Impact
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.definitions import pinned
from inspect_engine.reading import definitions as packs

LISTED = 20
"""Numbers shown of one finding; ``--json`` has them all."""


def compared(old: str, new: str) -> Answer:
    """Where two versions differ, pack by pack."""
    pairs = _paired(_resolve(old), _resolve(new))
    found = [(pack, _changes(before, after)) for pack, before, after in pairs]
    items = [{"pack": pack.id, **one.plain()} for pack, changes in found for one in changes]

    def words() -> None:
        for pack, changes in found:
            if changes:
                _print_changes(f"{pack.title}（{pack.id}）", changes)
        if not items:
            print("没有不同")

    return Answer({"items": items}, words)


def _is_folder(word: str) -> bool:
    try:
        return Path(word).is_dir()
    except OSError:
        return False


def _resolve(word: str) -> dict[str, Definition]:
    """The definitions a word stands for, by pack."""
    installed = packs.load_library()
    if word in installed.packs:
        return {word: installed.definition(word)}
    if (named := installed.named(word)) in installed.packs and not _is_folder(word):
        return {named: installed.definition(named)}
    if _is_folder(word):
        reading = packs.read_folder(Path(word))
        if not reading.library.packs:
            raise InputError.one(f"{word} 里没有检查表包", fix="文件夹里应有 packs/*.yaml")
        return {name: reading.known.definition(name) for name in reading.library.packs}
    if not session.path.exists():
        fix = suggest(word, installed.packs) or f"已安装：{'、'.join(installed.packs)}"
        raise InputError.one(f"“{word}”不是文件夹，也不是已安装的检查表包；台账 {session.path} 不存在", fix=fix)
    found = session.ledger().definitions.find(word).definition
    return {found.pack.id: found}


def _paired(
    old: Mapping[str, Definition], new: Mapping[str, Definition]
) -> Iterator[tuple[Pack, Definition | None, Definition | None]]:
    """Which packs are compared: of a single one on either side, that one only."""
    names = list(dict.fromkeys([*old, *new]))
    if len(old) == 1 or len(new) == 1:
        names = [name for name in names if name in old and name in new]
        if not names:
            raise InputError.one(f"两边没有同一个检查表包：{'、'.join(old)}；{'、'.join(new)}")
    for name in names:
        yield (new.get(name) or old[name]).pack, old.get(name), new.get(name)


def _changes(old: Definition | None, new: Definition | None) -> Sequence[Change]:
    if old and new:
        return diff(old, new)
    pack = (old or new).pack  # type: ignore[union-attr]
    gist = f"{pack.version}，{len(pack.items)} 项"
    change, words = ("added", (None, gist)) if old is None else ("removed", (gist, None))
    return [Change("pack", pack.id, pack.title, change, "", *words)]


def _print_changes(title: str, changes: Sequence[Change]) -> None:
    print(display(f"# {title}：{len(changes)} 处不同"))
    for group, name in GROUPS.items():
        mine = [change for change in changes if change.group == group]
        if mine:
            print(f"\n## {name}（{len(mine)}）")
        for change in mine:
            print(f"  {display(change.line)}")
    print()


def replayed(ledger: Ledger, new: str | None) -> Answer:
    """What would change under a new version, for every pack that it has."""
    found = [(pinned(definition), ledger.definitions.impact(definition)) for definition in _targets(new)]
    if new is None:
        found = [(one, seen) for one, seen in found if seen.answers or seen.open]

    def words() -> None:
        for one, seen in found:
            _print_impact(one.definition, one.hash, seen)
        if not found:
            say("没有可以重算的检查表包。")

    return Answer({"items": [_impact(one.definition, one.hash, seen) for one, seen in found]}, words)


def _targets(new: str | None) -> list[Definition]:
    """What to replay under: a folder's packs, an installed one, or every installed pack."""
    if new is not None and not _is_folder(new) and new not in packs.load_library().packs:
        raise InputError.one(f"“{new}”不是文件夹，也不是已安装的检查表包", fix="见 inspect-engine packs list")
    if new is not None:
        return list(_resolve(new).values())
    library = packs.load_library()
    return [library.definition(name) for name in library.packs]


def _impact(definition: Definition, content_hash: str, seen: Impact) -> dict[str, Any]:
    pack = definition.pack
    return {
        "pack": pack.id,
        "version": pack.version,
        "definition": content_hash,
        "answers": seen.answers,
        "failed": seen.failed,
        "open": seen.open,
        "findings": [finding.plain() for finding in seen.findings],
    }


def _print_impact(definition: Definition, content_hash: str, seen: Impact) -> None:
    pack = definition.pack
    print(display(f"# {pack.title}：改依 {pack.id}@{pack.version}（定义 {content_hash[:12]}）"))
    print(f"已作答 {seen.answers} 条，其中不合格 {seen.failed} 条；未办结 {seen.open} 件。")
    for finding in seen.findings:
        print(display(f"  {_told(finding, seen)}"))
    if not seen.findings:
        print("  没有影响")
    print()


def _told(finding: Finding, seen: Impact) -> str:
    """One finding in one line, with at most ``LISTED`` numbers."""
    count, numbers = len(finding.numbers), finding.numbers[:LISTED]
    more = f"……另有 {count - LISTED}，--json 全列" if count > LISTED else ""
    listed = "、".join(numbers) + more
    if finding.kind == "regraded" and finding.text.startswith("由"):
        return f"{seen.failed} 条不合格中 {count} 条{finding.text}：{listed}"
    return f"{finding.text}，{count} {'条' if finding.kind in ANSWERS else '件'}：{listed}"
