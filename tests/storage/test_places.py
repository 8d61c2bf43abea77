"""Places in places, and a place on an earlier day: what is refused, and that a ledger tells who did it nevertheless."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.domain.subjects import DEPTH
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections import ItemKey
from tests.conftest import Desk
from tests.storage.forging import Forger, put, where


def add(ledger: Ledger, key: str, under: str = "", **said: Any) -> None:
    given = SubjectInput(key=key, kind="catering", name=f"店{key}", region="530602", under=under, **said)
    ledger.subjects.add("gas", given)


def chain(ledger: Ledger, *keys: str) -> None:
    """Places, each in the one before."""
    for above, key in zip(("", *keys), keys, strict=False):
        add(ledger, key, above)


def told(desk: Desk) -> str:
    return "\n".join(str(each) for each in desk.as_("sup1").verify())


def test_what_lies_in_a_place_that_is_moved_counts_too(desk: Desk) -> None:
    """Under one or two more it goes; with the third there would be five."""
    ledger = desk.as_("insp1")
    chain(ledger, "w", "x", "y")
    chain(ledger, "a", "b")
    add(ledger, "b2", "a")
    ledger.places.move("a", "x")
    with pytest.raises(Refused, match="上下级至多 4 层，连同它的下级是 5 层"):
        ledger.places.move("a", "y")
    add(ledger, "c")
    ledger.places.move("c", "a")
    assert max(each.depth for each in ledger.subjects.below("w")) == DEPTH - 2
    assert told(desk) == ""
    Forger(desk.path).append(
        "subject.moved", {"on": str(desk.moment.date()), "key": "a", "from": "x", "to": "y"}, "insp1"
    )
    assert "上下级至多 4 层" in told(desk)


def test_a_forged_circle_is_told_and_ends(desk: Desk) -> None:
    chain(desk.as_("insp1"), "w", "x")
    forger, on = Forger(desk.path), str(desk.moment.date())
    for said in ({"key": "w", "from": "", "to": "x"}, {"key": "x", "from": "w", "to": "w"}):
        forger.append("subject.moved", {"on": on, **said}, "insp1")
    assert "不能在它自己的下级之下" in told(desk)


def test_what_has_left_a_place_does_not_count(desk: Desk) -> None:
    ledger = desk.as_("insp1")
    chain(ledger, "w", "x", "y")
    chain(ledger, "a", "b")
    ledger.places.move("b", "")
    ledger.places.move("a", "y")
    assert told(desk) == ""


@pytest.fixture
def renamed(desk: Desk) -> Desk:
    """A stall that is called otherwise, and somebody else's, from the day before yesterday on."""
    ledger = desk.as_("insp1")
    ledger.subjects.add("gas", stall(desk.moment.date(), "老店", fields={"party": "甲公司"}).subjects[0])
    desk.moment += timedelta(days=10)
    on = desk.moment.date() - timedelta(days=2)
    desk.as_("insp1").places.rename("s", "新店", party="乙公司", on=on)
    return desk


def stall(on: date, name: str, **said: Any) -> InspectionInput:
    """A visit to the stall, at which a hazard is found."""
    subject = {"key": "s", "kind": "catering", "name": name, "region": "530602", **said}
    answer = {"subject": subject["key"] or name, "item": "CAT-01", "answer": "fail", "values": {"state": "none"}}
    shape = {"pack": "gas", "date": on, "inspectors": ["insp1", "insp2"], "subjects": [subject]}
    return InspectionInput.model_validate({**shape, "answers": [{**answer, "note": "没有装"}]})


@pytest.mark.parametrize("said", [{}, {"fields": {"party": "甲公司"}}])
def test_a_visit_before_it_was_called_otherwise(renamed: Desk, said: dict[str, Any]) -> None:
    """It goes by the name of its day, and whoever was liable then is; what it is called since stays."""
    ledger, before = renamed.as_("insp1"), renamed.moment.date() - timedelta(days=3)
    line = ledger.inspections.run(stall(before, "老店", **said)).cases[0]
    assert (line.subject, line.party, ledger.cases.get(line.number).subject_name) == ("s", "甲公司", "老店")
    now = ledger.subjects.named("s")
    assert (now.name, now.party, now.fields) == ("新店", "乙公司", {"party": "乙公司"})
    assert ledger.inspections.run(stall(before, "老店", **said)).repeated
    assert told(renamed) == ""


