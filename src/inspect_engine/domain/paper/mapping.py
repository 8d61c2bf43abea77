"""Which column of a paper ledger is which field, and what holds where a cell is empty: to be saved and mended."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from inspect_engine.domain.definitions.base import Model, Text
from inspect_engine.domain.paper.fields import BY_TITLE, KEPT, LEFT
from inspect_engine.domain.words.text import suggest


def _known(title: str) -> str:
    if title not in BY_TITLE:
        raise ValueError(f"没有字段“{title}”{_near(title, list(BY_TITLE))}")
    return title


def _column(title: str) -> str:
    if title not in (*BY_TITLE, KEPT, LEFT):
        raise ValueError(f"没有字段“{title}”{_near(title, [*BY_TITLE, KEPT, LEFT])}")
    return title


def _near(title: str, known: list[str]) -> str:
    return f"，{suggest(title, known) or '可写：' + '、'.join(known)}"


def _outcome(word: str) -> str:
    if word not in DONE_MEANS:
        raise ValueError(f"done_means 应写 {' 或 '.join(DONE_MEANS)}")
    return word


DONE_MEANS = ("已办结", "已回复")
"""What “整改情况：是” comes to: the end, or a reply that is still to be looked at."""


class Mapping(Model):
    """``columns``: heading → title of a field, 备查 or 不要; ``defaults``: title of a field → what an empty cell says.

    ``sheets`` are those that are read, all that have the headings where none is named; ``pack`` is the checklist whose
    workflow the hazards go by.
    """

    pack: str = ""
    sheets: tuple[Text, ...] = ()
    done_means: Annotated[str, AfterValidator(_outcome)] = DONE_MEANS[0]
    columns: Annotated[dict[Text, Annotated[str, AfterValidator(_column)]], Field(min_length=1)]
    defaults: dict[Annotated[str, AfterValidator(_known)], Text] = Field(default={})

    def plain(self) -> dict[str, Any]:
        """As files and events hold it."""
        shape = {"pack": self.pack, "sheets": list(self.sheets), "done_means": self.done_means}
        return {**shape, "columns": dict(self.columns), "defaults": dict(self.defaults)}

    def but(self, **changes: Any) -> Mapping:
        """The same, but for these. Raises ValidationError for what is none."""
        return Mapping.model_validate({**self.plain(), **changes})
