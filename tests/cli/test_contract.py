"""The command line as others' programs use it: JSON keys, exit codes, all or nothing."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import pytest

from inspect_engine.cli import main
from inspect_engine.cli.session import Session
from tests.conftest import Command, Desk

CASE_KEYS = (
    *("id", "number", "kind", "pack", "pack_version", "state", "state_title", "severity", "title", "region", "subject"),
    *("party", "co_units", "found_on", "due_on", "late_after", "overdue", "closed_on", "closed_how", "owner"),
)


def test_run_prints_the_cases_it_opened(command: Command, inspection_file: Path) -> None:
    """``inspect run --json`` gives the inspection and one case for each failed item."""
    outcome = command("inspect", "run", str(inspection_file), "--json", user="insp1")

    assert outcome.code == 0
    printed = json.loads(outcome.out)
    assert set(printed) == {"inspection", "cases", "seen", "awaits", "declined"}
    assert [tuple(case) for case in printed["cases"]] == [
        ("id", "number", "kind", "item", "subject", "severity", "state", "due_on")
    ] * 2
    assert [(c["number"], c["item"], c["subject"], c["severity"], c["state"]) for c in printed["cases"]] == [
        ("RQ-2022-0001", "GAS-MH-4.1", "op-01", "pending", "found"),
        ("RQ-2022-0002", "CAT-01", "shop-01", "general", "found"),
    ]


def test_run_twice_changes_nothing_and_says_so(command: Command, desk: Desk, inspection_file: Path) -> None:
    """The same file again prints the same answer, stores nothing, and tells the user."""
    first = command("inspect", "run", str(inspection_file), "--json", user="insp1")
    before = desk.as_("sup1").desk.head

    again = command("inspect", "run", str(inspection_file), "--json", user="insp1")

    assert again.code == 0
    assert again.out == first.out
    assert "已录入过" in again.err
    assert desk.as_("sup1").desk.head == before


def test_list_pages_have_the_documented_keys(command: Command, inspection_file: Path) -> None:
    """``case list --json`` has exactly the documented keys, and its cursor leads through all pages."""
    command("inspect", "run", str(inspection_file), user="insp1")

    first = json.loads(command("case", "list", "--json", "--limit", "1").out)
    second = json.loads(command("case", "list", "--json", "--limit", "1", "--cursor", first["next"]).out)

    assert tuple(first["items"][0]) == CASE_KEYS
    assert [first["items"][0]["number"], second["items"][0]["number"]] == ["RQ-2022-0001", "RQ-2022-0002"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--state", "已发现"), 2),
        (("--state", "found"), 2),
        (("--state", "整改中"), 0),
        (("--kind", "隐患", "--pack", "城镇燃气"), 2),
        (("--kind", "危大工程"), 0),
        (("--severity", "待定级"), 1),
        (("--severity", "超规模"), 0),
    ],
)
def test_lists_are_narrowed_by_what_readers_call_it(
    command: Command, inspection_file: Path, words: tuple[str, ...], count: int
) -> None:
    """A title means what its code means; an empty list never comes of a word that nobody knows."""
    command("inspect", "run", str(inspection_file), user="insp1")
    listed = command("case", "list", "--json", *words)
    assert listed.code == 0
    assert len(json.loads(listed.out)["items"]) == count


def test_offers_say_why_not(command: Command, inspection_file: Path) -> None:
    """``case offers --json`` lists each action with ``allowed`` and, if not, ``reason``."""
    command("inspect", "run", str(inspection_file), user="insp1")

    items = json.loads(command("case", "offers", "RQ-2022-0001", "--json", user="insp1").out)["items"]

    by_trigger = {item["trigger"]: item for item in items}
    assert by_trigger["grade"]["allowed"] is False
    assert "须由主管办理" in by_trigger["grade"]["reason"]
    assert all(item["reason"] is None for item in items if item["allowed"])


def test_offers_put_first_what_can_be_done(command: Command, inspection_file: Path) -> None:
    """For a reader: what he may do, with choices in words; below it what is refused, each with the reason."""
    command("inspect", "run", str(inspection_file), user="insp1")

    out = command("case", "offers", "RQ-2022-0001").out

    allowed, _, refused = out.partition("现在不能办的 3 项：")
    assert "general 一般／major 重大" in allowed
    assert "halt  责令停工 → 另立一件，这件状态不变" in allowed
    assert "fix_on_spot  立行立改" not in allowed
    assert "须由检查员办理" in refused
    assert re.search("^issue  签发整改通知书 +待定级的先由主管定级，再签发", refused, re.MULTILINE)


def test_what_is_to_be_confirmed_is_told_word_for_word(command: Command, inspection_file: Path) -> None:
    """``case show`` tells a proposal in full, and whoever makes it void by another action is told so."""
    command("inspect", "run", str(inspection_file), user="insp1")
    command("act", "RQ-2022-0001", "withdraw", "--set", "reason=误报[/]")

    shown = command("case", "show", "RQ-2022-0001").out
    other = command("act", "RQ-2022-0001", "halt", "--set", "halt_reason=泄漏", user="insp1")

    assert "待确认    撤销：sup1 于" in shown
    assert "          撤销理由：误报[/]" in shown
    assert "sup1 提出、尚未确认的“撤销”随之作废" in other.err
    assert "待确认" not in command("case", "show", "RQ-2022-0001").out


def test_act_prints_the_stored_event(command: Command, desk: Desk, inspection_file: Path) -> None:
    """``act`` prints the very event that the history then shows."""
    command("inspect", "run", str(inspection_file), user="insp1")

    outcome = command("act", "RQ-2022-0001", "grade", "--set", "severity=重大", "--set", "reason=无证经营", "--json")

    event = json.loads(outcome.out)
    history = json.loads(command("case", "history", "RQ-2022-0001", "--json").out)["items"]
    assert outcome.code == 0
    assert event["data"]["to"] == "graded"
    assert event["data"]["values"] == {"severity": "major", "reason": "无证经营"}
    assert {key: history[-1][key] for key in event} == event


def test_refusal_exits_one_and_stores_nothing(command: Command, desk: Desk, inspection_file: Path) -> None:
    """A refused action names the missing fact in Chinese, exits 1, and leaves the ledger as it was."""
    command("inspect", "run", str(inspection_file), user="insp1")
    before = desk.as_("sup1").desk.head

    outcome = command("act", "RQ-2022-0001", "grade", "--set", "severity=major", "--set", "reason=x", user="insp1")

    assert (outcome.code, outcome.out) == (1, "")
    assert "须由主管办理，你是检查员" in outcome.err
    assert desk.as_("sup1").desk.head == before


def test_stale_view_is_a_conflict(command: Command, desk: Desk, inspection_file: Path) -> None:
    """Acting on what one saw before somebody else acted exits 3."""
    command("inspect", "run", str(inspection_file), user="insp1")
    seen = desk.as_("sup1").cases.get("RQ-2022-0001").last_event
    command("act", "RQ-2022-0001", "grade", "--set", "severity=major", "--set", "reason=无证")

    words = ("--set", "notice_no=1号", "--set", "requirement=停", "--set", "days=7", "--base", seen)
    outcome = command("act", "RQ-2022-0001", "issue", *words)

    assert outcome.code == 3
    assert "刚被他人办理" in outcome.err


BAD = {
    "unknown item": ("item: GAS-MH-4.2", "item: GAS-MH-44", "没有检查项“GAS-MH-44”"),
    "unknown pack": ("pack: gas", "pack: gass", "没有检查表包“gass”（是否想写“gas”？）"),
    "unknown region": ('region: "530600"', 'region: "539999"', "没有区划代码“539999”"),
    "unknown answer": ("answer: pass", "answer: ok", "“answer”不能是“ok”"),
    "missing value": ("values: {state: none}", "values: {}", "须填"),
    "future": ("date: 2022-02-17", "date: 2022-02-18", "在今天（2022-02-17）之后"),
    "no such day": ("date: 2022-02-17", "date: 2022-02-30", "没有 2022-02-30 这一天"),
    "duplicate key": ("pack: gas\n", "pack: gas\npack: gas\n", "键“pack”重复"),
    "unknown inspector": ("[insp1, insp2]", "[insp1, insp3]", "检查员“insp3”没有登记"),
    "unknown kind": ("kind: catering", "kind: cattering", "是否想写“catering”"),
    "no evidence file": ("[photo.txt]", "[nothing.txt]", "读不到佐证材料"),
    "answered twice": ("item: CAT-02", "item: CAT-01", "已答过一次"),
    "not for this kind": ("item: CAT-05", "item: GAS-MH-4.1", "不适用于餐饮场所"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_names_the_place_and_stores_nothing(
    command: Command, desk: Desk, inspection_file: Path, name: str
) -> None:
    """Each kind of bad input: exit 2, file:line:column, nothing stored."""
    right, wrong, words = BAD[name]
    text = inspection_file.read_text(encoding="utf-8")
    assert right in text
    inspection_file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    rows = inspection_file.read_text(encoding="utf-8").splitlines()
    line = max(number for number, row in enumerate(rows, 1) if wrong.splitlines()[-1] in row)
    before = desk.as_("sup1").desk.head

    outcome = command("inspect", "run", str(inspection_file), user="insp1")

    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert f"{inspection_file}:{line}:" in outcome.err
    assert desk.as_("sup1").desk.head == before
    assert not (desk.path.parent / "ledger.db.files").exists()


def test_all_bad_places_at_once(command: Command, inspection_file: Path) -> None:
    """One run names every bad place."""
    text = inspection_file.read_text(encoding="utf-8")
    for right, wrong, _ in (BAD["unknown item"], BAD["unknown region"], BAD["missing value"], BAD["future"]):
        text = text.replace(right, wrong, 1)
    inspection_file.write_text(text, encoding="utf-8")

    outcome = command("inspect", "run", str(inspection_file), user="insp1")

    assert outcome.code == 2
    assert "共 4 处" in outcome.err


def test_gbk_is_named_as_such(command: Command, inspection_file: Path) -> None:
    """A file in GBK is refused with the way out."""
    inspection_file.write_bytes(inspection_file.read_text(encoding="utf-8").encode("gbk"))

    outcome = command("inspect", "run", str(inspection_file), user="insp1")

    assert outcome.code == 2
    assert "不是 UTF-8" in outcome.err
    assert "GBK" in outcome.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nosuch",), "没有命令“nosuch”"),
        (("case", "show"), "缺少参数“隐患”"),
        (("case", "show", "RQ-1"), "没有隐患“RQ-1”"),
        (("case", "list", "--limit", "x"), "选项 --limit 不能是“x”：应是 1 至 1000 的整数"),
        (("case", "list", "--nope"), "没有选项 --nope"),
        (("case", "list", "--cursor", "x"), "游标“x”不对"),
        (("case", "list", "--severity", "grave"), "没有等级“grave”"),
        (("case", "list", "--severity", "超规模", "--kind", "hazard"), "没有等级“超规模”"),
        (("case", "list", "--kind", "危工"), "没有种类“危工”（是否想写“危大工程”？）"),
        (("case", "list", "--state", "整改"), "没有状态“整改”（是否想写“整改中”？）"),
        (("case", "list", "--pack", "气"), "没有检查表包“气”"),
        (("case", "list", "--region", "昭阳"), "没有叫“昭阳”的区划，是否想写：云南省昭通市昭阳区（530602）"),
        (("case", "list", "--region", "5306x"), "区划“5306x”不对"),
        (("board", "--as-of", "2022-02-30"), "没有 2022-02-30 这一天"),
        (("board", "--as-of", "2030-01-01"), "在今天"),
        (("user", "add", "a b", "--role", "inspector"), "不能含有"),
        (("user", "add", "x", "--role", "inspecter"), "是否想写“inspector”"),
        (("packs", "show", "gas", "--kind", "x"), "没有对象类型“x”"),
        (("act", "RQ-1", "grade", "--set", "severity"), "应写成 字段=值"),
        (("--db", "postgresql://h/d", "board"), "只支持单个台账文件"),
    ],
)
def test_bad_usage_is_explained_in_chinese(command: Command, words: tuple[str, ...], message: str) -> None:
    """Bad usage exits 2 (4 for a ledger that cannot be opened) with one Chinese sentence and no traceback."""
    outcome = command(*words)

    assert outcome.code == (4 if words[0] == "--db" else 2)
    assert message in outcome.err
    assert "Traceback" not in outcome.err


def test_global_options_may_stand_anywhere(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """``--db`` and ``--user`` work before and after the command."""
    with pytest.raises(SystemExit) as ended:
        main(["whoami", "--json", f"--db={desk.path}", "--user", "insp2"])

    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["name"] == "insp2"


def test_frozen_clock_only_in_a_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A real ledger refuses ``INSPECT_ENGINE_NOW``."""
    path = str(tmp_path / "real.db")
    with pytest.raises(SystemExit):
        main(["--db", path, "init", "--name", "boss"])
    monkeypatch.setenv("INSPECT_ENGINE_NOW", "2022-02-17")

    with pytest.raises(SystemExit) as ended:
        main(["--db", path, "board"])

    assert ended.value.code == 2
    assert "不是演练台账" in capsys.readouterr().err


