"""By which a command that stores something is known when it is repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspect_engine.cli.session import session
from inspect_engine.domain.requests import Request, digest_of, fault_in_id
from inspect_engine.errors import InputError

ASSIGNED = ("entries", "certificate", "mapping")
"""Parameters that assign values to names, in any order."""
MADE = ("to",)
"""Parameters that name a file which the command makes: what is in it then is no part of what was asked for."""
HOW = ("json", "dry_run", "yes", "force", "output", "report", "save_to", "request_id", "cosign")
"""Parameters that say how something is done or shown, not what."""


def requested(verb: str, params: dict[str, Any]) -> Request:
    """The request that a command with these parameters makes; its id is taken out of them, or made.

    Raises InputError for what cannot be an id.
    """
    name = params.pop("request_id", None)
    if name is not None and (fault := fault_in_id(name)):
        raise InputError.one(f"请求编号“{name}”不对，{fault}", where="--request-id")
    what = {key: _said(key, value) for key, value in params.items() if key not in HOW}
    return Request(name or _new(), digest_of(verb.partition(" ")[2], {**what, "--for": session.acts_for}))


def _new() -> str:
    import uuid_utils

    return str(uuid_utils.uuid7())


def _said(name: str, value: object) -> object:
    """A parameter as the digest takes it: of a file that is read, also what is in it."""
    if isinstance(value, Path):
        return [str(value), "" if name in MADE else _content(value)]
    if isinstance(value, (list, tuple)):
        said = [_said(name, each) for each in value]
        return sorted(said, key=str) if name in ASSIGNED else said
    return dict(value) if isinstance(value, Mapping) else value


def _content(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
