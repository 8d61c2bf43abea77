"""Workflows that nothing was built for: flaws planted in them are found, and right ones are taken as they are."""

from __future__ import annotations

import pytest

from tests.definitions.held_out import Sample, samples, verdict
from tests.trial.replay import shown

SAMPLES = list(samples())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_what_is_said_of_a_workflow(sample: Sample) -> None:
    """A planted flaw is told for the right reason, and its path can be walked; nothing is said of a right one."""
    found = verdict(sample)
    if sample.says:
        assert any(says in text for text in found.told for says in sample.says.split("|")), found.told
        for flow, breach in found.breaches:
            shown(flow, breach, *(other for other in found.flows if other.id != flow.id))
    else:
        assert found.told == ()
        assert not sample.notes or any(note in text for text in found.notes for note in sample.notes.split("|"))


def test_there_are_enough_of_them() -> None:
    """Sixty and more, of them twenty right ones of other fields."""
    right = [each for each in SAMPLES if not each.says and not each.notes]
    assert len(SAMPLES) >= 60
    assert len(right) >= 20
