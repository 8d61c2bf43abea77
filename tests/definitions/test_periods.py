"""A limit lives no longer than its document, and nothing is graded by a document whose period nobody knows.

Definitions stored before decision 0049 go on as they were judged.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import Definition, Item, Limit, Parameter, Reference, SeverityRule
from inspect_engine.domain.judgement import grade
from inspect_engine.domain.judgement.explanation import explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.reasons import rule_told
from inspect_engine.domain.rules import limits_live_with_their_documents
from inspect_engine.reading.definitions import check_library, load_library
from tests.conftest import Command

SMALL = load_library([Path(__file__).parent / "small"]).definition("small")
DAY = date(2024, 12, 1)
KNOWN = {"effective_from": "2017-08-01", "articles": {"1": "C"}}


def reference(**more: Any) -> Reference:
    return Reference.model_validate({"id": "doc", "title": "规程", **more})


def with_limit(document: Reference, periods: str = "document", **days: str) -> tuple[Definition, Parameter]:
    limit = Limit.model_validate({"op": ">", "value": "2", "ref": "doc", "article": "1", **days})
    parameter = Parameter(id="p", title="限", limits=(limit,))
    pack = SMALL.pack.model_copy(update={"parameters": (parameter,)})
    return SMALL.model_copy(update={"pack": pack, "references": {"doc": document}, "periods": periods}), parameter


def applies(definition: Definition, parameter: Parameter, on: str) -> bool:
    return Law(definition, date.fromisoformat(on)).limit(parameter).limit is not None


@pytest.mark.parametrize(
    ("document", "days", "inside", "outside"),
    [
        (KNOWN, {}, ["2017-08-01", "2030-01-01"], ["2012-05-01", "2017-07-31"]),
        ({**KNOWN, "effective_to": "2024-11-30"}, {}, ["2024-11-30"], ["2024-12-01"]),
        ({**KNOWN, "effective_to": "2024-11-30"}, {"from": "2020-01-01"}, ["2020-01-01"], ["2019-12-31", "2024-12-01"]),
        ({**KNOWN, "effective_to": "2024-11-30"}, {"to": "2022-12-31"}, ["2022-12-31"], ["2023-01-01", "2017-07-31"]),
        ({**KNOWN, "status": "repealed"}, {}, [], ["2020-01-01"]),
        ({**KNOWN, "superseded_by": "next"}, {}, [], ["2020-01-01"]),
        ({**KNOWN, "status": "repealed"}, {"to": "2020-12-31"}, ["2020-12-31"], ["2021-01-01"]),
    ],
)
def test_a_limit_lives_inside_the_period_of_its_document(
    document: dict[str, Any], days: dict[str, str], inside: list[str], outside: list[str]
) -> None:
    """What a limit does not say itself it has from the document; after an end that nobody knows, nothing applies."""
    made = with_limit(reference(**document), **days)
    assert all(applies(*made, on) for on in inside)
    assert not any(applies(*made, on) for on in outside)


def test_an_old_definition_goes_by_its_own_days() -> None:
    """As it was judged, so it is replayed; the mark stands in no stored form that did not have it."""
    made = with_limit(reference(**KNOWN), "own")
    assert applies(*made, "2012-05-01")
    assert "periods" not in SMALL.model_copy(update={"periods": "own"}).canonical()
    assert SMALL.canonical()["periods"] == "document"


DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
ENDS = st.none() | DAYS


@given(ENDS, ENDS, ENDS, ENDS, DAYS)
def test_no_limit_ever_applies_outside_its_document(
    first: date | None, last: date | None, start: date | None, end: date | None, on: date
) -> None:
    """Whatever the days: in force just where both are."""
    document = reference(effective_from=first, effective_to=last)
    limit = Limit.model_validate({"from": start, "to": end, "value": "2", "ref": "doc", "article": "1"})
    assert limit.inside(document).in_force(on) == (limit.in_force(on) and document.in_force(on))


@pytest.mark.parametrize(
    ("document", "days", "told"),
    [
        (KNOWN, {"from": "2017-07-31"}, "限值自 2017-07-31 起，doc 自 2017-08-01 才施行"),
        (
            {**KNOWN, "effective_to": "2024-11-30"},
            {"to": "2024-12-01"},
            "限值至 2024-12-01 止，doc 到 2024-11-30 已失效",
        ),
        ({**KNOWN, "effective_to": "2024-11-30"}, {"from": "2025-01-01"}, "限值的时段不在 doc 的施行期内"),
        (KNOWN, {"from": "2017-08-01", "to": "2020-01-01"}, ""),
        (KNOWN, {}, ""),
    ],
)
def test_a_period_outside_the_document_is_refused(document: dict[str, Any], days: dict[str, str], told: str) -> None:
    """``packs check`` says where, and that the document's period is the default."""
    made, _ = with_limit(reference(**document), **days)
    faults = list(limits_live_with_their_documents(made.pack, made.references))
    assert [fault.what for fault in faults] == ([told] if told else [])
    assert all("不写 from、to" in fault.fix for fault in faults)


