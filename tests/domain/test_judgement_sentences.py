"""What an explanation says, and in which situations it does not: limits, verdicts, grades, law not in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from inspect_engine.domain.definitions import Item, Reference
from inspect_engine.domain.judgement import citing, explanation, reasons, verdicts
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from tests.domain import test_judgement_than as than
from tests.domain.test_judgement_law import CITY, COUNTY, PROVINCE, REACHED, SEEN, item, law, limit, why
from tests.sentences import Sweep, unaccounted

OLD_LAST, NEW_FIRST = date(2024, 11, 30), date(2024, 12, 1)


def told(found: Explanation) -> str:
    """Everything that is said of a verdict, line by line."""
    rules = [line for rule in found.rules for line in reasons.rule_told(rule, found)]
    ended = [f"结论：{reasons.conclusion(found)}", f"定级：{reasons.grade_told(found)}", f"摘要：{reasons.gist(found)}"]
    asked = [f"待补：{spec.title}" for spec in found.missing]
    lines = [
        *reasons.computed(found),
        *reasons.compared(found),
        *ended,
        *rules,
        *asked,
        reasons.not_quotable(found) or "",
    ]
    return "".join(f"{line}\n" for line in lines)


def by(op: Any, x: str, *, negated: bool = False) -> Explanation:
    """Measured against a limit of 2 that is reached as ``op`` says."""
    here = law([limit("2", op)], safety=op != "=")[0]
    return why({"x": x}, {"not": REACHED} if negated else None, here)


def days(op: str, *, negated: bool = False) -> Explanation:
    """The day of the inspection against itself."""
    tree = {"fact": "until", "op": op, "than": "on"}
    return than.why({"not": tree} if negated else tree, {"until": "2022-02-17"})


def near(*others: tuple[str, Any], safety: bool = True) -> Explanation:
    """Measured in a county, whose country, and then province, city and county, set these limits."""
    country, *own = [limit(value, op) for value, op in others]
    regions = {code: [one] for code, one in zip((PROVINCE, CITY, COUNTY), own, strict=False)}
    return why({"x": "9"}, here=law([country], regions, safety=safety)[0])


def graded(*rules: dict[str, Any], on: date = NEW_FIRST, register: bool = False, **values: str) -> Explanation:
    """A failed item with these rules of grading."""
    one = Item.model_validate(item(severity=list(rules), register="true" if register else "false"))
    return explain(one, {"x": "3", **values}, law([limit("2")], on=on)[0])


def by_eye(*rules: dict[str, Any], **values: str) -> Explanation:
    one = item(severity=list(rules) or [{"is": "general"}]).model_copy(update={"fails_when": None})
    return explain(one, values, law([limit("2")])[0])


def without_unit(x: str) -> Explanation:
    values = [{"id": "x", "title": "量", "type": "decimal"}]
    return explain(item(values=values), {"x": x}, law([limit("2")], {PROVINCE: [limit("1")]}, unit=None)[0])


def expired() -> Explanation:
    """Graded by a document that has both a first and a last day, the last one gone by."""
    here = law([limit("2")])[0]
    gone = Reference(id="gone", title="甲规程", effective_from=date(2010, 1, 1), effective_to=OLD_LAST)
    definition = here.definition.model_copy(update={"references": {**here.definition.references, "gone": gone}})
    return explain(item(severity=[{**MAJOR, "by": "gone"}]), {"x": "3"}, Law(definition, NEW_FIRST))


def reckoned(values: dict[str, str], tree: dict[str, Any] | None = None) -> Explanation:
    """The share of what has failed, where any was asked."""
    fields = [
        {"id": "any", "title": "有人", "type": "boolean"},
        *({"id": name, "title": name, "type": "integer", "asked_if": {"fact": "any", "is": "true"}} for name in "fn"),
    ]
    derived = [{"id": "share", "title": "占比", "unit": "%", "ratio": ["f", "n"]}]
    tree = tree or {"fact": "share", "op": ">", "value": "20"}
    return explain(item(values=fields, derived=derived, tree=tree), values, law([limit("2")])[0])


def several(chosen: str) -> Explanation:
    fields = [{"id": "c", "title": "毛病", "type": "multichoice", "choices": {"a": "漏", "b": "锈"}}]
    return explain(item(values=fields, tree={"fact": "c", "has": "a"}), {"c": chosen}, law([limit("2")])[0])


def found_again(time: str) -> Explanation:
    """Graded by how often it was found in a year."""
    often = [{"is": "major", "when": {"fact": "nth", "op": ">=", "value": "3"}}, {"is": "general"}]
    counted = item(severity=often).model_copy(update={"repeats_within": 365})
    return explain(counted, {"x": "3", "nth": time}, law([limit("2")])[0])


def unclear() -> Explanation:
    """Graded by a document of which nobody knows whether it is in force."""
    here = law([limit("2")])[0]
    document = Reference(id="gone", title="甲规程", effective_from=date(2010, 1, 1), status="unclear")
    always = here.definition.references["new"].model_copy(update={"effective_from": None})
    references = {**here.definition.references, "new": always, "gone": document}
    definition = here.definition.model_copy(update={"references": references, "periods": "document"})
    return explain(item(severity=[{**MAJOR, "by": "gone"}]), {"x": "3"}, Law(definition, NEW_FIRST))


ALL, ANY = {"all": [REACHED, SEEN]}, {"any": [REACHED, SEEN]}
GENERAL, MAJOR, PENDING = {"is": "general"}, {"is": "major"}, {"is": "pending"}
SMALL = {"fact": "x", "op": "<", "value": "9"}
IF_SEEN = {"is": "major", "when": SEEN}
LATER = law([limit("2", start="2025-01-01")])[0]
UNCONFIRMED: Law = law([limit("2", article="3.2")])[0]

FOUND: dict[str, Callable[[], Explanation]] = {
    "over": lambda: why({"x": "2.000001"}),
    "at": lambda: why({"x": "2.0"}),
    "empty": lambda: why({}),
    **{f"{op}{x}": partial(by, op, x) for op in (">=", "<=", "<", "=") for x in ("1.9", "2", "2.1")},
    **{f"not{op}": partial(by, op, "2", negated=True) for op in (">=", ">", "<=", "<", "=")},
    **{f"day{op}": partial(days, op) for op in (">=", ">", "<=", "<", "=")},
    **{f"notday{op}": partial(days, op, negated=True) for op in (">=", ">", "<=", "<", "=")},
    "not-empty": lambda: why({}, {"not": REACHED}),
    "own": lambda: why({"x": "3"}, {"fact": "x", "op": ">", "value": "1"}),
    "seen": lambda: why({"seen": "true"}, SEEN),
    "unseen": lambda: why({"seen": "false"}, SEEN),
    "not-seen": lambda: why({"seen": "false"}, {"not": SEEN}),
    "both": lambda: why({"x": "3", "seen": "true"}, ALL),
    "either": lambda: why({"x": "3", "seen": "true"}, ANY),
    "one-of-both": lambda: why({"x": "1"}, ALL),
    "half-of-both": lambda: why({"x": "3"}, ALL),
    "all-of-one": lambda: why({"x": "3"}, {"all": [REACHED]}),
    "mixed": lambda: why({"x": "3", "seen": "true"}, {"any": [SEEN, {"all": [REACHED, SMALL]}]}),
    "nested": lambda: why({"x": "3", "seen": "true"}, {"all": [SEEN, {"any": [REACHED, SMALL]}]}),
    "taller": lambda: than.why(than.TALLER, {"height": "3"}),
    "no-limit": lambda: why({"x": "3"}, here=LATER),
    "no-limit-empty": lambda: why({}, here=LATER),
    "no-limit-twice": lambda: why({"x": "3"}, {"any": [REACHED, {"not": REACHED}]}, LATER),
    "no-limit-unseen": lambda: why({"x": "3"}, ANY, LATER),
    "unconfirmed": lambda: why({"x": "3"}, here=UNCONFIRMED),
    "unconfirmed-basis": lambda: why({"x": "3"}, basis=[{"ref": "new", "article": "3.2"}]),
    "confirmed-basis": lambda: why({"x": "3"}, basis=[{"ref": "new", "article": "3.1"}]),
    "city-stricter": lambda: near(("2", ">"), ("3", ">"), ("1", ">")),
    "city-alone": lambda: why({"x": "9"}, here=law([limit("1", start="2025-01-01")], {CITY: [limit("1")]})[0]),
    "province-stricter": lambda: near(("2", ">"), ("1", ">")),
    "province-equal": lambda: near(("2", ">"), ("2.0", ">")),
    "province-reached": lambda: near(("2", ">"), ("2", ">=")),
    "all-equal": lambda: near(("2", ">"), ("2", ">"), ("2", ">")),
    "some-equal": lambda: near(("2", ">"), ("2", ">"), ("3", ">")),
    "no-unit": lambda: without_unit("3"),
    "article-word": lambda: why({"x": "3"}, here=law([limit("2", article="附录A")])[0]),
    "nearest": lambda: near(("2", ">"), ("3", ">"), safety=False),
    "eye": by_eye,
    "eye-seen": lambda: by_eye(IF_SEEN, GENERAL, seen="true"),
    "eye-open": lambda: by_eye(IF_SEEN, GENERAL),
    "major": lambda: graded(MAJOR),
    "pending": lambda: graded(PENDING),
    "by-old-last": lambda: graded({**MAJOR, "by": "old"}, GENERAL, on=OLD_LAST),
    "by-old-after": lambda: graded({**MAJOR, "by": "old"}, GENERAL),
    "by-new-before": lambda: graded({**MAJOR, "by": "new"}, GENERAL, on=OLD_LAST),
    "by-new-first": lambda: graded({**MAJOR, "by": "new"}, GENERAL),
    "by-new-only": lambda: graded({**MAJOR, "by": "new"}, on=OLD_LAST),
    "old-or-new": lambda: graded({**MAJOR, "by": "old"}, {**MAJOR, "by": "new"}),
    "by-expired": expired,
    "by-unclear": unclear,
    "old-unseen": lambda: graded({**MAJOR, "by": "old"}, IF_SEEN, GENERAL, seen="false"),
    "three-rules": lambda: graded(MAJOR, GENERAL, PENDING),
    "seen-unreached": lambda: graded(MAJOR, IF_SEEN),
    "no-rule-holds": lambda: graded(IF_SEEN, seen="false"),
    "rule-open": lambda: graded(IF_SEEN, GENERAL),
    "rule-without-limit": lambda: explain(
        item(tree=SEEN, severity=[{"is": "major", "when": REACHED}]), {"x": "3"}, LATER
    ),
    "listed": lambda: graded(IF_SEEN, GENERAL, register=True, seen="true"),
    "unlisted": lambda: graded(IF_SEEN, GENERAL, register=True, seen="false"),
    "register": lambda: graded(GENERAL, register=True),
    "register-below": lambda: graded(GENERAL, register=True, x="2"),
    "register-pending": lambda: graded(IF_SEEN, PENDING, register=True, seen="false"),
    "register-open": lambda: graded(IF_SEEN, GENERAL, register=True),
}
EYE = "eye eye-seen eye-open"
UNDECIDED = (
    "empty not-empty half-of-both taller no-limit no-limit-empty no-limit-twice no-limit-unseen rule-without-limit"
)
CLEAR = "at >=1.9 <=2.1 <2 <2.1 =1.9 =2.1 not>= not<= not= day> day< notday>= notday<= notday= unseen one-of-both"
OWN = "own seen unseen not-seen taller rule-without-limit no-limit no-limit-empty no-limit-twice no-limit-unseen"
DAYS = " ".join(f"day{op} notday{op}" for op in (">=", ">", "<=", "<", "="))
REGISTERED = "listed unlisted register register-pending register-open"
NOT_IN_FORCE = "by-old-after by-new-before by-new-only by-expired old-unseen"
OPEN_RULE = "rule-open rule-without-limit eye-open register-open"
REGIONAL = "no-unit some-equal city-stricter province-stricter province-equal province-reached all-equal nearest"
SEEN_ASKED = "old-unseen eye-seen eye-open no-rule-holds rule-open listed unlisted register-pending register-open"
SAID = {
    # what decides, in which direction
    "限值 2 m（达到或超过即不合格）": ">=1.9 >=2 >=2.1 not< province-reached",
    "限值 2 m（不足即不合格）": "<1.9 <2 <2.1 not>=",
    "限值 2 m（不超过即不合格）": "<=1.9 <=2 <=2.1 not>",
    "限值 2 m（等于即不合格）": "=1.9 =2 =2.1",
    "限值 2 m（不等于即不合格）": "not=",
    "检查日 2022-02-17（不早于即不合格）": "day>= notday<",
    "检查日 2022-02-17（晚于即不合格）": "day> notday<=",
    "检查日 2022-02-17（不晚于即不合格）": "day<= notday>",
    "检查日 2022-02-17（早于即不合格）": "day< notday>=",
    "检查日 2022-02-17（等于即不合格）": "day=",
    "检查日 2022-02-17（不等于即不合格）": "notday=",
    "，比照 ": f"taller {DAYS}",
    "，界限 2.0 m（超过即符合）": "both one-of-both half-of-both mixed nested",
    "，界限 ": "both one-of-both half-of-both mixed nested",
    "（“是”即不合格）": "seen unseen either mixed no-limit-unseen rule-without-limit",
    "（不是“是”即不合格）": "not-seen",
    "不合格的条件：量 达到限值“限” 且 看见 是": "both one-of-both half-of-both",
    "的条件：": "both one-of-both half-of-both mixed nested",
    "即不合格） → 合格": CLEAR.replace("one-of-both", ""),
    "即不合格） → 不合格": f"but {CLEAR} {UNDECIDED} {EYE} {REGISTERED} register-below both nested",
    "（超过即要登记） → 要登记": REGISTERED,
    "（超过即要登记） → 不必登记": "register-below",
    # measured or not
    "：未填": "empty not-empty no-limit-empty one-of-both half-of-both no-limit-unseen rule-without-limit eye-open"
    " rule-open register-open",
    "比照 宽度 未填": "taller",
    " → 待补参": "empty not-empty no-limit-empty half-of-both taller no-limit-unseen rule-without-limit eye-open"
    " rule-open register-open",
    " → 不影响结论": "one-of-both",
    " → 当日无有效限值": "no-limit no-limit-twice no-limit-unseen rule-without-limit",
    "：实测 3 m → 当日无有效限值": "no-limit no-limit-twice no-limit-unseen rule-without-limit",
    "“限”2024-12-01 没有施行中的规定": "no-limit no-limit-empty no-limit-twice no-limit-unseen rule-without-limit",
    "实测 ": f"but empty not-empty no-limit-empty seen unseen not-seen {DAYS} {EYE}",
    # where the limit comes from
    "依据：检查表自定": "own mixed nested",
    "；依据《新规程》第3.1条（不限起止）": f"but {OWN} {DAYS} {EYE} unconfirmed article-word",
    "按检查日 2024-12-01 选用的版本": f"but {OWN} {DAYS} {EYE} by-old-last by-new-before by-new-only",
    "按检查日 2024-11-30 选用的版本": "by-old-last by-new-before by-new-only",
    "地区：国家；": f"but {OWN} {DAYS} {EYE} {REGIONAL} city-alone",
    "地区：区530600（530600）；": "city-alone",
    "地区：国家 2 m；区530000 1 m，较严，采用": "province-stricter",
    "，较严，采用": "province-stricter province-reached no-unit",
    "地区：国家 2 m；区530000 3 m；区530600 1 m，最严，采用": "city-stricter",
    "限值 1（超过即不合格） → 不合格；依据《新规程》第3.1条（不限起止）；地区：国家 2；区530000 1，较严": "no-unit",
    "依据《新规程》附录A（不限起止）": "article-word",
    "，最严，采用": "city-stricter some-equal",
    "，同样严格，采用": "province-equal all-equal",
    "国家 2 m（超过）；区530000 2 m（达到或超过），较严": "province-reached",
    " m（超过）": "province-reached",
    "，以最近一级的规定为准，采用": "nearest",
    "，采用": REGIONAL,
    "第3.2条（待核）": "unconfirmed",
    "（待核）": "unconfirmed",
    "条文没有核对原文": "unconfirmed unconfirmed-basis",
    "待核：《新规程》第3.2条。条文没有核对原文，不得在文书中引用。": "unconfirmed unconfirmed-basis",
    # what it comes to
    "结论：不合格\n": f"but {CLEAR} {UNDECIDED} {EYE} {REGISTERED} register-below",
    "结论：合格\n": CLEAR,
    "定级：合格，不定级": CLEAR,
    "摘要：合格\n": CLEAR,
    "结论：要登记\n": REGISTERED,
    "结论：不必登记\n": "register-below",
    "定级：不必登记，不定级": "register-below",
    "，不定级": f"{CLEAR} register-below",
    "结论：判不了：": UNDECIDED,
    "结论：判不了：待补“量”\n": "empty not-empty",
    "结论：判不了：“限”当日无有效限值\n": "no-limit no-limit-twice",
    "结论：判不了：待补“看见”；“限”当日无有效限值\n": "no-limit-unseen",
    "结论：由检查员现场判断，没有可比的数值\n": EYE,
    "定级：如不合格，为": UNDECIDED,
    "，如不合格，为": UNDECIDED,
    "摘要：不合格，": f"but {CLEAR} {UNDECIDED} {EYE} {REGISTERED} register-below",
    "待补：看见\n": f"{OPEN_RULE} half-of-both no-limit-unseen",
    # grades
    "（未列入重大隐患判定情形）": f"but {CLEAR} {NOT_IN_FORCE} {OPEN_RULE} {REGISTERED} register-below"
    " by-unclear major pending eye-seen three-rules seen-unreached by-old-last by-new-first old-or-new no-rule-holds",
    "（检查表列为重大）": "major eye-seen three-rules seen-unreached",
    "摘要：重大（检查表列为重大）\n": "eye-seen",
    "（没有文件定等级，由主管定级）": "pending register-pending",
    "（依《旧规程》判定）": "by-old-last",
    "（依《新规程》判定）": "by-new-first old-or-new",
    "（《旧规程》在检查日 2024-12-01 已失效，由主管依当日有效的规定定级）": "by-old-after old-unseen",
    "（《甲规程》在检查日 2024-12-01 已失效，由主管": "by-expired",
    "（《新规程》2024-12-01 起执行，检查日 2024-11-30 尚未施行，由主管": "by-new-before by-new-only",
    "由主管依当日有效的规定定级": f"{NOT_IN_FORCE} by-unclear",
    "待定级（由主管定级）": "no-rule-holds",
    "《甲规程》效力待核，不能据此定级，由主管": "by-unclear",
    " → 文件的施行期不清楚，不能据此定级；依《甲规程》，效力待核": "by-unclear",
    "定级所需的情况待补：看见；由主管定级": "rule-open eye-open",
    "定级所需的情况待补：看见；补齐后核定": "register-open",
    "定级所需的情况待补，由主管定级": "rule-without-limit",
    "（属于检查表所列的“重大”情形）": "listed",
    "（不属于检查表所列的“重大”情形）": "unlisted",
    "（登记事项，检查表没有分等级）": "register",
    # rules of grading
    " → 符合，据此定级": f"but {NOT_IN_FORCE} {OPEN_RULE} no-rule-holds by-unclear",
    "看见 是 → 不符合\n": "no-rule-holds unlisted register-pending old-unseen",
    "：不论情形 → 检查日不在施行期内，不能据此定级": f"{NOT_IN_FORCE} old-or-new",
    " → 所需情况待补，判不了": OPEN_RULE,
    "一般：不论情形 → 上面有情形因文件不在施行期内而没有判，不能就此从低": "by-old-after by-new-before old-unseen",
    " → 前面已定，不再看": "eye-seen eye-open by-old-last by-new-first rule-open listed register-open three-rules"
    " seen-unreached",
    "，不再看\n待定级：不论情形 → 前面已定，不再看": "three-rules",
    "；依《旧规程》，检查日施行中（至 2024-11-30）": "by-old-last",
    "；依《新规程》，检查日施行中（2024-12-01 起）": "by-new-first old-or-new",
    "，检查日不在施行期内（": f"{NOT_IN_FORCE} old-or-new",
    "；依《": f"{NOT_IN_FORCE} by-unclear by-old-last by-new-first old-or-new",
    "\n  看见：": SEEN_ASKED,
}
SWEEP = Sweep(told, FOUND, SAID)
COMPUTED = Sweep(
    told,
    {
        "computed": lambda: reckoned({"any": "true", "f": "9", "n": "40"}),
        "computed-low": lambda: reckoned({"any": "true", "f": "8", "n": "40"}),
        "computed-open": lambda: reckoned({"any": "true", "f": "9"}),
        "computed-zero": lambda: reckoned({"any": "true", "f": "0", "n": "0"}),
        "computed-idle": lambda: reckoned({"any": "false"}),
        "computed-beside": lambda: reckoned({"any": "true"}, {"fact": "any", "is": "true"}),
        "third": lambda: found_again("3"),
        "second": lambda: found_again("2"),
        "several": lambda: several("a,b"),
        "several-other": lambda: several("b"),
    },
    {
        "占比 = f ÷ n = 9 ÷ 40 = 22.5 %\n": "computed",
        "占比 = f ÷ n = 8 ÷ 40 = 20 %\n": "computed-low",
        "占比 = f ÷ n → 待补参：“n”\n": "computed-open",
        "占比 = f ÷ n → 待补参：“f”、“n”\n": "computed-beside",
        "占比 = f ÷ n = 0 ÷ 0 → 算不出：“n”为 0，不能作除数\n": "computed-zero",
        "占比 = f ÷ n → 没有问到，不算\n": "computed-idle",
        "占比：算得 22.5 %，限值 20 %（超过即不合格） → 不合格": "computed",
        "占比：算得 20 %，限值 20 %（超过即不合格） → 合格": "computed-low",
        "占比：算不出，限值 20 %（超过即不合格） → 待补参": "computed-open",
        "占比：算不出，限值 20 %（超过即不合格） → 算不出": "computed-zero",
        "占比：没有问到，限值 20 %（超过即不合格） → 合格": "computed-idle",
        "结论：判不了：待补“n”\n": "computed-open",
        "结论：判不了：“占比”算不出：“n”为 0，不能作除数\n": "computed-zero",
        "重大（365 日内第 3 次发现，检查表列为重大）": "third",
        "日内第 ": "third",
        " 次发现，": "third",
        "毛病：“漏、锈”（含“漏”即不合格） → 不合格": "several",
        "毛病：“锈”（含“漏”即不合格） → 合格": "several-other",
    },
)


def test_an_explanation_says_what_is_so_and_nothing_else() -> None:
    """At every limit, on both sides of it; on the last day of one edition and the first of the next."""
    SWEEP.check()


def test_what_is_computed_and_chosen_is_told_as_it_is() -> None:
    COMPUTED.check()


@pytest.mark.parametrize(("article", "mark"), [("1", ""), ("2", "（待核）"), ("3", "（待核）"), ("9", "")])
def test_a_citation_is_marked_as_sure_as_it_is(article: str, mark: str) -> None:
    document = Reference(id="r", title="规程", articles={"1": "C", "2": "M", "3": "U"})
    assert citing.marked("r", article, {"r": document}) == f"《规程》第{article}条{mark}"


def test_every_sentence_of_an_explanation_is_swept() -> None:
    assert unaccounted([SWEEP, COMPUTED], citing, explanation, reasons, verdicts) == []
