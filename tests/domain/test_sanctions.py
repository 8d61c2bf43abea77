"""Sanctions: ranges, authorities, periods, clocks and what is missing, over the shipped files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import months_later
from inspect_engine.domain.events import Actor, Event
from inspect_engine.domain.sanctions import licence
from inspect_engine.domain.sanctions.catalogue import Catalogue, FineRange
from inspect_engine.domain.sanctions.flags import Flags
from inspect_engine.domain.sanctions.form import Decision, read_uscc
from inspect_engine.domain.sanctions.imposing import decide
from inspect_engine.domain.sanctions.licence import Earlier, term
from inspect_engine.domain.sanctions.missing import Accident, without_licence_decision, worth_closing
from inspect_engine.domain.sanctions.register import (
    IMPOSED,
    LIFTED,
    PUBLISHED,
    REVOKED,
    WITHDRAWN,
    Sanction,
    fold,
)
from inspect_engine.errors import InputError, Refused
from inspect_engine.reading.sanctions import load_catalogue

DAY = date(2026, 3, 2)
CODE = "91530000MA0000007A"
BASE = "1000000"
WAN = 10_000


@cache
def law() -> Catalogue:
    return load_catalogue()


RANGES = [fine for fine in load_catalogue().fines.values() if not fine.instead]
NOT_FOR_USE = [fine for fine in load_catalogue().fines.values() if fine.instead]


def titled(fine: FineRange) -> str:
    return fine.id


def event(kind: str, number: str, on: date, /, **data: Any) -> Event:
    body = {"number": number, "on": on.isoformat(), **data}
    return Event("e", "f", 1, "p", None, None, kind, Actor("sup1", "os"), datetime(2026, 3, 2, tzinfo=UTC), body)


def attempt(
    kind: str,
    values: Mapping[str, str],
    *,
    party: str = "甲公司",
    on: date = DAY,
    earlier: tuple[Sanction, ...] = (),
    uscc: str = "",
    cases: Mapping[str, str] | None = None,
    number: str = "CJ-2026-0001",
) -> tuple[Sanction, list[str]]:
    """Impose; ``on`` is the day of the decision, announced the day before."""
    usual = {"authority_kind": "housing", "authority": "某市住建局", "grounds": "事由"}
    if law().kinds[kind].penalty:
        usual |= {"doc_no": f"罚〔2026〕{len(earlier)}号", "notified_on": (on - timedelta(days=1)).isoformat()}
    data, warnings = decide(
        law().kinds[kind], {**usual, **values}, Decision(party, on, uscc, cases or {}), earlier, law()
    )
    return fold([event(IMPOSED, number, on, **{k: v for k, v in data.items() if k != "on"})])[number], warnings


def refused(kind: str, values: Mapping[str, str], **more: Any) -> str:
    """Why it cannot be imposed."""
    with pytest.raises(Refused) as caught:
        attempt(kind, values, **more)
    return caught.value.reason


def fined(fine: FineRange, amount: Decimal, **more: str) -> dict[str, str]:
    """A fine under a range, otherwise in order."""
    person = "person" if fine.who == "person" else "unit"
    base = {"base": BASE} if fine.of else {}
    by = fine.by[0] if fine.by else "emergency"
    return {"rule": fine.id, "amount": f"{amount:f}", "authority_kind": by, "party_kind": person, **base, **more}


def bounds(fine: FineRange) -> tuple[Decimal | None, Decimal]:
    low, high = fine.limits(Decimal(BASE))
    assert high is not None
    return low, high


# --- the figures themselves --------------------------------------------------------------------------------------


STATUTE: dict[str, tuple[float | None, float]] = {
    **{"rq-45-1": (5, 50), "rq-45-2": (3, 20), "rq-46": (1, 10), "rq-47-2": (None, 1), "rq-48": (1, 10)},
    **{"rq-49": (None, 10), "rq-49-person": (None, 0.1), "rq-50-1": (5, 10), "rq-50-1-person": (0.5, 5)},
    **{"rq-51-1": (5, 10), "rq-51-1-person": (0.5, 5), "rq-51-2": (None, 0.5), "rq-52": (1, 10)},
    **{"aq-114-general": (30, 100), "aq-114-larger": (100, 200), "aq-114-major": (200, 1000)},
    **{"aq-114-extreme": (1000, 2000), "aq-99-8": (None, 5), "aq-99-8-late": (5, 20), "aq-99-8-person": (1, 2)},
    **{"aq-97-3": (None, 10), "aq-97-3-late": (10, 20), "aq-97-3-person": (2, 5), "aq-101-4-late": (10, 20)},
    **{"aq-101-5-person": (2, 5), "aq-102": (None, 5), "aq-102-person": (5, 10), "tz-85": (2, 20)},
    **{"tz-85-unlicensed": (10, 50), "axz-19": (10, 50), "axz-20": (5, 10), "ja-57": (10, 30), "ja-64": (5, 10)},
    **{"wd-29": (1, 3), "wd-29-person": (0.1, 0.5), "wd-34": (1, 3), "wd-34-person": (0.1, 0.5)},
    **{"zl-69": (50, 100), "zl-69-user": (5, 10), "gh-67": (1, 5), "xf-58-works": (3, 30), "xf-58-4": (3, 30)},
    **{"xf-58-filing": (None, 0.5), "xf-60": (0.5, 5), "xf-60-person": (None, 0.05), "wz-13": (None, 1)},
    **{"wz-14": (None, 0.5), "ps-51": (10, 20)},
    **{"aq-97-1": (None, 10), "aq-97-7-late": (10, 20), "aq-97-2-person": (2, 5), "aq-99-7": (None, 5)},
    **{"aq-99-1-late": (5, 20), "aq-99-5-person": (1, 2), "aq-101-3-late": (10, 20), "aq-94": (2, 5)},
    **{"aq-94-late": (5, 10), "aq-108": (2, 20), "aq-109": (5, 10), "aq-109-late": (10, 20)},
    **{"ja-55": (20, 50), "ja-56": (10, 30), "ja-60": (5, 10), "ja-61": (5, 10), "ja-64-1": (5, 10), "ja-65": (10, 30)},
    **{"ja-65-use": (10, 30), "ja-66": (2, 20), "wd-30": (10, 30), "wd-31": (1, 3), "wd-32": (10, 30)},
    **{"wd-33-brief": (5, 10), "wd-35": (1, 3), "wd-36": (10, 30), "wd-37": (1, 3), "wd-38": (1, 3)},
    **{"zl-54": (50, 100), "zl-56": (20, 50), "zl-59": (1, 10), "zl-63": (10, 30), "zl-65": (10, 20)},
    **{"zl-66": (10, 20), "zl-67": (50, 100), "zl-68": (5, 10), "ks-38": (50, 100), "ks-40": (10, 30)},
    **{
        "jc-39": (5, 10),
        "jc-39-harm": (10, 20),
        "jc-41": (5, 10),
        "jc-42-change": (0.5, 1),
        "jc-42-conditions": (1, 3),
    },
    **{"jc-43": (5, 10), "jc-43-harm": (10, 20), "jc-44": (1, 5), "jc-46": (3, 10), "jc-46-harm": (10, 20)},
    **{"jc-42-conditions": (1, 3), "jc-47-person": (None, 3)},
}
"""万元, copied from the statutes' table a second time, by hand."""
PERCENT: dict[str, tuple[float | None, float]] = {
    **{"aq-95-general": (40, 40), "aq-95-larger": (60, 60), "aq-95-major": (80, 80), "aq-95-extreme": (100, 100)},
    **{"aq-96": (20, 50), "aq-110": (60, 100), "aq-114-2": (200, 500), "aq-112": (100, 100), "zl-57": (1, 2)},
    **{"ztb-53": (0.5, 1), "ztb-53-person": (5, 10)},
    **{"zl-58": (2, 4), "zl-73": (5, 10), "gh-64-correct": (5, 10), "gh-64-remain": (None, 10), "gh-66": (None, 100)},
    **{"ja-59": (100, 300), "ja-63": (20, 50), "zl-55": (0.5, 1), "zl-60-survey": (100, 200), "zl-60-build": (2, 4)},
    **{"zl-61-survey": (100, 200), "zl-61-build": (2, 4), "zl-62-survey": (25, 50), "zl-62-build": (0.5, 1)},
    **{"zl-62-supervise": (25, 50), "zl-64": (2, 4), "ks-35": (100, 200), "ks-36": (200, 500), "ks-37": (200, 500)},
    **{"ks-39": (25, 50)},
}


