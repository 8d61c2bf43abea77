"""An office at work: a ledger with every kind of document issued once, on cases that are where the kind needs them."""

from __future__ import annotations

import shutil
import struct
import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from inspect_engine.domain.documents.composing import Content
from inspect_engine.domain.documents.service import Service
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.exports.documents import renderer
from inspect_engine.imports import inspections
from inspect_engine.ledger import Ledger
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.documents import Kinds, load_kinds
from inspect_engine.reading.library import Library
from inspect_engine.storage.documents import Issued
from tests.conftest import Desk, enrol, make_desk


@cache
def library() -> Library:
    return load_library()


@cache
def kinds() -> Kinds:
    return load_kinds()


def plainly(content: Content) -> bytes:
    """A renderer for tests that do not look at the document."""
    return content.number.encode()


CODE, OFFICE = "示建燃改", "某市住房和城乡建设局"
USUAL = {"review_authority": "某市人民政府", "court": "某市某区人民法院", "inspection_type": "routine"}
OPERATOR = "某某燃气有限公司"
HOSTILE = "{{ 7*7 }} {% for x in y %} {_{ z }_} <w:p> & [/] =1+1 \x1b[31m ‮ " + "长" * 300
INSPECTION = """\
pack: gas
date: 2022-02-17
inspectors: [insp1, insp2]
subjects:
  - key: op-01
    kind: operator
    name: 某某燃气门站
    region: "530602"
    fields: {party: 某某燃气有限公司}
answers:
  - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 不能出示许可证, evidence: [a.png, b.png]}
  - {subject: op-01, item: GAS-MH-4.2, answer: fail, note: 没有风险分级管控制度}
"""
GIVEN: dict[str, dict[str, str]] = {
    "rectification": {"days": "7", "responsible_person": "吴某"},
    "supplement": {"reason": "漏列", "days": "10", "responsible_person": "吴某"},
    "stop_work": {
        **{"extent": "part", "scope": "LNG 储罐区", "stopped_at": "2022-02-21 10:30", "responsible_person": "吴某"},
        "resume_conditions": "取得燃气经营许可证，储罐区经检测合格",
    },
    "resume_work": {
        **{"scope": "LNG 储罐区", "resume_from": "2022-02-21 15:00", "acceptance": "三方验收合格，均已签章"},
        "verification": "2022年2月21日检查员甲、检查员乙现场查验，合格",
    },
    "recommendation": {
        **{"to_office": "某县住房和城乡建设局", "measures": "立案处罚", "feedback_by": "2022-03-31"},
        "contact": "某科 0000-0000000",
    },
    "supervision": {
        **{"responsible_person": "吴某", "standard": "取得许可证后方可经营", "due_by": "2022-03-31"},
        **{"frequency": "每周五报送一次", "handler": "主管甲"},
    },
    "organizer": {},
    "reminder": {"due_by": "2022-03-31"},
    "transfer": {
        **{"to_office": "某市城市管理局", "reason": "division", "reason_text": "无证经营由其查处"},
        **{"feedback_by": "2022-03-31", "contact": "某科 0000-0000000"},
    },
    "listing": {"requirement": "停止经营，办理许可", "days": "30", "other": "无", "published": "本局公告栏"},
    "delisting": {
        **{"report": "2022年2月21日收到治理报告和解除申请", "review": "检查员甲、检查员乙现场审查合格"},
        "published": "本局公告栏",
    },
    "reinspection": {},
    "accident_report": {
        **{"team": "某市人民政府事故调查组", "unit": "某某燃气有限公司，管道燃气经营企业", "course": "经过\n救援"},
        **{"losses": "无人员伤亡，直接经济损失待审计确认后为零", "causes": "无证经营，管理缺失；责任事故"},
        **{"liability": "建议依法处理", "measures": "停业整顿", "response": "响应及时"},
    },
}


