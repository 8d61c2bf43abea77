"""Limits of the law told to a reader: the number, when it is reached, the article, whose it is and why that one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from inspect_engine.domain.definitions import Limit, Op, Parameter, Reference, Region
from inspect_engine.domain.judgement.law import InForce
from inspect_engine.domain.words.wording import CONFIDENCE_TITLES, number

REACHED: dict[Op, str] = {">=": "达到或超过", ">": "超过", "<=": "不超过", "<": "不足", "=": "等于"}
NOT_REACHED: dict[Op, str] = {">=": "不足", ">": "不超过", "<=": "超过", "<": "达到或超过", "=": "不等于"}
LATER: dict[Op, str] = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "=": "等于"}
NOT_LATER: dict[Op, str] = {">=": "早于", ">": "不晚于", "<=": "晚于", "<": "不早于", "=": "不等于"}
NO_LIMIT = "当日无有效限值"
_NUMBERED = re.compile(r"\d+(\.\d+)*", re.ASCII)


def quantity(limit: Limit, parameter: Parameter) -> str:
    """``2.0 m``."""
    return number(limit.value) + (f" {parameter.unit}" if parameter.unit else "")


def named(ref: str, article: str, references: Mapping[str, Reference]) -> str:
    """``《规范》（GB 55009-2021）第6.1.8条``."""
    return references[ref].name + (f"第{article}条" if _NUMBERED.fullmatch(article) else article)


def cited(ref: str, article: str, references: Mapping[str, Reference]) -> str:
    """As :func:`named`, with （待核） where nobody has confirmed the wording."""
    return named(ref, article, references) + ("（待核）" if unconfirmed(ref, article, references) else "")


def marked(ref: str, article: str, references: Mapping[str, Reference]) -> str:
    """As :func:`named`, with （待核） where the wording was not found in a source: for readers."""
    sure = references[ref].articles.get(article, "C")
    return named(ref, article, references) + ("" if sure == "C" else f"（{CONFIDENCE_TITLES[sure]}）")


def unconfirmed(ref: str, article: str, references: Mapping[str, Reference]) -> bool:
    """Whether an article is marked U: it may not be quoted in a document."""
    return references[ref].articles.get(article) == "U"


def whose(region: Region | None) -> str:
    """``青岛市（370200）``, or the country."""
    return f"{region.title}（{region.region}）" if region else "国家"


def choice(found: InForce) -> str:
    """What the limit was chosen from: ``国家 2.0 m；青岛市 1.5 m，较严，采用``; empty when there was only one."""
    if found.limit is None or not found.passed_over:
        return ""
    pairs = (*found.passed_over, (found.region, found.limit))
    differ = len({limit.op for _, limit in pairs}) > 1
    told = [f"{_short(region)} {_told(limit, found.parameter, differ)}" for region, limit in pairs]
    return f"{'；'.join(told)}，{_reason(found, found.limit)}，采用"


def _short(region: Region | None) -> str:
    return region.title if region else "国家"


def _told(limit: Limit, parameter: Parameter, differ: bool) -> str:
    return quantity(limit, parameter) + (f"（{REACHED[limit.op]}）" if differ else "")


def _reason(found: InForce, chosen: Limit) -> str:
    if not found.parameter.safety:
        return "以最近一级的规定为准"
    if all((limit.value, limit.op) == (chosen.value, chosen.op) for _, limit in found.passed_over):
        return "同样严格"
    return "较严" if len(found.passed_over) == 1 else "最严"


def limit_row(found: InForce, references: Mapping[str, Reference]) -> dict[str, Any]:
    """A limit in force as plain data, its keys the same whether there is one or not."""
    limit = found.limit
    return {
        "parameter": found.parameter.id,
        "title": found.parameter.title,
        "safety": found.parameter.safety,
        "op": limit.op if limit else None,
        "value": number(limit.value) if limit else None,
        "unit": found.parameter.unit,
        **_source(limit, references),
        "region": found.region.region if found.region else None,
        "region_title": found.region.title if found.region else None,
        "passed_over": [_passed(region, one, references) for region, one in found.passed_over],
        "note": found.parameter.note,
    }


def _source(limit: Limit | None, references: Mapping[str, Reference]) -> dict[str, Any]:
    document = references[limit.ref] if limit else None
    return {
        "ref": limit.ref if limit else None,
        "document": document.name if document else None,
        "article": limit.article if limit else None,
        "confidence": document.articles.get(limit.article) if document and limit else None,
        "from": limit.from_ if limit else None,
        "to": limit.to if limit else None,
    }


def _passed(region: Region | None, limit: Limit, references: Mapping[str, Reference]) -> dict[str, Any]:
    place = {"region": region.region if region else None, "region_title": region.title if region else None}
    return {**place, "op": limit.op, "value": number(limit.value), **_source(limit, references)}
