"""One place under several checklists; a market and its stalls; what is new joins a walk."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.definitions import FieldSpec, Pack
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.ledger import CaseFilter
from inspect_engine.ledger.documents.material import Material
from inspect_engine.reading.definitions import load_library
from tests.bdd.world import Table, World

scenarios("office_places.feature")
Command = Callable[[Sequence[str]], None]
SUPPLIER = "某燃气公司"


@cache
def food() -> Pack:
    """A checklist of the office's own: one kind of place, one item."""
    gas = load_library().packs["gas"]
    fields = (
        FieldSpec(id="party", title="责任单位", required=False),
        FieldSpec(id="address", title="地址"),
        FieldSpec(id="licence", title="食品经营许可证编号"),
    )
    kind = gas.kinds["catering"].model_copy(update={"title": "餐饮店", "fields": fields, "units": ()})
    [section] = [each for each in gas.sections if any(item.id == "CAT-05" for item in each.items)]
    [item] = [item for item in section.items if item.id == "CAT-05"]
    own = {"id": "SP-01", "title": "从业人员没有健康证明", "kinds": ("eatery",), "values": (), "constraints": ()}
    made = item.model_copy(
        update={**own, "fails_when": None, "severity": (item.severity[-1],), "derived": (), "liable": None}
    )
    sections = (section.model_copy(update={"items": (made,)}),)
    said = {"id": "food", "title": "食品", "version": "1", "number_prefix": "SP", "kinds": {"eatery": kind}}
    return gas.model_copy(update={**said, "sections": sections, "parameters": (), "parties": {}})


@given("局里采用了自己写的“食品”检查表")
def _(world: World) -> None:
    library = load_library()
    packs = {**library.packs, "food": food()}
    world.begin("food", lambda: world.go_by(replace(library, packs=packs)))


@given(parsers.parse("{who}登记了{name}市场（{key}）和它的 {count:d} 个摊位"))
def _(world: World, who: str, name: str, key: str, count: int) -> None:
    def register() -> None:
        subjects = world.desk(who).subjects
        market = {"key": key, "kind": "market", "name": f"{name}市场", "region": "530602"}
        fields = {"address": f"{name}1号"}
        subjects.add("gas", SubjectInput(**market, fields=fields, units={"operator": SUPPLIER}))
        for number in range(1, count + 1):
            stall = {"under": key, "kind": "catering", "name": f"摊位{number}"}
            subjects.add("gas", SubjectInput.model_validate(stall))

    world.begin((key, count), register)


@given(parsers.parse("{who}登记了餐馆{name}（{key}）"))
def _(world: World, who: str, name: str, key: str) -> None:
    place = SubjectInput(key=key, kind="catering", name=name, region="530602", fields={"address": "北街8号"})
    world.begin(key, lambda: world.desk(who).subjects.add("gas", place))


@given(parsers.parse("{who}查出 {key} 没有报警器"))
@when(parsers.parse("{who}查出 {key} 没有报警器"))
@then(parsers.parse("{who}查出 {key} 没有报警器"))
def _(world: World, who: str, key: str) -> None:
    room = world.desk(who).inspections
    begun = room.start("gas", [key], [who])
    said = AnswerInput(subject=key, item="CAT-01", answer="fail", values={"state": "none"}, note="没有", sure=True)
    room.answer(begun, said)
    room.finish(begun)


@when(parsers.parse("{who}从 {key} 开始走一趟"))
def _(world: World, command: Command, who: str, key: str) -> None:
    command(["inspect", "start", "gas", "--under", key, "--user", who])
    world.inspection = world.stdout.strip()


@when(parsers.parse("{who}给这次检查加上“{words}”"))
def _(world: World, command: Command, who: str, words: str) -> None:
    command(["inspect", "join", world.inspection, *shlex.split(words), "--user", who])


@when(parsers.parse("{who}在这次检查里答 {key} 的“{words}”"))
def _(world: World, command: Command, who: str, key: str, words: str) -> None:
    command(["inspect", "answer", world.inspection, key, *shlex.split(words), "--user", who])


@when(parsers.parse("{who}看这次检查"))
def _(world: World, command: Command, who: str) -> None:
    command(["inspect", "show", world.inspection, "--user", who])


@when(parsers.parse("{who}完成这次检查"))
def _(world: World, command: Command, who: str) -> None:
    command(["inspect", "finish", world.inspection, "--user", who])


@when(parsers.parse("{who}用“{pack}”查 {key}，“{words}”"))
def _(world: World, command: Command, who: str, pack: str, key: str, words: str) -> None:
    command(["inspect", "start", pack, "--subject", key, "--user", who])
    begun = world.stdout.strip()
    command(["inspect", "answer", begun, key, *shlex.split(words), "--user", who])
    assert world.exit_code == 0, world.stderr
    command(["inspect", "finish", begun, "--user", who])


@then("摊位的登记是：")
def _(world: World, datatable: Table) -> None:
    for key, region, address, *units in datatable[1:]:
        found = world.desk().subjects.named(key)
        assert (found.region, found.fields["address"]) == (region, address)
        assert [found.units[role] for role in ("operator", "organizer")] == units


@then("隐患的名称和责任单位是：")
def _(world: World, datatable: Table) -> None:
    lines = {line.number: line for line in world.desk().cases.iterate(CaseFilter())}
    assert [[n, lines[n].subject_name, lines[n].party] for n, _, _ in datatable] == datatable


@then(parsers.parse("“{pack}”看到的 {key} 是："))
def _(world: World, pack: str, key: str, datatable: Table) -> None:
    kinds = food().kinds if pack == "food" else load_library().packs[pack].kinds
    seen = world.desk().subjects.named(key).seen_by(pack, kinds)
    assert seen is not None
    assert dict(seen.fields) == dict(datatable)


@then(parsers.parse("文书里 {key} 的隐患是“{kind}”的"))
def _(world: World, key: str, kind: str) -> None:
    ledger = world.desk()
    [line] = ledger.cases.iterate(CaseFilter(subject=key))
    known = Material(ledger.desk, definitions=ledger.definitions).of(ledger.cases.get(line.number), {})
    assert known.subject_kind == kind


@then(parsers.parse("{key} 的隐患归“{parties}”"))
def _(world: World, key: str, parties: str) -> None:
    assert [line.party for line in world.desk().cases.iterate(CaseFilter(subject=key))] == parties.split("、")


@then(parsers.parse("屏幕提示没有“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.stderr
