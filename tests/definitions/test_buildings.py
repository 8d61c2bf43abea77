"""Houses and illegal building: the life cycle holds what the documents ask, and the checklists judge at every bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import pytest

from inspect_engine.domain.definitions import Definition, Item, Workflow
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.domain.workflow.lifecycle import Lifecycle
from inspect_engine.errors import InputError, Refused
from inspect_engine.reading.definitions import Library, load_library
from tests.domain.conftest import TODAY, Walk, opened, person

YES, NO = "true", "false"
VERDICTS = {"不合格": True, "合格": False, "缺": None}
DAY = "2026-11-20"
WHO = {
    "record": "insp1",
    "triage": "insp1",
    "confirm_clear": "insp3",
    "release": "sup1",
    "order": "sup1",
    "order_whole": "sup1",
    "give_up": "sup1",
    "close": "sup1",
    "grade": "sup1",
    "recommission": "sup1",
    "strengthen": "op1",
    "strengthen_whole": "op1",
    "demolish": "op1",
    "accept": "insp2",
    "reject": "insp2",
    "list": "insp2",
    "dispute": "insp3",
}
"""Who does what on the usual way; everything else is done by 检查员甲."""
BESIDE = {
    **dict.fromkeys(("record", "triage"), "insp2"),
    **dict.fromkeys(("accept", "reject"), "insp3"),
    **dict.fromkeys(("strengthen", "strengthen_whole", "demolish"), "施工队长01"),
}
"""Whoever else a form names; the appraisers are outsiders."""
LOW, HIGH, TOWN = {"storeys": "2", "rural": "是"}, {"storeys": "3", "rural": "是"}, {"storeys": "2", "rural": "否"}
SERIOUS, SOME, NONE = ({"result": result} for result in ("serious", "some", "none"))
Act = tuple[str, Mapping[str, str]]


@cache
def library() -> Library:
    return load_library()


@cache
def definition(pack: str) -> Definition:
    return library().definition(pack)


@cache
def life() -> Lifecycle:
    return Lifecycle(flow())


def flow() -> Workflow:
    return definition("rural-housing").workflows["building"]


def acts(text: str, **given: Mapping[str, str]) -> list[Act]:
    """``record triage evacuate`` with what is filled in, by action."""
    return [(trigger, given.get(trigger, {})) for trigger in text.split()]


def walk(steps: Iterable[Act], severity: str = "major") -> Walk:
    """A house taken along; every form is filled in with something valid but for what is given."""
    begin = {"workflow": "building", "kind": "building", "state": "registered", "state_title": "待排查"}
    house = Walk(life(), [opened(("insp1",), severity, **begin)])
    for trigger, values in steps:
        do(house, trigger, values)
    return house


def do(house: Walk, trigger: str, values: Mapping[str, str] = {}, who: str = "", files: int = 9) -> None:
    who = who or WHO.get(trigger, "insp1")
    step = flow().transition(trigger, house.case.state)
    moment = {"stopped_at": f"{TODAY} 08:00"} if trigger == "evacuate" else {}
    third = BESIDE.get(trigger, "鉴定人")
    filled = house.filled(who, step.needs, third) if step else {}
    number = {"low_storeys": "2"} if "guide" in trigger else {}
    house.act(who, trigger, {**filled, **moment, **number, **values}, files)


FOUND_C = acts("record triage restrict commission appraise", record=LOW, triage=SOME, appraise={"grade": "c"})
FOUND_D = acts("record triage evacuate commission appraise", record=HIGH, triage=SERIOUS, appraise={"grade": "d"})
UNFIT = acts("record triage restrict commission appraise", record=LOW, triage=SOME, appraise={"grade": "d"})
ENDED: list[Act] = [("accept", {}), ("close", {})]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (acts("record triage confirm_clear", triage=NONE), "cleared"),
        (acts("record triage evacuate commission appraise release", triage=SERIOUS, appraise={"grade": "a"}),
         "released"),
        (acts("record triage restrict commission appraise_guide release", record=LOW, triage=SOME,
              appraise_guide={"grade": "b"}), "released"),
        ([*FOUND_C, *acts("stop_use order strengthen reappraise", reappraise={"grade": "b"}), *ENDED], "closed"),
        ([*FOUND_C, *acts("stop_use order strengthen reappraise_guide", reappraise_guide={"grade": "a"}), *ENDED],
         "closed"),
        ([*FOUND_C, *acts("stop_use order demolish"), *ENDED], "closed"),
        ([*FOUND_D, *acts("order_whole demolish"), *ENDED], "closed"),
        ([*FOUND_D, *acts("order_whole strengthen_whole reappraise", reappraise={"grade": "b"}), *ENDED], "closed"),
        ([*acts("record triage evacuate give_up demolish", triage=SERIOUS), *ENDED], "closed"),
        ([*FOUND_C, *acts("stop_use order strengthen reappraise", reappraise={"grade": "c"})], "grade_c"),
        ([*FOUND_C, *acts("stop_use order strengthen reappraise", reappraise={"grade": "d"})], "grade_d"),
        ([*FOUND_D, *acts("order_whole strengthen_whole reappraise", reappraise={"grade": "c"})], "grade_c"),
        ([*FOUND_C, *acts("stop_use order demolish reject")], "handling_c"),
        ([*FOUND_D, *acts("order_whole demolish reject")], "handling_d"),
        (acts("record triage dispute", triage=NONE), "recorded"),
    ],
)  # fmt: skip
def test_a_house_goes_the_ways_the_documents_name(steps: list[Act], state: str) -> None:
    """A and B are released; C is strengthened and appraised anew, or demolished; D demolished or strengthened whole."""
    assert walk(steps).case.state == state


@pytest.mark.parametrize(
    ("steps", "trigger", "values", "reason"),
    [
        # three conclusions: serious is stopped first, and nobody confirms what he recorded or judged himself
        (acts("record triage", triage=SERIOUS), "commission", {}, "现为“初判严重隐患”，这一步不能办"),
        (acts("record triage", triage=SOME), "commission", {}, "现为“初判一定隐患”，这一步不能办"),
        # the standard is chosen by storeys, and the guide is for rural houses only
        (acts("record triage evacuate commission", record=HIGH, triage=SERIOUS), "appraise_guide", {"grade": "b"},
         "导则只用于一、二层农村住房"),
        (acts("record triage evacuate commission", record=TOWN, triage=SERIOUS), "appraise_guide", {"grade": "b"},
         "导则只用于一、二层农村住房"),
        (acts("record triage evacuate commission", record=LOW, triage=SERIOUS), "appraise_guide",
         {"low_storeys": "3"}, "不能大于 2"),
        (acts("record triage evacuate commission", record=LOW, triage=SERIOUS), "appraise", {"standard": "guide"},
         "没有选项“guide”"),
        # stopping use is a measure of its own: needed before, and never enough
        (FOUND_C, "order", {}, "“停用撤人已落实”还没有落实"),
        (UNFIT, "order_whole", {}, "“停用撤人已落实”还没有落实"),
        ([*FOUND_C, *acts("stop_use")], "accept", {}, "现为“已鉴定C级”，这一步不能办"),
        ([*FOUND_D, *acts("stop_whole order_whole paper")], "accept", {}, "现为“D级处置中”，这一步不能办"),
        # D takes the whole house; what was strengthened is appraised again
        ([*FOUND_D, *acts("order_whole")], "strengthen", {}, "现为“D级处置中”，这一步不能办"),
        ([*FOUND_D, *acts("order_whole strengthen_whole")], "accept", {}, "现为“已整体加固待复核鉴定”，这一步不能办"),
        ([*FOUND_C, *acts("stop_use order strengthen reappraise", reappraise={"grade": "d"})], "order_whole", {},
         "“停用撤人已落实”还没有落实"),
        # to be demolished without an appraisal, it must be empty
        (acts("record triage restrict commission", triage=SOME), "give_up", {}, "“停用撤人已落实”还没有落实"),
    ],
)  # fmt: skip
def test_what_may_not_be_done_is_refused(
    steps: list[Act], trigger: str, values: Mapping[str, str], reason: str
) -> None:
    house = walk(steps)
    with pytest.raises((Refused, InputError)) as refused:
        do(house, trigger, values)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "name", ["qualification", "report_no", "appraiser", "appraiser_two", "engineer", "seal_no", "advice"]
)
def test_a_report_lacks_nothing(name: str) -> None:
    """Qualified body, two people on site, number, advice, the engineer and his seal."""
    house = walk(FOUND_C[:-1])
    with pytest.raises(Refused, match=f"（{name}）"):
        do(house, "appraise", {name: ""})


@pytest.mark.parametrize(
    ("steps", "trigger", "files"),
    [
        ([], "record", 4),
        (FOUND_C[:4], "appraise", 2),
        (acts("record triage", triage=SERIOUS), "evacuate", 3),
        ([*FOUND_D, ("order_whole", {})], "demolish", 3),
        ([*FOUND_D, *acts("order_whole demolish")], "accept", 2),
    ],
)
def test_evidence_is_counted(steps: list[Act], trigger: str, files: int) -> None:
    """Four sides of the house; report and licence; before, during and after; before and after."""
    house = walk(steps)
    with pytest.raises(Refused, match=f"佐证材料至少 {files} 份"):
        do(house, trigger, files=files - 1)
    do(house, trigger, files=files)


@pytest.mark.parametrize(
    ("steps", "trigger", "who", "values"),
    [
        (acts("record triage", triage=NONE), "confirm_clear", "insp1", {}),
        (acts("record triage", triage=NONE), "confirm_clear", "insp2", {}),
        ([*FOUND_C, *acts("stop_use order demolish", demolish={"performed_by": "insp2"})], "accept", "insp2", {}),
        ([*FOUND_C, *acts("stop_use order demolish", demolish={"performed_by": "检查员丙"})], "accept", "insp2", {}),
        ([*FOUND_C, *acts("stop_use order demolish", demolish={"performed_by": "insp2"})], "reject", "insp2", {}),
        ([*FOUND_C, *acts("stop_use order strengthen", strengthen={"performed_by": "王师傅01"})], "reappraise", "insp1",
         {"appraiser": "王师傅01"}),
        ([*FOUND_C, *acts("stop_use order demolish accept", demolish={"performed_by": "both"})], "close", "both", {}),
    ],
)  # fmt: skip
def test_nobody_judges_his_own_work(steps: list[Act], trigger: str, who: str, values: Mapping[str, str]) -> None:
    """A second person confirms that nothing was found; whoever repaired neither appraises, accepts nor closes."""
    house = walk(steps)
    with pytest.raises(Refused, match="须换人办理"):
        do(house, trigger, values, who)


def test_a_case_of_no_grade_yet_is_not_closed_and_a_general_one_not_listed() -> None:
    house = walk([*FOUND_D, *acts("order_whole demolish accept")], "pending")
    with pytest.raises(Refused, match="还没有定级，不能销号"):
        do(house, "close")
    do(house, "grade", {"severity": "major"})
    do(house, "close")
    assert (house.case.state, house.case.severity) == ("closed", "major")
    with pytest.raises(Refused, match="只有重大隐患可以提请挂牌督办"):
        do(walk(FOUND_D, "general"), "list")


def test_a_look_back_begins_anew() -> None:
    """Nothing of the first round counts in the second: no gate is passed, and the house is surveyed from the start."""
    house = walk([*FOUND_D, *acts("order_whole demolish"), *ENDED])
    do(house, "look_back", who="sup1")
    assert house.case.state == "closed"
    house.act("sup2", "look_back", {})
    assert (house.case.state, house.case.gates, house.case.reopened) == ("registered", frozenset(), 1)


Change = Callable[[dict[str, Any]], object]


def steps_of(data: dict[str, Any], trigger: str) -> list[dict[str, Any]]:
    return [step for step in data["transitions"] if step["trigger"] == trigger]


def lets_stopping_pass(data: dict[str, Any]) -> None:
    data["transitions"].append(
        {"trigger": "skip", "title": "按停用报验收", "from": ["handling_d"], "to": "accepting", "by": ["inspector"]}
    )


def lets_partial_do(data: dict[str, Any]) -> None:
    [whole] = steps_of(data, "strengthen_whole")
    whole["passes"] = []


def forgets_listing(data: dict[str, Any]) -> None:
    for step in steps_of(data, "close"):
        step["links"] = [link for link in step["links"] if link["workflow"] != "listing"]


def lets_anybody_accept(data: dict[str, Any]) -> None:
    for step in steps_of(data, "accept"):
        step["unlike"] = ["strengthen_whole", "demolish"]


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        (lets_stopping_pass, "停用不算整治"),
        (lets_partial_do, "D级没有拆除、也没有整体加固的不得销号"),
        (forgets_listing, "挂牌没有解除不得销号"),
        (lets_anybody_accept, "加固的人不能验收"),
    ],
)
def test_a_promise_would_be_missed(change: Change, promise: str) -> None:
    """``packs check`` proves what ships beside all that it opens; loosened in one place, the proof finds the way."""
    data = flow().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    change(data)
    beside = {"listing": library().workflows["listing"]} if "挂牌" in promise else {}
    assert any(promise in breach.told for breach in breaches(Workflow.model_validate(data), beside))
    if not beside:
        assert not any(promise in breach.told for breach in breaches(flow(), beside))


# --- checklists ------------------------------------------------------------------------------------------------


def item(pack: str, item_id: str) -> Item:
    found = definition(pack).pack.item(item_id)
    assert found is not None
    return found


def judged(pack: str, item_id: str, values: Mapping[str, str], on: str = DAY) -> Judgement:
    return judge(item(pack, item_id), values, Law(definition(pack), date.fromisoformat(on), "530602"))


@pytest.mark.parametrize(
    ("grade", "ratios"),
    [
        ("a", "0 合格 0.01 不合格 5 不合格"),
        ("b", "0 不合格 0.01 合格 4.99 合格 5 不合格"),
        ("c", "4.99 不合格 5 合格 24.99 合格 25 不合格"),
        ("d", "24.99 不合格 25 合格 100 合格"),
    ],
)
def test_grade_and_ratio_agree_at_every_bound(grade: str, ratios: str) -> None:
    """JGJ 125-2016: R = 0 is A, 0 < R < 5% B, 5% ≤ R < 25% C, R ≥ 25% D; a dangerous ground is D, whatever R says."""
    words = ratios.split()
    for ratio, verdict in zip(words[::2], words[1::2], strict=True):
        values = {"ratio": ratio, "grade": grade, "ground_bad": NO}
        assert judged("rural-housing", "NF-A2", values).fails is VERDICTS[verdict], ratio
        assert judged("rural-housing", "NF-A2", {**values, "ground_bad": YES}).fails is (grade != "d")
    assert judged("rural-housing", "NF-A2", {"ratio": "10", "grade": "d"}).fails is None
    assert judged("rural-housing", "NF-A2", {"ratio": "10", "grade": "c", "ground_bad": NO}, "2016-11-30").fails is None


def asked(pack: str, kind: str, form: Mapping[str, str]) -> set[str]:
    skipped = unasked(definition(pack), kind, form, {}, date.fromisoformat(DAY))
    return {each.id for each in definition(pack).pack.items_for(kind)} - skipped.keys()


TYPES = ("R1", "R2", "R3", "R4")


@pytest.mark.parametrize("types", list(product((False, True), repeat=4)))
def test_the_four_types_are_a_set(types: tuple[bool, ...]) -> None:
    """A house may be of several types at once, or of none; each asks for its own items, and takes away no other's."""
    r1, r2, r3, r4 = types
    form = {
        **{"storeys": "3" if r1 else "2", "use": "rental" if r2 else "living"},
        **{"crowded": YES if r3 else NO, "altered": YES if r4 else NO},
    }
    found = {each[3:5] for each in asked("rural-housing", "house", form) if each[3:5] in TYPES}
    assert found == {name for name, is_it in zip(TYPES, types, strict=True) if is_it}
    assert {"NF-REG", "NF-S1", "NF-L1", "NF-A1", "NF-B1"} <= asked("rural-housing", "house", form)


