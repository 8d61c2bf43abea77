"""What an alarm is: facts in the records that look like closure on paper. It judges nobody; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.events import Event, canonical, digest
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.telling import called

KINDS: dict[str, tuple[str, str]] = {
    "photo": ("佐证材料重复使用", "同一份文件（SHA-256 相同）在另一件、另一步骤或另一轮整改里再次作为佐证"),
    "unseen": ("未见复查记录即销号", "以“整改销号”办结，但最后一次回复之后没有两名以上复查人具名、另附佐证的复查记录"),
    "fast": (
        "快得不合常理",
        "开始整改后一分钟内即回复，或从开始整改到复查合格不足一小时（按记录时间；一份回复表一次读入的两步不算）",
    ),
    "batch": (
        "到期前集中办理",
        "一人在到期当日或前一个工作日的半小时之内，回复或当日即销号五起以上（一份回复表算一起）",
    ),
    "text": ("文字雷同", "不计空白、标点和数字，三个以上检查对象的整改或复查文字相同（八字以上）"),
    "proxy": (
        "一人代签",
        "一人替三家以上单位签收、整改或填报，检查人员签收自己的文书，一分钟内以两方身份办理一件，"
        "或同一台电脑的同一个系统账户十分钟内提出又确认",
    ),
    "alone": (
        "独任主管",
        "一位主管停用、改派另一位主管，或重设他的口令，其间独自办了平时要两人的事（登记主管、采用检查表和放假安排、确认自己）",
    ),
    "absent": ("写了名字的人说没有参加", "写着两名以上检查员一起办的检查或步骤，其中有人说明没有参加"),
    "sunk": ("并案后撤销", "隐患并入另一件，那一件后来被撤销，两件都不再整改，也不计入整改率"),
    "floor": ("流程低于底线", "隐患所依的流程不守隐患流程的底线，又没有写明理由：这样的隐患不计入任何比率"),
    "late": ("事后补录", "入账日期比业务日期晚七日以上"),
    "clock": ("时钟倒退", "流转记录的时间比此前的记录早十分钟以上：那一刻或此前的系统时间是错的"),
}
"""Kind → (title, what it looks for). The thresholds in these sentences are constants of the watchers; tests hold both
together."""

Who = Callable[[str], str]
"""Tells a person by user name: ``姓名（用户名）``."""
SHOWN = 6
"""Cases, steps or texts that a sentence names one by one."""
QUOTED = 24
"""Characters of a text that a sentence quotes."""


@dataclass(frozen=True)
class Alarm:
    """One thing that stands out: of a ``kind``, about a ``topic`` (a file, a person, a text …), in these ``acts``.

    One that is about no case has no acts, but perhaps other ``records``, and is of the day ``on``. ``text`` tells the
    facts in a Chinese sentence. Names in it are as typed; show it through ``display``.
    """

    kind: str
    topic: str
    text: str
    acts: tuple[Act, ...]
    on: date = date.min
    records: tuple[Event, ...] = ()

    @cached_property
    def key(self) -> str:
        """The same for the same facts, another one as soon as a further record adds to them."""
        return f"{self.kind}-{digest(canonical([self.kind, self.topic, sorted(self.events)]))[:12]}"

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @cached_property
    def events(self) -> tuple[str, ...]:
        """Ids of the events it rests on."""
        return tuple(dict.fromkeys([*(act.event for act in self.acts), *(event.id for event in self.records)]))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the cases concerned."""
        return tuple(sorted({act.case.number for act in self.acts}))

    @property
    def people(self) -> frozenset[str]:
        """Everyone who took part in what is flagged."""
        acted = frozenset(name for act in self.acts for name in (act.actor, *act.persons))
        return acted | {event.actor.user for event in self.records}

    @property
    def last_on(self) -> date:
        """The business day of the newest record it rests on."""
        return max((act.on for act in self.acts), default=self.on)


def titled(roster: Mapping[str, Person]) -> Who:
    """Tells those of a roster: 主管甲（sup1）, or the user name alone where that is all there is."""

    return lambda name: called(name, roster)


def listed(words: Iterable[str], unit: str) -> str:
    """“甲、乙”; of many the first ones, and how many there are in all."""
    every = list(dict.fromkeys(words))
    more = f"等 {len(every)} {unit}" if len(every) > SHOWN else ""
    return "、".join(every[:SHOWN]) + more


def numbers_of(acts: Sequence[Act]) -> str:
    """The cases of some acts, told."""
    return listed((act.case.number for act in acts), "起")


def quote(text: str) -> str:
    """The beginning of a text, on one line, in quotation marks."""
    flat = " ".join(text.split())
    return f"“{flat[:QUOTED]}{'…' if len(flat) > QUOTED else ''}”"
