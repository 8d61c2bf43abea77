"""The form of a decision: its fields by kind, and what was filled in, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain.definitions import Basis, FieldSpec
from inspect_engine.domain.judgement.citing import named
from inspect_engine.domain.sanctions.catalogue import Catalogue, FineRange, Kind
from inspect_engine.domain.sanctions.wording import named_range
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.formats import credit_code
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import InputError, Problem, Refused

PARTY_KINDS = {"unit": "单位", "person": "个人", "authority": "主管部门"}


@dataclass(frozen=True)
class Decision:
    """About whom, decided when, arising from which cases (id → number)."""

    party: str
    decided_on: date
    uscc: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A form as read. ``basis`` are {ref, article, confidence, text}; ``fine`` the range that was chosen."""

    kind: Kind
    about: Decision
    specs: Sequence[FieldSpec]
    values: Mapping[str, str]
    fine: FineRange | None
    basis: list[dict[str, Any]]


def fields_of(kind: Kind, catalogue: Catalogue) -> tuple[FieldSpec, ...]:
    """The whole form of a kind: what every decision has, what a penalty adds, what is its own."""
    authorities = {key: each.title for key, each in catalogue.authorities.items()}
    common = (
        FieldSpec(id="authority_kind", title="机关种类", type="choice", choices=authorities),
        FieldSpec(id="authority", title="作出决定的机关"),
        FieldSpec(id="doc_no", title="文号", required=kind.penalty),
        FieldSpec(id="grounds", title="事由"),
        FieldSpec(id="basis", title="依据", required=False, hint="登记过的写“编号 条款”，如 axz-397 第14条"),
        FieldSpec(id="party_kind", title="对象类别", type="choice", choices=PARTY_KINDS, required=False),
        FieldSpec(id="mandate", title="集中行使处罚权的依据", required=False),
    )
    penalty = (
        FieldSpec(id="notified_on", title="告知日期", type="date", required=kind.spares is None),
        FieldSpec(id="filed_on", title="立案日期", type="date", required=False),
    )
    return (*common, *(penalty if kind.penalty else ()), *kind.fields)


def read(kind: Kind, given: Mapping[str, str], about: Decision, catalogue: Catalogue) -> Reading:
    """Raises InputError with everything that cannot be read, Refused with every required field that is missing."""
    specs = fields_of(kind, catalogue)
    entry = forms.read(specs, given, date.max)
    problems = [Problem(name, what) for name, what in entry.faults]
    problems += [Problem("party", fault) for fault in [fault_in(about.party)] if fault]
    if problems:
        raise InputError(problems)
    if entry.missing:
        raise Refused(kind.title, [f"须填“{spec.title}”（{spec.id}）" for spec in entry.missing])
    values = {"party_kind": "unit", **entry.values}
    fine = _range(values, catalogue) if kind.id == "fine" else None
    return Reading(kind, about, specs, values, fine, _basis(kind, fine, values, catalogue))


def read_uscc(text: str) -> str:
    """The code without spaces, in capitals. Raises InputError for one that is not of GB 32100-2015."""
    if not text.strip():
        return ""
    try:
        return credit_code(text, date.max)
    except ValueError as error:
        raise InputError.one(f"统一社会信用代码：{error}", where="uscc") from None


def _range(values: Mapping[str, str], catalogue: Catalogue) -> FineRange | None:
    name = values.get("rule")
    if name is None:
        return None
    if name not in catalogue.fines:
        fix = suggest(name, catalogue.fines) or "用 inspect-engine sanction fines 查"
        raise InputError.one(f"没有罚款幅度“{name}”", where="rule", fix=fix)
    if "basis" in values:
        raise InputError.one("选了罚款幅度就有了依据，不再填“依据”", where="basis", fix="去掉其中一个")
    return catalogue.fines[name]


def _basis(kind: Kind, fine: FineRange | None, values: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    """What the decision rests on: that of the range, the one given, or the one of its kind."""
    if fine:
        return [_cited(fine.ref, fine.article, catalogue)]
    if "basis" in values:
        return [_given(kind, values["basis"], catalogue)]
    if kind.id == "fine":
        raise Refused(kind.title, ["须选一条罚款幅度（rule，见 sanction fines）；没有登记的，填“依据”（basis）"])
    if not kind.default_basis:
        raise Refused(kind.title, [f"须填“依据”（basis）：{(kind.note or kind.title).rstrip('。')}"])
    return [_cited(each.ref, each.article, catalogue) for each in kind.basis]


def _given(kind: Kind, text: str, catalogue: Catalogue) -> dict[str, Any]:
    ref, _, article = (part.strip() for part in text.partition(" "))
    if ref not in catalogue.references:
        if kind.id == "fine" and (found := named_range(text, catalogue)):
            raise Refused(
                kind.title, [f"“{text}”登记了罚款幅度，请选其中一条（rule，见 sanction fines --ref {found}）"]
            )
        return {"ref": None, "article": None, "confidence": "", "text": text}
    known = catalogue.references[ref].articles
    if article not in known:
        fix = suggest(article, known) or f"已登记：{'、'.join(list(known)[:8])}"
        raise InputError.one(f"“{ref}”没有登记条款“{article}”", where="basis", fix=fix)
    if kind.id == "fine" and (ref, article) in catalogue.ranged:
        raise Refused(
            kind.title, [f"{ref} {article} 登记了罚款幅度，请选其中一条（rule，见 sanction fines --ref {ref}）"]
        )
    return _cited(ref, article, catalogue)


def _cited(ref: str, article: str, catalogue: Catalogue) -> dict[str, Any]:
    text = named(ref, article, catalogue.references)
    return {"ref": ref, "article": article, "confidence": catalogue.mark(Basis(ref=ref, article=article)), "text": text}
