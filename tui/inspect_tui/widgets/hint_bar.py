"""The line at the bottom: at most nine hints, always ending with help and the palette."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from inspect_tui.actions import SCOPES, WITHIN_VERBS, Action, fills, key_name
from inspect_tui.words.text import GOOD, one_line, plain

MOST = 9
ENDS = ("help", "command_palette")
LEAST = 5
"""Keys of the screen itself that stay where there is little room; the palette gives way to them."""
TOLD_SECONDS = 5.0
STRUCK = {"enter": "\r", "tab": "\t", "space": " "}
"""Keys by name, with what a terminal sends for them."""


def own_keys(focused: Widget | None) -> frozenset[str] | None:
    """Of what is typed into, the actions that it has keys of its own for (``OWN_KEYS``); None for anything else."""
    return getattr(focused, "OWN_KEYS", None)


class HintBar(Static):
    """While a field has the focus, names the keys that are not characters."""

    def __init__(self, scope: str) -> None:
        super().__init__("", markup=False)
        self._scope = scope
        self._told = ""
        self._shown: list[Action] = []
        self._until: Timer | None = None

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._draw, init=False)

    def on_resize(self) -> None:
        self._draw()

    def tell(self, text: str) -> None:
        """Say something in place of the hints, for a while."""
        self._told = one_line(text)
        if self._until:
            self._until.stop()
        self._until = self.set_timer(TOLD_SECONDS, self._hush)
        self._draw()

    def _hush(self) -> None:
        self._told = ""
        self._draw()

    def _draw(self) -> None:
        if self._told:
            self.update(plain(self._told, f"bold {GOOD}"))
            return
        typing = own_keys(self.screen.focused) is not None
        filling, ends = self._filling(), [action for action in SCOPES["app"] if action.id in ENDS]
        own = [action for action in SCOPES[self._scope] if action.hint and action.key_for(typing)]
        anywhere = [action for action in SCOPES["app"] if action.hint and action not in ends]
        if self._scope in WITHIN_VERBS:
            anywhere = [action for action in anywhere if action.id != "verbs"]
        shown = [*own[: MOST - len(filling) - len(ends) - len(anywhere)], *anywhere]
        while (shown or ends) and _width([*shown, *filling, *ends], typing) > self.size.width:
            spare = (shown[LEAST:] and shown, ends[1:] and ends, filling, shown, ends)
            next(each for each in spare if each).pop()
        self._shown = [*shown, *filling, *ends]
        parts = [Content.assemble((a.key_for(typing), "bold $text-accent"), f" {a.hint}") for a in self._shown]
        self.update(Content("  ").join(parts))

    def on_click(self, event: events.Click) -> None:
        """As if the key of the hint had been struck."""
        typing = own_keys(self.screen.focused) is not None
        edge = self.styles.padding.left
        for action in () if self._told else self._shown:
            edge += cell_len(action.key_for(typing)) + cell_len(action.hint) + 3
            if event.x < edge - 1:
                key = next(each for each in action.typed if key_name(each) == action.key_for(typing))
                self.app.post_message(events.Key(key, key if len(key) == 1 else STRUCK.get(key)))
                return

    def _filling(self) -> list[Action]:
        """What the keys of the field with the focus do, whichever form it stands in."""
        focused = self.screen.focused
        if not fills(self._scope) or focused is None or not any(each.has_class("field") for each in focused.ancestors):
            return []
        own = {"next_field", *(own_keys(focused) or ())}
        return [action for action in SCOPES["form"] if action.id in own]


def _width(actions: list[Action], typing: bool) -> int:
    return sum(cell_len(a.key_for(typing)) + cell_len(a.hint) + 3 for a in actions) - 2
