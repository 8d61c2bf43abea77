"""``packs diff``, ``packs impact`` and ``case move`` as others' programs and people use them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from inspect_engine.cli import main
from inspect_engine.reading import definitions as packs
from inspect_engine.reading.definitions import Library, load_library
from inspect_engine.reading.installed import installed_folders
from tests.conftest import Command, Desk
from tests.law import go_by
from tests.storage.yard_lists import FASTER, NUMBERED, RENAMED, STRICTER, folder_of

KEYS = ["pack", "group", "id", "change", "field", "old", "new"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_two_folders_without_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Groups in Chinese, one line a change; neither ledger nor person is needed."""
    old, new = folder_of(tmp_path / "old"), folder_of(tmp_path / "new", *NUMBERED, *STRICTER, *RENAMED, *FASTER)

    code, out, err = run(capsys, "--db", str(tmp_path / "none.db"), "packs", "diff", str(old), str(new))

    assert (code, err) == (0, "")
    headings = [line for line in out.splitlines() if line.startswith("#")]
    assert headings == [
        "# 场院（yard）：13 处不同",
        "## 检查表（1）",
        "## 检查项（4）",
        "## 流程（1）",
        "## 流程状态（3）",
        "## 动作（4）",
    ]
    assert "  S-2 基坑过深｜不合格条件：深度 > 1.5 m 或 有支护 否 → 深度 > 2 m 或 有支护 否" in out.splitlines()


def test_diff_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every change has the documented keys; what is not there is null."""
    old, new = folder_of(tmp_path / "old"), folder_of(tmp_path / "new", *STRICTER)

    code, out, _ = run(capsys, "packs", "diff", str(old), str(new), "--json")

    items = json.loads(out)["items"]
    assert code == 0
    assert all(list(item) == KEYS for item in items)
    assert {item["change"] for item in items} == {"added", "removed", "changed"}
    added = next(item for item in items if item["change"] == "added")
    assert (added["group"], added["id"], added["field"], added["old"]) == ("item", "S-4", None, None)


def test_nothing_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path / "old")

    assert run(capsys, "packs", "diff", str(folder), str(folder))[:2] == (0, "没有不同\n")
    assert json.loads(run(capsys, "packs", "diff", "gas", "gas", "--json")[1]) == {"items": []}


def test_packs_are_compared_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that only one of two folders has is added or removed; a single pack is compared alone."""

    def twin(folder: Path, name: str, prefix: str) -> Path:
        text = (folder / "packs/yard.yaml").read_text(encoding="utf-8")
        for old, new in (("id: yard", f"id: {name}"), ("title: 场院", f"title: 场院{name}"), ("CY", prefix)):
            text = text.replace(old, new, 1)
        (folder / f"packs/{name}.yaml").write_text(text, encoding="utf-8")
        return folder

    old = twin(folder_of(tmp_path / "old"), "dock", "MT")
    new = twin(folder_of(tmp_path / "new"), "quay", "AB")

    out = run(capsys, "packs", "diff", str(old), str(new))[1]
    alone = run(capsys, "packs", "diff", str(folder_of(tmp_path / "one", *NUMBERED)), str(new))[1]

    assert "删去 dock 场院dock｜1，3 项" in out
    assert "新增 quay 场院quay｜1，3 项" in out
    assert "quay" not in alone
    assert "yard 场院｜版本：2 → 1" in alone


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("gass", "gas"), "“gass”不是文件夹，也不是已安装的检查表包"),
        (("gas", "empty"), "empty 里没有检查表包"),
        (("gas", "长" * 2000), "不是文件夹"),
        (("gas", ""), "里没有检查表包"),
    ],
)
def test_what_cannot_be_compared_is_bad_input(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, str],
    what: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()

    code, out, err = run(capsys, "--db", "none.db", "packs", "diff", *words)

    assert (code, out) == (2, "")
    assert what in err


def test_a_broken_folder_names_its_bad_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path / "old", ("workflows/round.yaml", "initial: found", "initial: fnd"))

    code, _, err = run(capsys, "packs", "diff", "gas", str(folder))

    assert code == 2
    assert "workflows/round.yaml:6" in err


def test_stored_definitions_by_number_and_hash(command: Command, desk: Desk, inspection_file: Path) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")
    case = desk.as_("sup1").cases.get("RQ-2022-0001")

    for word in (f"gas@{case.pack_version}", case.definition[:6], case.definition):
        assert command("packs", "diff", word, "gas").out == "没有不同\n"
    assert command("packs", "diff", "gas@0", "gas").code == 2
    assert command("packs", "diff", case.definition[:5], "gas").code == 2


def gas_of(library: Library) -> Library:
    return replace(library, packs={"gas": library.packs["gas"]})


