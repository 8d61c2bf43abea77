"""What tells a folder of tables from any other."""

from __future__ import annotations

import json
from pathlib import Path

from inspect_engine.exports.whole import refuse_folder

INDEX = "index.json"
FORMAT = "inspect-engine-tables 1"


def refuse(path: Path, *, force: bool) -> None:
    """As :func:`refuse_folder`, of folders that an export of this kind has made."""
    refuse_folder(path, force=force, ours=_made_here)


def _made_here(path: Path) -> bool:
    """Whether there is nothing in a folder but what such an export puts there."""
    try:
        index = json.loads((path / INDEX).read_text("utf-8"))
        files = {INDEX, *(each["file"] for each in index["tables"])}
        return index["format"] == FORMAT and {each.name for each in path.iterdir()} <= files
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
