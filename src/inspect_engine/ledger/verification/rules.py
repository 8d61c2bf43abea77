"""Every event asked of the rules: would they have let this person do this, then?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from inspect_engine.domain.anchors import EXPORTED
from inspect_engine.domain.calendars import Arrangement
from inspect_engine.domain.cases import (
    ABSORBED,
    ANNULLED,
    ANNULMENT,
    ASSIGNED,
    ESCALATED,
    IMPORTED,
    MOVED,
    NOTED,
    OPENED,
    PROPOSED,
    RECLOCKED,
    REDATED,
    REPINNED,
    SEEN,
    SENT,
    TAKEN_OUT,
    UNDONE,
    WITHDRAWN,
    absorbed,
    linked_opening,
)
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.corrections import KINDS as CORRECTIONS
from inspect_engine.domain.countersigning import KINDS as COUNTERSIGNING
from inspect_engine.domain.definitions.adoption import ADOPTED as DEFINITION_ADOPTED
from inspect_engine.domain.definitions.adoption import PROPOSED as DEFINITION_PROPOSED
from inspect_engine.domain.draws.register import KINDS as DRAWS
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections.hands import DISCARDED, HANDED, JOINED
from inspect_engine.domain.jumps import CONFIRMED as CLOCK_CONFIRMED
from inspect_engine.domain.paper import undoing
from inspect_engine.domain.paper.act import PROPOSED as IMPORT_PROPOSED
from inspect_engine.domain.paper.act import TAKEN
from inspect_engine.domain.people.delegation import DELEGATED, ENDED
from inspect_engine.domain.people.signatures import KEY_CONFIRMED, KEY_OFFERED, KEY_REVOKED
from inspect_engine.domain.proposals import RETRACTED
from inspect_engine.domain.references import KINDS as REFERENCES
from inspect_engine.domain.replies import READ
from inspect_engine.domain.reports import KINDS as REPORTS
from inspect_engine.domain.sanctions.register import EVENTS as SANCTIONS
from inspect_engine.domain.sanctions.register import IMPOSED
from inspect_engine.domain.sanctions.register import PROPOSED as SANCTION_PROPOSED
from inspect_engine.domain.timekeeping import SPAN_WRONG
from inspect_engine.errors import Conflict, InputError, Problem, Refused, StorageError
from inspect_engine.ledger.calendars import ADOPTED, why_redated
from inspect_engine.ledger.calendars import PROPOSED as CALENDAR_PROPOSED
from inspect_engine.ledger.documents.offices import REGISTERED
from inspect_engine.ledger.identity import REQUIRED
from inspect_engine.ledger.inspections.opening import number_of
from inspect_engine.ledger.overrides import DENIED
from inspect_engine.ledger.people.access import FAILED
from inspect_engine.ledger.verification import (
    acts,
    clocks,
    countersigning,
    offices,
    people,
    places,
    proposals,
    trust,
    units,
)
from inspect_engine.ledger.verification.acts import NONE
from inspect_engine.ledger.verification.corrections import Corrections
from inspect_engine.ledger.verification.differences import differences
from inspect_engine.ledger.verification.findings import Findings
from inspect_engine.ledger.verification.paper import Imports
from inspect_engine.ledger.verification.papers import Draws, Papers
from inspect_engine.ledger.verification.plans import KINDS as PLANS
from inspect_engine.ledger.verification.plans import Plans
from inspect_engine.ledger.verification.references import References
from inspect_engine.ledger.verification.reports import Reports
from inspect_engine.ledger.verification.sanctions import Sanctions
from inspect_engine.ledger.verification.shapes import misshapen
from inspect_engine.ledger.verification.world import World
from inspect_engine.ledger.witness import SET_ASIDE
from inspect_engine.storage.queries import REBUILT, RESTORED, Entry
from inspect_engine.storage.verify import named

Judge = Callable[[Event], Iterator[str]]
MALFORMED = (KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError)
BY_ITSELF = {
    OPENED: "没有检查或办理使它立案",
    ABSORBED: "没有并案使它成立",
    IMPORTED: "没有导入使它到这一步",
    SEEN: "没有检查使它又被查到",
    UNDONE: "没有撤回它所属的导入",
    TAKEN_OUT: "没有补充通知书使它摘出",
    REDATED: "没有采用放假安排，期限不会重新推算",
    RECLOCKED: "没有说明时钟有误，期限不会重新起算",
}
"""What is never done by itself, but follows from another event in the same transaction."""
MISSED = {
    ABSORBED: "并入的事项没有随之记下",
    CORRECTED: "有关的事项没有随之更正",
    IMPORTED: "纸面上的步骤没有随之记下",
    SEEN: "仍未改的事项没有随之记下",
    UNDONE: "所导入的事项没有随之撤回",
    TAKEN_OUT: "应随之摘出的事项没有摘出",
}
"""What did not follow although it should have."""


@dataclass(frozen=True)
class Following:
    """An event that has to come next, in the transaction of the one it follows from."""

    kind: str
    cause: Entry
    judge: Judge


class Rules:
    """The judges of every kind of event, and what they have seen so far."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._findings, self._papers = Findings(world), Papers(world)
        self._sanctions, self._draws = Sanctions(world), Draws(world, path)
        self._corrections = Corrections(world, self._papers)
        self._plans = Plans(world, self._findings.last_visit)
        self._reports = Reports(world, self._findings.begun)
        self._imports = Imports(world, self._papers)
        self._references = References(world)
        self._following: deque[Following] = deque()
        self._recount: Following | None = None
        self._judges: dict[str, Judge] = self._by_world() | {
            "inspection.started": self._findings.started,
            "inspection.answered": self._findings.answered,
            "inspection.answer_retracted": self._findings.retracted,
            "inspection.finished": self._findings.finished,
            JOINED: self._findings.joined,
            HANDED: self._findings.handed_over,
            DISCARDED: self._findings.discarded,
            **dict.fromkeys(CORRECTIONS, self._corrections.judged),
            REGISTERED: self._papers.registered,
            "document.issued": self._papers.issued,
            "document.served": self._papers.served,
            "document.voided": self._papers.voided,
            **dict.fromkeys(SANCTIONS, self._sanctions.changed),
            IMPOSED: self._sanctions.imposed,
            SANCTION_PROPOSED: self._sanctions.proposed,
            **dict.fromkeys(DRAWS, self._draws.judged),
            **dict.fromkeys(PLANS, self._plans.judged),
            **dict.fromkeys(REPORTS, self._reports.judged),
            **dict.fromkeys(REFERENCES, self._references.judged),
            RETRACTED: self._retracted,
            **dict.fromkeys((TAKEN, IMPORT_PROPOSED), self._imports.acted),
            **dict.fromkeys((undoing.PROPOSED, undoing.BACK), self._imports.undone),
        }

    def _by_world(self) -> dict[str, Judge]:
        found: dict[str, Callable[[World, Event], Iterator[str]]] = {
            "ledger.created": offices.created,
            **people.JUDGES,
            **units.JUDGES,
            REQUIRED: offices.passphrases_required,
            FAILED: offices.access_failed,
            DENIED: offices.denied,
            DELEGATED: offices.delegated,
            ENDED: offices.delegation_ended,
            **places.JUDGES,
            DEFINITION_ADOPTED: offices.definition_adopted,
            DEFINITION_PROPOSED: offices.definition_adopted,
            ADOPTED: offices.calendar_adopted,
            CALENDAR_PROPOSED: offices.calendar_adopted,
            "alarm.decided": offices.alarm_decided,
            KEY_OFFERED: trust.key_offered,
            KEY_CONFIRMED: trust.key_confirmed,
            KEY_REVOKED: trust.key_revoked,
            SET_ASIDE: trust.anchor_set_aside,
            EXPORTED: trust.exported,
            REBUILT: trust.rebuilt,
            SPAN_WRONG: clocks.said,
            CLOCK_CONFIRMED: clocks.said,
            ANNULMENT: clocks.annulment,
            ANNULLED: clocks.annulment,
            WITHDRAWN: clocks.withdrawn,
            SENT: clocks.sent,
            RESTORED: trust.restored,
            **dict.fromkeys(COUNTERSIGNING, countersigning.judged),
            MOVED: acts.moved,
            PROPOSED: acts.moved,
            READ: acts.sheet_read,
            ESCALATED: acts.escalated,
            REPINNED: acts.repinned,
            NOTED: acts.noted,
            ASSIGNED: acts.assigned,
        }
        return {kind: partial(judge, self._world) for kind, judge in found.items()}

    def _retracted(self, event: Event) -> Iterator[str]:
        return proposals.judged(self._world, [*self._sanctions.waiting, *self._imports.waiting], event)

    def judge(self, entry: Entry) -> Iterator[Problem]:
        """What the rules have against an event, on what is known before it."""
        following = self._next(entry.event)
        if following is None and self._following:
            yield from self._missed()
        for text in dict.fromkeys(_said(following or self._judge_of(entry.event), entry.event)):
            yield Problem(named(entry.pos, entry.event), f"按当时的规则办不成：{text}")

    def passed(self, entry: Entry) -> tuple[()]:
        """An event that was changed where it is stored: that is told, and what it should have been is not asked."""
        if self._following and self._following[0].kind == entry.event.kind:
            self._following.popleft()
        return ()

    def _next(self, event: Event) -> Judge | None:
        """The judge of an event that follows from the one before."""
        if self._following and _together(self._following[0], event):
            return self._following.popleft().judge
        if self._recount and _together(self._recount, event):
            return self._recount.judge
        return None

    def _judge_of(self, event: Event) -> Judge:
        if event.kind in BY_ITSELF:
            return lambda _: iter([BY_ITSELF[event.kind]])
        return self._judges.get(event.kind, lambda each: iter([f"没有“{each.kind}”这一种记录"]))

    def _missed(self) -> Iterator[Problem]:
        """What should have followed and did not."""
        for cause, kind in {each.cause.pos: (each.cause, each.kind) for each in self._following}.values():
            what = MISSED.get(kind, "应随之立案的事项没有立案")
            yield Problem(named(cause.pos, cause.event), f"按当时的规则办不成：{what}")
        self._following.clear()

    def follow(self, entry: Entry, head: str) -> None:
        """Bring everything up to an event that was judged; the ledger's chain stands at ``head`` after it."""
        event = entry.event
        if event.kind == ADOPTED:
            new = Arrangement.read(event.data)
            why = why_redated(self._world.calendar.of(new.year), new)
            self._recount = Following(REDATED, entry, lambda each: acts.recounted(self._world, each, why))
        elif event.kind == SPAN_WRONG:
            self._recount = Following(RECLOCKED, entry, partial(clocks.reclocked, self._world))
        elif event.kind not in (REDATED, RECLOCKED):
            self._recount = None
        self._world.follow(event)
        self._papers.follow(event, head)
        if not event.case:
            self._sanctions.follow(event)
            self._draws.follow(event)
            self._plans.follow(event)
            self._reports.follow(event)
            self._references.follow(event)
            opened = [(OPENED, judge) for judge in self._imports.follow(event)]
            followers = [*self._findings.follow(event), *opened]
            followers += [(TAKEN_OUT, judge) for judge in self._papers.taken_out(event)]
            followers += self._corrections.follow(event)
            followers += [(UNDONE, judge) for judge in self._imports.gone(event)]
            self._following += [Following(kind, entry, judge) for kind, judge in followers]
        elif event.kind == OPENED:
            steps = [Following(IMPORTED, entry, judge) for judge in self._imports.follow(event)]
            self._following.extendleft(reversed(steps))
        elif event.kind in (MOVED, ESCALATED):
            self._following += self._brought(entry)

    def _brought(self, entry: Entry) -> Iterator[Following]:
        """What an action opens, and what it merges into."""
        data = entry.event.data
        if not (data.get("opens") or data.get("merged_into")):
            return
        case = self._world.cases.get(entry.event.case or "")
        if case and data.get("opens"):
            definition = self._world.definition(case.definition)
            flow = definition.workflows[data["opens"]]

            def opened(event: Event) -> Iterator[str]:
                pack, year = definition.pack, entry.event.on.year
                number = number_of(pack, year, self._world.serial(pack.id, year) + 1)
                yield from differences(linked_opening(case, flow, number, entry.event), event.data, unsaid=NONE)

            yield Following(OPENED, entry, opened)
        if case and data.get("merged_into"):
            told = absorbed(case, entry.event)

            def merged(event: Event) -> Iterator[str]:
                acts.before(self._world, event)
                if event.case != data["merged_into"]:
                    yield "并入的不是所说的那一件"
                yield from differences(told, event.data, unsaid=NONE if event.v > 1 else frozenset({"rectified_by"}))

            yield Following(ABSORBED, entry, merged)

    def end(self) -> Iterator[Problem]:
        """What should have followed the last event, and draws drawn again."""
        yield from self._missed()
        yield from self._draws.end()


def _together(following: Following, event: Event) -> bool:
    cause = following.cause.event
    return (following.kind, cause.actor, cause.at) == (event.kind, event.actor, event.at)


def _said(judge: Judge, event: Event) -> Iterator[str]:
    """What a judge has against an event that is of the shape of its kind, however he says it."""
    try:
        if faults := list(misshapen(event)):
            yield from faults
        else:
            yield from judge(event)
    except Refused as error:
        yield from error.missing
    except InputError as error:
        yield from (problem.what for problem in error.problems)
    except (Conflict, StorageError) as error:
        yield str(error)
    except ValidationError as error:
        yield f"内容不合格式：{error.title}"
    except MALFORMED as error:
        yield f"内容不合格式：{type(error).__name__}"
