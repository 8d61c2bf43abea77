"""Tampering as one table: what each does to a real ledger, and what ``verify`` says of it.

A row that nothing in the ledger can show is listed under what it needs, and must then differ from a head noted before.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspect_engine.domain.anchors import Exported
from inspect_engine.domain.events import digest, link
from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.paper import undoing
from inspect_engine.domain.paper.act import PROPOSED, TAKEN
from inspect_engine.domain.replies import READ as SHEET_READ
from inspect_engine.errors import Problem
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger, parse_moment
from inspect_engine.ledger.verification.shapes import SHAPES
from inspect_engine.storage import verify
from tests.conftest import Desk, make_desk, write_inspection
from tests.storage.forging import Body, Forger, put, where, without

DAY = "2022-02-24"
DISCARDED, PASSED_ON, JOINED = "inspection.discarded", "inspection.handed_over", "inspection.joined"
MOVE = {"from": "", "to": "op-01"}
FORM: dict[str, object] = {"key": "op-02", "pack": "gas", "kind": "operator", "reads": [], "facts": {}, "own": {}}
TO = {"from": "", "to": "insp1"}
PLAN = {"number": "JH-0001", "pack": "gas", "kind": "operator", "field": "", "value": "", "region": ""} | {
    **{"every": 1, "unit": "months", "since": DAY}
}
READ = {
    "ref": "gb55009-2021",
    "article": "6.1.10",
    "law": "《燃气工程项目规范》（GB 55009-2021）",
    "by": "主管甲",
    "seen": "全文",
}
GAS_LAW = "《城镇燃气管理条例》（国务院令第583号，2016年修订）"
CLOSED, OPEN, FRESH = "RQ-2022-0001", "RQ-2022-0002", "RQ-2022-0003"
"""A hazard of 燃气经营企业01 that was closed, one of 熟食店01 that is being rectified, one just found elsewhere."""


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ledger in which two hazards went their way; each row has a copy."""
    folder = tmp_path_factory.mktemp("life")
    desk = make_desk(folder)
    chief = desk.as_("sup1").people
    chief.add("sup2", "主管乙", ["supervisor"])
    chief.add("county", "县检查员", ["inspector"], region="5301")
    chief.add("gone", "离任检查员", ["inspector"])
    chief.disable("gone")
    numbers = [line.number for line in inspections.run(desk.as_("insp1"), write_inspection(folder)).cases]
    assert numbers == [CLOSED, OPEN]
    desk.sign()
    photo = folder / "photo.txt"
    both, served = (CLOSED, OPEN), {"served_on": "2022-02-22", "service": "direct", "received_by": "某人"}
    for number in both:
        _act(desk, "2022-02-18", "sup1", number, "grade", severity="general", reason="一般")
    for number in both:
        _act(desk, "2022-02-21", "sup1", number, "issue", notice_no="1号", requirement="改", days="30")
    for number in both:
        _act(desk, "2022-02-22", "insp2", number, "serve", **served)
    for number, resp in zip(both, ("resp1", "resp2"), strict=True):
        _act(desk, "2022-02-23", resp, number, "start", performed_by=resp, plan="改")
    done = {"performed_by": "resp1", "measures": "已改", "finished_on": DAY}
    _act(desk, DAY, "resp1", CLOSED, "reply", photo, **done)
    _act(desk, DAY, "insp1", CLOSED, "pass_reinspection", photo, inspectors="insp1、insp2", conclusion="合格")
    desk.sign()
    _act(desk, DAY, "sup2", CLOSED, "close", conclusion="销号")
    _act(desk, DAY, "sup2", OPEN, "withdraw", reason="重复")
    desk.as_("insp1").inspections.run(_another())
    desk.as_("sup1").sanctions.impose("circular", "熟食店01", _circular(), cases=[OPEN])
    found = desk.as_("sup1").verification()
    assert (found.problems, found.notices) == ((), ())
    return folder


def _another() -> InspectionInput:
    """One more failed item, of another subject."""
    subject = {"key": "op-02", "kind": "operator", "name": "燃气经营企业02", "region": "530600"}
    answer = {"subject": "op-02", "item": "GAS-MH-4.1", "answer": "fail", "note": "无证"}
    given = {"pack": "gas", "date": DAY, "inspectors": ["insp1"], "subjects": [subject], "answers": [answer]}
    return InspectionInput.model_validate(given)


def _act(desk: Desk, day: str, user: str, number: str, trigger: str, *files: Path, **values: str) -> None:
    if desk.moment.date().isoformat() != day:
        desk.on(day)
    desk.as_(user).cases.act(number, trigger, values, files)


def _circular() -> dict[str, str]:
    return {"authority": "某市住房和城乡建设局", "authority_kind": "housing", "grounds": "拒不整改"}


@dataclass(frozen=True)
class Anchor:
    """Why no ledger can show this by itself."""

    reason: str


@dataclass(frozen=True)
class Row:
    """``told`` is what must be said of it: a pattern, or why it takes an anchor."""

    name: str
    do: Callable[[Forger], object]
    told: str | Anchor


