"""A desk to test at: a real rehearsal ledger with a small checklist, and the app on it."""

from __future__ import annotations

import asyncio
import io
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import inspect_checklists
import pytest
from inspect_tui.app import InspectApp
from inspect_tui.screens.walk import WalkScreen
from rich.console import Console
from textual import events, screen
from textual.keys import _character_to_key
from textual.pilot import Pilot

from inspect_engine.cli.verbs import Commands
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.ledger import NOW_VARIABLE, Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import Library, load_library
from tests.conftest import countersign
from tests.law import go_by, law_of, raised

KEYS = {"space": " ", "enter": "\r", "tab": "\t", "backspace": "\x7f"}
HERE = Path(__file__).parent
TODAY = "2022-02-17"
GIVE_UP = 3_000
vars(screen)["UPDATE_PERIOD"] = 1 / 20  # nobody looks: a third of the paints is a tenth less of the time


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small pack of these tests on the product's own workflows."""
    folder, product = tmp_path_factory.mktemp("flows"), Path(str(inspect_checklists.__path__[0]))
    for name in ("workflows", "references"):
        shutil.copytree(product / name, folder / name)
    return load_library([HERE / "lists", folder])


def screen_text(app: InspectApp) -> str:
    """What is on the screen, as text."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, record=True, legacy_windows=False
    )
    console.print(app.screen._compositor.render_update(full=True))
    return console.export_text(styles=False)


def struck(key: str) -> events.Key:
    """A key as the terminal's driver reports it."""
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(key, KEYS.get(key))


