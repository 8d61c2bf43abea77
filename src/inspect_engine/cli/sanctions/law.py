"""Behind ``sanction kinds`` and ``sanction fines``: what is on file, as the ledger has adopted it, if there is one."""

from __future__ import annotations

from typing import Any

from inspect_engine.cli import show, typed
from inspect_engine.cli.definitions.adoption import desk_here
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.sanctions.catalogue import MARK_TITLES, WHO_TITLES, Catalogue, FineRange, Kind
from inspect_engine.domain.sanctions.form import fields_of
from inspect_engine.domain.words.text import meant, suggest
from inspect_engine.errors import InputError
from inspect_engine.reading.sanctions import load_catalogue


def _here() -> Catalogue:
    desk = desk_here()
    return desk.catalogue if desk else load_catalogue()


def kinds_of(name: str | None) -> show.Answer:
    """All kinds, or one with its form. Raises InputError for a name that none has."""
    catalogue = _here()
    if name is not None:
        name = meant(name, {key: kind.title for key, kind in catalogue.kinds.items()})
        typed.one_of(name, catalogue.kinds, "惩戒种类")
    chosen = [kind for kind in catalogue.kinds.values() if name in (None, kind.id)]
    shape = {"items": [_kind_row(kind, catalogue) for kind in chosen]}
    if name is not None:
        return show.Answer(shape, lambda: _print_kind(chosen[0], catalogue))
    rows = [
        (k.id, k.title, "是" if k.penalty else "否", "是" if k.public else "否", _by(k.by, catalogue)) for k in chosen
    ]
    head = ("种类", "名称", "行政处罚", "公开", "由谁作出")
    return show.Answer(shape, lambda: show.table(head, rows), notes=["要填什么：inspect-engine sanction kinds 种类"])


def _print_kind(kind: Kind, catalogue: Catalogue) -> None:
    bases = [_cited(basis.ref, basis.article, catalogue) for basis in kind.basis]
    fields = fields_of(kind, catalogue)
    show.pairs(
        [
            ("种类", f"{kind.id} {kind.title}"),
            ("行政处罚", "是，决定之前要告知" if kind.penalty else "否"),
            ("公开", f"决定之后 {catalogue.publication.publish_within} 个工作日内" if kind.public else "不要求"),
            ("由谁作出", _by(kind.by, catalogue)),
            ("在册", f"没有另写期限的，{kind.stays} 个月" if kind.stays else "到期限，或者解除为止"),
            ("依据", "\n".join(bases)),
            ("说明", kind.note),
        ]
    )
    print()
    show.table(("字段", "名称", "必填", "可填"), map(_field, fields))


def _field(spec: FieldSpec) -> tuple[str, str, str, str]:
    can = "、".join(f"{key}（{title}）" for key, title in spec.choices.items())
    kinds = {"date": "日期", "decimal": "数字", "integer": "整数", "boolean": "是／否"}
    return spec.id, spec.label, "是" if spec.required else "", can or spec.hint or kinds.get(spec.type, "")


def _by(kinds: tuple[str, ...], catalogue: Catalogue) -> str:
    return catalogue.titles(kinds) or "不限"


def _cited(ref: str, article: str, catalogue: Catalogue) -> str:
    document = catalogue.references[ref]
    mark = MARK_TITLES[document.articles[article]]
    return f"{document.name}{article}{f'（{mark}）' if mark else ''}"


def _kind_row(kind: Kind, catalogue: Catalogue) -> dict[str, Any]:
    same = {name: getattr(kind, name) for name in ("id", "title", "penalty", "public", "by", "stays", "note")}
    bases = [{"ref": b.ref, "article": b.article, "confidence": catalogue.mark(b)} for b in kind.basis]
    fields = [spec.model_dump(mode="json", exclude_defaults=True) for spec in fields_of(kind, catalogue)]
    return {**same, "basis": bases, "fields": fields}


def fines_of(ref: str | None) -> show.Answer:
    """All ranges, or those of one document. Raises InputError for a document that has none."""
    catalogue = _here()
    refs = {fine.ref for fine in catalogue.fines.values()}
    if ref is not None and ref not in refs:
        raise InputError.one(f"“{ref}”没有登记罚款幅度", fix=suggest(ref, refs) or f"已登记：{'、'.join(sorted(refs))}")
    chosen = [fine for fine in catalogue.fines.values() if ref in (None, fine.ref)]
    head = ("幅度", "条款", "对谁", "罚多少", "由谁决定", "情形")
    shape = {"items": [_fine_row(fine, catalogue) for fine in chosen]}
    return show.Answer(shape, lambda: show.table(head, [_fine_cells(fine, catalogue) for fine in chosen]))


def _fine_cells(fine: FineRange, catalogue: Catalogue) -> tuple[str, ...]:
    mark = MARK_TITLES[catalogue.mark(fine)]
    told = "不得据此罚款" if fine.instead else fine.told
    asides = [f"先行：{fine.first}" if fine.first else "", fine.extra or "", fine.instead or "", fine.note or ""]
    more = "".join(f"（{aside}）" for aside in asides if aside)
    where = f"{catalogue.references[fine.ref].title}{fine.article}{f'【{mark}】' if mark else ''}"
    return fine.id, where, WHO_TITLES[fine.who], told, _by(fine.by, catalogue), f"{fine.conduct}{more}"


def _fine_row(fine: FineRange, catalogue: Catalogue) -> dict[str, Any]:
    return {
        **fine.model_dump(mode="json"),
        "document": catalogue.references[fine.ref].name,
        "confidence": catalogue.mark(fine),
        "enforced": catalogue.mark(fine) == "C",
    }
