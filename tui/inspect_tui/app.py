"""The application: one ledger, one person, screens on top of each other."""

from __future__ import annotations

import asyncio
import codecs
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property, partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from inspect_engine.domain.words.text import display
from inspect_engine.errors import InDoubt, InspectError, Refused
from inspect_tui.actions import SCOPES, WITHIN_VERBS
from inspect_tui.crash import CRASHED, write_crash_log
from inspect_tui.keyboard import Keyboard
from inspect_tui.navigation import home, load_screens
from inspect_tui.pages.page import Page
from inspect_tui.sparing import spared
from inspect_tui.themes import CONTRAST, TITLES, following
from inspect_tui.widgets.hint_bar import HintBar
from inspect_tui.words.text import reader
from inspect_tui.words.wrapping import install

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.drivers._writer_thread import WriterThread

    from inspect_engine.domain.people.authority import Person
    from inspect_engine.ledger import Ledger
    from inspect_tui.house import Screens
    from inspect_tui.views.finding import Known
    from inspect_tui.views.things import Of
    from inspect_tui.views.verbs import Done, Verb, Verbs

POLL_SECONDS = 2.0
WAITING_SHOWN = 20.0
"""Seconds that it is shown that somebody else is writing."""
UNREAD_SHOWN = 60.0
"""Seconds that it is told what to do about a ledger that cannot be read; a mark stays on the title."""


def _actions() -> type[Provider]:
    from inspect_tui.widgets.palette import Actions

    return Actions


def _doings() -> type[Provider]:
    from inspect_tui.widgets.palette import Doings

    return Doings


