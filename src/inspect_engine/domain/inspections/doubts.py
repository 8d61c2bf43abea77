"""What is asked about once before an answer is stored, and marked if the person stands by it.

A doubt is no fault: the answer may be right. It is the same for the terminal, the command line and files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from inspect_engine.domain.definitions import Condition, Item
from inspect_engine.domain.inspections.given import AnswerInput
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.judgement.deriving import with_derived
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.logic import IDLE, Bounds
from inspect_engine.domain.words import forms

MARKS = {
    "wordless": "没有写明情况",
    "unmeasured": "没有实测值",
    "unsupported": "所填的值不支持不合格",
    "unsaid": "没有填引哪一条要看的值",
    "decided": "所填的值已足以判断，却答了待补参",
    "counts": "数目互相矛盾",
}
"""By kind of doubt, what a reader is told of an answer that was stored all the same."""


def doubts_of(item: Item, answer: AnswerInput, law: Law) -> Mapping[str, str]:
    """The doubts about an answer without faults, by kind (:data:`MARKS`), each as a sentence."""
    values = forms.read(item.values, answer.values, law.on, over=None).values
    return dict(_doubts(item, answer, with_derived(item, values, law.on), law.bounds(item, values)))


def marks_text(doubts: Mapping[str, str] | tuple[str, ...] | list[str]) -> str:
    """What is told of an answer stored with doubts: ``录入时已问过：没有写明情况``; empty without any."""
    told = "、".join(MARKS.get(kind, kind) for kind in doubts)
    return f"录入时已问过：{told}" if told else ""


def _doubts(item: Item, answer: AnswerInput, values: Mapping[str, str], bounds: Bounds) -> Iterator[tuple[str, str]]:
    written = values or says_something(answer.note)
    if answer.answer == "fail":
        if not written and not says_something(answer.part):
            yield "wordless", "没有写明查到了什么（备注、实测值、部位里什么也没有说）"
        signs = list(_signs(item.fails_when, values, bounds)) if item.fails_when else []
        if signs and not any(signs):
            shown = "；".join(f"{s.title}：{forms.shown(s, values[s.id])}" for s in item.facts if s.id in values)
            yield "unsupported", f"所填的值（{shown}）并不说明不合格"
        if written and not signs and (blank := list(_deciding(item, values))):
            yield "unsaid", f"没有填{'、'.join(blank)}，判不出违反的是哪一条，通知书里就不引用"
    if answer.answer == "missing" and item.fails_when and holds(item.fails_when, values, bounds) is True:
        yield "decided", "所填的值已构成" + ("要登记的情形" if item.register_ else "不合格")
    if answer.answer == "pass" and item.fails_when and not written:
        yield "unmeasured", "没有填实测值，备注里也没有写凭什么判合格"
    if over := list(_parts_over(item, values)):
        yield "counts", "；".join(over)


def _deciding(item: Item, values: Mapping[str, str]) -> Iterator[str]:
    """The values on which all articles hang that an item may breach, where none of these is known to apply or not."""
    trees = [one.when for one in item.cited("duty") if one.when]
    if item.fails_when and trees and all(holds(tree, values) is None for tree in trees):
        asked = {leaf.fact for tree in trees for leaf in tree.leaves}
        yield from (f"“{spec.title}”" for spec in item.values if spec.id in asked)


def says_something(text: str) -> bool:
    """A full stop, a dash or 无 is no word about what was seen."""
    return any(char.isalnum() for char in text) and text.strip(" \t\n　。.") not in ("无", "没有")


def _parts_over(item: Item, values: Mapping[str, str]) -> Iterator[str]:
    """Counts that are larger than the count they are a part of."""
    specs = {spec.id: spec for spec in item.values}
    for spec in item.values:
        whole = specs.get(spec.part_of or "")
        if whole and {spec.id, whole.id} <= values.keys() and Decimal(values[spec.id]) > Decimal(values[whole.id]):
            yield f"“{spec.title}”{values[spec.id]} 多于“{whole.title}”{values[whole.id]}"


def _signs(tree: Condition, values: Mapping[str, str], bounds: Bounds, failing: bool = True) -> Iterator[bool]:
    """For each comparison the values decide: whether it speaks for a failure."""
    if tree.fact is not None:
        met = holds(tree, values, bounds)
        if met is not None and bounds.get(tree) is not IDLE:
            yield met is failing
    if tree.not_ is not None:
        yield from _signs(tree.not_, values, bounds, not failing)
    else:
        for branch in tree.branches:
            yield from _signs(branch, values, bounds, failing)
