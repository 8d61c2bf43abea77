"""``notice`` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document

from inspect_engine.domain.definitions import Item
from tests.conftest import Command, Desk
from tests.exports.papers import copy_of, open_office

NUMBER = "示建燃改〔2022〕1号"
UNREAD = "《燃气工程项目规范》（GB 55009-2021）第6.1.10条"
"""Cited from memory, and left out while other duties stand."""
UNCONFIRMED = "《城镇燃气管理条例》（国务院令第583号，2016年修订）第49条(五)"
USUAL = ("--set", "address=某路 1 号", "--set", "responsible_person=吴某", "--set", "days=7")
KEYS = (
    *("number", "kind", "title", "day", "party", "issuer", "cases", "state", "replaces", "sha256", "served_on"),
    *("service", "received_by", "refused", "voided_on", "voided_by", "void_reason", "supplements", "leaving", "left"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two graded hazards, to be copied."""
    return open_office(tmp_path_factory.mktemp("kept")).folder


@pytest.fixture
def desk(kept: Path, tmp_path: Path) -> Desk:
    return copy_of(kept, tmp_path).desk


def test_kinds_are_listed_with_their_fields(command: Command) -> None:
    listed = json.loads(command("notice", "kinds", "--json").out)["items"]
    one = command("notice", "kinds", "复查记录")

    assert {"rectification", "supervision", "reminder"} <= {each["id"] for each in listed}
    assert "检查员、主管签发" in one.out
    assert "台账给出" in one.out


def test_everything_missing_is_named_at_once_and_nothing_is_stored(command: Command, desk: Desk) -> None:
    before = desk.as_("sup1").desk.head

    outcome = command("notice", "issue", "rectification", "RQ-2022-0001")

    assert outcome.code == 1
    for name in ("address", "days", "responsible_person"):
        assert name in outcome.err
    assert desk.as_("sup1").desk.head == before


def test_unknown_and_given_fields_are_input_errors(command: Command) -> None:
    outcome = command("notice", "issue", "限期整改通知书", "RQ-2022-0001", "--set", "dayz=7", "--set", "party=别家")

    assert outcome.code == 2
    assert "是否想写“days”" in outcome.err
    assert "“责任单位”由台账给出，不能另填" in outcome.err


def test_from_draft_to_service(command: Command, desk: Desk, tmp_path: Path) -> None:
    """Draft, issue, show, serve: the case follows, and the deadline starts with service."""
    draft, notice = tmp_path / "草稿.docx", tmp_path / "通知书.docx"
    drafted = command("notice", "draft", "rectification", "RQ-2022-0001", "-o", str(draft), user="insp1")
    issued = command("notice", "issue", "rectification", "RQ-2022-0001", *USUAL, "-o", str(notice), "--json")
    shown = command("notice", "show", "示建燃改(2022)1", "--json", user="firm")
    how = ("--how", "直接送达", "--received-by", "吴某")
    served = command("notice", "serve", "示建燃改［2022］1号", *how, "--json", user="insp1")

    assert drafted.code == issued.code == shown.code == served.code == 0
    assert "签发前还须：缺少“整改期限”（days，自送达次日起算；" in drafted.err
    assert Document(str(draft)).sections[0].header.paragraphs[0].text == "演练，不作为正式文书；草稿，未编号，未签发"
    assert tuple(json.loads(issued.out)) == KEYS
    assert json.loads(issued.out)["number"] == NUMBER
    assert tuple(json.loads(shown.out)) == (
        *KEYS,
        "values",
        "cited",
        "omitted",
        "chain",
        "replaced_by",
        "supplemented_by",
    )
    file = {"sha256": json.loads(issued.out)["sha256"]}
    assert notice.read_bytes() == desk.as_("sup1").desk.evidence_path(file).read_bytes()
    assert json.loads(served.out)["state"] == "已送达"
    case = json.loads(command("case", "show", "RQ-2022-0001", "--json").out)
    assert (case["state"], case["due_on"], case["values"]["notice_no"]) == ("served", "2022-02-28", NUMBER)
    assert case["documents"] == [NUMBER]
    assert f"文书      {NUMBER} 限期整改通知书（已送达）" in command("case", "show", "RQ-2022-0001").out


def test_what_an_office_sets_is_on_its_documents_and_a_slip_in_a_name_is_told(command: Command, tmp_path: Path) -> None:
    office, path = ("notice", "office", "add", "--code", "示建燃改"), tmp_path / "草稿.docx"
    slip = command(*office, "--set", "red_haed=某局文件")
    assert (slip.code, "没有哪种文书有“red_haed”这一栏" in slip.err, "red_head" in slip.err) == (0, True, True)
    assert "请留意" not in command(*office, "--set", "red_head=某市住建局文件", "--set", "contact=执法科 0000").err

    assert command("notice", "draft", "rectification", "RQ-2022-0001", "-o", str(path), user="insp1").code == 0

    told = [each.text for each in Document(str(path)).paragraphs]
    assert "某市住建局文件" in told
    assert "（联系人及电话：执法科 0000）" in told


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--how", "direct"), "缺少签收人"),
        (("--how", "left", "--received-by", "吴某"), "留置送达的须有见证人"),
        (("--how", "direct", "--refused"), "拒绝签收的须有见证人"),
        (("--how", "left", "--witness", "检查员甲"), "送达人不能给自己见证"),
        (("--how", "mail", "--received-by", "吴某", "--on", "2022-02-20"), "应在签发日（2022-02-21）至今天"),
    ],
)
def test_service_that_would_not_hold_is_refused(command: Command, words: tuple[str, ...], reason: str) -> None:
    command("notice", "issue", "rectification", "RQ-2022-0001", *USUAL)

    outcome = command("notice", "serve", NUMBER, *words, user="insp1")

    assert outcome.code == 1
    assert reason in outcome.err


