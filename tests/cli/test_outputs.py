"""No output of any command takes the place of the ledger, or of what belongs to it, however it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.outputs import WRITTEN
from tests.cli.authority_table import leaves
from tests.conftest import Command, Desk

READ = frozenset({"--evidence", "--anchor", "--mapping", "--roster", "--to"})
"""Options that say where a command reads; and where ``restore`` founds another ledger, which takes nothing's place."""
TOLD = "是台账，或是台账自己用的文件"


def paths() -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Every option of every command that is a path."""
    for words, each in leaves():
        for param in each.params:
            if param.param_type_name == "option" and "Path" in str(param.type_descriptor.annotation):
                yield words, each, param


def targets(ledger: Path) -> list[Path]:
    """The ledger and its own, and other ways to them."""
    folder = ledger.parent
    (folder / "另一层").mkdir()
    (folder / "链接").symlink_to(ledger)
    (folder / "佐证").symlink_to(folder / f"{ledger.name}.files")
    os.link(ledger, folder / "同一个")
    stored = next(path for path in (folder / f"{ledger.name}.files").rglob("*") if path.is_file())
    os.link(stored, folder / "同一份.jpg")
    beside = [
        folder / (ledger.name + ending) for ending in ("-journal", ".lock", ".drafts", ".seeds", ".keys", ".demo")
    ]
    inside = [stored, folder / "佐证" / "a.docx", folder / f"{ledger.name}.drafts" / "a" / "a.json"]
    return [
        *(ledger, folder / "另一层" / ".." / ledger.name, folder / ledger.name.upper(), folder / "链接"),
        *(folder / "同一个", folder / "同一份.jpg", *beside, *inside),
    ]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_output_is_the_ledger(desk: Desk, command: Command, tmp_path: Path) -> None:
    """Promise: every option that is a path is one to read or one to write; those to write never reach the ledger."""
    (photo := tmp_path / "photo.jpg").write_bytes(b"x")
    desk.as_("sup1").desk.keep(photo)
    places = targets(desk.path)
    before, tried = tree(desk.path.parent), 0
    for words, each, param in paths():
        option = max(param.opts, key=len)
        assert option in WRITTEN | READ, (words, option)
        if option not in WRITTEN:
            continue
        must = ["x" if it.param_type_name == "argument" else f"{it.opts[0]}=x" for it in each.params if it.required]
        must = [word for word in must if not word.startswith((option, param.opts[0] + "="))]
        force = ["--force"] if any("--force" in it.opts for it in each.params) else []
        for place in places:
            done = command(*words, *force, f"{option}={place}", *must)
            assert (done.code, TOLD in done.err) == (2, True), (words, place, done.err)
            tried += 1
    assert tree(desk.path.parent) == before
    assert tried > 20 * len(places)


@pytest.mark.parametrize("line", ["anchor export", "packs export gas", "packs show gas"])
def test_another_ledger_is_no_output_either(desk: Desk, command: Command, tmp_path: Path, line: str) -> None:
    """Who forgets to say which ledger he means does not lose the one that he names as the file."""
    other = tmp_path / "别处" / "b.db"
    other.parent.mkdir()
    other.write_bytes(desk.path.read_bytes())
    done = command(*line.split(), "--force", f"--output={other}")
    assert (done.code, TOLD in done.err) == (2, True)
    assert other.read_bytes() == desk.path.read_bytes()


def test_a_pdf_beside_a_word_file_is_an_output(desk: Desk, command: Command) -> None:
    ledger = desk.path.rename(desk.path.with_name("台账.pdf"))
    before = ledger.read_bytes()
    done = command(
        "--db", str(ledger), "export", "analysis", "--pdf", "--force", "-o", str(ledger.with_suffix(".docx"))
    )
    assert (done.code, TOLD in done.err) == (2, True), done.err
    assert ledger.read_bytes() == before


def test_backups_lie_in_their_own_folder(desk: Desk, command: Command) -> None:
    assert command("backup").code == 0
    assert command("backup", "-o", f"{desk.path}.backups/再一份.zip").code == 0
