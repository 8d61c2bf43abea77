"""Assessments and what goes with them: safety standardisation, supervision bodies, personnel, quality credit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import product

import pytest

from inspect_engine.domain.definitions import Definition, Item, Transition, Workflow
from inspect_engine.domain.judgement import holds, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.library import Library
from tests.ago import dated

PACKS = ("safety-standardisation", "supervision-body", "personnel", "quality-credit")
TODAY = "2026-11-20"
VERDICTS = {"是": True, "否": False, "缺": None}


@cache
def library() -> Library:
    return load_library()


@cache
def pack(name: str) -> Definition:
    return library().definition(name)


@cache
def items() -> Mapping[str, tuple[Item, Definition]]:
    return {item.id: (item, pack(name)) for name in PACKS for item in pack(name).pack.items}


def verdict(item_id: str, given: str, day: str = TODAY) -> tuple[bool | None, str]:
    """``officers=1,area=9999`` as the inspector fills it in: fails or not, and how severe."""
    item, definition = items()[item_id]
    values = dict(part.split("=", 1) for part in given.split(",") if part)
    judged = judge(item, dated(values, day), Law(definition, date.fromisoformat(day), ""))
    return judged.fails, judged.verdict.severity


# item, the other values, the measured one, what each number gives
LIMITS = [
    ("RY-01", "officers=0", "area", "9999 是"),
    ("RY-01", "officers=1", "area", "9999.9 否 10000 是 10000.1 是"),
    ("RY-01", "officers=2", "area", "10000 否 49999.9 否 50000 是"),
    ("RY-01", "officers=3,by_specialty=true", "area", "49999 否 50000 否 500000 否"),
    ("RY-01", "officers=3,by_specialty=false", "area", "49999.9 否 50000 是"),
    ("RY-01", "officers=3", "area", "49999.9 否 50000 缺"),
    ("RY-02", "officers=1", "price", "4999.99 否 5000 是"),
    ("RY-02", "officers=2", "price", "5000 否 9999.99 否 10000 是"),
    ("RY-02", "officers=3,by_specialty=true", "price", "9999.99 否 10000 否"),
    ("RY-03", "officers=1", "workers", "49 否 50 是"),
    ("RY-03", "officers=2", "workers", "50 否 199 否 200 是"),
    ("RY-03", "officers=3,share=6", "workers", "599 否 600 否 601 是"),
    ("RY-03", "workers=600", "officers", "2 是 3 否"),
    ("RY-03", "workers=0", "officers", "0 是 1 否"),
    ("RY-06", "held=true,valid_until=2027-01-01", "issued_on", "2y-1 否 2y 否 2y+1 是"),
    ("RY-08", "recorded=true,worked=25", "led", "19 是 19.5 是 20 否 21 否"),
    ("RY-08", "recorded=true,worked=0", "led", "0 缺"),
    ("RY-08", "recorded=true,share=80", "led", "20 缺"),
    ("RY-08", "recorded=false,worked=25", "led", "25 是"),
    ("RY-09", "attended=none,workdays=20", "checked", "4.5 是 5 否"),
    ("RY-09", "attended=absent,workdays=20", "checked", "5 是"),
    ("RY-07", "required_staff=8", "actual", "7 是 8 否"),
    ("RY-07.1", "due=30", "trained", "29 是 30 否"),
    ("BZ-P-02", "organised=true,months_due=12", "months_done", "11 是 12 否 13 否"),
    ("BZ-A-01", "", "working_days", "9 否 10 否 11 是"),
    ("BZ-A-02", "", "working_days", "19 否 20 否 21 是"),
    ("BZ-A-03", "grade=good,self_assessed=true,accidents=0,other_ground=false", "stops", "0 否 1 否 2 是 3 是"),
    ("BZ-A-03", "grade=failed,self_assessed=true,accidents=0,other_ground=false", "stops", "1 否 2 否"),
    ("BZ-A-03", "grade=fair,self_assessed=true,stops=0,other_ground=false", "accidents", "0 否 1 是"),
    (
        "BZ-A-04",
        "grade=fair,self_assessed=true,larger_accidents=0,other_ground=false,completed=10000",
        "failed_projects",
        "499 否 500 否 501 是",
    ),
    (
        "BZ-A-04",
        "grade=fair,self_assessed=true,larger_accidents=0,other_ground=false,failed_projects=0",
        "completed",
        "0 否 9 否",
    ),
    (
        "BZ-A-04",
        "grade=good,self_assessed=true,failed_projects=0,completed=9,other_ground=false",
        "larger_accidents",
        "0 否 1 是",
    ),
    ("BZ-Y-01", "due=4194", "assessed", "4127 是 4193 是 4194 否"),
    ("BZ-Y-01", "due=0", "assessed", "0 缺"),
    ("BZ-Y-02", "due=7455", "assessed", "7358 是 7454 是 7455 否"),
    ("BZ-Y-03", "planned=1000", "good", "99 否 100 否 101 是"),
    ("BZ-Y-03", "planned=0", "good", "0 否 1 是"),
    ("BZ-Y-05", "target=170", "created", "152 是 169 是 170 否"),
    ("BZ-Y-06", "target=120", "created", "101 是 120 否"),
    ("JD-03", "required_staff=20", "actual", "19 是 20 否"),
    ("JD-05", "budgeted=true,approved=50", "paid", "49.9 是 50 否"),
    ("JD-10", "planned=12,reinforced=true", "visits", "11 是 12 否"),
    ("JD-12", "shown=true", "fewest", "1 是 2 否"),
    ("XY-08", "decisions=11", "exposed", "10 是 11 否"),
]


@pytest.mark.parametrize(("item_id", "given", "measured", "wanted"), LIMITS)
def test_limits_at_below_and_above(item_id: str, given: str, measured: str, wanted: str) -> None:
    words = wanted.split()
    for number, word in zip(words[::2], words[1::2], strict=True):
        assert verdict(item_id, ",".join(filter(None, (given, f"{measured}={number}"))))[0] is VERDICTS[word], number


# item, the values, the inspection day, verdict: dates that are compared with each other or with that day
DATES = [
    ("RY-05", "role=c,held=true,valid_until=2026-11-20", "2026-11-20", "否"),
    ("RY-05", "role=c,held=true,valid_until=2026-11-20", "2026-11-21", "是"),
    ("RY-05", "role=c,held=true,valid_until=2029-11-20", "2026-11-21", "否"),
    ("RY-05", "role=a,held=false", "2026-11-21", "是"),
    ("RY-05", "role=b,held=true", "2026-11-21", "缺"),
    ("RY-06", "held=true,issued_on=1y,valid_until=2026-11-19", "2026-11-20", "是"),
    ("XY-07", "until=2026-11-19,still_used=true", "2026-11-20", "是"),
    ("XY-07", "until=2026-11-20,still_used=true", "2026-11-20", "否"),
    ("XY-07", "until=2026-11-19,still_used=false", "2026-11-20", "否"),
    ("XY-03", "claimed=aa,published=aa,dated=true,valid_until=2026-11-19", "2026-11-20", "是"),
    ("XY-03", "claimed=aa,published=aa,dated=false", "2026-11-20", "否"),
    ("XY-03", "claimed=aaa,published=aa,dated=false", "2026-11-20", "是"),
    ("XY-03", "claimed=a,published=aa,dated=false", "2026-11-20", "否"),
    ("BZ-P-05", "accepted=true,submitted=false", "2026-11-20", "是"),
    ("BZ-P-05", "accepted=false,submitted=false", "2026-11-20", "否"),
    ("BZ-P-05", "accepted=true,submitted=true,submitted_on=2026-11-02,accepted_on=2026-11-01", "2026-11-20", "是"),
    ("BZ-P-05", "accepted=true,submitted=true,submitted_on=2026-11-01,accepted_on=2026-11-01", "2026-11-20", "否"),
]


@pytest.mark.parametrize(("item_id", "given", "day", "wanted"), DATES)
def test_dates_are_compared_to_the_day(item_id: str, given: str, day: str, wanted: str) -> None:
    assert verdict(item_id, given, day)[0] is VERDICTS[wanted]


OTHERS = [
    ("RY-04", "class=c1,duty=machinery", "否"),
    ("RY-04", "class=c1,duty=both", "是"),
    ("RY-04", "class=c2,duty=machinery", "是"),
    ("RY-04", "class=c3,duty=both", "否"),
    ("XY-05", "situation=fraud,decided=true,listed=false", "是"),
    ("XY-05", "situation=fraud,decided=false,listed=false", "否"),
    ("XY-06", "bids=0,licences=0,honours=1", "是"),
    ("BZ-A-06", "rechecked=false,renewed=true,recorded=true", "是"),
    ("BZ-A-06", "rechecked=true,renewed=true,recorded=true", "否"),
    ("BZ-A-03", "grade=good,self_assessed=false", "是"),
    ("JD-08", "unhandled=0,unanswered=1", "是"),
    ("JD-09", "missed_major=0,missed=9,failed_exam=0", "否"),
]


@pytest.mark.parametrize(("item_id", "given", "wanted"), OTHERS)
def test_what_no_single_number_decides(item_id: str, given: str, wanted: str) -> None:
    assert verdict(item_id, given)[0] is VERDICTS[wanted]


@pytest.mark.parametrize(
    ("item_id", "given", "before", "after"),
    [
        ("RY-01", "area=20000,officers=1", "general", "major"),
        ("RY-03", "workers=80,officers=1", "general", "major"),
        ("RY-05", "role=c,held=false", "major", "major"),
        ("RY-06", "held=false", "major", "major"),
        ("RY-08", "led=1,worked=10,recorded=true", "general", "general"),
    ],
)
def test_too_few_officers_are_major_since_the_edition_of_2024(
    item_id: str, given: str, before: str, after: str
) -> None:
    """No certificate is major under both editions, too few officers only from 2024-12-01 on."""
    assert verdict(item_id, given, "2024-11-30") == (True, before)
    assert verdict(item_id, given, "2024-12-01") == (True, after)


@pytest.mark.parametrize(
    ("name", "kind", "form", "asked", "skipped"),
    [
        (
            "personnel",
            "site",
            {"works_type": "building", "supervised": "false"},
            {"RY-01"},
            {"RY-02", "RY-10", "RY-11"},
        ),
        ("personnel", "site", {"works_type": "civil", "supervised": "true"}, {"RY-02", "RY-10"}, {"RY-01"}),
        ("personnel", "site", {}, {"RY-01", "RY-02", "RY-10"}, set()),
        ("safety-standardisation", "project", {"phase": "building"}, {"BZ-P-02"}, {"BZ-P-05"}),
        ("safety-standardisation", "project", {"phase": "completed"}, {"BZ-P-05"}, set()),
        ("safety-standardisation", "enterprise", {"renewing": "false"}, {"BZ-E-02"}, {"BZ-E-04"}),
        ("quality-credit", "enterprise", {"trade": "building"}, {"XY-03"}, {"XY-11"}),
    ],
)
def test_what_is_asked_follows_the_form(
    name: str, kind: str, form: Mapping[str, str], asked: set[str], skipped: set[str]
) -> None:
    found = unasked(pack(name), kind, form, {}, date.fromisoformat(TODAY))
    assert set(found) == skipped
    assert not asked & set(found)


# --- workflows


def flow(name: str) -> Workflow:
    return library().workflows[name]


def taken(name: str, trigger: str, state: str, values: Mapping[str, str]) -> Transition:
    """The one branch that these values choose."""
    branches = flow(name).branches(trigger, state)
    [step] = [each for each in branches if each.if_ is None or holds(each.if_, values) is True]
    return step


def test_register_items_open_assessments() -> None:
    opened = {item.id: item.workflow for item, _ in items().values() if item.register_}
    assert opened == {
        **{"BZ-P-01": "assessment-project", "BZ-E-01": "assessment-enterprise", "XY-01": "assessment-credit"},
        **dict.fromkeys(("JD-01", "JD-02", "JD-P-01"), "assessment"),
    }
    assert {flow(name).kind for name in opened.values()} == {"assessment"}


@pytest.mark.parametrize(("name", "days"), [("assessment-project", 10), ("assessment-enterprise", 20)])
def test_the_notice_is_due_in_working_days_after_the_papers(name: str, days: int) -> None:
    within = flow(name).states["submitted"].within
    assert within is not None
    assert (within.days, within.calendar) == (days, "work")
    assert taken(name, "submit", "reviewed" if days == 10 else "self_assessed", {}).dated_by == "submitted_on"
    assert [state for state in flow(name).states.values() if state.within] == [flow(name).states["submitted"]]


def test_any_ground_fails_a_project_whatever_the_assessor_would_choose() -> None:
    """Exactly two stops within a year, one accident, or another ground: neither 优良 nor 合格 can be reached."""
    for accidents, stops, other, merit in product((0, 1), (0, 1, 2), ("false", "true"), ("fair", "good")):
        values = {"accidents": str(accidents), "stops": str(stops), "other_ground": other, "merit": merit}
        failed = accidents > 0 or stops >= 2 or other == "true"
        wanted = "told_failed" if failed else f"told_{merit}"
        assert taken("assessment-project", "assess", "submitted", values).to == wanted


@pytest.mark.parametrize(
    ("larger", "rate", "to"),
    [(0, "5", "told_good"), (0, "5.01", "told_failed"), (1, "0", "told_failed"), (0, "0", "told_good")],
)
def test_any_ground_fails_an_enterprise(larger: int, rate: str, to: str) -> None:
    values = {"larger_accidents": str(larger), "failure_rate": rate, "other_ground": "false", "merit": "good"}
    assert taken("assessment-enterprise", "assess", "submitted", values).to == to


@pytest.mark.parametrize("name", ["assessment-project", "assessment-enterprise"])
def test_without_self_assessment_only_failed_is_left(name: str) -> None:
    opened = {step.trigger: step.to for step in flow(name).from_state("opened")}
    assert opened == {"self_assess": "self_assessed", "fail_unassessed": "told_failed", "withdraw": "withdrawn"}


@pytest.mark.parametrize("name", ["assessment-project", "assessment-enterprise", "assessment"])
def test_failed_is_put_right_before_it_is_over(name: str) -> None:
    """From 不合格 the only good end is 整改后合格, over a deadline, a report and a recheck by others."""
    failed = "told_failed" if name != "assessment" else "failed"
    ways, ends = {failed}, set()
    for _ in flow(name).states:
        steps = [step for state in ways for step in flow(name).from_state(state)]
        ways |= {step.to for step in steps}
        ends |= {step.to for step in steps if flow(name).states[step.to].terminal}
    assert ends == {"published_rectified"} | ({"refused"} if name == "assessment-enterprise" else set())
    assert flow(name).states["rectifying"].clock
    assert "report_rectified" in taken(name, "pass_recheck", "rectified", {}).unlike


def test_a_rating_is_chosen_by_somebody_else_than_who_verified() -> None:
    """A, AA, AAA are rated alike; a firm that is not rated is not published as rated."""
    for rating, to in (("aaa", "rated"), ("aa", "rated"), ("a", "rated"), ("none", "declined")):
        assert taken("assessment-credit", "rate", "verified", {"rating": rating}).to == to
    assert {"open", "verify"} <= set(taken("assessment-credit", "rate", "verified", {"rating": "a"}).unlike)


@pytest.mark.parametrize(
    ("name", "trigger", "broken"),
    [
        ("assessment-project", "assess", "谁自评谁不能考评"),
        ("assessment-enterprise", "pass_recheck", "谁整改谁不能复核"),
        ("assessment", "assess", "谁报送谁不能考核"),
        ("assessment-credit", "rate", "谁核实谁不能评定"),
    ],
)
def test_the_promises_can_be_broken(name: str, trigger: str, broken: str) -> None:
    """Without the duty the proof finds the case in which one person does both."""
    changed = tuple(
        step.model_copy(update={"unlike": ()}) if step.trigger in (trigger, "report_rectified", "submit", "self_assess")
        else step
        for step in flow(name).transitions
    )  # fmt: skip
    found = breaches(flow(name).model_copy(update={"transitions": changed}), library().workflows)
    assert broken in {breach.title for breach in found}


def test_nothing_unverified_judges() -> None:
    """No limit and no basis rests on an article marked U; what the papers leave open is said in notes."""
    for name in PACKS:
        references = pack(name).references
        cited = [(limit.ref, limit.article) for each in pack(name).pack.parameters for limit in each.limits]
        cited += [(basis.ref, basis.article) for item in pack(name).pack.items for basis in item.basis]
        assert "U" not in {references[ref].articles[article] for ref, article in cited}
    assert all("待核" in (items()[name][0].note or "") for name in ("JD-01", "JD-02", "RY-10", "XY-01", "BZ-Y-05"))