def test_what_is_not_known_is_asked() -> None:
    """No number of people makes a crowd everywhere: where the local rule is not known, R3 is asked all the same."""
    form = {"storeys": "2", "use": "living", "altered": NO, "peak_people": "500"}
    assert "NF-R3.1" in asked("rural-housing", "house", form)
    assert {"NF-R1.1", "NF-R2.1", "NF-R4.1"}.isdisjoint(asked("rural-housing", "house", form))
    assert "NF-L3" in asked("rural-housing", "house", form)
    assert "NF-L3" not in asked("rural-housing", "house", {**form, "storeys": "1"})


QUIET = dict.fromkeys(("ground", "frame", "joints", "shape", "changes"), "none")


@pytest.mark.parametrize(
    ("values", "severity"),
    [
        ({**QUIET, "sign": "none"}, "general"),
        ({**QUIET, "sign": "some"}, "general"),
        ({**QUIET, "sign": "serious"}, "major"),
        *(({**QUIET, name: "serious", "sign": "some"}, "major") for name in QUIET),
    ],
)
def test_the_first_judgement_proposes_the_grade(values: dict[str, str], severity: str) -> None:
    registered = item("rural-housing", "NF-REG")
    assert (registered.register_, registered.workflow) == (True, "building")
    assert judged("rural-housing", "NF-REG", values).verdict.severity == severity
    in_town = judged("illegal-building", "LW-REG", {"sign": values["sign"], "seen": "见照片"})
    assert in_town.verdict.severity == ("major" if values["sign"] == "serious" else "general")


