"""``explain``: why a finding was judged and graded as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_engine.cli.law import Json, On, PackName, Place, day, region_of, where
from inspect_engine.cli.session import session

if TYPE_CHECKING:
    from inspect_engine.domain.definitions import Definition, Item
    from inspect_engine.domain.judgement.explanation import Explanation
    from inspect_engine.ledger.law import Explained, Regrade

_ENTRY = re.compile(r"[,，](?=[^,，=]+=)")
"""A comma between two ``字段=值``; a comma inside a value stays."""


def explain(
    case: Annotated[str | None, typer.Argument(metavar="隐患", help="编号（RQ-2022-0001）或 id")] = None,
    pack: PackName = None,
    item: Annotated[str | None, typer.Option("--item", metavar="检查项", help="见 packs show")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--values", metavar="字段=值", help="实测值，逗号隔开，也可写几次")
    ] = None,
    on: On = None,
    region: Place = None,
    json: Json = False,
) -> None:
    """为什么这样判、这样定级：实测值、限值、条文、当日有效的版本、哪一级定的，逐条说明。

    写隐患编号，就照立案时那一版检查表、检查日和所在地说明；检查表后来改了，也说明按现行版本会怎样。

    不写隐患编号，就用 --pack、--item、--values 试算，不动台账。缺的数据列为待补参。

    例：inspect-engine explain RQ-2022-0001

    例：inspect-engine explain --pack gas --item GAS-U-07 --values length=3.2,joint=否 --on 2022-02-17
    """
    from inspect_engine.errors import InputError

    loose = {"--pack": pack, "--item": item, "--values": values or None, "--on": on, "--region": region}
    given = [name for name, value in loose.items() if value is not None]
    if case is not None:
        if given:
            fix = "要试算就不写隐患编号；要说明一件隐患就只写编号"
            raise InputError.one(f"隐患编号不能与 {'、'.join(given)} 同时写", fix=fix)
        _case(session.ledger().explain(case), json)
    elif pack is None or item is None:
        lacking = "、".join(name for name in ("--pack", "--item") if name not in given)
        fix = "explain 隐患编号，或 explain --pack 检查表包 --item 检查项 --values 字段=值"
        raise InputError.one(f"没有写隐患编号，也没有写 {lacking}", fix=fix)
    else:
        _loose(pack, item, values, on, region, json)


def _loose(
    pack: str, item_id: str, values: Sequence[str] | None, on: str | None, region: str | None, json: bool
) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.judgement import explanation
    from inspect_engine.domain.judgement.law import Law
    from inspect_engine.reading.definitions import load_library
    from inspect_engine.reading.library import definition_text

    library, chosen = load_library(), day(on)
    definition = library.definition(pack)
    item = _item(definition, item_id)
    law = Law(definition, chosen, region_of(region, chosen, library.regions))
    why = explanation.explain(item, _values(item, values, chosen), law)
    content_hash = definition_text(definition)[0]
    if json:
        show.as_json({"case": None, **_identity(why, content_hash), **explanation.plain(why)})
        return
    _print(why, content_hash, item.title)
    _closing(why)


def _item(definition: Definition, item_id: str) -> Item:
    from inspect_engine.domain.words.text import suggest
    from inspect_engine.errors import InputError

    found = definition.pack.item(item_id)
    if found is None:
        known = [item.id for item in definition.pack.items]
        fix = suggest(item_id.upper(), known) or f"见 inspect-engine packs show {definition.pack.id}"
        raise InputError.one(f"检查表“{definition.pack.id}”没有检查项“{item_id}”", where="--item", fix=fix)
    return found


def _values(item: Item, words: Sequence[str] | None, on: date) -> Mapping[str, str]:
    """Values typed by the item's form. Raises InputError with everything that cannot be read."""
    from inspect_engine.domain.words import forms
    from inspect_engine.domain.words.text import suggest
    from inspect_engine.errors import InputError, Problem

    given: dict[str, str] = {}
    problems: list[Problem] = []
    for word in (part for text in words or () for part in _ENTRY.split(text.rstrip(",， ")) if part.strip()):
        name, equals, value = word.partition("=")
        name = name.strip()
        if not equals or not name or name in given:
            what = f"字段“{name}”写了两次" if name in given and equals else "应写成 字段=值"
            problems.append(Problem(f"--values {word.strip()}", what))
        given[name] = value
    entry = forms.read(item.values, {name: value for name, value in given.items() if name}, on)
    ids = [spec.id for spec in item.values]
    titles = {spec.title: spec.id for spec in item.values}
    for name, what in entry.faults:
        near = f"是否想写“{titles[name]}”？" if name in titles else suggest(name, ids)
        problems.append(Problem(f"--values {name}", what, near if name not in ids else ""))
    if problems:
        raise InputError(problems)
    return entry.values


def _identity(why: Explanation, content_hash: str) -> dict[str, Any]:
    pack = why.law.definition.pack
    named = {"pack": pack.id, "pack_version": pack.version, "definition": content_hash}
    return {**named, "item": why.item.id, "title": why.item.title}


