"""Forms whose expressions are too deep, too many or go in circles: told by sheet and cell, in work that is bounded by
counts; the rest of the form is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from inspect_engine.authoring.importing import yaml_text
from inspect_engine.cli import main
from inspect_engine.domain.definitions import Pack
from inspect_engine.reading.short import read
from inspect_engine.reading.strict_yaml import parse
from inspect_engine.reading.tables import Draft, read_book, read_form
from inspect_engine.reading.tables import scope as scopes
from inspect_engine.reading.tables.drafts import Named
from inspect_engine.reading.tables.saying import Saying, condition
from inspect_engine.reading.tables.scope import DEEP, Scope
from inspect_engine.reading.tables.xpath import LONGEST, NotSaid

HEADS = ("type", "name", "label", "relevant", "constraint", "calculation", "choice_filter")
Rows = Sequence[Sequence[str]]
Texts = list[str]


def calculated(name: str, text: str) -> list[str]:
    return ["calculate", name, "", "", "", text, ""]


def asked(constraint: str = "", relevant: str = "", name: str = "z") -> list[str]:
    return ["integer", name, "数", relevant, constraint, "", ""]


def book(path: Path, rows: Rows) -> Path:
    """A form with these rows, and one question that nothing is wrong with."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "survey"
    for row in (HEADS, ["integer", "well", "好的", "", ". > 7", "", ""], *rows):
        page.append([cell or None for cell in row])
    listed = made.create_sheet("choices")
    for row in (("list_name", "name", "label", "of"), ("l", "a", "甲", "1"), ("l", "b", "乙", "2")):
        listed.append(row)
    made.save(path)
    return path


def drafted(folder: Path, rows: Rows) -> Draft:
    return read_form(read_book(book(folder / "f.xlsx", rows)), Named("own", "测", "ZJ"), "f.xlsx")


def chain(first: str, link: str, length: int) -> list[list[str]]:
    return [calculated(f"c{n}", link.replace("@", f"${{c{n - 1}}}") if n else first) for n in range(length)]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts every part of an expression that is read."""
    counted, part = [0], Scope.part

    def counting(self: Scope) -> object:
        counted[0] += 1
        return part(self)

    monkeypatch.setattr(scopes.Scope, "part", counting)
    return counted


CIRCLE = [calculated("a", "${b}+1"), calculated("b", "${a}+1")]
TOO_MUCH: dict[str, tuple[Rows, tuple[str, ...]]] = {
    "minus": ([asked("- " * 1500 + "1 > .")], ("E3",)),
    "many minus": ([asked("- " * 16000 + "1 > .")], ("E3",)),
    "many words": ([asked(". > 1" + " + 1" * LONGEST)], ("E3",)),
    "brackets": ([asked("(" * 900 + ". > 1" + ")" * 900)], ("E3",)),
    "a long sum": ([asked(". > 1" + " + ${well}" * 1500)], ("E3",)),
    "circle": ([*CIRCLE, asked("${a} > 1")], ("F3", "F4", "E5")),
    "circle of a sum": ([*CIRCLE, asked(". > ${a}")], ("F3", "F4", "E5")),
    "circle of names": ([calculated("a", "${b}"), calculated("b", "${a}"), asked("${a} > 1")], ("E5",)),
    "circle of ifs": (
        [calculated("a", "if(. > 1, ${b}, 1)"), calculated("b", "if(. > 1, ${a}, 1)"), asked("${a} > 1")],
        ("F3", "F4", "E5"),
    ),
    "numbers all the way": ([*chain("1", "@+@", 60), asked(". > ${c59}")], ("E63",)),
    "names all the way": ([*reversed(chain("${well}", "@+1", 400)), asked(". > ${c399}")], ("E403",)),
    "ifs of ifs": ([*chain("if(${well} > 1, 'a', 'b')", "if(@ = 'a', @, 'b')", 40), asked("${c39} = 'a'")], ("E43",)),
    "ifs in the question": ([asked("if(" * 28 + "${well} > 1" + ", ${well} > 2, ${well} > 3)" * 28)], ("E3",)),
    "texts all the way": (
        [["text", "t", "字"], *reversed(chain("concat(${t}, 'x')", "concat(@, 'x')", 300)), asked("${c299} = 'a'")],
        ("E304",),
    ),
    "texts of texts": ([["text", "t", "字"], *chain("${t}", "concat(@, @)", 40), asked("${c39} = 'a'")], ("E44",)),
    "coalesce": ([asked("coalesce(" * 28 + "${well}" + ", 1)" * 28 + " > 1")], ("E3",)),
    "a number": ([asked(". > '1e999999999999'")], ("E3",)),
    "no number": ([asked(". > 'NaN'"), asked("'sNaN' > '1' and . > 'Infinity'", name="y")], ("E3", "E4")),
    "digits": ([asked(f". > {'9' * 3000}"), asked(f". * {'7' * 5000} div {'3' * 4500} > 1", name="y")], ("E3", "E4")),
    "no day": ([["date", "d", "日", "", ". > '0001-01-01' - 5", "", ""]], ("E3",)),
    "rounded": ([asked("round(., 99999) > 1"), asked("round(., ${well}) > 1", name="y")], ("E3", "E4")),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_is_named_and_the_rest_is_read(tmp_path: Path, name: str, parts: list[int]) -> None:
    rows, cells = TOO_MUCH[name]
    found = drafted(tmp_path, rows)
    told = {one.where for one in found.findings if one.weight not in ("note", "changed")}
    assert {f"survey!{cell}" for cell in cells} <= told
    assert parts[0] < 2 * scopes.STEPS * (len(rows) + 1)
    assert found.understood
    constraints = [each["holds"] for item in found.pack["sections"][0]["items"] for each in item["constraints"]]
    assert {"fact": "well", "op": ">", "value": "7"} in constraints


def test_a_chain_costs_what_it_is_long(parts: list[int]) -> None:
    """Twice the calculations, twice the work, and they are read."""
    costs = []
    for length in (10, 20):
        texts = {row[1]: row[5] for row in chain("${q}+1", "@+@", length)}
        known = Scope({"q": "q"}, {"q": "decimal"}, calculations=texts)
        parts[0] = 0
        assert condition(f"${{c{length - 1}}} > 8", known)
        costs.append(parts[0])
    assert costs[1] < 3 * costs[0]


WORDS = (
    [*"()+-*=<>.,", "<=", ">=", "!=", "and", "or", "div", "mod", "not(", "if(", "selected(", "coalesce(", "round("]
    + ["int(", "string(", "once(", "string-length(", "count-selected(", "regex(", "today()", "number(", "../q", "x"]
    + ["'", "'a'", "''", "'1'", "'NaN'", "'2020-01-31'", "'1e99'", "'(a+)+$'", "0", "1", "365.25", "9" * 40, "\ud800"]
    + ["difference-in-months(", "date(", "true()", "concat(", "substr(", "substring-before("]
    + [f"${{{name}}}" for name in ("q", "d", "t", "o", "m", "b", "a", "c", "e", "none")]
)
KINDS = {"q": "integer", "d": "date", "t": "text", "o": "choice", "m": "multichoice", "b": "boolean"}
EXPRESSIONS = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)


@st.composite
def well_formed(draw: st.DrawFn, depth: int = 4) -> str:
    """An expression that can be read, whatever it means."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        one: str = draw(st.sampled_from([word for word in WORDS if word[0] in "$'." or word.isdigit()]))
        return one
    parts = [draw(well_formed(depth - 1)) for _ in range(3)]
    name = draw(
        st.sampled_from(
            ["if", "coalesce", "round", "not", "string", "int", "selected", "number", "regex", "concat", "substr"]
        )
    )
    count = {"if": 3, "coalesce": 2, "round": 2, "selected": 2, "regex": 2, "concat": 3, "substr": 3}.get(name, 1)
    signs = ["+", "-", "*", "div", "mod", "and", "or", "=", "!=", "<", ">="]
    joint = f"({parts[0]} {draw(st.sampled_from(signs))} {parts[1]})"
    called = f"{name}({', '.join(parts[:count])})"
    return joint if draw(st.booleans()) else called


