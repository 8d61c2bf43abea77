"""XLSForms that people published: how many of their conditions are read, that they are read right, and what is not."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspect_engine.authoring.importing import yaml_text
from inspect_engine.authoring.scaffold import write_files
from inspect_engine.domain.definitions import Definition, Item
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.judgement.needed import not_needed
from inspect_engine.domain.words import forms
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.installed import installed_folders
from inspect_engine.reading.tables import read_book, read_form
from inspect_engine.reading.tables.drafts import Draft, Named
from tests.definitions.real_forms import HEADS, Form, read_forms
from tests.definitions.xpath_by_hand import Value, evaluate

DAY = date(2026, 11, 29)
UNREAD = {
    "looks into files or repeats that only the telephone has (pulldata, instance, itext, position)": {
        *("socio-economic E6", "osm-fieldwork E5", "osm-fieldwork E6", "osm-fieldwork E7", "osm-fieldwork E10"),
        *("child-health D5", "child-health E6", "child-health C7", "child-health E20", "child-health E48"),
        *("child-health E49", "child-health D53"),
    },
    "never has a value: takes the end of a part (substr) for its length, so that a digit is nothing": {
        *("child-health E51", "child-health E52"),
    },
    "speaks of itself, or of a question below": {"osm-fieldwork E9", "cht-death-report C2"},
}
"""What is not read, by reason. Each is named in the report of the import."""


Read = dict[str, tuple[Form, Draft, Definition]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Every form as the draft of a pack, and as the pack that it makes; faulty ones do not load."""
    folder = tmp_path_factory.mktemp("forms")
    found: dict[str, tuple[Form, Draft]] = {}
    for number, form in enumerate(read_forms()):
        named = Named(form.name, form.name, f"XF{chr(65 + number)}")
        draft = read_form(read_book(form.write(folder / f"{form.name}.xlsx")), named, form.name)
        write_files({folder / "out" / "packs" / f"{form.name}.yaml": yaml_text(draft.pack)})
        found[form.name] = (form, draft)
    library = load_library([*installed_folders(), folder / "out"])
    return {name: (*pair, library.definition(name)) for name, pair in found.items()}


def _lost(found: Draft) -> set[str]:
    return {one.where.rpartition("!")[2] for one in found.findings if one.weight == "lost"}


def test_most_of_what_people_write_is_read(read: Read) -> None:
    """Of 355 different conditions 339 (95.5 %), of those that stay inside the form 339 of 343; the rest is named."""
    distinct: dict[tuple[str, str], set[bool]] = {}
    unread: set[str] = set()
    for name, (form, found, _) in read.items():
        for cell, head, text in form.conditions():
            distinct.setdefault((head, re.sub(r"\s+", "", text)), set()).add(cell not in _lost(found))
            unread |= {f"{name} {cell}"} if cell in _lost(found) else set()
    assert unread == set().union(*UNREAD.values())
    good = sum(all(each) for each in distinct.values())
    assert (good, len(distinct)) == (339, 355)


@pytest.mark.parametrize("name", [form.name for form in read_forms()])
def test_what_is_read_means_what_odk_means(name: str, read: Read) -> None:
    """Forms filled in at random: the same questions are asked, the same entries refused, the same numbers computed, as
    by the rules of ODK; where something is left blank, more may be asked, never less."""
    often = {"whova": 2, "child-health": 60}.get(name, 20)
    compared = sum(_Filled(*read[name], seed).compare() for seed in range(often))
    assert compared > 0


