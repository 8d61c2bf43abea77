"""``draw`` as people and programs use it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from inspect_engine.cli import main
from inspect_engine.cli.draws import app
from inspect_engine.domain.draws.plan import Draft
from inspect_engine.reading.draws import Reading
from tests.conftest import Command, Desk, make_desk

EXAMPLE = Path(__file__).parents[2] / "examples" / "draw"
LINE = (
    *(
        "id",
        "title",
        "batch",
        "office",
        "matter",
        "status",
        "lapsed",
        "committed_on",
        "committed_by",
        "run_on",
        "run_by",
    ),
    *("superseded_by", "again", "objects", "finished", "published", "overdue"),
)
SHOWN = (
    *LINE,
    *("period", "public", "strata", "per_object", "plan_hash", "pools_hash", "secret_hash", "secret", "seed", "proof"),
    *("public_value", "items", "replaced"),
)
ITEM = (
    *("object", "stratum", "inspectors", "name", "outcome", "finished", "publish_by", "publish_why", "provisional"),
    *("published_on", "overdue"),
)
NUMBER = "03 08 15 22 27 31 09"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A ledger in which the example is promised and drawn, and one in which it is not, to be copied."""
    desk = make_desk(tmp_path_factory.mktemp("founded"))
    shutil.copytree(desk.path.parent, desk.path.parent / "before")
    desk.on("2026-11-23").as_("sup1").draws.commit(example())
    desk.on("2026-11-29").as_("sup1").draws.run("DEMO-1", NUMBER)
    return desk


@pytest.fixture
def desk(founded: Desk, tmp_path: Path) -> Desk:
    shutil.copy(founded.path.parent / "before" / "ledger.db", tmp_path)
    return Desk(tmp_path / "ledger.db").on("2026-11-23")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The example, to be changed."""
    shutil.copytree(EXAMPLE, tmp_path / "draw")
    return tmp_path / "draw" / "plan.yaml"


@pytest.fixture
def drawn(founded: Desk, desk: Desk) -> str:
    """The example, promised and drawn on the desk's ledger; its commitment."""
    desk.path.unlink()
    shutil.copytree(founded.path.parent, desk.path.parent, dirs_exist_ok=True)
    desk.on("2026-11-29")
    return desk.as_("sup1").draws.get("DEMO-1").id


def example(day: str = "2026-11-23") -> Draft:
    """The example as it reads on a day."""
    return Reading(EXAMPLE / "plan.yaml", date.fromisoformat(day)).read()


