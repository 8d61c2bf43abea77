"""One bad file stops only itself and those that need it; the rest goes on, and what was set aside is named."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from inspect_engine.errors import InputError
from inspect_engine.reading import installed
from inspect_engine.reading.definitions import load_library
from tests.conftest import Command

PLUGIN = EntryPoint("gone", "inspect_gone_checklists", installed.ENTRY_POINTS)


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own beside what ships."""
    monkeypatch.setenv(installed.OWN_VARIABLE, str(folder))
    return folder


def broken(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_faulty_pack_is_set_aside(own: Path, command: Command) -> None:
    """The built-in packs are listed as ever, the faulty one is named with its place."""
    broken(own / "packs" / "small.yaml", "kinds: [shop]", "kinds: [shp]")
    listed = command("packs", "list")
    assert listed.code == 0
    assert "gas" in listed.out
    assert "small" not in listed.out
    assert "有误而搁置，其余照用（1 处）" in listed.err
    assert "lists/packs/small.yaml:" in listed.err
    assert "对象类型“shp”不存在" in listed.err
    (row,) = json.loads(command("packs", "list", "--json").out)["aside"]
    assert row["where"].startswith("lists/packs/small.yaml:")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("workflows/flow.yaml", "kind: hazard", "kind: Hazard"),
        ("workflows/flow.yaml", "title: 小流程", "title：小流程"),
        ("references/docs.yaml", "id: new-law", "id: New"),
    ],
)
def test_what_needs_a_faulty_file_is_set_aside_with_it(own: Path, file: str, old: str, new: str) -> None:
    """A pack whose workflow or document cannot be read is no pack to work by."""
    broken(own / file, old, new)
    library = load_library()
    assert "small" not in library.packs
    assert "gas" in library.packs
    assert any(file in problem.where for problem in library.aside)
    assert any("packs/small.yaml" in problem.where for problem in library.aside)
    assert library.definition("gas").workflows


def test_a_second_pack_of_the_same_id_does_not_displace_the_first(own: Path) -> None:
    """What ships stays what it was, whatever lies beside it."""
    broken(own / "packs" / "small.yaml", "id: small", "id: gas")
    library = load_library()
    assert library.packs["gas"].title == "城镇燃气"
    assert any("“gas”已在" in problem.what for problem in library.aside)


def test_who_asks_for_what_was_set_aside_is_told_why(own: Path, command: Command) -> None:
    """Not only that there is no such pack."""
    broken(own / "packs" / "small.yaml", "kinds: [shop]", "kinds: [shp]")
    with pytest.raises(InputError) as raised:
        load_library().pack("small")
    assert [problem.what for problem in raised.value.problems] == ["没有检查表包“small”", "对象类型“shp”不存在"]
    shown = command("packs", "show", "small")
    assert (shown.code, "对象类型“shp”不存在" in shown.err) == (2, True)
    assert command("packs", "show", "gas").code == 0


def test_the_check_is_as_strict_as_ever(own: Path, command: Command) -> None:
    """``packs check`` is for authors: it fails for the faulty file."""
    broken(own / "packs" / "small.yaml", "kinds: [shop]", "kinds: [shp]")
    assert command("packs", "check", str(own)).code == 2


def test_a_plug_in_without_its_module_is_named(monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    """Half uninstalled: the distribution is told, everything else goes on."""
    there = [*entry_points(group=installed.ENTRY_POINTS), PLUGIN]
    monkeypatch.setattr(installed, "entry_points", lambda group: there)
    listed = command("packs", "list")
    assert listed.code == 0
    assert "gas" in listed.out
    assert "插件 gone" in listed.err
    assert "“inspect_gone_checklists”不在了" in listed.err
    assert "Traceback" not in listed.err


def test_the_distribution_of_a_plug_in_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name and version, as the package tool lists it."""
    (shipped,) = entry_points(group=installed.ENTRY_POINTS)
    assert shipped.dist
    gone = EntryPoint("gone", "inspect_gone_checklists", installed.ENTRY_POINTS)._for(shipped.dist)  # type: ignore[attr-defined]
    monkeypatch.setattr(installed, "entry_points", lambda group: [shipped, gone])
    (problem,) = installed.missing_plugins()
    assert problem.where == f"插件 {shipped.dist.name} {shipped.dist.version}"
    assert len(installed.installed_folders()) == 1
