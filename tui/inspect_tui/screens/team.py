"""Who inspects together with whoever sits at the keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from inspect_engine.errors import InspectError
from inspect_tui.pages.live import LivePage
from inspect_tui.widgets.pick_list import Choice, TickList

LEAD = "和你一起查的人：记下的隐患都写这几个人，以后由本人签"


class TeamScreen(LivePage[tuple[str, ...] | None]):
    """Gives back everybody's user name, one's own first."""

    SCOPE = "team"
    HEADING = "同查的人"
    FIRST = "#people"

    def __init__(self, team: tuple[str, ...]) -> None:
        super().__init__()
        self.team = team
        self._listed = False

    def body(self) -> ComposeResult:
        yield Static(LEAD, classes="lead", markup=False)
        yield TickList(id="people")

    def on_mount(self) -> None:
        for name in self.team[1:]:
            self.query_one(TickList).tick(name)

    @property
    def ready(self) -> bool:
        return self._listed

    async def renew(self) -> None:
        roster, me = await self.aside(self.ledger.desk.roster), self.house.person.name
        others = [person for person in roster.values() if person.inspects and person.name != me]
        self.query_one(TickList).offer([Choice(each.name, each.title, each.name) for each in others])
        self._listed = True

    def action_tick(self) -> None:
        self.query_one(TickList).action_tick()

    def action_save(self) -> None:
        self.dismiss((self.house.person.name, *self.query_one(TickList).ticked))

    def unreadable(self, error: InspectError) -> None:
        self.dismiss(None)
        self.house.complain(error)
