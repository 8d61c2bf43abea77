"""The folder of evidence that lies beside a workbook that came back, against what the ledger has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from inspect_engine.errors import Problem
from inspect_engine.exports.closure.evidence import LIST, Evidence, wrong_with
from inspect_engine.ledger import Ledger

MOST = 1_000
"""Files and folders beyond the expected ones that are looked at."""
ABSENT = "佐证文件夹（不在工作簿旁边）"


class Beside:
    """What a workbook at ``path`` should lead to, by the ``name`` that its notes give; ``building`` is a folder to work
    in. Each file is looked at as the workbook is written again."""

    def __init__(self, path: Path, name: str, building: Path) -> None:
        self._name, self._building = name, building
        self._folder = path.parent / name
        self._wanted: set[Path] = set()
        self._wrong: list[Problem] = []

    @cached_property
    def _there(self) -> bool:
        return bool(self._name) and self._folder.is_dir()

    @property
    def unseen(self) -> tuple[str, ...]:
        """What of it was not looked at."""
        return (ABSENT,) if self._name and not self._there else ()

    def expected(self, ledger: Ledger) -> Evidence | None:
        """The files as an export would lead to them, none of them copied; None where there is no folder."""
        if not self._name:
            return None
        (self._building / "files").mkdir()
        return Evidence(self._building / "files", self._name, ledger.desk.evidence_path, self._look)

    def _look(self, source: Path, target: Path, sha256: str) -> str:
        """Look at the file of the folder that belongs there; what is wrong with the stored one, which has no link."""
        if not self._there:
            return ""
        within = target.relative_to(self._building / "files")
        wrong, stored = wrong_with(self._folder / within, sha256), ""
        if wrong:
            stored = wrong_with(source, sha256)
        self._wanted.add(within)
        if wrong and not (stored and not (self._folder / within).exists()):
            self._wrong.append(Problem(f"{self._name}/{within.as_posix()}", f"佐证{wrong}"))
        return stored

    def faults(self) -> Iterator[Problem]:
        """Files that are not what was stored, are missing, or belong to nothing."""
        yield from self._wrong
        if self._there:
            # whoever forged the notes may have named any folder of this computer
            there = islice(self._folder.rglob("*"), 3 * len(self._wanted) + MOST)
            given = (each.relative_to(self._folder) for each in there if not each.is_dir())
            for each in sorted(set(given) - self._wanted - {Path(LIST)}):
                yield Problem(f"{self._name}/{each.as_posix()}", "佐证文件夹里另加的")
