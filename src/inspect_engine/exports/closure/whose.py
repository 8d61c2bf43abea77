"""Whose a workbook is: who exported it, by the ledger, by the key that signed it, by an anchor he has handed over."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.anchors import Anchor, Noted
from inspect_engine.errors import Problem
from inspect_engine.exports.closure import notes, sealing
from inspect_engine.exports.closure.sealing import Seal
from inspect_engine.exports.closure.told import Told
from inspect_engine.ledger import Ledger
from inspect_engine.storage.queries import Key
from inspect_engine.storage.signing import genuine


def signature(ledger: Ledger, seal: Seal, told: Told) -> list[Problem]:
    """What is wrong with whose the seal is; one that nobody has signed claims nothing."""
    found = other_anchor(seal, told)
    if seal.signature and not seal.genuine:
        found.append(Problem(sealing.TITLE, "签名与内容不符，封条被改动过，或是另做的"))
    elif seal.signature:
        found += [*ledger.anchors.stranger(sealing.TITLE, seal.by, seal.key), *signer(seal, told)]
    return found


def signer(seal: Seal, told: Told) -> Iterator[Problem]:
    """Who signed is who says that he exported it."""
    if not told.is_by(seal.by):
        yield Problem(notes.TITLE, f"导出人写的是“{told.exporter}”，封条是“{seal.by}”签名的")


def exporter(noted: Noted | None, told: Told) -> Iterator[Problem]:
    """Who exported it by the ledger is who says so."""
    if noted and not told.is_by(noted.by):
        yield Problem(notes.TITLE, f"导出人写的是“{told.exporter}”，台账第 {noted.pos} 条记下的是“{noted.by}”导出的")


def by_anchor(seal: Seal, told: Told, anchor: Anchor) -> Iterator[Problem]:
    """In what a workbook cannot be of the ledger, and signed by the person, of an anchor that he has handed over."""
    if anchor.signature and not genuine(anchor.key, anchor.signed, anchor.signature):
        yield Problem("锚", "签名与内容不符，锚文件被改动过")
    elif anchor.signature and anchor.by == seal.by and anchor.key != seal.key:
        yield Problem(sealing.TITLE, f"签名用的钥匙 {seal.key[:16]} 不是锚里“{anchor.by}”的 {anchor.key[:16]}")
    if anchor.ledger != told.anchor.ledger:
        yield Problem("锚", f"是另一本台账的（{anchor.ledger[:8]}…），工作簿的是 {told.anchor.ledger[:8]}…")
    elif anchor.count == told.anchor.count and anchor.code != told.anchor.code:
        yield Problem("锚", f"同是第 {anchor.count} 条，链值或 Merkle 根与工作簿的不同：不是同一本台账的")


def other_anchor(seal: Seal, told: Told) -> list[Problem]:
    return [] if seal.anchor == told.code else [Problem(sealing.TITLE, "锚码与“说明”页的不同")]


def in_time(key: Key, noted: Noted | None) -> bool:
    """Whether a key held when it signed: it still does, or the export was on record before it was revoked."""
    return key.revoked is None or (noted is not None and noted.pos < key.revoked)
