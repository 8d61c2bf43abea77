"""登录: who sits at a browser, or has a passphrase, proves who he is before he sees anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from inspect_tui.app import InspectApp
from inspect_tui.pages.sign_in import SignInScreen
from inspect_tui.screens.export import ExportScreen
from inspect_tui.screens.files import FilesScreen
from inspect_tui.screens.note import NoteScreen
from inspect_tui.widgets.evidence_field import EvidenceField
from inspect_tui.widgets.field import Field

from inspect_engine.cli.verbs import Commands
from inspect_engine.ledger import Selection, confinement, identity, open_ledger
from tests.conftest import forget
from tests.screens.conftest import Desk, Hand

WORD = "四个词连起来好记"


def passphrase_for(desk: Desk, name: str) -> None:
    """His own one, as ``user passphrase`` sets it twice: a supervisor's, then his."""
    open_ledger(desk.path).access.set_passphrase(name, "别人替他设的那个")
    own = open_ledger(desk.path, name, ask=lambda _: "别人替他设的那个")
    own.access.set_passphrase(name, WORD)
    forget()


async def test_a_guest_signs_in_and_acts_as_himself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: nothing is shown before; a wrong passphrase is recorded; then he acts as himself, not as the account."""
    number = desk.hazard()
    passphrase_for(desk, "insp1")
    monkeypatch.setattr(identity, "proving_account", lambda: "")
    app = InspectApp(desk.path, verbs=Commands(desk.path, None, None), guest=True)
    async with app.run_test(size=(100, 30)) as pilot:
        hand = Hand(app, pilot)
        await hand.until("用户名")
        await hand.type("insp1")
        await hand.press("enter")
        await hand.type("不对的口令也行")
        await hand.press("enter")
        await hand.until("口令不对")
        assert not app.is_open
        await hand.type("insp1")
        await hand.press("enter")
        await hand.type(WORD)
        await hand.press("enter")
        await hand.until(lambda: app.is_open)
        assert (app.person.name, app.person.via, app.verbs.user) == ("insp1", "passphrase", "insp1")  # type: ignore[attr-defined]
        home = confinement.home()
        assert home == desk.path.with_name(f"{desk.path.name}.browser") / "insp1"
        await app.push_screen(picker := FilesScreen())
        await hand.obeyed()
        picker.action_parent()
        assert picker.folder == home
        await app.push_screen(export := ExportScreen(Selection()))
        await hand.obeyed()
        assert export.path.parent == home
        assert not export.faults()
        export.query(Field).first().put(str(desk.path.with_name("a.xlsx")))
        assert "在浏览器里只能用" in export.faults()["path"]
        await app.push_screen(note := NoteScreen(desk.ledger("sup").cases.get(number)))
        await hand.obeyed()
        note.query_one(EvidenceField).put(str(desk.path))
        assert "在浏览器里只能用" in note.query_one(EvidenceField).lost


async def test_a_guest_without_a_passphrase_is_told_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: the server's own account proves nobody, not even its owner."""
    monkeypatch.setattr(identity, "proving_account", lambda: "")
    app = InspectApp(desk.path, verbs=Commands(desk.path, None, None), guest=True)
    async with app.run_test(size=(100, 30)) as pilot:
        hand = Hand(app, pilot)
        for name in ("sup", "insp1", "nobody"):
            await hand.until(lambda: isinstance(app.screen, SignInScreen))
            await hand.type(name)
            await hand.press("enter")
            await hand.type("whatever")
            await hand.press("enter")
            await hand.until("没有登记" if name == "nobody" else f"user passphrase {name}")
        assert not app.is_open
        await hand.press("escape")
        await hand.until(lambda: app.leaving)


async def test_at_the_terminal_the_passphrase_is_asked_on_the_screen(desk: Desk, tmp_path: Path) -> None:
    """Promise: as often as it is wrong; what was typed is not shown."""
    passphrase_for(desk, "insp2")
    app = InspectApp(desk.path, "insp2")
    async with app.run_test(size=(100, 30)) as pilot:
        hand = Hand(app, pilot)
        await hand.until("insp2 的口令")
        await hand.type("wrong-word")
        assert "wrong-word" not in hand.screen
        await hand.press("enter")
        await hand.until("口令不对")
        await hand.type(WORD)
        await hand.press("enter")
        await hand.until(lambda: app.is_open)
        assert app.person.name == "insp2"