@given(st.lists(EXPRESSIONS | well_formed(), min_size=3, max_size=3), EXPRESSIONS | well_formed())
@settings(max_examples=200, deadline=None)
def test_an_expression_is_read_or_not_said(calculations: list[str], text: str) -> None:
    """Never anything else, of a condition or of a calculation; and nothing stays behind of what is not said."""
    choices: dict[str, Mapping[str, str]] = {"o": {"a": "a", "1": "one"}, "m": {"a": "a", "1": "one"}}
    known = Scope({name: name for name in KINDS}, dict(KINDS), choices, dict(zip("ace", calculations, strict=True)))
    known.conditional |= {"q", "o"}
    try:
        condition(text, known, "q")
    except NotSaid:
        assert not known.derived
    for name in "ace":
        with suppress(NotSaid):
            assert Saying(known).amounts.named(name)
    with ExitStack() as deep:
        for _ in range(DEEP):
            deep.enter_context(known.part())


def test_a_question_further_down_keeps_its_name(tmp_path: Path) -> None:
    """Also where what is computed for a condition above it would be called so."""
    rows = [asked(name="a"), asked(relevant="${a} + ${well} > 3"), asked(name="sum"), asked("", "${sum} > 7", "last")]
    ((item,),) = (section["items"] for section in drafted(tmp_path, rows).pack["sections"])
    ids = [each["id"] for each in (*item["values"], *item["derived"])]
    assert len({*ids}) == len(ids) == 6
    assert item["values"][-1]["asked_if"]["fact"] == "sum"


CELLS = st.sampled_from(["", "integer", "calculate", "select_one l", "begin group", "end group", "note", "g", "z"])


FREE = st.lists(st.tuples(CELLS, CELLS, CELLS, *[EXPRESSIONS | well_formed() | st.just("")] * 4), max_size=6)


def _clean(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell.replace("\ud800", "") for cell in row] for row in rows]


@given(texts=st.lists(EXPRESSIONS | well_formed(), min_size=6, max_size=6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_computed_and_asked_the_pack_is_one(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> None:
    """What is read of a form can always be kept: no condition spoils the others."""
    rows = [
        *(["date", "d", "日", "", "", "", ""], ["text", "t", "字", "", "", "", ""], ["select_one l", "o", "选"]),
        *map(calculated, "ace", texts),
        asked(texts[3], texts[4], "q"),
        ["select_multiple l", "m", "多选", "", "", "", texts[5]],
    ]
    draft = drafted(tmp_path_factory.mktemp("forms"), _clean(rows))
    kept = parse(yaml_text(draft.pack).encode(), "x.yaml")
    assert read(kept, Pack) is not None, kept.problems


@pytest.mark.long
@given(rows=FREE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_form_ends_the_command_with_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    path = book(folder / "f.xlsx", _clean(rows))
    with pytest.raises(SystemExit) as ended:
        main(["packs", "import", str(path), "--id", "own", "--prefix", "ZJ", "--dir", str(folder / "out")])
    assert ended.value.code in (None, 0, 1, 2), capsys.readouterr()
