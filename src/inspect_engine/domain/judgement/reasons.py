"""An explanation in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inspect_engine.domain.definitions import FieldSpec, Item, Reference
from inspect_engine.domain.judgement import Comparison
from inspect_engine.domain.judgement.citing import (
    LATER,
    NO_LIMIT,
    NOT_LATER,
    NOT_REACHED,
    REACHED,
    choice,
    cited,
    whose,
)
from inspect_engine.domain.judgement.explanation import Explanation, Graded, Outcome, Step
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words.wording import ON, by_id, condition, grade_title, period

OUTCOMES: dict[Outcome, str] = {
    "applies": "符合，据此定级",
    "not_met": "不符合",
    "not_in_force": "检查日不在施行期内，不能据此定级",
    "uncertain": "文件的施行期不清楚，不能据此定级",
    "undecided": "所需情况待补，判不了",
    "held_back": "上面有情形因文件不在施行期内而没有判，不能就此从低",
    "not_reached": "前面已定，不再看",
}


def compared(explanation: Explanation) -> Iterator[str]:
    """One line a comparison; first how they are combined, where none decides alone.

    ``软管长度：实测 3.2 m，限值 2.0 m（超过即不合格） → 不合格；依据…``.
    """
    tree = explanation.item.fails_when
    if tree and not all(step.alone for step in explanation.steps):
        told = condition(tree, _fields(explanation), _titles(explanation.law))
        yield f"{verdicts(explanation.item)[0]}的条件：{told}"
    for step in explanation.steps:
        yield _told(step, explanation, verdicts(explanation.item) if step.alone else ("符合", "不符合"))


def computed(explanation: Explanation) -> Iterator[str]:
    """One line a computed value: ``不合格率 = 不合格人数 ÷ 抽考人数 = 9 人 ÷ 40 人 = 22.5 %``."""
    for one in explanation.judgement.derivations:
        ends = (f" → 待补参：{_named(one.missing)}" if one.missing else "", f" → 算不出：{one.why}" if one.why else "")
        yield one.told + next(filter(None, ends), " → 没有问到，不算" if one.idle else "")


def verdicts(item: Item) -> tuple[str, str]:
    """What an item comes to when its condition holds, and when it does not."""
    return ("要登记", "不必登记") if item.register_ else ("不合格", "合格")


def rule_told(one: Graded, explanation: Explanation) -> Iterator[str]:
    """``重大：压力 达到限值“…” → 符合，据此定级；依《…》``, then a line for each of its comparisons."""
    fields, titles = _fields(explanation), _titles(explanation.law)
    when = condition(one.rule.when, fields, titles) if one.rule.when else "不论情形"
    line = f"{_grade(explanation, one.rule.is_)}：{when} → {OUTCOMES[one.outcome]}"
    yield f"{line}；依{one.document.name}，{_standing(one.document, explanation.law)}" if one.document else line
    for step in one.steps:
        yield f"  {_told(step, explanation, ('符合', '不符合'))}"


def conclusion(explanation: Explanation) -> str:
    """Whether it fails, in a word, with why where that cannot be said."""
    judged = explanation.judgement
    if explanation.item.fails_when is None:
        return "由检查员现场判断，没有可比的数值"
    if judged.fails is not None:
        return verdicts(explanation.item)[0 if judged.fails else 1]
    why = [f"待补{_named(judged.missing)}"] if judged.missing else []
    why += [f"“{one.spec.title}”算不出：{one.why}" for one in judged.underivable]
    why += [f"“{title}”{NO_LIMIT}" for title in dict.fromkeys(one.parameter.title for one in judged.without_limit)]
    return f"判不了：{'；'.join(why)}"


def grade_told(explanation: Explanation) -> str:
    """``重大（依《…》判定）``; nothing is graded that does not fail."""
    judged = explanation.judgement
    words = f"{_grade(explanation, judged.verdict.severity)}（{judged.verdict.why}）"
    counts, clears = verdicts(explanation.item)
    if judged.fails is False:
        return f"{clears}，不定级"
    open_ = judged.fails is None and explanation.item.fails_when is not None
    return f"如{counts}，为{words}" if open_ else words


def gist(explanation: Explanation) -> str:
    """Conclusion and grade in one clause."""
    judged = explanation.judgement
    if explanation.item.fails_when is None:
        return grade_told(explanation)
    if judged.fails is False:
        return conclusion(explanation)
    return f"{conclusion(explanation)}，{grade_told(explanation)}"


def not_quotable(explanation: Explanation) -> str | None:
    """The closing line when an article is marked U."""
    if not explanation.unconfirmed:
        return None
    return f"待核：{'、'.join(explanation.unconfirmed)}。条文没有核对原文，不得在文书中引用。"


def _grade(explanation: Explanation, severity: str) -> str:
    return grade_title(explanation.law.definition.workflows[explanation.item.workflow].kind, severity)


def _fields(explanation: Explanation) -> dict[str, FieldSpec]:
    return by_id((ON, *explanation.item.facts))


def _titles(law: Law) -> dict[str, str]:
    return {parameter.id: parameter.title for parameter in law.definition.pack.parameters}


def _named(specs: Iterable[FieldSpec]) -> str:
    return "、".join(f"“{spec.title}”" for spec in specs)


def _told(step: Step, explanation: Explanation, words: tuple[str, str]) -> str:
    one = step.comparison
    line = f"{one.fact.title}：{_measured(one)}{_boundary(step, words[0])} → {_result(step, explanation, words)}"
    return "；".join([line, *_sources(one, explanation.law)])


def _result(step: Step, explanation: Explanation, words: tuple[str, str]) -> str:
    one = step.comparison
    if step.met is not None:
        return words[0] if step.met else words[1]
    if one.measured is not None and one.than is None:
        return NO_LIMIT
    lacking = {derivation.spec.id: derivation for derivation in explanation.judgement.derivations}
    wanted = {one.fact.id} | ({one.than.id} if one.than else set())
    wanted |= {spec.id for name in wanted & lacking.keys() for spec in lacking[name].missing}
    if wanted & {derivation.spec.id for derivation in explanation.judgement.underivable}:
        return "算不出"
    return "待补参" if wanted & {spec.id for spec in explanation.missing} else "不影响结论"


def _measured(one: Comparison) -> str:
    if one.measured is None:
        unasked = "没有问到" if one.result is not None else ""
        return unasked or ("算不出" if one.computed else "未填")
    if one.fact.type not in ("decimal", "integer"):
        return f"“{one.measured}”"
    return f"{'算得' if one.computed else '实测'} {one.measured}"


def _boundary(step: Step, counts: str) -> str:
    """``，限值 2.0 m（超过即不合格）``, or ``，比照 宽度 4 m（超过即不合格）``."""
    one = step.comparison
    if one.source and one.source.limit is None:
        return ""
    if one.op is None:
        word = one.limit if one.chosen else f"“{one.limit}”"
        return f"（{'' if step.positive else '不是'}{word}即{counts}）"
    reached, not_reached = (LATER, NOT_LATER) if one.fact.type == "date" else (REACHED, NOT_REACHED)
    word = (reached if step.positive else not_reached)[one.op]
    role = "比照" if one.than else "限值" if step.alone else "界限"
    return f"，{role} {one.limit}（{word}即{counts}）"


def _sources(one: Comparison, law: Law) -> Iterator[str]:
    if one.source is None:
        yield from ["依据：检查表自定"] if one.op and one.than is None else []
    elif one.source.limit is None:
        yield f"“{one.source.parameter.title}”{law.on} 没有施行中的规定"
    else:
        limit = one.source.limit
        article = cited(limit.ref, limit.article, law.definition.references)
        yield f"依据{article}（{period(limit.from_, limit.to)}）"
        yield f"地区：{choice(one.source) or whose(one.source.region)}"
        yield f"按检查日 {law.on} 选用的版本"


def _standing(document: Reference, law: Law) -> str:
    """Whether a document was in force on the day."""
    if law.definition.periods == "document" and document.uncertain:
        return document.uncertain
    span = period(document.effective_from, document.effective_to)
    return f"检查日{'施行中' if document.in_force(law.on) else '不在施行期内'}（{span}）"