@pytest.mark.parametrize("name", STATUTE)
def test_figures_are_those_of_the_statute(name: str) -> None:
    low, high = STATUTE[name]
    fine = law().fines[name]
    assert (fine.low, fine.high) == (None if low is None else Decimal(str(low)) * WAN, Decimal(str(high)) * WAN)
    assert fine.of is None


@pytest.mark.parametrize("name", PERCENT)
def test_shares_are_those_of_the_statute(name: str) -> None:
    fine = law().fines[name]
    low, high = PERCENT[name]
    assert (fine.low, fine.high) == (None if low is None else Decimal(str(low)), Decimal(str(high)))
    assert fine.of


def test_every_range_that_is_a_share_has_been_copied_twice() -> None:
    assert {fine.id for fine in RANGES if fine.of} == set(PERCENT)


# --- every range at its boundaries ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fine", RANGES, ids=titled)
def test_both_ends_of_a_range_are_inside(fine: FineRange) -> None:
    low, high = bounds(fine)
    for amount in (low or Decimal("0.01"), high):
        one, warnings = attempt("fine", fined(fine, amount))
        assert one.basis[0]["article"] == fine.article
        assert not [text for text in warnings if "法定" in text]


@pytest.mark.parametrize("fine", RANGES, ids=titled)
def test_a_fen_beyond_a_range_is_told(fine: FineRange) -> None:
    """A confirmed range refuses, also with mitigation above; an unconfirmed one only warns."""
    low, high = bounds(fine)
    cent = Decimal("0.01")
    beyond = [(high + cent, "高于法定上限")] + ([(low - cent, "低于法定下限")] if low else [])
    for amount, told in beyond:
        if law().mark(fine) == "C":
            assert told in refused("fine", fined(fine, amount))
        else:
            [warning] = [text for text in attempt("fine", fined(fine, amount))[1] if told in text]
            assert "只提醒" in warning


