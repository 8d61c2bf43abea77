"""Each alarm flags the closure on paper it is meant for, and leaves alone the honest work that looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_engine.domain.alarms import KINDS, Alarm, Decision, Watch, count, decision_data, involved, judge, took_part
from inspect_engine.domain.alarms.records import working_day_before
from inspect_engine.domain.alarms.texts import essence
from inspect_engine.domain.alarms.traces import traces_of
from inspect_engine.domain.calendars import CHINA, PUBLISHED, Arrangement
from inspect_engine.domain.cases import MOVED, PROPOSED, CaseLine, fold, line_of
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.events import Actor, Event, Origin
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import as_roster
from inspect_engine.domain.words.names import is_name
from tests.domain.conftest import event, hazard_workflow, opened, person

PARTIES = [f"商铺{n}" for n in range(8)]
ROSTER: dict[str, Person] = {
    p.name: p
    for p in (
        *(person(name, title, "inspector") for name, title in (("insp1", "检查员甲"), ("insp2", "检查员乙"))),
        *(person(name, title, "supervisor") for name, title in (("sup1", "主管甲"), ("sup2", "主管乙"))),
        person("part", "兼职员", "inspector", "responsible", party=PARTIES[1]),
        *(person(f"shop{n}", f"店主{chr(0x7532 + n)}", "responsible", party=party) for n, party in enumerate(PARTIES)),
    )
}
NAMES = ["赵某", "钱某", "孙某", "李某", "周某", "吴某", "郑某", "王某"]
"""A name for each shop, so that nobody stands for two."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


@dataclass
class Hazard:
    """One case whose events are written down as they come, whether a rule would allow them or not."""

    n: int
    events: list[tuple[Event, str]] = field(default_factory=list)
    state: str = "found"

    @classmethod
    def found(
        cls, n: int, at: str = "03-02T09:00", photos: Sequence[str] = (), inspection: str = "i1", **data: Any
    ) -> Hazard:
        case = cls(n)
        given = {"number": f"SY-2026-{n:04d}", "subject": f"shop-{n}", "party": PARTIES[n % len(PARTIES)]}
        start = opened(("insp1", "insp2"), inspection=inspection, on=f"2026-{at[:5]}", **{**given, **data})
        case._keep(start, "insp1", at, photos)
        return case

    def act(self, trigger: str, at: str, by: str, photos: Sequence[str] = (), /, **values: Any) -> Hazard:
        """One action; ``due`` sets the due date, ``on`` another business day, ``via`` how the person is known."""
        due, on, via = values.pop("due", None), values.pop("on", f"2026-{at[:5]}"), values.pop("via", "os")
        booked, sheet = values.pop("booked", None), values.pop("sheet", None)
        flow = hazard_workflow()
        step = flow.transition(trigger, self.state)
        assert step is not None, (trigger, self.state)
        named = [value for spec in step.needs if spec.type == "person" and (value := values.get(spec.id))]
        data = {
            "on": on,
            "trigger": trigger,
            "title": step.title,
            "from": self.state,
            "to": step.to,
            "to_title": flow.states[step.to].title,
            "clock": False,
            "closing": flow.states[step.to].closing,
            "values": values,
            "sets": {},
            "mark": step.mark,
            "persons": sorted({by, *named}),
        }
        if sheet:
            data["sheet"] = {"file": "回复表.xlsx", "sha256": sheet, "row": f"{self.n}", "unit": False}
        if due:
            data["deadline"] = {"due_on": f"2026-{due}", "derivation": "", "provisional": False}
        self.state = step.to
        self._keep(event(MOVED, data, 0), by, at, photos, via, booked)
        return self

    def _keep(
        self, given: Event, by: str, at: str, photos: Sequence[str], via: str = "os", booked: str | None = None
    ) -> None:
        when = moment(at)
        files = tuple({"sha256": f"{hash(name):064x}"[-64:], "name": name, "size": 1} for name in photos)
        unique = f"e-{self.n}-{len(self.events)}"
        kept = replace(given, id=unique, case=f"c{self.n}", actor=Actor(by, via), at=when, files=files)
        self.events.append((kept, (moment(booked) if booked else when).isoformat()))

    def served(self, at: str = "03-03T09:00", due: str = "03-20", signer: str | None = None) -> Hazard:
        day = at[:5]
        self.act("grade", f"{day}T08:00", "sup1").act("issue", f"{day}T08:30", "sup1")
        return self.act("serve", at, "insp1", due=due, received_by=signer or NAMES[self.n % 8])

    def started(self, at: str = "03-04T09:00", by: str | None = None, **values: Any) -> Hazard:
        self.served()
        return self.act("start", at, by or f"shop{self.n % 8}", performed_by=NAMES[self.n % 8], **values)

    def replied(
        self, at: str = "03-10T09:00", photo: str | None = None, by: str | None = None, **values: Any
    ) -> Hazard:
        given = {
            "performed_by": NAMES[self.n % 8],
            "measures": f"更换第 {self.n} 处的{chr(0x4E00 + self.n) * 9}",
            **values,
        }
        return self.act("reply", at, by or f"shop{self.n % 8}", [photo or f"after{self.n}.jpg"], **given)

    def passed(self, at: str = "03-11T09:00", photo: str | None = None, **values: Any) -> Hazard:
        given = {"inspectors": "insp1,insp2", "conclusion": f"现场所见{chr(0x5E00 + self.n) * 9}", **values}
        return self.act("pass_reinspection", at, "insp1", [photo or f"seen{self.n}.jpg"], **given)

    def closed(self, at: str = "03-12T09:00", by: str = "sup1") -> Hazard:
        return self.act("close", at, by, conclusion="复查合格，同意销号，资料齐全")

    @property
    def line(self) -> CaseLine:
        return line_of(fold(given for given, _ in self.events), self.n)


