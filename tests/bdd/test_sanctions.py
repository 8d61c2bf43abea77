"""The register of sanctions, as a supervisor keeps it at the command line and everybody reads it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from pytest_bdd import parsers, scenarios, then, when

from tests.bdd.world import World

scenarios("sanctions.feature")

Run = Callable[[Sequence[str]], None]


FINED = (
    r"(?P<who>\S+?)罚(?P<party>\S+?)“(?P<rule>\S+?)”(?P<amount>\S+) 元，"
    r"(?P<by>[^，]+?)部门决定(?:，另填“(?P<more>[^”]+)”)?"
)


def impose(world: World, command: Run, who: str, kind: str, *words: str, **values: str) -> None:
    """A decision of today, announced today, under a number of its own."""
    doc_no, told = f"{world.now:%H%M}号", world.today.isoformat()
    usual = {"authority": "某市机关", "grounds": "事由", "doc_no": doc_no, "notified_on": told}
    fields = [word for name, value in {**usual, **values}.items() for word in ("--set", f"{name}={value}")]
    command(["sanction", "impose", kind, *words, *fields, "--user", who])


@when(parsers.re(FINED))
def _(world: World, command: Run, who: str, party: str, rule: str, amount: str, by: str, more: str | None) -> None:
    """A fine for the hazard that was found."""
    values = {"rule": rule, "amount": amount, "authority_kind": by}
    values |= dict(word.split("=", 1) for word in shlex.split(more or ""))
    impose(world, command, who, "fine", "--party", party, "--case", world.number, **values)


@when(parsers.parse("{who}因 {day} 的{grade}事故暂扣{party} {days:d} 日"))
def _(world: World, command: Run, who: str, day: str, grade: str, party: str, days: int) -> None:
    accident = {"outcome": "暂扣", "cause": "生产安全事故", "grade": grade, "accident_on": day, "days": str(days)}
    impose(world, command, who, "licence-decision", "--party", party, authority_kind="住房城乡建设", **accident)


@then("输出没有受惩戒的标记")
def _(world: World) -> None:
    assert "RQ-2026-0001" in world.stdout
    assert "受惩戒" not in world.stdout
