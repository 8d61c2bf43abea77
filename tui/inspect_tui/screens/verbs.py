"""办事: every verb there is, by group, found by Chinese, by pinyin initials or by its command; last used first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from inspect_engine.domain.words.pinyin import begins_so, called_so, named_so
from inspect_tui.pages.list import ListPage
from inspect_tui.views.things import Named, Of
from inspect_tui.views.verbs import Verb
from inspect_tui.widgets.pick_list import PickList
from inspect_tui.widgets.typing_boxes import LineBox
from inspect_tui.words.text import MUTED, STRONG, fit, one_line, plain

GROUP, TITLE, NAMES = 14, 34, 60
NONE = "没有这样的事；换几个字，或写拼音首字母"


class VerbsScreen(ListPage[None]):
    """Of one thing at hand, the verbs that take it come first, with what names it filled in."""

    SCOPE = "verbs"
    HEADING = "办事"
    FIRST = "#part"
    used: ClassVar[list[str]] = []

    def __init__(self, about: Named | None = None, *, only: bool = False, told: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.of = about
        self.only = only
        self.told = told

    def body(self) -> ComposeResult:
        yield Static("", id="lead", classes="lead", markup=False)
        yield LineBox(id="part", placeholder="要办什么：中文、拼音首字母，如 送达、sd")
        yield PickList(id="rows")

    def on_mount(self) -> None:
        self.narrow()

    @property
    def verbs(self) -> Sequence[Verb]:
        """In the order they are offered in."""
        every = self.house.verbs.all
        taking = self.of[0].verbs(every) if self.of else []
        if self.only:
            return [verb for verb in taking if verb.writes or verb is not taking[0]]
        last = sorted((v for v in every if v.path in self.used), key=lambda verb: self.used.index(verb.path))
        return list({verb.path: verb for verb in (*taking, *last, *every)}.values())

    @on(Input.Changed)
    def narrow(self) -> None:
        part = self.query_one(LineBox).value.strip()
        found = [verb for verb in self.verbs if _means(part, verb)]
        found.sort(key=lambda verb: _nearness(part, verb))
        found += [verb for verb in self.verbs if verb not in found and len(part) > 1 and part in verb.help]
        at_hand = f"{self.of[0].title} {fit('、'.join(self.of[1][0].splitlines()), NAMES).strip()}：" if self.of else ""
        lead = f"{at_hand}{len(found)} 件事可办，按 Enter 打开" if found else NONE
        self.fill(plain(lead, MUTED), [(verb.path, _prompt(verb)) for verb in found])
        if found:
            self.query_one(PickList).highlighted = 0

    @on(Input.Submitted)
    def first_hit(self) -> None:
        self.action_select()

    def choose(self, key: str) -> None:
        verb = next(each for each in self.house.verbs.all if each.path == key)
        self.used[:] = [key, *(each for each in self.used if each != key)]
        given = self.of[0].given(verb, self.of[1], narrowing=self.only) if self.of else {}
        self.dismiss(None)
        self.house.begin(verb, given, [Of(given, self.told)] if given and self.told else [])


def _means(part: str, verb: Verb) -> bool:
    """Whether each word of it is in the name of a verb, or in its command, or how the name sounds."""
    name = verb.group + verb.title
    return all(word in verb.path or named_so(name, word) for word in part.lower().split())


def _nearness(part: str, verb: Verb) -> int:
    """What is meant first: what is called so, then what begins so, then the rest."""
    if not part or verb.path == part or called_so(verb.title, part):
        return 0
    return 1 if begins_so(verb.title, part) else 2


def _prompt(verb: Verb) -> Content:
    rest = one_line(verb.help.partition("\n")[0].removeprefix(verb.title)).lstrip("：。；，")
    group, title = fit(verb.group, GROUP), fit(verb.title, TITLE)
    return Content.assemble((group, MUTED), plain(title, STRONG), plain(f"{rest}  {verb.path}", MUTED))