def honest(n: int) -> Hazard:
    return Hazard.found(n, photos=[f"before{n}.jpg"]).started().replied().passed().closed()


def alarms(*cases: Hazard, flow: Workflow | None = None) -> list[Alarm]:
    """Every alarm; and whoever follows the traces from one case alone comes to the same alarms about it."""
    found = watched(cases, flow).alarms()
    for case in cases:
        around = [other for other in cases if other is case or led(watched([case], flow).traces(), other, cases)]
        alone = [alarm for alarm in watched(around, flow).alarms() if case.line.number in alarm.numbers]
        assert told(alone) == told(alarm for alarm in found if case.line.number in alarm.numbers)
    return found


def watched(cases: Sequence[Hazard], flow: Workflow | None = None) -> Watch:
    watch = Watch(ROSTER)
    for case in cases:
        watch.see(case.line, ((given, booked, flow or hazard_workflow()) for given, booked in case.events))
    return watch


def told(alarms: Iterable[Alarm]) -> list[tuple[str, str]]:
    return [(alarm.key, alarm.text) for alarm in alarms]


def led(traces: set[tuple[str, str]], other: Hazard, cases: Sequence[Hazard]) -> bool:
    """Whether one of these traces leads to a case, as the ledger's table of traces would tell it."""
    left = {trace for _, found in traces_of(other.events) for trace in found}
    names = [topic for kind, topic in left if kind == "name"]
    naming = any(topic in name for kind, topic in traces if kind == "naming" for name in names)
    merged = any(last(other, cases) == last(case, cases) for case in cases if ("merged", case.line.id) in traces)
    return naming or merged or not left.isdisjoint(traces)


def last(case: Hazard, cases: Sequence[Hazard]) -> str:
    """The case that this one was merged into at last, or itself."""
    into = [other for other in cases if other.line.id == case.line.duplicate_of]
    return last(into[0], cases) if into else case.line.duplicate_of or case.line.id


def kinds(*cases: Hazard) -> list[str]:
    return [alarm.kind for alarm in alarms(*cases)]


def only(kind: str, *cases: Hazard) -> Alarm:
    """The one alarm there is, of this kind."""
    [alarm] = alarms(*cases)
    assert alarm.kind == kind
    return alarm


def test_honest_work_is_left_alone() -> None:
    """Eight shops, each with its own photographs, words, people and days."""
    assert alarms(*map(honest, range(8))) == []
    assert alarms() == []


# --- photo -----------------------------------------------------------------------------------------------------


def test_the_same_photograph_before_and_after() -> None:
    alarm = only("photo", Hazard.found(1, photos=["坑.jpg"]).started().replied(photo="坑.jpg"))
    assert alarm.numbers == ("SY-2026-0001",)
    assert "发现（2026-03-02）" in alarm.text
    assert "提交整改回复（2026-03-10）" in alarm.text


