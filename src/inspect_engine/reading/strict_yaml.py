"""Strict YAML to plain data with positions, or every problem with file:line:column.

UTF-8, at most 256 KB, no anchors, aliases, tags, merges, duplicate keys or second documents; every scalar is
text, typed later by a pydantic model. One reader for definitions and for inspection files.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from inspect_engine.domain.words.text import display, suggest
from inspect_engine.errors import Problem, system_reason

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_PROBLEMS = 200
MAX_NODES = 40_000
MAX_WORDS = 2_000
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 does not allow in a text."""
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
FULL_WIDTH_COLON = re.compile(r"\s*(- *)?[\w-]+：")
TIGHT_COLON = re.compile(r"\s*(- *)?([a-z_]+):[^\s:/]")
"""``title:甲``; an address or a time is none."""
FULL_WIDTH = re.compile("[，【】｛｝“”]")
LONG_QUOTE = re.compile("“([^”]{60})[^”]+”")
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
Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """Parsed text: ``data`` (dict, list, str, None) and the (line, column) of each path.

    ``whole`` says that all of it could be read, though perhaps not all of it is allowed.
    """

    name: str
    data: Any = None
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = False

    def where(self, path: Sequence[str | int] = ()) -> str:
        """``file:line:column`` of the nearest position known for a path."""
        parts = tuple(path)
        while parts and parts not in self.marks:
            parts = parts[:-1]
        line, column = self.marks.get(parts, (1, 1))
        return f"{self.name}:{line}:{column}"

    def problem(self, path: Sequence[str | int], what: str, fix: str = "") -> Problem:
        return Problem(self.where(path), legible(what), legible(fix))


def legible(text: str) -> str:
    """A message with what it quotes cut short and without anything a terminal could act on."""
    text = LONG_QUOTE.sub(r"“\1…”", text)
    return display(text if len(text) <= MAX_WORDS else text[:MAX_WORDS] + "…")


def read_file(path: Path, name: str | None = None) -> Document:
    """Read a file; never raises for what is in it, the document carries the problems."""
    label = display(name or path.name)
    if path.is_fifo():
        return Document(label, problems=[Problem(label, "这是管道，不是文件", "请核对路径")])
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Document(label, problems=[Problem(label, f"无法读取文件：{system_reason(error)}", "请核对路径和权限")])
    return parse(raw, label)


def parse(raw: bytes, name: str) -> Document:
    """Parse bytes to a document with positions."""
    document = Document(name)
    if len(raw) > MAX_BYTES:
        document.problems.append(Problem(name, f"文件超过 {MAX_BYTES // 1024} KB", "请拆成几个文件"))
        return document
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        fix = f"{_encoding(raw)}请另存为 UTF-8"
        document.problems.append(Problem(f"{name}:{line}:{column}", "文件不是 UTF-8 编码", fix))
        return document
    if found := UNPRINTABLE.search(text):
        before = LINE_BREAK.split(text[: found.start()])
        what = f"含有不可见的控制字符 U+{ord(found.group()):04X}"
        document.problems.append(Problem(f"{name}:{len(before)}:{len(before[-1]) + 1}", what, "请删去"))
        return document
    try:
        _Reader(document).read(text)
        document.whole = True
    except _TooMuch:
        pass
    except yaml.MarkedYAMLError as error:
        document.problems.append(_syntax_problem(name, text, error))
    return document


