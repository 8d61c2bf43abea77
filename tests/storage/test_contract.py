"""What every backend promises: kept, once, whole, in order."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inspect_engine.domain.definitions import Invariant
from inspect_engine.domain.definitions.adoption import Edition
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.errors import Conflict, DefinitionError, InputError, Refused
from inspect_engine.ledger import CaseFilter
from inspect_engine.ledger.definitions import adopting
from inspect_engine.ledger.inspections import ItemKey
from tests.law import law_of
from tests.storage.conftest import World, in_child, wait


def test_what_was_done_reads_back(world: World) -> None:
    """An inspection, its answers, its cases and each action are there for everyone who opens the ledger later."""
    result = world.inspect(2)
    number = result.cases[0].number
    world.issue(number)
    ledger = world.open("sup2")
    case = ledger.cases.get(number)
    assert (case.state, case.due_on, case.subject_name) == ("fixing", date(2026, 3, 9), "商铺0")
    history = ledger.cases.history(number)
    assert [entry.event.data.get("trigger") for entry in history] == [None, "issue"]
    assert history[1].event.base == history[0].event.id
    assert history[1].event.actor.user == "sup1"
    assert ledger.cases.count(CaseFilter(state="found")) == 1
    progress = ledger.inspections.get(result.inspection)
    row, definition, answers = progress.inspection, progress.definition, progress.answers
    assert (row.finished, definition.pack.id, len(answers)) == (True, "small", 2)
    assert ledger.verify() == []


def test_numbers_run_on_and_are_never_reused(world: World) -> None:
    """Cases of one pack and year are numbered without gaps, each year from one."""
    assert [line.number for line in world.inspect(3).cases] == ["XB-2026-0001", "XB-2026-0002", "XB-2026-0003"]
    assert world.inspect(1, start=10).cases[0].number == "XB-2026-0004"
    assert world.inspect(1, start=20, date=date(2025, 12, 31)).cases[0].number == "XB-2025-0001"


def test_the_same_inspection_twice_changes_nothing(world: World) -> None:
    """A retried inspection gives back the first one's cases; not a row is added."""
    first = world.inspect(2)
    before = world.snapshot()
    again = world.inspect(2)
    assert again.repeated
    assert (again.inspection, again.cases) == (first.inspection, first.cases)
    assert world.snapshot() == before


def test_another_inspection_is_not_taken_for_a_repeat(world: World) -> None:
    """A different day, note or piece of evidence is another inspection."""
    first = world.inspect(1)
    answer = AnswerInput(subject="shop-0", item="S-1", answer="fail", note="又")
    assert not world.inspect(1, answers=(answer,)).repeated
    attached = answer.model_copy(update={"evidence": (world.evidence.name,)})
    assert not world.inspect(1, answers=(attached,)).repeated
    assert world.inspect(1, answers=(attached,)).repeated
    world.evidence.write_bytes(b"another photo")
    assert not world.inspect(1, answers=(attached,)).repeated
    assert first.cases[0].number == "XB-2026-0001"


def test_an_error_in_the_middle_leaves_nothing(world: World) -> None:
    """Whatever goes wrong inside a transaction, events, feeds, definitions and derived rows are as before."""
    before = world.snapshot()
    ledger = world.open("insp1")
    row = {"key": "k", "kind": "shop", "pack": "p", "name": "n", "region": "1", "party": "x", "fields": {}}

    def half() -> None:
        with ledger.desk.writing(ledger.desk.whoami()) as log:
            log.append("subject.recorded", row)
            log.keep(Edition("pack", "p", "1", "h"), "{}")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert world.snapshot() == before
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"date": date(2026, 3, 3)},
        {"inspectors": ("nobody",)},
        {"inspectors": ("insp2",)},
        {"answers": (AnswerInput(subject="shop-0", item="S-9", answer="fail", sure=True),)},
        {"answers": (AnswerInput(subject="shop-0", item="S-1", answer="fail", evidence=("none.jpg",), sure=True),)},
        {"subjects": (SubjectInput(key="shop-0", kind="shop", name="甲", region="000000"),)},
    ],
)
def test_a_refused_inspection_leaves_nothing(world: World, changes: dict[str, Any]) -> None:
    """All or nothing: one bad part and not even the subjects are recorded."""
    before = world.snapshot()
    with pytest.raises((InputError, Refused)):
        world.inspect(1, **changes)
    assert world.snapshot() == before


