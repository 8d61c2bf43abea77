"""Files of a draw: plan, list of matters and pools in, or every bad place in all of them; exported records in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from inspect_engine.domain.calendars import counted_day
from inspect_engine.domain.draws.plan import Draft, InspectorFile, MatterList, ObjectFile, Plan
from inspect_engine.domain.draws.pools import listed
from inspect_engine.errors import Fault, InputError, Problem, system_reason
from inspect_engine.reading.document import Document
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file

ModelT = TypeVar("ModelT", bound=BaseModel)
MAX_RECORD = 50 * 1024 * 1024
POOL_TITLES = {"objects": "对象库", "inspectors": "人员库"}
COUNTED = ("period", "from"), ("period", "to"), ("public", "on")
"""Days of a plan that may be written as so many days after the promise: ``+7``."""


@dataclass
class Reading:
    """The files of one plan: what was read, and where each part of it stands. ``today`` is the day of the promise."""

    path: Path
    today: date
    documents: dict[str, Document] = field(default_factory=dict)

    def read(self) -> Draft:
        """All files. Raises InputError with every problem of every file."""
        plan = self._model("plan", Plan, self.path.name)
        draft = self._pools(plan) if plan else None
        problems = [problem for document in self.documents.values() for problem in document.problems]
        if problems or draft is None:
            raise InputError(problems, f"抽取计划 {self.path.name} 有误")
        return draft

    def _pools(self, plan: Plan) -> Draft | None:
        matters = self._model("matters", MatterList, plan.matters)
        objects = self._model("objects", ObjectFile, plan.objects.file) if plan.objects.file else None
        staff = self._model("inspectors", InspectorFile, plan.inspectors.file) if plan.inspectors.file else None
        if matters is None:
            return None
        listed_objects = objects.objects if objects else None
        listed_staff = staff.inspectors if staff else None
        draft = Draft(plan, matters.matters, listed_objects, listed_staff)
        try:
            listed(draft)
        except InputError as error:
            found = [Fault(("plan", problem.where), problem.what, problem.fix) for problem in error.problems]
            self.documents["plan"].problems += self.problems(found)
        return draft

    def _model(self, part: str, model: type[ModelT], name: str) -> ModelT | None:
        if part != "plan" and not self._is_beside(name):
            fix = "请把它放进那个文件夹，只写文件名"
            raise InputError.one(f"“{name}”不在抽取计划所在的文件夹里", where=str(self.path), fix=fix)
        self.documents[part] = document = read_file(self.path.parent / name, name)
        if part == "plan":
            self._count(document)
        return typed(document, model)

    def _is_beside(self, name: str) -> bool:
        """Whoever wrote the plan need not be allowed to read what he names."""
        folder = Path(os.path.realpath(self.path.parent))
        try:
            return Path(os.path.realpath(folder / name)).is_relative_to(folder)
        except ValueError:  # a zero byte
            return False

    def _count(self, plan: Document) -> None:
        """Put the day itself in the place of each ``+7``: what is promised, hashed and shown has real days only."""
        for part, name in COUNTED:
            inner = plan.data.get(part) if isinstance(plan.data, dict) else None
            text = inner.get(name) if isinstance(inner, dict) else None
            if inner is None or not isinstance(text, str) or not text.startswith("+"):
                continue
            if day := counted_day(text, self.today):
                inner[name] = day.isoformat()
            else:
                fix = "写成 +7 的样子：承诺之后第 7 天，至多 +999；或写日期 2022-02-17"
                plan.report((part, name), f"看不懂“{text}”是哪一天", fix)

    def problems(self, faults: Iterable[Fault]) -> list[Problem]:
        """Each fault at its file:line:column; an entry of the ledger by its number in the pool."""
        return [self._problem(fault) for fault in faults]

    def _problem(self, fault: Fault) -> Problem:
        part, *rest = fault.path
        if part == "plan":
            return self.documents["plan"].problem(rest, fault.what, fault.fix)
        if document := self.documents.get(str(part)):
            return document.problem(fault.path, fault.what, fault.fix)
        where = f"台账{POOL_TITLES[str(part)]}第 {int(rest[0]) + 1} 个"
        return Problem(where, fault.what, fault.fix)


def read_record(path: Path) -> Any:
    """An exported record as plain data. Raises InputError for a file that cannot be one."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_RECORD + 1)
    except OSError as error:
        raise InputError.one(f"读不到 {path}：{system_reason(error)}", fix="请核对路径") from error
    if len(raw) > MAX_RECORD:
        raise InputError.one(f"{path} 超过 {MAX_RECORD >> 20} MB，不是抽取记录")
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError.one(f"{path} 不是抽取记录，或已损坏", fix="应是 export draw 写出的 JSON 文件") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice would be read one way here and another way elsewhere."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key is given twice")
    return dict(pairs)
