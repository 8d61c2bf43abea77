"""Judged by the law of the day: which limit applies, what an answer amounts to, and why."""

from inspect_engine.domain.judgement.logic import compare, holds
from inspect_engine.domain.judgement.verdicts import Comparison, Judgement, Verdict, grade, judge, limit_words

__all__ = ["Comparison", "Judgement", "Verdict", "compare", "grade", "holds", "judge", "limit_words"]