def test_the_same_photograph_for_two_shops() -> None:
    cases = [Hazard.found(n).started().replied(photo="改好.jpg") for n in (1, 2)]
    assert only("photo", *cases).numbers == ("SY-2026-0001", "SY-2026-0002")


def test_the_same_photograph_in_a_later_round() -> None:
    case = Hazard.found(1).started().replied(photo="改好.jpg")
    case.act("return", "03-10T15:00", "insp1", inspectors="insp1,insp2", reason="没有改")
    assert only("photo", case.replied("03-10T17:00", "改好.jpg")).kind == "photo"


def test_the_reply_photograph_as_reinspection() -> None:
    """The reinspection has no evidence of its own: that is another alarm, once the case is closed."""
    case = Hazard.found(1).started().replied(photo="改好.jpg").passed(photo="改好.jpg")
    assert kinds(case) == ["photo"]
    assert kinds(case.closed()) == ["photo", "unseen"]


def test_one_photograph_of_several_hazards_found_together() -> None:
    """Of one subject; of several where it was said to show them, all of them."""
    same = {"subject": "shop-1", "party": PARTIES[1]}
    assert kinds(*(Hazard.found(n, photos=["全景.jpg"], **same) for n in (1, 2))) == []
    assert kinds(*(Hazard.found(n, photos=["全景.jpg"]) for n in (1, 2))) == ["photo"]
    assert kinds(*(Hazard.found(n, photos=["全景.jpg"], shared=True) for n in (1, 2))) == []
    assert kinds(*(Hazard.found(n, photos=["全景.jpg"], shared=n < 3) for n in (1, 2, 3))) == ["photo"]
    assert kinds(*(Hazard.found(n, photos=["检查记录.pdf"]) for n in (1, 2))) == []
    assert kinds(*(Hazard.found(n, photos=["全景.jpg"], inspection=f"i{n}") for n in (1, 2))) == ["photo"]


def test_one_photograph_of_two_hazards_put_right_at_one_place() -> None:
    """As long as it is one site, one day, one step."""
    site = {"subject": "shop-1", "party": PARTIES[1]}
    first = Hazard.found(1, **site).started().replied(photo="改好.jpg")
    again = Hazard.found(9, **site).started().replied(photo="改好.jpg")
    assert kinds(first, again) == []
    later = Hazard.found(17, **site).started().replied("03-12T09:00", photo="改好.jpg")
    assert kinds(first, later) == ["photo"]


def test_one_record_of_a_round_of_reinspections() -> None:
    """A paper may speak of several shops visited on one day by the same people; a photograph shows one."""
    for name, found in (("复查记录.pdf", []), ("复查.JPG", ["photo"])):
        assert kinds(*(Hazard.found(n).started().replied().passed(photo=name) for n in (1, 2))) == found
    cases = [Hazard.found(n).started().replied().passed(f"03-1{n}T09:00", "复查记录.pdf") for n in (1, 2)]
    assert kinds(*cases) == ["photo"]


def test_one_paper_for_the_replies_of_two_units() -> None:
    assert kinds(*(Hazard.found(n).started().replied(photo="培训记录.pdf") for n in (1, 2))) == ["photo"]


def test_one_paper_that_an_inspector_files_for_two_units() -> None:
    cases = [Hazard.found(n).started().replied(photo="培训记录.pdf", by="insp2") for n in (1, 2)]
    assert kinds(*cases) == ["photo"]
    own = [Hazard.found(n, party=PARTIES[1]).started(by="shop1").replied(photo="培训.pdf", by="shop1") for n in (1, 2)]
    assert kinds(*own) == [], "一家单位的一份材料"


def test_the_photograph_of_the_discovery_attached_to_the_notice() -> None:
    """No evidence is asked for there; but where it then serves as the photograph after, all three uses are told."""
    case = Hazard.found(1, photos=["坑.jpg"]).act("grade", "03-03T08:00", "sup1")
    case.act("issue", "03-03T08:30", "sup1", ["坑.jpg"])
    assert alarms(case) == []
    case.act("serve", "03-03T09:00", "insp1", due="03-20").act("start", "03-04T09:00", "shop1")
    assert "3 处" in only("photo", case.replied(photo="坑.jpg")).text


