"""At a browser nobody but a supervisor of the whole ledger uses other files of this computer than his own folder's."""

from __future__ import annotations

from pathlib import Path

import pytest
from inspect_tui.views.files import start_folder

from inspect_engine.errors import Refused
from inspect_engine.ledger import confinement, identity
from tests.cli.authority_table import leaves
from tests.conftest import Command, Desk

WHOLE = ("backup", "doctor", "rebuild", "upgrade", "restore x --to=y")


@pytest.fixture
def window(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The process of a window, in which nobody has signed in."""
    monkeypatch.setattr(identity, "proving_account", lambda: "")
    monkeypatch.setattr(confinement, "_HOMES", {})
    return desk


def signed_in(desk: Desk, name: str) -> Path | None:
    confinement.settle(desk.as_(name).desk)
    return confinement.home()


def test_every_path_of_every_command_is_kept_inside(window: Desk, command: Command, tmp_path: Path) -> None:
    """Promise: to be read or to be written, absolute, upwards or through a link: refused, and nothing is there."""
    home = signed_in(window, "insp1")
    assert home
    (outside := tmp_path / "外面").mkdir()
    (secret := outside / "秘密.txt").write_text("x")
    (home / "链接").symlink_to(outside)
    tried = 0
    for words, each in leaves():
        for param in each.params:
            if "Path" not in str(param.type_descriptor.annotation):
                continue
            must = [it for it in each.params if it.required and it is not param]
            rest = ["x" if it.param_type_name == "argument" else f"{it.opts[0]}=x" for it in must]
            for place in (secret, home / ".." / ".." / "外面" / "秘密.txt", Path("链接") / "秘密.txt"):
                said = [str(place)] if param.param_type_name == "argument" else [f"{param.opts[0]}={place}"]
                done = command(*words, *said, *rest, user="insp1")
                assert (done.code, "在浏览器里" in done.err) == (1, True), (words, param.name, done.err)
                tried += 1
    assert tried > 100
    assert [path.name for path in outside.iterdir()] == ["秘密.txt"]


@pytest.mark.parametrize("name", ["insp1", "viewer1"])
def test_the_whole_ledger_leaves_by_no_browser(window: Desk, command: Command, name: str) -> None:
    home = signed_in(window, name)
    for line in WHOLE:
        done = command(*line.split(), user=name)
        assert (done.code, "不限区划的主管" in done.err) == (1, True), (line, done.err)
    assert not window.path.with_name(f"{window.path.name}.backups").exists()
    assert command("whoami", user=name).code == 0
    assert start_folder() == home


def test_what_lies_in_ones_own_folder_is_used(window: Desk, command: Command) -> None:
    """A bare name means a file there; a second person has another folder."""
    home = signed_in(window, "insp1")
    assert home
    assert command("export", "deadlines", user="insp1").code == 0
    assert [path.name for path in home.iterdir()] == ["deadlines.ics"]
    (home / "x.yaml").write_text("a: 1")
    assert "在浏览器里" not in command("inspect", "run", "x.yaml", user="insp1").err
    assert signed_in(window, "insp2") != home
    assert command("inspect", "run", str(home / "x.yaml"), user="insp2").code == 1


def test_a_supervisor_of_the_whole_is_as_at_a_terminal(window: Desk, command: Command, tmp_path: Path) -> None:
    assert signed_in(window, "sup1") is None
    assert command("backup", "-o", str(tmp_path / "a.zip")).code == 0


def test_before_anybody_has_signed_in_there_are_no_files(window: Desk, command: Command) -> None:
    with pytest.raises(Refused, match="还没有登录"):
        confinement.home()
    assert command("backup").code == 1
