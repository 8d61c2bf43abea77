"""Draws in a ledger: promised before drawn, drawn once, every change in the open."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.draws.sheets import plain
from inspect_engine.domain.draws import record, register
from inspect_engine.domain.draws.plan import Draft, InspectorEntry, Matter, ObjectEntry, Plan
from inspect_engine.domain.draws.register import Draw, findings
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.errors import InputError, Refused, StorageError
from inspect_engine.ledger import Ledger, open_ledger
from inspect_engine.storage import files, seeds
from tests.conftest import Desk, enrol, make_desk
from tests.storage.conftest import in_child, wait

PLAN: dict[str, Any] = {
    "title": "施工安全抽查",
    "batch": "2022-1",
    "office": "某局",
    "algorithm": "hmac-sha256-1",
    "matters": "matters.yaml",
    "matter": "site",
    "period": {"from": "2022-02-18", "to": "2022-02-28"},
    "strata": [{"id": "all", "title": "全部", "ratio": "1/2", "cap": 1}],
    "objects": {"file": "objects.yaml"},
    "inspectors": {"file": "inspectors.yaml"},
}
MATTER = Matter(id="site", title="检查", basis="某办法")
OBJECTS = tuple(ObjectEntry(key=f"GD-{n}", name=f"工地{n}", region="530602") for n in range(6))
STAFF = tuple(InspectorEntry(key=f"insp{n}", name=f"检查员{n}", certificate_until=date(2030, 1, 1)) for n in range(4))
LATER = {"source": "开奖号码", "on": "2022-02-20", "digits": 4}


def a_draft(entries: Sequence[ObjectEntry] | None = OBJECTS, **plan: Any) -> Draft:
    given = Plan.model_validate({**PLAN, **plan})
    staff = None if given.inspectors.enrolled else STAFF
    return Draft(given, (MATTER,), tuple(entries) if entries is not None else None, staff)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One ledger with its people, to be copied."""
    return make_desk(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def desk(founded: Desk, tmp_path: Path) -> Desk:
    shutil.copy(founded.path, tmp_path)
    return Desk(tmp_path / founded.path.name, founded.moment)


@pytest.fixture(autouse=True)
def _proved(desk: Desk) -> Any:
    """Whatever a test did, the ledger is whole."""
    yield
    assert list(Ledger(desk.path).verify()) == []


@pytest.fixture
def drawn(desk: Desk) -> Draw:
    """Three of six objects, drawn."""
    ledger = desk.as_("sup1")
    return ledger.draws.run(ledger.draws.commit(a_draft()).id)


def kinds(desk: Desk) -> list[str]:
    return [event.kind for draw in desk.as_("sup1").draws.all() for event in draw.events]


def test_promise_draw_and_proof(desk: Desk) -> None:
    """The record of a draw proves itself, from the ledger and as a file."""
    ledger = desk.as_("sup1")
    promise = ledger.draws.commit(a_draft())
    assert promise.run is None
    assert list(record.problems(ledger.draws.record("2022-1"))) == []

    draw = ledger.draws.run(promise.id[:6])

    assert len(draw.standing.lots) == 3
    assert all(len(set(lot.inspectors)) == 2 for lot in draw.standing.lots)
    sheet = json.loads(json.dumps(ledger.draws.export(promise.id)))
    assert list(record.problems(sheet, promise.id)) == []
    assert kinds(desk) == ["draw.committed", "draw.run"]


@pytest.mark.parametrize("left_out", ["", ".files", ".seeds"])
def test_a_copy_of_all_three_can_be_drawn_from(desk: Desk, tmp_path: Path, left_out: str) -> None:
    """From a copy of ledger, files and secrets a promised draw can be drawn, from less it cannot."""
    promise = desk.as_("sup1").draws.commit(a_draft())
    copied = Desk(tmp_path / "backup" / desk.path.name, desk.moment)
    copied.path.parent.mkdir()
    shutil.copy(desk.path, copied.path)
    for ending in {".files", ".seeds"} - {left_out}:
        shutil.copytree(desk.path.with_name(desk.path.name + ending), copied.path.with_name(copied.path.name + ending))
    assert len(list(Ledger(copied.path).verify())) == (left_out == ".files")
    if left_out:
        with pytest.raises(StorageError, match=r"不见了|读不到秘密数"):
            copied.as_("sup1").draws.run(promise.id)
    else:
        assert copied.as_("sup1").draws.run(promise.id).run is not None


def test_nothing_is_drawn_that_was_not_promised(desk: Desk) -> None:
    with pytest.raises(InputError, match="没有抽取"):
        desk.as_("sup1").draws.run("2022-1")


def test_secret_is_in_no_event_before_the_draw(desk: Desk) -> None:
    """Whoever reads the ledger, its files or the record cannot foresee the outcome; the secret is its owner's."""
    ledger = desk.as_("sup1")
    draw = ledger.draws.commit(a_draft())
    secret = seeds.read(desk.path, draw.id)
    kept = seeds.folder_of(desk.path) / draw.id

    stored = [path for path in desk.path.parent.rglob("*") if path.is_file() and path != kept]
    assert secret not in json.dumps(ledger.draws.record(draw.id))
    assert not [path for path in stored if secret.encode() in path.read_bytes()]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_drawn_once(desk: Desk, drawn: Draw) -> None:
    with pytest.raises(Refused, match=r"已于 2022-02-17 由“sup1”抽过，只能抽一次"):
        desk.as_("sup1").draws.run(drawn.id)


def test_drawn_once_from_two_processes(desk: Desk) -> None:
    """Six at once: one draws, five are refused."""
    draw = desk.as_("sup1").draws.commit(a_draft())
    children = [in_child(lambda: _refused_or_done(desk, draw.id)) for _ in range(6)]

    assert [wait(child) for child in children] == [0] * 6
    assert kinds(desk) == ["draw.committed", "draw.run"]


def _refused_or_done(desk: Desk, reference: str) -> None:
    with suppress(Refused):
        open_ledger(desk.path, "sup1", desk.clock).draws.run(reference)


def test_promised_once_from_two_processes(desk: Desk) -> None:
    children = [in_child(lambda: _refused_or_promised(desk)) for _ in range(4)]

    assert [wait(child) for child in children] == [0] * 4
    assert kinds(desk) == ["draw.committed"]


def _refused_or_promised(desk: Desk) -> None:
    with suppress(Refused):
        open_ledger(desk.path, "sup1", desk.clock).draws.commit(a_draft())


# --- choosing the nicest ---------------------------------------------------------------------------------------


def test_second_promise_needs_a_reason_and_both_stay(desk: Desk) -> None:
    """Whoever promises again shows it; the first can no longer be drawn; the record tells of the other."""
    ledger = desk.as_("sup1")
    first = ledger.draws.commit(a_draft())
    with pytest.raises(Refused, match=r"承诺过.*还没有抽取.*--again"):
        ledger.draws.commit(a_draft(batch="２０２２-1"))

    second = ledger.draws.commit(a_draft(), again="漏了一个工地")

    assert second.id != first.id
    assert [(draw.id, draw.status) for draw in ledger.draws.all()] == [(first.id, "superseded"), (second.id, "waiting")]
    assert ledger.draws.get("2022-1").id == second.id
    with pytest.raises(Refused, match=r"已由 .* 代替"):
        ledger.draws.run(first.id)
    sheet = ledger.draws.export(ledger.draws.run(second.id).id)
    assert sheet["batch"] == [{"id": first.id, "on": "2022-02-17", "by": "sup1", "again": None, "run": None}]
    assert sheet["events"][0]["body"]["data"]["again"] == {"of": first.id, "reason": "漏了一个工地"}


def test_drawing_again_after_the_draw_is_told_and_ends_with_the_first_result(desk: Desk, drawn: Draw) -> None:
    ledger = desk.as_("sup1")
    again = ledger.draws.commit(a_draft(), again="名单有误")
    assert ledger.draws.record(again.id)["batch"][0]["run"] == "2022-02-17"
    assert ledger.draws.pools(a_draft(batch="2022-2")).pools.left_out == ()
    with pytest.raises(Refused, match=r"已由 .* 代替"):
        ledger.draws.replace(drawn.id, "invalid", "x", object_=drawn.standing.lots[0].object)

    last = ledger.draws.run(again.id)
    ledger.draws.result(last.id, last.standing.lots[0].object, desk.moment.date(), "none")

    with pytest.raises(Refused, match="已有检查结果，不能重新抽取"):
        ledger.draws.commit(a_draft(), again="再来")


@pytest.mark.parametrize("again", ["", "  ", "\u200b"])
def test_reason_must_say_something(desk: Desk, again: str) -> None:
    ledger = desk.as_("sup1")
    ledger.draws.commit(a_draft())

    with pytest.raises(InputError, match="不能为空"):
        ledger.draws.commit(a_draft(), again=again)
    with pytest.raises(InputError, match="还没有承诺过"):
        ledger.draws.commit(a_draft(batch="另一批"), again="为何")


def test_public_number_counts_and_cannot_be_known_before(desk: Desk) -> None:
    """Not drawn before its day, not without it, and it changes the seed."""
    ledger = desk.as_("sup1")
    draw = ledger.draws.commit(a_draft(public=LATER))
    with pytest.raises(Refused, match="公开数要到 2022-02-20 才有"):
        ledger.draws.run(draw.id, "0308")
    ledger = desk.on("2022-02-20").as_("sup1")
    for wrong in ("", "308", "03081", "x308"):
        with pytest.raises(InputError, match="应是 4 位数字"):
            ledger.draws.run(draw.id, wrong)

    run = ledger.draws.run(draw.id, "03 08").run

    assert run is not None
    assert run.data["public"] == "0308"
    assert list(record.problems(ledger.draws.record(draw.id))) == []
    other = record.run_data(ledger.draws.snapshot(draw), draw.committed.data, run.data["secret"], "0309", run.on)
    assert other["seed"] != run.data["seed"]


def test_unannounced_number_is_refused(desk: Desk) -> None:
    """Else whoever knows the secret tries numbers until he likes the outcome."""
    ledger = desk.as_("sup1")
    draw = ledger.draws.commit(a_draft())

    with pytest.raises(InputError, match="计划没有公布要用公开数"):
        ledger.draws.run(draw.id, "0308")


def test_promise_not_kept_in_its_period_stays_listed(desk: Desk) -> None:
    draw = desk.as_("sup1").draws.commit(a_draft())
    ledger = desk.on("2022-03-01").as_("sup1")

    with pytest.raises(Refused, match="检查期间（至 2022-02-28）已过"):
        ledger.draws.run(draw.id)
    assert [(each.id, each.status) for each in ledger.draws.all()] == [(draw.id, "waiting")]


# --- caps ------------------------------------------------------------------------------------------------------


def test_yearly_cap_over_several_draws(desk: Desk, drawn: Draw) -> None:
    """Whoever was drawn is left out of the next draw of the year, and back in the year after."""
    ledger, first = desk.as_("sup1"), {lot.object for lot in drawn.standing.lots}

    drawable = ledger.draws.pools(a_draft(batch="2022-2"))
    pools, faults = drawable.pools, drawable.faults
    second = ledger.draws.run(ledger.draws.commit(a_draft(batch="2022-2")).id)

    assert ({each.key for each in pools.left_out}, faults) == (first, ())
    assert len(second.standing.lots) == 2
    assert not first & {lot.object for lot in second.standing.lots}
    pools = ledger.draws.pools(a_draft(batch="2023-1", period={"from": "2023-01-03", "to": "2023-01-20"})).pools
    assert pools.left_out == ()


def test_draw_between_promise_and_draw_is_not_overlooked(desk: Desk) -> None:
    """Two promises on the same pool: the second may no longer be drawn, for its pool has changed."""
    ledger = desk.as_("sup1")
    one, other = ledger.draws.commit(a_draft(batch="一")), ledger.draws.commit(a_draft(batch="二"))
    ledger.draws.run(one.id)

    with pytest.raises(Refused, match="抽到了年度上限"):
        ledger.draws.run(other.id)


def test_object_replaced_out_does_not_count_and_capped_reserve_is_passed(desk: Desk, drawn: Draw) -> None:
    ledger = desk.as_("sup1")
    order = ledger.draws.export(drawn.id)["events"][1]["body"]["data"]["lots"]
    out = order[0]["object"]
    second = ledger.draws.run(ledger.draws.commit(a_draft(batch="2022-2")).id)
    taken = {lot.object for lot in second.standing.lots}

    after = ledger.draws.replace(drawn.id, "invalid", "已停业", object_=out)

    new = {lot.object for lot in after.standing.lots} - {lot["object"] for lot in order}
    assert len(new) == 1
    assert not new & taken
    assert set(after.replaced[0].data["passed"]) == taken
    assert list(record.problems(ledger.draws.record(drawn.id))) == []
    pools = ledger.draws.pools(a_draft(batch="2022-3")).pools
    assert out not in pools.earlier


# --- replacement -----------------------------------------------------------------------------------------------


def test_recusal_is_recorded_and_the_original_stays(desk: Desk, drawn: Draw) -> None:
    ledger, lot = desk.as_("sup1"), drawn.standing.lots[0]
    who = lot.inspectors[0]

    after = ledger.draws.replace(drawn.id, "recusal", "与负责人是亲属", object_=lot.object, inspector=who)

    now = after.standing.lot(lot.object)
    assert now is not None
    assert (len(set(now.inspectors)), who in now.inspectors) == (2, False)
    assert after.run is not None
    assert who in after.run.data["lots"][0]["inspectors"]
    assert (after.replaced[0].data["reason"], after.replaced[0].actor.user) == ("recusal", "sup1")
    assert list(record.problems(ledger.draws.record(drawn.id))) == []
    with pytest.raises(Refused, match="可能已替换过"):
        ledger.draws.replace(drawn.id, "recusal", "再来", object_=lot.object, inspector=who)


def test_absent_inspector_leaves_all_his_objects(desk: Desk, drawn: Draw) -> None:
    ledger = desk.as_("sup1")
    name, count = drawn.standing.load.most_common(1)[0]

    after = ledger.draws.replace(drawn.id, "absent", "病假", inspector=name)

    assert len(after.replaced[0].data["changes"]) == count
    assert name not in after.standing.load
    assert list(record.problems(ledger.draws.record(drawn.id))) == []


BAD = {
    "reason": (("ill", "x"), {"object_": "a"}, "没有理由“ill”"),
    "note": (("absent", " "), {"object_": "a"}, "不能为空"),
    "nobody": (("absent", "x"), {}, "要写明替换哪个对象或哪名检查员"),
    "recusal from everything": (("recusal", "x"), {"inspector": "a"}, "某名检查员对某个对象"),
}


@pytest.mark.parametrize("case", BAD)
def test_replacement_that_says_too_little_is_bad_input(desk: Desk, drawn: Draw, case: str) -> None:
    words, chosen, what = BAD[case]

    with pytest.raises(InputError, match=what):
        desk.as_("sup1").draws.replace(drawn.id, *words, **chosen)


def test_what_was_inspected_is_not_replaced(desk: Desk, drawn: Draw) -> None:
    ledger, lot = desk.as_("sup1"), drawn.standing.lots[0]
    ledger.draws.result(drawn.id, lot.object, desk.moment.date(), "未发现问题")

    for chosen in ({"object_": lot.object}, {"inspector": lot.inspectors[0]}):
        with pytest.raises(Refused, match=f"{lot.object} 已有检查结果，不能再替换"):
            ledger.draws.replace(drawn.id, "absent", "x", **chosen)


# --- results and publication -----------------------------------------------------------------------------------


def test_publication_clock_over_the_spring_festival(desk: Desk) -> None:
    """Ended on 2022-01-25: 七天春节（1 月 31 日至 2 月 6 日），1 月 29 日、30 日上班照计，20 个工作日到 2 月 25 日。"""
    ledger = desk.on("2022-01-20").as_("sup1")
    draft = a_draft(period={"from": "2022-01-24", "to": "2022-01-28"})
    draw = ledger.draws.run(ledger.draws.commit(draft).id)
    key, other = (lot.object for lot in draw.standing.lots[:2])
    ledger = desk.on("2022-01-25").as_("sup1")
    for each in (key, other):
        draw = ledger.draws.result(draw.id, each, date(2022, 1, 25), "rectify")

    found = {each.lot.object: each for each in findings(draw)}[key]
    assert found.due is not None
    assert found.due.due_on == date(2022, 2, 25)
    assert [found.owed(date(2022, 2, day)) for day in (25, 26)] == [False, True]

    ledger = desk.on("2022-02-26").as_("sup1")
    draw = ledger.draws.publish(draw.id, date(2022, 2, 25), [key])
    states = {each.lot.object: (each.published_on, each.overdue(ledger.desk.today())) for each in findings(draw)}
    assert (states[key], states[other]) == ((date(2022, 2, 25), False), (None, True))
    with pytest.raises(Refused, match="已于 2022-02-25 公示过"):
        ledger.draws.publish(draw.id, date(2022, 2, 26), [key])
    with pytest.raises(Refused, match="已于 2022-02-25 公示，不能再改"):
        ledger.draws.result(draw.id, key, date(2022, 1, 25), "none")
    assert ledger.draws.publish(draw.id, date(2022, 2, 26)).published_on(other) == date(2022, 2, 26)
    assert list(record.problems(ledger.draws.record(draw.id))) == []


def test_days_to_publish_go_by_what_the_ledger_adopted(desk: Desk) -> None:
    """Twenty working days from 29 January 2027 on, by the week or by a notice with 春节 in between."""
    ledger = desk.on("2027-01-29").as_("sup1")
    draw = ledger.draws.commit(a_draft(period={"from": "2027-01-29", "to": "2027-02-28"}))
    draw = ledger.draws.run(draw.id)
    draw = ledger.draws.result(draw.id, draw.standing.lots[0].object, date(2027, 1, 29), "none")

    def due() -> tuple[date, bool]:
        item = plain(draw, desk.as_("sup1"))["items"][0]
        return item["publish_by"], item["provisional"]

    assert due() == (date(2027, 2, 26), True)
    ledger.calendars.adopt(Path(__file__).parent / "made_up" / "2027.yaml")
    assert due() == (date(2027, 3, 4), False)


def test_result_may_be_corrected_until_it_is_public(desk: Desk, drawn: Draw) -> None:
    ledger, key, today = desk.as_("sup1"), drawn.standing.lots[0].object, desk.moment.date()
    ledger.draws.result(drawn.id, key, today, "none")

    draw = ledger.draws.result(drawn.id, key, today, "责令改正", "灭火器过期")

    assert [event.data["outcome"] for event in draw.results] == ["none", "rectify"]
    assert findings(draw)[0].outcome == "rectify"


def test_result_that_cannot_be_is_bad_input(desk: Desk, drawn: Draw) -> None:
    ledger, key = desk.as_("sup1"), drawn.standing.lots[0].object
    today, missing = desk.moment.date(), next(o.key for o in OBJECTS if drawn.standing.lot(o.key) is None)

    for words, what in (
        ((missing, today, "none"), "不在抽中的名单里"),
        ((key, date(2022, 2, 16), "none"), "检查结束日 2022-02-16 应在"),
        ((key, date(2022, 2, 18), "none"), "检查结束日 2022-02-18 应在"),
        ((key, today, "rectifi"), "没有结果类别“rectifi”（是否想写“rectify”？）"),
    ):
        with pytest.raises(InputError) as error:
            ledger.draws.result(drawn.id, *words)
        assert what in str(error.value)
    with pytest.raises(InputError, match="没有隐患"):
        ledger.draws.result(drawn.id, key, today, "rectify", cases=["RQ-2022-9999"])
    with pytest.raises(Refused, match="还没有检查结果"):
        ledger.draws.publish(drawn.id, today, [key])
    with pytest.raises(Refused, match="没有待公示的结果"):
        ledger.draws.publish(drawn.id, today)


# --- who may ---------------------------------------------------------------------------------------------------


def test_only_supervisors_promise_draw_replace_publish_and_see_the_pools(desk: Desk, drawn: Draw) -> None:
    key, today = drawn.standing.lots[0].object, desk.moment.date()
    for name in ("insp1", "viewer1", "resp1"):
        ledger = desk.as_(name)
        for verb in (
            partial(ledger.draws.pools, a_draft(batch="b")),
            partial(ledger.draws.commit, a_draft(batch="b")),
            partial(ledger.draws.run, drawn.id),
            partial(ledger.draws.replace, drawn.id, "absent", "x", object_=key),
            partial(ledger.draws.publish, drawn.id, today),
            partial(ledger.draws.export, drawn.id),
        ):
            with pytest.raises(Refused, match="须由主管办理"):
                verb()
    assert len(desk.as_("viewer1").draws.all()) == 1
    with pytest.raises(Refused):
        desk.as_("resp1").draws.all()


def test_result_is_recorded_by_the_team(desk: Desk, drawn: Draw) -> None:
    """谁检查、谁录入：the inspector of the team may, another inspector may not."""
    key, today = drawn.standing.lots[0].object, desk.moment.date()
    on_it = drawn.standing.lots[0].inspectors
    for name in ("insp1", "insp2"):
        ledger = desk.as_(name)
        if name in on_it:
            assert ledger.draws.result(drawn.id, key, today, "none").results[-1].actor.user == name
        else:
            with pytest.raises(Refused, match="谁检查、谁录入"):
                ledger.draws.result(drawn.id, key, today, "none")


def test_supervisor_of_another_region_neither_draws_nor_sees(desk: Desk) -> None:
    """The pools lie in 530602; a supervisor of 5301 has nothing to do with them."""
    enrol(desk.as_("sup1"), "far", "主管远", ["supervisor"], region="5301")
    draw = desk.as_("sup1").draws.commit(a_draft())
    far = desk.as_("far")

    with pytest.raises(Refused, match="不在你的区划"):
        far.draws.commit(a_draft(batch="b"))
    with pytest.raises(Refused, match="不在你的区划"):
        far.draws.run(draw.id)
    assert far.draws.all() == []


# --- pools from the ledger -------------------------------------------------------------------------------------


def test_pools_from_the_ledger_are_taken_at_the_promise(desk: Desk) -> None:
    """Subjects of a kind and region, and the enrolled inspectors who are active, as they are on that day."""
    ledger = desk.as_("sup1")
    for key, region in (("op-1", "530602"), ("op-2", "530602"), ("op-3", "530102")):
        subject = SubjectInput(key=key, kind="operator", name=f"企业{key}", region=region, fields={"business": "piped"})
        ledger.subjects.add("gas", subject)
    ledger.people.add("insp3", "检查员丙", ["inspector"])
    ledger.people.disable("insp3")
    subjects = {"pack": "gas", "kind": "operator", "region": "5306", "risk": "business"}
    draft = a_draft(None, objects={"subjects": subjects}, inspectors={"enrolled": "true"})

    draw = ledger.draws.commit(draft)
    later = SubjectInput(key="op-4", kind="operator", name="企业", region="530602")
    ledger.subjects.add("gas", later)

    pools = ledger.draws.snapshot(draw)
    assert [(entry.key, entry.risk) for entry in pools.objects] == [("op-1", "piped"), ("op-2", "piped")]
    assert [entry.key for entry in pools.inspectors] == ["insp1", "insp2"]
    run = ledger.draws.run(draw.id)
    assert [sorted(lot.inspectors) for lot in run.standing.lots] == [["insp1", "insp2"]]


# --- what was stored is trusted only after a look --------------------------------------------------------------


def test_changed_snapshot_is_noticed(desk: Desk) -> None:
    ledger = desk.as_("sup1")
    draw = ledger.draws.commit(a_draft())
    path = files.place(desk.path, draw.committed.files[0])
    whole = path.read_bytes()

    path.write_bytes(whole.replace("工地1".encode(), "工地9".encode()))
    with pytest.raises(StorageError, match="被改动过"):
        ledger.draws.run(draw.id)
    assert [p.what for p in Ledger(desk.path).verify()] == ["佐证材料“draw-pools.json”被改动过"]

    path.write_bytes(whole)
    assert ledger.draws.run(draw.id).run


@pytest.mark.parametrize("damage", ["gone", "other"])
def test_lost_or_other_secret_is_never_replaced_by_a_new_one(desk: Desk, damage: str) -> None:
    ledger = desk.as_("sup1")
    draw = ledger.draws.commit(a_draft())
    path: Path = seeds.folder_of(desk.path) / draw.id
    path.unlink() if damage == "gone" else path.write_text("00" * 32)

    with pytest.raises(StorageError, match="重新承诺"):
        ledger.draws.run(draw.id)
    assert kinds(desk) == ["draw.committed"]
    assert ledger.draws.commit(a_draft(), again="秘密数丢失").id != draw.id


def test_failed_promise_leaves_no_secret(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from inspect_engine.storage.log import Writer

    def fail(*_: object, **__: object) -> None:
        raise StorageError("磁盘已满")

    monkeypatch.setattr(Writer, "append", fail)
    with pytest.raises(StorageError, match="磁盘已满"):
        desk.as_("sup1").draws.commit(a_draft())

    assert list(seeds.folder_of(desk.path).iterdir()) == []
    assert kinds(desk) == []


def test_matter_that_is_not_listed_is_never_drawn(desk: Desk) -> None:
    with pytest.raises(InputError, match="无清单事项不得抽查"):
        desk.as_("sup1").draws.commit(a_draft(matter="sites"))


def test_hostile_names_are_kept_as_they_are(desk: Desk) -> None:
    """They are data: drawn, hashed and shown, never obeyed."""
    names = ("[/]", "=1+1", "'; DROP TABLE eventrow; --", "\u202eemit", "../../x", "{0}")
    objects = [ObjectEntry(key=f"={n}[/]", name=name, region="530602") for n, name in enumerate(names)]
    ledger = desk.as_("sup1")

    draw = ledger.draws.run(ledger.draws.commit(a_draft(objects, title="=1+1[/]", batch="../x")).id)

    assert [entry.name for entry in ledger.draws.snapshot(draw).objects] == list(names)
    assert list(record.problems(json.loads(json.dumps(ledger.draws.record("../x"))))) == []


def test_all_draws_are_folded_from_their_events(desk: Desk, drawn: Draw) -> None:
    """Nothing is stored beside the events that could disagree with them."""
    again = register.fold(drawn.events)

    assert again[drawn.id] == drawn