def test_what_was_merged_as_a_duplicate_is_no_reuse() -> None:
    twin, case = Hazard.found(1, photos=["坑.jpg"]), Hazard.found(2, photos=["坑.jpg"], inspection="i2")
    merged = replace(case.line, closed_how="merged")
    watch = Watch(ROSTER)
    for each, line in ((twin, twin.line), (case, merged)):
        watch.see(line, ((given, booked, hazard_workflow()) for given, booked in each.events))
    assert watch.alarms() == []


# --- unseen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"inspectors": "insp1"}, "只有 1 名复查人"),
        ({"inspectors": "insp1,insp1"}, "只有 1 名复查人"),
        ({"inspectors": None}, "没有写明复查人"),
    ],
)
def test_closed_without_a_reinspection_by_two(values: dict[str, Any], told: str) -> None:
    case = Hazard.found(1).started().replied().passed(**{k: v for k, v in values.items() if v})
    if values["inspectors"] is None:
        case.events[-1][0].data["values"].pop("inspectors")
    assert kinds(case) == []
    assert told in only("unseen", case.closed()).text


def test_closed_without_a_picture_of_the_reinspection() -> None:
    case = Hazard.found(1).started().replied()
    case.act("pass_reinspection", "03-11T09:00", "insp1", inspectors="insp1,insp2")
    assert "没有自己的佐证材料" in only("unseen", case.closed()).text


def test_the_reinspection_of_an_earlier_round_does_not_count() -> None:
    case = Hazard.found(1).started().replied()
    case.act("return", "03-11T09:00", "insp1", ["退回.jpg"], inspectors="insp1,insp2", reason="没有改")
    case.replied("03-12T09:00", "再改.jpg")
    case.state = "reinspected"
    assert only("unseen", case.closed("03-13T09:00")).numbers == ("SY-2026-0001",)


def test_what_is_no_hazard_has_its_own_way_of_being_checked() -> None:
    """A registered case ends as its workflow says; 复查 is asked of hazards only."""
    case = Hazard.found(1, kind="works").started().replied()
    case.state = "reinspected"
    assert kinds(case.closed()) == []


def test_sending_it_back_is_no_reinspection() -> None:
    case = Hazard.found(1).started().replied()
    case.act("return", "03-11T09:00", "insp1", ["退回.jpg"], inspectors="insp1,insp2", reason="没有改")
    case.state = "reinspected"
    assert "没有写明复查人" in only("unseen", case.closed("03-13T09:00")).text


def test_returned_and_reinspected_again_is_honest() -> None:
    case = Hazard.found(1).started().replied()
    case.act("return", "03-11T09:00", "insp1", inspectors="insp1,insp2", reason="没有改")
    assert kinds(case.replied("03-12T09:00", "再改.jpg").passed("03-13T09:00").closed("03-14T09:00")) == []


def test_the_reinspection_before_a_reopening_does_not_count() -> None:
    """Opened again and closed again: somebody must have looked in between."""
    case = honest(1)
    again = replace(case.events[-1][0], id="again", at=moment("04-01T09:00"))
    case.events.append(
        (replace(again, data={**again.data, "on": "2026-04-01", "mark": "reopened"}), again.at.isoformat())
    )
    case.state = "reinspected"
    assert only("unseen", case.closed("04-02T09:00", by="sup2")).numbers == ("SY-2026-0001",)


def test_other_ways_of_closing_need_no_reinspection() -> None:
    spot = Hazard.found(1).act("fix_on_spot", "03-02T09:10", "insp1", ["改.jpg"], performed_by="赵某")
    spot.act("confirm_spot", "03-02T09:11", "insp2")
    withdrawn = Hazard.found(2).act("withdraw", "03-03T09:00", "sup1", reason="重复")
    assert kinds(spot, withdrawn) == []


# --- fast ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("replied", "found"), [("09:00:59", ["fast"]), ("09:01:00", []), ("16:00:00", [])])
def test_replied_in_the_minute_work_began(replied: str, found: list[str]) -> None:
    assert kinds(Hazard.found(1).started("03-04T09:00").replied(f"03-04T{replied}")) == found


@pytest.mark.parametrize(("seen", "found"), [("09:59", ["fast"]), ("10:00", []), ("11:30", [])])
def test_worked_replied_and_reinspected_within_the_hour(seen: str, found: list[str]) -> None:
    case = Hazard.found(1).started("03-04T09:00").replied("03-04T09:20").passed(f"03-04T{seen}")
    assert kinds(case) == found


