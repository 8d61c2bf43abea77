"""A rehearsal ledger at a real terminal: sequences of keys over its forms, and what each must have stored."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from inspect_tui.views.cases import CaseView, read_case
from inspect_tui.views.inspections import read_beginnings

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.domain.workflow.lifecycle import Offer
from inspect_engine.ledger import NOW_VARIABLE, CaseFilter, Ledger, create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import load_library
from tests.conftest import enrol
from tests.law import law_of
from tests.terminal.console import Console
from tests.terminal.walks import TEXTS, Walk, strike

LISTS = Path(__file__).parents[1] / "screens" / "lists"
TODAY = "2022-02-17"
GAPS = (0.0,) * 60 + (0.005,) * 25 + (0.05,) * 12 + (0.5,) * 3
YES = ("y", "enter")
SIZES = ((100, 30), (80, 24), (120, 40), (60, 20))


def rehearse(path: Path) -> None:
    """Make the ledger and its people. The environment says where the checklists are."""
    law = law_of(load_library())
    founder = create_ledger(path, "sup", "主管甲", rehearsal=True, clock=lambda: parse_moment(TODAY), law=law)
    for name, title in (("insp1", "检查员甲"), ("insp2", "检查员乙"), ("insp3", "检查员丙")):
        founder.people.add(name, title, ["inspector"])
    enrol(founder, "sup2", "主管乙", ["supervisor"])


@dataclass
class Office:
    """One ledger, its people beside the terminal, and the terminal of ``user``."""

    path: Path
    chance: Random
    user: str = "insp1"
    console: Console = field(init=False)
    _count: int = 0
    _other: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.photo = self.path.parent / "照片.jpg"
        self.photo.write_bytes(b"jpg")
        self.env = {**os.environ, NOW_VARIABLE: TODAY, "INSPECT_ENGINE_CHECKLISTS": str(LISTS)}
        self.env |= {"XDG_STATE_HOME": str(self.path.parent / "state")}

    def start(self) -> None:
        argv = [sys.executable, "-m", "inspect_engine", "--db", str(self.path), "--user", self.user, "tui"]
        self.console = Console(argv, self.env, str(self.path.parent), self.chance.choice(SIZES))
        self.console.until(lambda: "今天" in self.console.flat and "正在读取" not in self.console.flat)
        self.console.write("/")

    def ledger(self, user: str) -> Ledger:
        return open_ledger(self.path, user)

    def number(self) -> int:
        self._count += 1
        return self._count

    # --- striking -----------------------------------------------------------------------------------------------

    def strike(self, keys: Sequence[str]) -> None:
        """Strike keys in bursts of any length, with pauses of any length between; sometimes the window changes."""
        rest = list(keys)
        while rest:
            size = self.chance.choice((1, 1, 2, 3, 5, 8, 20, 60, 200))
            self.console.write(*rest[:size])
            rest = rest[size:]
            time.sleep(self.chance.choice(GAPS))
            if self.chance.random() < 0.02:
                self.console.resize(*self.chance.choice(SIZES))

    def do(self, keys: Sequence[str]) -> None:
        """Strike the keys of one sequence, from home to home, and wait until the last of them has been obeyed."""
        self.end(["ctrl+u", "enter", *keys])

    def end(self, keys: Sequence[str]) -> None:
        """Strike keys that lead home, and wait until the last of them has been obeyed."""
        mark = f"终{self.number()}"
        self.strike([*keys, "/", "ctrl+u", *mark])
        try:
            self.console.until(lambda: mark in self.console.flat or self.console.process.poll() is not None)
        except AssertionError as error:
            raise AssertionError(f"{keys} {error}") from error
        assert self.console.process.poll() is None, (
            keys,
            self.crashes(),
            self.console.process.poll(),
            self.console.screen,
        )

    def disturb(self) -> None:
        """Another person writes now and then, on another thread, until :meth:`calm`."""
        self._other.clear()
        threading.Thread(target=self._write_beside, args=(Random(self.chance.random()),), daemon=True).start()

    def calm(self) -> None:
        self._other.set()

    def _write_beside(self, chance: Random) -> None:
        number = 0
        while not self._other.wait(chance.choice((0.2, 0.5, 1.5))):
            number += 1
            key = f"beside-{chance.randrange(10**9)}-{number}"
            subject = SubjectInput(key=key, kind="depot", name=f"旁人登记{number}", region="530602")
            self.ledger("insp2").subjects.add("shop", subject)

    def quit(self) -> int:
        """Leave the program as a person does; its exit code."""
        self.console.write("ctrl+q")
        self.console.until(lambda: self.console.process.poll() is not None)
        return self.console.process.wait()

    def crashes(self) -> list[str]:
        """What the program logged of its own faults."""
        return [log.read_text(encoding="utf-8") for log in (self.path.parent / "state").rglob("*.log")]

    # --- making something to act on -----------------------------------------------------------------------------

    def subject(self) -> str:
        key = f"s-{self.number()}"
        subject = SubjectInput(key=key, kind="shop", name=f"商铺{self._count}", region="530602")
        self.ledger("insp1").subjects.add("shop", subject)
        return key

    def hazard(self, *triggers: str) -> str:
        """A hazard taken through the usual steps; its number."""
        ledger, subject = self.ledger("insp1"), self.subject()
        inspection = ledger.inspections.start("shop", [subject], ["insp1"])
        ledger.inspections.answer(inspection, AnswerInput(subject=subject, item="A-01", answer="fail", note="纸箱"))
        [line] = ledger.inspections.finish(inspection).cases
        for trigger in triggers:
            user, values, evidence = STEPS[trigger]
            self.ledger(user).cases.act(line.number, trigger, values, [self.photo] if evidence else [])
        return line.number


STEPS: dict[str, tuple[str, dict[str, str], bool]] = {
    "grade": ("sup", {"severity": "general", "reason": "认定"}, False),
    "issue": ("sup", {"notice_no": "改〔2022〕1号", "requirement": "整改", "days": "7"}, False),
    "serve": ("insp1", {"served_on": TODAY, "service": "direct", "received_by": "张三"}, False),
    "start": ("insp3", {"performed_by": "张三", "plan": "更换"}, False),
    "reply": ("insp3", {"performed_by": "张三", "measures": "已更换", "finished_on": TODAY}, True),
}
ACTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "sup": (("grade", ()), ("issue", ("grade",)), ("withdraw", ())),
    "insp1": (("serve", ("grade", "issue")), ("pass_reinspection", ("grade", "issue", "serve", "start", "reply"))),
}
"""What each person does in the forms, and what must have been done before."""


def entry(spec: FieldSpec, known: str, chance: Random, number: int) -> tuple[list[str], str]:
    """Keys that fill in a field, and what must be stored of it: what is known is typed over, people are added to."""
    if spec.type == "choice":
        at = chance.randrange(len(spec.choices))
        return [str(at + 1)], list(spec.choices)[at]
    if spec.type == "boolean":
        return ["1"], "true"
    if spec.type == "date":
        return (["f9"] if chance.random() < 0.5 else list(TODAY)), TODAY
    if spec.type == "inspectors":
        return ["end", *"，insp2"], f"{known},insp2"
    if spec.type in ("integer", "period"):
        return list("7"), "7"
    text = f"{chance.choice(TEXTS)}{number}"
    return list(strike(text, chance)), text


def form_keys(offer: Offer, chance: Random, number: int) -> tuple[list[str], dict[str, str]]:
    """Keys that fill in a form from its first field on, and what must be stored."""
    keys: list[str] = []
    want: dict[str, str] = {}
    for n, spec in enumerate(offer.needs):
        known = offer.known.get(spec.id, "")
        struck, want[spec.id] = entry(spec, known, chance, number)
        keys += [*(["tab"] if n else []), *struck]
    return keys, want


def way_to(office: Office, number: str, trigger: str) -> tuple[list[str], CaseView, Offer]:
    """Keys from the ledger's list to the form of an action, where it stands on the screen of a case."""
    view = read_case(office.ledger(office.user), number)
    offer = next(each for each in view.offers if each.trigger == trigger)
    if offer in view.main:
        down = ["down"] * view.main.index(offer)
    else:
        down = [*["down"] * len(view.main), "enter", *["down"] * (view.others.index(offer) + 1)]
    return ["ctrl+u", *number, "enter", "enter", *down, "enter"], view, offer


