"""Strict YAML to plain data with positions, or every problem with file:line:column.

UTF-8, at most 256 KB, no anchors, aliases, tags, merges, duplicate keys or second documents; every scalar is
text, typed later by a pydantic model. One reader for definitions and for inspection files.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

import yaml

from inspect_engine.domain.words.text import display
from inspect_engine.errors import Place, Problem, system_reason
from inspect_engine.reading.document import MAX_PROBLEMS, Document, legible
from inspect_engine.reading.yamltext import Texts, slip

WORKBOOKS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04")
"""How an .xls and an .xlsx begin."""
MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_NODES = 40_000
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 does not allow in a text."""
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


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
    if raw.startswith(WORKBOOKS):
        fix = "这里要 YAML 文件；不要把表格另存成文本，内容会走样"
        document.problems.append(Problem(name, "这是 Excel 工作簿，不是 YAML", fix))
        return document
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
        document.problems.append(slip(name, text, error))
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
        self.texts = Texts(text)
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
            self._say(event, "不能用别名 *", "请把内容原样写出来；是文字就用双引号括起来")
            return
        if getattr(event, "anchor", None):
            self._say(event, "不能用锚点 &", "请删去；是文字就用双引号括起来")
        if tag := getattr(event, "tag", None):
            self._say(event, f"不能用标签 {tag}", "请删去；是文字就用双引号括起来")

    def _node(self, event: yaml.Event, path: Place, depth: int) -> Any:
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
        if event.implicit[0] and event.value in ("", "null", "~"):
            return None
        if (lost := self.texts.cut(event)) is not None:
            self._say(
                event,
                f"“ #”后面的“{lost}”会被当作注释丢掉",
                "是正文就把整段用双引号括起来；是注释就在“#”前空两格、后空一格，或另起一行",
            )
        return self.texts.of(event)

    def _mapping(self, path: Place, depth: int) -> dict[str, Any]:
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

    def _sequence(self, path: Place, depth: int) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self._node(event, (*path, len(data)), depth + 1))
        return data