def test_the_inspectors_who_wait_for_the_reply_are_honest() -> None:
    """Work took days; the reply and the reinspection came within minutes of one another, on the spot."""
    assert kinds(Hazard.found(1).started().replied("03-10T09:00").passed("03-10T09:05")) == []


def test_a_second_round_is_looked_at_by_itself() -> None:
    case = Hazard.found(1).started().replied()
    case.act("return", "03-11T09:00", "insp1", inspectors="insp1,insp2", reason="没有改")
    assert "退回重改" in only("fast", case.replied("03-11T09:10", "再改.jpg").passed("03-11T09:30")).text


def test_a_reinspection_belongs_to_its_own_round() -> None:
    case = Hazard.found(1).started("03-04T09:00").replied("03-04T09:20")
    case.act("return", "03-04T09:25", "insp1", inspectors="insp1,insp2", reason="没有改")
    case.replied("03-04T09:40", "再改.jpg").passed("03-04T09:55")
    assert "从“退回重改”到“复查合格”只用 30 分钟" in only("fast", case).text


def test_what_one_sheet_says_is_read_in_one_go() -> None:
    """Two steps that come from one row have no time of their own; what a person typed before or after has."""
    read = Hazard.found(1).started("03-04T09:00", sheet="a").replied("03-04T09:00", sheet="a")
    assert kinds(read) == []
    assert kinds(Hazard.found(1).started("03-04T09:00", sheet="a").replied("03-04T09:00")) == ["fast"]
    assert kinds(Hazard.found(1).started("03-04T09:00").replied("03-04T09:00", sheet="a")) == ["fast"]
    assert kinds(Hazard.found(1).started("03-04T09:00", sheet="b").replied("03-04T09:00", sheet="a")) == ["fast"]
    told = only("fast", read.passed("03-04T09:40")).text
    assert "从读入“开始整改”到“复查合格”只用 40 分钟" in told
    assert "0 秒" not in told


# --- batch -----------------------------------------------------------------------------------------------------


def rush(cases: int, day: str, *, apart: int = 5, by: str = "insp2") -> list[Hazard]:
    """Replies for so many hazards of one unit, some minutes apart; due on Friday 20 March."""
    found = []
    for n in range(cases):
        at = f"{day}T{16 + n * apart // 60:02d}:{n * apart % 60:02d}"
        site = {"party": PARTIES[0], "subject": f"shop-{n}"}
        found.append(Hazard.found(n, **site).started(by="shop0").replied(at, by=by))
    return found


@pytest.mark.parametrize(
    ("cases", "day", "apart", "found"),
    [
        (5, "03-20", 5, ["batch"]),
        (5, "03-19", 5, ["batch"]),
        (7, "03-20", 5, ["batch"]),
        (4, "03-20", 5, []),
        (5, "03-18", 5, []),
        (5, "03-20", 8, []),
        (5, "03-23", 5, []),
    ],
)
def test_many_replies_in_one_sitting_at_the_end(cases: int, day: str, apart: int, found: list[str]) -> None:
    assert kinds(*rush(cases, day, apart=apart, by="shop0")) == found


def test_a_sheet_that_comes_on_the_last_day_is_one_reply() -> None:
    """However many rows it has; five sheets in one sitting, or four replies typed beside one, are many."""

    def read(sheets: list[str]) -> list[Hazard]:
        return [
            Hazard.found(n, party=PARTIES[0], subject=f"shop-{n}")
            .started(by="shop0")
            .replied("03-20T16:00", by="shop0", sheet=of)
            for n, of in enumerate(sheets)
        ]

    assert kinds(*read(["a"] * 7)) == []
    assert kinds(*read(["a", "a", "b", "c", "d", "e"])) == ["batch"]
    assert kinds(*read(["a", "a", "", "", ""])) == []
    assert kinds(*read(["a", "a", "", "", "", ""])) == ["batch"]


def test_many_people_each_with_one_reply() -> None:
    cases = [Hazard.found(n).started().replied(f"03-20T16:0{n}") for n in range(6)]
    assert kinds(*cases) == []