class Hand:
    """A person at the keyboard."""

    def __init__(self, app: InspectApp, pilot: Pilot[object]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> str:
        return screen_text(self.app)

    @property
    def flat(self) -> str:
        """The screen without blanks and line breaks, for texts that wrap."""
        return "".join(self.screen.split())

    @property
    def walk(self) -> WalkScreen:
        """The walk, which is in sight."""
        assert isinstance(self.app.screen, WalkScreen)
        return self.app.screen

    async def press(self, *pressed: str) -> None:
        """Press keys by name, all at once, and wait until each has had its effect."""
        for key in pressed:
            self.app.post_message(struck(key))
        await self.obeyed()

    async def type(self, text: str) -> None:
        """Type a text, as a keyboard or an input method commits it."""
        await self.press(*text)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.obeyed()

    async def obeyed(self) -> None:
        """Everything struck so far has had its effect."""
        for _ in range(GIVE_UP):
            if self.app.keyboard.idle or not self.app.is_running or self.app.leaving:
                break
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    async def until(self, ready: str | Callable[[], bool]) -> str:
        """Wait for a text on the screen, or for something to be true; returns the screen.

        Gives up, so that a test ends, after far longer than a busy machine needs.
        """
        for _ in range(GIVE_UP):
            await self.pilot.pause()
            if ready in self.screen if isinstance(ready, str) else ready():
                return self.screen
            await asyncio.sleep(0.01)
        raise AssertionError(f"never came: {ready}\n{self.screen}")


@dataclass
class Desk:
    """One ledger; ``ledger(user)`` acts beside the app, ``app(user)`` opens the terminal UI on it."""

    path: Path
    library: Library
    today: Callable[[str], None]
    photo: Path = field(init=False)

    def __post_init__(self) -> None:
        self.photo = self.path.parent / "照片.jpg"
        self.photo.write_bytes(b"jpg")

    def install(self, library: Library) -> None:
        """Other definitions are installed, and adopted; what changed has a higher version."""
        self.library = raised(library, self.ledger("sup"))
        go_by(self.library, self.ledger("sup"))

    def ledger(self, user: str) -> Ledger:
        ledger = open_ledger(self.path, user)
        ledger.desk.library = self.library
        return ledger

    @asynccontextmanager
    async def open(self, user: str = "insp1", size: tuple[int, int] = (100, 30)) -> AsyncIterator[Hand]:
        """The app on the list of this ledger, ready for keys."""
        app = self.app(user)
        async with app.run_test(size=size, notifications=True) as pilot:
            hand = Hand(app, pilot)
            await hand.until(lambda: app.is_open and getattr(app.screen, "ready", False))
            await app.push_screen(app.screens.ledger())
            await hand.until("条，按")
            yield hand

    def app(self, user: str = "insp1") -> InspectApp:
        desk = self

        class DeskApp(InspectApp):
            def _connect(self) -> None:
                super()._connect()
                self.ledger.desk.library = desk.library

        return DeskApp(self.path, user, verbs=Commands(self.path, user, None))

    @asynccontextmanager
    async def walk(self, key: str, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Hand]:
        """The app on an inspection under way, read and ready."""
        async with self.open(size=size) as hand:
            await hand.app.push_screen(hand.app.screens.walk(key))
            await hand.until("已作答")
            yield hand

    def subject(self, key: str = "s-1", name: str = "第一商铺", kind: str = "shop") -> str:
        self.ledger("insp1").subjects.add("shop", SubjectInput(key=key, kind=kind, name=name, region="530602"))
        return key

    def begin(self, *others: str) -> str:
        """An inspection of one shop by insp1 and others, under way; returns its id."""
        return self.ledger("insp1").inspections.start("shop", [self.subject()], ["insp1", *others])

    def answers(self, key: str) -> dict[str, tuple[str, str]]:
        """Answer and note by item, as they are stored."""
        return {a.item: (a.answer, a.note) for a in self.ledger("insp1").inspections.get(key).answers}

    def hazard(
        self,
        item: str = "A-01",
        subject: str = "s-1",
        note: str = "",
        on: date | None = None,
        by: Sequence[str] = ("insp1",),
    ) -> str:
        """Find one hazard; returns its number."""
        ledger = self.ledger("insp1")
        if not ledger.subjects.find(subject):
            self.subject(subject)
        inspection = ledger.inspections.start("shop", [subject], list(by), on)
        ledger.inspections.answer(
            inspection, AnswerInput(subject=subject, item=item, answer="fail", note=note, sure=True)
        )
        return ledger.inspections.finish(inspection).cases[0].number

    def advance(self, number: str, *triggers: str) -> None:
        """Take a hazard through the usual steps."""
        steps: dict[str, tuple[str, dict[str, str], bool]] = {
            "grade": ("sup", {"severity": "general", "reason": "认定"}, False),
            "issue": ("sup", {"notice_no": "改〔2022〕1号", "requirement": "整改", "days": "7"}, False),
            "serve": ("insp1", {"served_on": TODAY, "service": "direct", "received_by": "张三"}, False),
            "start": ("insp3", {"performed_by": "张三", "plan": "更换"}, False),
            "reply": ("insp3", {"performed_by": "张三", "measures": "已更换", "finished_on": TODAY}, True),
            "pass_reinspection": ("insp1", {"inspectors": "insp1,insp2", "conclusion": "合格"}, True),
        }
        for trigger in triggers:
            user, values, evidence = steps[trigger]
            self.ledger(user).cases.act(number, trigger, values, [self.photo] if evidence else [])
            countersign(self.ledger("sup"))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """A ledger with its people, to be copied: founding one anew for each test would be most of the time."""
    path = tmp_path_factory.mktemp("founded") / "台账.db"
    founder = create_ledger(
        path, "sup", "主管甲", rehearsal=True, clock=lambda: parse_moment(TODAY), law=law_of(library)
    )
    for name, title in (("insp1", "检查员甲"), ("insp2", "检查员乙"), ("insp3", "检查员丙")):
        founder.people.add(name, title, ["inspector"])
    return path


@pytest.fixture
def desk(tmp_path: Path, founded: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Desk:
    def today(day: str) -> None:
        monkeypatch.setenv(NOW_VARIABLE, day)

    today(TODAY)
    path = Path(shutil.copy(founded, tmp_path))
    return Desk(path, library, today)


@pytest.fixture
def yard(desk: Desk) -> Desk:
    """A desk whose checklist scores, with a site that has no pit."""
    library = load_library([HERE / "marks", HERE.parent / "storage" / "register"])
    made = Desk(Path(shutil.copy(desk.path, desk.path.with_name("评分.db"))), library, desk.today)
    made.install(library)
    subject = SubjectInput(key="s-1", kind="site", name="工地[/]=1+1", region="530602", fields={"pit": "false"})
    made.ledger("insp1").subjects.add("mini", subject)
    return made


@pytest.fixture(autouse=True)
def _no_colour_surprises(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same screen whatever the terminal the tests run in."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