def test_init_does_not_touch_what_is_there(desk: Desk, command: Command) -> None:
    """``init`` on an existing file exits 4 and changes nothing."""
    before = desk.path.read_bytes()

    outcome = command("init", "--rehearsal")

    assert outcome.code == 4
    assert "已经存在" in outcome.err
    assert desk.path.read_bytes() == before


def test_hostile_text_is_shown_not_obeyed(command: Command, inspection_file: Path) -> None:
    """Escape sequences a user typed reach another's terminal as visible signs only."""
    text = inspection_file.read_text(encoding="utf-8")
    inspection_file.write_text(text.replace("不能出示许可证", '"\\e[31m=1+1[/]"'), encoding="utf-8")
    command("inspect", "run", str(inspection_file), user="insp1")

    outcome = command("case", "show", "RQ-2022-0001")

    assert "\x1b" not in outcome.out
    assert "‹U+001B›[31m=1+1[/]" in outcome.out


def test_responsible_unit_sees_its_own_only(command: Command, inspection_file: Path) -> None:
    """Lists, counts, boards and details all hide other units' cases from a responsible unit."""
    command("inspect", "run", str(inspection_file), user="insp1")

    listed = json.loads(command("case", "list", "--json", user="resp2").out)["items"]
    board = json.loads(command("board", "--json", user="resp2").out)
    other, none = (command("case", "show", number, user="resp2") for number in ("RQ-2022-0001", "RQ-2022-0009"))

    assert [case["number"] for case in listed] == ["RQ-2022-0002"]
    assert board["found"] == 1
    assert (other.code, other.err) == (none.code, none.err.replace("RQ-2022-0009", "RQ-2022-0001")) != (0, "")


