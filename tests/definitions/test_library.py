"""A folder of definitions as a whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_engine.errors import DefinitionError, InputError
from inspect_engine.reading.definitions import check_library, definition_text, load_library
from tests.work import at_most

CALLS = 6_000_000
"""What two files of 256 KB may take to be refused: the worst here takes two million."""


def words(folder: Path) -> list[str]:
    return [str(problem) for problem in check_library([folder])[1]]


def test_the_small_and_the_shipped_library_are_sound(folder: Path) -> None:
    """What the tests build on, and what ships, has no problem."""
    assert words(folder) == []
    assert check_library([])[1] == []
    assert len(load_library().pack("gas").items) >= 97


FIRST_READ = """
import sys, threading
from inspect_engine.domain.definitions import Definition
text, together, read = sys.stdin.read(), threading.Barrier(8), []
assert not Definition.__pydantic_complete__
def first():
    together.wait()
    read.append(Definition.model_validate_json(text))
threads = [threading.Thread(target=first) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(read), all(each == read[0] for each in read))
"""


def test_several_threads_may_be_the_first_to_read_a_definition(folder: Path) -> None:
    """Shapes are built when they are first read, in the terminal by whatever screen comes first."""
    library = load_library([folder])
    _, text = definition_text(library.definition(next(iter(library.packs))))
    done = subprocess.run(
        [sys.executable, "-c", FIRST_READ], input=text, encoding="utf-8", capture_output=True, check=True
    )
    assert done.stdout.split() == ["8", "True"], done.stderr


def test_a_definition_reads_back_from_its_canonical_text(folder: Path) -> None:
    """The text a ledger keeps gives the same definition back, under the same hash, for the shipped packs too."""
    for library in (load_library([folder]), load_library()):
        for name in library.packs:
            definition = library.definition(name)
            content_hash, text = definition_text(definition)
            again = type(definition).model_validate_json(text)
            assert again == definition
            assert definition_text(again) == (content_hash, text)


def test_line_ends_of_windows_change_no_definition(folder: Path, tmp_path: Path) -> None:
    """A checkout with autocrlf, or an editor, does not make other law of it: the hashes stay."""
    there = tmp_path / "crlf"
    shutil.copytree(folder, there)
    for path in there.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ours, theirs = load_library([folder]), load_library([there])
    own = set(ours.packs) - set(load_library().packs)
    assert own
    for name in own:
        assert definition_text(ours.definition(name)) == definition_text(theirs.definition(name))


def test_problems_of_all_files_come_at_once(folder: Path) -> None:
    """Three broken files give three problems in one run, sorted by file, and nothing is loaded."""
    (folder / "packs" / "small.yaml").write_text("id: [", encoding="utf-8")
    (folder / "workflows" / "flow.yaml").write_text("a:\n\tb: 1\n", encoding="utf-8")
    (folder / "references" / "docs.yaml").write_bytes("references: 依据".encode("gbk"))
    assert len(words(folder)) == 3
    with pytest.raises(DefinitionError) as caught:
        load_library([folder])
    assert [problem.where.split(":")[0] for problem in caught.value.problems] == [
        *("packs/small.yaml", "references/docs.yaml", "workflows/flow.yaml"),
    ]
    assert "共 3 处" in str(caught.value)


def test_a_fault_in_one_file_does_not_hide_those_of_another(folder: Path) -> None:
    """An unreachable state in the workflow leaves the pack's unknown citation visible."""
    flow, pack = folder / "workflows" / "flow.yaml", folder / "packs" / "small.yaml"
    text = flow.read_text(encoding="utf-8")
    flow.write_text(text.replace("  replied: {", "  island: {title: 孤岛, untimed: 试用}\n  replied: {"), "utf-8")
    pack.write_text(pack.read_text(encoding="utf-8").replace("article: 第1条", "article: 第9条"), "utf-8")
    found = words(folder)
    assert any("island" in text for text in found)
    assert any("没有登记条款“第9条”" in text for text in found)


def test_a_fault_of_writing_does_not_hide_those_of_content(folder: Path) -> None:
    """A doubled key and an unknown key in one file are both reported in one run."""
    pack = folder / "packs" / "small.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + 'version: "2"\ntitel: 乙\n', "utf-8")
    found = words(folder)
    assert any("键“version”重复" in text for text in found)
    assert any("不认识的键“titel”" in text for text in found)