@pytest.fixture
def next_gas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed gas checklist under another version number, its first line of the summary changed."""
    folder = tmp_path / "next"
    shutil.copytree(installed_folders()[0], folder)
    path = folder / "packs/gas.yaml"
    version = load_library().packs["gas"].version
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'version: "{version}"', 'version: "2099.1"', 1), encoding="utf-8")
    library = load_library([folder])
    monkeypatch.setattr(packs, "load_library", lambda folders=None: library)


@pytest.mark.usefixtures("next_gas")
@pytest.mark.parametrize("reason", ["[/]", "=1+1", "标准修订\x1b[31m"])
def test_move_prints_the_stored_event(
    command: Command, desk: Desk, inspection_file: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    """``--json`` gives the event that the history then shows; reasons are text and nothing else."""
    with monkeypatch.context() as before:
        before.setattr(packs, "load_library", lambda folders=None: ORIGINAL)
        command("inspect", "run", str(inspection_file), user="insp1")

    go_by(gas_of(packs.load_library()), desk.as_("sup1"))
    line = ("case", "move", "RQ-2022-0001", "--to", "2099.1", "--reason", reason, "--json", "--request-id", "m-1")
    outcome = command(*line)
    assert command(*line).out == outcome.out
    again = command("case", "move", "RQ-2022-0001", "--to", "installed", "--reason", reason, "--json")
    history = command("case", "history", "RQ-2022-0001")
    refused = command("case", "move", "RQ-2022-0002", "--to", "2099.1", "--reason", reason, user="insp1")

    event = json.loads(outcome.out)
    assert outcome.code == 0
    assert (event["kind"], event["data"]["reason"]) == ("case.repinned", reason)
    assert "\x1b" not in outcome.err + history.out
    assert "改依新版检查表 → 已发现" in history.out
    assert reason.replace("\x1b", "‹U+001B›") in history.out
    assert (again.code, json.loads(again.out)) == (0, None)
    assert "本来就依这一版" in again.err
    assert (refused.code, refused.out) == (1, "")
    assert "须由主管办理" in refused.err


ORIGINAL = load_library()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--map", "found"), "应写成 旧状态=新状态"),
        (("--map", "found=a", "--map", "found=b"), "状态“found”写了两次"),
        (("--map", "=found"), "应写成 旧状态=新状态"),
    ],
)
def test_mappings_must_be_read(command: Command, inspection_file: Path, words: tuple[str, ...], what: str) -> None:
    command("inspect", "run", str(inspection_file), user="insp1")

    outcome = command("case", "move", "RQ-2022-0001", "--to", "installed", "--reason", "修订", *words)

    assert outcome.code == 2
    assert what in outcome.err


def test_impact_lists_twenty_and_says_how_many_more(
    command: Command, desk: Desk, tmp_path: Path, inspection_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All numbers are in the JSON; the text stays short."""
    shops = "\n".join(f'  - {{key: s-{n}, kind: catering, name: 熟食店{n}, region: "530602"}}' for n in range(23))
    answers = "\n".join(
        f"  - {{subject: s-{n}, item: CAT-01, answer: fail, values: {{state: none}}}}" for n in range(23)
    )
    inspection_file.write_text(
        f"pack: gas\ndate: 2022-02-17\ninspectors: [insp1]\nsubjects:\n{shops}\nanswers:\n{answers}\n", encoding="utf-8"
    )
    command("inspect", "run", str(inspection_file), user="insp1")
    gas = ORIGINAL.packs["gas"]
    sections = [
        section.model_copy(update={"items": tuple(item for item in section.items if item.id != "CAT-01")})
        for section in gas.sections
    ]
    without = {**ORIGINAL.packs, "gas": gas.model_copy(update={"sections": tuple(s for s in sections if s.items)})}
    library = type(ORIGINAL)(without, ORIGINAL.workflows, ORIGINAL.references, ORIGINAL.regions)
    monkeypatch.setattr(packs, "load_library", lambda folders=None: library)

    text = command("packs", "impact", user="viewer1")
    (found,) = json.loads(command("packs", "impact", "--json", user="viewer1").out)["items"]

    assert text.code == 0
    assert "已作答 23 条，其中不合格 23 条；未办结 23 件。" in text.out
    assert "23 条：RQ-2022-0001、" in text.out
    assert "RQ-2022-0020……另有 3，--json 全列" in text.out
    assert list(found) == ["pack", "version", "definition", "answers", "failed", "open", "findings"]
    assert [(f["kind"], f["count"], len(f["numbers"])) for f in found["findings"]] == [("item_gone", 23, 23)]


@pytest.mark.parametrize("words", [("packs", "diff"), ("packs", "impact"), ("case", "move")])
def test_help_teaches(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """Every page has an example, and says what it is for in Chinese."""
    code, out, _ = run(capsys, *words, "--help")

    assert code == 0
    assert f"例：inspect-engine {' '.join(words)} " in " ".join(out.split())