def served(command: Command, desk: Desk, inspection_file: Path) -> None:
    """Bring the first case of the small inspection to 整改中."""
    command("inspect", "run", str(inspection_file), user="insp1")
    desk.sign()
    for user, words in (
        ("sup1", ("grade", "severity=general", "reason=一般")),
        ("sup1", ("issue", "notice_no=1号", "requirement=改", "days=7")),
        ("insp1", ("serve", "served_on=2022-02-17", "service=direct", "received_by=钱甲")),
        ("resp1", ("start", "performed_by=钱甲", "plan=办证")),
    ):
        trigger, *entries = words
        assert command("act", "RQ-2022-0001", trigger, *(w for e in entries for w in ("--set", e)), user=user).code == 0


@pytest.mark.parametrize("named", ["钱甲/insp2(兼)", "钱甲和检查员乙", "insp2 钱甲", "钱甲（检查员 乙）"])
def test_a_rectifier_named_inside_a_text_is_recognised(
    command: Command, desk: Desk, inspection_file: Path, named: str
) -> None:
    """However an enrolled person is named among those who rectified, he may not re-inspect."""
    served(command, desk, inspection_file)
    photo = str(inspection_file.parent / "photo.txt")
    entries = ("--set", f"performed_by={named}", "--set", "measures=改", "--set", "finished_on=2022-02-17")
    assert command("act", "RQ-2022-0001", "reply", *entries, "--evidence", photo, user="resp1").code == 0

    words = ("--set", "inspectors=insp1,insp2", "--set", "conclusion=好", "--evidence", photo)
    outcome = command("act", "RQ-2022-0001", "pass_reinspection", *words, user="insp1")

    assert outcome.code == 1
    assert "参与过本隐患的“提交整改回复”" in outcome.err


