"""Kinds of documents: which fields each must have, which cases it fits, what it does to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from inspect_engine.domain.definitions import FieldSpec, Model, Slug, Text, Truth, Version, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError

Column = Literal[
    "no",
    "case_number",
    "subject",
    "liable",
    "change",
    "part",
    "title",
    "facts",
    "violated",
    "severity",
    "grade",
    "penalty",
    "requirement",
    "state",
    "source",
    "due_on",
    "overdue_days",
    "result",
    "finding",
    "conclusion",
]
WHERE_ANY: tuple[Column, ...] = ("grade", "penalty")
"""Columns that leave no row where a case has nothing for them."""
BREACHED = "breached"
"""The field that names duties beside those of the checklist, for all cases or, with ``@``, for one."""
COLUMN_TITLES: dict[str, str] = {
    **{"no": "序号", "case_number": "编号", "part": "部位", "title": "事项", "facts": "事实", "violated": "违反条款"},
    **{"subject": "检查对象", "liable": "责任单位", "severity": "等级", "grade": "定级依据", "penalty": "相应罚则"},
    **{"requirement": "整改要求", "state": "当前状态", "source": "原文书号", "due_on": "到期日"},
    **{"overdue_days": "逾期天数", "result": "复查结果", "finding": "复查情况", "conclusion": "结论", "change": "变更"},
}


class DocumentField(FieldSpec):
    """One field of a document. ``source: ledger`` is worked out and cannot be given.

    ``only_for`` names the kinds of subject that need it; ``refers`` the kinds of document whose number it holds;
    ``citation`` holds ``reference:article`` and is printed as the law is cited; ``adding`` is asked for only where a
    supplementary notice adds cases; ``only_major`` are the articles, of those it may hold, that bear on 重大 alone;
    ``of_unit`` is another for each unit, as who answers for it; ``from_case`` are entries of its cases of which the
    first that is there stands in where nothing was given, ``toll`` being what an accident has cost.
    """

    source: Literal["ledger"] | None = None
    default: Text | None = None
    only_for: tuple[Slug, ...] = ()
    refers: tuple[Slug, ...] = ()
    citation: Truth = False
    adding: Truth = False
    only_major: tuple[Text, ...] = ()
    of_unit: Truth = False
    from_case: tuple[Slug, ...] = ()


class Acts(Model):
    """The action that issuing, or service, takes on each case that offers it.

    ``number`` and ``day`` are its fields that take the document's number and the day of service; what else it needs it
    takes from the document's fields of the same name. If it ``must``, nothing is issued for a case that is not there.
    ``on_site`` is the action in its place where inspectors issue the document themselves: who inspected signs.
    """

    trigger: Slug
    on_site: Slug | None = None
    number: Slug | None = None
    day: Slug | None = None
    must: Truth = False

    @property
    def triggers(self) -> tuple[str, ...]:
        """The actions of which one is taken."""
        return (self.trigger, *([self.on_site] if self.on_site else []))

    def taken_by(self, person: Person, flow: Workflow, state: str) -> str:
        """The one that this person takes in a state: the first that is offered there to his role."""
        mine = (name for name in self.triggers for step in flow.branches(name, state) if person.roles & set(step.by))
        return next(mine, self.trigger)


class DocumentKind(Model):
    """One kind; its ``version`` is that of its file, unless it has its own.

    ``cases`` are the kinds of case it fits (any, if empty); ``closed`` ones too, if it says so. ``after`` maps each
    action that the document reports on to its result; ``cites`` prints the articles violated; ``verb`` is the
    permission that issuing takes. ``supplements`` are the kinds to which it adds cases, or out of which it takes some:
    it is issued by ``notice supplement`` alone. One that is ``also`` goes to whom the pack tells beside whoever is
    liable. ``fields`` are its own, after those of its ``groups``.
    """

    id: Slug
    title: Text
    template: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*\.docx$")]
    cases: tuple[Slug, ...] = ()
    closed: Truth = False
    major: Truth = False
    overdue: Truth = False
    cites: Truth = False
    also: Truth = False
    verb: Literal["document", "notice", "record"] = "document"
    after: dict[Slug, Text] = Field(default_factory=dict)
    groups: tuple[Slug, ...] = ()
    rows: tuple[Column, ...] = Field(min_length=1)
    acts: Acts | None = None
    serves: Acts | None = None
    supplements: tuple[Slug, ...] = ()
    fields: tuple[DocumentField, ...] = ()
    version: Version | None = None

    @property
    def given(self) -> tuple[DocumentField, ...]:
        """The fields that a person may fill in."""
        return tuple(spec for spec in self.fields if spec.source is None)


class Catalog(Model):
    """All kinds at hand; each kind's fields are completed with those of its groups."""

    version: Version = "1"
    groups: dict[Slug, tuple[DocumentField, ...]] = Field(default_factory=dict)
    kinds: tuple[DocumentKind, ...]

    @model_validator(mode="after")
    def _groups_known(self) -> Catalog:
        for kind in self.kinds:
            for name in kind.groups:
                if name not in self.groups:
                    raise ValueError(f"文书“{kind.id}”用了没有定义的栏目组“{name}”")
        return self

    def whole(self) -> Mapping[str, DocumentKind]:
        """Every kind by id, its groups' fields before its own, with its version."""
        return {kind.id: kind.model_copy(update=self._completed(kind)) for kind in self.kinds}

    def _completed(self, kind: DocumentKind) -> dict[str, Any]:
        return {"fields": self._fields(kind), "groups": (), "version": kind.version or self.version}

    def _fields(self, kind: DocumentKind) -> tuple[DocumentField, ...]:
        return tuple(spec for name in kind.groups for spec in self.groups[name]) + kind.fields


def kind_of(kinds: Mapping[str, DocumentKind], word: str) -> DocumentKind:
    """A kind by id or title. Raises InputError with the near miss."""
    titles = {kind.title: kind for kind in kinds.values()}
    if found := kinds.get(word) or titles.get(word):
        return found
    fix = suggest(word, [*kinds, *titles]) or "种类见 inspect-engine notice kinds"
    raise InputError.one(f"没有文书种类“{word}”", fix=fix)
