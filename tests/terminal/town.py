"""A town for whole days at the terminal: four restaurants, an office that numbers notices, and what is left from
before: hazards that two people found and signed, and hazards that were answered and wait for re-inspection."""

from __future__ import annotations

from pathlib import Path

from inspect_engine.domain.definitions import FREE, FREE_TITLE
from inspect_engine.domain.inspections import AnswerInput, SubjectInput
from inspect_engine.ledger import create_ledger, open_ledger, parse_moment
from inspect_engine.reading.definitions import load_library
from tests.conftest import countersign, settle
from tests.law import law_of
from tests.terminal.office import STEPS, TODAY

DAY = "2024-04-15"
PACKS = ("gas",)
PEOPLE = (("insp1", "检查员甲"), ("insp2", "检查员乙"), ("insp3", "检查员丙"))
PLACES = tuple((f"cy-{n}", f"示例餐馆{n:02}") for n in (1, 2, 3, 4))
OFFICE = {
    "inspection_type": "日常检查",
    "address": "示例路1号",
    "review_authority": "示例市人民政府",
    "court": "示例市示例区人民法院",
}
FOUND = ("GAS-U-10", "GAS-U-02", "CAT-12", "GAS-C-05", "CAT-05", "GAS-C-02", "GAS-C-04", "CAT-11")
"""Items of restaurants that ask for no value, and whose law a notice may cite: what two people found the day before, at
the last place."""


def found_town(path: Path, found: int, waiting: int) -> None:
    """Make the ledger with so many hazards found and so many answered. The environment holds the day."""
    law = [offer for offer in law_of(load_library()) if offer.edition.id in PACKS]
    sup = create_ledger(path, "sup", "主管甲", rehearsal=True, clock=lambda: parse_moment(DAY), law=law)
    for name, title in PEOPLE:
        sup.people.add(name, title, ["inspector"])
    sup.people.add("sup2", "主管乙", ["supervisor"])
    sup.people.add("resp", "示例餐馆负责人", ["responsible"], PLACES[-1][1], new_unit=True)
    settle(sup, "sup2", "resp")
    certificates = {name: f"示执{n:03}" for n, (name, _) in enumerate(PEOPLE, 1)}
    sup.offices.add("示燃改", "示例市住房和城乡建设局", OFFICE, certificates)
    insp = open_ledger(path, "insp1")
    for key, name in PLACES:
        insp.subjects.add("gas", SubjectInput(key=key, kind="catering", name=name, region="530602"))
    place, both = PLACES[-1][0], [name for name, _ in PEOPLE[:2]]
    for item in FOUND[:found]:
        insp.logged.add("gas", AnswerInput(subject=place, item=item, answer="fail", note="现场所见"), both)
    countersign(sup)
    for n in range(waiting):
        _answered(
            path, AnswerInput(subject=place, item=FREE, answer="fail", note="油污", values={FREE_TITLE: f"油污{n}"})
        )


def _answered(path: Path, given: AnswerInput) -> None:
    """A hazard that the responsible unit has answered."""
    photo = path.parent / "照片.jpg"
    photo.write_bytes(b"jpg")
    [line] = open_ledger(path, "insp1").logged.add("gas", given, ["insp1"]).cases
    for trigger, (user, values, evidence) in STEPS.items():
        by = "resp" if trigger in ("start", "reply") else user
        said = {name: DAY if value == TODAY else value for name, value in values.items()}
        open_ledger(path, by).cases.act(line.number, trigger, said, [photo] if evidence else [])