@pytest.mark.parametrize("fine", [fine for fine in RANGES if fine.low and fine.low != fine.high], ids=titled)
def test_below_the_range_takes_mitigation_and_a_reason(fine: FineRange) -> None:
    low, _ = bounds(fine)
    assert low
    less = fined(fine, low - 1)
    if law().mark(fine) == "C":
        assert "减轻处罚" in refused("fine", {**less, "mitigated": "是"})
        assert "减轻处罚" in refused("fine", {**less, "mitigation_reason": "主动消除危害"})
        assert "不是减轻处罚" in refused("fine", fined(fine, low, mitigated="是", mitigation_reason="主动消除危害"))
    one, _ = attempt("fine", {**less, "mitigated": "是", "mitigation_reason": "主动消除危害"})
    assert ("减轻处罚的理由", "主动消除危害") in one.told


@pytest.mark.parametrize("fine", NOT_FOR_USE, ids=titled)
def test_what_may_not_be_used_says_what_to_use(fine: FineRange) -> None:
    assert str(fine.instead) in refused("fine", {"rule": fine.id, "amount": "10000"})


@pytest.mark.parametrize("fine", [fine for fine in RANGES if fine.by], ids=titled)
def test_other_authorities_have_no_power(fine: FineRange) -> None:
    """Every kind of authority but those named is refused; 城管 only stands in with a mandate."""
    _, high = bounds(fine)
    for kind in law().authorities:
        values = fined(fine, high, authority_kind=kind)
        if kind in fine.by:
            attempt("fine", values)
        elif law().may(kind, fine.by) == "stand-in":
            assert "mandate" in refused("fine", values)
            attempt("fine", {**values, "mandate": "某省政府关于集中行使处罚权的决定"})
        else:
            assert "无权" in refused("fine", {**values, "mandate": "自称"})


def test_the_fines_after_an_accident_are_for_emergency_management_alone() -> None:
    """安全生产法 第115条: 114, 95, 110. 占压 is not for the gas authority (城镇燃气管理条例 第50条第2款)."""
    alone = {fine.article for fine in RANGES if fine.by == ("emergency",)}
    assert alone == {"第114条", "第114条第2款", "第95条", "第110条"}
    assert "无权" in refused("fine", {"rule": "rq-50-2", "amount": "10000", "authority_kind": "gas"})
    assert set(law().fines["gh-64-correct"].by) == {"planning", "urban"}


def test_whom_a_range_hits_is_checked() -> None:
    assert "罚的是个人" in refused("fine", fined(law().fines["aq-96"], Decimal(300_000), party_kind="unit"))


def test_a_share_needs_its_base_and_a_sum_takes_none() -> None:
    assert "工程合同价款" in refused("fine", {"rule": "zl-57", "amount": "10000"})
    assert "不按基数" in refused("fine", {"rule": "axz-20", "amount": "50000", "base": "1"})


