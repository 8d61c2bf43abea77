"""Inspection files: YAML in, one logged inspection out, or every bad place with file:line:column."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.domain.inspection import InspectionInput
from inspect_engine.errors import InputError
from inspect_engine.ledger import InspectionResult, Ledger
from inspect_engine.yamltext import read_file, typed


def run(ledger: Ledger, path: Path) -> InspectionResult:
    """Read an inspection file and log it whole. Evidence paths are relative to the file.

    Raises InputError naming every bad place; then nothing has been stored.
    """
    document = read_file(path, str(path))
    given = typed(document, InspectionInput)
    if given is not None:
        faults = ledger.inspection_faults(given, path.parent)
        document.problems += [document.problem(fault.path, fault.what, fault.fix) for fault in faults]
    if document.problems or given is None:
        raise InputError(document.problems, f"检查文件 {path} 有误")
    return ledger.run(given, path.parent)
