"""All installed definitions: load, check and prove, against a YAML parser that reads the same files.

The floor is libyaml (``CSafeLoader``, the parser the loader itself stands on); pure-Python ``SafeLoader`` is the peer.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from measure import Row, compare, paired, process, size, verdict

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Pack, Region, Workflow
from inspect_engine.reading.checking import Reading
from inspect_engine.reading.document import Document
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.packs import PACKS, joined, pack_files, section_files
from inspect_engine.reading.references import ReferenceFile
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import read_file

MODELS: dict[str, Any] = {"references": ReferenceFile, "workflows": Workflow, "regions": Region, "packs": Pack}
C_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
C_NAME = "libyaml（C）只解析" if C_PARSER is not yaml.SafeLoader else "本机没有 libyaml，纯 Python 只解析"
COPIES = 5
COLD = """
import json, sys, time
import part_definitions as part
paths, clock = part.files(part.installed_folders()), time.perf_counter
start = clock(); part.parse_all(paths, part.C_PARSER); between = clock(); part.whole(part.installed_folders())
print(json.dumps([clock() - between, between - start]))
"""


def files(folders: Sequence[Path]) -> list[Path]:
    return [path for _, several in sources(folders) for path in several]


def sources(folders: Sequence[Path]) -> list[tuple[str, list[Path]]]:
    """Kind and files of each definition: one, or that of a pack with those of its sections."""
    found: list[tuple[str, list[Path]]] = []
    for kind, folder in product(MODELS, folders):
        mains = pack_files(folder) if kind == PACKS else sorted(folder.glob(f"{kind}/*.yaml"))
        found += [(kind, [main, *(section_files(main) if kind == PACKS else ())]) for main in mains]
    return found


def document(paths: Sequence[Path]) -> Document:
    main, *parts = map(read_file, paths)
    return joined(main, parts)


def parse_all(paths: Sequence[Path], loader: Any) -> int:
    """The parser alone: every file read, every event consumed, nothing made of them."""
    return sum(1 for path in paths for _ in yaml.parse(path.read_text(encoding="utf-8"), Loader=loader))


def whole(folders: Sequence[Path]) -> Reading:
    """What ``packs check`` does."""
    reading = Reading(folders)
    reading.check(prove=True)
    return reading


def rows() -> Iterator[Row]:
    """The whole against both parsers, its parts, the first time in a process, and five times as many packs."""
    folders = installed_folders()
    paths, reading = files(folders), whole(folders)
    floor = partial(parse_all, paths, C_PARSER)
    row = compare("载入＋核对＋证明", partial(whole, folders), floor, C_NAME, rounds=15)
    total = sum(path.stat().st_size for path in paths) // 1024
    faults = f"；有 {len(reading.problems)} 处问题" if reading.problems else ""
    yield row.noted(f"{_target(row)}；{len(paths)} 个文件 {total} KB{faults}")
    peer = partial(parse_all, paths, yaml.SafeLoader)
    yield compare("载入＋核对＋证明", partial(whole, folders), peer, "纯 Python SafeLoader 只解析", rounds=7)
    for name, work in _parts(folders, reading):
        yield compare(f"　其中{name}", work, floor, C_NAME, rounds=15)
    row = paired("新进程里头一次", [_cold() for _ in range(size(3, 2))], C_NAME)
    yield row.noted(f"{_target(row)}；不含导入")
    yield _many(folders)


def _target(row: Row) -> str:
    return verdict(row.mine, 1.5 * row.floor + 0.5)


def _parts(folders: Sequence[Path], reading: Reading) -> Iterator[tuple[str, Callable[[], object]]]:
    """Reading with positions, typing, rules, proof; each by itself."""
    paths = files(folders)
    documents = [(MODELS[kind], document(several)) for kind, several in sources(folders)]
    flows = reading.library.workflows
    yield "读（带行列）", lambda: [read_file(path) for path in paths]
    yield "定型", lambda: [read(_fresh(document), model) for model, document in documents]
    yield "规则", lambda: reading.check(prove=False)
    yield "证明", lambda: [list(proof.breaches(flow, flows)) for flow in flows.values()]


def _fresh(document: Document) -> Document:
    return Document(document.name, document.data, document.marks, [], document.whole)


def _cold() -> tuple[float, float]:
    """Ours and the floor, each for the first time in a process of their own."""
    mine, theirs = json.loads(process("-c", COLD).stdout)
    return mine, theirs


def _many(folders: Sequence[Path]) -> Row:
    """The same with copies of every pack under other names."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name)
        for folder in folders:
            for kind, (path, *parts) in sources([folder]):
                to = target / path.relative_to(folder)
                shutil.copytree(path.parent, to.parent) if parts else to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, to)
                if kind == PACKS:
                    _copies(path, parts, to)
        floor = partial(parse_all, files([target]), C_PARSER)
        row = compare(f"检查表包各抄 {size(COPIES, 2)} 份", partial(whole, [target]), floor, C_NAME, rounds=3)
        faults = f"；有 {n} 处问题" if (n := len(whole([target]).problems)) else ""
    return row.noted(f"{_target(row)}{faults}")


def _copies(path: Path, parts: Sequence[Path], to: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pack = read(document([path, *parts]), Pack)
    assert pack is not None
    for n in range(1, size(COPIES, 2)):
        other = re.sub(r"(?m)^id: .*$", f"id: {pack.id}-{n}", text, count=1)
        prefix = f"{chr(64 + n)}{pack.number_prefix}"[:6]
        other = re.sub(r"(?m)^number_prefix: .*$", f"number_prefix: {prefix}", other, count=1)
        beside = (to.parent if parts else to).with_name(f"{pack.id}-{n}{'' if parts else '.yaml'}")
        if parts:
            shutil.copytree(path.parent, beside)
        (beside / path.name if parts else beside).write_text(other, encoding="utf-8")