class InspectApp(App[object]):
    """Opens the ledger after the first paint, so that the person sees a screen at once.

    What is pushed above the first screen is imported when it is needed, for the same reason.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "inspect-engine"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_actions, _doings}
    BINDINGS: ClassVar[list[BindingType]] = [b for action in SCOPES["app"] for b in action.bindings("app.")]
    ledger: Ledger
    person: Person
    verbs: Verbs

    def __init__(
        self,
        path: Path,
        user: str | None = None,
        acts_for: str | None = None,
        verbs: Verbs | None = None,
        *,
        guest: bool = False,
    ) -> None:
        """For a ``guest`` the account that it runs on proves nothing: he signs in."""
        install()
        super().__init__(driver_class=_browser() if guest else None)
        self.register_theme(CONTRAST)
        if verbs:
            self.verbs = verbs
        self.path = path
        self.user = user
        self.acts_for = acts_for
        self.guest = guest
        self._secret: str | None = None
        self._asked = ""
        self.is_open = False
        self.rehearsal = False
        self.failure: InspectError | None = None
        self.crash: Path | None = None
        self.keyboard = Keyboard(self)
        self._obeying: asyncio.Task[None] | None = None
        self.terminal: int | None = None
        self._quitting = False
        self._seen = 0
        self._unread = ""
        self.unread = False
        self._look: dict[str, Any] = {}

    def get_default_screen(self) -> Page[None]:
        return home()

    @cached_property
    def screens(self) -> Screens:
        return load_screens()

    def on_mount(self) -> None:
        self._obeying = asyncio.create_task(self._obey_keys())
        if self.terminal is not None:
            for name in ("SIGHUP", "SIGTERM", "SIGINT"):
                with suppress(NotImplementedError, AttributeError, RuntimeError, ValueError):
                    asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def on_unmount(self) -> None:
        if self._obeying:
            self._obeying.cancel()

    def on_ready(self) -> None:
        self._open()

    # --- keys ---------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if self.keyboard.takes(event):
            self.keyboard.take(event)
        else:
            await super().on_event(event)

    async def _obey_keys(self) -> None:
        try:
            await self.keyboard.obey_all(super().on_event)
        except Exception as error:
            self._handle_exception(error)

    # --- opening ------------------------------------------------------------------------------------------------

    @work
    async def _open(self) -> None:
        """Import and open the ledger on another thread, then hand it to the screens."""
        try:
            if not await self._signed_in():
                self.exit()
                return
        except InspectError as error:
            self.failure = error
            self.exit(return_code=error.exit_code)
            return
        self.is_open = True
        if (theme := self._look.get("theme")) in self.available_themes:
            self.theme = theme
        self.tell_screens()
        if not gc.isenabled():  # since the start, by the command line
            gc.freeze()
            gc.enable()
        for text in await asyncio.to_thread(self._warnings):
            self.notify(display(text), title="注意", severity="warning", timeout=WAITING_SHOWN, markup=False)
        self.set_interval(POLL_SECONDS, self.poll)
        self._warm()

    @work(group="load")
    async def _warm(self) -> None:
        """Read the checklists in force while the first lines are looked at: the search for a hazard needs them all."""
        with suppress(InspectError):  # who may log none
            await asyncio.to_thread(self.ledger.logged.index)

    async def _signed_in(self) -> bool:
        """Open the ledger as whoever sits here, asking for a passphrase where it needs one until it is right.

        False where he gives up. Raises InspectError where asking does not help.
        """
        told = ""
        while True:
            if not (self.guest and self._secret is None):
                try:
                    await asyncio.to_thread(self._connect)
                    return True
                except Refused as error:
                    if not self._asked and not self.guest:
                        raise
                    told = "" if self._secret is None else str(error)
            from inspect_tui.pages.sign_in import SignInScreen

            said = await self.push_screen_wait(SignInScreen("" if self.guest else self._asked, told))
            if said is None:
                return False
            self.user, self._secret = said.user if self.guest else self.user, said.passphrase

    def _passphrase(self, name: str) -> str | None:
        """What was typed; before that, what a script has put into the environment."""
        from inspect_engine.ledger import from_environment

        given = self._secret if self._secret is not None else from_environment(name)
        self._asked = "" if given is not None and self._secret is None else name
        return given

    def _connect(self) -> None:
        from inspect_engine.domain.people.authority import covered
        from inspect_engine.ledger import confinement, open_ledger
        from inspect_engine.ledger.waiting import front
        from inspect_tui.views import viewer

        front.tell = self.tell_of_waiting
        opened = open_ledger(self.path, self.user, acts_for=self.acts_for, ask=self._passphrase)
        person = opened.desk.whoami()
        if self.guest:
            opened.access.proved(person)
            confinement.settle(opened.desk)
            viewer.elsewhere = self._hand_over
            self.verbs = self.verbs.of(person.name)
        opened.desk.signer(person)
        self.ledger, self.person = opened, person
        reader.covered = covered(person)
        self.rehearsal = opened.desk.rehearsal
        self._look = opened.filters.look()
        self._seen = opened.desk.changed()

    def _warnings(self) -> list[str]:
        """What is doubtful about the ledger, for who opens it."""
        from inspect_engine.ledger.witness import LOST

        desk = self.ledger.desk
        told = []
        if fault := desk.astray:
            told.append(f"{fault.what}。{'主管已说明缘由。' if fault.excused else ''}")
        if desk.unseen:
            told.append(f"{desk.unseen}。{LOST}。")
        return told

    def tell_of_waiting(self, text: str) -> None:
        """Somebody else is writing: said in a corner, from whatever thread; what was struck waits as ever."""
        self.notify(display(text), title="请稍候", timeout=WAITING_SHOWN, markup=False)

    @property
    def today(self) -> date:
        return self.ledger.desk.today()

    @property
    def leaving(self) -> bool:
        """Whether the program is ending; parts of screens may be gone already."""
        return self._exit

    # --- noticing what others wrote -----------------------------------------------------------------------------

    @work(exclusive=True, group="poll")
    async def poll(self) -> None:
        """Tell the screens when the ledger has grown, and the person when it cannot be read any more.

        A terminal that is gone, without a signal to say so, ends the program.
        """
        if self.terminal is not None and not os.isatty(self.terminal):
            self.exit()
            return
        try:
            now = await asyncio.to_thread(self.ledger.desk.changed)
        except InspectError as error:
            self._cannot_read(str(error))
            return
        if self._reads_again() or now != self._seen:
            stands = await self._stands()
            self._seen = now
            if stands:
                self.tell_screens()

    async def _stands(self) -> bool:
        """Others may have given the person another part or region, or have stopped him: then he is told, and no screen
        asks for what it would not get."""
        from inspect_engine.domain.people.authority import covered

        try:
            self.person = await asyncio.to_thread(self.ledger.desk.whoami)
        except InspectError as error:
            self.complain(error)
            return False
        reader.covered = covered(self.person)
        return True

    def _cannot_read(self, why: str) -> None:
        """Say once what to do; a moment in which it cannot be read is left to the next poll. Nobody's form is left."""
        if why == self._unread and not self.unread:
            self.unread = True
            self.notify(display(why), title="台账读不到了", severity="error", timeout=UNREAD_SHOWN, markup=False)
            for page in self.pages:
                page.sign()
        self._unread = why

    def _reads_again(self) -> bool:
        """What could not be kept meanwhile is kept now."""
        back, self.unread, self._unread = self.unread, False, ""
        if back:
            self.clear_notifications()
            self.say("台账又读得到了，接着用；填的都还在")
            for page in self.pages:
                page.ledger_back()
        return back

    @property
    def pages(self) -> list[Page[object]]:
        """The screens that have all their parts; one that is just coming reads for itself, one that goes no more."""
        return [screen for screen in self.screen_stack if isinstance(screen, Page) and screen.is_whole]

    def tell_screens(self) -> None:
        for page in self.pages:
            page.sign()
            page.ledger_changed()

    # --- saying -------------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """A short success, on whatever screen is seen next: on all of them, since one may just be going."""
        for page in self.pages:
            page.query_one(HintBar).tell(text)

    def complain(self, error: InspectError) -> None:
        """A failure, until it is read; the program goes on. What several screens meet with is said once."""
        from inspect_tui.pages.dialogs import NoticeScreen

        again = "\n在原处再保存一次，已存的不会再存一遍。" if isinstance(error, InDoubt) else ""
        title = "可能已办成" if isinstance(error, InDoubt) else "没有办成"
        notice = NoticeScreen(title, f"{error}{again}")
        if not (isinstance(self.screen, NoticeScreen) and self.screen.says == notice.says):
            self.push_screen(notice)

    # --- verbs --------------------------------------------------------------------------------------------------

    def action_verbs(self) -> None:
        """All that can be done, first of all with what is at hand."""
        page = self.screen
        if not isinstance(page, Page) or not hasattr(self, "verbs") or page.busy:
            return
        if page.SCOPE in WITHIN_VERBS:
            self.say("已经在“办事”里：要办别的，先办完这一件，或按 Esc 返回")
        else:
            self.push_screen(self.screens.verbs(page.named))

    def begin(self, verb: Verb, given: Mapping[str, str], of: Sequence[Of] = ()) -> None:
        """Carry out a verb: what reads and has all it needs at once, everything else from its form; which one it is
        about is chosen first, where that is not known."""
        from inspect_tui.views.things import chosen_from, listed

        if choice := chosen_from(verb, given, self.verbs.all):
            self.push_screen(self.screens.rows(*choice, purpose=verb))
        elif verb.acts or verb.lacks(given):
            self.push_screen(self.screens.verb(verb, given, of=of))
        else:
            page = self.screens.rows if listed(verb.path) else self.screens.text
            self.push_screen(page(verb, given))

    def show(self, found: Known) -> None:
        """A case on its screen, anything else by the verb that shows it."""
        from inspect_tui.views.things import CASE

        if found.thing is CASE:
            self.push_screen(self.screens.case(found.name, found.name))
        else:
            verb = found.thing.verbs(self.verbs.all)[0]
            self.begin(verb, found.thing.given(verb, [found.name]))

    def tell(self, verb: Verb, given: Mapping[str, str], done: Done) -> None:
        """What was done: a line in passing, more to be read."""
        if "\n" in done.text or not done.well:
            self.push_screen(self.screens.text(verb, given, done))
        else:
            self.say(done.text)
        self.poll()

    # --- files, at a browser ------------------------------------------------------------------------------------------

    @work(group="receive")
    async def receive(self, uploaded: Path, name: str, done: Callable[[], None]) -> None:
        """Take what was uploaded into the folder of whoever sits here, and list it where files are being chosen."""
        from inspect_engine.ledger import confinement

        try:
            taken = await asyncio.to_thread(confinement.receive, uploaded, name)
        except InspectError as error:
            self.notify(display(error, lines=True), title="没有上传", severity="warning", markup=False)
        else:
            self.say(f"已上传 {display(taken.name)}：选文件时在最上面")
            if isinstance(page := self.screen, Page):
                page.file_came(taken)
        done()

    def show_files(self) -> None:
        """What lies in the folder of whoever sits here: F4 downloads."""
        if self.is_open and isinstance(self.screen, Page) and self.screen.SCOPE != "files" and not self.screen.busy:
            self.push_screen(self.screens.files())

    def _hand_over(self, path: Path) -> None:
        """A file to the browser, from whatever thread."""
        self.call_later(self.deliver_binary, path, save_filename=path.name, mime_type="application/octet-stream")

    # --- actions that work everywhere ---------------------------------------------------------------------------

    def action_command_palette(self) -> None:
        from inspect_tui.widgets.palette import Palette

        if self.is_open and not Palette.is_open(self):
            self.push_screen(Palette())

    def action_help(self) -> None:
        scope = getattr(self.screen, "SCOPE", "app")
        if scope != "help":
            self.push_screen(self.screens.help(scope))

    def action_theme(self) -> None:
        self.theme = following(self.theme)
        if self.is_open:
            self.say(f"配色：{TITLES[self.theme]}")
            self._keep_theme(self.theme)

    @work(exclusive=True, group="poll")
    async def _keep_theme(self, theme: str) -> None:
        """For the next time."""
        filters = self.ledger.filters
        await asyncio.to_thread(lambda: filters.keep_look({**filters.look(), "theme": theme}))

    @work(group="quit")
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave once everything handed over is stored; typing that was not saved is asked about, once."""
        if self._quitting:
            return
        self._quitting = True
        try:
            await self._quit()
        finally:
            self._quitting = False

    async def _quit(self) -> None:
        from inspect_tui.pages.dialogs import LEAVE, QUIT, ConfirmScreen

        while any(page.busy for page in self.pages):
            await asyncio.sleep(0.02)
        unsaved = [page for page in self.pages if page.unsaved]
        kept = [await page.kept() for page in unsaved]
        if not unsaved or await self.push_screen_wait(ConfirmScreen(QUIT if all(kept) else LEAVE)):
            self.exit()

    def action_help_quit(self) -> None:
        self.say("要退出程序请按 ^q")

    # --- crashing -----------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """What the ledger says to something done beside the screens ends that alone; while the program is ending, a
        screen that was just coming lacks parts. Everything else is a crash."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.leaving and isinstance(cause, NoMatches | InspectError):
            return
        if self.is_open and isinstance(cause, InspectError) and cause is not error:
            self.complain(cause)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Log instead of printing: a traceback with locals would show inspectors' data on the terminal."""
        if self.crash is None:
            self.crash = write_crash_log(self._exception)
        self._close_messages_no_wait()


