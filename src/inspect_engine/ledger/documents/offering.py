"""Whether a document can be issued where its cases stand, and which voided one it takes the place of."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.documents.kinds import Acts, DocumentKind
from inspect_engine.domain.documents.material import CaseMaterial
from inspect_engine.domain.workflow.guards import unsigned


def not_offered(kind: DocumentKind, found: Sequence[CaseMaterial], replaces: str | None) -> list[str]:
    """Cases on which the action that must go with the document, or with its service, cannot be taken."""
    need = [acts for acts in (kind.acts if not replaces else None, kind.serves) if acts and acts.must]
    stuck = [one for one in found for acts in need if not _steps(one, acts)]
    told = [f"{one.case.number} 现为“{one.case.state_title}”，不能签发{kind.title}{_already(one)}" for one in stuck]
    ahead = [(one, step) for one in found for acts in need for step in _steps(one, acts)]
    told += [f"{one.case.number} 的{text}" for one, step in ahead for text in unsigned(one.flow, step, one.case, None)]
    waiting = [(one, each) for one in found if need for each in one.valid(kind.id) if not each.served]
    told += [f"{one.case.number} 已有 {each.number} 还没有送达，要改的用 notice reissue 重发" for one, each in waiting]
    return list(dict.fromkeys(told))


def _steps(one: CaseMaterial, acts: Acts) -> list[Transition]:
    """What of the actions that go with a document a case offers."""
    return [step for trigger in acts.triggers for step in one.flow.branches(trigger, one.case.state)]


def _already(one: CaseMaterial) -> str:
    return f"（已有 {one.source}）" if one.source else ""


def replaced(kind: DocumentKind, found: Sequence[CaseMaterial]) -> str | None:
    """The voided document that brought all these cases to where they are now."""
    if kind.acts is None:
        return None
    written = {one.case.values.get(kind.acts.number or "", "") for one in found}
    void = [{each.number for each in one.earlier if each.void} for one in found]
    again = any(one.valid(kind.id) for one in found)
    offered = any(_steps(one, kind.acts) for one in found)
    both = set.intersection(written, *void) if len(written) == 1 else set()
    return None if again or offered or not both else both.pop()
