"""Scores: every boundary of JGJ 59-2011 chapters 4 and 5, exactly; what is missing; what can never happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Definition, Item, Pack
from inspect_engine.domain.rules.scoring import scores_add_up
from inspect_engine.domain.scores import Reply, Score, Subject, score, score_faults, short, shown

Change = Reply | str | None
Changes = dict[tuple[str, str] | str, Change]
Result = Any
"""A :class:`Score` in tests: its fractions are compared with plain numbers, which strict typing would not have."""

ON = date(2024, 6, 18)
REF = {"id": "std", "title": "检查标准", "articles": {"第1条": "C", "第2条": "M"}}
LOST = {"id": "lost", "title": "扣分", "type": "decimal", "required": "false", "deducts": "1"}
EDGE = {"id": "edge", "title": "临边没有栏杆", "type": "boolean", "required": "false", "deducts": "5"}
MANY = (
    {"id": "many", "title": "缺底座", "type": "integer", "unit": "根", "required": "false"},
    {
        **{"id": "many_each", "title": "缺底座：每处扣分", "type": "decimal", "required": "false"},
        **{"min": "2", "max": "5", "deducts": "1", "times": "many"},
    },
)
PLACES = {"id": "places", "title": "缺垫板", "type": "integer", "required": "false", "deducts": "2"}


def item(name: str, kind: str, points: int, *, assured: bool = False, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"id": name, "title": name, "check": "看", "kinds": [kind], "points": str(points)}
    given |= {"values": [LOST, EDGE, PLACES], "severity": [{"is": "general"}], "evidence": "照片", "requirement": "改"}
    return {**given, "assured": assured, "basis": [{"ref": "std", "article": "第1条"}], **more}


def table(section: str, kind: str, group: str, letter: str) -> dict[str, Any]:
    """60 points of assured items, 40 of others."""
    items = [item(f"{letter}-A{n}", kind, 10, assured=True) for n in range(1, 7)]
    items += [item(f"{letter}-G{n}", kind, 10) for n in range(1, 5)]
    return {"id": section, "title": f"表{letter}", "counts_in": group, "items": items}


def pack_text() -> dict[str, Any]:
    """A site with a table of each sort, a pit that its form may deny, and machines."""
    power = [item("P-A1", "site", 20, assured=True), item("P-A2", "site", 40, assured=True), item("P-G1", "site", 40)]
    kinds = {
        "site": {"title": "工地", "fields": [{"id": "pit", "title": "有基坑", "type": "boolean", "required": "false"}]},
        "machine": {"title": "设备"},
    }
    groups = [("s1", 10), ("s2", 15), ("s3", 10), ("s4", 5), ("s5", 10)]
    scoring = {
        "groups": [{"id": name, "title": name.upper(), "points": str(points)} for name, points in groups],
        **{"assured_points": "60", "assured_floor": "40", "good": "80", "fair": "70"},
        "basis": {"ref": "std", "article": "第1条"},
    }
    sections = [
        table("plan", "site", "s1", "S"),
        {"id": "power", "title": "表P", "counts_in": "s2", "items": power},
        table("machine", "machine", "s3", "M"),
        {
            **{"id": "tools", "title": "表T", "counts_in": "s4"},
            "items": [item(f"T-{n}", "site", 50) for n in (1, 2)],
        },
        {**table("pit", "site", "s5", "K"), "asked_if": {"fact": "pit", "is": "true"}},
    ]
    head = {"id": "mini", "title": "小表", "version": "1", "number_prefix": "X", "summary": "试"}
    return {**head, "kinds": kinds, "scoring": scoring, "sections": sections}


@cache
def mini() -> Definition:
    data = {"pack": pack_text(), "workflows": {}, "references": {"std": REF}}
    return Definition.model_validate(data)


SITE = Subject("site", "site", "工地", {"pit": "false"})
NA = Reply("na", {}, "没有")


def lost(points: str, note: str = "") -> Reply:
    return Reply("fail" if Fraction(points) else "pass", {"lost": points} if Fraction(points) else {}, note)


def machines(count: int) -> list[Subject]:
    return [Subject(f"m{n}", "machine", f"设备{n}", {}) for n in range(1, count + 1)]


def scored(
    changes: Mapping[tuple[str, str] | str, Change],
    subjects: list[Subject] | None = None,
    *,
    proportional: bool = True,
) -> Result:
    """Full marks everywhere but for ``changes``: by item of the site, or by (subject, item); None is no answer."""
    here = subjects if subjects is not None else [SITE, *machines(1)]
    replies: dict[tuple[str, str], Reply] = {}
    for subject in here:
        for one in mini().pack.items_for(subject.kind):
            if not one.id.startswith("K") or subject.form.get("pit") != "false":
                replies[subject.key, one.id] = Reply("pass", {})
    for where, change in changes.items():
        key = where if isinstance(where, tuple) else ("site", where)
        if change is None:
            replies.pop(key, None)
        else:
            replies[key] = lost(change) if isinstance(change, str) else change
    return score(mini(), here, replies, ON, proportional=proportional)


def sheet(result: Score, section: str, subject: str = "site") -> Any:
    (found,) = [each for each in result.sheets if (each.section.id, each.subject.key) == (section, subject)]
    return found


def assured(*points: str, letter: str = "S") -> Changes:
    return {f"{letter}-A{n}": each for n, each in enumerate(points, 1)}


# --- R2, R3: items and sheets --------------------------------------------------------------------------------------


def test_deductions_are_places_times_points_and_at_most_the_points_of_the_item() -> None:
    reply = Reply("fail", {"lost": "3", "edge": "true", "places": "2"}, "理由")
    line = sheet(scored({"S-A1": reply}), "plan").lines[0]
    assert [each.told for each in line.deductions] == ["扣分 3 分", "临边没有栏杆 5 分", "缺垫板 2 处×2 分＝4 分"]
    assert (line.claimed, line.lost, line.got) == (12, 10, 0)
    assert line.capped == "各项扣分合计 12 分，超过应得分，按 10 分扣"


@pytest.mark.parametrize(
    ("subtotal", "points", "expected"),
    [
        ("恰好 40", ("5", "5", "5", "5", 0, 0), Fraction(80)),
        ("39.5", ("5", "5", "5", "5.5", 0, 0), Fraction(0)),
        ("39.999999", ("5", "5", "5", "5.000001", 0, 0), Fraction(0)),
        ("41，但一项得零", ("10", "9", 0, 0, 0, 0), Fraction(0)),
        ("一项 9.5", ("9.5", 0, 0, 0, 0, 0), Fraction(181, 2)),
        ("一项恰好 10", ("10", 0, 0, 0, 0, 0), Fraction(0)),
    ],
)
def test_a_sheet_counts_as_zero_below_40_or_when_an_assured_item_has_nothing(
    subtotal: str, points: tuple[str, ...], expected: Fraction
) -> None:
    found = sheet(scored(assured(*map(str, points))), "plan")
    assert found.score == expected, subtotal
    assert bool(found.zero_why) == (expected == 0)


@pytest.mark.parametrize(("points", "expected"), [("19.5", 60.5 + 20), ("20", 0)])
def test_an_assured_item_of_20_points_needs_all_20_lost(points: str, expected: float) -> None:
    assert sheet(scored({"P-A1": points}), "power").score == Fraction(expected)


def test_general_items_never_make_a_sheet_zero() -> None:
    found = sheet(scored({f"S-G{n}": "10" for n in range(1, 5)}), "plan")
    assert (found.score, found.zero_why) == (60, "")


def test_sheets_without_assured_items_are_zero_only_when_everything_is_lost() -> None:
    """B.13 and B.19 know no assured items: one item at nothing is no zero sheet."""
    one, both = scored({"T-1": "50"}), scored({"T-1": "50", "T-2": "50"})
    assert (sheet(one, "tools").score, one.zeros, one.grade) == (50, (), "优良")
    assert ([each.section.id for each in both.zeros], both.grade) == (["tools"], "不合格")


@pytest.mark.parametrize(
    ("absent", "points", "proportional", "is_zero"),
    [
        ("一项缺项，33.33/50＝2/3", {"S-A1": NA, "S-A2": "9", "S-A3": "7.666666"}, True, False),
        ("一项缺项，33/50", {"S-A1": NA, "S-A2": "9", "S-A3": "8"}, True, True),
        ("三项缺项，恰好 20/30", {"S-A1": NA, "S-A2": NA, "S-A3": NA, "S-A4": "9", "S-A5": "1"}, True, False),
        ("三项缺项，19.999999/30", {"S-A1": NA, "S-A2": NA, "S-A3": NA, "S-A4": "9", "S-A5": "1.000001"}, True, True),
        ("三项缺项，固定 40 分", {"S-A1": NA, "S-A2": NA, "S-A3": NA}, False, True),
        ("一项缺项，固定 40 分", {"S-A1": NA, "S-A2": "9", "S-A3": "1"}, False, False),
        ("一项缺项，固定 40 分，39.5", {"S-A1": NA, "S-A2": "9", "S-A3": "1.5"}, False, True),
        ("全部缺项", {f"S-A{n}": NA for n in range(1, 7)}, True, False),
    ],
)
def test_the_floor_is_a_ratio_where_assured_items_are_absent(
    absent: str, points: Changes, proportional: bool, is_zero: bool
) -> None:
    found = sheet(scored(points, proportional=proportional), "plan")
    assert bool(found.zero_why) == is_zero, absent


def test_the_textbook_reading_is_told() -> None:
    ratio, fixed = scored({"S-A1": NA}), scored({"S-A1": NA}, proportional=False)
    assert any("教材口径" in remark for remark in ratio.remarks)
    assert any("固定分数" in remark for remark in fixed.remarks)
    assert not any("口径" in remark or "固定分数" in remark for remark in scored({"S-G1": NA}).remarks)
    why = sheet(scored({"S-A1": NA, "S-A2": "9", "S-A3": "8"}), "plan").zero_why
    assert why == "保证项目小计实得 33／应得 50＝66.00%，低于 40／60（66.67%）（有缺项，教材口径）"


# --- R4, R5, R6: summary -------------------------------------------------------------------------------------------


def test_absent_items_are_left_out_of_their_sheet() -> None:
    """The crane of the worked example: 44 of 50 assured, 36 of 40 others, one absent."""
    changes: Changes = {("m1", "M-A1"): NA, ("m1", "M-A2"): "6", ("m1", "M-G1"): "4"}
    found = sheet(scored(changes), "machine", "m1")
    assert (found.assured_got, found.assured_due, found.got, found.due) == (44, 50, 80, 90)
    assert (found.score, shown(found.score)) == (Fraction(800, 9), "88.89")


def test_a_sheet_of_86_in_a_line_of_15_is_12_9() -> None:
    changes: Changes = {"P-A2": "10", "P-G1": "4"}
    line = next(group for group in scored(changes).groups if group.group.id == "s2")
    assert (line.mean, line.mark) == (86, Fraction(129, 10))


def test_absent_lines_are_left_out_of_the_total() -> None:
    whole, without = scored({"S-G1": "10"}, [SITE]), scored({"S-G1": "10"})
    assert (whole.due, without.due) == (30, 40)
    assert whole.total == Fraction(29, 30) * 100
    told = {group.group.id: group.absent_why for group in whole.groups}
    assert told["s3"] == "这次检查没有这一类对象"
    assert told["s5"].startswith("工地：")
    assert "有基坑" in told["s5"]
    assert any(remark.startswith("S3：缺项，不计入总分") for remark in whole.remarks)


def test_a_line_whose_items_are_all_na_is_absent() -> None:
    result = scored({"T-1": NA, "T-2": NA})
    assert (result.due, result.final, result.groups[3].absent_why) == (35, True, "各项都作答不适用")


def test_machines_of_one_type_are_sheets_of_their_own_and_count_alike() -> None:
    changes: Changes = {("m1", "M-G1"): "1", ("m3", "M-G1"): "10"}
    result = scored(changes, [SITE, *machines(3)])
    line = result.groups[2]
    assert ([each.score for each in line.sheets], line.mean) == ([99, 100, 90], Fraction(289, 3))
    assert "S3：3 张表（99.00、100.00、90.00），取各表得分的算术平均" in "".join(result.remarks)


# --- R7, R8, R9: grades --------------------------------------------------------------------------------------------


def total_of(points: str) -> Result:
    """Full marks but for the one sheet that is asked: general items and assured ones lose together ``points``."""
    left, changes = Decimal(points), Changes()
    for name in (*(f"K-G{n}" for n in range(1, 5)), "K-A1", "K-A2"):
        take = min(left, Decimal("9.5"))
        changes[name], left = str(take), left - take
    pit = Subject("site", "site", "工地", {"pit": "true"})
    only: Changes = {one.id: NA for one in mini().pack.items_for("site") if not one.id.startswith("K")}
    return scored({**only, **changes}, [pit])


@pytest.mark.parametrize(
    ("points", "grade"),
    [("0", "优良"), ("20", "优良"), ("20.000001", "合格"), ("30", "合格"), ("30.000001", "不合格"), ("45", "不合格")],
)
def test_grades_change_exactly_at_80_and_70(points: str, grade: str) -> None:
    result = total_of(points)
    assert (result.total, result.grade, result.zeros) == (100 - Fraction(points), grade, ())


def test_ninths_that_add_up_to_80_are_80() -> None:
    """65, 71 and 80 of 90: in binary the mean falls short of the line."""
    changes: Changes = {(f"m{n}", "M-G4"): NA for n in (1, 2, 3)}
    for key, points in (("m1", ("10", "10", "5")), ("m2", ("10", "9")), ("m3", ("10",))):
        changes |= {(key, f"M-G{n}"): each for n, each in enumerate(points, 1)}
    result = scored(changes, machines(3))
    assert [shown(each.score or Fraction(0)) for each in result.sheets] == ["72.22", "78.89", "88.89"]
    assert (result.total, result.grade) == (80, "优良")
    assert sum(got / 90 * 100 for got in (65, 71, 80)) / 3 < 80


def test_a_total_that_only_looks_like_80_says_so() -> None:
    result = total_of("20.000001")
    assert shown(result.total or Fraction(0)) == "80.00"
    assert any("总分显示为 80.00，精确值低于 80" in remark for remark in result.remarks)
    assert not any("精确值" in remark for remark in total_of("20").remarks)


def test_one_zero_sheet_among_several_fails_the_site_whatever_the_mean() -> None:
    """Looking at the lines of the summary alone would miss it: the mean is 50, the total above 70."""
    result = scored({("m2", "M-A1"): "10"}, [SITE, *machines(2)])
    assert (result.groups[2].mean, result.total) == (50, Fraction(35, 40) * 100)
    assert ([each.subject.key for each in result.zeros], result.grade) == (["m2"], "不合格")
    assert result.grade_why == "有 1 张分项表得零分，总分虽达 70 分仍不合格"
    assert any("须限期整改" in remark for remark in result.remarks)


def test_rounding_is_half_up_and_only_shown() -> None:
    given = ("82.985", "82.984999", "0.005", "0", "100", "1/3", "2/3")
    assert [shown(Fraction(each)) for each in given] == ["82.99", "82.98", "0.01", "0.00", "100.00", "0.33", "0.67"]
    assert [short(Fraction(each)) for each in ("10", "100", "0", "12.50", "2.25")] == ["10", "100", "0", "12.5", "2.25"]


# --- R1: what is missing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (None, "没有作答"),
        (Reply("missing", {}, "未测"), "作答为待补参"),
        (Reply("na", {}, ""), "作答不适用，没有写明理由"),
        (Reply("na", {}, " \u200b"), "作答不适用，没有写明理由"),
    ],
)
def test_every_assured_item_is_answered_or_na_with_a_reason(change: Reply | None, told: str) -> None:
    result = scored({"S-A3": change})
    assert (result.final, result.grade, result.grade_why) == (False, None, "完成时还有项目没有评，定不了级")
    assert replace(result, open_why=("检查还没有完成",)).grade_why == "待补齐后定级"
    assert result.waits_for == (f"表S，工地：保证项目“S-A3”{told}",)
    assert any("暂算" in remark for remark in result.remarks)


def test_other_items_may_be_na_without_a_reason_but_not_left_open() -> None:
    assert scored({"S-G1": Reply("na", {}), "T-1": Reply("na", {})}).final
    assert scored({"S-G1": None, "T-1": None}).waits_for == (
        "表S，工地：一般项目“S-G1”没有作答",
        "表T，工地：检查项目“T-1”没有作答",
    )


def test_nothing_answered_is_no_score() -> None:
    result = score(mini(), [SITE], {}, ON)
    assert (result.total, result.grade, result.final) == (None, None, False)
    assert result.waits_for[0] == "没有任何一项可以评分"


def test_a_zero_sheet_decides_though_other_answers_are_open() -> None:
    assert scored({"S-A1": "10", "P-G1": None}).grade == "不合格"


def test_what_is_open_is_taken_at_its_best_before_a_sheet_counts_as_zero() -> None:
    open_still = {**assured("9", "9", "0"), "S-A4": None}
    assert sheet(scored(open_still), "plan").zero_why == ""
    sure = {**assured("9", "9", "2.5"), "S-A4": None}
    assert sheet(scored(sure), "plan").zero_why == "保证项目小计 39.5 分，不足 40 分"


def test_a_form_that_is_changed_afterwards_hides_no_answer() -> None:
    """The pit was inspected and came to nothing; a form that denies it now does not make the sheet go away."""
    pit: Changes = {one.id: Reply("pass", {}) for one in mini().pack.items if one.id.startswith("K")}
    result = scored({**pit, "K-A1": "10"}, [SITE])
    assert [each.section.id for each in result.zeros] == ["pit"]


def test_items_that_are_not_asked_need_no_answer() -> None:
    assert scored({}).final
    assert not scored({"K-A1": "1"}, [Subject("site", "site", "工地", {})]).lacks
    unknown = score(mini(), [Subject("site", "site", "工地", {})], {("site", "S-A1"): Reply("pass", {})}, ON)
    assert {lack.sheet.section.id for lack in unknown.lacks} == {"plan", "power", "tools", "pit"}


def test_unconfirmed_articles_behind_deductions_are_told() -> None:
    data = pack_text()
    data["sections"][0]["items"][0]["basis"].append({"ref": "std", "article": "第2条"})
    definition = Definition.model_validate({"pack": data, "workflows": {}, "references": {"std": REF}})
    replies = {("site", one.id): Reply("pass", {}) for one in definition.pack.items_for("site")}
    assert score(definition, [SITE], replies, ON).unsure == ()
    assert score(definition, [SITE], {**replies, ("site", "S-A1"): lost("1")}, ON).unsure == ("《检查标准》第2条",)


# --- answers that contradict themselves ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "values", "note", "told"),
    [
        ("pass", {"edge": "true"}, "", "作答为合格，但填了扣分（临边没有栏杆 5 分）"),
        ("na", {"places": "1"}, "", "作答为不适用，但填了扣分"),
        ("fail", {}, "没有栏杆", "作答为不合格，但没有填扣分"),
        ("fail", {"edge": "false", "lost": "0", "places": "0"}, "", "作答为不合格，但没有填扣分"),
        ("fail", {"lost": "2"}, " ", "的“扣分”由检查员定分，须在备注写明处数和理由"),
        ("fail", {"lost": "2"}, "两处", ""),
        ("fail", {"places": "99"}, "", ""),
        ("pass", {"edge": "false", "places": "0"}, "", ""),
        ("missing", {"edge": "true"}, "", ""),
    ],
)
def test_answer_and_deductions_agree(word: Any, values: dict[str, str], note: str, told: str) -> None:
    one = mini().pack.item("S-A1")
    assert one is not None
    found = list(score_faults(one, word, values, note))
    assert (len(found), told in "".join(found)) == (1 if told else 0, True)


def test_items_without_points_are_not_asked_for_deductions() -> None:
    plain = Item.model_validate({**item("S-X", "site", 10), "points": None})
    assert list(score_faults(plain, "fail", {})) == []


# --- definitions ---------------------------------------------------------------------------------------------------


def changed(path: tuple[str | int, ...], value: object) -> Pack:
    data = pack_text()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return Pack.model_validate(data)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("scoring",), None, "检查表却没有 scoring"),
        (("sections", 0, "counts_in"), "s9", "汇总表没有“s9”这一行"),
        (("sections", 3, "counts_in"), None, "没有一张表记入“S4”"),
        (("sections", 0, "items", 0, "points"), None, "要写应得分 points"),
        (("sections", 0, "items", 0, "values"), [], "没有一个值能扣分"),
        (("sections", 3, "counts_in"), None, "所在分组却不记入评分"),
        (("sections", 0, "items", 0, "values"), [PLACES, MANY[1]], "“many_each”要乘的“many”不是同一项里的处数"),
        (
            ("sections", 0, "items", 0, "values"),
            [PLACES, {**MANY[1], "times": "places"}],
            "“many_each”要乘的“places”不是同一项里的处数",
        ),
        (("sections", 0, "items", 0, "assured"), False, "保证项目合计 50 分，应为 60 分"),
        (("scoring", "good"), "70", "优良线 70 应高于合格线 70"),
        (("scoring", "assured_floor"), "61", "保证项目下限高于"),
        (("scoring", "groups", 1, "id"), "s1", "“s1”重复"),
    ],
)
def test_a_score_that_cannot_be_computed_is_refused(path: tuple[str | int, ...], value: object, told: str) -> None:
    assert told in "".join(fault.what for fault in scores_add_up(changed(path, value)))
    assert list(scores_add_up(mini().pack)) == []


# --- whatever is answered ------------------------------------------------------------------------------------------

POINTS = st.sampled_from(["0", "0.5", "3", "5", "9", "9.5", "10", "20"])
WHERE = [("site", one.id) for one in mini().pack.items_for("site") if not one.id.startswith("K")]
WHERE += [(f"m{n}", one.id) for n in (1, 2) for one in mini().pack.items_for("machine")]
SHEETS = st.dictionaries(st.sampled_from(WHERE), st.one_of(POINTS, st.just("na")), max_size=12)


def of(points: Mapping[tuple[str, str], str], subjects: list[Subject] | None = None) -> Result:
    changes = {where: NA if each == "na" else lost(each) for where, each in points.items()}
    return scored(dict(changes), subjects or [SITE, *machines(2)])


def zeros(result: Score) -> set[tuple[str, str]]:
    return {(each.section.id, each.subject.key) for each in result.zeros}


@given(SHEETS, st.sampled_from(WHERE), POINTS)
@settings(max_examples=60)
def test_a_further_deduction_never_raises_a_score(
    points: dict[tuple[str, str], str], where: tuple[str, str], more: str
) -> None:
    before = points.get(where, "0")
    if before == "na":
        return
    after = {**points, where: str(Decimal(before) + Decimal(more))}
    first, second = of(points), of(after)
    assert (second.total or 0) <= (first.total or 0)
    assert zeros(first) <= zeros(second)
    order = ["不合格", "合格", "优良"]
    assert order.index(second.grade or "不合格") <= order.index(first.grade or "不合格")


@given(SHEETS, st.permutations([SITE, *machines(2)]))
@settings(max_examples=40)
def test_the_order_of_subjects_does_not_matter(points: dict[tuple[str, str], str], subjects: list[Subject]) -> None:
    first, second = of(points), of(points, subjects)
    assert (first.total, first.grade, len(first.zeros)) == (second.total, second.grade, len(second.zeros))


@given(SHEETS)
@settings(max_examples=40)
def test_scores_lie_between_nothing_and_full_marks_and_zero_sheets_always_fail(
    points: dict[tuple[str, str], str],
) -> None:
    result = of(points)
    assert all(0 <= each.score <= 100 for each in result.sheets if each.score is not None)
    assert result.total is not None
    assert 0 <= result.total <= 100
    assert not result.zeros or result.grade == "不合格"
    assert (result.grade == "优良") == (not result.zeros and result.total >= 80)