def way_into(office: Office, pack: str) -> list[str]:
    """Keys from the ledger's list to the preparing of a checklist: below what is unfinished, those used last first."""
    ledger = office.ledger(office.user)
    found = read_beginnings(ledger, ledger.desk.roster()[office.user])
    packs = sorted(found.packs, key=lambda one: (one.id in found.unadopted, bool(one.ended)))
    at = len(found.unfinished) + [one.id for one in packs].index(pack)
    return ["n", *["down"] * at, "enter"]


def walk(office: Office) -> None:
    """Answer an inspection at the terminal, and compare every item."""
    chance, ledger = office.chance, office.ledger("insp1")
    subjects = [office.subject() for _ in range(chance.choice((1, 1, 2)))]
    inspection = ledger.inspections.start("shop", subjects, ["insp1"])
    model = Walk(subjects)
    keys = ["n", "enter", *model.steps(chance, chance.randrange(3, 25))]
    yes = YES if model.drafts else ()
    done = chance.random() < 0.5 and any(model.stored.values())
    keys += ["w", *yes, *YES, "f12"] if done else ["f12", *yes]
    office.do(keys)
    progress = ledger.inspections.get(inspection)
    row, answers = progress.inspection, progress.answers
    have = {(a.subject, a.item): (a.answer, a.note, a.part, a.entries.get("length", "")) for a in answers}
    want = {key: model.standing(key) for key, given in model.stored.items() if given}
    assert have == {key: (g.word, g.note, g.part, g.length) for key, g in want.items()}, keys
    assert row.finished == done
    assert events_of(office, inspection) == model.events, keys
    if done:
        notes = {
            (c.subject, c.item): ledger.cases.get(c.id).note
            for c in ledger.cases.page(CaseFilter(inspection=inspection))
        }
        assert notes == {key: g.note for key, g in want.items() if g.word == "fail"}


