"""A day in an office: what was done on paper and entered later, and deadlines as notices say them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_bdd import given, parsers, scenarios, then, when

from tests.bdd.world import World

scenarios("office_three_days.feature", "office_deadlines.feature")

OFFICE = {"inspection_type": "routine", "review_authority": "某市人民政府", "court": "某市某区人民法院"}
CERTIFICATES = {"检查员甲": "滇执0001", "检查员乙": "滇执0002", "检查员丙": "滇执0003"}
NOTICE = ["--set", "address=某街1号", "--set", "responsible_person=吴某"]


@given(parsers.parse("{who}登记了发文机关“{code}”"))
def _(world: World, who: str, code: str) -> None:
    world.settle()
    world.desk(who).offices.add(code, "某市住房和城乡建设局", OFFICE, CERTIFICATES)


@when(parsers.parse("{who}办理“提交整改回复”，补录 {day}"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, day: str) -> None:
    values = ("performed_by=吴某", "measures=已安装调试", f"finished_on={day}")
    words = [word for each in values for word in ("--set", each)]
    photo = ["--evidence", str(world.photo("整改后"))]
    command(["act", world.number, "reply", *words, *photo, "--on", day, "--user", who])
    assert world.exit_code == 0, world.stderr


@when(parsers.parse("{who}签发限期整改通知书，限期“{days}”，签发日期 {day}"))
def _(world: World, command: Callable[[Sequence[str]], None], who: str, days: str, day: str) -> None:
    words = [*NOTICE, "--set", f"days={days}", "--on", day]
    command(["notice", "issue", "rectification", world.number, *words, "--user", who])


@when(parsers.parse("{who}为 {one}、{other} 签发限期整改通知书，限期“{days}”，{which} 另限“{own}”"))
def _(
    world: World,
    command: Callable[[Sequence[str]], None],
    who: str,
    one: str,
    other: str,
    days: str,
    which: str,
    own: str,
) -> None:
    words = [*NOTICE, "--set", f"days={days}", "--set", f"days@{which}={own}"]
    command(["notice", "issue", "rectification", one, other, *words, "--user", who])


@then(parsers.parse("“{title}”的期限写明“{text}”"))
def _(world: World, title: str, text: str) -> None:
    world.settle()
    assert text in world.entry(title).event.data["deadline"]["derivation"]
