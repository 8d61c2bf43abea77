"""Whether what concerns one person, one subject or one case costs the same in a large ledger as in a small one.

Each pair of ledgers differs in one thing alone, and the same work is done on both in turn. CPU time, so that a disk
that others use does not count.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import bulk
from measure import Row, Work, compare, size

from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.ledger import Ledger, create_ledger, open_ledger
from inspect_engine.reading.definitions import Library, load_library
from inspect_engine.reading.offers import pack_offer

FLAT = 1.5
ROUNDS = 15
TEMPLATE = 20
"""Hazards of the inspection that is repeated; it comes after everybody has been enrolled."""
Grow = Callable[[Path, int], None]


def rows() -> Iterator[Row]:
    """People, subjects and cases, each a hundredfold or more."""
    library = load_library()
    with tempfile.TemporaryDirectory() as name:
        since = found(Path(name) / "first.db", library)
        sizes: list[tuple[str, Grow, int, int]] = [
            ("人", lambda path, n: bulk.enrol(path, n - 4), 20, size(2_000, 40)),
            ("个对象", lambda path, n: bulk.register(path, n - TEMPLATE), 100, size(30_000, 200)),
            ("件隐患", lambda path, n: bulk.repeat(path, since, n // TEMPLATE - 1), *size((1_000, 100_000), (40, 80))),
        ]
        for what, grow, few, many in sizes:
            small, large = (Town(Path(name), library, grow, n) for n in (few, many))
            for title, works in WORKS.items():
                words = f"{title}，{many:,} {what}", works(large), works(small), f"{few:,} {what}"
                row = compare(*words, rounds=ROUNDS, clock=time.process_time)
                yield row.noted(f"{'达标' if row.middle <= FLAT else '未达标'}（目标 {FLAT} 倍以内），CPU 时间")


def found(path: Path, library: Library) -> int:
    """A ledger with one inspection, half of whose hazards are on their way; the position before it."""
    law = [pack_offer(library.definition("gas"))]
    chief = create_ledger(path, "sup1", "主管甲", rehearsal=True, law=law)  # of others a home keeps only one copy
    for name, title, role in (("insp1", "检查员甲", "inspector"), ("insp2", "检查员乙", "inspector")):
        chief.people.add(name, title, [role])
    chief.people.add("op1", "责任人甲", ["responsible"], "企业first-0", new_unit=True)
    since = chief.desk.head.count
    inspector = opened(path, library, "insp1")
    for line in inspector.inspections.run(inspection(inspector, "first", TEMPLATE)).cases[: TEMPLATE // 2]:
        chief.cases.act(line.number, "grade", {"severity": "general", "reason": "一般"})
        chief.cases.act(line.number, "issue", {"notice_no": "1号", "requirement": "改", "days": "30"})
    return since


def opened(path: Path, library: Library, user: str, word: str | None = None) -> Ledger:
    ledger = open_ledger(path, user, ask=lambda _: word)
    ledger.desk.library = library
    return ledger


def inspection(ledger: Ledger, name: str, failed: int) -> InspectionInput:
    """So many subjects, each of which fails one item."""
    keys = [f"{name}-{n}" for n in range(failed)]
    return InspectionInput(
        pack="gas",
        date=ledger.desk.today(),
        inspectors=("insp1",),
        subjects=tuple(SubjectInput(key=key, kind="operator", name=f"企业{key}", region="530600") for key in keys),
        answers=tuple(AnswerInput(subject=key, item="GAS-MH-4.1", answer="fail", note="无证") for key in keys),
    )


class Town:
    """The first ledger with more of one thing, and one more inspection, whose hazards nobody has touched."""

    def __init__(self, folder: Path, library: Library, grow: Grow, number: int) -> None:
        path = Path(tempfile.mkdtemp(dir=folder)) / "ledger.db"
        shutil.copy(folder / "first.db", path)
        grow(path, number)
        self.chief, self.inspector = (opened(path, library, user) for user in ("sup1", "insp1"))
        lines = self.inspector.inspections.run(inspection(self.inspector, "new", size(ROUNDS + 5, 4))).cases
        self.numbers = [line.number for line in lines]


def offers(town: Town) -> Work:
    return lambda: town.inspector.cases.offers(town.numbers[-1])


def acts(town: Town) -> Work:
    """Each time the first step on another hazard."""
    numbers = iter(town.numbers)
    return lambda: town.chief.cases.act(next(numbers), "grade", {"severity": "general", "reason": "一般"})


def answers(town: Town) -> Work:
    reference = town.inspector.inspections.start("gas", ["new-0"], ["insp1"])
    given = AnswerInput(subject="new-0", item="GAS-MH-4.1", answer="fail", note="无证")
    return lambda: town.inspector.inspections.answer(reference, given)


def runs(town: Town) -> Work:
    """Each time one failed item of another subject."""
    numbers = count()
    return lambda: town.inspector.inspections.run(inspection(town.inspector, f"run{next(numbers)}", 1))


def doubts(town: Town) -> Work:
    return lambda: town.inspector.alarms.naming(town.numbers[-1])


WORKS: dict[str, Callable[[Town], Work]] = {
    "可办事项": offers,
    "办理一步": acts,
    "现场作答": answers,
    "录入检查": runs,
    "新隐患的疑点": doubts,
}