def test_no_name_is_found_inside_another_word(command: Command, desk: Desk, inspection_file: Path) -> None:
    """A user ``sp1`` is not meant by ``resp1``."""
    command("user", "add", "sp1", "--title", "检查员丁", "--role", "inspector")
    served(command, desk, inspection_file)
    photo = str(inspection_file.parent / "photo.txt")
    entries = ("--set", "performed_by=resp1", "--set", "measures=改", "--set", "finished_on=2022-02-17")
    command("act", "RQ-2022-0001", "reply", *entries, "--evidence", photo, user="resp1")

    words = ("--set", "inspectors=sp1,insp2", "--set", "conclusion=好", "--evidence", photo)

    assert command("act", "RQ-2022-0001", "pass_reinspection", *words, user="sp1").code == 0


def test_who_belongs_to_the_unit_does_not_supervise_it(command: Command, desk: Desk, inspection_file: Path) -> None:
    """A supervisor enrolled for the responsible unit too may not grade that unit's hazard, but may grade others'."""
    words = ("--role", "supervisor", "--role", "responsible", "--party", "燃气经营企业01")
    command("user", "add", "dual", "--title", "双重身份", *words)
    command("inspect", "run", str(inspection_file), user="insp1")
    grade = ("grade", "--set", "severity=general", "--set", "reason=一般")

    own = command("act", "RQ-2022-0001", *grade, user="dual")
    other = command("act", "RQ-2022-0002", *grade, user="dual")

    assert (own.code, other.code) == (1, 0)
    assert "须由外单位的人办理" in own.err


