"""Old names of commands: they work for one release, with a hint."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_engine.cli.entrance import ANYWHERE
from inspect_engine.cli.show import say

OLD = {
    ("overrides",): ("override", "list"),
    ("break-glass",): ("override", "propose"),
    ("user", "delegate"): ("delegation", "add"),
    ("user", "end-delegation"): ("delegation", "end"),
    ("user", "delegations"): ("delegation", "list"),
    ("subject", "find"): ("subject", "list"),
    ("draw", "export"): ("export", "draw"),
}
"""Since the second edition; to go with the release after it."""
CONFIRM = "--confirm"
"""What made ``break-glass`` a confirmation."""


def renamed(words: Sequence[str]) -> list[str]:
    """A command line, its options of everywhere in front, with the name that its command has now."""
    front = 0
    while front < len(words) and words[front].startswith(ANYWHERE):
        front += 1 if "=" in words[front] else 2
    rest = list(words[front:])
    old = next((name for name in OLD if tuple(rest[: len(name)]) == name), None)
    if old is None:
        return list(words)
    new, rest = OLD[old], rest[len(old) :]
    if old == ("break-glass",) and CONFIRM in rest:
        new, rest = ("override", "confirm"), [word for word in rest if word != CONFIRM]
    say(f"提示：命令 {' '.join(old)} 已改名为 {' '.join(new)}，旧名下一版不再认。")
    return [*words[:front], *new, *rest]