def test_void_and_list(command: Command) -> None:
    command("notice", "issue", "rectification", "RQ-2022-0001", *USUAL)
    total = {"kind": "rectification", "title": "限期整改通知书", "count": 1, "cases": 1}
    assert json.loads(command("notice", "list", "--json").out)["totals"] == [total]
    assert command("notice", "list", "--from", "2022-01-01").out.endswith("合计 限期整改通知书：1 份，涉及 1 件\n")
    assert json.loads(command("notice", "list", "--to", "2022-02-16", "--json").out) == {"totals": [], "items": []}

    mine = command("notice", "void", NUMBER, "--reason", "写错", "--yes")
    other = command("notice", "void", NUMBER, "--reason", "写错", "--yes", user="sup2")
    found = json.loads(command("notice", "list", "--case", "RQ-2022-0001", "--json").out)
    listed = found["items"]

    assert found["totals"] == []
    assert (mine.code, other.code) == (1, 0)
    assert [(each["number"], each["state"], each["void_reason"]) for each in listed] == [(NUMBER, "已作废", "写错")]


def test_a_penalty_is_no_article_that_was_breached(command: Command, desk: Desk, tmp_path: Path) -> None:
    """Heating a cylinder breaches two duties; the penalty for it, an article nobody has confirmed, is not quoted."""
    _heated_cylinder(command, tmp_path)
    desk.sign()
    issued = command("notice", "issue", "rectification", "RQ-2022-0003", *USUAL, "--json")
    assert issued.code == 0
    shown = json.loads(command("notice", "show", NUMBER, "--json").out)
    assert shown["omitted"] == [UNREAD]
    assert any("第27条" in text for text in shown["cited"])
    assert not any("第49条(五)" in text for text in shown["cited"])
    told = command("case", "show", "RQ-2022-0003").out
    assert "罚则：《城镇燃气管理条例》" in told


def test_unconfirmed_articles_are_refused_by_name(
    command: Command, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A duty marked 待核 is named with its case; left out, the rest is cited. (All bases were duties, in definitions
    stored before they said what they are.)"""
    _heated_cylinder(command, tmp_path)
    desk.sign()
    monkeypatch.setattr(Item, "cited", lambda self, use: self.basis if use == "duty" else ())
    words = ("notice", "issue", "rectification", "RQ-2022-0003", *USUAL)

    refused = command(*words)
    issued = command(*words, "--omit", "第49条(五)", "--json")
    shown = json.loads(command("notice", "show", NUMBER, "--json").out)

    assert refused.code == 1
    assert (
        "RQ-2022-0003 依据的《城镇燃气管理条例》（国务院令第583号，2016年修订）第49条(五) 待核：内容没有定论，不能引用"
        in refused.err
    )
    assert issued.code == 0
    assert sorted(shown["omitted"]) == sorted([UNCONFIRMED, UNREAD])
    assert not any("第49条(五)" in text for text in shown["cited"])


def _heated_cylinder(command: Command, folder: Path) -> None:
    text = """\
pack: gas
date: 2022-02-21
inspectors: [insp1, insp2]
subjects: [{key: shop-01, kind: catering, name: 熟食店01, region: "530602"}]
answers: [{subject: shop-01, item: CAT-08, answer: fail, values: {heating: hot_water}}]
"""
    (folder / "cat.yaml").write_text(text, encoding="utf-8")
    assert command("inspect", "run", str(folder / "cat.yaml"), user="insp1").code == 0
    assert command("act", "RQ-2022-0003", "grade", "--set", "severity=general", "--set", "reason=认定").code == 0


def test_an_article_that_is_not_cited_anyway_cannot_be_left_out(command: Command) -> None:
    outcome = command("notice", "issue", "rectification", "RQ-2022-0001", *USUAL, "--omit", "第999条")

    assert outcome.code == 1
    assert "要求不引用的“第999条”不在这些事项的依据里" in outcome.err


@pytest.mark.parametrize("code", ["示建〔2022〕", "a", "示建 改", "示建1号", "[/]"])
def test_an_office_code_is_only_a_code(command: Command, code: str) -> None:
    assert command("notice", "office", "add", "--code", code, "--title", "某局").code == 2


def test_only_supervisors_register_offices(command: Command) -> None:
    outcome = command("notice", "office", "add", "--code", "示城管", "--title", "某局", user="insp1")

    assert outcome.code == 1
    assert "须由主管办理" in outcome.err


def test_files_are_never_overwritten_and_checked_first(command: Command, desk: Desk, tmp_path: Path) -> None:
    """What is in the way is told before a number is used."""
    taken = tmp_path / "有了.docx"
    taken.write_text("mine")

    outcomes = [
        command("notice", "issue", "rectification", "RQ-2022-0001", *USUAL, "-o", str(path))
        for path in (taken, tmp_path / "没有" / "a.docx", tmp_path / "a.txt")
    ]

    assert [outcome.code for outcome in outcomes] == [2, 2, 2]
    assert taken.read_text() == "mine"
    assert desk.as_("sup1").documents.all() == []


def test_a_notice_is_no_copy_of_the_ledger(command: Command, tmp_path: Path) -> None:
    """It says that it can be checked: by its code, not by itself."""
    notice = tmp_path / "通知书.docx"
    notice.write_bytes(b"PK")
    done = command("verify", str(notice))
    assert (done.code, "verify --anchor 锚码" in done.err) == (2, True)