def test_a_refused_action_leaves_nothing(world: World) -> None:
    """A refusal, an unreadable value and an unknown action write nothing."""
    number = world.inspect(1).cases[0].number
    before = world.snapshot()
    for user, trigger, values in (
        ("insp1", "issue", {"days": "7", "served_on": "2026-03-02"}),
        ("sup1", "issue", {"days": "many", "served_on": "2026-03-02"}),
        ("sup1", "issue", {"days": "7"}),
        ("sup1", "fly", {}),
        ("sup1", "close", {}),
    ):
        with pytest.raises((InputError, Refused)):
            world.open(user).cases.act(number, trigger, values)
    assert world.snapshot() == before


def test_a_stale_view_conflicts(world: World) -> None:
    """Acting on what has moved on since is a conflict that says where the case stands; nothing is stored."""
    number = world.fixing()[0]
    seen = world.open("insp1").cases.get(number).last_event
    world.open("insp2").cases.act(number, "note", {"text": "先到"}, base=seen)
    before = world.snapshot()
    with pytest.raises(Conflict, match=f"{number} 刚被他人办理，现为“整改中”"):
        world.open("insp1").cases.act(number, "note", {"text": "后到"}, base=seen)
    assert world.snapshot() == before
    fresh = world.open("insp1").cases.get(number).last_event
    world.open("insp1").cases.act(number, "note", {"text": "再办"}, base=fresh)


def test_four_writers_lose_nothing_and_leave_no_gap(world: World) -> None:
    """4 processes × 25 acts on shared cases: each is there once, positions and feeds are gapless, the chain holds."""
    numbers = world.fixing(2)
    start = world.open("sup1").desk.head.count

    def work(writer: int) -> None:
        user = ("insp1", "insp2", "sup1", "sup2")[writer]
        for n in range(25):
            world.open(user).cases.act(numbers[n % 2], "note", {"text": f"{writer}/{n}"})

    children = [in_child(lambda w=w: work(w)) for w in range(4)]  # type: ignore[misc]
    assert [wait(child) for child in children] == [0] * 4
    ledger = world.open("sup1")
    notes = [
        str(entry.event.data["values"]["text"])
        for number in numbers
        for entry in ledger.cases.history(number)
        if entry.event.data.get("trigger") == "note"
    ]
    assert sorted(notes) == sorted(f"{w}/{n}" for w in range(4) for n in range(25))
    assert ledger.desk.head.count == start + 100
    events = [json.loads(row[8]) for row in world.snapshot()["eventrow"]]
    feeds: dict[str, list[int]] = {}
    for event in events:
        feeds.setdefault(event["feed"], []).append(event["seq"])
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in feeds.values())
    assert sorted(row[0] for row in world.snapshot()["eventrow"]) == list(range(1, len(events) + 1))
    assert ledger.verify() == []


def test_four_inspectors_hand_in_the_same_inspection(world: World) -> None:
    """The same file logged from four processes at once becomes one inspection."""
    children = [in_child(lambda: world.inspect(3)) for _ in range(4)]
    assert [wait(child) for child in children] == [0] * 4
    ledger = world.open("sup1")
    assert ledger.cases.count() == 3
    assert len(ledger.inspections.all()) == 1
    assert ledger.verify() == []


def test_a_large_inspection_goes_in_whole(world: World) -> None:
    """More than a thousand subjects in one inspection are one transaction that does not get in its own way."""
    given = world.given(1_100)
    given = given.model_copy(update={"answers": given.answers[:3]})
    result = world.open("insp1").inspections.run(given)
    assert len(result.cases) == 3
    assert len(world.open("insp1").subjects.find()) == 1_100


