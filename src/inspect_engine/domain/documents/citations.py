"""What a document may cite: confirmed articles of registered documents that were in force on the day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from inspect_engine.domain.definitions import Definition, Reference, Use
from inspect_engine.domain.judgement.deriving import with_derived
from inspect_engine.domain.judgement.logic import holds
from inspect_engine.domain.references import Register, standing

NOBODY: Register = {}
UNREAD = "待核：没有人对照原文核过"
USES: tuple[Use, ...] = ("duty", "grade", "penalty")
_NUMBERED = re.compile(r"\d+(\.\d+)*", re.ASCII)


@dataclass(frozen=True)
class Citation:
    """One article that a case rests on. ``fault`` says why no document may cite it; ``past`` that it did not apply.

    ``law`` is the document with number and edition, ``place`` the article as it is written out. An article ``unread``
    is registered from memory, and nobody has read it against its text.
    """

    ref: str
    article: str
    law: str
    place: str
    fault: str = ""
    past: bool = False
    unread: bool = False

    @property
    def text(self) -> str:
        return self.law + self.place

    @property
    def known_as(self) -> frozenset[str]:
        """The ways in which a person may name it."""
        return frozenset({self.text, self.article, f"{self.ref}:{self.article}"})


def citation(
    ref: str, article: str, references: Mapping[str, Reference], on: date, read: Register = NOBODY
) -> Citation:
    """An article on a day. Marks in ``Reference.articles``: C may be cited, U may not, and M only where somebody has
    ``read`` it against its text; that is printed with it."""
    document = references.get(ref)
    if document is None:
        return Citation(ref, article, f"{ref} ", article, "没有登记这份依据")
    law, place, confidence = document.name, _place(article), document.articles.get(article)
    if confidence is None:
        return Citation(ref, article, law, place, "没有登记这一条")
    fault = "待核：内容没有定论" if confidence == "U" else "效力待核" if document.status == "unclear" else ""
    word = standing(read, (ref, article), law) if confidence == "M" else None
    unread = confidence == "M" and word is None
    place += word.mark if word else ""
    return Citation(ref, article, law, place, fault or (UNREAD if unread else ""), not document.in_force(on), unread)


def _place(article: str) -> str:
    """``第36条第4款`` as it is, ``6.2.1`` as 第6.2.1条; where only the subject is registered, 关于…的规定."""
    if _NUMBERED.fullmatch(article):
        return f"第{article}条"
    return article if article.startswith(("第", "附")) else f"关于{article}的规定"


@dataclass(frozen=True)
class Found:
    """A failure as documents cite it: its item, the day, what was measured, and which articles somebody has read."""

    definition: Definition
    item: str
    on: date
    values: Mapping[str, str] = field(default_factory=dict)
    read: Register = field(default_factory=dict)


def violated(found: Found) -> tuple[Citation, ...]:
    """What a failure breaches, on the finding day: its duties, and nothing else."""
    return _cited(found, "duty")


def grading(found: Found) -> tuple[Citation, ...]:
    """What grades a failure, and may be cited on the finding day."""
    return tuple(each for each in _cited(found, "grade") if not (each.fault or each.past))


def punished(found: Found) -> tuple[Citation, ...]:
    """What punishes a failure, and may be cited on the finding day."""
    return tuple(each for each in _cited(found, "penalty") if not (each.fault or each.past))


def unread(found: Found) -> tuple[Citation, ...]:
    """What grades or punishes a failure, and is left out because nobody has read it."""
    cited = (*_cited(found, "grade"), *_cited(found, "penalty"))
    return tuple(each for each in cited if each.unread and not each.past)


def _cited(found: Found, use: Use) -> tuple[Citation, ...]:
    """The articles of its item that hold of whatever fails it, and those that it is known to be a case of."""
    return tuple(citation for citation, missing in _weighed(found, use) if not missing)


def undecided(found: Found) -> tuple[str, ...]:
    """The articles of its item of which nobody can say whether it is a case, each with what was left blank."""
    texts = {spec.id: spec.title for item in [found.definition.pack.item(found.item)] if item for spec in item.facts}
    weighed = (each for use in USES for each in _weighed(found, use))
    asked = {each.text: missing for each, missing in weighed if missing and not (each.past or each.fault)}
    said = {text: "、".join(f"“{texts.get(name, name)}”" for name in missing) for text, missing in asked.items()}
    return tuple(f"{text}：引不引用要看{blank}，没有填" for text, blank in said.items())


def _weighed(found: Found, use: Use) -> Iterator[tuple[Citation, tuple[str, ...]]]:
    """The articles that are not ruled out, each with the facts that are lacking before it is known to apply."""
    item = found.definition.pack.item(found.item)
    if item is None:
        return
    values = with_derived(item, found.values, found.on)
    for one in item.cited(use):
        held = one.when is None or holds(one.when, values)
        if held is not False:
            leaves = () if one.when is None or held else one.when.leaves
            missing = dict.fromkeys(leaf.fact for leaf in leaves if leaf.fact and not values.get(leaf.fact))
            lacking = () if held else tuple(missing) or ("实测情况",)
            yield citation(one.ref, one.article, found.definition.references, found.on, found.read), lacking


def told(citations: Collection[Citation]) -> str:
    """Articles as a document names them: the law once, with its number and edition, then its articles."""
    laws: dict[str, list[str]] = {}
    for each in citations:
        laws.setdefault(each.law, []).append(each.place)
    return "；".join(f"{law}{'、'.join(dict.fromkeys(places))}" for law, places in laws.items())


@dataclass(frozen=True)
class Cited:
    """The articles that a case is cited under, those left out by a person, and those that stand in the way."""

    kept: tuple[Citation, ...]
    omitted: tuple[Citation, ...]
    refused: tuple[Citation, ...]


def sift(found: Collection[Citation], omit: Collection[str]) -> Cited:
    """Articles not in force on the finding day are passed over; what nobody has read is left out where another article
    stands, the rest only if a person says so."""
    asked = tuple(each for each in found if not each.past)
    kept = tuple(each for each in asked if not (each.fault or each.known_as & set(omit)))
    left_out = tuple(each for each in asked if each.known_as & set(omit) or (each.unread and kept))
    return Cited(kept, left_out, tuple(each for each in asked if each.fault and each not in left_out))


def given(text: str, references: Mapping[str, Reference], on: date, read: Register = NOBODY) -> tuple[Citation, ...]:
    """``aqscf-2021:第65条(三)``, several with semicolons between. Raises ValueError, in Chinese, for another form."""
    return tuple(_parts(text, references, on, read))


def unusable(text: str, references: Mapping[str, Reference], on: date, read: Register = NOBODY) -> Iterator[str]:
    """Why articles that somebody names cannot be cited on a day, in Chinese."""
    try:
        for each in given(text, references, on, read):
            if each.fault or each.past:
                yield f"{each.text} {each.fault or f'在 {on} 不施行'}，不能引用"
    except ValueError as error:
        yield str(error)


def _parts(text: str, references: Mapping[str, Reference], on: date, read: Register) -> Iterator[Citation]:
    for part in text.replace("；", ";").split(";"):
        ref, colon, article = part.replace("：", ":").strip().partition(":")
        if not colon or not article.strip():
            raise ValueError(f"“{part}”应写成 依据编号:条款，例 aqscf-2021:第65条(三)")
        yield citation(ref.strip(), article.strip(), references, on, read)
