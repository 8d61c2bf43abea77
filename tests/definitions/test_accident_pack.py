"""The accident pack: grades exact at every bound, the time limits of the law, four gates that cannot be talked past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import civil_deadline
from inspect_engine.domain.definitions import Definition, FieldSpec, Transition, Workflow
from inspect_engine.domain.judgement import holds, judge
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.words.forms import canonical
from inspect_engine.reading.definitions import load_library

GRADES = ("general", "larger", "major", "extreme")
STARTS = {"deaths": (3, 10, 30), "serious_injuries": (10, 50, 100), "direct_loss": (1000, 5000, 10000)}
"""From what number on an accident is larger, major, extreme (国务院令第493号 第3条)."""
NOBODY = {"deaths": "0", "missing": "0", "serious_injuries": "0", "minor_injuries": "0", "direct_loss": "0"}


@cache
def accident() -> Definition:
    return load_library().definition("accident")


@cache
def flow() -> Workflow:
    return accident().workflows["accident"]


def field_of(trigger: str, name: str, state: str | None = None) -> FieldSpec:
    step = next(each for each in flow().transitions if each.trigger == trigger and (not state or state in each.from_))
    return next(spec for spec in step.needs if spec.id == name)


def taken(trigger: str, state: str, values: Mapping[str, str]) -> Transition:
    """The one branch that these values choose."""
    [step] = [each for each in flow().branches(trigger, state) if each.if_ is None or holds(each.if_, values) is True]
    return step


def grades(state: str) -> set[str]:
    """What may be filled in as the grade of an accident that was counted so."""
    return {grade for step in flow().branches("grade", state) for grade in step.needs[0].choices}


def counted(line: object = "other", **numbers: object) -> str:
    """Where counting leads from the reported state."""
    given = {name: str(value) for name, value in numbers.items()}
    return taken("count", "reported", {**NOBODY, "line": str(line), **given}).to


def allowed(step: Transition, facts: Mapping[str, str]) -> bool:
    """Whether nothing that is filled in, or known of the case, is refused."""
    return all(holds(guard.if_, facts) is True for guard in step.when)


@pytest.mark.parametrize(
    ("fact", "number", "grade"),
    [
        (fact, number + step, GRADES[place + (step >= 0)])
        for fact, starts in STARTS.items()
        for place, number in enumerate(starts)
        for step in (-1, 0, 1)
    ]
    + [("direct_loss", Decimal(text), grade) for text, grade in (("999.999999", "general"), ("9999.99", "major"))],
)
def test_a_bound_belongs_to_the_higher_grade(fact: str, number: object, grade: str) -> None:
    """“以上”含本数，“以下”不含本数: 2 deaths are general, 3 larger; 9 larger, 10 major; 29 major, 30 extreme."""
    state = counted(**{"minor_injuries": 1, fact: number})
    assert (state, grades(state)) == (f"count_{grade}", {grade})


amounts = st.builds(
    lambda near, off: max(near + off, 0), st.sampled_from([0, 3, 10, 30, 50, 100]), st.sampled_from([-1, 0, 1])
)
losses = st.builds(lambda near, off: max(near + off, Decimal(0)), st.sampled_from([Decimal(0), 1000, 5000, 10000]),
                   st.sampled_from([Decimal("-0.01"), Decimal(0), Decimal("0.01")]))  # fmt: skip


@given(amounts, amounts, losses)
def test_the_grade_is_the_highest_of_the_three(deaths: int, injuries: int, loss: Decimal) -> None:
    """Whatever the numbers, exactly one way is open, and there only the highest of the three grades fits."""
    numbers = {"deaths": Decimal(deaths), "serious_injuries": Decimal(injuries), "direct_loss": Decimal(loss)}
    highest = max(sum(numbers[fact] >= start for start in starts) for fact, starts in STARTS.items())
    assert grades(counted(**numbers)) == {GRADES[highest]}


@given(amounts, amounts, losses)
def test_the_finding_is_marked_major_from_larger_on(deaths: int, injuries: int, loss: Decimal) -> None:
    """The checklist and the workflow agree on what is more than a general accident."""
    item = accident().pack.items[0]
    values = {"deaths": str(deaths), "serious_injuries": str(injuries), "direct_loss": str(loss), "missing": "0"}
    severity = judge(item, values, Law(accident(), date(2026, 11, 20), "")).verdict.severity
    general = grades(counted(deaths=deaths, serious_injuries=injuries, direct_loss=loss)) == {"general"}
    assert severity == ("general" if general else "major")


def test_only_an_accident_without_casualties_may_be_left_to_the_unit() -> None:
    """The county or above investigates a general accident; the unit itself only if nobody was hurt or is missing.

    Who counts it so can write down no victim, and the loss still decides the grade.
    """
    leads = {state: field_of("grade", "lead", state).choices for state in flow().states if state.startswith("count_")}
    unhurt = {"count_none", "count_unhurt_below"}
    assert {state for state, choices in leads.items() if "unit" in choices} == unhurt
    assert {step.trigger for step in flow().transitions if step.to in unhurt} == {"count_unhurt"}
    for name in ("deaths", "missing", "serious_injuries", "minor_injuries"):
        with pytest.raises(ValueError, match="不能大于 0"):
            canonical(field_of("count_unhurt", name), "1", date(2026, 11, 20))
    for loss, to in (
        ("999.99", "none"),
        ("1000", "larger"),
        ("5000", "major"),
        ("9999.99", "major"),
        ("10000", "extreme"),
    ):
        for line in ("other", "housing"):
            assert taken("count_unhurt", "reported", {"line": line, "direct_loss": loss}).to == f"count_{to}"


@pytest.mark.parametrize(
    ("line", "numbers", "state", "grade"),
    [
        ("housing", {"direct_loss": "99.999999"}, "count_below", "below"),
        ("housing", {"direct_loss": "99.99", "minor_injuries": "9"}, "count_below", "below"),
        ("housing", {"direct_loss": "100"}, "count_general", "general"),
        ("housing", {"deaths": "1"}, "count_general", "general"),
        ("housing", {"missing": "1"}, "count_general", "general"),
        ("housing", {"serious_injuries": "1"}, "count_general", "general"),
        ("other", {"direct_loss": "0"}, "count_general", "general"),
    ],
)
def test_in_the_housing_line_a_general_accident_begins_at_a_million(
    line: str, numbers: dict[str, str], state: str, grade: str
) -> None:
    """建质〔2013〕4号: nobody dead, missing or badly hurt, and less than 100万元; 第493号令 has no such floor."""
    assert counted(line, **numbers) == state
    assert grades(state) == {grade}


@pytest.mark.parametrize(("loss", "to"), [("99.99", "count_unhurt_below"), ("100", "count_none")])
def test_the_floor_holds_where_nobody_is_hurt(loss: str, to: str) -> None:
    assert taken("count_unhurt", "reported", {"line": "housing", "direct_loss": loss}).to == to
    assert taken("count_unhurt", "reported", {"line": "other", "direct_loss": loss}).to == "count_none"


@pytest.mark.parametrize(
    ("state", "lowest"),
    [("count_general", "county"), ("count_larger", "city"), ("count_major", "province"), ("count_extreme", "state")],
)
def test_nobody_below_the_statutory_level_investigates(state: str, lowest: str) -> None:
    """The statutory level or any above it (提级, 第20条), none below."""
    assert next(iter(field_of("grade", "lead", state).choices)) == lowest


def test_twenty_nine_dead_and_forty_two_hurt_are_major_and_may_be_investigated_above() -> None:
    """欣佳酒店: 29 < 30, 57.94 million within 50 to 100, hurt is not 重伤; the State Council investigated it."""
    state = counted(deaths=29, minor_injuries=42, direct_loss=5794)
    assert grades(state) == {"major"}
    assert "state" in field_of("grade", "lead", state).choices


REACH = [
    ("housing", "general", "no", "reported"),
    ("housing", "major", "yes", "at_province"),
    ("other", "major", "no", "reported"),
    ("other", "major", "yes", "at_province"),
]


@pytest.mark.parametrize(("line", "severity", "further", "to"), REACH)
def test_each_level_passes_it_on_as_the_line_asks(line: str, severity: str, further: str, to: str) -> None:
    """Housing: general to the province, larger and above to the ministry. Otherwise one level lower (第493号令)."""
    facts = {"line": line, "severity": severity, "further": further, "times-report_province": "0"}
    city = "reported" if (line, severity) == ("other", "general") else "at_city"
    assert taken("report_city", "at_county", facts).to == city
    assert taken("report", "told", {**facts, "received_by": "city"}).to == city
    step = taken("report_province", "at_city", facts)
    assert (step.to, step.opens, allowed(step, facts)) == (to, "accident-supervision", True)
    if line == "housing":
        assert not allowed(step, {**facts, "further": "yes" if further == "no" else "no"})


def test_it_is_supervised_once() -> None:
    """Reporting to the province opens 事故督办, of a general accident too; reporting there again does not."""
    facts = {"line": "housing", "severity": "major", "further": "yes", "times-report_province": "1"}
    assert taken("report_province", "at_city", facts).opens is None
    assert all(step.opens is None for step in flow().transitions if step.trigger == "grade")


@pytest.mark.parametrize(
    ("line", "before", "now", "further", "to"),
    [
        ("housing", "general", "major", "yes", "at_province"),
        ("housing", "general", "general", "no", "reported"),
        ("housing", "major", "general", "no", "reported"),
        ("housing", "major", "major", "yes", "reported"),
        ("other", "general", "major", "no", "at_city"),
        ("other", "general", "major", "yes", "at_city"),
        ("other", "major", "major", "no", "reported"),
        ("other", "major", "major", "yes", "at_province"),
        ("other", "general", "general", "no", "reported"),
    ],
)
def test_a_change_of_casualties_goes_to_the_level_that_has_not_heard(
    line: str, before: str, now: str, further: str, to: str
) -> None:
    facts = {"line": line, "severity": before, "flag": now, "further": further}
    for state in ("reported", "count_general", "count_below", "investigating", "investigating_extreme"):
        step = taken("supplement", state, facts)
        assert (step.to, step.revokes) == (to, ("counted",))


def test_casualties_can_change_in_every_open_state() -> None:
    """From the head being told; what was being reported or appraised stays where it is, and what was closed opens."""
    open_states = {name for name, state in flow().states.items() if not state.terminal} - {flow().initial}
    assert {state for step in flow().transitions if step.trigger == "supplement" for state in step.from_} == {
        *open_states,
        "closed",
    }
    for state in ("told", "at_city", "appraising", "appraising_extreme", "submitted", "implementing", "interim"):
        assert taken("supplement", state, {}).to == state


LOWER = {**NOBODY, "direct_loss": "100", "line": "housing", "flag": "general", "lead": "county"}


@pytest.mark.parametrize(
    ("numbers", "grade", "flag"),
    [
        ({"direct_loss": "99.99"}, "below", "general"),
        ({"deaths": "2"}, "general", "general"),
        ({"deaths": "3"}, "larger", "major"),
        ({"deaths": "9"}, "larger", "major"),
        ({"deaths": "10"}, "major", "major"),
        ({"deaths": "29"}, "major", "major"),
        ({"deaths": "30"}, "extreme", "major"),
    ],
)
def test_regrading_fits_the_numbers_only(numbers: dict[str, str], grade: str, flag: str) -> None:
    """Three deaths are larger, never 重大; each number takes one grade."""
    for state in ("appraising", "implementing"):
        facts = {**LOWER, **numbers, "flag": flag, "lead": "state", "times-report_province": "1"}
        fitting = [each for each in ("below", *GRADES) if allowed(taken("regrade", state, {**facts, "grade": each}),
                                                                 {**facts, "grade": each})]  # fmt: skip
        assert fitting == [grade]


def test_nothing_that_is_picked_calls_larger_major() -> None:
    """The mark of the ledger is told as 较大以上, the grade 重大 begins with ten."""
    titles = {
        (spec.id, key): title
        for step in (*flow().transitions, *accident().workflows["accident-supervision"].transitions)
        for spec in step.needs
        for key, title in spec.choices.items()
        if key == "major"
    }
    assert titles == {("flag", "major"): "较大以上", ("grade", "major"): "重大"}


@pytest.mark.parametrize(
    ("severity", "by_whom", "fits"),
    [
        ("general", "province", True),
        ("general", "ministry", False),
        ("major", "ministry", True),
        ("major", "province", False),
        ("general", "other", True),
        ("major", "other", True),
    ],
)
def test_the_province_supervises_general_accidents_the_ministry_larger_ones(
    severity: str, by_whom: str, fits: bool
) -> None:
    """建质〔2011〕66号."""
    supervision = accident().workflows["accident-supervision"]
    [step] = [each for each in supervision.transitions if each.trigger == "notify"]
    assert allowed(step, {"severity": severity, "by_whom": by_whom}) is fits


def test_no_moment_is_asked_for_that_nobody_knows() -> None:
    """Who conceals is not asked when he was told; an hour does not run from a moment that is not there."""
    [step] = flow().branches("tell_unknown", "opened")
    assert not [spec for spec in step.needs if spec.type == "moment"]
    assert flow().states[step.to].within is None
    for found in flow().branches("uncover", step.to):
        assert [spec.id for spec in found.needs if spec.type == "moment"] == ["learned_at"]


@pytest.mark.parametrize(
    ("days", "last", "rolled"),
    [(7, "2026-03-14", "2026-03-16"), (30, "2026-04-06", "2026-04-07"), (60, "2026-05-06", "2026-05-06")],
)
def test_the_accident_of_seven_march_2026(days: int, last: str, rolled: str) -> None:
    """The worked example: calendar days, the day of the accident not counted; a last day at rest rolls on."""
    start = date(2026, 3, 7)
    assert str(civil_deadline(start, days, rolls=False).due_on) == last
    assert str(civil_deadline(start, days, rolls=True).due_on) == rolled


def test_sixty_days_and_sixty_more_end_on_five_july() -> None:
    first = civil_deadline(date(2026, 3, 7), 60, rolls=False).due_on
    assert str(civil_deadline(first, 60, rolls=False).due_on) == "2026-07-05"
    assert str(civil_deadline(first, 60, rolls=True).due_on) == "2026-07-06"


def test_the_clock_of_the_investigation_starts_with_the_accident() -> None:
    """Not with the report; an extension counts from the due date so far, approval from the receipt of the report."""
    rules = {step.trigger: step.deadline for step in flow().transitions if step.deadline}
    starts = {trigger: rule.start for trigger, rule in rules.items()}
    assert starts == {
        **{
            "tell": "occurred_at",
            "tell_unknown": "counted_from",
            "supplement": "supplemented_at",
            "reinvestigate": "reinvestigated_on",
            "extend": "due_on",
            "submit": "received_on",
            "extend_approval": "due_on",
        },
        **{"approve": "approved_on", "send_back": "returned_on", "resume": "resumed_on"},
    }
    assert [name for name, state in flow().states.items() if state.paused] == ["appraising", "appraising_extreme"]


def test_an_interim_close_is_no_close() -> None:
    """阶段性结案 is an open state, from which the case goes on to the four gates only."""
    assert flow().states["interim"].closing is None
    assert {step.to for step in flow().from_state("interim")} == {"implementing", "interim", "reported"}
    assert {step.to for step in flow().transitions if flow().states[step.to].closing == "rectified"} == {"closed"}


TODAY, HOUSING, OTHER = "2026-11-29", "line=housing,notified=true", "line=other,notified=true"
JUDGED = [
    ("ACC-02", "manner=told,minutes=60", TODAY, False),
    ("ACC-02", "manner=told,minutes=60.1", TODAY, True),
    ("ACC-02", "manner=told", TODAY, None),
    ("ACC-02", "manner=concealed", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=general,at=county,passed=true,minutes=120", TODAY, False),
    ("ACC-03", f"{HOUSING},grade=general,at=county,passed=true,minutes=120.5", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=general,at=county,passed=true", TODAY, None),
    ("ACC-03", "line=housing,grade=general,at=province,passed=false,notified=false", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=general,at=county,passed=false", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=general,at=city,passed=false", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=general,at=city,passed=false", "2013-01-14", True),
    ("ACC-03", f"{HOUSING},grade=general,at=city,passed=false", "2013-01-13", False),
    ("ACC-03", f"{HOUSING},grade=general,at=province,passed=false", TODAY, False),
    ("ACC-03", f"{HOUSING},grade=larger,at=province,passed=false", TODAY, True),
    ("ACC-03", f"{HOUSING},grade=larger,at=province,passed=false", "2013-01-14", True),
    ("ACC-03", f"{HOUSING},grade=larger,at=province,passed=false", "2013-01-13", False),
    ("ACC-03", f"{HOUSING},grade=larger,at=city,passed=false", "2013-01-13", True),
    ("ACC-03", f"{OTHER},grade=general,at=county,passed=false", TODAY, True),
    ("ACC-03", f"{OTHER},grade=general,at=city,passed=false", TODAY, False),
    ("ACC-03", f"{OTHER},grade=larger,at=city,passed=false", TODAY, True),
    ("ACC-03", f"{OTHER},grade=larger,at=province,passed=false", TODAY, False),
    ("ACC-03", f"{OTHER},grade=major,at=province,passed=false", TODAY, True),
    ("ACC-04", "fire_or_traffic=false,day=30,supplemented=false", TODAY, True),
    ("ACC-04", "fire_or_traffic=false,day=31,supplemented=false", TODAY, False),
    ("ACC-04", "fire_or_traffic=true,day=7,supplemented=false", TODAY, True),
    ("ACC-04", "fire_or_traffic=true,day=8,supplemented=false", TODAY, False),
    ("ACC-04", "fire_or_traffic=true,day=3,supplemented=true", TODAY, False),
    ("ACC-05", "hours=23", TODAY, True),
    ("ACC-05", "hours=1,since=24", TODAY, False),
    ("ACC-05", "hours=1.01,since=2", TODAY, True),
    ("ACC-05", "hours=0.5,since=24.1", TODAY, True),
    ("ACC-05", "hours=0.5", TODAY, None),
    ("ACC-05", "hours=2,since=3", "2010-07-20", True),
    ("ACC-05", "hours=2,since=3", "2010-07-19", False),
    ("ACC-05", "hours=24,since=24", "2010-07-19", False),
    ("ACC-05", "hours=24.1,since=24", "2010-07-19", True),
]


@pytest.mark.parametrize(("item_id", "given", "day", "fails"), JUDGED)
def test_a_report_is_late_or_too_low_by_the_stricter_line(
    item_id: str, given: str, day: str, fails: bool | None
) -> None:
    """The housing line reports within an hour, a general accident to the province and a larger one to the ministry."""
    item = accident().pack.item(item_id)
    assert item is not None
    values = dict(part.split("=", 1) for part in given.split(","))
    assert judge(item, values, Law(accident(), date.fromisoformat(day), "")).fails is fails


def test_the_time_limits_are_those_of_the_law() -> None:
    """1 hour, then 2 at each level; 60 and at most 60 more days; 15 days, or 30 and at most 30 more; one year."""
    states = flow().states
    hours = {name: state.within.hours for name, state in states.items() if state.within and state.within.hours}
    assert hours == {"told": 1, "at_county": 2, "at_city": 2, "at_province": 2}
    assert {name: state.within.days for name, state in states.items() if state.within and state.within.days} == {
        "submitted": 15
    }
    assert all(state.within.basis for state in states.values() if state.within)
    most = {
        ("tell", "opened"): 60,
        ("extend", "investigating"): 60,
        ("extend", "investigating_extreme"): 60,
        ("submit", "investigating_extreme"): 30,
        ("extend_approval", "submitted_extreme"): 30,
        ("approve", "submitted"): 365,
    }
    assert {key: int(field_of(key[0], "days", key[1]).max or 0) for key in most} == most


def test_only_what_is_complete_passes_its_gate() -> None:
    """Each of the false closures of 四不放过 is recorded, and takes the gate away instead of passing it."""
    settled = {"undecided": "0", "unexecuted": "0", "too_light": "0"}
    done = {"unlisted": "0", "unreported": "0", "unfinished": "0", "unexplained": "0"}
    found = {"chain": "full", "unindexed": "0"}
    taught = {"education_form": "both", "unqualified": "0", "untrained": "0", "signed_for": "false"}
    taught |= dict.fromkeys(("liable_trained", "peers_trained", "related_trained"), "true")
    opposite = {"0": "1", "true": "false", "false": "true", "both": "forwarded", "full": "violation"}
    gates = (
        ("find_cause", found, "cause"),
        ("punish", settled, "liability"),
        ("accept", done, "rectified"),
        ("educate", taught, "educated"),
    )
    for trigger, good, gate in gates:
        assert gate in taken(trigger, "implementing", good).passes
        for name, value in good.items():
            step = taken(trigger, "implementing", {**good, name: opposite[value]})
            assert (step.passes, gate in step.revokes) == ((), True), name


def test_the_report_needs_six_elements_the_response_and_nobody_missing() -> None:
    """第30条 and 安全生产法 第86条: every part is required, and those missing have been accounted for."""
    for state in ("investigating", "investigating_extreme"):
        [step] = flow().branches("submit", state)
        required = {spec.id for spec in step.needs if spec.required}
        assert required >= {
            "unit_profile",
            "course",
            "casualties",
            "causes",
            "responsibility",
            "prevention",
            "response",
        }
        with pytest.raises(ValueError, match="不能大于 0"):
            canonical(field_of("submit", "still_missing", state), "1", date(2026, 11, 20))


BROKEN: list[tuple[dict[str, dict[str, object]], set[str]]] = [
    (
        {
            "close": {"gates": ("cause", "measures", "evaluated", "rectified", "educated"), "links": ()},
            "accept": {"unlike": ()},
            "approve": {"unlike": ()},
        },
        {"四关不齐不得结案", "督办没有解除不得结案", "谁整改谁不能验收", "谁报送调查报告谁不能批复"},
    ),
    (
        {"punish": {"passes": (), "revokes": ()}, "count": {"passes": ()}},
        {"每件事故随时都走得到结案", "没有核定伤亡和损失不得调查"},
    ),
]


@pytest.mark.parametrize(("changes", "broken"), BROKEN)
def test_the_promises_can_be_broken(changes: Mapping[str, Mapping[str, object]], broken: set[str]) -> None:
    """The proof notices a gate, a duty or a link that is taken out."""
    steps = tuple(step.model_copy(update=changes.get(step.trigger, {})) for step in flow().transitions)
    found = breaches(flow().model_copy(update={"transitions": steps}), accident().workflows)
    assert broken <= {breach.title for breach in found}


def test_nothing_that_is_to_be_verified_is_a_basis() -> None:
    """Articles marked U are told in notes only."""
    library = accident()
    bases = [
        *library.pack.items[0].basis,
        *(s.within.basis for s in flow().states.values() if s.within and s.within.basis),
    ]
    assert {library.references[basis.ref].articles[basis.article] for basis in bases if basis.article} <= {"C", "M"}
    assert "待核" in (library.pack.items[0].note or "")