def test_step_by_step_equals_all_at_once(world: World) -> None:
    """Start, answer, finish opens the same cases as the whole file; a later answer replaces an earlier one."""
    ledger = world.open("insp1")
    for subject in world.given(2).subjects:
        ledger.subjects.add("small", subject)
    key = ledger.inspections.start("small", ["shop-0", "shop-1"], ["insp1", "insp2"])
    ledger.inspections.answer(key, AnswerInput(subject="shop-1", item="S-1", answer="pass"))
    ledger.inspections.answer(key, AnswerInput(subject="shop-1", item="S-1", answer="fail", sure=True))
    values = {"depth": "3.5", "shored": "否"}
    world.open("insp2").inspections.answer(key, AnswerInput(subject="shop-0", item="S-2", answer="fail", values=values))
    ledger.inspections.answer(key, AnswerInput(subject="shop-0", item="S-1", answer="missing"))
    result = ledger.inspections.finish(key)
    assert [(line.subject, line.item, line.severity) for line in result.cases] == [
        *(("shop-0", "S-2", "major"), ("shop-1", "S-1", "general")),
    ]
    assert result.todo == (ItemKey("shop-0", "S-1"),)
    with pytest.raises(Refused, match="已经完成"):
        ledger.inspections.answer(key, AnswerInput(subject="shop-0", item="S-1", answer="pass"))
    with pytest.raises(Refused, match="已经完成"):
        ledger.inspections.finish(key)
    assert ledger.verify() == []


def test_a_case_stays_under_the_definition_it_was_opened_with(world: World) -> None:
    """A newer workflow does not change an old case: its machine is read from the ledger."""
    number = world.fixing()[0]
    ledger = world.open("insp1")
    library = ledger.desk.library
    flow = library.workflows["flow"]
    fewer = flow.model_copy(update={"transitions": tuple(t for t in flow.transitions if t.trigger != "note")})
    ledger.desk.library = type(library)(library.packs, {"flow": fewer}, library.references, {})
    ledger.cases.act(number, "note", {"text": "仍可办"})
    assert ledger.cases.get(number).values["text"] == "仍可办"


def test_a_responsible_unit_sees_and_moves_its_own_cases_only(world: World) -> None:
    """Lists, counts, boards, histories and actions of another unit are closed to it."""
    numbers = world.fixing(3)
    ledger = world.open("op1")
    assert [line.number for line in ledger.cases.page()] == [numbers[0]]
    assert ledger.cases.count() == 1
    assert ledger.figures.board().found == 1
    with pytest.raises(InputError, match="没有隐患"):
        ledger.cases.history(numbers[1])
    with pytest.raises(InputError, match="没有隐患"):
        ledger.cases.act(numbers[1], "reply", {"performed_by": "op1"})
    ledger.cases.act(numbers[0], "reply", {"performed_by": "op1"})


def test_identity_is_one_person_one_name(world: World) -> None:
    """A second user under the same name, title or account, in any width or case, is refused."""
    ledger = world.open("sup1")
    for name, title in (("INSP1", "某"), ("新人", "检查员 甲"), ("ｉｎｓｐ１", "某"), ("检查员乙", "某")):
        with pytest.raises(Refused, match="重名"):
            ledger.people.add(name, title, ["inspector"])
    with pytest.raises(InputError, match="不能含有"):
        ledger.people.add("张三,李四", "二人", ["inspector"])
    with pytest.raises(InputError, match="没有角色“inspecter”"):
        ledger.people.add("x", "某", ["inspecter"])
    with pytest.raises(Refused, match="没有登记"):
        world.open("nobody").desk.whoami()


