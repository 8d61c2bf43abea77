"""What the five source documents name, and what serves it: ``docs/coverage.yaml`` as the page ``coverage.zh-CN.md``.

``python -m tests.definitions.coverage_page`` writes the page anew. A row is served by words like ``gas`` (a pack),
``gas/CAT-01`` (an item), ``workflow:works``, ``command:draw verify``, ``document:reminder``, ``sanction:blacklist``, or
it says in ``why`` why nothing serves it. What a line claims of figures it shows: ``computed`` are command lines with a
part of what they print on the examples (a test runs them all), ``uncounted`` is what no command computes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import inspect_checklists
from pydantic import Field

from inspect_engine.domain.definitions import Model, Text
from inspect_engine.reading import documents as notices
from inspect_engine.reading import sanctions as sanctions_file
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file
from tests.cli.authority_table import commands

DOCS = Path(__file__).parents[2] / "docs"
DATA, PAGE = DOCS / "coverage.yaml", DOCS / "coverage.zh-CN.md"
LISTS = Path(inspect_checklists.__file__).parent
HEAD = """\
# 来源文件对照表

五份来源文件点到的每一项工作、制度和数字，由哪个检查表、检查项、流程或命令办，办不了的说明为什么。
“由什么算”写明哪个命令算出什么（测试逐条照样运行，比对印出的话），没有命令算的也写明；没有数的行，写程序判还是人判。
本页由 `docs/coverage.yaml` 生成（`python -m tests.definitions.coverage_page`）。
测试逐行核对所指的确实存在，并且没有漏掉任何检查表包。
"""


FIGURE = re.compile(r"\d[\d.]*(?:余?万)?(?:%|家|起|人|份|条|个|栋|户|项|处|组|次|批|平方|亿|元)")
"""A quantity in words of a document, not a day or a number of a document."""


class Shown(Model):
    """A command line, without ``inspect-engine``, and a part of what it prints on the examples."""

    run: Text
    says: Text


class Row(Model):
    """One thing a document names: where, what serves it (``by``), a remark, or ``why`` nothing does; what is
    ``computed``, and what no command computes (``uncounted``)."""

    section: Text
    what: Text
    by: tuple[Text, ...] = ()
    note: Text | None = None
    why: Text | None = None
    computed: tuple[Shown, ...] = ()
    uncounted: Text | None = None

    @property
    def commands(self) -> set[str]:
        """The commands that it names as serving it."""
        return {word.removeprefix("command:") for word in self.by if word.startswith("command:")}

    @property
    def has_figures(self) -> bool:
        """Whether it speaks of a quantity that something serves."""
        return bool(self.by and FIGURE.search(self.what))


class Source(Model):
    """One source document and its lines."""

    id: Text
    title: Text
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class Coverage(Model):
    """The data behind the page."""

    documents: tuple[Source, ...]


def coverage() -> Coverage:
    document = read_file(DATA)
    found = typed(document, Coverage)
    assert found, document.problems
    return found


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Everything that can serve, by the word a row names it with: what it belongs to, and what it is called."""
    library, found = load_library(), dict[str, tuple[str, str]]()
    for pack in library.packs.values():
        found[pack.id] = f"检查表“{pack.title}”", f"`{pack.id}`"
        found |= {f"{pack.id}/{item.id}": (found[pack.id][0], f"{item.id} {item.title}") for item in pack.items}
    found |= {f"workflow:{flow.id}": ("流程", flow.title) for flow in library.workflows.values()}
    found |= {f"command:{name}": ("命令", f"`{name}`") for name in commands()}
    found |= {f"document:{kind.id}": ("文书", kind.title) for kind in notices.load_kinds().kinds.values()}
    catalogue = sanctions_file.load_catalogue()
    return found | {f"sanction:{kind.id}": ("惩戒", kind.title) for kind in catalogue.kinds.values()}


def page() -> str:
    return "\n".join([HEAD, *(line for source in coverage().documents for line in _section(source))])


def _section(source: Source) -> Iterator[str]:
    yield f"## {source.id} {source.title}\n"
    yield "| 章节 | 来源文件说的 | 由什么办 | 由什么算 | 说明 |\n|---|---|---|---|---|"
    for row in source.rows:
        yield f"| {row.section} | {row.what} | {_served(row)} | {_counted(row)} | {row.why or row.note or ''} |"
    yield ""


def _served(row: Row) -> str:
    groups: dict[str, list[str]] = {}
    for word in row.by:
        group, title = titles()[word]
        groups.setdefault(group, []).append(title)
    return "；".join(f"{group}：{'、'.join(names)}" for group, names in groups.items()) or "不办"


def _counted(row: Row) -> str:
    """The commands with what they say; else whether the program judges what is typed, or a person what is seen."""
    parts = [f"`{one.run}` → “{one.says}”".replace("|", "\\|") for one in row.computed]
    parts += [f"没有命令算：{row.uncounted}"] if row.uncounted else []
    return "；".join(parts) or "、".join(dict.fromkeys(filter(None, map(_judged, row.by))))


def _judged(word: str) -> str:
    pack, _, name = word.partition("/")
    item = load_library().packs[pack].item(name) if name else None
    if item is None:
        return "逐件办、逐件列" if word.startswith("workflow:") else ""
    if item.register_:
        return "逐件登记、逐件列"
    if item.fails_when is None:
        return "由人现场判断"
    return "程序算，按算出的判" if item.derived else "程序按所填的判"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