def png(width: int, height: int) -> bytes:
    """A plain picture."""
    rows = (b"\0" + b"\x40\x80\xc0" * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


@dataclass
class Office:
    """The desk of a small authority; ``issued`` is what it has issued so far, by kind."""

    desk: Desk
    issued: dict[str, Issued] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.desk.path.parent

    def ledger(self, user: str) -> Ledger:
        """The ledger as one person sees it; what is installed is read once for all, and not proved again."""
        ledger = self.desk.as_(user)
        ledger.desk.library = library()
        return ledger

    def issue(self, kind: str, *cases: str, user: str = "sup1", **changes: str) -> Issued:
        """Issue a document with what is usually written in it."""
        ledger = self.ledger(user)
        values = {"address": "某路 1 号", **GIVEN[kind], **changes}
        self.issued[kind] = ledger.documents.issue(kind, cases, values, renderer(ledger.desk.document_kinds))
        return self.issued[kind]

    def supplement(self, of: Issued, *cases: str) -> Issued:
        """Add cases to a notice in force."""
        ledger = self.ledger("sup1")
        values, render = {"address": "某路 1 号", **GIVEN["supplement"]}, renderer(ledger.desk.document_kinds)
        self.issued["supplement"] = ledger.supplements.issue(of.number, cases, [], values, render)
        return self.issued["supplement"]

    def act(self, user: str, case: str, trigger: str, *evidence: str, **values: str) -> None:
        files = [self.folder / name for name in evidence]
        for n, path in enumerate(files):
            path.write_bytes(png(60 + n + len(case), 40 + len(trigger)))
        self.ledger(user).cases.act(case, trigger, values, files)
        self.desk.sign()

    def path(self, kind: str) -> Path:
        """The stored file of the last document of a kind."""
        return self.ledger("sup1").desk.evidence_path(self.issued[kind].file)


def open_office(folder: Path, note: str = "不能出示许可证") -> Office:
    """Two hazards found and graded, RQ-2022-0001 as major; the office and its certificates are registered."""
    office = Office(make_desk(folder))
    (folder / "a.png").write_bytes(png(40, 30))
    (folder / "b.png").write_bytes(png(20, 50))
    (folder / "i.yaml").write_text(INSPECTION, encoding="utf-8")
    inspections.run(office.ledger("insp1"), folder / "i.yaml")
    office.desk.sign()
    office.desk.on("2022-02-21")
    chief = office.ledger("sup1")
    enrol(chief, "sup2", "主管乙", ["supervisor"])
    chief.people.add("firm", "吴某", ["responsible"], OPERATOR, new_unit=True)
    chief.offices.add(CODE, OFFICE, USUAL, {"insp1": "滇执0001", "insp2": "滇执0002"})
    for number, severity in (("RQ-2022-0001", "major"), ("RQ-2022-0002", "general")):
        office.act("sup1", number, "grade", severity=severity, reason="认定")
    return office


def copy_of(kept: Path, folder: Path) -> Office:
    """The same as another office, in a folder of its own; today is 2022-02-21."""
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return Office(Desk(folder / "ledger.db").on("2022-02-21"))


def busy_office(folder: Path) -> Office:
    """Every kind issued once; today is 2022-03-15."""
    office = open_office(folder)
    first, second = "RQ-2022-0001", "RQ-2022-0002"
    office.act("insp1", first, "halt", halt_reason="有泄漏危险")
    office.act("insp1", first, "list", listing_reason="重大隐患")
    stop, listing = "RQ-2022-0003", "RQ-2022-0004"
    for kind, cases in (("recommendation", (first, second)), ("transfer", (first,)), ("accident_report", (first,))):
        office.issue(kind, *cases)
    _through_stop(office, stop)
    _through_listing(office, listing)
    notice = office.issue("rectification", first)
    _served(office, notice)
    _served(office, office.supplement(notice, second))
    office.issue("supervision", first)
    office.desk.on("2022-03-15")
    office.issue("reminder", first)
    _reinspected(office, second)
    _lifted(office, first, stop, listing)
    office.issue("organizer", _found_in_the_market(office))
    return office


def _found_in_the_market(office: Office) -> str:
    """A hazard of a shop that somebody oversees; its number."""
    ledger = office.ledger("insp1")
    shop = SubjectInput(
        key="shop-1", kind="catering", name="摊位1", region="530602", units={"市场开办者": "东街市场公司"}
    )
    ledger.subjects.add("gas", shop)
    of = ledger.inspections.start("gas", [shop.key], ["insp1", "insp2"])
    failed = {"subject": shop.key, "item": "CAT-01", "answer": "fail", "note": "没有装", "values": {"state": "none"}}
    ledger.inspections.answer(of, AnswerInput.model_validate(failed))
    (line,) = ledger.inspections.finish(of).cases
    return line.number


def _served(office: Office, document: Issued) -> None:
    ledger = office.ledger("sup1")
    ledger.documents.serve(document.number, Service(ledger.desk.today(), "direct", "吴某"))


def _through_stop(office: Office, stop: str) -> None:
    office.act("sup1", stop, "approve", opinion="同意停工")
    _served(office, office.issue("stop_work", stop))


def _through_listing(office: Office, listing: str) -> None:
    office.act("sup2", listing, "approve", approval_no="示建批〔2022〕1号", reason="重大隐患")
    _served(office, office.issue("listing", listing))


def _reinspected(office: Office, number: str) -> None:
    day = office.ledger("sup1").desk.today().isoformat()
    office.act("firm", number, "start", performed_by="吴某", plan="制定制度")
    office.act("firm", number, "reply", "reply.png", performed_by="吴某", measures="已制定", finished_on=day)
    office.act("insp2", number, "return", inspectors="insp1,insp2", reason="没有公布")
    office.issue("reinspection", number, user="insp1")


def _lifted(office: Office, first: str, stop: str, listing: str) -> None:
    """The hazard put right, so that work may go on and the listing end."""
    day = office.ledger("sup1").desk.today().isoformat()
    both = {"inspectors": "insp1,insp2"}
    office.act("firm", first, "start", performed_by="吴某", plan="办证")
    office.act("firm", first, "reply", "r1.png", performed_by="吴某", measures="已办证", finished_on=day)
    office.act("insp2", first, "pass_reinspection", "p1.png", **both, conclusion="已取得许可证")
    signed = {"owner_signer": "甲某", "builder_signer": "乙某", "monitor_signer": "丙某"}
    office.act(
        "firm",
        stop,
        "apply",
        "s1.png",
        "s2.png",
        "s3.png",
        measures="已整改",
        acceptance="合格",
        accepted_on=day,
        **signed,
    )
    office.act("insp2", stop, "recheck", "s4.png", **both, conclusion="合格")
    office.issue("resume_work", stop, user="sup2", resume_from=f"{day} 15:00")
    _served(office, office.issued["resume_work"])
    office.act("firm", listing, "report", "l1.png", "l2.png", performed_by="吴某", measures="已治理", finished_on=day)
    office.act("insp2", listing, "inspect", "l3.png", **both, result="pass", conclusion="合格")
    office.issue("delisting", listing)
    _served(office, office.issued["delisting"])