@pytest.mark.parametrize("name", ["张\u3000三", "张\u00a0三", "张\r三", "张\u200b三", "张\x1b三"])
def test_a_user_name_can_always_be_listed_as_inspector(world: World, name: str) -> None:
    """A user name with a space of any kind, or with invisible characters, is refused: lists of names split there."""
    with pytest.raises(InputError):
        world.open("sup1").people.add(name, "某人", ["inspector"])


def test_a_disabled_user_can_do_nothing_more(world: World) -> None:
    """Disabled at once, in sessions that are already open too; what he did stays."""
    number = world.fixing()[0]
    session = world.open("insp2")
    session.cases.act(number, "note", {"text": "在岗"})
    world.open("sup1").people.disable("insp2")
    with pytest.raises(Refused, match="已停用"):
        session.cases.act(number, "note", {"text": "离岗"})
    assert world.open("sup1").cases.get(number).persons["note"] == {"insp2"}
    with pytest.raises(Refused, match="不能停用自己"):
        world.open("sup1").people.disable("sup1")


def test_evidence_is_kept_with_the_event(world: World) -> None:
    """A file attached is copied under its hash; the original may go."""
    number = world.fixing()[0]
    world.open("op1").cases.act(number, "reply", {"performed_by": "op1"})
    event = world.open("insp1").cases.act(number, "close", {}, [world.evidence])
    world.evidence.unlink()
    ledger = world.open("sup1")
    assert ledger.desk.evidence_path(event.files[0]).read_bytes() == b"photo"
    assert (event.files[0]["name"], event.files[0]["size"]) == ("photo.jpg", 5)
    assert not ledger.cases.get(number).is_open
    assert ledger.verify() == []


def test_evidence_that_cannot_be_read_is_refused(world: World) -> None:
    """A missing, empty or doubled file, or a folder, is refused and nothing is stored."""
    number = world.fixing()[0]
    world.open("op1").cases.act(number, "reply", {"performed_by": "op1"})
    (empty := world.folder / "empty").write_bytes(b"")
    (copy := world.folder / "copy.jpg").write_bytes(b"photo")
    before = world.snapshot()
    for files in ([world.folder / "none"], [empty], [world.folder], [world.evidence, copy]):
        with pytest.raises(InputError):
            world.open("insp1").cases.act(number, "close", {}, files)
    assert world.snapshot() == before


def test_two_times_are_kept(world: World) -> None:
    """An event carries when it happened and, apart from it, when the ledger recorded it."""
    world.inspect(1, date=date(2026, 2, 20))
    entry = world.open("sup1").cases.history("XB-2026-0001")[0]
    assert entry.event.on == date(2026, 2, 20)
    assert entry.event.data["on"] == "2026-02-20"
    assert entry.recorded_at.startswith("2026-03-02T09:00:00")
    assert entry.event.at - world.now < timedelta(seconds=1)


def test_ids_are_uuid7_and_never_repeat(world: World) -> None:
    """Every event has its own UUIDv7."""
    world.inspect(20)
    ids = [json.loads(row[8])["id"] for row in world.snapshot()["eventrow"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one) for one in ids)


def test_a_ledger_uses_no_definition_that_breaks_its_promises(world: World) -> None:
    """The proof stands before the adoption of each content, not only of the first."""
    world.fixing()
    ledger = world.open("insp1")
    library = ledger.desk.library
    flow = library.workflows["flow"]
    last = next(step for step in flow.transitions if step.trigger == "close")
    careless = flow.model_copy(
        update={
            "transitions": tuple(
                step.model_copy(update={"unlike": ()}) if step is last else step for step in flow.transitions
            ),
            "invariants": (
                Invariant.model_validate({"title": "谁整改谁不能销号", "different_person": ["reply", "close"]}),
            ),
        }
    )
    pack = library.packs["small"].model_copy(update={"version": "2"})
    careless_lists = replace(library, packs={"small": pack}, workflows={**library.workflows, "flow": careless})
    with pytest.raises(DefinitionError, match=r"谁整改谁不能销号.*仍由同一人办理"):
        adopting.adopt(world.open("sup1").desk, law_of(careless_lists))
