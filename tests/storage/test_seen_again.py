"""A hazard that an inspection found again: told to it, once, and nothing that nobody might have recorded passes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.cases import SEEN
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import Ledger
from inspect_engine.ledger.inspections import ItemKey
from tests.conftest import Desk, enrol
from tests.storage.forging import Body, Forger

SHOPS = ("shop-1", "shop-2")
FAILED: dict[str, Any] = {"item": "CAT-01", "answer": "fail", "note": "没有装", "values": {"state": "none"}}
OLD, OTHER = "RQ-2022-0001", "RQ-2022-0002"


def answer(subject: str, **said: Any) -> AnswerInput:
    return AnswerInput.model_validate({**FAILED, "subject": subject, **said})


def start(desk: Desk) -> tuple[Ledger, str]:
    ledger = desk.as_("insp1")
    return ledger, ledger.inspections.start("gas", SHOPS, ["insp1", "insp2"])


@pytest.fixture
def street(desk: Desk) -> Desk:
    """Two shops, at each of which the same item has failed; a month later."""
    for key in SHOPS:
        shop = SubjectInput(key=key, kind="catering", name=key, region="530602")
        desk.as_("insp1").subjects.add("gas", shop)
    ledger, key = start(desk)
    ledger.inspections.answer_all(key, [answer(shop) for shop in SHOPS])
    ledger.inspections.finish(key)
    desk.sign()
    desk.moment += timedelta(days=30)
    return desk


def told(desk: Desk) -> str:
    return "\n".join(str(each) for each in desk.as_("sup1").verify())


def test_several_answers_are_all_or_none(street: Desk) -> None:
    """And each fault is told by its subject."""
    ledger, key = start(street)
    with pytest.raises(InputError) as refused:
        ledger.inspections.answer_all(key, [answer("shop-1"), answer("shop-2", values={})])
    assert [problem.where.partition(".")[0] for problem in refused.value.problems] == ["shop-2"]
    assert ledger.inspections.get(key).answers == ()


def test_the_very_same_is_not_stored_again(street: Desk) -> None:
    ledger, key = start(street)
    given = [answer("shop-1", still=OLD), answer("shop-2", another=True)]
    first = ledger.inspections.answer_all(key, given)
    before = ledger.desk.head
    assert ledger.inspections.answer_all(key, given) == first
    assert ledger.desk.head == before


def test_told_once_with_what_was_seen_and_no_second_hazard(street: Desk) -> None:
    ledger, key = start(street)
    ledger.inspections.answer(key, answer("shop-1", still=OLD, note="还是没有"))
    result = ledger.inspections.finish(key)
    assert (result.cases, result.seen) == ((), (OLD,))
    before, case = ledger.cases.history(OLD)[0].event, ledger.cases.get(OLD)
    assert (case.seen, case.state, case.last_event) == (1, "found", before.id)
    event = ledger.cases.history(OLD)[-1].event
    assert (event.kind, event.data["note"], event.data["inspection"]) == (SEEN, "还是没有", key)
    assert ledger.figures.board().seen_again == 1
    assert told(street) == ""


def test_one_that_was_closed_meanwhile_is_not_still_there(street: Desk) -> None:
    """The inspection ends only once it is answered otherwise."""
    ledger, key = start(street)
    ledger.inspections.answer(key, answer("shop-1", still=OLD))
    sup = street.as_("sup1")
    enrol(sup, "sup2", "主管乙", ["supervisor"])
    sup.cases.act(OLD, "withdraw", {"reason": "误立"})
    street.moment += timedelta(minutes=5)
    street.as_("sup2").cases.act(OLD, "withdraw", {"reason": "误立"})
    with pytest.raises(Refused, match="已经办结"):
        street.as_("insp1").inspections.finish(key)
    street.as_("insp1").inspections.answer(key, answer("shop-1", another=True))
    assert [line.subject for line in street.as_("insp1").inspections.finish(key).cases] == ["shop-1"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"still": OTHER}, "仍未改的不是这个对象、这一项的隐患"),
        ({"still": OLD, "another": True}, "只有不合格的、不是另一处的，才是仍未改"),
        ({"still": OLD, "answer": "pass", "values": {}}, "只有不合格的、不是另一处的，才是仍未改"),
    ],
)
def test_an_answer_that_is_still_what_it_cannot_be(street: Desk, said: dict[str, Any], why: str) -> None:
    _, key = start(street)
    forger, on = Forger(street.path), street.moment.date().isoformat()
    made = {"inspection": key, "on": on, "subject": "shop-1", **FAILED, "replaces": "", **said}
    made["still"] = forger.case(made["still"])
    forger.append("inspection.answered", made, "insp1")
    assert why in told(street)


def test_told_of_by_itself(street: Desk) -> None:
    forger, on = Forger(street.path), street.moment.date().isoformat()
    made = {"on": on, "inspection": "x", "times": 1, "persons": ["insp1"], "part": "", "note": "", "measured": ""}
    forger.append(SEEN, {**made, "severity": "general"}, "insp1", case=forger.case(OLD))
    assert "没有检查使它又被查到" in told(street)


@pytest.mark.parametrize(("more", "why"), [(None, "仍未改的事项没有随之记下"), ({"times": 3}, "times")])
def test_what_follows_is_left_out_or_counted_otherwise(street: Desk, more: Body | None, why: str) -> None:
    ledger, key = start(street)
    ledger.inspections.answer(key, answer("shop-1", still=OLD))
    ledger.inspections.finish(key)

    def change(bodies: list[Body]) -> list[Body]:
        kept = [body for body in bodies if more is not None or body["kind"] != SEEN]
        return [{**body, "data": {**body["data"], **(more or {})}} if body["kind"] == SEEN else body for body in kept]

    Forger(street.path).rewrite(change)
    assert why in told(street)


@pytest.mark.parametrize("name", ["opening.jpg", "neighbour.jpg", "next.jpg"])
def test_a_picture_of_what_was_seen_again_is_used_once(street: Desk, tmp_path: Path, name: str) -> None:
    """Neither that of the discovery, nor that of another shop; nor does it serve for a later discovery."""
    for other in ("opening.jpg", "neighbour.jpg", "next.jpg"):
        (tmp_path / other).write_bytes(other.encode())
    key = _inspect(
        street,
        tmp_path,
        answer("shop-1", another=True, evidence=("opening.jpg",)),
        answer("shop-2", another=True, evidence=("neighbour.jpg",)),
    )
    mine = next(line.number for line in street.as_("insp1").cases.page() if line.inspection == key)
    street.moment += timedelta(days=30)
    _inspect(street, tmp_path, answer("shop-1", still=mine, evidence=(name,)))
    if name == "next.jpg":
        assert _reused(street) == []
        street.moment += timedelta(days=1)
        _inspect(street, tmp_path, answer("shop-1", another=True, evidence=(name,)))
    assert len(_reused(street)) == 1
    doubts = street.as_("insp1").alarms.naming(mine)
    assert doubts
    assert [each.alarm.kind for each in doubts.judged if each.alarm.kind == "photo"] == ["photo"]
    assert told(street) == ""


@pytest.mark.parametrize(("shared", "alarms"), [(True, 0), (False, 1)])
def test_one_picture_of_what_was_seen_again_at_two_subjects(
    street: Desk, tmp_path: Path, shared: bool, alarms: int
) -> None:
    """Unless it was declared to show both; that is told with what was seen, also where the answer is put right."""
    (tmp_path / "p.jpg").write_bytes(b"p")
    said = {"evidence": ("p.jpg",), "shared": shared}
    key = _inspect(street, tmp_path, answer("shop-1", still=OLD, **said), answer("shop-2", still=OTHER, **said))
    assert len(_reused(street)) == alarms
    street.as_("sup1").corrections.inspections.correct(key, ItemKey("shop-1", "CAT-01"), {"note": "后厨"}, "漏写")
    events = [each.event for each in street.as_("insp1").cases.history(OLD)]
    assert [bool(event.data.get("shared")) for event in events if event.kind == SEEN] == [shared, shared]
    assert told(street) == ""


def _inspect(desk: Desk, folder: Path, *answers: AnswerInput) -> str:
    ledger, key = start(desk)
    ledger.inspections.answer_all(key, answers, folder)
    ledger.inspections.finish(key)
    desk.sign()
    return key


def _reused(desk: Desk) -> list[tuple[str, ...]]:
    found = desk.as_("sup1").alarms.all()
    return [each.alarm.numbers for each in found if each.alarm.kind == "photo"]
