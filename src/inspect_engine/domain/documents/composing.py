"""A document as text, or everything that it still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspect_engine.domain.documents import facts
from inspect_engine.domain.documents.apart import of_case, parted, read_apart
from inspect_engine.domain.documents.citations import Citation, Cited, given, sift
from inspect_engine.domain.documents.filling import applies, check_names, shown, typed_values
from inspect_engine.domain.documents.fitness import groundless, misaddressed, uncitable, unfit, unsigned, unweighed
from inspect_engine.domain.documents.kinds import BREACHED, DocumentField, DocumentKind
from inspect_engine.domain.documents.material import Attached, CaseMaterial, Desk
from inspect_engine.domain.documents.supplementing import Supplemented


@dataclass(frozen=True)
class Content:
    """What a document says: texts by field, one row a case, pictures, the articles cited and left out.

    ``typed`` are the canonical values of the fields that a person may fill in. ``lacking`` is what stands in the way of
    issuing it, in Chinese; a draft shows the gaps. ``waived`` says what of the floor for hazards the workflow does not
    keep, and why: it is printed at the end. ``doubts`` are what to look at first. ``mark`` is printed on every page,
    ``code`` in the QR code.
    """

    kind: DocumentKind
    values: Mapping[str, str]
    typed: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    photos: tuple[Attached, ...]
    cited: tuple[str, ...]
    omitted: tuple[str, ...]
    lacking: tuple[str, ...]
    waived: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    number: str = ""
    mark: str = ""
    code: str = ""

    def plain(self) -> dict[str, Any]:
        """What an event keeps of it."""
        texts = {"values": dict(self.values), "typed": dict(self.typed)}
        articles = {"cited": list(self.cited), "omitted": list(self.omitted)}
        waived = {"waived": list(self.waived)} if self.waived else {}
        return {"kind": self.kind.id, "title": self.kind.title, "number": self.number, **texts, **articles, **waived}

    def with_gaps(self) -> Content:
        """The same for a draft, with each gap named where it is."""
        needed = {spec.id: spec for spec in self.kind.fields if spec.required and spec.id in self.values}
        gaps = {name: f"〔缺：{spec.title}〕" for name, spec in needed.items() if not self.values[name]}
        return replace(self, values={**self.values, **gaps})

    def numbered(self, number: str, mark: str, code: str) -> Content:
        """The same, with what only the moment of issue gives."""
        return replace(self, number=number, mark=mark, code=code, values={**self.values, "number": number})


def compose(
    kind: DocumentKind,
    found: Sequence[CaseMaterial],
    desk: Desk,
    said: Mapping[str, str],
    omit: Sequence[str] = (),
    supplemented: Supplemented | None = None,
    leaving: Sequence[CaseMaterial] = (),
) -> Content:
    """Put a document together from the ledger and from what was given.

    One that supplements another takes the cases ``leaving`` out of it. Raises InputError for what was given and cannot
    be: unknown fields, values that do not fit.
    """
    every = [*found, *leaving]
    fields = [spec for spec in kind.fields if applies(spec, every) and (found or not spec.adding)]
    said, own = parted(said)
    check_names(kind, fields, said)
    typed, lacking = typed_values([spec for spec in fields if spec.source is None], every, desk, said)
    typed |= read_apart(own, fields, found, desk)
    known = facts.facts(kind, found or leaving, desk, typed.get("days", ""))
    if supplemented:
        known |= facts.of_supplement(supplemented, found, leaving)
    texts = {spec.id: shown(spec, typed.get(spec.id, ""), desk) for spec in fields if spec.source is None}
    texts |= {spec.id: known.get(spec.id, "") for spec in fields if spec.source == "ledger"}
    cited = [sift(_breached(one, typed, desk), omit) if kind.cites else Cited((), (), ()) for one in found]
    lacking += _unknown(fields, texts, typed)
    lacking += unfit(kind, found, desk)
    lacking += groundless(fields, found, desk, typed)
    lacking += uncitable(kind, found, cited, omit)
    lacking += unsigned(kind, found, desk) if found else ()
    return Content(
        kind=kind,
        values=texts,
        typed=typed,
        rows=(
            *(
                facts.row(n, kind, one, desk, sifted, typed)
                for n, (one, sifted) in enumerate(zip(found, cited, strict=True), 1)
            ),
            *(facts.row_out(n, kind, one, desk) for n, one in enumerate(leaving, len(found) + 1)),
        ),
        photos=facts.photographs(kind, found) if "photo_list" in texts else (),
        cited=tuple(dict.fromkeys(each.text for one in cited for each in one.kept)),
        omitted=tuple(dict.fromkeys(each.text for each in _left_out(kind, found, cited))),
        lacking=tuple(dict.fromkeys(lacking)),
        waived=tuple(dict.fromkeys(told for one in found for told in one.waived)),
        doubts=() if kind.also else (*misaddressed(found, desk), *unweighed(kind, found)),
    )


def _breached(one: CaseMaterial, typed: Mapping[str, str], desk: Desk) -> tuple[Citation, ...]:
    """What a case breaches: the duties of its item, and those that somebody names for it."""
    named = of_case(typed, one.case.number).get(BREACHED, "")
    more = given(named, desk.references, one.origin.found_on, desk.read) if named else ()
    return tuple(dict.fromkeys((*one.citations, *more)))


def _left_out(kind: DocumentKind, found: Sequence[CaseMaterial], cited: Sequence[Cited]) -> Iterator[Citation]:
    """What a document of this kind would cite and does not."""
    for one, sifted in zip(found, cited, strict=True):
        yield from sifted.omitted
        yield from one.left_out if kind.cites else ()


def _unknown(fields: Sequence[DocumentField], texts: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[str]:
    """Fields that the ledger should give and cannot."""
    for spec in fields:
        if (
            spec.source
            and spec.required
            and not texts[spec.id]
            and spec.id != "number"
            and (spec.id != "deadline" or "days" in typed)
        ):
            yield f"台账里没有“{spec.title}”（{spec.id}）"
