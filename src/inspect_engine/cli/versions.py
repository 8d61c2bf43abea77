"""``packs diff``, ``packs impact`` and ``case move``: from one version of a checklist to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.session import session

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Definition, Pack
    from inspect_engine.domain.versions.diff import Change
    from inspect_engine.domain.versions.impact import Finding, Impact

Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
LISTED = 20
"""Numbers shown of one finding; ``--json`` has them all."""


def diff(
    old: Annotated[str, typer.Argument(metavar="旧版", help="文件夹、已安装的检查表包、包@版本或散列开头")],
    new: Annotated[str, typer.Argument(metavar="新版", help="同上")],
    json: Json = False,
) -> None:
    """两版检查表哪里不同：检查项、限值、依据、流程状态、动作、承诺，逐条说明原来怎样、现在怎样。

    旧版、新版各写一种：定义文件夹（与检查表包同名的写成 ./文件夹）；已安装的检查表包编号，如 gas；
    台账里存档的定义，如 gas@2026.11 或散列开头至少 6 位。两边都是文件夹时，逐个检查表包比较。

    例：inspect-engine packs diff gas@2026.11 ./新版
    """
    from inspect_engine.cli import show

    pairs = list(_paired(_resolve(old), _resolve(new)))
    found = [(pack, _compared(before, after)) for pack, before, after in pairs]
    if json:
        show.as_json({"items": [{"pack": pack.id, **one.plain()} for pack, changes in found for one in changes]})
        return
    for pack, changes in found:
        if changes:
            _print_changes(f"{pack.title}（{pack.id}）", changes)
    if not any(changes for _, changes in found):
        print("没有不同")


def _is_folder(word: str) -> bool:
    try:
        return Path(word).is_dir()
    except OSError:
        return False


def _resolve(word: str) -> dict[str, Definition]:
    """The definitions a word stands for, by pack."""
    from inspect_engine.errors import InputError
    from inspect_engine.reading.definitions import load_library

    installed = load_library()
    if word in installed.packs:
        return {word: installed.definition(word)}
    if _is_folder(word):
        library = load_library([Path(word)])
        if not library.packs:
            raise InputError.one(f"{word} 里没有检查表包", fix="文件夹里应有 packs/*.yaml")
        return {name: library.definition(name) for name in library.packs}
    if not session.path.exists():
        from inspect_engine.domain.words.text import suggest

        fix = suggest(word, installed.packs) or f"已安装：{'、'.join(installed.packs)}"
        raise InputError.one(f"“{word}”不是文件夹，也不是已安装的检查表包；台账 {session.path} 不存在", fix=fix)
    found = session.ledger().find(word).definition
    return {found.pack.id: found}


def _paired(
    old: Mapping[str, Definition], new: Mapping[str, Definition]
) -> Iterator[tuple[Pack, Definition | None, Definition | None]]:
    """Which packs are compared: of a single one on either side, that one only."""
    from inspect_engine.errors import InputError

    names = list(dict.fromkeys([*old, *new]))
    if len(old) == 1 or len(new) == 1:
        names = [name for name in names if name in old and name in new]
        if not names:
            raise InputError.one(f"两边没有同一个检查表包：{'、'.join(old)}；{'、'.join(new)}")
    for name in names:
        yield (new.get(name) or old[name]).pack, old.get(name), new.get(name)


def _compared(old: Definition | None, new: Definition | None) -> Sequence[Change]:
    from inspect_engine.domain.versions.diff import Change, diff

    if old and new:
        return diff(old, new)
    pack = (old or new).pack  # type: ignore[union-attr]
    gist = f"{pack.version}，{len(pack.items)} 项"
    change, words = ("added", (None, gist)) if old is None else ("removed", (gist, None))
    return [Change("pack", pack.id, pack.title, change, "", *words)]


def _print_changes(title: str, changes: Sequence[Change]) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.versions.diff import GROUPS

    print(show.display(f"# {title}：{len(changes)} 处不同"))
    for group, name in GROUPS.items():
        mine = [change for change in changes if change.group == group]
        if mine:
            print(f"\n## {name}（{len(mine)}）")
        for change in mine:
            print(f"  {show.display(change.line)}")
    print()


def impact(
    new: Annotated[
        str | None, typer.Argument(metavar="新版", help="文件夹或已安装的检查表包（默认：台账用过的、现在安装的各包）")
    ] = None,
    json: Json = False,
) -> None:
    """换成新版会怎样：把台账里以往的作答和未办结的隐患按新版重算一遍，只看不改。

    说明有多少不合格会改变等级、哪些作答会变成不合格或不再不合格、哪些检查项没有了；哪些未办结的隐患处在新流程没有的
    状态（需要决定）、守不住新流程的承诺、时限缩短或延长。看过之后，用 case move 逐件改依新版。

    例：inspect-engine packs impact ./新版
    """
    from inspect_engine.cli import show
    from inspect_engine.ledger.versions import pinned

    ledger = session.ledger()
    found = [(pinned(definition), ledger.impact(definition)) for definition in _targets(new)]
    if new is None:
        found = [(one, seen) for one, seen in found if seen.answers or seen.open]
    if json:
        rows = [_impact(one.definition, one.hash, seen) for one, seen in found]
        show.as_json({"items": rows})
        return
    for one, seen in found:
        _print_impact(one.definition, one.hash, seen)
    show.missing(len(found), "可以重算的检查表包")


def _targets(new: str | None) -> list[Definition]:
    """What to replay under: a folder's packs, an installed one, or every installed pack."""
    from inspect_engine.errors import InputError
    from inspect_engine.reading.definitions import load_library

    if new is not None and not _is_folder(new) and new not in load_library().packs:
        raise InputError.one(f"“{new}”不是文件夹，也不是已安装的检查表包", fix="见 inspect-engine packs list")
    if new is not None:
        return list(_resolve(new).values())
    library = load_library()
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
    from inspect_engine.cli import show

    pack = definition.pack
    print(show.display(f"# {pack.title}：改依 {pack.id}@{pack.version}（定义 {content_hash[:12]}）"))
    print(f"已作答 {seen.answers} 条，其中不合格 {seen.failed} 条；未办结 {seen.open} 件。")
    for finding in seen.findings:
        print(show.display(f"  {_told(finding, seen)}"))
    if not seen.findings:
        print("  没有影响")
    print()


