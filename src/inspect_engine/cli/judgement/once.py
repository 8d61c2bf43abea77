"""A long list of names, told whole once."""

from __future__ import annotations

import re

_LIST = re.compile(r"(?:“[^”]*”){4,}")


class Once:
    """What makes of a text one that tells a long list as ``“甲”等 9 项`` where an earlier text had it whole."""

    def __init__(self) -> None:
        self._told = set[str]()

    def __call__(self, text: str) -> str:
        return _LIST.sub(self._shortened, text)

    def _shortened(self, found: re.Match[str]) -> str:
        names = found[0]
        if names not in self._told:
            self._told.add(names)
            return names
        return f"{names[: names.index('”') + 1]}等 {names.count('“')} 项"
