"""Files that commands are told to write: ``-o`` says where, ``--force`` replaces what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inspect_engine.cli.show import Answer, display
from inspect_engine.cli.streams import in_place
from inspect_engine.errors import InputError, InspectError, StorageError, bad_place, system_reason
from inspect_engine.exports.pace import Pace

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="写到哪里；不写就打印")]
Target = Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里")]
Redact = Annotated[bool, typer.Option("--redact", help="遮盖身份证号、电话号码，给谁看都一样")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]


def refuse_overwriting(path: Path, *, force: bool) -> None:
    """Before the work is done. Raises InputError for what is no file name, lies in no folder, cannot be looked at, or
    is there already and not to be replaced."""
    if path.name == "":
        raise InputError.one(f"“{path}”不是文件名", fix="例：-o closure.xlsx")
    try:
        there, folder = path.exists(), path.is_dir()
        homeless = not path.parent.is_dir()
    except OSError as error:
        raise InputError.one(f"不能写到 {path}：{system_reason(error)}") from error
    if folder:
        raise InputError.one(f"{path} 是文件夹，不是文件", fix="请写明文件名")
    if homeless:
        raise InputError.one(f"没有文件夹 {path.parent}", fix="请先建立，或换一个位置")
    if there and not force:
        raise InputError.one(f"{path} 已经存在，没有改动它", fix="换一个文件名，或加 --force 覆盖")


@contextmanager
def shown_pace() -> Iterator[Pace]:
    """How far an export has come, on one line of a terminal that goes at the end; elsewhere nothing."""
    try:
        yield Pace(in_place)
    finally:
        in_place("")


def given(text: str, output: Path | None, *, force: bool) -> Answer:
    """A text for people: written where it was to go, else printed. A file is as safe to ``cat`` as what is printed."""
    text = display(text, lines=True)
    if output is None:
        return Answer({"text": text}, lambda: print(text, end=""))
    write(output, text, force=force)
    return Answer({"path": output}, str(output), ["已写出。"])


def write(path: Path, content: str | bytes, *, force: bool, fix: str = "换一个位置") -> None:
    """Write a whole file; without ``force`` only where there is none."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    refuse_overwriting(path, force=force)
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(data)
    except OSError as error:
        raise unwritable(path, error, fix) from error


def unwritable(path: object, error: OSError, fix: str = "换一个位置") -> InspectError:
    """A file that could not be written: bad input where it cannot be, a matter of storage where the disk failed."""
    what = f"不能写到 {path}：{system_reason(error)}"
    return InputError.one(what, fix=fix) if bad_place(error) else StorageError(f"{what}（{fix}）")
