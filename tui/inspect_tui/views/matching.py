"""Photographs of an inspection, and what it takes to attach those that the person has said yes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_engine.domain.inspections import AnswerInput
from inspect_tui.views.answers import event_of, save_answer

if TYPE_CHECKING:
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.inspections import Answer
    from inspect_tui.views.walk import Key


def attach(ledger: Ledger, inspection: str, chosen: Mapping[Key, Sequence[Path]]) -> int:
    """Answer each of these items again as it is answered, with more evidence; how many photographs were added.

    Raises InspectError where one cannot be; those before it are stored.
    """
    answers: dict[Key, Answer] = {answer.key: answer for answer in ledger.inspections.get(inspection).answers}
    count = 0
    for key, photographs in chosen.items():
        saved = answers[key]
        kept = [(str(file["name"]), ledger.desk.evidence_path(file)) for file in saved.files]
        save_answer(ledger, inspection, _again(saved, photographs), kept, event_of(saved), saved.place)
        count += len(photographs)
    return count


def _again(saved: Answer, photographs: Sequence[Path]) -> AnswerInput:
    return AnswerInput(
        subject=saved.subject,
        item=saved.item,
        answer=saved.answer,
        note=saved.note,
        part=saved.part,
        unit=saved.unit,
        co_units=saved.co_units,
        values=saved.entries,
        still=saved.still,
        another=saved.another,
        shared=saved.shared,
        sure=bool(saved.doubts),
    ).model_copy(update={"evidence": tuple(map(str, photographs))})