def test_a_supervisor_signs_off_what_was_seen_before() -> None:
    """Five closures in a row on the due day are a morning's work, unless the replies came that very day."""
    signed = [Hazard.found(n).started().replied().passed().closed(f"03-20T09:0{n}") for n in range(5)]
    assert kinds(*signed) == []
    pushed = [
        Hazard.found(n).started().replied(f"03-20T09:0{n}").passed(f"03-20T14:0{n}").closed(f"03-20T16:0{n}")
        for n in range(5)
    ]
    assert "主管甲（sup1）" in only("batch", *pushed).text


def test_the_last_working_day_before_a_monday_is_friday() -> None:
    assert working_day_before(date(2026, 3, 23), PUBLISHED) == date(2026, 3, 20)
    assert working_day_before(date(2026, 2, 25), PUBLISHED) == date(2026, 2, 24)
    assert working_day_before(date(2026, 2, 24), PUBLISHED) == date(2026, 2, 14), "春节，前一个周六调休上班"


def test_the_last_working_day_goes_by_what_the_ledger_adopted() -> None:
    """And where nothing is known of a year, the day before stands in; a list of alarms never breaks off."""
    rest = frozenset({date(2027, 3, 4), date(2027, 3, 5)})
    adopted = PUBLISHED.adopting(Arrangement(2027, "虚构", rest, frozenset()))
    assert working_day_before(date(2027, 3, 8), PUBLISHED) == date(2027, 3, 5)
    assert working_day_before(date(2027, 3, 8), adopted) == date(2027, 3, 3)
    assert working_day_before(date(2005, 3, 7), PUBLISHED) == date(2005, 3, 6)
    assert working_day_before(date(2040, 3, 7), PUBLISHED) == date(2040, 3, 6)


# --- text ------------------------------------------------------------------------------------------------------


def test_the_same_words_from_three_shops() -> None:
    words = ["已全部整改到位，安装报警器 3 个。", "已全部整改到位,安装报警器5个", "已全部整改到位 安装报警器１０个！"]
    cases = [Hazard.found(n).started().replied(measures=text) for n, text in enumerate(words)]
    assert "“已全部整改到位，安装报警器 3 个。”" in only("text", *cases).text
    assert kinds(*cases[:2]) == []


def test_the_same_words_about_one_place_or_in_a_formula() -> None:
    site = {"subject": "shop-1", "party": PARTIES[1]}
    one_place = [Hazard.found(n, **site).started().replied(measures="已全部整改到位并安装报警器") for n in (1, 9, 17)]
    assert kinds(*one_place) == []
    short = [Hazard.found(n).started().replied(measures="已整改到位。") for n in range(3)]
    assert kinds(*short) == []
    assert kinds(*map(honest, range(4))) == [], "四起的“销号意见”都一样"


def test_the_same_words_of_inspectors() -> None:
    cases = [Hazard.found(n).started().replied().passed(conclusion="经现场复查，整改合格") for n in range(3)]
    assert "复查合格" in only("text", *cases).text


@given(st.text(max_size=60), st.text("0123456789 ，。！-、\n\t", max_size=9))
def test_spaces_stops_and_digits_make_no_difference(text: str, noise: str) -> None:
    assert essence(text + noise) == essence(noise + text) == essence(text)
    assert essence(essence(text)) == essence(text)


# --- proxy -----------------------------------------------------------------------------------------------------


def test_one_signer_for_three_units() -> None:
    cases = [Hazard.found(n).served(signer=" 张　三 ") for n in range(3)]
    assert "张三替 3 家责任单位（商铺0、商铺1、商铺2）签收文书" in only("proxy", *cases).text
    assert kinds(*cases[:2]) == []


def test_one_signer_for_three_papers_of_one_unit() -> None:
    assert kinds(*(Hazard.found(n, party=PARTIES[0]).served(signer="张三") for n in range(3))) == []


def test_an_office_is_no_name() -> None:
    assert kinds(*(Hazard.found(n).served(signer="责任单位签收人") for n in range(4))) == []
    assert [text for text in ("店主", "本单位整改负责人", "企业02负责人", "？", "") if is_name(text)] == []
    assert all(map(is_name, ("张三", "吴某", "店主李某", "王五（经理）", "Zhang San")))


def test_one_who_put_it_right_for_three_units() -> None:
    cases = [Hazard.found(n).started().replied(performed_by="张三") for n in range(3)]
    assert "张三替 3 家责任单位" in only("proxy", *cases).text


