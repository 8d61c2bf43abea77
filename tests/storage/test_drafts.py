"""Drafts lie where only the account that typed may look: what somebody else has made there beforehand is not used."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from inspect_engine.errors import StorageError
from inspect_engine.ledger import identity
from inspect_engine.storage import drafts
from tests.conftest import Desk

OTHER = 64001
FORM = ("act", ("RQ-2022-0001", "withdraw"))
as_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away")


def folder(desk: Desk) -> Path:
    found = drafts.own_folder(desk.path, identity.os_account(), "sup1")
    found.parent.mkdir(mode=0o2770, exist_ok=True)
    return found


def keep(desk: Desk, text: str = "只有我看") -> None:
    desk.as_("sup1").drafts.keep(*FORM, {"reason": text})


def found(desk: Desk) -> str | None:
    draft = desk.as_("sup1").drafts.of(*FORM)
    return draft.fields["reason"] if draft else None


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows are kept by their lists of rights")
def test_a_link_is_no_place_for_drafts(desk: Desk, tmp_path: Path) -> None:
    """Neither written nor read nor removed through it, and said."""
    keep(desk, "planted")
    place, elsewhere = folder(desk), tmp_path / "别人的"
    shutil.move(place, elsewhere)
    place.symlink_to(elsewhere)
    planted = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    with pytest.raises(StorageError, match="不是你的系统账户建的文件夹"):
        keep(desk)
    assert found(desk) is None
    desk.as_("sup1").drafts.drop(*FORM)
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == planted


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows are kept by their lists of rights")
def test_an_open_folder_of_ones_own_is_closed(desk: Desk) -> None:
    folder(desk).mkdir()
    folder(desk).chmod(0o777)
    keep(desk)
    assert (stat.S_IMODE(folder(desk).stat().st_mode), found(desk)) == (0o700, "只有我看")


@as_root
def test_what_another_account_made_is_not_used(desk: Desk) -> None:
    """A folder that he owns takes no draft; a file that he planted is not put back into a form."""
    keep(desk)
    (file,) = folder(desk).iterdir()
    shutil.chown(file, OTHER)
    assert found(desk) is None
    keep(desk)
    assert found(desk) == "只有我看"
    shutil.chown(folder(desk), OTHER)
    assert found(desk) is None
    with pytest.raises(StorageError, match="不是你的系统账户建的文件夹"):
        keep(desk, "另一句")
