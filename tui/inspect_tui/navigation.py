"""The one place that knows the screens: the first, and all one can go to from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tui.screens.today import TodayScreen

if TYPE_CHECKING:
    from inspect_tui.house import Screens

home = TodayScreen


def load_screens() -> Screens:
    """All other screens; imported when called, for the first paint waits for none of what they need."""
    from inspect_tui.screens.act import ActScreen
    from inspect_tui.screens.board import BoardScreen
    from inspect_tui.screens.case import CaseScreen
    from inspect_tui.screens.correct import CorrectScreen
    from inspect_tui.screens.evidence import EvidenceScreen
    from inspect_tui.screens.export import ExportScreen
    from inspect_tui.screens.files import FilesScreen
    from inspect_tui.screens.finish import FinishScreen
    from inspect_tui.screens.hazard import HazardScreen
    from inspect_tui.screens.help import HelpScreen
    from inspect_tui.screens.ledger import LedgerScreen
    from inspect_tui.screens.log import LogScreen
    from inspect_tui.screens.many import ManyScreen
    from inspect_tui.screens.match import MatchScreen
    from inspect_tui.screens.note import NoteScreen
    from inspect_tui.screens.owed import OwedScreen
    from inspect_tui.screens.pick import PickScreen
    from inspect_tui.screens.place import PlaceScreen
    from inspect_tui.screens.prepare import PrepareScreen
    from inspect_tui.screens.result import ResultScreen
    from inspect_tui.screens.rows import RowsScreen
    from inspect_tui.screens.score import ScoreScreen
    from inspect_tui.screens.scores import ScoresScreen
    from inspect_tui.screens.start import StartScreen
    from inspect_tui.screens.subject import SubjectScreen
    from inspect_tui.screens.team import TeamScreen
    from inspect_tui.screens.text import TextScreen
    from inspect_tui.screens.verb import VerbScreen
    from inspect_tui.screens.verbs import VerbsScreen
    from inspect_tui.screens.views import ViewsScreen
    from inspect_tui.screens.walk import WalkScreen

    class Loaded:
        act = ActScreen
        board = BoardScreen
        case = CaseScreen
        correct = CorrectScreen
        evidence = EvidenceScreen
        export = ExportScreen
        files = FilesScreen
        finish = FinishScreen
        hazard = HazardScreen
        help = HelpScreen
        match = MatchScreen
        log = LogScreen
        ledger = LedgerScreen
        note = NoteScreen
        owed = OwedScreen
        place = PlaceScreen
        many = ManyScreen
        pick = PickScreen
        prepare = PrepareScreen
        result = ResultScreen
        rows = RowsScreen
        score = ScoreScreen
        scores = ScoresScreen
        start = StartScreen
        subject = SubjectScreen
        text = TextScreen
        verb = VerbScreen
        verbs = VerbsScreen
        team = TeamScreen
        views = ViewsScreen
        walk = WalkScreen

    return Loaded()