def test_what_cannot_be_read_hides_nothing_else(command: Command, inspection_file: Path) -> None:
    """Faults of form and faults of content come in one message, each at its place."""
    inspection_file.write_text(
        """\
pack: gas
date: 2022-13-01
inspectors: [insp1, nobody]
extra: 1
subjects:
  - {key: "x y", kind: operatr, name: "", region: "999999"}
answers:
  - {subject: "x y", item: GAS-MH-4.99, answer: maybe}
  - {subject: "x y", item: GAS-MH-4.1, answer: fail, evidence: [no.jpg], foo: 1}
""",
        encoding="utf-8",
    )

    outcome = command("inspect", "run", str(inspection_file), user="insp1")

    assert outcome.code == 2
    for place in ("2:1", "3:21", "4:1", "6:6", "6:18", "6:33", "6:43", "8:22", "8:41", "9:65", "9:74"):
        assert f"{inspection_file}:{place}：" in outcome.err, place


def test_inspect_show_tells_what_is_still_open(command: Command) -> None:
    """Before finishing, one can see what was answered and what was not."""
    entries = ("--pack", "gas", "--kind", "market", "--name", "市场", "--region", "530600")
    command("subject", "add", "m1", *entries, user="insp1")
    key = json.loads(command("inspect", "start", "gas", "--subject", "m1", "--json", user="insp1").out)["inspection"]
    command("inspect", "answer", key, "m1", "COV-01", "待补参", user="insp1")

    shown = json.loads(command("inspect", "show", key, "--json").out)

    assert [(a["item"], a["answer"]) for a in shown["answers"]] == [("COV-01", "missing")]
    assert shown["unanswered"]
    assert {"subject": "m1", "item": "COV-01"} not in shown["unanswered"]
    finished = command("inspect", "finish", key, user="insp1")
    assert f"还有 {len(shown['unanswered'])} 项没有作答，不算合格" in finished.err


@pytest.mark.parametrize(
    "words",
    [
        ("board", "--known-at", "9999-12-31T23:59:59-08:00"),
        ("export", "closure", "-o", "长" * 200 + ".xlsx"),
        ("export", "closure", "-o", ""),
        ("user", "add", "u", "--role", "viewer", "--os-user", "\udcff"),
        ("user", "add", "u", "--role", "viewer", "--os-user", ""),
        ("inspect", "start", "gas", "--subject", "m1", "--date", "1800-01-01"),
    ],
)
def test_odd_words_are_bad_input_not_a_crash(command: Command, words: tuple[str, ...]) -> None:
    """What no ledger can take ends with exit 2 and Chinese words."""
    outcome = command(*words, user="insp1" if words[0] == "inspect" else "sup1")

    assert outcome.code == 2
    assert "输入有误" in outcome.err


def test_a_number_is_found_however_it_is_typed(command: Command, inspection_file: Path) -> None:
    """Small letters and full-width digits mean the same case."""
    command("inspect", "run", str(inspection_file), user="insp1")

    assert command("case", "show", "rq-2022-０００1").code == 0