def moved(number: str, user: str, trigger: str, **changes: object) -> Callable[[Forger], object]:
    """Append an action as the last one like it was recorded, but in this name and with these facts."""

    def do(forger: Forger) -> None:
        like = forger.last("case.moved", trigger=trigger)
        data = {**like["data"], "on": DAY, "persons": [user], **changes}
        files = changes.get("files", like["files"])
        data.pop("files", None)
        forger.append("case.moved", data, user, case=forger.case(number), files=files)  # type: ignore[arg-type]

    return do


def beside(number: str, kind: str, user: str, /, **data: object) -> Callable[[Forger], object]:
    """Append an event of a case that is no step, of its day."""
    return lambda forger: forger.append(kind, {"on": DAY, **data}, user, case=forger.case(number))


def under_way(kind: str, user: str, /, **data: object) -> Callable[[Forger], object]:
    """Begin an inspection as the last one was, and append an event of it."""

    def do(forger: Forger) -> None:
        key = "01a00000-0000-7000-8000-0000000000aa"
        began = {**forger.last("inspection.started")["data"], "id": key, "source": None}
        forger.append("inspection.started", began, "insp1")
        forger.append(kind, {"inspection": key, "on": DAY, **data}, user)

    return do


def also(kind: str, user: str, /, **data: object) -> Callable[[Forger], object]:
    """Append an event of no case."""
    return lambda forger: forger.append(kind, data, user)


def read(user: str = "sup1", /, **changes: object) -> Callable[[Forger], object]:
    """An article from memory is confirmed."""
    return also("reference.confirmed", user, on=DAY, **{**READ, **changes})


def like(kind: str, user: str, /, **changes: object) -> Callable[[Forger], object]:
    """Append an event like the last one of its kind."""

    def do(forger: Forger) -> None:
        last = forger.last(kind)
        forger.append(kind, {**last["data"], **changes}, user, files=last["files"])

    return do


def rewritten(change: Callable[[list[Body]], list[Body]]) -> Callable[[Forger], object]:
    return lambda forger: forger.rewrite(change)


def reopened_case(forger: Forger) -> None:
    """A hazard that no inspection found."""
    last = forger.last("case.opened")
    data = {**last["data"], "number": "RQ-2022-0004"}
    forger.append("case.opened", data, "insp1", case="01a00000-0000-7000-8000-000000000001")


def merged(forger: Forger) -> None:
    """Proposed by one and confirmed by another, into a hazard of another unit."""
    into, case = forger.last("case.opened", number=OPEN)["case"], forger.case(FRESH)
    said = {
        "on": DAY,
        "trigger": "merge",
        "title": "并案",
        "from": "found",
        "values": {"into": OPEN, "reason": "同一处"},
    }
    forger.append("case.proposed", {**said, "persons": ["sup1"]}, "sup1", case=case)
    data = {**said, "to": "merged", "to_title": "已并案", "clock": False, "closing": "merged", "sets": {}, "mark": None}
    data |= {"persons": ["sup1", "sup2"], "proposed": forger.last("case.proposed")["id"]}
    forger.append("case.moved", {**data, "merged_into": into, "merged_into_number": OPEN}, "sup2", case=case)


def confirmed_by_a_puppet(forger: Forger) -> None:
    """What ends a sanction, proposed by one and confirmed through an account that he has made."""
    data = {"number": "CJ-2022-0001", "on": DAY, "reason": "改判"}
    forger.append("sanction.proposed", {**data, "does": "sanction.revoked"}, "sup1")
    proposed = {"proposed": forger.last("sanction.proposed")["id"], "proposed_by": "sup1"}
    forger.append("sanction.revoked", data | proposed, "sup2")


def withdrawn(forger: Forger) -> None:
    data = {**forger.last("case.moved", trigger="grade")["data"], "trigger": "withdraw", "title": "撤销", "sets": {}}
    data |= {"from": "rectifying", "to": "withdrawn", "to_title": "已撤销", "closing": "withdrawn", "on": DAY}
    data |= {"values": {"reason": "重复"}, "persons": ["sup2"], "proposed": forger.last("case.proposed")["id"]}
    forger.append("case.moved", data, "sup2", case=forger.case(OPEN))