RIGHT = {"qualified": YES, "appraisers": "2", "graded": YES, "numbered": YES, "sealed": YES}
FUNNEL = {"surveyed": "9", "recorded": "9", "doubtful": "5", "appraised": "4", "by_grade": NO, "reported": "2",
          "handled": "2"}  # fmt: skip
GRADED = {**FUNNEL, "by_grade": YES, "a": "1", "b": "1", "c": "1", "d": "1"}
SUBSETS = {"total": "90", "business": "30", "risky": "8", "business_dangerous": "5",
           "r1": "20", "r2": "30", "r3": "5", "r4": "9", "four": "40"}  # fmt: skip
HANDLED = {"existing": "100", "problem": "30", "handled": "20", "removed": "14", "removed_area": "186",
           "strengthened": "5", "strengthened_area": "14", "stopped": "10", "stopped_area": "5",
           "halted": "0", "halted_area": "0"}  # fmt: skip
LINKED = {"transferred": "9", "receipts": "7", "waiting": "0", "returned": "2", "meeting": YES}
SHUT = {"serious": YES, "in_use": NO, "evacuated": YES, "sealed": YES}


@pytest.mark.parametrize(
    ("pack", "item_id", "usual", "changed", "verdict"),
    [
        ("rural-housing", "NF-A1", RIGHT, {}, "合格"),
        *(("rural-housing", "NF-A1", RIGHT, {name: NO}, "不合格")
          for name in ("qualified", "graded", "numbered", "sealed")),
        ("rural-housing", "NF-A1", RIGHT, {"appraisers": "1"}, "不合格"),
        ("rural-housing", "NF-S1", SHUT, {}, "合格"),
        ("rural-housing", "NF-S1", SHUT, {"in_use": YES}, "不合格"),
        ("rural-housing", "NF-S1", SHUT, {"sealed": NO}, "不合格"),
        ("rural-housing", "NF-S1", SHUT, {"serious": NO, "in_use": YES}, "合格"),
        ("rural-housing", "NF-R1.1", {}, {"standard": "guide"}, "不合格"),
        ("rural-housing", "NF-R1.1", {}, {"standard": "gb50292"}, "合格"),
        ("rural-housing", "NF-R1.1", {}, {"standard": "jgj125"}, "合格"),
        *(("rural-housing", "NF-R2.1", {"trading": YES}, {"grade": grade}, verdict)
          for grade, verdict in (("a", "合格"), ("b", "合格"), ("c", "不合格"), ("d", "不合格"))),
        # stopping is no repair; D takes the whole house; strengthening counts once it is appraised
        ("rural-housing", "NF-B2", {"reappraised": NO}, {"grade": "c", "done": "none"}, "不合格"),
        ("rural-housing", "NF-B2", {"reappraised": YES}, {"grade": "d", "done": "part"}, "不合格"),
        ("rural-housing", "NF-B2", {"reappraised": NO}, {"grade": "d", "done": "whole"}, "不合格"),
        ("rural-housing", "NF-B2", {"reappraised": YES}, {"grade": "d", "done": "whole"}, "合格"),
        ("rural-housing", "NF-B2", {"reappraised": YES}, {"grade": "c", "done": "part"}, "合格"),
        ("rural-housing", "NF-B2", {"reappraised": NO}, {"grade": "d", "done": "demolished"}, "合格"),
        # figures: each step no more than the one before, no part more than the whole
        ("rural-housing", "NF-D1", FUNNEL, {}, "合格"),
        *(("rural-housing", "NF-D1", FUNNEL, {name: "10"}, "不合格") for name in ("recorded", "doubtful", "handled")),
        ("rural-housing", "NF-D1", FUNNEL, {"appraised": "6"}, "不合格"),
        ("rural-housing", "NF-D1", FUNNEL, {"reported": "5"}, "不合格"),
        ("rural-housing", "NF-D1", GRADED, {}, "合格"),
        ("rural-housing", "NF-D1", GRADED, {"a": "2"}, "不合格"),
        ("rural-housing", "NF-D1", GRADED, {"c": "0", "b": "2"}, "不合格"),
        ("rural-housing", "NF-D1", {**FUNNEL, "by_grade": YES}, {"dangerous": "2"}, "缺"),
        ("rural-housing", "NF-D2", SUBSETS, {}, "合格"),
        *(("rural-housing", "NF-D2", SUBSETS, {name: "41"}, "不合格") for name in ("r1", "r2", "r3", "r4", "risky")),
        ("rural-housing", "NF-D2", SUBSETS, {"four": "91"}, "不合格"),
        ("rural-housing", "NF-D2", SUBSETS, {"four": "64"}, "合格"),
        ("rural-housing", "NF-D2", SUBSETS, {"four": "65"}, "不合格"),
        ("rural-housing", "NF-D3", {"scope": "other", "due": "9"}, {"handled": "8", "due_on": "2022-12-31"}, "不合格"),
        ("rural-housing", "NF-D3", {"scope": "other", "due": "9"}, {"handled": "8", "due_on": DAY}, "合格"),
        ("rural-housing", "NF-D3", {"scope": "other", "due": "9"}, {"handled": "9", "due_on": "2022-12-31"}, "合格"),
        ("illegal-building", "LW-D1", {"counted": "50"}, {"listed": "49"}, "不合格"),
        ("illegal-building", "LW-D1", {"counted": "50"}, {"listed": "50"}, "合格"),
        ("illegal-building", "LW-D2", {}, {"covered": "8"}, "不合格"),
        ("illegal-building", "LW-D2", {}, {"covered": "9"}, "合格"),
        ("illegal-building", "LW-D3", LINKED, {}, "合格"),
        ("illegal-building", "LW-D3", LINKED, {"receipts": "6", "waiting": "1"}, "不合格"),
        ("illegal-building", "LW-D3", LINKED, {"receipts": "10"}, "不合格"),
        ("illegal-building", "LW-D3", LINKED, {"receipts": "6"}, "不合格"),
        ("illegal-building", "LW-D4", {"wanted_on": "2026-11-19"}, {"sent": NO}, "不合格"),
        ("illegal-building", "LW-D4", {"wanted_on": DAY}, {"sent": NO}, "合格"),
        ("illegal-building", "LW-D4", {"wanted_on": "2026-11-10", "sent": YES}, {"sent_on": "2026-11-11"}, "不合格"),
        ("illegal-building", "LW-D4", {"wanted_on": "2026-11-10", "sent": YES}, {"sent_on": "2026-11-10"}, "合格"),
        ("illegal-building", "LW-D4", {"wanted_on": "2026-11-10", "sent": YES}, {}, "缺"),
        ("illegal-building", "LW-D5", HANDLED, {}, "合格"),
        ("illegal-building", "LW-D5", HANDLED, {"handled": "31"}, "不合格"),
        ("illegal-building", "LW-D5", HANDLED, {"handled": "13"}, "不合格"),
        ("illegal-building", "LW-D5", HANDLED, {"handled": "29"}, "合格"),
        ("illegal-building", "LW-D5", HANDLED, {"handled": "30"}, "不合格"),
        ("illegal-building", "LW-D5", HANDLED, {"removed_area": "0"}, "不合格"),
        ("illegal-building", "LW-D5", HANDLED, {"halted_area": "208"}, "不合格"),
        # papers
        ("illegal-building", "LW-A3.4", {"sent": NO}, {"accepted_on": "2026-05-20"}, "合格"),
        ("illegal-building", "LW-A3.4", {"sent": NO}, {"accepted_on": "2026-05-19"}, "不合格"),
        ("illegal-building", "LW-A3.4", {"sent": YES}, {"accepted_on": "2020-05-19"}, "合格"),
        ("illegal-building", "LW-A6.1", {"accepted": NO}, {"in_use": YES}, "不合格"),
        ("illegal-building", "LW-A6.1", {"accepted": NO}, {"in_use": NO}, "合格"),
        ("illegal-building", "LW-A6.2", {"special": YES}, {"reviewed": YES, "accepted": NO}, "不合格"),
        ("illegal-building", "LW-A6.2", {"special": NO}, {"reviewed": NO}, "合格"),
        ("illegal-building", "LW-A7.1", {"structural": YES, "designed": NO}, {"approved": YES}, "不合格"),
        ("illegal-building", "LW-A7.1", {"structural": NO}, {"approved": NO}, "不合格"),
        ("illegal-building", "LW-A7.1", {"structural": NO}, {"approved": YES}, "合格"),
    ],
)  # fmt: skip
def test_what_was_measured_decides(
    pack: str, item_id: str, usual: dict[str, str], changed: dict[str, str], verdict: str
) -> None:
    assert judged(pack, item_id, {**usual, **changed}).fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("price", "area", "verdict"),
    [
        ("30", "301", "合格"),
        ("30.01", "300", "合格"),
        ("30.01", "300.01", "不合格"),
        ("500", "", "缺"),
        ("", "2000", "缺"),
        ("29", "", "合格"),
        ("", "300", "合格"),
    ],
)
def test_small_works_need_no_permit(price: str, area: str, verdict: str) -> None:
    """Both limits must be passed before a missing permit is a violation; what could decide is asked for first."""
    values = {name: text for name, text in (("price", price), ("area", area)) if text}
    found = judged("illegal-building", "LW-A4.1", {**values, "permitted": NO})
    assert found.fails is VERDICTS[verdict]
    lacking = {"price", "area"} - values.keys() if verdict == "缺" else set()
    assert {spec.id for spec in found.missing} == lacking
    assert judged("illegal-building", "LW-A4.1", {**values, "permitted": YES}).fails is False