def graded(document: Reference, on: date = DAY, periods: str = "document") -> tuple[Item, Law]:
    rules = (SeverityRule.model_validate({"is": "major", "by": "doc"}), SeverityRule.model_validate({"is": "general"}))
    item = SMALL.pack.items[0].model_copy(update={"severity": rules})
    changed = SMALL.model_copy(update={"references": {**SMALL.references, "doc": document}, "periods": periods})
    return item, Law(changed, on)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "没有登记施行日"),
        ({"effective_from": "2020-01-01", "status": "unclear"}, "效力待核"),
        ({"effective_from": "2020-01-01", "status": "repealed"}, "已废止或被替代，哪天起没有登记"),
        ({"effective_from": "2020-01-01", "superseded_by": "next"}, "已废止或被替代，哪天起没有登记"),
    ],
)
def test_a_document_of_unknown_period_grades_nothing(document: dict[str, Any], why: str) -> None:
    """Pending, with the reason, and never the lower grade below it; explained the same way."""
    item, law = graded(reference(**document))
    verdict = grade(item, {}, law)
    assert (verdict.severity, verdict.why) == (
        "pending",
        f"《规程》{why}，不能据此定级，由主管依当日有效的规定定级",
    )
    explained = explain(item, {}, law)
    assert [rule.outcome for rule in explained.rules] == ["uncertain", "held_back"]
    assert "文件的施行期不清楚，不能据此定级" in "".join(rule_told(explained.rules[0], explained))
    assert grade(*_old(document)).severity == "major"


def _old(document: dict[str, Any]) -> tuple[Item, dict[str, str], Law]:
    item, law = graded(reference(**document), periods="own")
    return item, {}, law


@pytest.mark.parametrize(("days", "severity"), [(-1, "pending"), (0, "major"), (365, "major"), (366, "pending")])
def test_a_document_of_known_period_grades_within_it(days: int, severity: str) -> None:
    """Both days included; a repealed document whose end is known grades until then."""
    first = date(2023, 12, 2)
    last = first + timedelta(days=365)
    document = reference(effective_from=first, effective_to=last, status="repealed", superseded_by="next")
    item, law = graded(document, first + timedelta(days=days))
    assert grade(item, {}, law).severity == severity


# --- what is doubtful -----------------------------------------------------------------------------------------


def test_every_document_that_carries_weight_is_looked_at(folder: Path, command: Command) -> None:
    """Grade, section, deadline: each planted doubt is told by ``packs check --notes`` at its place."""
    docs = folder / "references" / "docs.yaml"
    planted = "".join(
        f"  - {{id: {name}, title: {name}规程, status: unclear, articles: {{第1条: C}}}}\n"
        for name in ("grading", "asking", "timing")
    )
    docs.write_text(docs.read_text("utf-8") + planted, "utf-8")
    pack, flow = folder / "packs" / "small.yaml", folder / "workflows" / "flow.yaml"
    text = (
        pack.read_text("utf-8")
        .replace("by: new-law", "by: grading")
        .replace("    title: 基本\n", "    title: 基本\n    in_force: asking\n")
    )
    pack.write_text(text, "utf-8")
    timed = flow.read_text("utf-8").replace(
        "replied: {title: 已回复, untimed: 试用}",
        "replied: {title: 已回复, within: {days: 9, basis: timing 第1条}}",
    )
    assert "timing" in timed
    flow.write_text(timed, "utf-8")
    outcome = command("packs", "check", str(folder), "--notes")
    assert outcome.code == 0, outcome.err
    for name, place in (
        ("grading", "packs/small.yaml"),
        ("asking", "packs/small.yaml"),
        ("timing", "workflows/flow.yaml"),
    ):
        (line,) = [line for line in outcome.err.splitlines() if f"《{name}规程》：效力待核" in line]
        assert place in line


def test_whatever_grades_in_the_built_in_packs_has_a_known_period() -> None:
    """No 重大 rests on a document without a first day, or of unclear force."""
    library = load_library()
    by = {rule.by for pack in library.packs.values() for item in pack.items for rule in item.severity if rule.by}
    assert {name: why for name in by if (why := library.references[name].uncertain)} == {}


def test_the_built_in_limits_live_with_their_documents(folder: Path) -> None:
    """And so do those of the small library, which the rule looks at."""
    assert check_library([folder])[1] == []
    library = load_library()
    for pack in library.packs.values():
        assert list(limits_live_with_their_documents(pack, library.references)) == []
