"""``explain``: an explanation, of a case or of values typed, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from inspect_engine.cli import show
from inspect_engine.cli.judgement.limits import day, region_of, where
from inspect_engine.cli.judgement.once import Once
from inspect_engine.domain.definitions import ANSWER_TITLES, Definition, Item
from inspect_engine.domain.inspections import measured
from inspect_engine.domain.judgement import explanation, reasons
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.explanation import Explanation
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.meaning import item_meant
from inspect_engine.domain.words.policies import of_item
from inspect_engine.domain.words.text import suggest
from inspect_engine.domain.words.wording import grade_title, kind_word, liable
from inspect_engine.errors import InputError, Problem
from inspect_engine.ledger.inspections import basis_text
from inspect_engine.ledger.judgement import Explained, Regrade
from inspect_engine.reading import definitions as packs
from inspect_engine.reading.library import definition_text

_ENTRY = re.compile(r"[,，](?=[^,，=]+=)")
"""A comma between two ``字段=值``; a comma inside a value stays."""


def loose(pack: str, item_id: str, values: Sequence[str] | None, on: str | None, region: str | None) -> show.Answer:
    """What would be judged of these values, on a day in a place."""
    library, chosen = packs.load_library(), day(on)
    definition = library.definition(pack)
    item = _item(definition, item_id)
    law = Law(definition, chosen, region_of(region, chosen, library.regions))
    given = _values(item, values, chosen)
    if against := list(item_contradictions(item, given, law)):
        raise InputError([Problem("--values", what) for what in against])
    why = explanation.explain(item, given, law)
    content_hash = definition_text(definition)[0]

    def words() -> None:
        _print(why, content_hash, item.title)
        _closing(why)

    return show.Answer({"case": None, **_identity(why, content_hash), **explanation.plain(why)}, words)


def of_case(found: Explained) -> show.Answer:
    """How a case was judged when it was opened, and what came of it since."""
    shape = {**_case_row(found), **explanation.plain(found.why), **_recorded(found)}
    return show.Answer(shape, lambda: _print_case(found))


def _print_case(found: Explained) -> None:
    word = kind_word([found.opened.kind])
    answer = ANSWER_TITLES[found.why.item.opens_on] if found.answered else f"台账里没有这件{word}的作答"
    about = [("作答", answer), ("备注", found.opened.note)]
    _print(found.why, found.opened.definition, f"{found.opened.number} {found.opened.title}", about)
    _section("立案时", list(_opening(found)))
    _section("以后的定级", [_regraded(regrade, found.opened.kind) for regrade in found.regrades])
    _section("现行版本", [_installed(found)])
    _closing(found.why)


def _item(definition: Definition, item_id: str) -> Item:
    found = definition.pack.item(item_meant(definition.pack, item_id))
    if found is None:
        known = [item.id for item in definition.pack.items]
        fix = suggest(item_id.upper(), known) or f"见 inspect-engine packs show {definition.pack.id}"
        raise InputError.one(f"检查表“{definition.pack.id}”没有检查项“{item_id}”", where="--item", fix=fix)
    return found


def _values(item: Item, words: Sequence[str] | None, on: date) -> Mapping[str, str]:
    """Values typed by the item's form. Raises InputError with everything that cannot be read."""
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
    policies = of_item(why.law.definition, why.item.workflow, why.law.on)
    return {**named, "item": why.item.id, "title": why.item.title, "policies": policies}


def _print(why: Explanation, content_hash: str, title: str, about: Sequence[tuple[str, object]] = ()) -> None:
    """Everything an explanation says, under headings."""
    law, item, pack, once = why.law, why.item, why.law.definition.pack, Once()
    print(show.display(f"# {title}（{item.id}）"))
    version = f"{pack.title} {pack.id} {pack.version}（定义 {content_hash[:12]}）"
    rows = [("检查日", law.on), ("地区", where(law)), ("检查表", version), ("所填", measured(item, why.values, law.on))]
    grounds = [("责任方", liable(pack, item)), ("依据", once(basis_text(law.definition, item.id, law.on)))]
    show.pairs([*rows, *about, *grounds])
    _section("计算", [*map(once, reasons.computed(why))])
    _section("判断", [*map(once, reasons.compared(why)), f"结论：{reasons.conclusion(why)}"])
    _section("待补参", [f"{spec.label}（{spec.id}）" for spec in why.missing])
    rules = [once(line) for rule in why.rules for line in reasons.rule_told(rule, why)]
    _section("定级", [reasons.grade_told(why), *rules] if why.judgement.fails is not False else [])
    _section("办理的口径（本单位定的）", of_item(law.definition, item.workflow, law.on))


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n## {title}")
    for line in lines:
        indent = len(line) - len(line.lstrip())
        print(f"{' ' * indent}- {show.display(line.strip())}")


def _closing(why: Explanation) -> None:
    """Ends with what may not be quoted."""
    if line := reasons.not_quotable(why):
        print(f"\n{line}")


def _case_row(found: Explained) -> dict[str, Any]:
    opened = found.opened
    identity = _identity(found.why, opened.definition)
    return {"case": opened.id, "number": opened.number, **identity, "answered": found.answered, "note": opened.note}


def _recorded(found: Explained) -> dict[str, Any]:
    """What the ledger has on the grade, and what the installed version would say."""
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
    opened, verdict = found.opened, found.why.judgement.verdict
    yield f"{opened.found_on} 立案定为{grade_title(opened.kind, opened.severity)}（{opened.severity_why}）"
    if found.answered and (opened.severity, opened.severity_why) != (verdict.severity, verdict.why):
        yield f"现在重算为{grade_title(opened.kind, verdict.severity)}（{verdict.why}），以立案时记下的为准"
    if found.now.definition != opened.definition:
        yield f"后来改依 {found.now.pack_version}（定义 {found.now.definition[:12]}）办理，立案时的判断不变"


def _regraded(regrade: Regrade, kind: str) -> str:
    actor = regrade.event.actor
    who = f"{actor.user}{'（自报）' if actor.via == 'claimed' else ''}"
    written = "；".join(f"{spec.title}：{forms.shown(spec, value)}" for spec, value in regrade.written)
    grade = grade_title(kind, regrade.severity)
    return "；".join(part for part in (f"{regrade.event.on} {who} {regrade.title}，定为{grade}", written) if part)


def _installed(found: Explained) -> str:
    """Whether another version is installed now, and what it would say."""
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
