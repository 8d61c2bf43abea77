"""What was typed into a form and not handed in: small files beside a ledger, each person's own. They are no records.

One file a form, whole or not at all, in a folder that only the computer's account who typed may look into.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from inspect_engine.domain.events import digest
from inspect_engine.storage import modes

ABANDONED = 3600.0
"""Seconds after which a file that was not finished is nobody's any more."""


@dataclass(frozen=True)
class Draft:
    """``form`` is its kind, ``about`` what it is about (a case and a step, an inspection and an item …).

    ``fields`` are texts by field, as typed; ``titles`` what those fields were called. ``request`` is what the form is
    known by once it is handed in, ``saved`` when this was written (ISO 8601).
    """

    form: str
    about: tuple[str, ...]
    fields: Mapping[str, str]
    saved: str
    titles: Mapping[str, str] = field(default_factory=dict)
    request: str = ""


def folder_of(ledger: Path) -> Path:
    """Where the drafts on a ledger lie."""
    return ledger.with_name(ledger.name + ".drafts")


def own_folder(ledger: Path, account: str, person: str) -> Path:
    """Where those lie that a person has typed under an account of this computer."""
    return folder_of(ledger) / digest(json.dumps([account, person]))[:24]


def put(ledger: Path, folder: Path, draft: Draft) -> None:
    """Keep a draft in place of the one before. Raises OSError, also where the folder is not this account's own."""
    modes.make_folder(folder_of(ledger), modes.access_to(ledger))
    modes.make_folder(folder, modes.PRIVATE)
    modes.require_private(folder)
    with modes.building(folder, modes.PRIVATE) as (stream, path):
        stream.write(json.dumps({"v": 1, **asdict(draft)}, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    modes.move(path, folder / _name(draft.form, draft.about))


def get(folder: Path, form: str, about: Sequence[str]) -> Draft | None:
    """The draft of a form; None where there is none that can be read."""
    return _read(folder / _name(form, about))


def under(folder: Path, form: str, first: str) -> Iterator[Draft]:
    """The drafts of forms about parts of one thing."""
    for path in sorted(folder.glob(f"{_first(form, first)}-*.json")):
        if found := _read(path):
            yield found


def drop(folder: Path, form: str, about: Sequence[str]) -> None:
    """There is no such draft any more. Raises OSError."""
    if not folder.is_symlink():
        (folder / _name(form, about)).unlink(missing_ok=True)


def ages(ledger: Path) -> list[float]:
    """Seconds since each draft on a ledger was written, as far as this account may look."""
    now, found = time.time(), []
    for path in folder_of(ledger).glob("*/*.json"):
        with suppress(OSError):
            found.append(now - path.stat().st_mtime)
    return found


def sweep(folder: Path) -> None:
    """Remove what a program that was killed did not finish."""
    with suppress(OSError):
        modes.require_private(folder)
        for path in folder.glob(".new-*"):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink(missing_ok=True)


def _name(form: str, about: Sequence[str]) -> str:
    return f"{_first(form, *about[:1])}-{digest(json.dumps(list(about[1:])))[:24]}.json"


def _first(form: str, first: str = "") -> str:
    return f"{form}-{digest(first)[:24]}"


def _read(path: Path) -> Draft | None:
    try:
        modes.require_private(path.parent)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | modes.BINARY)
        with os.fdopen(handle, "rb") as stream:
            modes.require_own(path, os.fstat(handle))
            held = json.loads(stream.read().decode("utf-8", "surrogatepass"))
        texts = {name: {str(k): str(v) for k, v in held[name].items()} for name in ("fields", "titles")}
        about, saved = tuple(map(str, held["about"])), str(held["saved"])
        return Draft(str(held["form"]), about, saved=saved, request=str(held["request"]), **texts)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