@given(st.integers(1, 10**11))
def test_a_share_of_any_base_is_bounded_to_the_fen(base: int) -> None:
    """1 % to 2 % of a base in 分, whatever its size: nobody is refused over a fraction of a 分."""
    low, high = law().fines["zl-57"].limits(Decimal(base) / 100)
    assert low is not None
    assert high is not None
    assert 0 <= Decimal(base) / 10_000 - low < Decimal("0.01")
    assert abs(high - Decimal(base) / 5_000) <= Decimal("0.005")
    assert low <= high


def test_a_fine_without_a_range_is_recorded_unchecked() -> None:
    _, warnings = attempt("fine", {"amount": "1", "basis": "某市燃气管理条例第9条"})
    assert any("没有核对" in text for text in warnings)
    assert "登记了罚款幅度" in refused("fine", {"amount": "1", "basis": "csrqgltl-583 第48条"})
    assert "rule" in refused("fine", {"amount": "1"})


@pytest.mark.parametrize(
    "basis",
    [
        *(
            "《安全生产法》第一百零一条第（四）项",
            "中华人民共和国安全生产法第101条",
            "依据 安全生产法（2021年修正）第 101 条",
        ),
        *("《城镇燃气管理条例》第四十五条", "安全生产法一百一十条", "《消防法》第五十八条"),
    ],
)
def test_writing_out_the_law_is_no_way_round_its_range(basis: str) -> None:
    assert "登记了罚款幅度" in refused("fine", {"amount": "100000000", "basis": basis})


