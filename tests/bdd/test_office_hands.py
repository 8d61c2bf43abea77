"""Work changes hands: inspections under way, owners of cases, one action on many, saved filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_bdd import given, parsers, scenarios, then, when

from inspect_engine.domain.inspections import AnswerInput
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import CaseFilter
from tests.bdd.conftest import quoted
from tests.bdd.world import Table, World, item_titled, measured

scenarios("office_hands.feature")


@given("各签各的")
def _(world: World) -> None:
    world.signs = False
    world.story = (*world.story, "各签各的")


@given(parsers.parse("{who}已签检查"))
def _(world: World, who: str) -> None:
    world.desk(who).countersigning.confirm(world.case().inspection[-8:])


@given(parsers.parse("{who}已停用"))
def _(world: World, who: str) -> None:
    world.desk().people.disable(who)


@given(parsers.parse("{names}开始检查{subject}，答“{item}”不合格"))
def _(world: World, names: str, subject: str, item: str) -> None:
    inspectors = names.split("、")
    world.inspection = world.desk(inspectors[0]).inspections.start("gas", [world.subjects[subject][0]], inspectors)
    world.answer(inspectors[0], subject, item, "不合格", "报警装置状态=未安装")


@when(parsers.parse("{who}接着答“{item}”不适用"))
def _(world: World, who: str, item: str) -> None:
    subject = next(iter(world.subjects.values()))[0]
    given = AnswerInput(
        subject=subject, item=item_titled(item).id, answer="na", sure=True, values=measured(item_titled(item), "")
    )
    world.attempt(lambda: world.desk(who).inspections.answer(world.inspection, given))


@when(parsers.parse("{who}从{gone}手里接过检查"))
def _(world: World, who: str, gone: str) -> None:
    world.attempt(lambda: world.desk(who).unfinished.hand_over(world.inspection, who, gone=gone))


@when(parsers.parse("{who}把检查交给{to}"))
def _(world: World, who: str, to: str) -> None:
    world.attempt(lambda: world.desk(who).unfinished.hand_over(world.inspection, to))


@when(parsers.parse("{who}把检查从{gone}交给{to}"))
def _(world: World, who: str, gone: str, to: str) -> None:
    world.attempt(lambda: world.desk(who).unfinished.hand_over(world.inspection, to, gone=gone))


@given(parsers.parse("{who}完成检查"))
@when(parsers.parse("{who}完成检查"))
def _(world: World, who: str) -> None:
    def finish() -> None:
        world.result = world.desk(who).inspections.finish(world.inspection)

    world.attempt(finish)


@when(parsers.parse("{who}丢弃检查，理由“{reason}”"))
def _(world: World, who: str, reason: str) -> None:
    world.attempt(lambda: world.desk(who).unfinished.discard(world.inspection, reason))


@when(parsers.parse("{who}在命令行丢弃检查，理由“{reason}”"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, reason: str) -> None:
    command(["inspect", "discard", world.inspection, "--why", reason, "--user", who])


@when(parsers.parse("{who}在命令行丢弃检查，理由“{reason}”，已确认"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, reason: str) -> None:
    command(["inspect", "discard", world.inspection, "--why", reason, "--yes", "--user", who])


@then(parsers.parse("这次检查立隐患 {count:d} 件，发现的人是“{names}”"))
def _(world: World, count: int, names: str) -> None:
    world.settle()
    found = list(world.desk().cases.iterate(CaseFilter(inspection=world.inspection)))
    assert len(found) == count
    assert {name for line in found for name in world.desk().cases.get(line.id).persons["open"]} == set(
        names.split("、")
    )


@then("这次检查的作答是：")
def _(world: World, datatable: Table) -> None:
    world.settle()
    answers = world.desk().inspections.get(world.inspection).answers
    assert sorted([each.item, each.author] for each in answers) == sorted(datatable[1:])


@then("这次检查不待谁签")
def _(world: World) -> None:
    world.settle()
    assert world.desk().countersigning.of(world.inspection) is None


@then(parsers.parse("这次检查待“{names}”签"))
def _(world: World, names: str) -> None:
    world.settle()
    signing = world.desk().countersigning.of(world.inspection)
    assert signing is not None
    assert signing.waiting == tuple(names.split("、"))


@then("没有办成或看不到")
def _(world: World) -> None:
    assert isinstance(world.refusal(), Refused | InputError)


@then(parsers.parse("隐患还是 {count:d} 件"))
def _(world: World, count: int) -> None:
    assert world.desk().cases.count() == count


@then(parsers.parse("屏幕提示没有“{text}”"))
def _(world: World, text: str) -> None:
    assert text not in world.stderr


# --- owners --------------------------------------------------------------------------------------------------------


@given(parsers.parse("{who}把隐患分给{to}"))
@when(parsers.parse("{who}把隐患分给{to}"))
def _(world: World, who: str, to: str) -> None:
    world.attempt(lambda: world.desk(who).owners.assign([world.number], to))


@then(parsers.parse("隐患由“{who}”承办"))
def _(world: World, who: str) -> None:
    world.settle()
    mine = [line.number for line in world.desk().cases.iterate(CaseFilter(owner=who))]
    assert (world.case().owner, world.number in mine) == (who, True)


@given(parsers.parse("{who}看过这件隐患"))
def _(world: World, who: str) -> None:
    world.seen = world.desk(who).cases.get(world.number).last_event


@when(parsers.parse("{who}照看到的办“{title}”"))
def _(world: World, who: str, title: str) -> None:
    world.attempt(lambda: world.act(who, title, base=world.seen))


@when(parsers.parse("{who}把{gone}手上的全部交给{to}"))
def _(world: World, who: str, gone: str, to: str) -> None:
    world.attempt(lambda: world.desk(who).handover.everything(gone, to))


@then("不能办，因为：")
def _(world: World, datatable: Table) -> None:
    error = world.refusal()
    assert isinstance(error, Refused)
    assert list(error.missing) == [quoted(reason) for (reason,) in datatable]