def twice_read(forger: Forger) -> None:
    """A key given twice in the last body: one text, two readings. Hashes and chain fit."""
    heads, last = forger.heads(), forger.bodies[-1]
    body = json.dumps(last, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    body = body.replace('"kind":', '"kind":"user.disabled","kind":', 1)
    own, quoted = digest(body), body.replace("'", "''")
    chain = link(heads[-2], own, last["at"])
    pos = f"pos = {len(heads)}"
    forger.sql(f"UPDATE eventrow SET body = '{quoted}', hash = '{own}', chain = '{chain}' WHERE {pos}")
    forger.sql(f"UPDATE feedrow SET head = '{own}' WHERE id = '{last['feed']}'")


def left_out(bodies: list[Body]) -> list[Body]:
    """A hazard that never was, and nothing that was done about it."""
    gone = next(b["case"] for b in bodies if b["data"].get("number") == OPEN)
    return [b for b in bodies if b["case"] != gone and b["kind"] != "sanction.imposed"]


def planted(forger: Forger) -> None:
    forger.path.with_name(forger.path.name + ".files").joinpath("planted.jpg").write_bytes(b"x")


def evidence(forger: Forger, content: bytes | None) -> None:
    sha = forger.last("case.moved", trigger="reply")["files"][0]["sha256"]
    path = forger.path.with_name(forger.path.name + ".files") / sha[:2] / sha
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    else:
        path.mkdir()


def unreadable(forger: Forger) -> None:
    """Reading it fails with EIO, as of a dying disk: what Linux says of an address where nothing is."""
    sha = forger.last("case.moved", trigger="reply")["files"][0]["sha256"]
    path = forger.path.with_name(forger.path.name + ".files") / sha[:2] / sha
    path.unlink()
    path.symlink_to("/proc/self/mem")


def later(bodies: list[Body]) -> list[Body]:
    """Everything a second later than it was."""
    for body in bodies:
        body["at"] = (parse_moment(body["at"]) + timedelta(seconds=1)).isoformat()
    return bodies


def put_back(bodies: list[Body]) -> list[Body]:
    """One event of an hour earlier than the one before it."""
    last = next(b for b in reversed(bodies) if b["kind"] == "sanction.imposed")
    last["at"] = (parse_moment(last["at"]) - timedelta(hours=1)).isoformat()
    return bodies


def files(kept: list[object]) -> Callable[[Body], object]:
    return lambda body: body.update(files=kept)


def alone(body: Body) -> None:
    body["case"] = None


SIGNED = "countersign.signed"


def signed(user: str, /, kind: str = SIGNED, via: str = "passphrase", **changes: object) -> Callable[[Forger], object]:
    """Append a signature of the re-inspection as the one that is there, but in this name and with these facts."""

    def do(forger: Forger) -> None:
        record = forger.last("case.moved", trigger="pass_reinspection")
        like = forger.last(SIGNED, record=record["id"])["data"]
        data = {**like, "name": user, **changes}
        forger.append(kind, data, user, case=forger.case(CLOSED), via=via)

    return do


def anew(**changes: object) -> Callable[[Forger], object]:
    """The signature of the re-inspection once more, at the end, and otherwise."""

    def do(forger: Forger) -> None:
        data = forger.last(SIGNED, record=forger.last("case.moved", trigger="pass_reinspection")["id"])["data"]
        forger.rewrite(lambda bodies: _rebased(unsigned(bodies)))
        forger.append(SIGNED, {**data, **changes}, "insp2", case=forger.case(CLOSED), via="passphrase")

    return do


def unsigned(bodies: list[Body]) -> list[Body]:
    """Nobody has signed the re-inspection; what came after follows on."""
    record = next(b for b in bodies if b["data"].get("trigger") == "pass_reinspection")["id"]
    return without(SIGNED, record=record)(bodies)


def awaiting(kind: str, **data: object) -> Callable[[Forger], object]:
    """A record says that it awaits nobody, and nobody has signed."""

    def change(bodies: list[Body]) -> list[Body]:
        def silent(body: Body) -> None:
            for name in ("awaits", "least", "answers"):
                body["data"].pop(name, None)

        found = where(kind, silent, **data)([b for b in bodies if b["kind"] != SIGNED])
        return [{**b, "base": None} if b["case"] is None else b for b in found]

    return rewritten(lambda bodies: _rebased(change(bodies)))


def _rebased(bodies: list[Body]) -> list[Body]:
    """Each event of a case follows on the one before it."""
    last: dict[str, str] = {}
    for body in bodies:
        if body["case"]:
            body["base"] = last.get(body["case"])
            last[body["case"]] = body["id"]
    return bodies


REPLY, CLOSE = {"trigger": "reply"}, {"trigger": "close"}
RULES = "按当时的规则办不成"
TABLE = (
    # appended in somebody's name, whole in itself
    Row("close from 整改中, by a supervisor", moved(OPEN, "sup1", "close"), "这一步不能办"),
    Row("close by the unit itself", moved(OPEN, "resp2", "close"), "这一步不能办"),
    Row(
        "reply by a viewer",
        moved(OPEN, "viewer1", "reply", values={"performed_by": "viewer1", "measures": "改", "finished_on": DAY}),
        "须由检查员、责任单位办理",
    ),
    Row(
        "reply for another unit",
        moved(OPEN, "resp1", "reply", values={"performed_by": "resp1", "measures": "改", "finished_on": DAY}),
        "你属于“燃气经营企业01”",
    ),
    Row(
        "reply without evidence",
        moved(OPEN, "resp2", "reply", files=[], values={"performed_by": "resp2", "measures": "改", "finished_on": DAY}),
        "须附佐证材料至少 1 份",
    ),
    Row(
        "an act of another region",
        moved(OPEN, "county", "reply", values={"performed_by": "resp2", "measures": "改", "finished_on": DAY}),
        "区划 530602 不在你的区划",
    ),
    Row("an act of one who was disabled", moved(OPEN, "gone", "reply"), "当时已停用"),
    Row("an act of nobody enrolled", moved(OPEN, "ghost", "reply"), "当时没有登记"),
    Row("a withdrawal confirmed by its proposer", withdrawn, "须由另一人确认"),
    Row("a merge of two units' hazards", merged, "不是同一个对象，不能并入"),
    Row("an unknown kind of event", also("case.closed", "sup1", on=DAY), "没有“case.closed”这一种记录"),
    Row("an opening without an inspection", reopened_case, "没有检查或办理使它立案"),
    Row(
        "a rung that is not due",
        lambda f: f.append(
            "case.escalated",
            {
                "on": DAY,
                "rung": "remind",
                "title": "催办",
                "due_on": "2022-03-24",
                "days_overdue": 0,
                "document": "reminder",
                "nth": 1,
                "opens": None,
                "persons": [],
            },
            "sup1",
            case=f.case(OPEN),
        ),
        "当时不到期",
    ),
    Row(
        "a due date counted again for nothing",
        lambda f: f.append(
            "case.redated",
            {"on": DAY, "why": "改", "deadline": f.last("case.moved", trigger="serve")["data"]["deadline"]},
            "sup1",
            case=f.case(OPEN),
        ),
        "没有采用放假安排",
    ),
    Row(
        "a user enrolled by an inspector",
        also("user.enrolled", "insp1", name="x", title="某", roles=["supervisor"], party=None, os_user=None),
        "须由主管办理",
    ),
    Row(
        "a user enrolled under another's name",
        also("user.enrolled", "sup1", name="x", title="检查员甲", roles=["inspector"], party=None, os_user=None),
        "重名",
    ),
    Row("somebody disables himself", also("user.disabled", "sup1", name="sup1"), "不能停用自己"),
    Row("a region set by an inspector", also("user.region_set", "insp1", name="insp1", region=""), "须由主管办理"),
    Row(
        "a passphrase set by an inspector for a supervisor",
        also("user.passphrase_set", "insp1", on=DAY, name="sup1", digest="0" * 64),
        "自报了名字|须由主管办理",
    ),
    Row(
        "known by a passphrase that was never set",
        lambda f: f.append("user.disabled", {"name": "insp2"}, "sup1", via="passphrase"),
        "当时没有口令",
    ),
    Row(
        "a delegation by the delegate himself",
        also(
            "user.delegated",
            "insp1",
            on=DAY,
            principal="insp2",
            delegate="insp1",
            until="2022-12-31",
            reason="休假",
            **{"from": DAY},
        ),
        "须由主管办理",
    ),
    Row(
        "acting for somebody without a delegation",
        moved(OPEN, "resp1", "reply", acts_for="resp2"),
        "须属于同一单位|没有授权",
    ),
    Row("a subject recorded by a viewer", like("subject.recorded", "viewer1", name="别的"), "须由检查员、主管办理"),
    Row("a subject made another thing", like("subject.recorded", "insp1", name="别的店"), "同一编号不能是两个对象"),
    Row(
        "a note by who only looks on",
        beside(OPEN, "case.noted", "viewer1", text="看过"),
        "须由检查员、主管、责任单位办理",
    ),
    Row("a note of another unit's case", beside(CLOSED, "case.noted", "resp2", text="看过"), "不在他的范围以内"),
    Row("a note that says nothing", beside(OPEN, "case.noted", "insp1", text=" "), "备注不能为空"),
    Row(
        "a case given away by who does not own it",
        beside(FRESH, "case.assigned", "insp1", **{**TO, "to": "insp2"}),
        "只能自己认领",
    ),
    Row("a closed case given to somebody", beside(CLOSED, "case.assigned", "sup1", **TO), "已经办结"),
    Row(
        "a case taken from nobody who had it",
        beside(FRESH, "case.assigned", "sup1", **{**TO, "from": "insp2"}),
        "按规则应为（无）",
    ),
    Row("an inspection thrown away", under_way(DISCARDED, "viewer1", reason="错", failed=[]), "须由检查员、主管办理"),
    Row("one thrown away for no reason", under_way(DISCARDED, "insp1", reason=" ", failed=[]), "写明理由"),
    Row(
        "one thrown away with more failures than it had",
        under_way(DISCARDED, "insp1", reason="错", failed=[["op-02", "GAS-MH-4.1"]]),
        "不合格的作答记为",
    ),
    Row(
        "one handed to a viewer",
        under_way(PASSED_ON, "insp1", **{**TO, "from": "insp1", "to": "viewer1"}),
        "在册检查员",
    ),
    Row(
        "one taken by who is not there",
        under_way(PASSED_ON, "county", **{**TO, "from": "insp1", "to": "county"}),
        "区划",
    ),
    Row(
        "a place closed by a viewer",
        also("subject.closed", "viewer1", on=DAY, key="op-02", why="搬走"),
        "须由检查员、主管",
    ),
    Row("one closed before its time", also("subject.closed", "insp1", on="2023-01-01", key="op-02", why="x"), "之后"),
    Row("one open again that was open", also("subject.reopened", "insp1", on=DAY, key="op-02", why="x"), "没有停用"),
    Row("one that was never recorded", also("subject.closed", "insp1", on=DAY, key="op-99", why="x"), "当时没有登记"),
    Row(
        "a place moved into itself",
        also("subject.moved", "insp1", on=DAY, key="op-02", **{"from": "", "to": "op-02"}),
        "自己的下级之下",
    ),
    Row(
        "one moved from where it was not",
        also("subject.moved", "insp1", on=DAY, key="op-02", **{"from": "x", "to": ""}),
        "现在在“（没有上级）”之下",
    ),
    Row("one moved by who is not there", also("subject.moved", "county", on=DAY, key="op-02", **MOVE), "区划"),
    Row(
        "a place called what it was called",
        also("subject.renamed", "insp1", on=DAY, key="op-02", was="旧名", name="新名", party="新名"),
        "现在就叫",
    ),
    Row("a place in one that is none", like("subject.recorded", "insp1", key="op-03", under="op-99"), "上级没有登记过"),
    Row("a form beside the first that is it", also("subject.form_added", "insp1", on=DAY, **FORM), "登记时的表单"),
    Row(
        "a form of no such checklist",
        also("subject.form_added", "insp1", on=DAY, **{**FORM, "pack": "none", "kind": "x"}),
        "检查表当时没有采用",
    ),
    Row("a place that joins twice", under_way(JOINED, "insp1", subjects=["op-02"]), "已经在这次检查里"),
    Row("one that joins and is none", under_way(JOINED, "insp1", subjects=["op-99"]), "没有登记"),
    Row("one that joins by a viewer", under_way(JOINED, "viewer1", subjects=["op-01"]), "须由检查员、主管办理"),
    Row("a plan set by an inspector", also("plan.set", "insp1", on=DAY, **PLAN), "须由主管办理"),
    Row(
        "a plan of a checklist of no such kind", also("plan.set", "sup1", on=DAY, **{**PLAN, "kind": "x"}), "不检查“x”"
    ),
    Row(
        "a plan of no day",
        also("plan.set", "sup1", on=None, **PLAN),
        "“on”写得不对",
    ),
    Row("a note of no day", beside(OPEN, "case.noted", "insp1", on=None, text="看过"), "“on”写得不对"),
    Row("a note of another day", beside(OPEN, "case.noted", "insp1", on="2022-02-23", text="看过"), "不是记录的当天"),
    Row("a note with more to it", beside(OPEN, "case.noted", "insp1", text="看过", more="x"), "多出“more”"),
    Row("a unit of no day", also("unit.added", "insp1", name="丙公司"), "缺“on”"),
    Row(
        "a unit without its aliases", also("unit.added", "sup1", on=DAY, name="丙公司", aliases=[]), "“aliases”写得不对"
    ),
    Row("an article read by an inspector", read("insp1"), "须由主管办理"),
    Row("an article read for another", read(by="别人"), "核对人应是"),
    Row("an open article, read all the same", read(ref="csrqgltl-583", article="第49条(五)", law=GAS_LAW), "标为待核"),
    Row("an article of no such edition", read(law="《某法》"), "没有“《某法》”"),
    Row(
        "a confirmation taken back that nobody gave",
        also("reference.withdrawn", "sup1", on=DAY, ref="gb55009-2021", article="6.1.10", why="旧版"),
        "没有人核对过",
    ),
    Row("told of a plan that is none", also("plan.told", "sup1", on=DAY, number="JH-0009", due=1, never=1), "不存在"),
    Row(
        "a subject in a region that no table had",
        like("subject.recorded", "insp1", key="op-09", region="530699"),
        "没有区划代码“530699”",
    ),
    Row(
        "numbers that begin in another year than this",
        also("office.registered", "sup1", code="示建", title="局", values={}, certificates={}, starts={"2021": 5}),
        "2021 年的文号当时不能从 5 号编起",
    ),
    Row("an answer after the end", like("inspection.answered", "insp1", answer="pass"), "已经完成"),
    Row("an inspection ended twice", like("inspection.finished", "insp1"), "已经完成"),
    Row(
        "an inspection begun by a viewer",
        like("inspection.started", "viewer1", id="x" * 36, source=None),
        "须由检查员、主管办理",
    ),
    Row("a sanction by a viewer", like("sanction.imposed", "viewer1", number="CJ-2022-0002"), "须由主管办理"),
    Row(
        "a sanction that leaves a number out",
        like("sanction.imposed", "sup1", number="CJ-2022-0009"),
        "编号应为 CJ-2022-0002",
    ),
    Row(
        "a sanction taken down that was never out",
        also("sanction.withdrawn", "sup1", number="CJ-2022-0001", on=DAY),
        "没有公开",
    ),
    Row(
        "an alarm decided by an inspector",
        also(
            "alarm.decided",
            "insp1",
            on=DAY,
            key="x",
            kind="fast",
            text="",
            numbers=[],
            events=[],
            verdict="explained",
            reason="无",
        ),
        "须由主管办理",
    ),
    Row(
        "an office registered by an inspector",
        also("office.registered", "insp1", code="某改", title="局", values={}, certificates={}),
        "须由主管办理",
    ),
    Row(
        "a calendar adopted by an inspector",
        also("calendar.adopted", "insp1", year=2022, notice="假", rest=["2022-03-02"], worked=["2022-03-05"]),
        "须由主管办理",
    ),
    Row(
        "a definition adopted by a viewer",
        also("definition.adopted", "viewer1", hash="0" * 64, pack="x", version="1"),
        "采用定义须由",
    ),
    # who vouches for whom
    Row("an account confirmed by an inspector", also("user.confirmed", "insp1", on=DAY, name="insp2"), "须由主管办理"),
    Row("an account confirmed by its maker", also("user.confirmed", "sup1", on=DAY, name="sup2"), "须由另一位主管确认"),
    Row("an account confirmed by its owner", also("user.confirmed", "sup2", on=DAY, name="sup2"), "不能确认自己"),
    Row("one puppet vouches for another", also("user.confirmed", "sup2", on=DAY, name="insp1"), "出自同一人之手"),
    Row("nobody is confirmed", also("user.confirmed", "sup1", on=DAY, name="ghost"), "当时没有登记"),
    Row("confirmed twice", also("user.confirmed", "sup2", on=DAY, name="sup1"), "已经确认过"),
    Row(
        "confirmed alone beside a second supervisor",
        also("user.confirmed", "sup1", on=DAY, name="sup1", alone=True),
        RULES,
    ),
    Row(
        "a number behind a name, by an inspector",
        also("user.distinguished", "insp1", name="insp2", title="检查员乙（0412）", distinct="0412"),
        "须由主管办理",
    ),
    Row(
        "another name under the cover of a number",
        also("user.distinguished", "sup1", name="insp2", title="检查员丙（0412）", distinct="0412"),
        "与所加的号码不符",
    ),
    Row(
        "a supervisor proposed where there is no second one",
        also("user.proposed", "sup1", name="x", title="某", roles=["supervisor"], party=None, os_user=None),
        "不须另一位主管确认",
    ),
    Row(
        "a supervisor enrolled on a proposal that nobody made",
        also(
            "user.enrolled",
            "sup2",
            name="x",
            title="某",
            roles=["supervisor"],
            party=None,
            os_user=None,
            proposed="x",
            proposed_by="sup1",
        ),
        "所依的提议不存在",
    ),
    Row(
        "a key offered in another's name",
        also("user.key_offered", "insp1", on=DAY, name="sup1", key="0" * 64, installation="x"),
        "只能由本人配|自报了名字",
    ),
    Row(
        "a key confirmed that nobody offered",
        lambda f: f.append("user.key_confirmed", {"on": DAY, "name": "sup1", "key": "0" * 64}, "sup1", via="os"),
        "这把签名钥匙没有登记|记为凭系统账户认定",
    ),
    Row(
        "a key revoked that nobody offered",
        lambda f: f.append("user.key_revoked", {"on": DAY, "name": "sup1", "key": "0" * 64, "reason": "丢"}, "sup1"),
        "自报了名字",
    ),
    Row(
        "a sanction revoked by one",
        also("sanction.revoked", "sup1", number="CJ-2022-0001", on=DAY, reason="改判"),
        "须由一人提出，另一人确认",
    ),
    Row(
        "a sanction's end proposed by a viewer",
        also("sanction.proposed", "viewer1", number="CJ-2022-0001", on=DAY, does="sanction.revoked", reason="改判"),
        "须由主管办理",
    ),
    Row(
        "a sanction's end confirmed by a puppet",
        confirmed_by_a_puppet,
        "出自同一人之手",
    ),
    Row(
        "a definition adopted on a proposal that nobody made",
        lambda f: f.append(
            "definition.adopted",
            {"items": [{"kind": "pack", "id": "x", "version": "1", "hash": "0" * 64}], "proposed": "x"},
            "sup2",
        ),
        RULES,
    ),
    Row(
        "a calendar adopted on a proposal that nobody made",
        also(
            "calendar.adopted",
            "sup2",
            year=2022,
            notice="假",
            rest=["2022-03-02"],
            worked=["2022-03-05"],
            reason="更正",
            proposed="x",
        ),
        "所依的提议不存在",
    ),
    Row("the clock called right by an inspector", also("clock.confirmed", "insp1", on=DAY), "须由主管办理"),
    Row(
        "passphrases no longer required, by an inspector",
        also("ledger.passphrases_required", "insp1", on=DAY, required=False),
        "须由主管办理|自报了名字",
    ),
    # signatures
    Row("signed by who was not named", signed("sup2", via="claimed"), "不待他签"),
    Row("signed twice", signed("insp2"), "你已经签过"),
    Row("signed by the first himself", signed("insp1", via="claimed"), "没有写“insp1”"),
    Row("signed by the first in the other's name", signed("insp1", via="claimed", name="insp2"), "没有写“insp1”"),
    Row("signed under another spelling", anew(name="检查员乙"), "签字的人"),
    Row("declined by who has signed", signed("insp2", kind="countersign.declined", reason="没去"), "你已经签过"),
    Row(
        "another named by who did not make the record",
        signed("sup1", kind="countersign.handed", via="claimed", name="insp2", to="county"),
        "不待“insp2”签",
    ),
    Row(
        "signed for another record than the one that is stored",
        lambda f: f.rewrite(where(SIGNED, lambda b: b["data"].update(record="x" * 36, hash="0" * 64))),
        "不待他签|没有这条流转记录|内容不合格式",
    ),
    Row(
        "a signature by who is only named",
        lambda f: f.rewrite(where(SIGNED, lambda b: b["actor"].update(via="claimed"))),
        "却只是自报",
    ),
    Row("a signature of another text", anew(hash="0" * 64), "所签记录的散列"),
    Row("closed before the second has signed", rewritten(lambda b: _rebased(unsigned(b))), "“复查合格”待“insp2”签"),
    Row("a notice before the second has signed", rewritten(without(SIGNED)), "检查待“insp2”签"),
    Row("a re-inspection that awaits nobody", awaiting("case.moved", trigger="pass_reinspection"), "待会签的人"),
    Row("an inspection that awaits nobody", awaiting("inspection.finished"), "待会签的人"),
    Row(
        "an inspection signed over other answers",
        rewritten(where("inspection.finished", put(answers="0" * 64))),
        "所凭的作答",
    ),
    # rewritten from some point on, everything made to fit
    Row(
        "a severity altered where it was found",
        rewritten(where("case.opened", put(severity="general", severity_why="一般"), number=OPEN)),
        f"{RULES}.*等级|{RULES}.*定级理由",
    ),
    Row(
        "a closing state altered",
        rewritten(where("case.moved", put(to="withdrawn", to_title="已撤销"), **CLOSE)),
        "去向",
    ),
    Row("how it was closed altered", rewritten(where("case.moved", put(closing="on_the_spot"), **CLOSE)), "办结方式"),
    Row(
        "a person left out",
        rewritten(where("case.moved", put(persons=["insp1"]), trigger="pass_reinspection")),
        "参与人",
    ),
    Row(
        "a later due date",
        rewritten(where("case.moved", lambda b: b["data"]["deadline"].update(due_on="2022-05-24"), trigger="serve")),
        "期限",
    ),
    Row(
        "more days in the order alone",
        rewritten(where("case.moved", lambda b: b["data"]["values"].update(days="300"), trigger="issue")),
        "期限",
    ),
    Row("evidence taken away", rewritten(where("case.moved", files([]), **REPLY)), "须附佐证材料"),
    Row(
        "rectified by who closed it",
        rewritten(
            where(
                "case.moved",
                lambda b: b["data"].update(
                    values={**b["data"]["values"], "performed_by": "sup2"}, persons=["resp1", "sup2"]
                ),
                **REPLY,
            )
        ),
        "须换人办理",
    ),
    Row("a step left out", rewritten(without("case.moved", trigger="pass_reinspection")), "这一步不能办"),
    Row(
        "the answer behind a hazard changed",
        rewritten(where("inspection.answered", put(note="另一回事"), subject="op-01", item="GAS-MH-4.1")),
        "备注",
    ),
    Row(
        "a failed answer made a pass",
        rewritten(where("inspection.answered", put(answer="pass"), subject="op-01", item="GAS-MH-4.1")),
        "没有检查或办理使它立案|不符|记为",
    ),
    Row("a hazard left out of what an inspection found", rewritten(left_out), "应随之立案的事项没有立案"),
    Row("an event taken off its case", rewritten(where("case.moved", alone, trigger="grade")), "没有立案|内容不合格式"),
    # in the file, past the events
    Row("a key given twice", twice_read, "写了两次"),
    Row(
        "recorded_at rewritten",
        lambda f: f.sql("UPDATE eventrow SET recorded_at = '2031-01-01T09:00:00+08:00' WHERE pos = 9"),
        "被改动过",
    ),
    Row("a clock put back an hour", rewritten(put_back), "时钟倒退"),
    Row("a state changed", lambda f: f.sql("UPDATE caserow SET state = 'closed' WHERE serial = 2"), "caserow .* state"),
    Row("a trace taken away", lambda f: f.sql("DELETE FROM tracerow WHERE kind = 'file'"), "tracerow file"),
    Row(
        "a trace put in",
        lambda f: f.sql("INSERT INTO tracerow SELECT 'name', '某甲', id FROM caserow LIMIT 1"),
        "tracerow name",
    ),
    Row(
        "a lock-out planted",
        lambda f: f.sql(
            "INSERT INTO attemptrow VALUES ('sup1', 99, 0, '2022-02-24T09:00:00+08:00', '2022-02-24T09:00:00+08:00')"
        ),
        "口令不对的次数",
    ),
    Row("a file planted among the evidence", planted, "没有流转记录提到"),
    Row("evidence replaced", lambda f: evidence(f, b"other"), "被改动过"),
    Row("evidence that is no file any more", lambda f: evidence(f, None), "不见了|读不出来"),
    Row("evidence that the disk does not give back", unreadable, "读不出来：磁盘读写出错|不见了"),
    # whole, and allowed: nothing in the ledger can show it
    Row(
        "a word in a note, everything made to fit",
        rewritten(where("case.moved", lambda b: b["data"]["values"].update(conclusion="改后的话"), **CLOSE)),
        Anchor("the rules ask for a word, not for this one"),
    ),
    Row(
        "a role given at enrolment",
        rewritten(where("user.enrolled", put(roles=["inspector", "supervisor"]), name="viewer1")),
        Anchor("a supervisor may have enrolled him so"),
    ),
    Row("everything a second later", rewritten(later), Anchor("any clock may have said so")),
    Row(
        "a rehearsal made real",
        rewritten(where("ledger.created", put(rehearsal=False))),
        Anchor("the first event says it"),
    ),
    Row(
        "the last event taken away with all that knew of it",
        rewritten(lambda bodies: bodies[:-1]),
        Anchor("an older ledger is whole in itself"),
    ),
    Row(
        "an allowed enrolment in another's name",
        also("user.enrolled", "sup1", name="x", title="某", roles=["inspector"], party=None, os_user=None),
        Anchor("only a key could tell who it was"),
    ),
)
NEEDS_AN_ANCHOR = {row.name: row.told.reason for row in TABLE if isinstance(row.told, Anchor)}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_each_tampering_is_named_or_needs_an_anchor(life: Path, tmp_path: Path, row: Row) -> None:
    forger = Forger(shutil.copytree(life, tmp_path / "copy") / "ledger.db")
    before = forger.heads()
    row.do(forger)
    found = Ledger(forger.path).verification()
    told = [str(problem) for problem in (*found.problems, *found.notices)]
    if isinstance(row.told, Anchor):
        assert told == []
        assert forger.heads()[: len(before)] != before or len(forger.heads()) > len(before)
    else:
        assert any(re.search(row.told, text) for text in told), told[:5]


@pytest.fixture(scope="module")
def beside_the_checklists(life: Path, tmp_path_factory: pytest.TempPathFactory) -> Forger:
    """The same ledger, and in it one record of each kind whose body is held to a shape."""
    path = shutil.copytree(life, tmp_path_factory.mktemp("more") / "copy") / "ledger.db"
    desk = Desk(path).on("2022-04-20")
    insp, sup = desk.as_("insp1"), desk.as_("sup1")
    insp.notes.add(OPEN, "看过")
    for name in ("丙公司", "丁公司"):
        sup.units.add(name, another=True, aliases=[name[0]])
    sup.units.rename("丙公司", "戊公司")
    sup.units.alias("戊公司", "老丙")
    sup.units.merge("丁公司", "戊公司")
    sup.plans.add("gas", "operator", 1, "months", since=date(2021, 1, 1))
    assert sup.plans.remind(tell=True)
    sup.plans.end("JH-0001")
    insp.reports.add("举报", "有气味", place="某处", region="530602")
    sup.reports.triage("XS-0001", "dismiss", why="不属实")
    sup.references.confirm("gb55009-2021", "6.1.10", "全文")
    sup.references.withdraw("gb55009-2021", "6.1.10", "旧版")
    begun = insp.inspections.start("gas", ["op-02"], ["insp1"])
    insp.inspections.join(begun, ["op-01"])
    insp.unfinished.hand_over(begun, "insp2", beside=True)
    insp.unfinished.discard(begun, "点错了")
    insp.subjects.fill("op-02", "quality-credit", "enterprise", {"uscc": "91530602MA6K0RT14C", "trade": "other"}, {})
    insp.places.rename("op-02", "二公司")
    insp.places.move("op-02", "op-01")
    insp.places.close("op-02", "搬走")
    insp.places.reopen("op-02", "又开了")
    assert insp.anchors.exported(Exported("0" * 64, 1, date(2022, 4, 20), "整本台账", "")) == ""
    return Forger(path)


SPOILT: dict[str, tuple[Callable[[Body], object], str, set[str]]] = {
    "with more than it holds": (lambda data: data.update(more="x"), "多出“more”", set()),
    "of a day that is none": (lambda data: data.update(on=None), "“on”写得不对", set()),
    "of no day": (lambda data: data.pop("on"), "缺“on”", {"unit.renamed", "unit.aliased"}),
}
"""What is done to each body, what is said of it, and the kinds that cannot be stored so."""


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_body_is_held_to_the_shape_of_its_kind(beside_the_checklists: Forger, tmp_path: Path, spoil: str) -> None:
    """Every kind at once: one problem for each record, and none where nothing was done to it."""
    forger = Forger(shutil.copytree(beside_the_checklists.path.parent, tmp_path / "copy") / "ledger.db")
    elsewhere = {TAKEN, PROPOSED, undoing.PROPOSED, undoing.BACK, SHEET_READ}  # where files are read in
    assert {body["kind"] for body in forger.bodies} >= SHAPES.keys() - elsewhere
    assert list(Ledger(forger.path).verify()) == []
    change, told, never = SPOILT[spoil]
    held = [n for n, body in enumerate(forger.bodies) if body["kind"] in SHAPES.keys() - never]

    def spoilt(bodies: list[Body]) -> list[Body]:
        for n in held:
            change(bodies[n]["data"])
        return bodies

    forger.rewrite(spoilt)
    found = [each.what for each in Ledger(forger.path).verify()]
    assert found.count(f"{RULES}：内容不合格式：{told}") == len(held)


def test_a_notice_leaves_a_ledger_proved(life: Path, tmp_path: Path) -> None:
    forger = Forger(shutil.copytree(life, tmp_path / "copy") / "ledger.db")
    planted(forger)
    found = Ledger(forger.path).verification()
    assert found.problems == ()
    assert [str(each) for each in found.notices] == ["佐证材料文件夹：planted.jpg 没有流转记录提到"]


def test_a_case_that_was_let_go_is_folded_again(life: Path) -> None:
    """With one case held at a time everything comes out as with all of them."""
    with verify.opened(life / "ledger.db") as connection:
        few, many = verify.Cases(connection, held=1), verify.Cases(connection)
        for entry in verify.Chain(connection).entries():
            assert not isinstance(entry, Problem)
            assert [*few.see(entry), *many.see(entry)] == []
            key = entry.event.case or ""
            assert few.get(key) == many.get(key)
        assert [*few.end(), *many.end()] == []


def test_how_far_it_has_come_is_told(life: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []
    monkeypatch.setattr("inspect_engine.ledger.verification.EVERY", 10)
    Ledger(life / "ledger.db").verification(lambda done, of: heard.append((done, of)))
    count = len(Forger(life / "ledger.db").heads())
    assert heard == [(done, count) for done in range(10, count + 1, 10)]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) - len(NEEDS_AN_ANCHOR) >= 40
    assert len({row.name for row in TABLE}) == len(TABLE)