# who decides, by what article, and what the law threatens: domain facts §2.6
MATRIX = [
    ("LW-A2.1", "移交自然资源部门", "tdglf-2019 第77条", "拆除或没收"),
    ("LW-A2.2", "移交农业农村部门", "tdglf-2019 第78条", "限期拆除"),
    ("LW-A3.1", "移交自然资源（规划）部门或行使集中处罚权的城管部门", "cxghf 第64条", "造价5%至10%"),
    ("LW-A3.1", "", "cxghf 第40条", "造价10%以下"),
    ("LW-A3.2", "移交乡镇政府", "cxghf 第65条", "没有罚款"),
    ("LW-A3.3", "移交规划部门", "cxghf 第66条", "造价一倍以下"),
    ("LW-A3.4", "移交规划部门", "cxghf 第67条", "1万元以上5万元以下"),
    ("LW-E1", "上报县级以上政府", "cxghf 第68条", "60日"),
    ("LW-E1", "", "xzqzf 第44条", "6个月"),
    ("LW-A4.1", "住房城乡建设部门立案查处", "zltl 第57条", "合同价款1%至2%"),
    ("LW-A4.1", "", "zltl 第73条", "5%至10%"),
    ("LW-A6.1", "住房城乡建设部门立案查处", "zltl 第58条", "合同价款2%至4%"),
    ("LW-A7.1", "住房城乡建设部门立案查处", "zltl 第69条", "50万元以上100万元以下"),
    ("LW-A7.1", "", "zltl 第15条", "5万元以上10万元以下"),
    ("LW-A6.2", "住房城乡建设部门立案查处", "xff-2021 第58条", "3万元以上30万元以下"),
    ("LW-A6.3", "住房城乡建设部门", "xff-2021 第58条末款", "5000元以下"),
    ("LW-A8.1", "移交消防救援机构", "xff-2021 第58条(四)", "3万元以上30万元以下"),
    ("LW-A8.2", "移交市场监管部门", "wzwz-684 第13条", "1万元以下"),
    ("LW-A8.3", "移交颁发该许可的主管部门", "wzwz-684 第5条", "专门法"),
    ("LW-A8.4", "移交公安机关", "tezhong-xuke 骗取许可的查处", "待核"),
    ("LW-A9.1", "上级政府或纪检监察机关", "jsgcaq-393 第53条", "处分"),
    ("LW-A9.2", "移交应急管理部门", "aqscf-2021 第113条", "待核"),
    ("LW-C1", "移送公安机关；不得以罚代移", "ysfz-310 决定与移送时限", "3日内决定，批准后24小时内移送"),
    ("LW-A1.1", "移交发展改革部门", "zftz-712 项目立项", "没有核到"),
]