def _encoding(raw: bytes) -> str:
    """What the bytes look like, if it can be told."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "文件像是 UTF-16 编码，"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "" if b"\0" in raw else "文件像是 GBK 编码，"


def _syntax_problem(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """Where the text stops being YAML, looking first for the slips that Chinese keyboards make."""
    mark, context, lines = error.problem_mark or error.context_mark, error.context_mark, text.splitlines()
    if mark is None:
        return Problem(name, "YAML 写法有误")
    for number in range(context.line if context else mark.line, min(mark.line + 1, len(lines))):
        if FULL_WIDTH_COLON.match(lines[number]):
            return Problem(f"{name}:{number + 1}:1", "冒号请用半角“:”，后面空一格")
    before = max(mark.line - 1, 0)
    for number, line in enumerate(lines[before : mark.line + 1], before):
        if TIGHT_COLON.match(line):
            return Problem(f"{name}:{number + 1}:1", "冒号后面空一格")
    if mark.line < len(lines) and "\t" in lines[mark.line]:
        fix = "缩进请用空格，不要用制表符"
    else:
        odd = FULL_WIDTH.search(lines[mark.line]) if mark.line < len(lines) else None
        fix = "请检查这一行的缩进、引号和括号" + (f"；有全角的“{odd[0]}”，不是文字的要换成半角" if odd else "")
    return Problem(f"{name}:{mark.line + 1}:{mark.column + 1}", "YAML 写法有误", fix)


def _at(event: yaml.Event) -> tuple[int, int]:
    """Line and column of an event, counted from one."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _TooMuch(Exception):
    """The text nests deeper, or has more entries, than any definition needs."""


class _Reader:
    """Walks parser events; builds data, positions and problems."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.nodes = 0

    def read(self, text: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = iter(yaml.parse(text, Loader=loader))
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say(event, "一个文件只能有一份文档", "请删去“---”之后的内容，或另存一个文件")
                    return
            elif isinstance(event, yaml.NodeEvent):
                self.document.data = self._node(event, (), 0)
        if documents == 0:
            self.document.problems.append(Problem(f"{self.document.name}:1:1", "文件是空的"))

    def _say(self, event: yaml.Event, what: str, fix: str = "") -> None:
        if len(self.document.problems) < MAX_PROBLEMS:
            line, column = _at(event)
            where = f"{self.document.name}:{line}:{column}"
            self.document.problems.append(Problem(where, legible(what), fix))

    def _undecorated(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._say(event, "不能用别名 *", "请把内容原样写出来")
            return
        if getattr(event, "anchor", None):
            self._say(event, "不能用锚点 &", "请删去")
        if tag := getattr(event, "tag", None):
            self._say(event, f"不能用标签 {tag}", "请删去")

    def _node(self, event: yaml.Event, path: Path_, depth: int) -> Any:
        self.document.marks.setdefault(path, _at(event))
        self._undecorated(event)
        if isinstance(event, yaml.AliasEvent):
            return None
        if depth > MAX_DEPTH:
            self._say(event, f"嵌套超过 {MAX_DEPTH} 层")
            raise _TooMuch
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._say(event, f"内容超过 {MAX_NODES} 项", "请拆成几个文件")
            raise _TooMuch
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        assert isinstance(event, yaml.ScalarEvent)
        return None if event.implicit[0] and event.value in ("", "null", "~") else event.value

    def _mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is not None:
                self._undecorated(event)
            if key is None:
                self._say(event, "键必须是一个词")
                self._node(event, (*path, ""), depth + 1)
                key = ""
            elif key == "<<":
                self._say(event, "不能用合并键 <<", "请把内容原样写出来")
            elif key in data:
                first = self.document.marks[(*path, key)][0]
                self._say(event, f"键“{key}”重复，第 {first} 行已写过", "请删去一处")
            self.document.marks.setdefault((*path, key), _at(event))
            data[key] = self._node(next(self.events), (*path, key), depth + 1)
        return data

    def _sequence(self, path: Path_, depth: int) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self._node(event, (*path, len(data)), depth + 1))
        return data


def typed(document: Document, model: type[ModelT]) -> ModelT | None:
    """The document as a model; None, with every problem added to ``document.problems``, if it has any.

    What is missing is not told of a text that has faults of writing: it may be there, behind the fault.
    """
    if not document.whole:
        return None
    if not isinstance(document.data, dict):
        if document.problems:
            return None
        document.problems.append(document.problem((), "最外层应是“键: 值”"))
        return None
    try:
        found = model.model_validate(document.data)
    except ValidationError as error:
        faults, told = real_faults(error), {problem.where for problem in document.problems}
        if told:
            faults = [fault for fault in faults if fault["type"] not in ("missing", "too_short")]
        added = [explain(document, model, fault) for fault in faults[:MAX_PROBLEMS]]
        document.problems += [problem for problem in added if problem.where not in told]
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


def _keys(model: type[BaseModel], path: Path_) -> list[str]:
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
