"""Plain data to a model, or every fault of it in the reader's words, at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import Place, Problem
from inspect_engine.reading.document import MAX_PROBLEMS, Document

PATTERNS = {
    r"^[a-z][a-z0-9_-]*$": "以小写字母开头，只用小写字母、数字、“-”和“_”",
    r"^[A-Z][A-Z0-9.-]*$": "以大写字母开头，只用大写字母、数字、“.”和“-”",
    r"^[A-Z]{1,6}$": "写 1 至 6 个大写字母",
    r"^\d{6}$": "写 6 位数字",
    r"^[^\s“”‘’\"']+$": "不带空格和引号",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": "以字母或数字开头，只用字母、数字、“.”、“_”和“-”",
}
BOUNDS = {"ge": "不小于", "le": "不大于", "gt": "大于", "lt": "小于"}

ModelT = TypeVar("ModelT", bound=BaseModel)


def typed(document: Document, model: type[ModelT]) -> ModelT | None:
    """The document as a model; None, with every problem added to ``document.problems``, if it has any.

    What is missing is not told of a text that has faults of writing: it may be there, behind the fault.
    """
    if not document.whole:
        return None
    if not isinstance(document.data, dict):
        if document.problems:
            return None
        document.report((), "最外层应是“键: 值”")
        return None
    try:
        found = model.model_validate(document.data)
    except ValidationError as error:
        faults, told = real_faults(error), {problem.where for problem in document.problems}
        if told:
            faults = [fault for fault in faults if fault["type"] not in ("missing", "too_short")]
        added = [explain(document, model, fault) for fault in faults[:MAX_PROBLEMS]]
        document.problems += dict.fromkeys(problem for problem in added if problem.where not in told)
        return None
    return None if document.problems else found


def real_faults(error: ValidationError) -> list[Any]:
    """The faults of a validation; a list is not “too short” because its entries are wrong."""
    faults = error.errors(include_url=False)
    inside = {fault["loc"][:n] for fault in faults for n in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in inside]


def explain(document: Document, model: type[BaseModel], fault: Any) -> Problem:
    """One validation fault in the reader's words, at its place."""
    location = tuple(part for part in fault["loc"] if part != "[key]")
    kind, context = fault["type"], fault.get("ctx", {})
    last = str(location[-1]) if location else ""
    if len(location) > 1 and isinstance(location[-1], int):
        last = f"{location[-2]}[{location[-1] + 1}]"
    given = fault.get("input")
    if kind == "missing":
        return document.problem(location[:-1], f"缺少“{last}”", "请补上")
    if kind == "extra_forbidden":
        return document.problem(location, f"不认识的键“{last}”", suggest(last, _keys(model, location[:-1])))
    if kind in ("literal_error", "enum"):
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        fix = suggest(str(given), options) or f"可写：{'、'.join(options)}"
        return document.problem(location, f"“{last}”不能是“{given}”", fix)
    if kind == "value_error":
        return document.problem(location, str(context.get("error", fault["msg"])))
    if kind == "string_pattern_mismatch":
        what = f"键“{last}”写法不对" if "[key]" in fault["loc"] else f"“{last}”不能写成“{given}”"
        pattern = str(context.get("pattern"))
        return document.problem(location, what, PATTERNS.get(pattern, f"应符合 {pattern}"))
    words = {
        "string_type": f"“{last}”应是一段文字",
        "string_too_short": f"“{last}”不能为空",
        "string_too_long": f"“{last}”太长，至多 {context.get('max_length')} 字",
        "too_short": f"“{last}”至少要有 {context.get('min_length')} 项",
        "int_parsing": f"“{last}”应是整数，现为“{given}”",
        "int_type": f"“{last}”应是整数",
        "decimal_parsing": f"“{last}”应是数字，现为“{given}”",
        "decimal_type": f"“{last}”应是数字",
        "finite_number": f"“{last}”应是数字，现为“{given}”",
        "tuple_type": f"“{last}”应是列表",
        "list_type": f"“{last}”应是列表",
        "dict_type": f"“{last}”应是“键: 值”",
        "model_type": f"“{last}”应是“键: 值”",
        "model_attributes_type": f"“{last}”应是“键: 值”",
    }
    if kind in words:
        return document.problem(location, words[kind])
    bound = next((f"（应{word} {context[name]}）" for name, word in BOUNDS.items() if name in context), "")
    return document.problem(location, f"“{last}”的值“{given}”不合要求{bound}")


def _keys(model: type[BaseModel], path: Place) -> list[str]:
    """Names a mapping at this path may have, for near-miss suggestions."""
    current: Any = model
    for part in path:
        current = _step(current, part)
        if current is None:
            return []
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [info.alias or name for name, info in current.model_fields.items()]
    return []


def _step(current: Any, part: str | int) -> Any:
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, info in current.model_fields.items():
            if part in (name, info.alias):
                return _plain(info.annotation)
        return None
    origin, arguments = get_origin(current), get_args(current)
    if origin in (tuple, list) and arguments:
        return _plain(arguments[0])
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) == 2:
        return _plain(arguments[1])
    return None


def _plain(annotation: Any) -> Any:
    options = [a for a in get_args(annotation) if a is not type(None)]
    if get_origin(annotation) in (tuple, list, dict, None) or not options:
        return annotation
    return options[0]