def _print(why: Explanation, content_hash: str, title: str, about: Sequence[tuple[str, object]] = ()) -> None:
    """Everything an explanation says, under headings."""
    from inspect_engine.cli import show
    from inspect_engine.domain.inspections import measured
    from inspect_engine.domain.judgement import reasons
    from inspect_engine.ledger.inspections import basis_text

    law, item, pack = why.law, why.item, why.law.definition.pack
    print(show.display(f"# {title}（{item.id}）"))
    version = f"{pack.title} {pack.id} {pack.version}（定义 {content_hash[:12]}）"
    rows = [("检查日", law.on), ("地区", where(law)), ("检查表", version), ("所填", measured(item, why.values))]
    show.pairs([*rows, *about, ("依据", basis_text(law.definition, item.id, law.on))])
    _section("判断", [*reasons.compared(why), f"结论：{reasons.conclusion(why)}"])
    _section("待补参", [f"{spec.label}（{spec.id}）" for spec in why.missing])
    rules = [line for rule in why.rules for line in reasons.rule_told(rule, why)]
    _section("定级", [reasons.grade_told(why), *rules] if why.judgement.fails is not False else [])


def _section(title: str, lines: Sequence[str]) -> None:
    from inspect_engine.cli import show

    if lines:
        print(f"\n## {title}")
    for line in lines:
        indent = len(line) - len(line.lstrip())
        print(f"{' ' * indent}- {show.display(line.strip())}")


def _closing(why: Explanation) -> None:
    """Ends with what may not be quoted."""
    from inspect_engine.domain.judgement.reasons import not_quotable

    if line := not_quotable(why):
        print(f"\n{line}")


def _case(found: Explained, json: bool) -> None:
    from inspect_engine.cli import show
    from inspect_engine.domain.definitions import ANSWER_TITLES
    from inspect_engine.domain.judgement import explanation
    from inspect_engine.domain.words.wording import kind_word

    if json:
        show.as_json({**_case_row(found), **explanation.plain(found.why), **_recorded(found)})
        return
    word = kind_word([found.opened.kind])
    answer = ANSWER_TITLES[found.why.item.opens_on] if found.answered else f"台账里没有这件{word}的作答"
    about = [("作答", answer), ("备注", found.opened.note)]
    _print(found.why, found.opened.definition, f"{found.opened.number} {found.opened.title}", about)
    _section("立案时", list(_opening(found)))
    _section("以后的定级", [_regraded(regrade, found.opened.kind) for regrade in found.regrades])
    _section("现行版本", [_installed(found)])
    _closing(found.why)


def _case_row(found: Explained) -> dict[str, Any]:
    opened = found.opened
    identity = _identity(found.why, opened.definition)
    return {"case": opened.id, "number": opened.number, **identity, "answered": found.answered, "note": opened.note}


def _recorded(found: Explained) -> dict[str, Any]:
    """What the ledger has on the grade, and what the installed version would say."""
    from inspect_engine.domain.judgement import explanation

    installed = found.installed
    pack = installed.definition.pack if installed else None
    return {
        "recorded": {"severity": found.opened.severity, "severity_why": found.opened.severity_why},
        "regrades": [regrade.plain() for regrade in found.regrades],
        "current": {"severity": found.now.severity, "pack_version": found.now.pack_version},
        "installed": {
            "pack_version": pack.version if pack else None,
            "definition": installed.hash if installed else None,
            "differs": found.differs,
            "explanation": explanation.plain(found.anew) if found.differs and found.anew else None,
        },
    }


def _opening(found: Explained) -> Iterable[str]:
    from inspect_engine.domain.words.wording import grade_title

    opened, verdict = found.opened, found.why.judgement.verdict
    yield f"{opened.found_on} 立案定为{grade_title(opened.kind, opened.severity)}（{opened.severity_why}）"
    if (opened.severity, opened.severity_why) != (verdict.severity, verdict.why):
        yield f"现在重算为{grade_title(opened.kind, verdict.severity)}（{verdict.why}），以立案时记下的为准"
    if found.now.definition != opened.definition:
        yield f"后来改依 {found.now.pack_version}（定义 {found.now.definition[:12]}）办理，立案时的判断不变"


def _regraded(regrade: Regrade, kind: str) -> str:
    from inspect_engine.domain.words import forms
    from inspect_engine.domain.words.wording import grade_title

    actor = regrade.event.actor
    who = f"{actor.user}{'（自报）' if actor.via == 'claimed' else ''}"
    written = "；".join(f"{spec.title}：{forms.shown(spec, value)}" for spec, value in regrade.written)
    grade = grade_title(kind, regrade.severity)
    return "；".join(part for part in (f"{regrade.event.on} {who} {regrade.title}，定为{grade}", written) if part)


def _installed(found: Explained) -> str:
    """Whether another version is installed now, and what it would say."""
    from inspect_engine.domain.judgement import reasons

    if found.installed is None:
        return f"现在没有能用的“{found.opened.pack}”检查表，本案仍照立案时的版本"
    if not found.differs:
        return "现在安装的就是这一版"
    name = f"现在安装的是 {found.installed.definition.pack.version}（定义 {found.installed.hash[:12]}）"
    if found.anew is None:
        return f"{name}，已没有检查项 {found.opened.item}，本案不受影响"
    said = reasons.gist(found.anew)
    if said == reasons.gist(found.why):
        return f"{name}，结论相同"
    return f"{name}，按现行版本则为：{said}；本案不受影响"