def test_an_unforeseen_error_is_one_line_and_a_file(
    command: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours exits 70, names a file with the details, and shows no traceback."""

    monkeypatch.setattr("inspect_engine.ledger.desk.Desk.whoami", lambda self: 1 / 0)

    outcome = command("whoami")

    assert outcome.code == 70
    assert "ZeroDivisionError" in outcome.err
    assert "Traceback" not in outcome.err
    log = Path(outcome.err.split("详情已写入 ")[1].split("，")[0])
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_who_breaks_off_is_told_so(
    command: Command, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    """Ctrl-C, or the end of what is typed, is no fault of the program."""

    def broken(_: object) -> None:
        raise stop

    monkeypatch.setattr(Session, "ledger", broken)
    outcome = command("board")
    assert (outcome.code, outcome.err.strip()) == (130, "已中断。")


def test_a_passphrase_is_asked_for_at_a_terminal_only(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere the way to give it is named, in Chinese, and nothing waits."""
    monkeypatch.setattr("sys.stdin", StringIO("correct horse\n"))
    monkeypatch.setattr("inspect_engine.ledger.people.access.Access.may_set_passphrase", lambda *_: None)
    outcome = command("user", "passphrase", "insp1")
    assert outcome.code == 2
    assert "没有终端" in outcome.err
    assert "--stdin" in outcome.err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("--kind stop-work", "没有种类“stop-work”（是否想写“stop_work”？）"),
        ("--pack gaz", "没有检查表包“gaz”（是否想写“gas”？）"),
        ("--subject op-9999", "没有检查对象“op-9999”"),
        ("--party 没有这一家", "没有责任单位“没有这一家”"),
    ],
)
def test_a_slip_in_a_filter_is_no_empty_list(command: Command, desk: Desk, asked: str, told: str) -> None:
    outcome = command("case", "list", *asked.split())
    assert outcome.code == 2
    assert told in outcome.err


def test_a_filter_that_nothing_fits_is_an_empty_list(command: Command, desk: Desk) -> None:
    for asked in ("--kind stop_work", "--pack gas", "--from 昨天"):
        assert command("case", "list", *asked.split()).code == 0


def test_a_name_that_is_taken_is_told_as_such(command: Command, desk: Desk) -> None:
    outcome = command("user", "add", "insp1", "--role", "inspector", "--title", "另一人")
    assert (outcome.code, "用户名“insp1”已登记" in outcome.err, "user region" in outcome.err) == (1, True, True)


def test_none_of_many_is_not_none_at_all(command: Command, desk: Desk) -> None:
    assert "没有含“没有的字”的检查对象" in command("subject", "list", "没有的字").err


def test_what_is_printed_is_what_is_stored(command: Command, desk: Desk, inspection_file: Path) -> None:
    printed = json.loads(command("user", "add", "zs", "--role", "viewer", "--region", "530000", "--json").out)
    assert (printed["region"], printed["roles"]) == ("53", ["viewer"])
    assert json.loads(command("user", "region", "zs", "530600", "--json").out)["region"] == "5306"
    fields = ("--set", "area= 012.50 ", "--set", "gas_type=管道天然气")
    words = ("subject", "add", "cat-9", "--pack", "gas", "--kind", "catering", "--name", "某店")
    printed = json.loads(command(*words, "--region", "530602", *fields, "--json", user="insp1").out)
    assert printed["fields"] == {"area": "12.50", "gas_type": "natural"}


def test_a_name_that_is_too_long_is_bad_input(command: Command, desk: Desk) -> None:
    outcome = command("inspect", "run", "长" * 300, user="insp1")
    assert (outcome.code, "文件名太长" in outcome.err) == (2, True)


def test_who_may_not_is_told_before_anything_is_asked(command: Command, desk: Desk) -> None:
    for words in (("user", "disable", "insp2"), ("user", "require-passphrase")):
        outcome = command(*words, user="insp1")
        assert (outcome.code, "--yes" in outcome.err, "须由主管办理" in outcome.err) == (1, False, True)
    assert command("user", "disable", "nobody").code == 2
    assert "没有登记" in command("user", "disable", "nobody").err


def test_the_same_answer_again_is_not_said_to_be_saved(command: Command, desk: Desk) -> None:
    command(
        "subject",
        "add",
        "op-1",
        "--pack",
        "gas",
        "--kind",
        "operator",
        "--name",
        "某公司",
        "--region",
        "530602",
        user="insp1",
    )
    words = ("inspect", "start", "gas", "--subject", "op-1")
    key = json.loads(command(*words, "--json", user="insp1").out)["inspection"]
    line = ("inspect", "answer", key[-8:], "op-1", "GAS-MH-4.1", "不合格", "--note", "无证", "--json")
    first, again = command(*line, user="insp1"), command(*line, user="insp1")
    assert (first.err.strip(), again.err.strip()) == ("已保存。", "与已存的作答相同，没有另存。")
    assert json.loads(first.out) == json.loads(again.out)
    assert json.loads(first.out)["inspection"] == key
