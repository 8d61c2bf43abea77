"""How a verdict came about: each comparison with the limit behind it, then each rule of grading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inspect_engine.domain.definitions import Condition, FieldSpec, Ground, Item, Reference, SeverityRule
from inspect_engine.domain.judgement import Comparison, Judgement, holds, judge
from inspect_engine.domain.judgement.citing import limit_row, named, unconfirmed
from inspect_engine.domain.judgement.computing import Derivation
from inspect_engine.domain.judgement.deriving import with_derived
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words.wording import by_id, liable

Outcome = Literal["applies", "not_met", "not_in_force", "uncertain", "undecided", "held_back", "not_reached"]


@dataclass(frozen=True)
class Step:
    """One comparison and its part in a condition.

    ``positive`` is False under a ``not``: there it counts that the comparison does not hold. ``alone``: when it counts,
    the whole condition holds.
    """

    comparison: Comparison
    positive: bool
    alone: bool

    @property
    def met(self) -> bool | None:
        """Whether it speaks for the condition; None while a fact or limit is missing.

        What nobody was asked does not.
        """
        if self.comparison.idle:
            return False
        result = self.comparison.result
        return result if self.positive or result is None else not result


@dataclass(frozen=True)
class Graded:
    """One rule of grading, and what came of it. ``missing`` are the facts it waits for."""

    rule: SeverityRule
    outcome: Outcome
    document: Reference | None
    steps: tuple[Step, ...] = ()
    missing: tuple[FieldSpec, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A judgement with everything it rests on: the comparisons of ``fails_when``, the rules of grading in order."""

    item: Item
    values: Mapping[str, str]
    law: Law
    judgement: Judgement
    steps: tuple[Step, ...]
    rules: tuple[Graded, ...]

    @property
    def missing(self) -> tuple[FieldSpec, ...]:
        """待补参: what is still to be given, to judge or to grade."""
        wanted = [self.judgement.missing, *(rule.missing for rule in self.rules)]
        return tuple(by_id(spec for specs in wanted for spec in specs).values())

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The articles this rests on whose wording nobody has confirmed (U)."""
        references = self.law.definition.references
        every = [*self.steps, *(step for rule in self.rules for step in rule.steps)]
        limits = [step.comparison.source.limit for step in every if step.comparison.source]
        rests = [(one.ref, one.article) for one in self.item.basis]
        rests += [(one.ref, one.article) for one in limits if one]
        return tuple(dict.fromkeys(named(*one, references) for one in rests if unconfirmed(*one, references)))


def explain(item: Item, values: Mapping[str, str], law: Law) -> Explanation:
    """Judge canonical values as :func:`judge` does, and keep the reasons."""
    steps = _steps(item.fails_when, item, values, law)
    return Explanation(item, values, law, judge(item, values, law), steps, tuple(_graded(item, values, law)))


def _steps(tree: Condition | None, item: Item, values: Mapping[str, str], law: Law) -> tuple[Step, ...]:
    """The comparisons of any condition of an item, each with its part in it."""
    if tree is None:
        return ()
    compared = judge(item.model_copy(update={"fails_when": tree}), values, law).comparisons
    return tuple(Step(one, *part) for one, part in zip(compared, _parts(tree), strict=True))


def _parts(tree: Condition, positive: bool = True, alone: bool = True) -> Iterator[tuple[bool, bool]]:
    """(positive, alone) of each leaf; under a ``not``, all and any change places."""
    if tree.fact is not None:
        yield positive, alone
    if tree.not_ is not None:
        yield from _parts(tree.not_, not positive, alone)
    either = (tree.any_ is not None) == positive or len(tree.branches) == 1
    for branch in tree.branches if tree.not_ is None else ():
        yield from _parts(branch, positive, alone and either)


def _graded(item: Item, values: Mapping[str, str], law: Law) -> Iterator[Graded]:
    """Each rule as :func:`grade` meets it."""
    decided, passed_over = False, False
    for rule in item.severity:
        document = law.definition.references.get(rule.by) if rule.by else None
        outcome: Outcome = "not_reached" if decided else _outcome(rule, document, passed_over, item, values, law)
        decided = decided or outcome in ("applies", "undecided", "held_back")
        passed_over = passed_over or outcome in ("not_in_force", "uncertain")
        steps = () if outcome == "not_reached" else _steps(rule.when, item, values, law)
        asked = item.model_copy(update={"fails_when": rule.when})
        missing = judge(asked, values, law).missing if outcome == "undecided" else ()
        yield Graded(rule, outcome, document, steps, missing)


def _outcome(
    rule: SeverityRule, document: Reference | None, passed_over: bool, item: Item, values: Mapping[str, str], law: Law
) -> Outcome:
    met = True if rule.when is None else holds(rule.when, with_derived(item, values, law.on), law.bounds(item, values))
    if met is False:
        return "not_met"
    if document and law.cannot_grade(document):
        return "uncertain" if document.in_force(law.on) else "not_in_force"
    if met is None:
        return "undecided"
    return "held_back" if passed_over and rule.is_ != "major" else "applies"


def plain(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain data, its keys always the same."""
    judged, law = explanation.judgement, explanation.law
    return {
        "on": law.on,
        "region": law.region or None,
        "values": dict(explanation.values),
        "fails": judged.fails,
        "severity": judged.verdict.severity,
        "severity_why": judged.verdict.why,
        "derived": [_derived_row(one) for one in judged.derivations],
        "comparisons": [_step_row(step, law) for step in explanation.steps],
        "rules": [_rule_row(rule, law) for rule in explanation.rules],
        "missing": [{"id": spec.id, "title": spec.title, "unit": spec.unit} for spec in explanation.missing],
        "unconfirmed": list(explanation.unconfirmed),
        "liable": liable(law.definition.pack, explanation.item) or None,
        "basis": [_ground_row(one, law) for one in explanation.item.basis],
    }


def _derived_row(one: Derivation) -> dict[str, Any]:
    row = {"id": one.spec.id, "title": one.spec.title, "value": one.value, "unit": one.spec.unit}
    return {**row, "derivation": one.told, "missing": [spec.id for spec in one.missing], "why": one.why or None}


def _ground_row(one: Ground, law: Law) -> dict[str, Any]:
    document = law.definition.references[one.ref]
    told = {"document": document.name, "confidence": document.articles.get(one.article)}
    when = {"when": one.when.model_dump(mode="json", by_alias=True, exclude_none=True)} if one.when else {}
    return {"as": one.as_, "ref": one.ref, "article": one.article, **told, **when}


def _step_row(step: Step, law: Law) -> dict[str, Any]:
    one = step.comparison
    return {
        "fact": one.fact.id,
        "title": one.fact.title,
        "measured": one.measured,
        "op": one.op,
        "against": one.limit,
        "than": one.than.id if one.than else None,
        "negated": not step.positive,
        "alone": step.alone,
        "met": step.met,
        "limit": limit_row(one.source, law.definition.references) if one.source else None,
    }


def _rule_row(rule: Graded, law: Law) -> dict[str, Any]:
    document = rule.document
    return {
        "severity": rule.rule.is_,
        "outcome": rule.outcome,
        "ref": rule.rule.by,
        "document": document.name if document else None,
        "in_force": document.in_force(law.on) if document else None,
        "comparisons": [_step_row(step, law) for step in rule.steps],
    }
