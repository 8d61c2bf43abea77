"""What people type to choose cases: the database, a naive reading in Python and a selection choose the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.cases.asking import FIELDS, MOST, completions, understood
from inspect_engine.ledger import CaseFilter, Ledger
from inspect_engine.ledger.choosing import Selection
from tests.storage.conftest import SqliteWorld
from tests.storage.test_reading import busy, every

__all__ = ["busy"]

Test = Callable[[CaseLine], bool]
STATES = {"found": "已发现"}
DAY = date(2026, 3, 9)
SPELLINGS: list[Callable[[date], str]] = [
    str,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
]
COMPARED: dict[str, Callable[[date, date], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "≥": lambda a, b: a >= b,
    "《": lambda a, b: a < b,
    "：": lambda a, b: a == b,
}


def inverted(test: Test) -> Test:
    return lambda line: not test(line)


def either(tests: list[Test]) -> Test:
    return lambda line: any(test(line) for test in tests)


def holds(word: str) -> Test:
    names = ("number", "title", "subject_name", "party", "item", "state_title")
    return lambda line: any(word.lower() in getattr(line, name).lower() for name in names)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, Test]:
    """One condition as it is typed, and what it means."""
    kind = draw(
        st.sampled_from(["word", "state", "grade", "day", "late", "number", "subject", "region", "finder", "owner"])
    )
    if kind == "word":
        word = draw(st.sampled_from(["商铺1", "xb-2026-000", "%", "_", "'", "没有的", "S-A01"]))
        return word, holds(word)
    if kind == "state":
        titles = draw(st.lists(st.sampled_from(["已发现", "整改中", "已回复", "已销号"]), min_size=1, max_size=3))
        return (
            f"状态{draw(st.sampled_from([':', '：', '=']))}{draw(st.sampled_from([',', '、', '，'])).join(titles)}",
            (lambda line: line.state_title in titles),
        )
    if kind == "grade":
        title, grade = draw(st.sampled_from([("一般", "general"), ("重大", "major"), ("zd", "major")]))
        return f"等级:{title}", lambda line: line.severity == grade
    if kind == "day":
        field, name = draw(
            st.sampled_from([("发现", "found_on"), ("期限", "due_on"), ("销号", "closed_on"), ("qx", "due_on")])
        )
        day = DAY + timedelta(days=draw(st.integers(-9, 9)))
        sign = draw(st.sampled_from(sorted(COMPARED)))
        return f"{field}{sign}{draw(st.sampled_from(SPELLINGS))(day)}", (
            lambda line: getattr(line, name) is not None and COMPARED[sign](getattr(line, name), day)
        )
    if kind == "number":
        part = draw(st.sampled_from(["0001", "000", "XB", "zz"]))
        return f"编号:{part}", lambda line: part.lower() in line.number.lower()
    if kind == "subject":
        part = draw(st.sampled_from(["商铺3", "商铺", "shop-4"]))
        return f"对象:{part}", lambda line: part in line.subject_name or part in line.subject
    if kind == "region":
        code = draw(st.sampled_from(["5306", "53", "51"]))
        return f"区划:{code}", lambda line: line.region.startswith(code)
    if kind == "owner":
        return "承办:无", lambda line: not line.owner
    if kind == "finder":
        return "检查员:insp1", lambda line: line.inspection in FOUND["insp1"]
    days = draw(st.integers(0, 9))
    sign = draw(st.sampled_from([">", ">=", "<", "<="]))
    return f"逾期{sign}{days}", lambda line: (late := lateness(line)) > 0 and COMPARED_NUMBERS[sign](late, days)


FOUND: dict[str, set[str]] = {}
COMPARED_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


def lateness(line: CaseLine) -> int:
    """Days after the last day; none of what is not late."""
    return (TODAY[0] - line.late_after).days if line.late_after else 0


TODAY = [DAY]


@pytest.fixture
def ledger(busy: SqliteWorld) -> Ledger:
    made = busy.open("sup1")
    TODAY[0] = made.desk.today()
    cases = [made.cases.get(line.id) for line in every(made)]
    FOUND["insp1"] = {case.inspection for case in cases if "insp1" in case.persons["open"]}
    return made


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(asked(), st.booleans()), min_size=1, max_size=4))
def test_what_is_typed_chooses_what_it_says(ledger: Ledger, typed: list[tuple[tuple[str, Test], bool]]) -> None:
    """Promise: conditions hold together, ``!`` negates, a field asked twice offers a choice; list, count, numbers and a
    report's selection agree, also after it was kept and read again."""
    words, tests, choices = list[str](), list[Test](), dict[str, list[Test]]()
    for (text, test), negated in typed:
        late = text.startswith("逾期<")
        words.append(f"！{text}" if negated and not late else text)
        field = next((name for name in FIELDS if text.startswith((f"{name}:", f"{name}：", f"{name}="))), "")
        if negated and not late:
            tests.append(inverted(test))
        elif field:
            choices.setdefault(field, []).append(test)
        else:
            tests.append(test)
    tests += map(either, choices.values())
    found = understood("　".join(words), ledger.choosing.vocabulary())
    assert not found.faults
    chosen = CaseFilter(clauses=found.clauses)
    everything = every(ledger)
    wanted = [line.id for line in everything if all(test(line) for test in tests)]
    assert [line.id for line in every(ledger, chosen)] == wanted
    assert ledger.cases.count(chosen) == len(wanted)
    assert list(ledger.cases.numbers(chosen)) == wanted
    selection = Selection((chosen,))
    fits = ledger.choosing.fits(selection, TODAY[0])
    assert [line.id for line in everything if fits(line)] == wanted
    again = Selection.read(selection.text, TODAY[0])
    assert again == selection
    assert ledger.choosing.words(again)


@pytest.mark.parametrize(("typed", "all_of_them"), [("{n} ", False), ("!{n} ", True), ("!单位:{n} ", True)])
def test_as_much_as_is_read_can_be_asked(ledger: Ledger, typed: str, *, all_of_them: bool) -> None:
    """Also of units, each of which is several conditions."""
    found = understood("".join(typed.format(n=f"没有{n}") for n in range(MOST)), ledger.choosing.vocabulary())
    assert not found.faults
    assert (ledger.cases.count(CaseFilter(clauses=found.clauses)) > 0) == all_of_them


def test_as_many_units_as_are_read_can_be_asked(ledger: Ledger) -> None:
    found = understood("单位:" + ",".join(f"单位{n}" for n in range(MOST)), ledger.choosing.vocabulary())
    assert ledger.cases.count(CaseFilter(clauses=found.clauses)) == 0


@settings(max_examples=300)
@given(st.text("状态期限逾等级重:：!！<>=,、 已zqd2022-0430月\"“”今天…%'", max_size=24))
def test_whatever_is_typed_is_understood_or_told(text: str) -> None:
    """Promise: nothing that is typed breaks; what is not understood is told in words; completions go on from it."""
    from inspect_engine.domain.cases.asking import Vocabulary

    words = Vocabulary(DAY, ("已发现", "整改中"))
    found = understood(text, words)
    assert all(isinstance(fault, str) and fault for fault in found.faults)
    chosen = CaseFilter(clauses=found.clauses)
    chosen.where()
    for more in completions(text, words):
        assert len(understood(more, words).faults) <= len(found.faults) + 1
