"""Which parties are under sanction on a day."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.domain.units import folded


@dataclass(frozen=True)
class Flags:
    """The sanctions in force on a day, to be looked up for each party that is shown."""

    on: date
    sanctions: tuple[Sanction, ...]

    def of(self, party: str, uscc: str = "") -> tuple[Sanction, ...]:
        """Those against a party: by code where both have one, otherwise by name."""
        if uscc:
            return tuple(one for one in self.sanctions if one.concerns(party, uscc))
        return tuple(self._by_name.get(folded(party), ()))

    def beside(self, subject: Mapping[str, Any]) -> tuple[Sanction, ...]:
        """Those against a recorded subject or its responsible unit; its code is its own, not that of the unit."""
        name, party = subject["name"], subject["party"]
        own = self.of(name, _code(subject["fields"].get("uscc", "")))
        return own if party == name else (*own, *self.of(party))

    @cached_property
    def _by_name(self) -> Mapping[str, list[Sanction]]:
        found = defaultdict[str, list[Sanction]](list)
        for one in self.sanctions:
            for name in one.units:
                found[name].append(one)
        return dict(found)


def _code(text: str) -> str:
    """A code as it was typed into a form, for comparison."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