@pytest.mark.parametrize(("item_id", "authority", "article", "consequence"), MATRIX)
def test_each_violation_names_who_may_deal_with_it(
    item_id: str, authority: str, article: str, consequence: str
) -> None:
    found = item("illegal-building", item_id)
    assert authority in f"{found.requirement}{found.note}"
    assert article in {f"{basis.ref} {basis.article}" for basis in found.basis}
    assert consequence in (found.note or "")
    assert "回执" in f"{found.requirement}{found.note}" or not authority.startswith("移交")


@pytest.mark.parametrize(
    ("grade", "on", "severity"),
    [("d", "2026-11-20", "major"), ("c", "2026-11-20", "general"), ("d", "2022-07-01", "major")],
)
def test_a_building_dangerous_as_a_whole_is_no_lesser_matter_in_business(grade: str, on: str, severity: str) -> None:
    """Grade D still let or traded in weighs as much as a house first judged seriously dangerous and not closed."""
    assert judged("rural-housing", "NF-R2.1", {"grade": grade, "trading": YES}, on).verdict.severity == severity


@pytest.mark.parametrize("item_id", ["LW-A8.1", "LW-A8.2", "LW-A8.3", "LW-A8.4", "LW-A9.1", "LW-A9.2", "LW-A9.3"])
def test_what_is_not_confirmed_is_graded_by_a_supervisor(item_id: str) -> None:
    """The eighth and ninth aspects were never seen: the checklist says so, notices do not; no entry makes one major."""
    [section] = [each for each in definition("illegal-building").pack.sections if item_id in {i.id for i in each.items}]
    found = item("illegal-building", item_id)
    assert "待核" in section.title
    assert "待核" in (found.note or "")
    assert "待核" not in found.title + found.requirement + found.evidence
    assert judged("illegal-building", item_id, {}).verdict.severity == "pending"
    assert found.severity[-1].is_ == "pending"
    assert judged("illegal-building", item_id, {"panel": "clear"}).verdict.severity == "general"