def _told(finding: Finding, seen: Impact) -> str:
    """One finding in one line, with at most ``LISTED`` numbers."""
    from inspect_engine.domain.versions.impact import ANSWERS

    count, numbers = len(finding.numbers), finding.numbers[:LISTED]
    more = f"……另有 {count - LISTED}，--json 全列" if count > LISTED else ""
    listed = "、".join(numbers) + more
    if finding.kind == "regraded" and finding.text.startswith("由"):
        return f"{seen.failed} 条不合格中 {count} 条{finding.text}：{listed}"
    return f"{finding.text}，{count} {'条' if finding.kind in ANSWERS else '件'}：{listed}"


def move(
    reference: Annotated[str, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")],
    to: Annotated[
        str, typer.Option("--to", metavar="版本", help="installed（现在安装的）、版本号或存档定义的散列开头")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="文字", help="为什么改依新版，要留痕")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="旧状态=新状态", help="新流程没有的状态改到哪里，可写几次")
    ] = None,
    base: Annotated[
        str | None, typer.Option(metavar="事件号", help="你看到的最后一条记录；之后有变动则不办（退出码 3）")
    ] = None,
    json: Json = False,
) -> None:
    """让一件未办结的隐患改依另一版检查表（主管办理，留痕）。

    立案时用的是哪一版，一直依哪一版；改依新版是一次决定，要写理由。新流程没有现在的状态时，用 --map 指明改到哪个状态；
    不能改到办结状态，不能跳过新流程必经的步骤，参与过整改的人不能办。先用 packs diff 看不同，用 packs impact 看影响。

    例：inspect-engine case move RQ-2022-0001 --to installed --reason 标准修订
    例：inspect-engine case move RQ-2022-0001 --to 2026.12 --map extension_requested=rectifying --reason 流程简化
    """
    from inspect_engine.cli import show

    ledger = session.ledger()
    event = ledger.repin(reference, to, _states(mapping), reason, base=base)
    if json:
        show.as_json(event.plain() if event else None)
    if event is None:
        show.say("本来就依这一版，没有要改的。")
        return
    from inspect_engine.domain.versions.repinning import told

    show.say(f"已保存：改依新版检查表，{told(event.data)}。")


def _states(entries: Sequence[str] | None) -> dict[str, str]:
    """``旧状态=新状态`` words; raises InputError for a word without ``=`` or a state given twice."""
    from inspect_engine.errors import InputError, Problem

    values: dict[str, str] = {}
    problems = []
    for word in entries or ():
        old, equals, new = (part.strip() for part in word.partition("="))
        if not (old and equals and new):
            problems.append(Problem(f"--map {word}", "应写成 旧状态=新状态"))
        elif old in values:
            problems.append(Problem(f"--map {word}", f"状态“{old}”写了两次"))
        values[old] = new
    if problems:
        raise InputError(problems)
    return values
