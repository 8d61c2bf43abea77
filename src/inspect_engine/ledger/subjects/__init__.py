"""What is inspected: places and bodies, recorded, found, in one another, changed."""

from inspect_engine.ledger.subjects.changes import SubjectChanges
from inspect_engine.ledger.subjects.room import Subjects
from inspect_engine.ledger.subjects.shape import Below, Subject

__all__ = ["Below", "Subject", "SubjectChanges", "Subjects"]
