"""评分: the score of one inspection as a workbook, and in it the sheets that are printed and signed."""

from inspect_engine.exports.scores.workbook import write

__all__ = ["write"]
