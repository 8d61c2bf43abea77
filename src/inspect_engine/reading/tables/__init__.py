"""Checklists that other people keep in spreadsheets: rows of items, or the survey of an XLSForm, to plain data.

Nothing is dropped without a word: what is not understood stands in the report, with sheet and cell.
"""

from inspect_engine.reading.tables.books import Sheet, read_book
from inspect_engine.reading.tables.drafts import Draft, Finding
from inspect_engine.reading.tables.lists import read_list
from inspect_engine.reading.tables.whole import is_whole, read_whole
from inspect_engine.reading.tables.xlsforms import is_form, read_form

__all__ = [
    "Draft",
    "Finding",
    "Sheet",
    "is_form",
    "is_whole",
    "read_book",
    "read_form",
    "read_list",
    "read_whole",
]
