"""Definitions that are installed, or of a file: in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from inspect_engine.cli.show import display, paired
from inspect_engine.domain.definitions import Definition, Item, Workflow
from inspect_engine.domain.judgement.asking import another_day, of_another_day
from inspect_engine.domain.proof.floor import waived
from inspect_engine.domain.words import wording
from inspect_engine.domain.words.policies import policies
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.domain.words.wording import liable
from inspect_engine.errors import DefinitionError, InputError
from inspect_engine.ledger.inspections import basis_text
from inspect_engine.reading import definitions as packs
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import read_file


def pack_text(definition: Definition, kind: str | None, form: str, on: date) -> str:
    """A pack as a list of the items asked ``on`` a day, what is of another day counted and not listed; or whole as
    Markdown (``md``), with the limits of the day. ``kind`` leaves only what one is asked."""
    if form == "md":
        from inspect_engine.exports.markdown.checklist import checklist

        return checklist(definition, on, kind)
    return "\n".join(_lines(definition, kind, on)) + "\n"


def _lines(definition: Definition, kind: str | None, on: date) -> Iterator[str]:
    pack = definition.pack
    yield from (f"# {pack.title}（{pack.id} {pack.version}）", "", pack.summary, "")
    yield "对象类型：" + "、".join(f"{name}（{spec.title}）" for name, spec in pack.kinds.items())
    if pack.parties:
        yield "参建各方：" + "、".join(f"{role}（{title}）" for role, title in pack.parties.items())
    for flow in definition.workflows.values():
        yield from (f"流程“{flow.title}”不守隐患流程的底线：{told}" for told in waived(flow))
        told = policies(flow, definition.workflows, definition.references)
        yield from (f"本单位口径，流程“{flow.title}”：{text}" for text in told)
    elsewhere = of_another_day(definition, on)
    for section in (each for each in pack.sections if each not in elsewhere):
        items = [item for item in section.items if kind is None or kind in item.kinds]
        if items:
            yield from ("", f"## {section.title}", "")
        yield from (_item(definition, item) for item in items)
    if told := another_day(definition, on, kind):
        yield from ("", "另一日的没有列（加 --on 日期 看那一日的）：", *(f"  {text}" for text in told))


def _item(definition: Definition, item: Item) -> str:
    """An item in a few lines."""
    values = "；".join(f"{v.label}（{v.id}{'' if v.required else '，可不填'}）" for v in item.values)
    rows: list[tuple[str, object]] = [("不合格记为", item.finding), ("看什么", item.check), ("佐证", item.evidence)]
    rows += [("责任方", liable(definition.pack, item)), ("依据", basis_text(definition, item.id))]
    facts = wording.by_id((wording.ON, *item.facts))
    computed = "；".join(wording.computed(each, facts) for each in item.derived)
    rows += [("填写", values), ("计算", computed), ("注意", item.note)]
    told = [(f"    {name}", text) for name, text in rows]
    return f"{display(f'{item.id}  {item.title}')}\n{paired(told)}"


def workflow_of(name: str) -> Workflow:
    """An installed workflow, or that of a file. Raises InputError, with the near miss or every problem of the file."""
    if Path(name).suffix or Path(name).name != name:
        document = read_file(Path(name), name)
        if flow := read(document, Workflow):
            return flow
        raise DefinitionError(sorted(document.problems))
    known = packs.load_library().workflows
    name = meant(name, {key: flow.title for key, flow in known.items()})
    if name not in known:
        fix = suggest(name, known) or f"已有：{'、'.join(known)}；也可写流程 YAML 文件的路径"
        raise InputError.one(f"没有流程“{name}”", fix=fix)
    return known[name]