@pytest.mark.parametrize(
    ("form", "skipped"),
    [
        ({"zone": "urban", "altered": YES, "trading": YES}, {"LW-A2.2", "LW-A3.2"}),
        ({"zone": "rural", "altered": NO, "trading": YES},
             {"LW-A3.1", "LW-A3.5", "LW-A3.6", "LW-A7.1", "LW-A7.2"}),
        ({"zone": "urban", "altered": YES, "trading": NO},
         {"LW-A2.2", "LW-A3.2", "LW-A8.1", "LW-A8.2", "LW-A8.3", "LW-A8.4", "LW-A9.2"}),
        ({"zone": "urban", "altered": YES, "trading": YES, "p_project": "no_need"}, {"LW-A1.1", "LW-A2.2", "LW-A3.2"}),
        ({"zone": "urban", "altered": YES, "trading": YES, "p_project": "unknown"}, {"LW-A2.2", "LW-A3.2"}),
        ({}, set()),
    ],
)  # fmt: skip
def test_the_checklist_adapts_to_the_house(form: dict[str, str], skipped: set[str]) -> None:
    """By what the ledger says of it; what is not known yet is asked."""
    every = {each.id for each in definition("illegal-building").pack.items_for("building")}
    assert every - asked("illegal-building", "building", form) == skipped