def events_of(office: Office, inspection: str) -> int:
    """How many answers, and takings back, of an inspection are on record."""
    return _count(office, "kind LIKE 'inspection.answer%' AND body LIKE ?", f"%{inspection}%")


def _count(office: Office, where: str, value: str) -> int:
    with closing(sqlite3.connect(office.path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM eventrow WHERE {where}", (value,)).fetchone()[0])


def act(office: Office) -> None:
    """Find a hazard by its number, act on it through its form, and compare the event."""
    chance = office.chance
    trigger, before = chance.choice(ACTS[office.user])
    number = office.hazard(*before)
    way, view, offer = way_to(office, number, trigger)
    struck, want = form_keys(offer, chance, office.number())
    keys = ["/", *way, *struck]
    keys += ["tab", f"paste:{office.photo}"] if offer.evidence else []
    keys += ["ctrl+s", *(YES if view.flow.states[offer.to].terminal else ())]
    keys += [*chance.choice(([], ["enter", "f12"])), "f12"]
    office.do(keys)
    ledger = office.ledger(office.user)
    entries = ledger.cases.history(number)
    assert len(entries) == view.case.events + 1, keys
    assert {name: entries[-1].event.data["values"][name] for name in want} == want, keys
    assert entries[-1].event.data["trigger"] == trigger


def conflict(office: Office) -> None:
    """Somebody else acts while the form is being filled in: the form stays with its text, and nothing is stored."""
    number = office.hazard()
    text = f"{office.chance.choice(TEXTS)}冲突{office.number()}"
    way, _, _ = way_to(office, number, "withdraw")
    office.strike([*way, *text])
    office.console.until("".join(text.split()))
    office.ledger("sup2").cases.act(number, "grade", {"severity": "general", "reason": "抢先"})
    office.strike(["ctrl+s", *YES])
    office.console.until("刚被他人办理")
    office.console.until("".join(text.split()))
    assert office.ledger("sup").cases.get(number).events == 2
    office.end(["f12", *YES, "f12"])


def register(office: Office) -> None:
    """Record a new subject on the way to an inspection, and compare what was recorded."""
    chance, ledger, number = office.chance, office.ledger("insp1"), office.number()
    name, party = f"{chance.choice(TEXTS)}{number}", chance.choice(TEXTS)
    keys = [*way_into(office, "shop"), "f2", *strike(name, chance), "tab", *"530602", "tab", *f"t-{number}"]
    keys += ["tab", "1", "tab", *strike(party, chance), "tab", *"12.5", "ctrl+s", "f12"]
    office.do(keys)
    [row] = [row for row in ledger.subjects.find() if row.key == f"t-{number}"]
    assert (row.name, row.party, row.fields.get("area")) == (name, party, "12.5"), keys


def begin(office: Office) -> None:
    """Narrow the list of subjects, tick the one, begin, answer one item, and leave."""
    chance, ledger, key = office.chance, office.ledger("insp1"), office.subject()
    [row] = [row for row in ledger.subjects.find() if row.key == key]
    text = chance.choice(TEXTS)
    keys = [*way_into(office, "shop"), *row.name, "enter", "ctrl+s"]
    keys += ["2", *strike(text, chance), "ctrl+s", "f12"]
    before = {one.id for one in ledger.inspections.all()}
    office.do(keys)
    [new] = [one for one in ledger.inspections.all() if one.id not in before]
    assert new.subjects == (key,), keys
    assert [(a.item, a.answer, a.note) for a in ledger.inspections.get(new.id).answers] == [("A-01", "fail", text)], (
        keys
    )


def export(office: Office) -> None:
    """The path that is typed is the file that is written."""
    path = office.path.parent / f"出口{office.number()}.xlsx"
    office.do(["e", "f7", *strike(str(path), office.chance), "tab", *"2022-02-16", "ctrl+s"])
    assert path.is_file()


def wander(office: Office) -> None:
    """Look about: help, palette, totals of a day, views, orders, marks, and back; nothing is stored."""
    own = ("body LIKE ?", f'%"user":"{office.user}"%')
    before = _count(office, *own)
    places = (
        ["f1", *"bc", "f12"],
        ["b", "d", "ctrl+u", *"2022-02-16", "enter", "f12"],
        ["]", "]", "[", "[", "s", "end", "enter", "s", "f12", "r"],
        ["space", "V", "j", "j", "V", "*", "~", "ctrl+z", "o", "0"],
        ["G", "g", "j", "k", "end", "home"],
        ["ctrl+p", *"tj", "enter", "f12"],
    )
    keys = [key for _ in range(4) for key in office.chance.choice(places)]
    office.do(keys)
    assert _count(office, *own) == before, keys


FOUND = (("占用", "A-01"), ("rgcc", "A-02"), ("wzjy", "A-03"), ("b01", "B-01"))
"""What is typed into the search for a hazard, and the item that it finds."""


def log(office: Office) -> None:
    """A hazard is found by a few characters and logged, at a place that is found by its number."""
    key, (typed, item), note = office.subject(), office.chance.choice(FOUND), f"看到{office.number()}"
    measured = ["tab", "3"] if item == "A-02" else []
    part = office.chance.choice(("", "二层"))
    where = ["tab", *part] if part else []
    office.do(
        [
            office.chance.choice(("a", "f2")),
            "f3",
            *key,
            "enter",
            *typed,
            "enter",
            *note,
            *measured,
            *where,
            "ctrl+s",
            "f12",
        ]
    )
    [line] = office.ledger("insp1").cases.iterate(CaseFilter(within=key))
    case = office.ledger("insp1").cases.get(line.number)
    assert (case.item, case.note, case.part) == (item, note, part)
