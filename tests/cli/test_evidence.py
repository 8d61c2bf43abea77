"""Whatever door evidence comes in by: what is called a photograph and is none is told, what is empty is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspect_engine.cli.app import command_line
from tests.cli.test_once import LINES, Office, logged, office

__all__ = ["logged", "office"]


def doors(group: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that takes evidence."""
    for name, each in group.commands.items():
        here = (*path, name)
        if hasattr(each, "commands"):
            yield from doors(each, here)
        elif any((option.name, option.metavar) == ("evidence", "文件") for option in each.params):
            yield " ".join(here)


def test_every_door_tells_what_is_no_picture(office: Office) -> None:
    """And keeps it all the same; nothing is kept of what has nothing in it."""
    folder, ledger = office.desk.path.parent, office.desk.path.read_bytes()
    script, cut, empty, note = (folder / name for name in ("脚本.jpg", "半张.png", "空.jpg", "记录.txt"))
    script.write_text("#!/bin/sh\n")
    cut.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    empty.write_bytes(b"")
    note.write_text("谈话记录")
    second = folder / "second.yaml"
    second.write_text(second.read_text("utf-8").replace("[photo.txt]", "[脚本.jpg, 半张.png]"), "utf-8")
    told = "留意：“脚本.jpg”名字是照片，内容不是照片；“半张.png”照片不完整，到一半就断了。照原样收为佐证"
    found = list(doors(command_line()))
    assert len(found) == 8
    for verb in [*found, "inspect run"]:
        line, files = LINES[verb], "" if verb == "inspect run" else f" --evidence {script} --evidence {cut}"
        office.desk.path.write_bytes(ledger)
        for user, words, *_ in line.before:
            assert office.run(words, user).code == 0
        more = f" --evidence {empty}" if files else ""
        if more:
            count, refused = office.count, office.run(line.words + files + more, line.user)
            assert (refused.code, "空.jpg 的大小是 0 字节" in refused.err) == (2, True), (verb, refused.err)
            assert office.count == count
            plain = office.run(f"{line.words} --evidence {note} --request-id plain", line.user)
            assert (plain.code, "不是照片" in plain.err) == (0, False), (verb, plain.err)
            office.desk.path.write_bytes(ledger)
            for user, words, *_ in line.before:
                assert office.run(words, user).code == 0
        done = office.run(line.words + files, line.user)
        assert (done.code, done.err.count(told)) == (0, 1), (verb, done.err)