@pytest.mark.parametrize("pack", ["rural-housing", "illegal-building"])
def test_nothing_unconfirmed_leaves_the_house(pack: str) -> None:
    """No item, limit or grade rests on an article marked U; each says where it comes from and what proves it."""
    known = definition(pack).references
    for each in definition(pack).pack.items:
        assert each.basis or each.source
        assert "U" not in {known[basis.ref].articles[basis.article] for basis in each.basis}, each.id
        assert all(rule.by for rule in each.severity if rule.is_ == "major"), each.id
    limits = [limit for parameter in definition(pack).pack.parameters for limit in parameter.limits]
    assert "U" not in {known[limit.ref].articles[limit.article] for limit in limits}


def test_a_county_office_can_bring_a_house_to_its_end() -> None:
    """Two inspectors, a third to confirm, two supervisors and the owner are enough."""
    roster = {
        each.name: each
        for each in (
            *(person(name, name, "inspector") for name in ("甲", "乙", "丙")),
            *(person(name, name, "supervisor") for name in ("丁", "戊")),
            person("户主", "户主", "responsible", party="燃气经营企业01"),
        )
    }
    begin = {"workflow": "building", "kind": "building", "state": "registered", "state_title": "待排查"}
    case = Walk(life(), [opened(("甲",), "major", **begin)]).case
    assert life().staffing.answer(case, roster).enough


def test_no_time_limit_is_made_up() -> None:
    """No national document sets days for any step: each open state runs by its notice, or says why it has none."""
    for state in flow().states.values():
        assert state.within is None
        assert state.terminal or state.clock or "没有定" in (state.untimed or ""), state.title