class _Filled:
    """One form filled in at random, once by each reader."""

    def __init__(self, form: Form, found: Draft, definition: Definition, seed: int) -> None:
        self.form, self.lost, self.random = form, _lost(found), random.Random(f"{form.name}{seed}")
        self.definition, self.law = definition, Law(definition, DAY)
        self.where: dict[str, tuple[Item, str]] = {
            spec.title: (item, spec.id) for item in definition.pack.items for spec in item.values
        }
        self.texts: dict[str, str] = {}
        self.calculations = {row[1]: row[4] for row in form.rows if row[0] == "calculate"}
        self.numbers = sorted({float(each) for row in form.rows for each in re.findall(r"\b\d{1,4}\b", " ".join(row))})
        self.wanted: dict[str, list[str]] = {}
        for each in (text for row in form.rows for text in row[2:]):
            for name, word in re.findall(r"(?:\$\{|\./)(\w+)\}?\s*=\s*'([^']+)'", each):
                self.wanted.setdefault(name, []).append(word)
        self.compared = 0

    def compare(self) -> int:
        groups: list[tuple[str, int]] = []
        for number, row in enumerate(self.form.rows, 2):
            if row[0].startswith("begin"):
                groups.append((row[2], number))
            elif row[0].startswith("end"):
                groups.pop()
            elif row[1] in self.where:
                self._ask(row, number, [*groups, (row[2], number)])
        for number, row in enumerate(self.form.rows, 2):
            self._refused(row, number)
            self._computed(row, number)
        return self.compared

    def _given(self, item: Item) -> dict[str, str]:
        """The entries of an item as the program has them."""
        typed = {field: self._typed(title) for title, (of, field) in self.where.items() if of is item}
        entry = forms.read(item.values, {key: text for key, text in typed.items() if text}, DAY)
        assert not entry.faults, entry.faults
        return dict(entry.values)

    def _typed(self, title: str) -> str:
        text = self.texts.get(title, "")
        item, field = self.where[title]
        kind = next(spec.type for spec in item.values if spec.id == field)
        return text.replace(" ", "、") if kind == "multichoice" else "true" if text == "OK" else text

    def _ask(self, row: list[str], number: int, relevant: list[tuple[str, int]]) -> None:
        item, field = self.where[row[1]]
        texts = [text for text, _ in relevant if text]
        asked = field not in not_needed(item.values, self._given(item), item.derived, DAY)
        if not any(f"C{at}" in self.lost for text, at in relevant if text):
            expected = all(bool(self._value(text, row[1])) for text in texts)
            if all(self._full(text, row[1]) for text in texts):
                assert asked == expected, (self.form.name, number, texts, self.texts)
                self.compared += bool(texts)
            assert asked or not expected, (self.form.name, number, texts, self.texts)
            asked = asked and expected
        if asked and self.random.random() < 0.93:
            self.texts[row[1]] = self._something(row)

    def _something(self, row: list[str]) -> str:
        """An answer; half of them are one that the form asks for by name, or much of it would never be asked."""
        kind, _, listed = row[0].partition(" ")
        near = self.random.choice(self.numbers or [1.0]) + self.random.choice([-1, 0, 0, 0.5, 1])
        if (wanted := self.wanted.get(row[1])) and kind in ("select_one", "text") and self.random.random() < 0.5:
            return self.random.choice(wanted)
        match kind:
            case "select_one":
                return self.random.choice([*self.form.lists[listed]])
            case "select_multiple":
                keys = [*self.form.lists[listed]]
                return " ".join(self.random.sample(keys, self.random.randint(1, len(keys))))
            case "integer":
                return str(int(near)) if near >= 0 else "0"
            case "decimal":
                return f"{max(near, 0):g}"
            case "date":
                return (DAY - timedelta(days=self.random.choice([0, 1, 5, 27, 28, 400, 4382, 4384, 20000]))).isoformat()
            case "acknowledge":
                return "OK"
            case "geopoint":
                lat, long = self.random.choice([9.9, 10, 11.9]), self.random.choice([6.3, 9, 9.1])
                return self.random.choice([f"{lat} {long} 300.5 4", f"{lat} {long}", "north of town", f"{lat}"])
        return self.random.choice(
            ["H012", "BSN012345-X", "123456", "123456789", "12345678", "01/12/2026", "São João", "a\tb", "x"]
        )

    def _refused(self, row: list[str], number: int) -> None:
        if not self.texts.get(row[1]) or row[1] not in self.where:
            return
        item, _ = self.where[row[1]]
        told = list(item_contradictions(item, self._given(item), self.law))
        for column, head, said in (
            ("D", 3, f"{row[1]}不符合要求：{row[3]}"),
            ("F", 5, f"{row[1]}：所选的与前面的答案不配"),
        ):
            if row[head] and f"{column}{number}" not in self.lost and self._full(row[head], row[1]):
                columns = {**self._columns(row), "name": self.texts[row[1]]}
                expected = bool(self._value(row[head], row[1], columns))
                assert any(each.startswith(said) for each in told) != expected, (number, row, self.texts, told)
                self.compared += 1

    def _columns(self, row: list[str]) -> dict[str, str]:
        kind, _, listed = row[0].partition(" ")
        return self.form.lists[listed].get(self.texts[row[1]], {}) if kind == "select_one" else {}

    def _computed(self, row: list[str], number: int) -> None:
        if row[0] != "calculate" or f"E{number}" in self.lost:
            return
        for item in self.definition.pack.items:
            for one in derive(item, self._given(item), DAY):
                if one.spec.title != row[1]:
                    continue
                expected = self._value(row[4], row[1])
                if one.value is None:
                    nothing = one.idle or one.spec.type != "text" or not self._full(row[4], row[1])
                    assert nothing or expected.text == "", (row, self.texts)
                elif one.spec.type == "text":
                    assert one.value == expected.text, (row, self.texts)
                    self.compared += 1
                elif self._full(row[4], row[1]):
                    near = 1 if "365.25" in row[4] else 0  # a year is counted to the day, not as so many days
                    assert math.isclose(float(one.value), expected.number, rel_tol=1e-9, abs_tol=near), (
                        row,
                        self.texts,
                    )
                    self.compared += 1

    def _value(self, text: str, own: str, columns: dict[str, str] | None = None) -> Value:
        return evaluate(text, self._known, own, DAY, columns or {})

    def _known(self, name: str) -> str | float:
        if name in self.calculations and name not in self.where:
            found = self._value(self.calculations[name], name)
            return found.of
        return self.texts.get(name, "")

    def _full(self, text: str, own: str) -> bool:
        """Whether everything that an expression rests on is filled in."""
        return all(self.texts.get(name) for name in self._rests(text, own))

    def _rests(self, text: str, own: str) -> Iterator[str]:
        names = re.findall(r"\$\{\s*([^}\s]+)\s*\}", text)
        if re.search(r"(?<![\w.])\.(?![\w.])", re.sub(r"'[^']*'|\"[^\"]*\"", "", text)):
            names.append(own)
        for name in names:
            if name in self.calculations and name not in self.where:
                yield from self._rests(self.calculations[name], name)
            else:
                yield name


def test_the_forms_are_many_and_cited() -> None:
    forms_ = read_forms()
    assert len({(head, text) for form in forms_ for _, head, text in form.conditions()}) > 300
    lines = Path(__file__).with_name("real_forms.txt").read_text("utf-8").splitlines()
    assert all("http" in line or "public index" in line for line in lines if line.startswith("["))
    assert len(HEADS) == 6
