"""What people type to choose cases: words, all of which must be there, and ``字段:值`` in many spellings.

``场站 !状态:已回复,整改中 期限<=今天 逾期>30 等级:重大``: blanks part what must all hold, ``!`` negates, several values
of a field, or the field again, are one or another. Fields and values may be written by their pinyin initials, or begun;
whatever an input method makes of the signs is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inspect_engine.domain.calendars import HALF_WIDTH
from inspect_engine.domain.calendars.spans import span_said
from inspect_engine.domain.cases.wanted import APART, COUNTS, DAYS, Clause
from inspect_engine.domain.words.pinyin import letters, sound_of
from inspect_engine.domain.words.text import suggest, undisplayed
from inspect_engine.domain.words.wording import GRADE_TITLES, KIND_TITLES

FIELDS = {
    "状态": "state_title",
    "等级": "grade",
    "种类": "kind",
    "单位": "unit",
    "对象": "subject",
    "区划": "region",
    "专项": "pack",
    "编号": "number",
    "隐患": "title",
    "检查项": "item",
    "部位": "part",
    "检查员": "finder",
    "承办": "owner",
    "发现": "found_on",
    "期限": "due_on",
    "回复": "replied_on",
    "销号": "closed_on",
    "逾期": "late",
    "退回": "returned",
    "延期": "extended",
    "待知悉": "untold",
}
"""What a field is called, and which it is of a :class:`Clause`."""
TITLES = {name: title for title, name in FIELDS.items()}
ALIASES = {"责任单位": "单位", "检查对象": "对象", "承办人": "承办", "发现日期": "发现", "登记": "发现", "标题": "隐患"}
NOBODY = "无"
MOST = 300
"""How many words and values are asked for at once; SQLite joins no more than 1,000 conditions (its depth of a tree)."""
TOLD = {"主管": "supervisor"}
SIMPLE = {"一般": "/general", "重大": "/major", "待定级": "/pending"}
GRADES = SIMPLE | {
    title: f"{kind}/{grade}"
    for kind, titles in GRADE_TITLES.items()
    for grade, title in titles.items()
    if title not in SIMPLE and len(titles) > 1
}
SIGN_TITLES = {"<": "早于 ", "<=": "不晚于 ", ">": "晚于 ", ">=": "不早于 "}
_SIGNS = {code: half for code, half in HALF_WIDTH.items() if str(chr(code)).isalnum()} | str.maketrans(
    {
        "《": "<",
        "〈": "<",
        "＜": "<",
        "》": ">",
        "〉": ">",
        "＞": ">",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "＝": "=",
        "：": ":",
    }
    | {"！": "!", "，": ",", "、": ",", "｜": "|", "－": "-", "／": "/", "．": "."}
)
_AROUND = re.compile(r"\s*(<=|>=|!=|=<|=>|[<>=:：＜＞＝《》≤≥≠])\s*(?=\S)")
_TOKEN = re.compile(r'(?:["“][^"“”]*["”]|[^\s"“”])+')
_PART = re.compile(r"(!*)([^<>=:!]*?)(!=|<=|>=|=<|=>|[<>=:])(.*)", re.DOTALL)
_VALUES = re.compile(r"[,|]")
_SWAPPED = {"=<": "<=", "=>": ">=", "=": ":"}
_DAYS_LATE = re.compile(r"(\d{1,5})(?:天|日)?")


@dataclass(frozen=True)
class Vocabulary:
    """What values there are: titles of states, packs and people by code, the beginning of codes that a region is named
    by, and the codes and names of those that a few characters may mean."""

    today: date
    states: tuple[str, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    region: Callable[[str], str] = str
    places: Callable[[str], Sequence[tuple[str, str]]] = lambda _: ()

    def values(self, title: str) -> dict[str, str]:
        """What may be written of a field, and what it stands for; empty where anything may."""
        people = {called: name for name, called in self.people.items()} | {name: name for name in self.people}
        return {
            "状态": {each: each for each in self.states},
            "等级": GRADES,
            "种类": {each: kind for kind, each in KIND_TITLES.items()},
            "专项": {each: pack for pack, each in self.packs.items()} | {pack: pack for pack in self.packs},
            "检查员": people,
            "承办": {NOBODY: "", **people},
            "待知悉": TOLD,
        }.get(title, {})


@dataclass(frozen=True)
class Asked:
    """The clauses that were understood, ``untold`` a role, ``open`` what is not ended, and what was not understood."""

    clauses: tuple[Clause, ...] = ()
    untold: str | None = None
    open: bool | None = None
    faults: tuple[str, ...] = ()


class _Unread(ValueError):
    """What is typed says nothing that can be asked."""


def understood(text: str, words: Vocabulary) -> Asked:
    """Read what was typed; what cannot be is told, and the rest is asked all the same."""
    asked, left = Asked(), MOST
    for token in tokens(text):
        left -= len(_parted(token))
        if left < 0:
            asked = replace(asked, faults=(*asked.faults, f"条件太多：一次至多写 {MOST} 个字词和取值，后面的没有算"))
            break
        try:
            asked = _with(asked, token, words)
        except _Unread as error:
            asked = replace(asked, faults=(*asked.faults, str(error)))
    return replace(asked, clauses=tuple(_joined(asked.clauses)))


def named(text: str) -> bool:
    """Whether any field is asked for, and not words alone."""
    return any(set(token.translate(_SIGNS)) & set("<>=:") for token in tokens(text))


def tokens(text: str) -> list[str]:
    """What is parted by blanks, but for those around a sign or within quotes."""
    return _TOKEN.findall(_AROUND.sub(r"\1", text))


def _with(asked: Asked, token: str, words: Vocabulary) -> Asked:
    found = None if token[:1] in '"“' else _PART.fullmatch(token.translate(_SIGNS))
    if found is None:
        return _word(asked, token, words)
    bangs, name, sign, value = found.groups()
    negated = (len(bangs) + (sign == "!=")) % 2 == 1
    title, sign = titled(name), _SWAPPED.get(sign, ":" if sign == "!=" else sign)
    if not _parted(value):
        raise _Unread(f"“{title}{sign}”后面还没有写要哪些")
    if title == "待知悉":
        if negated or sign != ":" or len(_parted(value)) > 1:
            raise _Unread(f"待知悉只能写 待知悉:{'、'.join(TOLD)}")
        return replace(asked, untold=_chosen(title, value, words)[0])
    return replace(asked, clauses=(*asked.clauses, *_clauses(title, sign, value, negated, words)))


def _word(asked: Asked, token: str, words: Vocabulary) -> Asked:
    bare = token.translate(_SIGNS).lstrip("!")
    negated = (len(token) - len(token.lstrip("!！"))) % 2 == 1
    if not bare:
        return asked
    if bare in ("未销号", "已销号"):
        wanted = (bare == "未销号") != negated
        if asked.open not in (None, wanted):
            raise _Unread("未销号和已销号不能一起要")
        return replace(asked, open=wanted)
    if bare == "逾期":
        return replace(asked, clauses=(*asked.clauses, Clause("late", ("1",), ">=", negated, words.today)))
    text = undisplayed(token.lstrip("!！").strip('"“”'))
    return replace(asked, clauses=(*asked.clauses, Clause("text", (text,), ":", negated))) if text else asked


def titled(name: str) -> str:
    """The field that a name means: whole, begun, or by its initials. Raises ValueError naming those there are."""
    if (whole := ALIASES.get(name, name)) in FIELDS:
        return whole
    found = [title for title in FIELDS if name and _begins(name, title)]
    if len(found) == 1:
        return found[0]
    told = f"“{name}”可以是 {'、'.join(found)}" if found else f"没有“{name}”这个筛选字段{_near(name, FIELDS)}"
    raise _Unread(f"{told}，可用：{'、'.join(FIELDS)}；要找这几个字，请加引号")


def _near(word: str, known: Iterable[str]) -> str:
    near = suggest(word, known)
    return f"，{near}" if near else ""


def _begins(typed: str, title: str) -> bool:
    return title.startswith(typed) or (letters(typed) and sound_of(title).initials.startswith(typed.lower()))


def _clauses(title: str, sign: str, value: str, negated: bool, words: Vocabulary) -> Iterator[Clause]:
    name = FIELDS[title]
    if name == "late":
        yield from _late(sign, value, negated, words.today)
    elif name in DAYS:
        yield _days(name, sign, value, negated, words.today)
    elif name in COUNTS:
        numbers = [_number(title, each) for each in _values(title, sign, value)]
        yield Clause(name, tuple(numbers), sign, negated)
    elif sign != ":":
        raise _Unread(f"{title}不能比大小，请写 {title}:{value}；能比的有发现、期限、回复、销号、逾期、退回、延期")
    else:
        yield Clause(name, tuple(dict.fromkeys(_meant(title, value, words))), ":", negated)


def _parted(value: str) -> list[str]:
    return [undisplayed(each.strip('"“”')) for each in _VALUES.split(value) if each.strip('"“”')]


def _values(title: str, sign: str, value: str) -> list[str]:
    """Several are one or another; what is compared is one. Raises ValueError."""
    return _parted(value) if sign == ":" else [_alone(f"{title}{sign}", value)]


def _alone(before: str, value: str) -> str:
    first, *others = _parted(value)
    if others:
        raise _Unread(f"“{before}”后面只能写一个，现为“{'、'.join((first, *others))}”")
    return first


def _meant(title: str, value: str, words: Vocabulary) -> Iterator[str]:
    for each in _parted(value):
        if title == "区划":
            yield _region(each, words)
        elif words.values(title):
            yield from _chosen(title, each, words)
        else:
            yield each


def _region(value: str, words: Vocabulary) -> str:
    """The beginning of the codes that a value means: a code, a name, or what of one leaves no other."""
    try:
        code, why = words.region(value), f"没有“{value}”这个区划"
    except ValueError as error:
        code, why = "", str(error)
    if code.isdigit():
        return code
    found = words.places(value)
    if len(found) == 1:
        return words.region(found[0][0])
    if found:
        raise _Unread(f"区划“{value}”可以是 {'、'.join(name for _, name in found)}，请写全")
    raise _Unread(why)


def _chosen(title: str, value: str, words: Vocabulary) -> list[str]:
    """The codes that a value means: its own, or else of all that begin so, hold it, or have such initials."""
    known = words.values(title)
    if value in known:
        return [known[value]]
    for fits in (_begins, lambda typed, name: typed in name):
        if found := [code for name, code in known.items() if fits(value, name)]:
            return found
    raise _Unread(f"{title}没有“{value}”{_near(value, known)}，可用：{'、'.join(known)}")


def _days(name: str, sign: str, value: str, negated: bool, today: date) -> Clause:
    try:
        spans = [span_said(each, today) for each in _values(TITLES[name], sign, value)]
    except ValueError as error:
        raise _Unread(f"{TITLES[name]}：{error}；也可写 今天、上月、2022-04、3天前") from None
    if sign == ":":
        return Clause(name, tuple(f"{each.first}{APART}{each.last}" for each in spans), sign, negated)
    edge = spans[0].first if sign in ("<", ">=") else spans[0].last
    return Clause(name, (edge.isoformat(),), sign, negated)


def _late(sign: str, value: str, negated: bool, today: date) -> Iterator[Clause]:
    """Late by so many days at least, and perhaps not by more."""
    value = _alone(f"逾期{sign}", value)
    if sign == ":" and value in ("是", "否"):
        yield Clause("late", ("1",), ">=", negated != (value == "否"), today)
        return
    days = int(_number("逾期", value))
    least, most = {">": (days + 1, None), ">=": (days, None), "<": (1, days), "<=": (1, days + 1)}.get(
        sign, (days, days + 1)
    )
    if negated and most is not None:
        raise _Unread(f"逾期{sign}{value}不能再取反，请写 逾期>{days} 或 逾期<{days}")
    yield Clause("late", (str(max(1, least)),), ">=", negated, today)
    if most is not None:
        yield Clause("late", (str(max(1, most)),), ">=", True, today)


def _number(title: str, value: str) -> str:
    found = _DAYS_LATE.fullmatch(value.removesuffix("次"))
    if found is None:
        raise _Unread(f"{title}要写数字，如 {title}>3，现为“{value}”")
    return str(int(found[1]))


def _joined(clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    """A field that is asked for again offers one more choice; words must all be there, and so must what is negated."""
    chosen: dict[str, Clause] = {}
    for clause in clauses:
        if clause.negated or clause.sign != ":" or clause.field == "text":
            yield clause
        else:
            before = chosen.get(clause.field, replace(clause, values=()))
            chosen[clause.field] = replace(before, values=tuple(dict.fromkeys((*before.values, *clause.values))))
    yield from chosen.values()


def completions(text: str, words: Vocabulary) -> list[str]:
    """What the field or value that is being typed may become: the whole text, completed, for each."""
    if not text or text[-1].isspace():
        return []
    last = tokens(text)[-1] if tokens(text) else ""
    kept = text[: len(text) - len(last)] if text.endswith(last) else text[: text.rfind(" ") + 1]
    found = _PART.fullmatch(last.translate(_SIGNS))
    if found is None:
        bare = last.translate(_SIGNS).lstrip("!")
        bangs = "!" * (len(last.translate(_SIGNS)) - len(bare))
        return [f"{kept}{bangs}{title}:" for title in FIELDS if bare and _begins(bare, title)]
    bangs, name, sign, value = found.groups()
    try:
        title = titled(name)
    except _Unread:
        return []
    before, typed = value[: max(value.rfind(","), value.rfind("|")) + 1], _VALUES.split(value)[-1]
    known = words.values(title) or dict.fromkeys(_EXAMPLES.get(title, ()))
    fits = [each for each in known if each != typed and (not typed or _begins(typed, each) or typed in each)]
    return [f"{kept}{bangs}{title}{sign}{before}{each}" for each in fits]


_SPANS = ("今天", "昨天", "本周", "上周", "本月", "上月", "今年")
_EXAMPLES = {**dict.fromkeys(("发现", "期限", "回复", "销号"), _SPANS), "逾期": ("是", "否")}


def told(clause: Clause, words: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """A clause in words, as reports have it; ``words`` are titles of codes, by field."""
    titles = {"kind": KIND_TITLES, "grade": {code: title for title, code in GRADES.items()}, **(words or {})}
    named = titles.get(clause.field, {})
    values = "、".join(named.get(value, value) or NOBODY for value in clause.values)
    if clause.field == "late":
        return ("没有逾期" if clause.negated else "逾期") + ("" if clause.values == ("1",) else f" {values} 天以上")
    if clause.field == "text":
        return f"{'不含' if clause.negated else '含'}“{values}”"
    values = values.replace(APART, " 至 ")
    signed = SIGN_TITLES.get(clause.sign, "") if clause.field in DAYS else clause.sign.strip(":")
    return f"{'不是 ' if clause.negated else ''}{TITLES.get(clause.field, clause.field)} {signed}{values}"
