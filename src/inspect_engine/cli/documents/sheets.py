"""A document, and a kind of documents, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inspect_engine.cli import show
from inspect_engine.cli.documents.lines import about, plain
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.documents.kinds import DocumentField, DocumentKind
from inspect_engine.domain.documents.service import SERVICE_TITLES
from inspect_engine.domain.people.authority import PERMISSIONS
from inspect_engine.ledger.documents import Issued


def print_kinds(kinds: Iterable[DocumentKind]) -> None:
    """Kinds with who issues them."""
    show.table(("种类", "名称", "由谁签发"), [(each.id, each.title, _issuers(each)) for each in kinds])


def _issuers(kind: DocumentKind) -> str:
    return "、".join(title for role, title in ROLE_TITLES.items() if role in PERMISSIONS[kind.verb][1])


def print_kind(kind: DocumentKind) -> None:
    """A kind with every field."""
    print(show.display(f"{kind.title}（{kind.id}），由{_issuers(kind)}签发"))
    show.table(("字段", "名称", "", "说明"), map(_field, kind.fields))


def _field(spec: DocumentField) -> tuple[str, ...]:
    need = "台账给出" if spec.source else "选填" if not spec.required else "有默认" if spec.default else "必填"
    options = "／".join(f"{key} {title}" for key, title in spec.choices.items())
    works = "只有工程项目要填" if spec.only_for else ""
    usual = f"默认：{spec.default}" if spec.default else ""
    return spec.id, spec.label, need, "；".join(filter(None, (options, spec.hint, works, usual)))


def print_document(found: Issued, data: Mapping[str, Any], kind: DocumentKind | None) -> None:
    """One document with what was filled in; ``kind`` names the fields."""
    fields = {spec.id: spec.title for spec in kind.fields} if kind else {}
    show.pairs(
        [
            ("文号", found.number),
            ("种类", found.title),
            ("状态", found.state),
            ("事项", about(plain(found))),
            ("补充", found.supplements),
            ("补充它的", "、".join(data["supplemented_by"])),
            ("签发人", found.issuer),
            ("代替", found.replaces),
            ("由它代替", "、".join(data["replaced_by"])),
            ("送达", found.service and f"{found.served_on} {SERVICE_TITLES[found.service]}，{found.received_by}"),
            ("作废", found.voided_on and f"{found.voided_on} {found.voided_by}：{found.void_reason}"),
            *((fields[name], data["values"].get(name)) for name in fields if name not in ("number", "content")),
            ("引用条款", "；".join(data["cited"])),
            ("没有引用", "；".join(data["omitted"])),
            ("文件 SHA-256", found.sha256),
            ("签发前链头", data["chain"]),
        ]
    )
