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
    r"^[^\[\]:*?/\\']+$": "不带 [ ] : * ? / \\ 和单引号",
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
        document.report((), "最外层应是“键: 值”", "例：第一行写 id: 编号")
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
    if kind in ("tuple_type", "list_type"):
        return document.problem(location, f"“{last}”应是列表", _as_list(model, location, given))
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return document.problem(location, f"“{last}”应是“键: 值”", _as_mapping(model, location, given))
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
    }
    if kind in words:
        return document.problem(location, words[kind])
    bound = next((f"（应{word} {context[name]}）" for name, word in BOUNDS.items() if name in context), "")
    return document.problem(location, f"“{last}”的值“{given}”不合要求{bound}")


def _as_list(model: type[BaseModel], path: Place, given: object) -> str:
    """What to write where a list belongs: what was given, in brackets, or an entry by example."""
    part = _step(_at(model, path), 0)
    if isinstance(part, type) and issubclass(part, BaseModel):
        return f"每条前面写“- ”，例：- {example(part)}"
    return f"只有一个也要放在方括号里：[{given}]" if isinstance(given, str) else "例：[甲, 乙]"


def _as_mapping(model: type[BaseModel], path: Place, given: object) -> str:
    """What to write where keys belong."""
    part = _at(model, path)
    if isinstance(part, type) and issubclass(part, BaseModel):
        several = part.__name__ == "Condition" and isinstance(given, list)
        return (
            "几个条件放在 all: 或 any: 下面，例：any: [temp > 40, wet is true]" if several else f"例：{example(part)}"
        )
    return "例：{shop: 商铺}；键和值之间是半角冒号加空格"


EXAMPLES = {
    "Condition": 'temp > 40 ℃，或 {fact: temp, op: ">", value: 40}',
    "Basis": "{ref: jcg-2023-4, article: 第4条(一)}，或一行 jcg-2023-4 第4条(一)",
    "Ground": "jcg-2023-4 第4条(一)",
    "SeverityRule": "{is: general}",
    "FieldSpec": "{id: depth, title: 深度, type: decimal, unit: m}",
    "Derived": '{id: share, title: 不合格率, unit: "%", ratio: [failed, all]}',
    "Constraint": "{id: order, holds: until >= since, message: 止日不能早于起日}",
    "Within": "{days: 5, calendar: work}",
    "State": "{title: 已发现, within: {days: 5, calendar: work}}",
    "Limit": '{from: "2024-01-01", op: ">", value: 2, ref: 文件编号, article: 条款}',
}
"""What to write, for the parts that are most often written wrongly; others are shown by the keys they must have."""


def example(model: type[BaseModel]) -> str:
    """One way to write a part of a definition."""
    needed = [info.alias or name for name, info in model.model_fields.items() if info.is_required()]
    shape = "{" + ", ".join(f"{key}: …" for key in needed) + "}"
    return EXAMPLES.get(model.__name__, shape)


def _at(model: type[BaseModel], path: Place) -> Any:
    """What the model has at a path; None where it has nothing."""
    current: Any = model
    for part in path:
        current = _step(current, part)
    return current


def _keys(model: type[BaseModel], path: Place) -> list[str]:
    """Names a mapping at this path may have, for near-miss suggestions."""
    current = _at(model, path)
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
