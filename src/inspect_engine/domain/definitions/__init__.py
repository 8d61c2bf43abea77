"""The definition language: checklist packs, workflows, regions and references, as frozen values."""

from __future__ import annotations

from typing import Any, Literal

from inspect_engine.domain.definitions.base import (
    ROLE_TITLES,
    SEVERITY_TITLES,
    Condition,
    Day,
    FieldSpec,
    FieldType,
    Format,
    ItemId,
    Model,
    Op,
    Role,
    Severity,
    Slug,
    Text,
    Truth,
    Version,
)
from inspect_engine.domain.definitions.checklist import (
    ANSWER_TITLES,
    ANSWERS,
    FREE,
    FREE_BASIS,
    FREE_TITLE,
    SETTLES_NOTHING,
    AnswerWord,
    Constraint,
    Item,
    Pack,
    ScoreGroup,
    Scoring,
    Section,
    SeverityRule,
    Source,
    SubjectKind,
)
from inspect_engine.domain.definitions.derived import FORMULA_TITLES, Derived, Formula, Pick
from inspect_engine.domain.definitions.law import (
    STATUS_TITLES,
    USE_TITLES,
    Basis,
    Confidence,
    Ground,
    Limit,
    Overlay,
    Parameter,
    Reference,
    Region,
    Status,
    Use,
    in_period,
)
from inspect_engine.domain.definitions.workflow import (
    CALENDAR_TITLES,
    CLOSING_TITLES,
    FINAL,
    NEGATIVE,
    ON_PAPER,
    SUCCESS,
    TIMES,
    VERDICT_TITLES,
    VOID,
    Calendar,
    Closing,
    DeadlineRule,
    Earliest,
    Escalation,
    Gate,
    Guard,
    Invariant,
    Link,
    Never,
    Passed,
    Passing,
    State,
    TimeLimit,
    Transition,
    Within,
    Workflow,
)

__all__ = [
    "ANSWERS",
    "ANSWER_TITLES",
    "CALENDAR_TITLES",
    "CLOSING_TITLES",
    "FINAL",
    "FORMULA_TITLES",
    "FREE",
    "FREE_BASIS",
    "FREE_TITLE",
    "NEGATIVE",
    "ON_PAPER",
    "ROLE_TITLES",
    "SETTLES_NOTHING",
    "SEVERITY_TITLES",
    "STATUS_TITLES",
    "SUCCESS",
    "TIMES",
    "USE_TITLES",
    "VERDICT_TITLES",
    "VOID",
    "AnswerWord",
    "Basis",
    "Calendar",
    "Closing",
    "Condition",
    "Confidence",
    "Constraint",
    "Day",
    "DeadlineRule",
    "Definition",
    "Derived",
    "Earliest",
    "Escalation",
    "FieldSpec",
    "FieldType",
    "Format",
    "Formula",
    "Gate",
    "Ground",
    "Guard",
    "Invariant",
    "Item",
    "ItemId",
    "Limit",
    "Link",
    "Model",
    "Never",
    "Op",
    "Overlay",
    "Pack",
    "Parameter",
    "Passed",
    "Passing",
    "Pick",
    "Reference",
    "Region",
    "Role",
    "ScoreGroup",
    "Scoring",
    "Section",
    "Severity",
    "SeverityRule",
    "Slug",
    "Source",
    "State",
    "Status",
    "SubjectKind",
    "Text",
    "TimeLimit",
    "Transition",
    "Truth",
    "Use",
    "Version",
    "Within",
    "Workflow",
    "in_period",
]


class Definition(Model):
    """What one case is judged under, stored in the ledger by content hash: pack, its workflows, the regions' limits,
    the cited documents.

    ``periods`` says by whose days a limit lives: by its document's (decision 0049), or, as in definitions stored before
    2026-11, by its own alone.
    """

    pack: Pack
    workflows: dict[Slug, Workflow]
    regions: tuple[Region, ...] = ()
    references: dict[Slug, Reference]
    periods: Literal["own", "document"] = "own"

    def canonical(self) -> dict[str, Any]:
        """Plain data that gives this definition back, the same for the same content."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