def test_an_inspector_signs_for_his_own_notice() -> None:
    assert "检查员乙（insp2）被写成 1 件" in only("proxy", Hazard.found(1).served(signer="检查员乙代签")).text
    for signer in (ROSTER["shop5"].title, "路人"):
        assert kinds(Hazard.found(2).served(signer=signer)) == []
    assert kinds(Hazard.found(1).served(signer="兼职员")) == [], "他是这家单位的人"


def test_an_inspector_files_the_replies_of_three_units() -> None:
    """For one or two shops that have no account of their own, the inspector writes it down; that is foreseen."""
    cases = [Hazard.found(n).started().replied(f"03-1{n}T09:00", by="insp2") for n in range(3)]
    assert kinds(*cases[:2]) == []
    assert "填报整改回复" in only("proxy", *cases).text


def test_two_sides_at_one_keyboard() -> None:
    def switch(reply: str, seen: str, via: str) -> Hazard:
        case = Hazard.found(1).started().act("reply", reply, "shop1", ["改.jpg"], via=via)
        return case.act("pass_reinspection", seen, "insp1", ["查.jpg"], inspectors="insp1,insp2", via=via)

    assert "一分钟之内" in only("proxy", switch("03-10T09:00:00", "03-10T09:00:40", "claimed")).text
    assert alarms(switch("03-10T09:00:00", "03-10T09:00:40", "os")) == [], "各用各的账户登录"
    assert alarms(switch("03-10T09:00:00", "03-10T09:03:00", "claimed")) == [], "换人要时间"


def test_two_inspectors_share_a_laptop() -> None:
    """One fixes it with the owner, the other confirms at once: one side only."""
    case = Hazard.found(1).act("fix_on_spot", "03-02T09:10:00", "insp1", ["改.jpg"], via="claimed")
    assert kinds(case.act("confirm_spot", "03-02T09:10:30", "insp2", via="claimed")) == []


# --- late ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("booked", "found"), [("03-10T09:00", []), ("03-11T09:00", ["late"])])
def test_booked_long_after(booked: str, found: list[str]) -> None:
    """Eight days late is late, seven is not; all of one person's day is one alarm."""
    cases = []
    for n in (1, 2):
        case = Hazard.found(n).act("grade", "03-03T08:00", "sup1").act("issue", "03-03T08:30", "sup1")
        cases.append(case.act("serve", "03-10T09:00", "insp1", on="2026-03-03", booked=booked, due="03-20"))
    assert kinds(*cases) == found


# --- keys, decisions -------------------------------------------------------------------------------------------


def decided(alarm: Alarm, verdict: str = "explained") -> Decision:
    data = decision_data(alarm, verdict, "查过", date(2026, 3, 30))
    return Decision("d", alarm.key, alarm.kind, verdict, "查过", "sup2", date(2026, 3, 30), frozenset(data["events"]))


def test_a_decision_sticks_until_there_is_more() -> None:
    """Other records do not touch it; one that adds to the facts asks for a new decision, and tells of the old one."""
    pair = [Hazard.found(n).started().replied(photo="改好.jpg") for n in (1, 2)]
    decision = decided(only("photo", *pair))
    [same] = judge(alarms(*pair, honest(5)), [decision])
    assert (same.status, same.decision, same.earlier) == ("explained", decision, ())
    third = Hazard.found(3).started().replied(photo="改好.jpg")
    [grown] = judge(alarms(*pair, third), [decision])
    assert (grown.status, grown.earlier) == ("open", (decision,))
    assert count([same, grown]) == {"open": 1, "explained": 1, "confirmed": 0}


def test_earlier_is_a_decision_of_the_same_kind_on_part_of_the_facts() -> None:
    cases = [Hazard.found(n).started().replied(photo="改好.jpg") for n in (1, 2, 3)]
    alarm, more = only("photo", *cases[:2]), decided(only("photo", *cases))
    other = replace(decided(alarm), kind="text", key="text-0")
    assert [judged.earlier for judged in judge([alarm], [more, other])] == [()]


def test_the_later_decision_on_the_same_facts_holds() -> None:
    alarm = only("photo", *(Hazard.found(n).started().replied(photo="改好.jpg") for n in (1, 2)))
    [judged] = judge([alarm], [decided(alarm), decided(alarm, "confirmed")])
    assert judged.status == "confirmed"


