"""佐证材料 beside a workbook: each file of each step, checked against its hash, under a name that any system takes."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from inspect_engine.domain.cases import event_title, told_on
from inspect_engine.domain.words.filenames import safe, safe_file
from inspect_engine.errors import system_reason
from inspect_engine.exports.closure.records import Step
from inspect_engine.exports.sheets.cells import needs_quote

LIST = "清单.csv"
HEAD = ("编号", "步骤", "日期", "原来的名称", "文件", "SHA-256", "结果")
GOOD = "相符"


class Evidence:
    """Files on their way into a folder that is being built; ``name`` is what links of the workbook call it.

    ``copied`` brings a file of a hash from here to there, and says what is wrong with it.
    """

    def __init__(
        self,
        building: Path,
        name: str,
        place: Callable[[Mapping[str, Any]], Path],
        copied: Callable[[Path, Path, str], str] | None = None,
    ) -> None:
        self._building, self._name, self._place = building, name, place
        self._bring = copied or _copy
        self._folders: dict[str, str] = {}
        self._rows: list[tuple[str, ...]] = []
        self._there: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self.count = 0
        self.faults: list[str] = []

    def take(self, step: Step) -> str:
        """Copy the files of a step; returns where a link is to lead: to the one file, or to the folder of its case.
        Empty for none. Raises OSError when the folder cannot be written."""
        found = [path for file in step.event.files if (path := self._copied(step, file))]
        return f"{self._name}/{found[0] if len(found) == 1 else self._of(step)}" if found else ""

    def of_case(self, number: str) -> str:
        """Where a link to all of a case leads; empty where it has nothing."""
        return f"{self._name}/{self._folders[number]}" if number in self._folders else ""

    def finish(self) -> None:
        """Write the list of what is there, and of what is not, and why."""
        with (self._building / LIST).open("x", encoding="utf-8-sig", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(HEAD)
            rows.writerows([f"'{text}" if needs_quote(text) else text for text in row] for row in self._rows)

    def _of(self, step: Step) -> str:
        """The folder of a case."""
        number = step.record.case.number
        if number not in self._folders:
            name, taken = safe(number), {each.casefold() for each in self._folders.values()}
            if name.casefold() in taken:
                name = f"{name}_{len(taken)}"
            (self._building / name).mkdir()
            self._folders[number] = name
        return self._folders[number]

    def _copied(self, step: Step, file: Mapping[str, Any]) -> str:
        """The path of a file in the folder, copied once a case; empty for one that is not what was stored."""
        event, sha256, name = step.event, str(file["sha256"]), str(file["name"])
        title, number = event_title(event), step.record.case.number
        key, fault = (number, sha256), ""
        if again := key in self._there:
            path = self._there[key]
        else:
            folder = self._of(step)
            self._counts[folder] = self._counts.get(folder, 0) + 1
            path = f"{folder}/{self._counts[folder]:02d}-{safe(title)}-{safe_file(name)}"
            fault = self._bring(self._place(file), self._building / path, sha256)
            path = self._there[key] = "" if fault else path
            self.count += not fault
        if fault:
            self.faults.append(f"{number}“{title}”的佐证“{name}”{fault}，没有复制")
        self._rows.append((number, title, f"{told_on(event)}", name, path, sha256, "同上" if again else fault or GOOD))
        return path


def ours(folder: Path) -> bool:
    """Whether there is nothing in a folder but what such an export puts there."""
    try:
        with (folder / LIST).open(encoding="utf-8-sig", newline="") as given:
            head, *rows = list(csv.reader(given))
        listed = {row[4].removeprefix("'") for row in rows}
        files = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir()}
        return tuple(head) == HEAD and files <= {LIST, *listed}
    except (OSError, ValueError, IndexError, csv.Error):
        return False


def wrong_with(path: Path, sha256: str) -> str:
    """What is wrong with a file that should have this hash; empty for nothing."""
    hashed = hashlib.sha256()
    try:
        if not path.is_file():
            return "不见了"
        for chunk in _chunks(path):
            hashed.update(chunk)
    except _Unreadable as why:
        return str(why)
    return "" if hashed.hexdigest() == sha256 else "被改动过"


def _copy(source: Path, target: Path, sha256: str) -> str:
    """Copy a stored file; what is wrong with it, in which case nothing is left. Raises OSError for the target."""
    hashed = hashlib.sha256()
    with target.open("xb") as out:
        try:
            for chunk in _chunks(source):
                hashed.update(chunk)
                out.write(chunk)
        except _Unreadable as why:
            fault = str(why)
        else:
            fault = "" if hashed.hexdigest() == sha256 else "被改动过"
    if fault:
        target.unlink()
    return fault


class _Unreadable(Exception):
    """Why a stored file cannot be read."""


def _chunks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                yield chunk
    except FileNotFoundError:
        raise _Unreadable("不见了") from None
    except OSError as error:
        raise _Unreadable(f"读不出来：{system_reason(error)}") from error