@pytest.mark.parametrize(
    ("days", "name", "said", "why"),
    [
        (3, "新店", {}, "已登记为 老店"),
        (2, "老店", {}, "已登记为 新店"),
        (3, "老店", {"fields": {"party": "乙公司"}}, "责任单位是甲公司，以后才改名"),
    ],
)
def test_a_visit_of_a_day_names_it_as_it_was_then(
    renamed: Desk, days: int, name: str, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        renamed.as_("insp1").inspections.run(stall(renamed.moment.date() - timedelta(days=days), name, **said))


def test_an_inspection_begun_as_of_an_earlier_day_and_put_right_later(renamed: Desk) -> None:
    """A hazard that it finds is of who was liable on its day, answered then or only by a correction."""
    ledger, before = renamed.as_("insp1"), renamed.moment.date() - timedelta(days=3)
    key = ledger.inspections.start("gas", ["s"], ["insp1", "insp2"], before)
    ledger.inspections.answer_all(key, [answer("CAT-01"), AnswerInput(subject="s", item="CAT-02", answer="na")])
    found = [ledger.cases.get(line.number) for line in ledger.inspections.finish(key).cases]
    renamed.sign()
    later = renamed.as_("sup1").corrections.inspections
    later.correct(key, ItemKey("s", "CAT-08"), {"answer": "fail", "note": "明火", "heating": "fire"}, "漏录", sure=True)
    found += [renamed.as_("sup1").cases.get(line.number) for line in ledger.cases.page()]
    assert {(case.item, case.subject_name, case.party) for case in found} == {
        ("CAT-01", "老店", "甲公司"),
        ("CAT-08", "老店", "甲公司"),
    }
    assert told(renamed) == ""


def answer(item: str) -> AnswerInput:
    return AnswerInput(subject="s", item=item, answer="fail", note="没有装", values={"state": "none"})


def test_a_visit_of_a_day_on_which_it_was_closed(desk: Desk) -> None:
    """It was there until the day before, and is there again from the day on which it is open again."""
    ledger, first = desk.as_("insp1"), desk.moment.date()
    add(ledger, "s")
    desk.moment += timedelta(days=10)
    ledger = desk.as_("insp1")
    ledger.places.close("s", "搬走了", on=first + timedelta(days=4))
    ledger.places.reopen("s", "又开了", first + timedelta(days=6))
    for days in (4, 5):
        with pytest.raises(InputError, match="停用着"):
            ledger.inspections.start("gas", ["s"], ["insp1"], first + timedelta(days=days))
    begun = [ledger.inspections.start("gas", ["s"], ["insp1"], first + timedelta(days=days)) for days in (3, 6)]
    assert told(desk) == ""
    closed = {"on": str(first + timedelta(days=5))}
    Forger(desk.path).rewrite(where("inspection.started", put(**closed), id=begun[0]))
    assert "停用着" in told(desk)


def test_a_stall_that_is_named_as_it_was_called_is_no_new_one(desk: Desk) -> None:
    """By its name of the day of the visit; the same name is another stall's by now."""
    ledger, before = desk.as_("insp1"), desk.moment.date()
    add(ledger, "w")
    said = {"key": "", "region": "", "under": "w"}
    first = ledger.inspections.run(stall(before, "甲摊", **said)).cases[0].subject
    desk.moment += timedelta(days=10)
    ledger = desk.as_("insp1")
    ledger.places.rename(first, "乙摊")
    today = desk.moment.date()
    found = ledger.inspections.run(stall(today, "甲摊", **said)).cases[0].subject
    earlier = stall(before + timedelta(days=1), "甲摊", **said)
    assert (found, ledger.inspections.run(earlier).cases[0].subject) == ("w-02", "w-01")
    assert {each.key: each.name for each in ledger.subjects.under("w")} == {"w-01": "乙摊", "w-02": "甲摊"}
    assert told(desk) == ""