def test_who_took_part_is_involved_under_any_name() -> None:
    alarm = only("proxy", Hazard.found(1).served(signer="检查员乙"))
    assert involved(alarm, ROSTER["insp1"], ROSTER) == ["insp1"]
    assert involved(alarm, ROSTER["sup1"], ROSTER) == []
    case = Hazard.found(1).started().replied().passed(inspectors="insp1").closed()
    assert involved(only("unseen", case), ROSTER["sup1"], ROSTER) == ["sup1"]
    assert involved(only("unseen", case), ROSTER["sup2"], ROSTER) == []


ORDER = st.permutations(range(6))


@settings(max_examples=15)
@given(ORDER)
def test_the_order_of_cases_does_not_matter(order: list[int]) -> None:
    """Keys are those of the facts, not of the way they were read."""
    cases = [Hazard.found(n).started().replied(photo="同.jpg", measures="已全部整改到位并安装") for n in range(6)]
    straight, shuffled = alarms(*cases), alarms(*(cases[n] for n in order))
    assert [alarm.key for alarm in shuffled] == [alarm.key for alarm in straight]
    assert [alarm.kind for alarm in straight] == ["photo", "text"]


def test_without_its_workflow_a_case_is_still_watched() -> None:
    """Fields cannot be told apart then; hashes and times can."""
    case = Hazard.found(1, photos=["坑.jpg"]).started("03-04T09:00").replied("03-04T09:00:30", "坑.jpg")
    watch = Watch(ROSTER)
    watch.see(case.line, ((given, booked, None) for given, booked in case.events))
    assert [alarm.kind for alarm in watch.alarms()] == ["photo", "fast"]


@pytest.mark.parametrize("hostile", ["[/]", "=1+1", "\x1b[31m", "甲\u202e乙", "a" * 4000, "​"])
def test_hostile_words_are_told_as_they_are(hostile: str) -> None:
    cases = [Hazard.found(n).served(signer=f"张三{hostile}") for n in range(3)]
    assert set(kinds(*cases)) <= {"proxy"}


def test_every_kind_has_a_title_and_says_what_it_looks_for() -> None:
    assert all(title and meaning for title, meaning in KINDS.values())
    kinds = ["photo", "unseen", "fast", "batch", "text", "proxy", "alone", "absent", "sunk", "floor"]
    assert list(KINDS) == [*kinds, "late", "clock"]


def test_who_may_be_acting_through_an_account_has_taken_part_where_it_has_not() -> None:
    """A puppet decides nothing about its maker; the maker may decide about somebody whom he only enrolled."""
    maker = Person("wang", "王某", frozenset({"supervisor"}))
    puppet = Person("zz", "某甲", frozenset({"supervisor"}), held_by=frozenset({"wang"}))
    roster = {each.name: each for each in (maker, puppet)}
    assert took_part(["wang"], puppet, as_roster(roster)) == ["wang"]
    assert took_part(["zz"], maker, as_roster(roster)) == []


HERE, THERE = Origin("root", "pc1", "i1"), Origin("li", "pc1", "i2")


@pytest.mark.parametrize(
    ("minutes", "origin", "told"), [(9, HERE, True), (10, HERE, False), (9, THERE, False), (9, None, False)]
)
def test_proposed_and_confirmed_at_one_desk(minutes: int, origin: Origin | None, told: bool) -> None:
    """One who plays both under one account of the system; in old records nothing says where they were made."""
    case = Hazard.found(1)
    proposal = replace(
        event(
            PROPOSED, {"on": "2026-03-03", "trigger": "withdraw", "title": "撤销", "values": {}, "persons": ["sup1"]}, 0
        ),
        origin=HERE,
    )
    case._keep(proposal, "sup1", "03-03T09:00", ())
    case.act("withdraw", f"03-03T09:{minutes:02}", "sup2", reason="误报")
    given, recorded_at = case.events[-1]
    data = {**given.data, "proposed": case.events[-2][0].id}
    case.events[-1] = replace(given, data=data, origin=origin), recorded_at
    found = [alarm.text for alarm in alarms(case) if alarm.kind == "proxy"]
    assert ["前后不到十分钟，出自同一台电脑的同一个系统账户" in text for text in found] == [True] * told
