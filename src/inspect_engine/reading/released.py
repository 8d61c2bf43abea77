"""What releases of the program shipped: every edition of each checklist, document kind and sanction list, with digests.

``python -m tests.definitions.released`` (``make released``) writes the file before a release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from inspect_engine.domain.definitions.adoption import PACK, Edition
from inspect_engine.reading.installed import shipped_folder

FILE = "released.json"


@cache
def released() -> tuple[Edition, ...]:
    """Every edition that a release shipped, the oldest of each thing first."""
    rows = json.loads((shipped_folder() / FILE).read_text(encoding="utf-8"))["editions"]
    return tuple(Edition(**row) for row in rows)


@cache
def digests() -> Mapping[str, str]:
    """What each text means that a release shipped, by its hash."""
    return {each.hash: each.digest for each in released()}


@cache
def shipped_ids() -> frozenset[str]:
    """Checklists that releases have shipped, in whatever edition.

    Nobody else's can have their ids beside them, and what was changed in them is proved before it is adopted.
    """
    return frozenset(each.id for each in released() if each.kind == PACK)


@cache
def latest() -> tuple[Edition, ...]:
    """The newest edition of each."""
    return tuple({each.key: each for each in released()}.values())
