"""Answers to verdicts: three-valued, by the law in force on the finding date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.definitions import NTH, Condition, FieldSpec, Item, Op, Severity, SeverityRule
from inspect_engine.domain.judgement.computing import Derivation
from inspect_engine.domain.judgement.deriving import derive, with_derived
from inspect_engine.domain.judgement.law import InForce, Law
from inspect_engine.domain.judgement.logic import IDLE, Bounds, holds
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.wording import ON, by_id, chosen, entered, grade_title


@dataclass(frozen=True)
class Verdict:
    """The proposed grade of a failed item and the sentence that explains it."""

    severity: Severity
    why: str


def grade(item: Item, values: Mapping[str, str], law: Law, bounds: Bounds | None = None) -> Verdict:
    """Severity of a failed item under the law of the finding day.

    A rule whose document was not in force, or whose period nobody knows, is passed over; when that leaves no grade but
    the lower one or none, the grade is ``pending`` and a supervisor decides. A rule whose facts are missing also gives
    ``pending``. ``bounds`` are those of the item, if they have been looked up.
    """
    passed_over, bounds = "", law.bounds(item, values) if bounds is None else bounds
    values = with_derived(item, values, law.on)
    for rule in item.severity:
        met = True if rule.when is None else holds(rule.when, values, bounds)
        if met is False:
            continue
        reference = law.definition.references.get(rule.by) if rule.by else None
        if reference and (why := law.cannot_grade(reference)):
            passed_over = why
            continue
        if met is None:
            wanted = "、".join(spec.title for spec in _wanted(item, rule.when, values, bounds, law.on)[0])
            then = "补齐后核定" if item.register_ else "由主管定级"
            return Verdict("pending", f"定级所需的情况待补{f'：{wanted}；' if wanted else '，'}{then}")
        if passed_over and rule.is_ != "major":
            break
        if reference:
            return Verdict(rule.is_, f"依{reference.quoted}判定")
        why = _registered(item, rule, law) if item.register_ else _of_its_own(rule)
        return Verdict(rule.is_, f"{_counted(item, rule, values)}{why}")
    return Verdict("pending", f"{passed_over}，由主管依当日有效的规定定级" if passed_over else "由主管定级")


def _counted(item: Item, rule: SeverityRule, values: Mapping[str, str]) -> str:
    """``365 日内第 3 次发现，`` where a rule asks for that."""
    asked = rule.when is not None and any(leaf.fact == NTH for leaf in rule.when.leaves)
    return f"{item.repeats_within} 日内第 {values[NTH]} 次发现，" if asked and NTH in values else ""


def _of_its_own(rule: SeverityRule) -> str:
    """Why a hazard is graded so where no document is cited."""
    if rule.is_ == "pending":
        return "没有文件定等级，由主管定级"
    return "检查表列为重大" if rule.is_ == "major" else "未列入重大隐患判定情形"


def _registered(item: Item, rule: SeverityRule, law: Law) -> str:
    """As :func:`_of_its_own`, of what is registered and is no hazard."""
    if all(each.is_ == "general" for each in item.severity):
        return "登记事项，检查表没有分等级"
    if rule.is_ == "pending":
        return _of_its_own(rule)
    kind = law.definition.workflows[item.workflow].kind
    listed = f"检查表所列的“{grade_title(kind, 'major')}”情形"
    return f"属于{listed}" if rule.is_ == "major" else f"不属于{listed}"


@dataclass(frozen=True)
class Comparison:
    """One leaf of an item's conditions: what was measured, what it was compared with, and what came of it.

    ``source`` is the parameter behind the limit; None for a limit the checklist itself states. ``than`` is the other
    value that this one is compared with, and ``limit`` tells it. ``computed`` says that nobody typed it,
    ``chosen`` that ``limit`` says what was to be chosen of several, ``idle`` that one of the two was not asked for.
    """

    fact: FieldSpec
    measured: str | None
    op: Op | None
    limit: str
    result: bool | None
    source: InForce | None = None
    than: FieldSpec | None = None
    computed: bool = False
    chosen: bool = False
    idle: bool = False


@dataclass(frozen=True)
class Judgement:
    """What an item's measured values say: ``fails`` is yes, no, or None while something is missing (待补参).

    ``missing`` are the facts still to be given: those that could change the answer, no others. ``derivations`` are the
    computed values; ``underivable`` those that could change the answer and have no value, whatever is still given.
    """

    fails: bool | None
    verdict: Verdict
    comparisons: tuple[Comparison, ...]
    missing: tuple[FieldSpec, ...]
    derivations: tuple[Derivation, ...] = ()
    underivable: tuple[Derivation, ...] = ()

    @property
    def without_limit(self) -> tuple[InForce, ...]:
        """Parameters that had no limit in force on the day."""
        return tuple(c.source for c in self.comparisons if c.source and c.source.limit is None)


def judge(item: Item, values: Mapping[str, str], law: Law) -> Judgement:
    """Judge canonical values (see :func:`forms.read`); ``fails`` is None too for an item judged by eye alone."""
    bounds, known = law.bounds(item, values), with_derived(item, values, law.on)
    verdict, derivations = grade(item, values, law, bounds), derive(item, values, law.on)
    if item.fails_when is None:
        return Judgement(None, verdict, (), (), derivations)
    missing, underivable = _wanted(item, item.fails_when, known, bounds, law.on)
    fails, compared = holds(item.fails_when, known, bounds), tuple(_compared(item, known, law, bounds))
    return Judgement(fails, verdict, compared, missing, derivations, underivable)


def _wanted(
    item: Item, tree: Condition | None, values: Mapping[str, str], bounds: Bounds, on: date
) -> tuple[tuple[FieldSpec, ...], tuple[Derivation, ...]]:
    """The values that are not given and could still decide a condition; the computed ones that could and have none."""
    open_leaves = _undecided(tree, values, bounds) if tree else ()
    facts = {name for leaf in open_leaves for name in (leaf.fact, leaf.than)}
    computed = [one for one in derive(item, values, on) if one.spec.id in facts and one.value is None]
    facts |= {spec.id for one in computed for spec in one.missing}
    missing = tuple(spec for spec in item.values if spec.id in facts and spec.id not in values)
    return missing, tuple(one for one in computed if one.why)


def _undecided(tree: Condition, values: Mapping[str, str], bounds: Bounds) -> Iterator[Condition]:
    """The comparisons on which an undecided tree still hangs."""
    if holds(tree, values, bounds) is None:
        if tree.fact is not None:
            yield tree
        for branch in tree.branches:
            yield from _undecided(branch, values, bounds)


def _compared(item: Item, values: Mapping[str, str], law: Law, bounds: Bounds) -> Iterator[Comparison]:
    assert item.fails_when is not None
    fields, known = by_id((ON, *item.facts)), {ON.id: law.on.isoformat(), **values}
    parameters = {parameter.id: parameter for parameter in law.definition.pack.parameters}
    derived = {one.id for one in item.derived}
    for leaf in item.fails_when.leaves:
        spec, result = fields[leaf.fact or ""], holds(leaf, values, bounds)
        measured = forms.shown(spec, values[spec.id]) if spec.id in values else None
        op, words, source, than = leaf.op, "", None, fields[leaf.than] if leaf.than and not leaf.day else None
        if leaf.is_ is not None:
            words = forms.shown(spec, leaf.is_)
        elif leaf.choosing:
            words = chosen(leaf, spec)
        elif leaf.matches is not None:
            words = entered(leaf)
        elif leaf.limit is not None:
            source = law.limit(parameters[leaf.limit])
            op, words = (source.limit.op, limit_words(source)) if source.limit else (None, "当日无有效限值")
        elif than is not None:
            none = "算不出" if than.id in derived else "未填"
            words = f"{than.title} {forms.shown(than, known[than.id]) if than.id in known else none}"
        else:
            words = forms.shown(spec, leaf.than if leaf.day and leaf.than else str(leaf.value))
        kind = spec.id in derived, leaf.measured, bounds.get(leaf) is IDLE
        yield Comparison(spec, measured, op, words, result, source, than, *kind)


def limit_words(source: InForce) -> str:
    """The number of a limit with its unit."""
    assert source.limit is not None
    return f"{source.limit.value} {source.parameter.unit}" if source.parameter.unit else str(source.limit.value)