@pytest.mark.parametrize(
    "basis",
    ["《某省安全生产法实施办法》第101条", "某市城镇燃气管理条例第四十五条", "《安全生产法》第九十条", "建筑法第101条"],
)
def test_another_law_or_article_is_recorded_unchecked(basis: str) -> None:
    assert "没有核对" in "".join(attempt("fine", {"amount": "1", "basis": basis})[1])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"rule": "aq-114-generel", "amount": "1"}, "没有罚款幅度“aq-114-generel”"),
        ({"rule": "axz-20", "amount": "5万"}, "应填数字"),
        ({"rule": "axz-20", "amount": "1", "basis": "axz-397 第20条"}, "不再填“依据”"),
        ({"amount": "1", "basis": "axz-397 第99条"}, "没有登记条款“第99条”"),
        ({"amount": "1", "authority_kind": "police2"}, "没有选项"),
        ({"amount": "1", "sum": "2"}, "没有“sum”这个字段"),
    ],
)
def test_what_cannot_be_read_is_bad_input(values: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        attempt("fine", values)
    assert told in str(caught.value)


def test_fractions_of_a_fen_are_refused() -> None:
    assert "小数多于两位" in refused("fine", {"rule": "axz-20", "amount": "50000.001"})


# --- once, announced, in ninety days -------------------------------------------------------------------------------


def test_one_act_is_fined_once() -> None:
    """行政处罚法 第29条: same party, shared case. Another act, another party, a revoked fine are no hindrance."""
    values = {"rule": "axz-20", "amount": "50000"}
    first, _ = attempt("fine", values, cases={"c1": "RQ-2026-0001"})
    both = {"c1": "RQ-2026-0001", "c2": "RQ-2026-0002"}
    assert "CJ-2026-0001 已就 RQ-2026-0001 罚过款" in refused("fine", values, cases=both, earlier=(first,))
    assert "罚过款" in refused("fine", values, cases=both, earlier=(first,), party=" 甲 公司")
    attempt("fine", {**values, "other_act": "另行违章动火"}, cases=both, earlier=(first,))
    attempt("fine", values, cases=both, earlier=(first,), party="乙公司")
    attempt("fine", values, cases={"c3": "RQ-2026-0003"}, earlier=(first,))
    attempt("fine", values, cases=both, earlier=(replace(first, revoked_on=DAY),))
    attempt("interview", {"basis": "某省办法"}, cases=both, earlier=(first,))


def test_a_document_is_recorded_once() -> None:
    values = {"rule": "axz-20", "amount": "50000", "doc_no": "罚〔2026〕9号"}
    first, _ = attempt("fine", values)
    assert "已登记为 CJ-2026-0001" in refused("fine", values, earlier=(first,))


@pytest.mark.parametrize("kind", [kind for kind in load_catalogue().kinds.values() if kind.penalty], ids=lambda k: k.id)
def test_a_penalty_is_announced_first(kind: Any) -> None:
    own: dict[str, dict[str, str]] = {
        "fine": {"rule": "axz-20", "amount": "50000"},
        "licence-decision": {"outcome": "suspended", "cause": "conditions", "days": "30"},
        "suspend-business": {"basis": "aqscf-2021 第113条"},
        "bid-ban": {"conduct": "among_bidders", "until": "2028-01-01"},
    }
    values = own.get(kind.id, {})
    assert "notified_on" in refused(kind.id, {**values, "notified_on": " "})
    assert "告知日期 2026-03-03 在决定日期" in refused(kind.id, {**values, "notified_on": "2026-03-03"})
    assert attempt(kind.id, {**values, "notified_on": DAY.isoformat()})[0].penalty


def test_a_circular_is_no_penalty_but_public_criticism_is() -> None:
    assert not attempt("circular", {"basis": "工作需要"})[0].penalty
    assert not attempt("circular", {"basis": "工作需要"})[0].public
    assert attempt("public-criticism", {})[0].penalty


def test_the_ninety_days_from_filing_warn() -> None:
    """Ninety civil days, rolled on over the weekend: 2025-12-02 + 90 = 2026-03-02."""
    values = {"rule": "axz-20", "amount": "50000"}
    assert not any("90 日" in text for text in attempt("fine", {**values, "filed_on": "2025-12-02"})[1])
    assert any("90 日" in text for text in attempt("fine", {**values, "filed_on": "2025-11-28"})[1])


def test_a_law_that_was_not_in_force_warns() -> None:
    values = {"rule": "aq-102", "amount": "50000", "authority_kind": "emergency"}
    assert any("不是有效的版本" in text for text in attempt("fine", values, on=date(2021, 8, 31))[1])
    assert not any("不是有效的版本" in text for text in attempt("fine", values, on=date(2021, 9, 1))[1])


def test_unconfirmed_articles_are_marked() -> None:
    one, warnings = attempt("fine", {"rule": "rq-49-5", "amount": "1000", "authority_kind": "gas"})
    assert one.basis[0]["confidence"] == "U"
    assert any("待核" in text for text in warnings)


# --- the licence -----------------------------------------------------------------------------------------------------


ACCIDENT = date(2026, 1, 10)
SUSPENSION = {"outcome": "suspended", "cause": "accident", "grade": "general", "accident_on": "2026-01-10"}


def span(grade: str, *earlier: Earlier, concealed: bool = False) -> tuple[int, int, str]:
    found = term(law().licence, grade, concealed, ACCIDENT, earlier)
    assert found
    return found.low, found.high, found.revoke


@pytest.mark.parametrize(
    ("grade", "concealed", "expected"),
    [
        ("general", False, (30, 60)),
        ("larger", False, (60, 90)),
        ("major", False, (90, 120)),
        ("general", True, (60, 120)),
        ("larger", True, (90, 120)),
        ("major", True, (120, 120)),
    ],
)
def test_first_suspensions(grade: str, concealed: bool, expected: tuple[int, int]) -> None:
    assert span(grade, concealed=concealed) == (*expected, "")


@pytest.mark.parametrize(
    ("grade", "days", "expected"),
    [("general", 30, 60), ("general", 60, 90), ("general", 90, 120), ("larger", 30, 90), ("larger", 60, 120)],
)
def test_again_within_twelve_months_adds_to_the_last(grade: str, days: int, expected: int) -> None:
    assert span(grade, Earlier(date(2025, 6, 1), days)) == (expected, expected, "")


@pytest.mark.parametrize(
    ("grade", "days", "concealed", "why"),
    [
        ("general", 91, False, "累加后 121 日"),
        ("larger", 61, False, "累加后 121 日"),
        ("general", 61, True, "累加后 121 日"),
        ("major", 30, False, "再次发生重大事故"),
        ("major", 0, False, "再次发生重大事故"),
    ],
)
def test_too_much_is_revocation(grade: str, days: int, concealed: bool, why: str) -> None:
    assert why in span(grade, Earlier(date(2025, 6, 1), days), concealed=concealed)[2]


def test_the_third_within_twelve_months_is_revocation_whatever_was_decided_before() -> None:
    first, second = Earlier(date(2025, 3, 1), 0), Earlier(date(2025, 8, 1), 30)
    assert "第 3 次" in span("general", first, second)[2]
    assert span("general", replace(first, on=date(2025, 1, 9)), second)[2] == ""


def test_twelve_months_end_on_the_same_day_of_the_year() -> None:
    assert span("general", Earlier(date(2025, 1, 10), 40))[:2] == (70, 70)
    assert span("general", Earlier(date(2025, 1, 9), 40))[:2] == (30, 60)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


accidents = st.lists(
    st.builds(
        Earlier,
        st.dates(date(2024, 1, 1), date(2027, 1, 1)),
        st.one_of(st.just(0), st.integers(30, 120)),
    ),
    max_size=5,
)


@given(accidents, st.sampled_from(["general", "larger", "major"]), st.booleans())
def test_accumulation(earlier: list[Earlier], grade: str, concealed: bool) -> None:
    """Never more than 120 days without revocation; repetition and concealment only add; order does not matter."""
    rule = law().licence
    found = term(rule, grade, concealed, ACCIDENT, earlier)
    first = term(rule, grade, False, ACCIDENT, [])
    assert found
    assert first
    assert found.high <= 120
    assert found.revoke or first.low <= found.low <= found.high
    assert term(rule, grade, concealed, ACCIDENT, earlier[::-1]) == found
    recent = {each.on for each in earlier if date(2025, 1, 10) <= each.on < ACCIDENT}
    assert bool(found.revoke) >= (len(recent) >= 2)
    if not recent and not concealed:
        assert found == first


@given(accidents, st.sampled_from(["general", "larger", "major"]), st.integers(1, 400))
def test_only_days_within_the_term_are_recorded(earlier: list[Earlier], grade: str, days: int) -> None:
    """What the register takes is just what the pure function allows."""
    found = term(law().licence, grade, False, ACCIDENT, earlier)
    assert found
    decided = tuple(_decided(each, n) for n, each in enumerate(earlier))
    values = {**SUSPENSION, "grade": grade, "days": str(days), "doc_no": "新"}
    try:
        attempt("licence-decision", values, earlier=decided)
        taken = True
    except Refused:
        taken = False
    assert taken == (not found.revoke and found.low <= days <= found.high)


def _decided(each: Earlier, n: int) -> Sanction:
    values = {"outcome": "suspended" if each.days else "not_suspended", "accident_on": each.on.isoformat()}
    values |= {"days": str(each.days)} if each.days else {}
    template = attempt("licence-decision", {**SUSPENSION, "days": "30"})[0]
    return replace(template, number=f"CJ-2025-{n:04d}", doc_no=f"旧{n}", values=values)


def test_a_suspension_runs_for_its_days() -> None:
    """Thirty days from the day after the decision: the thirtieth is the last."""
    one, _ = attempt("licence-decision", {**SUSPENSION, "days": "30"})
    assert (one.starts_on, one.ends_on) == (date(2026, 3, 3), date(2026, 4, 1))
    asked = {date(2026, 3, 2): False, date(2026, 3, 3): True, date(2026, 4, 1): True, date(2026, 4, 2): False}
    assert {day: one.in_force(day) for day in asked} == asked
    assert (one.state(date(2026, 3, 2)), one.state(date(2026, 4, 2))) == ("未起算", "已到期")
    given_start, warnings = attempt("licence-decision", {**SUSPENSION, "days": "30", "starts_on": "2026-03-10"})
    assert any("2026-03-10 不是决定次日，决定之后第 8 日才起算" in text for text in warnings)
    assert (given_start.starts_on, given_start.ends_on) == (date(2026, 3, 10), date(2026, 4, 8))


def test_not_suspended_takes_a_reason_and_flags_nobody() -> None:
    values = {"outcome": "not_suspended", "cause": "accident", "grade": "general", "accident_on": "2026-01-10"}
    assert "不予暂扣的理由" in refused("licence-decision", {**values, "notified_on": ""})
    one, _ = attempt("licence-decision", {**values, "reason": "安全生产条件未降低", "notified_on": ""})
    assert (one.penalty, one.public, one.in_force(DAY), one.publish_by) == (False, False, False, None)
    assert one.state(DAY) == "不予暂扣"


def test_hazardous_works_suspend_for_thirty_days() -> None:
    values = {"outcome": "suspended", "cause": "scheme"}
    attempt("licence-decision", {**values, "days": "30"})
    assert "暂扣 30 日" in refused("licence-decision", {**values, "days": "31"})


def test_a_grade_without_a_tier_is_not_checked() -> None:
    _, warnings = attempt("licence-decision", {**SUSPENSION, "grade": "extreme", "days": "10"})
    assert any("待核" in text for text in warnings)


def test_the_gas_authority_suspends_no_construction_licence() -> None:
    assert "无权" in refused("licence-decision", {**SUSPENSION, "days": "30", "authority_kind": "gas"})


# --- publishing and taking down ------------------------------------------------------------------------------------


def fine_on(day: date, **changes: Any) -> Sanction:
    return replace(attempt("fine", {"rule": "axz-20", "amount": "50000"}, on=day)[0], **changes)


def test_publication_counts_seven_working_days_over_the_spring_festival() -> None:
    """2026-02-13 (Friday): 02-14 is worked, 02-15 to 02-23 are holidays, so the seventh is 03-02, not 02-24."""
    one = fine_on(date(2026, 2, 13))
    assert one.publish_by
    assert one.publish_by.due_on == date(2026, 3, 2)
    assert one.late(date(2026, 3, 2)) == ""
    assert one.late(date(2026, 3, 3)) == "逾期未公开"
    assert replace(one, published_on=date(2026, 3, 2)).late(date(2026, 4, 1)) == ""
    assert replace(one, published_on=date(2026, 3, 3)).late(date(2026, 4, 1)) == "逾期公开"


def test_taking_down_counts_three_working_days() -> None:
    """Revoked on 2026-02-13: 02-14, 02-24, 02-25."""
    one = fine_on(date(2026, 2, 2), published_on=date(2026, 2, 3), revoked_on=date(2026, 2, 13), revoked_why="错案")
    assert one.withdraw_by
    assert one.withdraw_by.due_on == date(2026, 2, 25)
    assert one.late(date(2026, 2, 25)) == ""
    assert one.late(date(2026, 2, 26)) == "逾期未撤下"
    assert replace(one, withdrawn_on=date(2026, 2, 26)).late(date(2026, 4, 1)) == "逾期撤下"
    assert replace(one, withdrawn_on=date(2026, 2, 25)).late(date(2026, 4, 1)) == ""


def test_what_was_never_published_need_not_be_taken_down() -> None:
    one = fine_on(date(2026, 2, 13), revoked_on=date(2026, 2, 24))
    assert (one.publish_by, one.withdraw_by, one.late(date(2027, 1, 1))) == (None, None, "")


def test_what_need_not_be_public_has_no_clock() -> None:
    assert attempt("interview", {"basis": "某省办法"})[0].publish_by is None


# --- in force --------------------------------------------------------------------------------------------------------


def test_a_sanction_without_a_period_stays_three_years() -> None:
    one = fine_on(DAY)
    assert one.ends_on == date(2029, 3, 2)
    assert (one.in_force(date(2029, 3, 2)), one.in_force(date(2029, 3, 3))) == (True, False)


def test_a_given_end_is_the_end() -> None:
    values = {"situation": "fraud", "until": "2026-12-31", "doc_no": "名单1号"}
    assert attempt("blacklist", values)[0].ends_on == date(2026, 12, 31)
    assert attempt("blacklist", {"situation": "fraud"})[0].ends_on == date(2027, 3, 2)
    assert "在决定日期" in refused("blacklist", {**values, "until": "2026-03-01"})


def test_a_business_is_closed_until_that_is_lifted() -> None:
    one, _ = attempt("suspend-business", {"basis": "aqscf-2021 第113条"})
    assert one.ends_on is None
    assert one.in_force(date(2099, 1, 1))


def test_events_are_folded_in_order() -> None:
    one = fine_on(DAY)
    data = {k: v for k, v in decide_data().items() if k != "on"}
    events = [
        event(IMPOSED, one.number, DAY, **data),
        event(PUBLISHED, one.number, DAY, url="https://example.cn/1"),
        event(REVOKED, one.number, date(2026, 5, 6), reason="复议撤销"),
        event(WITHDRAWN, one.number, date(2026, 5, 7)),
    ]
    states = [fold(events[: n + 1])[one.number] for n in range(4)]
    assert [each.state(date(2026, 6, 1)) for each in states] == ["在册", "在册", "已撤销", "已撤销"]
    assert states[-1].withdrawn_on == date(2026, 5, 7)
    lifted = fold([events[0], event(LIFTED, one.number, date(2026, 4, 1), reason="整改到位")])[one.number]
    assert (lifted.in_force(date(2026, 3, 31)), lifted.in_force(date(2026, 4, 1))) == (True, False)
    assert fold([event(LIFTED, "CJ-2020-0001", DAY, reason="无主")]) == {}


def decide_data() -> dict[str, Any]:
    usual = {"authority_kind": "housing", "authority": "某市住建局", "grounds": "事由", "doc_no": "1号"}
    values = {**usual, "notified_on": "2026-03-01", "rule": "axz-20", "amount": "50000"}
    return decide(law().kinds["fine"], values, Decision("甲公司", DAY), (), law())[0]


# --- parties ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["[/]", "=1+1", "\x1b[31m甲", "甲\u202e乙", "’; DROP TABLE", "甲" * 4000])
def test_hostile_names_are_stored_as_they_are_and_found_again(name: str) -> None:
    one, _ = attempt("circular", {"basis": "工作需要"}, party=name)
    assert one.party == name
    assert Flags(DAY, (one,)).of(name) == (one,)


@pytest.mark.parametrize("name", ["", "  ", "甲\x00", "\ud800", "甲" * 4001])
def test_names_that_cannot_be_kept_are_bad_input(name: str) -> None:
    with pytest.raises(InputError):
        attempt("circular", {"basis": "工作需要"}, party=name)


def test_codes_are_read_leniently_and_checked_strictly() -> None:
    assert read_uscc(" ９１５３００００ma0000007a ") == CODE
    assert read_uscc("") == ""
    for wrong in ("91530000MA0000007B", "9153", "I1530000MA0000007A", "[/]"):
        with pytest.raises(InputError):
            read_uscc(wrong)


def test_parties_are_told_apart_by_code_where_both_have_one() -> None:
    one, _ = attempt("circular", {"basis": "工作需要"}, uscc=CODE)
    flags = Flags(DAY, (one,))
    assert flags.of("改了名的公司", CODE) == (one,)
    assert flags.of("甲公司", "91350100M000100Y43") == ()
    assert flags.of("甲 公司") == (one,)
    assert flags.beside({"name": "甲公司", "party": "甲公司", "fields": {"uscc": "９１５３００００MA0000007A"}}) == (
        one,
    )
    assert flags.beside({"name": "一号站", "party": "甲公司", "fields": {}}) == (one,)
    assert flags.beside({"name": "乙公司", "party": "乙公司", "fields": {}}) == ()


# --- what is missing -------------------------------------------------------------------------------------------------


def test_a_fatal_accident_without_a_licence_decision_is_missing() -> None:
    accident = Accident("甲公司", ACCIDENT, 1, "general", "a1", "SG-2026-0001")
    decision, _ = attempt("licence-decision", {**SUSPENSION, "days": "30"}, cases={"a1": "SG-2026-0001"})
    by_day = replace(decision, cases=())

    def numbers(*sanctions: Sanction) -> list[tuple[str, ...]]:
        return [found.numbers for found in without_licence_decision([accident], sanctions)]

    assert numbers() == [("SG-2026-0001",)]
    assert numbers(decision) == numbers(by_day) == []
    assert numbers(replace(decision, revoked_on=DAY)) == [("SG-2026-0001",)]
    assert numbers(replace(decision, party="乙公司")) == [("SG-2026-0001",)]
    assert numbers(replace(by_day, values={**by_day.values, "accident_on": "2025-01-10"})) == [("SG-2026-0001",)]
    assert not list(without_licence_decision([replace(accident, deaths=0)], []))


def closing(days: list[int], *, hazardous: bool = True, basis: str = "aqscf-2021") -> list[tuple[str, ...]]:
    start = date(2025, 1, 1)
    penalties = [
        replace(fine_on(DAY), number=f"P{n}", decided_on=start + timedelta(days=day), basis=({"ref": basis},))
        for n, day in enumerate(days)
    ]
    return [found.numbers for found in worth_closing(penalties, law().closure, lambda _: hazardous)]


def test_three_penalties_in_180_days_or_four_in_a_year_call_for_closure() -> None:
    """安全生产法 第113条; the last day of either span is inside."""
    assert closing([0, 90, 180]) == [("P0", "P1", "P2")]
    assert closing([0, 90, 181]) == []
    assert closing([0, 100, 181, 365]) == [("P0", "P1", "P2", "P3")]
    assert closing([0, 120, 240, 366]) == []
    assert closing([0, 400, 410, 420]) == [("P1", "P2", "P3")]
    assert closing([0, 90, 180], hazardous=False) == []
    assert closing([0, 90, 180], basis="csrqgltl-583") == []


def test_licence_rules_see_only_decisions_that_stand() -> None:
    decision, _ = attempt("licence-decision", {**SUSPENSION, "days": "30"})
    assert list(licence.decided([decision])) == [Earlier(ACCIDENT, 30)]
    assert list(licence.decided([replace(decision, revoked_on=DAY)])) == []