def _quiet_keyboard() -> None:
    """Ask the terminal for less of the Kitty protocol: with all of it on, some lose what an input method commits.

    Bytes that are not UTF-8, as from an old terminal, come as ``\ufffd``: to Textual they are the end of all input.
    alt+Enter comes as Esc and Enter from all terminals but a few, tmux among them: to Textual that is Enter alone.
    What is written to a terminal that is gone goes nowhere: Textual's writer would end, and whoever writes wait for it.
    """
    if sys.platform == "win32":
        return
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
    from textual.drivers import linux_driver
    from textual.keys import Keys

    for sequence in ("\x1b\r", "\x1b\n"):
        cast("dict[str, tuple[Keys, ...]]", ANSI_SEQUENCES_KEYS)[sequence] = (Keys.ControlJ,)
    ours = {"WriterThread": writer, "getincrementaldecoder": _lenient}
    for name, own in {**ours, "KITTY_REPORT_ALL_KEYS": 0, "KITTY_REPORT_ASSOCIATED_TEXT": 0}.items():
        setattr(linux_driver, name, own)


class Lost:
    """A terminal that may be gone, and may be far away: it is told no more than changes what is seen."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._file.write(spared(text))

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._file.flush()


def writer(file: IO[str]) -> WriterThread:
    """What writes to the terminal in the background."""
    from textual.drivers._writer_thread import WriterThread

    return WriterThread(cast("IO[str]", Lost(file)))


def _lenient(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), "replace")


def _browser() -> type[Driver]:
    from inspect_tui.browser import BrowserDriver

    return BrowserDriver


def run(
    path: Path,
    user: str | None = None,
    acts_for: str | None = None,
    verbs: Verbs | None = None,
    *,
    guest: bool = False,
) -> int:
    """Run the terminal UI on a ledger until the person leaves, for a ``guest`` in a browser; returns the exit code."""
    if not path.is_file():
        return _no_ledger(path, user)
    _quiet_keyboard()
    for stream in (sys.__stdout__, sys.__stderr__):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app = InspectApp(path, user, acts_for, verbs, guest=guest)
    app.terminal = sys.__stdin__.fileno() if sys.__stdin__ and not guest else None
    app.run()
    if app.failure:
        print(display(app.failure, lines=True), file=sys.stderr)
    elif app.return_code or not (app.leaving or guest):  # a guest's window may just be closed
        crash = app.crash or write_crash_log(RuntimeError("the program ended without having been asked to"))
        print(f"{CRASHED}{crash or '（写不下）'}", file=sys.stderr)
        return app.return_code or 1
    return app.return_code or 0


def _no_ledger(path: Path, user: str | None) -> int:
    """Say what is wrong without taking over the terminal first."""
    from inspect_engine.ledger import open_ledger

    try:
        open_ledger(path, user)
    except InspectError as error:
        print(display(error, lines=True), file=sys.stderr)
        return error.exit_code
    return 0