def test_a_byte_order_mark_is_accepted(folder: Path) -> None:
    """Notepad's BOM is no fault, and does not shift columns."""
    pack = folder / "packs" / "small.yaml"
    raw = pack.read_bytes()
    pack.write_bytes(b"\xef\xbb\xbf" + raw)
    assert words(folder) == []
    pack.write_bytes(b"\xef\xbb\xbf" + b"titel: 1\n" + raw)
    assert any(text.startswith("packs/small.yaml:1:1：不认识的键“titel”") for text in words(folder))


def test_windows_line_ends_are_accepted(folder: Path) -> None:
    """CRLF files read the same, on the same lines."""
    pack = folder / "packs" / "small.yaml"
    raw = pack.read_bytes().replace(b"\n", b"\r\n")
    pack.write_bytes(raw)
    assert words(folder) == []
    pack.write_bytes(raw + b"titel: 1\r\n")
    line = raw.count(b"\n") + 1
    assert any(text.startswith(f"packs/small.yaml:{line}:1：不认识的键") for text in words(folder))


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_gbk_is_recognised(folder: Path, encoding: str) -> None:
    """A file saved by an old editor is told to be GBK, at the first wrong byte."""
    (folder / "packs" / "small.yaml").write_bytes("id: small\ntitle: 中文\n".encode(encoding))
    assert words(folder) == ["packs/small.yaml:2:8：文件不是 UTF-8 编码（文件像是 GBK 编码，请另存为 UTF-8）"]


@pytest.mark.parametrize("raw", ["标题".encode("utf-16"), b"\xff\xfe\x00\x00", b"title: \xe4\xb8"])
def test_other_encodings_are_refused(folder: Path, raw: bytes) -> None:
    """UTF-16, binary and cut-off files are one problem with a place."""
    (folder / "packs" / "small.yaml").write_bytes(raw)
    assert [bool(re.match(r"packs/small\.yaml:1:\d+：文件不是 UTF-8", text)) for text in words(folder)] == [True]


def test_columns_are_counted_in_characters(folder: Path) -> None:
    """A wrong byte after Chinese is named by the column an editor shows, not by its byte."""
    (folder / "packs" / "small.yaml").write_bytes("标题: 甲".encode() + b"\xff")
    assert [text.split("：")[0] for text in words(folder)] == ["packs/small.yaml:1:6"]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(folder: Path, raw: bytes) -> None:
    """Nothing in a file is one problem, not a crash."""
    (folder / "packs" / "small.yaml").write_bytes(raw)
    assert words(folder) == ["packs/small.yaml:1:1：文件是空的"]


@pytest.mark.parametrize(
    ("text", "where", "code"),
    [
        ("id: a\x07b\n", "1:6", "0007"),
        ("id: small\ntitle: 中文\x1b[31m\n", "2:10", "001B"),
        ("# 注释注释注释\nid: a\x00\n", "2:6", "0000"),
        ("标题: 中文\ufffe\n", "1:7", "FFFE"),
    ],
)
def test_a_control_character_is_named_at_its_place(folder: Path, text: str, where: str, code: str) -> None:
    """An invisible character is reported with its code where it stands, whatever Chinese comes before it."""
    (folder / "packs" / "small.yaml").write_text(text, encoding="utf-8")
    assert words(folder) == [f"packs/small.yaml:{where}：含有不可见的控制字符 U+{code}（请删去）"]


@pytest.mark.parametrize("empty", ["", "null", "~"])
def test_an_empty_value_means_not_given(folder: Path, empty: str) -> None:
    """A key left empty is as good as a key left out where the value may be absent."""
    pack = folder / "packs" / "small.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("        fails_when:", f"        note: {empty}\n        fails_when:")
    )
    assert words(folder) == []


def test_words_that_yaml_would_change_stay_words(folder: Path) -> None:
    """yes, no, 1:30, 0x1F and 010 are what was written, not booleans or numbers."""
    flow = folder / "workflows" / "flow.yaml"
    text = flow.read_text(encoding="utf-8")
    text = text.replace("title: 已发现", "title: yes").replace("title: 已回复", "title: 1:30")
    text = text.replace("title: 记录", "title: 0x1F").replace("title: 小流程", "title: 010")
    flow.write_text(text, encoding="utf-8")
    found = load_library([folder]).workflows["flow"]
    assert (found.states["found"].title, found.states["replied"].title) == ("yes", "1:30")
    assert (found.title, found.transitions[1].title) == ("010", "0x1F")