def edit(plan: Path, old: str, new: str, name: str = "plan.yaml") -> None:
    path = plan.with_name(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def shown(command: Command, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(command("draw", "show", reference, "--json").out)
    return found


def test_plan_says_who_is_in_and_who_is_out(command: Command, desk: Desk, plan: Path) -> None:
    """``draw plan`` counts each stratum and names whoever is left out, with the reason; it stores nothing."""
    before = desk.as_("sup1").desk.head

    told, printed = command("draw", "plan", str(plan)), json.loads(command("draw", "plan", str(plan), "--json").out)

    assert told.code == 0
    assert "人员库 JC-06（检查员06）：执法证有效期至 2022-11-30，早于检查结束日 2026-12-31" in told.err
    assert "对象库 GD-17（示例17号工地）：入库有效期至 2022-12-10" in told.err
    assert [(each["id"], each["eligible"], each["to_draw"]) for each in printed["strata"]] == [
        ("poor", 11, 6),
        ("risky", 7, 3),
        ("rest", 21, 2),
    ]
    assert (printed["inspectors"], [each["key"] for each in printed["left_out"]]) == (8, ["GD-17", "JC-06", "JC-09"])
    assert desk.as_("sup1").desk.head == before


def test_days_counted_from_the_promise_are_told_as_days(command: Command, desk: Desk, plan: Path) -> None:
    """``+8`` is another day on another day; what is promised has the day itself and keeps it."""
    for today, told in (("2026-11-23", "2026-12-01 至 2026-12-31"), ("2028-01-02", "2028-01-10 至 2028-02-09")):
        desk.on(today)
        assert f"检查期间 {told}；公开数 " in command("draw", "plan", str(plan)).err
    printed = json.loads(command("draw", "commit", str(plan), "--json").out)
    desk.on("2028-01-05")
    promised = shown(command, "DEMO-1")
    assert promised["period"] == printed["period"] == {"from": "2028-01-10", "to": "2028-02-09"}
    assert promised["public"]["on"] == "2028-01-08"


def test_a_day_may_be_written_out(command: Command, plan: Path) -> None:
    edit(plan, "from: +8, to: +38", "from: 2026-12-01, to: 2026-12-31")
    edit(plan, "on: +6", "on: 2026-11-29")

    outcome = command("draw", "plan", str(plan), "--json")

    plain = json.loads(outcome.out)
    assert (plain["period"], plain["public"]["on"]) == ({"from": "2026-12-01", "to": "2026-12-31"}, "2026-11-29")


@pytest.mark.parametrize("day", ["2022-12-11", "2026-11-29", "2028-01-03", "2032-02-29", "2045-12-31"])
def test_the_example_does_not_expire(desk: Desk, day: str) -> None:
    """Whenever somebody tries it, the same objects and inspectors take part."""
    drawable = desk.on(day).as_("sup1").draws.pools(example(day))
    pools, faults = drawable.pools, drawable.faults
    assert faults == ()
    assert [each.key for each in pools.left_out] == ["GD-17", "JC-06", "JC-09"]


BAD = {
    "no list": ("plan.yaml", "matter: site-safety", "matter: site-safty", "plan.yaml:8:1", "无清单事项不得抽查"),
    "ratio": ("plan.yaml", "ratio: 5%", "ratio: 105%", "plan.yaml:17:", "应在 0 至 1（100%）之间"),
    "float": ("plan.yaml", "ratio: 5%", "ratio: 5e-2", "plan.yaml:17:", "应写成 5%、0.05 或 1/20 的样子"),
    "one inspector": ("plan.yaml", "per_object: 2", "per_object: 1", "plan.yaml:19:", "（应不小于 2）"),
    "algorithm": ("plan.yaml", "hmac-sha256-1", "hmac-sha256-2", "plan.yaml:6:", "是否想写“hmac-sha256-1”"),
    "unknown key": ("plan.yaml", "batch:", "batches:", "plan.yaml:4:", "是否想写“batch”"),
    "no file": ("plan.yaml", "file: objects.yaml", "file: nothing.yaml", "nothing.yaml", "没有这个文件"),
    "no such day": ("objects.yaml", "2022-12-10", "2022-12-32", "objects.yaml:19:", "没有 2022-12-32 这一天"),
    "twice": ("objects.yaml", "key: GD-02", "key: GD-01", "objects.yaml:3:", "写了不止一次"),
    "region": ("objects.yaml", '"530621"', '"53062x"', "objects.yaml:3:", "应写 2 至 12 位数字"),
    "key": ("inspectors.yaml", "key: JC-01", "key: J C", "inspectors.yaml:4:", "编号不能含有空格"),
    "counted": ("plan.yaml", "on: +6", "on: +6天", "plan.yaml:12:", "看不懂“+6天”是哪一天（写成 +7 的样子：承诺之后"),
    "counted too far": ("plan.yaml", "to: +38", "to: +3800", "plan.yaml:9:", "看不懂“+3800”是哪一天"),
    "counted back": ("plan.yaml", "to: +38", "to: +7", "plan.yaml:9:", "检查期间的结束日在开始日之前"),
    "promised too late": ("plan.yaml", "on: +6", "on: +0", "plan.yaml:12:", "应在今天（2026-11-23）之后"),
    "known after the inspections": ("plan.yaml", "on: +6", "on: +39", "plan.yaml:12:", "检查结束日 2026-12-31 之前"),
    "public": ("plan.yaml", "on: +6", "on: 2026-11-23", "plan.yaml:12:", "应在今天（2026-11-23）之后"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_told_by_place_and_store_nothing(command: Command, desk: Desk, plan: Path, case: str) -> None:
    name, old, new, where, what = BAD[case]
    edit(plan, old, new, name)
    before = desk.as_("sup1").desk.head

    outcome = command("draw", "plan" if case == "ratio" else "commit", str(plan))

    assert (outcome.code, outcome.out) == (2, "")
    assert where in outcome.err
    assert what in outcome.err
    assert desk.as_("sup1").desk.head == before


def test_a_plan_reads_what_lies_beside_it(command: Command, plan: Path) -> None:
    """Whoever writes a plan need not be allowed to read what he names: upwards, absolute, through a link."""
    (elsewhere := plan.parent.parent / "秘密.yaml").write_text("口令: 甲乙丙")
    (plan.parent / "链接.yaml").symlink_to(elsewhere)
    before = plan.read_text("utf-8")
    for name in ("../秘密.yaml", str(elsewhere), "链接.yaml"):
        plan.write_text(re.sub(r"(?m)^matters: .*$", f"matters: {name}", before), "utf-8")
        done = command("draw", "plan", str(plan))
        assert (done.code, "不在抽取计划所在的文件夹里" in done.err, "甲乙丙" in done.err) == (2, True, False), done.err


def test_objects_that_cannot_be_staffed_are_named(command: Command, plan: Path) -> None:
    text = plan.with_name("inspectors.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in text if not any(f"JC-{n:02d}" in line for n in (2, 3, 4, 5, 10))]
    plan.with_name("inspectors.yaml").write_text("\n".join(kept), encoding="utf-8")

    outcome = command("draw", "plan", str(plan))

    assert outcome.code == 2
    assert "objects.yaml:4:5：“示例02号工地”可派的检查员只有" in outcome.err


def test_promise_prints_what_to_publish_and_nothing_else(command: Command, plan: Path) -> None:
    outcome = command("draw", "commit", str(plan))

    assert outcome.code == 0
    assert outcome.out == shown(command, "DEMO-1")["id"] + "\n"
    assert len(outcome.out.strip()) == 64


def test_run_asks_for_yes_and_runs_once(command: Command, desk: Desk, plan: Path) -> None:
    promised = command("draw", "commit", str(plan)).out.strip()
    assert command("draw", "run", promised, "--public", NUMBER, "--yes").code == 1
    desk.on("2026-11-29")
    assert command("draw", "run", promised, "--public", NUMBER).code == 2
    assert shown(command, promised)["status"] == "waiting"

    first, second = (command("draw", "run", promised, "--public", NUMBER, "--yes", "--json") for _ in range(2))

    assert (first.code, second.code) == (0, 1)
    assert tuple(json.loads(first.out)) == SHOWN
    assert json.loads(first.out)["public_value"] == "03081522273109"
    assert "程序不核对它的真假，输入的人又读得到秘密数" in first.err
    assert "只能抽一次" in second.err


def test_documented_keys(command: Command, drawn: str) -> None:
    """``draw list`` and ``draw show`` have exactly the documented keys."""
    (line,) = json.loads(command("draw", "list", "--json").out)["items"]
    found = shown(command, drawn)

    assert tuple(line) == LINE
    assert tuple(found) == SHOWN
    assert {tuple(item) for item in found["items"]} == {ITEM}
    assert (line["objects"], len(found["items"])) == (11, 11)


def test_published_record_is_proved_without_a_ledger(
    command: Command, drawn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exported file is enough; a changed one exits 4 and names what does not fit; another commitment is told."""
    path = tmp_path / "record.json"
    assert command("export", "draw", drawn, "-o", str(path)).code == 0
    assert command("export", "draw", drawn, "-o", str(path)).code == 2

    def verify(*words: str) -> tuple[object, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(tmp_path / "none.db"), "draw", "verify", str(path), *words])
        return ended.value.code or 0, capsys.readouterr().out

    assert verify()[0] == 0
    assert verify("--commitment", drawn)[0] == 0
    code, out = verify("--commitment", "0" * 64)
    assert (code, "公布的是" in out) == (4, True)
    path.write_text(path.read_text(encoding="utf-8").replace("示例04号", "示例44号"), encoding="utf-8")
    code, out = verify("--json")
    assert (code, json.loads(out)["ok"]) == (4, False)
    assert "承诺" in {problem["where"] for problem in json.loads(out)["problems"]}


@pytest.mark.parametrize("text", ["", "[", '{"a": 1, "a": 2}', "\x00", "[" * 100_000, '"x"', "\ud800"])
def test_file_that_is_no_record_is_told(command: Command, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    outcome = command("draw", "verify", str(path))

    assert outcome.code in (2, 4)
    assert "抽取记录" in outcome.err + outcome.out


def test_verify_in_the_ledger(command: Command, drawn: str) -> None:
    outcome = command("draw", "verify", drawn[:10], "--json", user="viewer1")

    assert outcome.code == 0
    told = {"ok": True, "id": drawn, "run": True, "public_value": "03081522273109", "problems": []}
    assert json.loads(outcome.out) == told
    assert "公开数 03081522273109，请与当日公布的比对：双色球在这一天或" in command("draw", "verify", drawn).err


def test_second_promise_is_shown(command: Command, plan: Path) -> None:
    first = command("draw", "commit", str(plan)).out.strip()
    assert command("draw", "commit", str(plan)).code == 1
    command("draw", "commit", str(plan), "--again", "名单漏了两个工地")

    listed = command("draw", "list").out
    items = json.loads(command("draw", "list", "--json").out)["items"]

    assert [(item["status"], item["again"]) for item in items] == [
        ("superseded", None),
        ("waiting", "名单漏了两个工地"),
    ]
    assert first[:12] in listed
    assert "已由重新承诺代替" in listed
    assert f"同一批次还有一次承诺：2026-11-23，sup1，{first[:12]}，没有抽取" in command("draw", "verify", "DEMO-1").err


def test_promise_never_drawn_is_shown_as_such(command: Command, desk: Desk, plan: Path) -> None:
    command("draw", "commit", str(plan))
    desk.on("2027-01-04")

    assert "承诺了，过期没有抽取" in command("draw", "list").out


def test_the_results_are_put_up_on_paper(command: Command, desk: Desk, drawn: str, tmp_path: Path) -> None:
    """A row for each object with a result: no inspector, no remark, and nothing before there is one."""
    items, path = shown(command, drawn)["items"], tmp_path / "公示表.docx"
    nothing = command("export", "draw", drawn, "-o", str(path))
    assert (nothing.code, "还没有录入检查结果" in nothing.err, path.exists()) == (1, True, False)
    desk.on("2026-12-08")
    hostile = "=1+1 {{ 7*7 }} 张三"
    for item, outcome in zip(items[:2], ("rectify", "none"), strict=True):
        words = ("--object", item["object"], "--finished", "2026-12-08", "--outcome", outcome, "--note", hostile)
        assert command("draw", "result", drawn, *words).code == 0

    done = command("export", "draw", drawn, "-o", str(path), "--json", user="viewer1")

    assert json.loads(done.out) == {"path": str(path), "objects": 11, "published": 2}
    made = Document(str(path))
    head, *rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert head == ["序号", "检查对象", "责任单位", "检查结束日期", "检查结果"]
    assert [(row[0], row[1], *row[3:]) for row in rows] == [
        ("1", items[0]["name"], "2026年12月8日", "责令改正"),
        ("2", items[1]["name"], "2026年12月8日", "未发现问题"),
    ]
    text = "\n".join([*(each.text for each in made.paragraphs), *(" ".join(row) for row in rows)])
    assert "共抽取 11 个对象，本表公示 2 个，其余 9 个检查结束后另行公示。" in text
    assert made.sections[0].header.paragraphs[0].text == "演练，不作为正式文书"
    people = {name for item in items for name in item["inspectors"]}
    assert not [word for word in (hostile, drawn, *people) if word in text]
    assert command("export", "draw", drawn, "-o", str(path)).code == 2


def test_replacement_shows_before_and_after(command: Command, drawn: str) -> None:
    item = shown(command, drawn)["items"][0]
    key, who = item["object"], item["inspectors"][0]
    words = ("--object", key, "--inspector", who, "--reason", "recusal", "--note", "亲属在该单位任职")

    outcome = command("draw", "replace", drawn, *words)

    assert outcome.code == 0
    assert f"2026-11-29 替换 {who}、{key}：回避，亲属在该单位任职；现为 {key}（" in outcome.out
    assert who not in shown(command, drawn)["items"][0]["inspectors"]
    assert command("draw", "replace", drawn, *words).code == 1
    assert command("draw", "verify", drawn).code == 0


def test_overdue_publication_is_shown(command: Command, desk: Desk, drawn: str) -> None:
    """2026-12-02 结束，20 个工作日到 12 月 30 日。"""
    key = shown(command, drawn)["items"][0]["object"]
    desk.on("2026-12-02")
    words = ("--object", key, "--finished", "2026-12-02")
    assert "公示期限 2026-12-30" in command("draw", "result", drawn, *words, "--outcome", "rectify").err
    assert command("draw", "result", drawn, *words, "--outcome", "fine").code == 2
    assert command("draw", "result", drawn, "--object", key, "--finished", "12-31", "--outcome", "none").code == 2

    desk.on("2026-12-31")
    (line,) = json.loads(command("draw", "list", "--json").out)["items"]
    text = command("draw", "show", drawn).out

    assert line["overdue"] == 1
    assert "2026-12-30" in text
    assert "逾期" in text
    assert command("draw", "publish", drawn, "--on", "2026-12-31").code == 0
    (line,) = json.loads(command("draw", "list", "--json").out)["items"]
    assert (line["overdue"], line["published"]) == (0, 1)
    assert shown(command, drawn)["items"][0]["overdue"] is True


def test_hostile_names_are_shown_and_never_obeyed(command: Command, desk: Desk, plan: Path) -> None:
    edit(plan, "name: 示例01号工地", 'name: "[red]=1+1\\e[2J\\u202e"', "objects.yaml")
    edit(plan, "batch: DEMO-1", "batch: ../../[/]")
    edit(plan, "ratio: 5%", "ratio: 1")

    promised = command("draw", "commit", str(plan)).out.strip()
    desk.on("2026-11-29")
    outcome = command("draw", "run", "../../[/]", "--public", NUMBER, "--yes")

    assert outcome.code == 0
    assert "[red]=1+1‹U+001B›[2J‹U+202E›" in outcome.out
    assert "\x1b" not in outcome.out
    assert command("draw", "verify", promised).code == 0


def test_help_is_chinese(command: Command) -> None:
    for words in (
        (),
        ("plan",),
        ("commit",),
        ("run",),
        ("replace",),
        ("result",),
        ("publish",),
        ("verify",),
        ("export",),
    ):
        outcome = command("draw", *words, "--help")
        assert outcome.code == 0
        assert not any(english in outcome.out for english in ("Usage", "Options", "required", "default"))


@pytest.mark.parametrize("word", ["plan", "commit"])
def test_help_says_where_the_files_of_a_plan_lie(command: Command, word: str) -> None:
    """And there they are found, wherever one stands: the sample is tried from elsewhere by the other tests."""
    told = "".join(command("draw", word, "--help").out.split())
    assert "（matters）" in told
    assert "（objects）" in told
    assert "（inspectors）从计划文件所在的文件夹找起" in told


def test_page_shows_the_example_and_its_command_lines() -> None:
    """What the page quotes of the plan is in the plan, and every command it gives exists."""
    page = (EXAMPLE.parents[1] / "docs" / "draws.zh-CN.md").read_text(encoding="utf-8")
    verbs = {command.name for command in app.registered_commands}

    (quoted,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert quoted.strip() in (EXAMPLE / "plan.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"inspect-engine draw (\w+)", page)) == verbs
    assert "inspect-engine export draw " in page


def test_a_record_that_is_not_there(command: Command) -> None:
    """A name that is a file's is looked for as a file, with or without a ledger."""
    outcome = command("draw", "verify", "没有.json")
    assert (outcome.code, "没有文件 没有.json" in outcome.err) == (2, True)
