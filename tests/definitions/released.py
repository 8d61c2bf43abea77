"""The record of what releases shipped: ``make released`` brings it up to what ships now.

A definition that changed needs a higher version first: ledgers tell editions apart by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from inspect_engine import __version__
from inspect_engine.domain.definitions.adoption import Edition, newer
from inspect_engine.reading.installed import shipped_folder
from inspect_engine.reading.offers import shipped
from inspect_engine.reading.released import FILE, latest, released

PAGE = shipped_folder() / FILE


def unraised(shipped: Sequence[Edition], last: Sequence[Edition]) -> Iterator[str]:
    """What changed since the last release and has no higher version: which, and how to mend it."""
    known = {each.key: each for each in last}
    for each in shipped:
        before = known.get(each.key)
        if before and before.digest != each.digest and not newer(each.version, before.version):
            yield f"{each.named} 的内容与已发布的 {before.version} 不同：请提高它的 version，再 make released"


def written(shipped: Sequence[Edition], before: Sequence[Edition]) -> str:
    """The file with what ships now added to what shipped before."""
    known = {each.named for each in before}
    editions = [*before, *(each for each in shipped if each.named not in known)]
    rows = ",\n".join("    " + json.dumps(each.plain(), ensure_ascii=False) for each in editions)
    return f'{{\n  "release": "{__version__}",\n  "editions": [\n{rows}\n  ]\n}}\n'


def shipping() -> list[Edition]:
    """What ships now."""
    return [offer.edition for offer in shipped().offers()]


if __name__ == "__main__":
    now = shipping()
    if wrong := list(unraised(now, latest() if PAGE.exists() else ())):
        raise SystemExit("\n".join(wrong))
    PAGE.write_text(written(now, released() if PAGE.exists() else ()), encoding="utf-8")
