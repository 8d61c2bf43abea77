"""``packs new``: what it writes is sound at once, and it never touches what is there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from inspect_engine.authoring.scaffold import new_pack
from inspect_engine.authoring.shortening import format_folder
from inspect_engine.reading.definitions import check_library, load_library
from inspect_engine.reading.installed import installed_folders
from tests.conftest import Command

WRITTEN = ("packs/lifts.yaml", "references/lifts.yaml")


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Where the new pack goes; not there yet."""
    return tmp_path / "lists"


def files(folder: Path) -> dict[str, str]:
    """What lies in a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def test_a_new_pack_passes_the_check_at_once(command: Command, lists: Path) -> None:
    """Two files; ``packs check`` of the folder finds the built-in workflow; the next steps are told."""
    made = command("packs", "new", "lifts", "--title", "电梯安全", "--prefix", "DT", "--dir", str(lists))
    assert made.code == 0
    assert made.out.split() == [str(lists / name) for name in WRITTEN]
    assert f"packs check {lists}" in made.err
    checked = command("packs", "check", str(lists))
    assert checked.code == 0, checked.err
    assert "1 个检查表包" in checked.out
    assert "自带的流程 hazard" in checked.out
    pack = load_library([*installed_folders(), lists]).definition("lifts").pack
    assert (pack.title, pack.number_prefix) == ("电梯安全", "DT")


def test_a_new_pack_follows_the_guide(lists: Path) -> None:
    """Nothing is 重大 without the document that says so, an item of three lines is shown, and fmt has nothing to do."""
    new_pack(lists, "lifts")
    pack = load_library([*installed_folders(), lists]).packs["lifts"]
    assert all(rule.by for item in pack.items for rule in item.severity if rule.is_ == "major")
    text = (lists / "packs" / "lifts.yaml").read_text("utf-8")
    assert text.count("severity:") == 1  # in a comment, with by
    assert "by: 判定标准的编号" in text
    assert not any(one.changed for one in format_folder(lists))


def test_a_workflow_of_its_own_is_written_where_it_is_wanted(command: Command, lists: Path) -> None:
    """A third file, which the items use; every promise of it is proved."""
    made = command("packs", "new", "lifts", "--workflow", "--dir", str(lists))
    assert made.out.split() == [str(lists / name) for name in (*WRITTEN, "workflows/lifts-hazard.yaml")]
    checked = command("packs", "check", str(lists))
    assert checked.code == 0, checked.err
    assert "1 个流程" in checked.out
    assert "自带的流程" not in checked.out
    assert {item.workflow for item in load_library([lists]).packs["lifts"].items} == {"lifts-hazard"}


def test_the_workflow_is_a_whole_life(command: Command, lists: Path) -> None:
    """From discovery through notice, rectification, reply and re-inspection to closure, with every wait limited, a
    return, and nobody closing what he rectified."""
    command("packs", "new", "lifts", "--workflow", "--dir", str(lists))
    flow = load_library([lists]).workflows["lifts-hazard"]
    path = ["issue", "start", "reply", "pass_reinspection", "close"]
    state = flow.initial
    for trigger in path:
        step = flow.transition(trigger, state)
        assert step, (trigger, state)
        state = step.to
    assert flow.states[state].closing == "rectified"
    assert all(s.clock or s.within or s.untimed for s in flow.states.values() if not s.terminal)
    assert {t.trigger for t in flow.transitions if {"start", "reply"} <= set(t.unlike)} >= {"close", "return"}
    assert len(flow.invariants) >= 5


def test_everything_is_explained_where_it_stands(command: Command, lists: Path) -> None:
    """Above or beside each top-level key stands a Chinese comment, and no placeholder is left."""
    command("packs", "new", "lifts", "--workflow", "--dir", str(lists))
    for name, text in files(lists).items():
        assert "$" not in text, name
        lines = text.splitlines()
        for key in yaml.safe_load(text):
            if key not in ("title", "version"):
                at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
                assert lines[at - 1].lstrip().startswith("#"), (name, key)


@pytest.mark.parametrize(
    "title", ['消防: "安全" #1', "a\\b$id${prefix}", "{x: [y]}", "- 甲", "true", "it's", "&a *b !c"]
)
def test_any_title_is_kept_as_typed(command: Command, lists: Path, title: str) -> None:
    """What means something to YAML or to the template is a letter like any other in a name."""
    assert command("packs", "new", "lifts", "--workflow", "--title", title, "--dir", str(lists)).code == 0
    library, problems = check_library([lists])
    assert problems == []
    assert library.packs["lifts"].title == title
    assert library.workflows["lifts-hazard"].title == f"{title}隐患整改闭环"


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_is_overwritten(command: Command, lists: Path, name: str) -> None:
    """One of the files is there: it is named, it stays as it is, and the others are not written."""
    (lists / name).parent.mkdir(parents=True)
    (lists / name).write_text("# 我的\n", "utf-8")
    outcome = command("packs", "new", "lifts", "--dir", str(lists))
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{lists / name} 已经存在" in outcome.err
    assert "--dir" in outcome.err
    assert files(lists) == {name: "# 我的\n"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Fire"], "小写字母开头"),
        (["../lifts"], "小写字母开头"),
        (["消防"], "小写字母开头"),
        (["f" * 51], "至多 50 个字符"),
        (["lifts", "--prefix", "dt"], "1 至 6 个大写字母"),
        (["lifts", "--prefix", "ABCDEFG"], "1 至 6 个大写字母"),
        (["lifts", "--prefix", "RQ"], "已被检查表包“gas”使用"),
        (["gas"], "检查表包“gas”已经有了"),
        (["lifts", "--title", "甲\n乙"], "名称"),
        (["lifts", "--title", " "], "不能为空"),
        (["lifts", "--title", "甲" * 101], "太长"),
    ],
)
def test_what_is_not_allowed_writes_nothing(command: Command, lists: Path, words: list[str], said: str) -> None:
    """An id, prefix or title that the loader or another pack would refuse is refused before anything is written."""
    outcome = command("packs", "new", *words, "--dir", str(lists))
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert not (lists).exists()


def test_two_packs_of_a_folder_cannot_share_a_prefix(command: Command, lists: Path) -> None:
    """The prefix comes from the id unless given; a second pack with the same letters is told to choose one."""
    assert command("packs", "new", "lifts-a", "--dir", str(lists)).code == 0
    assert load_library([*installed_folders(), lists]).packs["lifts-a"].number_prefix == "LIFT"
    before = files(lists)
    outcome = command("packs", "new", "lifts-b", "--dir", str(lists))
    assert outcome.code == 2
    assert "--prefix" in outcome.err
    assert files(lists) == before
    assert command("packs", "new", "lifts-b", "--prefix", "FB", "--dir", str(lists)).code == 0
    assert check_library([*installed_folders(), lists])[1] == []


def test_half_a_pack_is_never_left(command: Command, lists: Path) -> None:
    """When the last file cannot be written, the first ones are taken back."""
    lists.mkdir()
    (lists / "references").write_text("不是文件夹", "utf-8")
    outcome = command("packs", "new", "lifts", "--dir", str(lists))
    assert outcome.code == 2
    assert "不能写到" in outcome.err
    assert files(lists) == {"references": "不是文件夹"}


def test_the_template_is_no_installed_definition() -> None:
    """What new packs start from does not show up among the installed ones."""
    library = load_library()
    for kind in (library.packs, library.workflows, library.references):
        assert not [name for name in kind if "$" in name]


def test_a_new_pack_can_be_installed_beside_the_others(command: Command, lists: Path) -> None:
    """Loaded together with the built-in definitions, nothing clashes."""
    command("packs", "new", "lifts", "--dir", str(lists))
    library, problems = check_library([*installed_folders(), lists])
    assert problems == []
    assert {"gas", "lifts"} <= set(library.packs)
