"""A score as Markdown: summary, result, what it waits for, then each sheet."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.scores import Score, wording
from inspect_engine.exports.markdown.text import plain, table


def score_lines(title: str, score: Score) -> Iterator[str]:
    """The whole of it, line by line; what was typed stays text."""
    yield from (f"# {plain(title)}", "", *table(wording.SUMMARY, wording.summary(score)), "")
    yield from (f"- {name}：{plain(value)}" for name, value in wording.outcome(score))
    for heading, told in wording.lists(score):
        yield from ("", f"## {heading}", "", *(f"- {plain(one)}" for one in told))
    for sheet in score.sheets:
        yield from ("", f"## {plain(wording.heading(sheet))}", "")
        if rows := table(wording.LINES, wording.lines(sheet)):
            yield from (*rows, "")
        yield plain(wording.tail(sheet))
