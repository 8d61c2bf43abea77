"""The field for evidence: file paths, one a line, as typed, pasted or dropped on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspect_engine.domain.definitions import FieldSpec
from inspect_tui.views.files import read_path
from inspect_tui.widgets.field import Field


def evidence_spec(least: int) -> FieldSpec:
    hint = "每行一个文件路径，F2 从文件夹里选；可以把文件拖进终端"
    needs = f"至少 {least} 份；" if least else ""
    return FieldSpec(id="evidence", title="佐证材料", required=least > 0, hint=needs + hint)


class EvidenceField(Field):
    """``paths`` are the files named so far."""

    def __init__(self, least: int = 0) -> None:
        super().__init__(evidence_spec(least))

    @property
    def paths(self) -> list[Path]:
        return [read_path(line) for line in self.value.splitlines() if line.strip()]

    def add(self, found: Path | Sequence[Path]) -> None:
        """One more file or several, each on a line of its own; what is there already once only."""
        lines = [line for line in self.value.splitlines() if line.strip()]
        more = [found] if isinstance(found, Path) else found
        self.put("\n".join(dict.fromkeys([*lines, *map(str, more)])))

    @property
    def lost(self) -> str:
        """Which of the files are not there, or not to be used; empty when all are well."""
        from inspect_engine.ledger.confinement import fault

        if outside := next(filter(None, map(fault, self.paths)), ""):
            return outside
        gone = [str(path) for path in self.paths if not path.is_file()]
        return f"找不到文件：{'、'.join(gone)}" if gone else ""
