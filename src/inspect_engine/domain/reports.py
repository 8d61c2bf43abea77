"""Reports (线索): what somebody tells of from outside a checklist, until it is decided what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import EARLIEST
from inspect_engine.domain.words.identifiers import Overlay, region_fault
from inspect_engine.domain.words.text import fault_in, is_blank
from inspect_engine.errors import Problem

RECEIVED, TRIAGED = "report.received", "report.triaged"
KINDS = (RECEIVED, TRIAGED)
SOURCES = {"public": "举报", "passed": "移交来", "self": "自查", "grid": "网格", "snapshot": "随手拍"}
DECISIONS = {"take": "查办", "dismiss": "不属实、不处理", "pass_on": "移交"}
DAYS = 7
"""Days within which it is to be decided; an office's own rule, of no document."""


@dataclass(frozen=True)
class Report:
    """What was told ``on`` a day: in whose words, where (a recorded ``subject``, or a ``place`` by words), from what
    ``source``. ``reporter`` is private: empty for whoever is not to know, and where nobody is named.

    Once it is decided, ``decision`` says what becomes of it (:data:`DECISIONS`), ``why`` gives the reason, and ``to``
    names the case or inspection in which it was taken up, or whom it was passed on to.
    """

    number: str
    source: str
    on: date
    region: str
    words: str
    subject: str = ""
    place: str = ""
    reporter: str = ""
    author: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    decision: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    to: str = ""
    why: str = ""

    @property
    def due_on(self) -> date:
        """The last day on which it is decided in time."""
        return self.on + timedelta(days=DAYS)

    def days(self, today: date) -> int:
        """How long it has waited, or did."""
        return ((self.decided_on or today) - self.on).days

    def late(self, today: date) -> bool:
        return (self.decided_on or today) > self.due_on

    def plain(self) -> dict[str, Any]:
        """As ``report list --json`` prints it."""
        return {**vars(self), "due_on": self.due_on, "files": [dict(file) for file in self.files]}


def fold(events: Iterable[Event]) -> dict[str, Report]:
    """Every report by its number, in order."""
    found: dict[str, Report] = {}
    for event in events:
        step(found, event)
    return found


def step(reports: dict[str, Report], event: Event) -> None:
    """Bring reports up to one more event."""
    data = event.data
    if event.kind == RECEIVED:
        same = ("number", "source", "region", "words", "subject", "place", "reporter")
        made = Report(**{name: data[name] for name in same}, on=event.on, author=event.actor.user, files=event.files)
        reports[made.number] = made
    elif event.kind == TRIAGED and data["number"] in reports:
        told: dict[str, Any] = {name: data[name] for name in ("decision", "to", "why")}
        told |= {"decided_on": event.on, "decided_by": event.actor.user}
        reports[data["number"]] = replace(reports[data["number"]], **told)


def number_after(reports: Mapping[str, Report]) -> str:
    """The number of the next report."""
    return f"XS-{len(reports) + 1:04d}"


def faults(data: Mapping[str, Any], today: date, over: Overlay) -> Iterator[Problem]:
    """What keeps a report from being recorded so; ``over`` is what is known of regions."""
    on = parse_date(data["on"])
    if on > today or on < EARLIEST:
        yield Problem("--on", f"收到的日期 {on} 在今天（{today}）之后" if on > today else f"{on} 太早，请核对")
    if data["source"] not in SOURCES:
        yield Problem("来源", f"没有来源“{data['source']}”", f"可写：{'、'.join(SOURCES.values())}")
    if fault := fault_in(data["words"]):
        yield Problem("内容", f"反映的情况{fault}")
    if not data["subject"] and (fault := fault_in(data["place"])):
        yield Problem("--place", f"地点{fault}", "写 --subject 对象编号，或者 --place 地点")
    if fault := region_fault(data["region"], today, over):
        yield Problem("--region", fault)
    if not is_blank(data["reporter"]) and (fault := fault_in(data["reporter"])):
        yield Problem("--reporter", f"反映人{fault}")


def triage_faults(report: Report, data: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps a decision from being recorded so. One that was made before can be made anew, with a reason."""
    if data["decision"] not in DECISIONS:
        yield Problem("去向", f"没有去向“{data['decision']}”", f"可写：{'、'.join(DECISIONS.values())}")
    if data["decision"] in ("take", "pass_on") and is_blank(data["to"]):
        what = "并入哪件隐患、哪次检查" if data["decision"] == "take" else "移交给谁"
        yield Problem("--to", f"没有写{what}")
    if (data["decision"] == "dismiss" or report.decision) and is_blank(data["why"]):
        yield Problem("--why", "没有写理由" if not report.decision else "已定过去向，改定要写理由")