def test_a_huge_file_is_refused_unread(folder: Path) -> None:
    """A 10 MB scalar costs no work: the file is too big before it is parsed."""
    (folder / "packs" / "small.yaml").write_bytes(b"title: '" + b"x" * 10_000_000 + b"'\n")
    with at_most(20_000):
        assert words(folder) == ["packs/small.yaml：文件超过 256 KB（请拆成几个文件）"]


@pytest.mark.parametrize(
    "text",
    [
        "states: {" + ", ".join(f"s{n}: {{title: 甲}}" for n in range(10_000)) + "}\n",
        "[" * 200_000,
        "{" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: " + "[" * 15 + ",".join(["[]"] * 20_000),
        "".join(f"k{n}: 1\n" for n in range(25_000)),
        "".join("k: 1\n" for _ in range(50_000)),
        "a: &a [x]\n" + "".join(f"b{n}: *a\n" for n in range(20_000)),
        "a: |\n" + " x\n" * 60_000,
        'a: "' + "\\x41" * 60_000 + '"\n',
        "#" * 250_000,
        "id: " + "9" * 250_000 + "\n",
        "transitions: [{evidence: " + "9" * 200_000 + "}]\n",
        "transitions: [{needs: [{min: 1e999999999}]}]\n",
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_hostile_files_end_in_problems_for_bounded_work(folder: Path, text: str) -> None:
    """Whatever fits in 256 KB is answered by a problem list for some calls a byte, never by a traceback."""
    for kind in ("packs/small.yaml", "workflows/flow.yaml"):
        (folder / kind).write_text(text[:262_000], encoding="utf-8")
    with at_most(CALLS):
        found = words(folder)
    assert found


def test_thousands_of_states_are_checked_for_bounded_work(folder: Path) -> None:
    """A workflow as large as a file may be is checked for some calls a state, not a pair of states."""
    count = 2_600
    states = "".join(f"  s{n}: {{title: 甲}}\n" for n in range(count))
    steps = "".join(
        f"- {{trigger: t, title: 乙, from: [s{n}], to: s{n + 1}, by: [inspector]}}\n" for n in range(count - 1)
    )
    text = f"id: flow\ntitle: 长\nversion: '1'\nkind: hazard\ninitial: s0\nstates:\n{states}transitions:\n{steps}"
    assert len(text.encode()) < 256 * 1024
    (folder / "workflows" / "flow.yaml").write_text(text, encoding="utf-8")
    with at_most(CALLS):
        found = words(folder)
    assert any("走不到销号" in line for line in found)


def test_two_files_cannot_claim_one_id(folder: Path) -> None:
    """A second definition under the same id names the file of the first."""
    pack = folder / "packs" / "small.yaml"
    (folder / "packs" / "twin.yaml").write_bytes(pack.read_bytes())
    assert any(text.startswith("packs/twin.yaml:2:1：“small”已在 packs/small.yaml 里定义") for text in words(folder))


def test_two_packs_cannot_share_a_number_prefix(folder: Path) -> None:
    """Two packs with one prefix would both number their cases XB-2026-0001."""
    text = (folder / "packs" / "small.yaml").read_text(encoding="utf-8")
    (folder / "packs" / "twin.yaml").write_text(text.replace("id: small", "id: twin"), encoding="utf-8")
    assert any("XB" in text for text in words(folder))


@pytest.mark.parametrize("name", ["small.yml", "Small.YAML"])
def test_a_definition_with_another_ending_is_not_silently_left_out(folder: Path, name: str) -> None:
    """A file whose ending is not .yaml is either read or reported; a checklist never just disappears."""
    pack = folder / "packs" / "small.yaml"
    pack.rename(folder / "packs" / name)
    library, problems = check_library([folder])
    assert "small" in library.packs or problems


def test_unreadable_files_are_problems(folder: Path) -> None:
    """A folder where a file should be is a problem of its own."""
    (folder / "packs" / "dir.yaml").mkdir()
    assert [text.split("：")[0] for text in words(folder)] == ["packs/dir.yaml"]


def test_an_unknown_pack_suggests_the_near_miss(folder: Path) -> None:
    """A mistyped pack id names the one that was meant, or all there are."""
    library = load_library([folder])
    with pytest.raises(InputError, match="是否想写“small”"):
        library.pack("smal")
    with pytest.raises(InputError, match="已有：small"):
        library.pack("zzz")
