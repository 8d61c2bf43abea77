"""Definitions told in Chinese: conditions, fields, limits, actions, promises, each on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from inspect_engine.domain.calendars import FORM_TITLES
from inspect_engine.domain.definitions import (
    ANSWER_TITLES,
    CALENDAR_TITLES,
    CLOSING_TITLES,
    ROLE_TITLES,
    SEVERITY_TITLES,
    TIMES,
    USE_TITLES,
    Basis,
    Condition,
    Derived,
    FieldSpec,
    Ground,
    Invariant,
    Item,
    Limit,
    Pack,
    Passed,
    Passing,
    Pick,
    Reference,
    SeverityRule,
    TextCase,
    Within,
    Workflow,
)
from inspect_engine.domain.definitions.derived import HOLE, literal
from inspect_engine.domain.definitions.workflow import AMOUNT_TITLES, Lowering, Surcharge, Wait
from inspect_engine.domain.words import forms, patterns

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
CONFIDENCE_TITLES = {"C": "已核", "M": "待核", "U": "待核"}
"""How sure the words of an article are: to a reader what nobody has read against its text is 待核, whatever the why."""
CONFIDENCE_REASONS = {"M": "登记时没有对照原文，核对过就可以引用", "U": "内容没有定论，先改登记，核对了也不能引用"}
"""Why an article is 待核."""
MARK_TITLES = {"replied": "记为已回复", "returned": "退回次数加一", "extended": "延期次数加一", "reopened": "重新立案"}
TYPE_TITLES = {
    "text": "文字",
    "choice": "选项",
    "multichoice": "多选",
    "decimal": "数字",
    "integer": "整数",
    "boolean": "是否",
    "date": "日期",
    "moment": "时刻",
    "person": "人员",
    "inspectors": "检查员",
    "period": "期限",
}
CASE_FIELDS: Mapping[str, FieldSpec] = {
    "severity": FieldSpec(id="severity", title="等级", type="choice", choices=SEVERITY_TITLES),
    "was_major": FieldSpec(id="was_major", title="曾定为重大", type="boolean"),
    "overdue": FieldSpec(id="overdue", title="已逾期", type="boolean"),
    "returned": FieldSpec(id="returned", title="退回次数", type="integer"),
    "extended": FieldSpec(id="extended", title="延期次数", type="integer"),
}
"""Facts of a case, as fields."""
LINKED_TITLES = {"open": "未办结", "closed": "没有或已办结", "never": "从未另立"}
"""How the cases of another workflow stand, as conditions ask."""
ON = FieldSpec(id="on", title="检查日", type="date")
"""What ``than: on`` compares with."""
FORMAT_TITLES: dict[str, str] = {
    **{"uscc": "统一社会信用代码", "resident-id": "居民身份证号", "region": "区划代码"},
    **{"construction-permit": "施工许可证编号", "safety-licence": "安全生产许可证编号"},
}

KIND_TITLES: dict[str, str] = {
    **{"hazard": "隐患", "works": "危大工程", "building": "房屋", "accident": "事故", "assessment": "考评"},
    **{"task": "任务", "problem": "问题", "measure": "制度措施", "sample": "样板", "waterlogging": "易涝点"},
    **{"stop_work": "停工", "listing": "挂牌督办", "transfer": "移交", "report_up": "上报", "filing": "立案"},
    "accident_supervision": "事故督办",
    "shutdown": "停气取缔",
}
"""What cases of each kind are called; kinds of one's own workflows are called what they are named there."""
_UNGRADED = {"general": "不分级"}
_ACCIDENTS = {"general": "一般", "major": "较大以上", "pending": "待定级"}
GRADE_TITLES: dict[str, dict[str, str]] = {
    "works": {"general": "危大", "major": "超规模", "pending": "待补参"},
    **dict.fromkeys(("accident", "accident_supervision"), _ACCIDENTS),
    **dict.fromkeys(("task", "measure", "assessment", "sample", "waterlogging", "problem", "shutdown"), _UNGRADED),
}
"""What the two grades mean for cases that are no hazards; where nothing is said, what they mean for hazards."""


def kind_title(kind: str) -> str:
    return KIND_TITLES.get(kind, kind)


def beside(counts: Mapping[str, Mapping[str, int]]) -> str:
    """What cases have opened and still runs: ``立案 2 件（逾期 1，原件已办结 1）``; empty for nothing."""
    told = []
    for kind, found in counts.items():
        marks = {"逾期": found["overdue"], "原件已办结": found["after"]}
        said = "，".join(f"{mark} {number}" for mark, number in marks.items() if number)
        told.append(f"{kind_title(kind)} {found['open']} 件" + (f"（{said}）" if said else ""))
    return "、".join(told)


WAITING = {
    **{"grade": "待定级", "issue": "待签发", "serve": "待送达"},
    **{"recheck": "待复查", "close": "待销号", "confirm": "待核实"},
}
"""What a hazard may wait for while no deadline runs against the party."""


AGES = {"0-7": "7 天以内", "8-30": "8—30 天", "31-90": "31—90 天", "91-": "90 天以上"}


def aged(counts: Mapping[str, int]) -> str:
    """Ages in days: ``7 天以内 1，8—30 天 2``; empty for nothing."""
    return "，".join(f"{title} {counts[name]}" for name, title in AGES.items() if counts.get(name))


def waited(counts: Mapping[str, Mapping[str, int]]) -> str:
    """What waits for an office: ``待送达 2 件（最久 53 天）``; empty for nothing."""
    return "、".join(
        f"{WAITING[name]} {each['count']} 件（最久 {each['longest']} 天）" for name, each in counts.items()
    )


def kind_word(kinds: Iterable[str]) -> str:
    """What a column of such cases is headed with: 隐患, or 事项 where others are among them."""
    return kind_title("hazard") if set(kinds) <= {"hazard"} else "事项"


def closing_title(how: str | None, *, hazard: bool) -> str:
    """How a case ended; where there was no hazard nothing was rectified."""
    own = {} if hazard else {"rectified": "办结", "on_the_spot": "当场办结"}
    return own.get(how or "") or CLOSING_TITLES.get(how or "", how or "")


def grade_title(kind: str, severity: str) -> str:
    return GRADE_TITLES.get(kind, {}).get(severity) or SEVERITY_TITLES.get(severity, severity)


def case_fields(flow: Workflow, flows: Iterable[Workflow] = ()) -> dict[str, FieldSpec]:
    """What conditions of a workflow may ask of a case: its grade, its gates, how often an action was taken, what was
    filled in, cases of ``flows`` linked with it."""
    grades = {name: grade_title(flow.kind, name) for name in SEVERITY_TITLES}
    graded = CASE_FIELDS["severity"].model_copy(update={"choices": grades})
    gates = {name: FieldSpec(id=name, title=gate.title, type="boolean") for name, gate in flow.gates.items()}
    linked = {
        other.id: FieldSpec(id=other.id, title=f"“{other.title}”", type="choice", choices=LINKED_TITLES)
        for other in flows
    }
    filled = {spec.id: spec for step in flow.transitions for spec in step.needs}
    times = {
        TIMES + step.trigger: FieldSpec(id=TIMES + step.trigger, title=f"“{step.title}”的次数", type="integer")
        for step in flow.transitions
        if step.trigger in flow.counted
    }
    titles = AMOUNT_TITLES if flow.surcharge else {}
    amounts = {name: FieldSpec(id=name, title=title, type="decimal", unit="元") for name, title in titles.items()}
    return {**filled, **linked, **times, **CASE_FIELDS, "severity": graded, **gates, **amounts}


def surcharge(flow: Workflow, rule: Surcharge) -> str:
    """What a fine grows by while it is overdue."""
    grows = f"逾期每日 {rule.percent.normalize():f}%，不超过罚款的 {rule.most.normalize():f}%"
    return f"{grows}；期限看{states(flow, rule.due)}，停在{states(flow, rule.runs)}时才计"


def lowering(rule: Lowering, fields: Mapping[str, FieldSpec]) -> str:
    """What takes two people where it is less than it stands."""
    sums = ["、".join(fields[name].title for name in names) + "合计" * (len(names) > 1) for names in rule.numbers]
    return "；".join([*sums, *(fields[name].title for name in rule.choices)])


def condition(tree: Condition, fields: Mapping[str, FieldSpec], limits: Mapping[str, str] | None = None) -> str:
    """``软管长度 > 2.0 m 或 有接头 是``; ``limits`` are the titles of parameters."""
    known = limits or {}
    if tree.fact is not None:
        return _comparison(tree, fields, known)
    if tree.not_ is not None:
        return f"并非（{condition(tree.not_, fields, known)}）"
    word = " 且 " if tree.all_ else " 或 "
    return word.join(_branch(branch, fields, known) for branch in tree.branches)


def asked_fields(pack: Pack) -> dict[str, FieldSpec]:
    """What ``asked_if`` may ask for: the fields of the subjects, and the answer to each item."""
    fields = {spec.id: spec for kind in pack.kinds.values() for spec in kind.fields}
    answers = {
        item.id: FieldSpec(id="answer", title=f"{item.id} 的作答", type="choice", choices=ANSWER_TITLES)
        for item in pack.items
    }
    return fields | answers


def formula(derived: Derived, fields: Mapping[str, FieldSpec], values: Mapping[str, str] | None = None) -> str:
    """``不合格人数 ÷ 抽考人数``; with ``values`` the figures in its place, ``9 人 ÷ 40 人``, what has none left out."""
    given = [name for name in derived.operands if values is None or name in values or literal(name) is not None]
    told = [_operand(name, fields, values) for name in given]
    if derived.pick:
        return "；".join(_case(one, fields, values) for one in derived.pick if one.take in given)
    if derived.text:
        return "；".join(_text_case(one, fields) for one in derived.text)
    if derived.cut:
        return f"{told[0]}写成“{derived.cut.pattern}”时括号里的一段"
    match derived.formula:
        case "growth":
            return f"（{told[0]} － {told[1]}）÷ {told[1]}"
        case "count":
            return f"{'、'.join(told)}里选了的和为“是”的个数"
        case "days_between" | "months_between" | "months_elapsed" | "years_between":
            words = {"days_between": "天数", "months_between": "满月数", "months_elapsed": "月数"}
            return f"{told[0]} 至 {told[1]}的{words.get(derived.formula, '年数')}"
        case "number":
            return f"{told[0]} 读成的数"
        case "total":
            return f"{told[0]} 里各数之和"
        case sign:
            return {"ratio": " ÷ ", "product": " × ", "difference": " － "}.get(sign, " ＋ ").join(told)


def _operand(name: str, fields: Mapping[str, FieldSpec], values: Mapping[str, str] | None) -> str:
    if literal(name) is not None or name not in fields:
        return name
    return fields[name].title if values is None else forms.shown(fields[name], values[name])


def _case(one: Pick, fields: Mapping[str, FieldSpec], values: Mapping[str, str] | None) -> str:
    """``单位是天取 发烧天数``; ``其余取 0``."""
    return f"{condition(one.when, fields) if one.when else '其余'}，取 {_operand(one.take, fields, values)}"


def _text_case(one: TextCase, fields: Mapping[str, FieldSpec]) -> str:
    """``简称 已填，写“〔姓名〕（〔简称〕）”``."""
    take = HOLE.sub(lambda hole: f"〔{_operand(hole[1], fields, None)}〕", one.take)
    return f"{condition(one.when, fields)}，写“{take}”" if one.when else f"写“{take}”"


def rounding(derived: Derived, fields: Mapping[str, FieldSpec], value: str | None = None) -> str:
    """How a computed value is rounded, or has been; empty where it is not."""
    if isinstance(derived.digits, str) and value is None:
        return f"四舍五入到“{fields[derived.digits].title}”写的位数"
    if derived.digits is None:
        return "只取整数部分" if derived.whole else ""
    places = len(value.partition(".")[2]) if isinstance(derived.digits, str) and value else derived.digits
    return f"四舍五入到 {places} 位小数" if places else "四舍五入到整数"


def computed(derived: Derived, fields: Mapping[str, FieldSpec]) -> str:
    """``不合格率（%）= 不合格人数 ÷ 抽考人数，四舍五入到 2 位小数``."""
    told = f"{derived.spec.label} = {formula(derived, fields)}"
    return f"{told}，{note}" if (note := rounding(derived, fields)) else told


def _branch(tree: Condition, fields: Mapping[str, FieldSpec], limits: Mapping[str, str]) -> str:
    text = condition(tree, fields, limits)
    return f"（{text}）" if len(tree.branches) > 1 else text


def _comparison(leaf: Condition, fields: Mapping[str, FieldSpec], limits: Mapping[str, str]) -> str:
    spec = fields.get(leaf.fact or "")
    title = spec.title if spec else str(leaf.fact)
    if leaf.limit is not None:
        return f"{title} 达到限值“{limits.get(leaf.limit, leaf.limit)}”"
    if leaf.than is not None:
        other = fields.get(leaf.than)
        return f"{title} {SIGNS[leaf.op or '=']} {other.title if other else leaf.than}"
    if leaf.choosing:
        return f"{title} {chosen(leaf, spec)}"
    if leaf.given is not None or leaf.matches is not None:
        return f"{title} {entered(leaf)}"
    given = leaf.is_ if leaf.is_ is not None else number(leaf.value or Decimal(0))
    sign = f" {SIGNS[leaf.op]}" if leaf.op else ""
    return f"{title}{sign} {forms.shown(spec, given) if spec else given}"


def entered(leaf: Condition) -> str:
    """What is asked of an entry as such: ``已填``, ``未填``, ``写法合“H[0-9]{3}”``."""
    return patterns.told(leaf.matches) if leaf.matches is not None else "已填" if leaf.given else "未填"


def chosen(leaf: Condition, spec: FieldSpec | None) -> str:
    """What is asked of choices: ``含“漏气”``, ``是“甲”“乙”之一``, ``至少选 2 项``."""
    names = "".join(f"“{spec.choices.get(key, key) if spec else key}”" for key in leaf.choices)
    several = spec is not None and spec.type == "multichoice"
    match leaf.choosing:
        case "has":
            return f"含{names}"
        case "any_of":
            return f"{'含' if several else '是'}{names}之一"
        case "none_of":
            return f"{'不含' if several else '不是'}{names}中的任何一个"
        case "at_least":
            return f"至少选 {leaf.at_least} 项"
        case _:
            return f"至多选 {leaf.at_most} 项"


def number(value: Decimal) -> str:
    return format(value, "f")


def by_id(fields: Iterable[FieldSpec]) -> dict[str, FieldSpec]:
    return {spec.id: spec for spec in fields}


def entry(spec: FieldSpec, fields: Iterable[FieldSpec] = ()) -> str:
    """What a form asks for: ``软管长度（m），数字，必填，0 至 50``; ``fields`` are those of the form."""
    choices = "、".join(f"{title}（{key}）" for key, title in spec.choices.items())
    titles = {other.id: other.title for other in fields}
    low, high = (None if bound is None else number(bound) for bound in (spec.min, spec.max))
    bounds = {
        (True, True): f"{low} 至 {high}",
        (True, False): f"不小于 {low}",
        (False, True): f"不大于 {high}",
        (False, False): "",
    }[low is not None, high is not None]
    parts = [
        spec.label,
        TYPE_TITLES[spec.type] + (f"：{choices}" if choices else ""),
        "必填" if spec.required else "可不填",
        f"{condition(spec.asked_if, by_id(fields))} 才填" if spec.asked_if else "",
        bounds,
        f"可写成：{'、'.join(FORM_TITLES[form] for form in spec.forms)}" if spec.forms else "",
        f"格式：{FORMAT_TITLES[spec.format]}" if spec.format else "",
        "可填以后的日期" if spec.future else "",
        f"包含在“{titles.get(spec.part_of, spec.part_of)}”里" if spec.part_of else "",
        worth(spec),
        f"处数看“{titles.get(spec.times, spec.times)}”" if spec.times else "",
        f"提示：{spec.hint}" if spec.hint else "",
    ]
    return "，".join(part for part in parts if part)


def worth(spec: FieldSpec) -> str:
    """What an entry costs: a truth its points, a number so many for each, unless the inspector sets them himself.

    Empty for an entry that costs nothing.
    """
    if spec.deducts is None:
        return ""
    if spec.type == "decimal" and spec.deducts == 1:
        return f"由检查员定{'每处' if spec.times else ''}扣几分"
    each = f"每{spec.unit or '处'}" if spec.type in ("integer", "decimal") else ""
    return f"{each}扣 {number(spec.deducts)} 分"


def period(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return "不限起止"
    return " ".join(part for part in (f"{start} 起" if start else "", f"至 {end}" if end else "") if part)


def cited(ref: str, article: str, references: Mapping[str, Reference]) -> str:
    """``《标准》第3条``."""
    return f"{references[ref].quoted if ref in references else f'《{ref}》'}{article}"


def liable(pack: Pack, item: Item) -> str:
    """Whose duty an item is; empty where the pack does not say."""
    return pack.parties.get(item.liable, item.liable) if item.liable else ""


def ground(one: Ground, references: Mapping[str, Reference], item: Item) -> str:
    """``罚则：《条例》第52条``; a duty needs no word."""
    told = basis(one, references) + only_if(one, item)
    return told if one.as_ == "duty" else f"{USE_TITLES[one.as_]}：{told}"


def only_if(one: Ground, item: Item) -> str:
    """``（限 报警装置状态 是 未安装）`` behind an article that is not for all that the item may find; else empty."""
    return f"（限 {condition(one.when, by_id((ON, *item.facts)))}）" if one.when else ""


def basis(one: Basis, references: Mapping[str, Reference]) -> str:
    return cited(one.ref, one.article, references)


def limit(one: Limit, unit: str | None, references: Mapping[str, Reference]) -> str:
    """``> 2 m，2023-09-21 起，《标准》第3条``."""
    value = f"{SIGNS[one.op]} {number(one.value)}" + (f" {unit}" if unit else "")
    return f"{value}，{period(one.from_, one.to)}，{cited(one.ref, one.article, references)}"


def within(wait: Within, references: Mapping[str, Reference]) -> str:
    """``15 个工作日（《条例》第9条）``."""
    rests = f"（{basis(wait.basis, references)}）" if wait.basis else ""
    return f"{length(wait)}{rests}"


def length(wait: Wait) -> str:
    """``15 个工作日`` or ``2 小时``."""
    return f"{wait.hours} 小时" if wait.hours else f"{wait.days} {CALENDAR_TITLES[wait.calendar]}"


def severity(
    rules: Iterable[SeverityRule],
    fields: Mapping[str, FieldSpec],
    limits: Mapping[str, str],
    references: Mapping[str, Reference],
    kind: str = "hazard",
) -> str:
    """``重大：深度 ≥ 3 m（依《新标准》）；其余：一般``, in the words for such cases."""
    parts: list[str] = []
    for rule in rules:
        by = f"（依{cited(rule.by, '', references)}）" if rule.by else ""
        when = condition(rule.when, fields, limits) + by if rule.when else by
        grade = grade_title(kind, rule.is_)
        parts.append(f"{grade}：{when}" if rule.when else f"{'其余：' if parts else ''}{grade}{by}")
    return "；".join(parts)


def roles(names: Iterable[str]) -> str:
    return "、".join(ROLE_TITLES[name] for name in ROLE_TITLES if name in set(names))


def state(flow: Workflow, name: str) -> str:
    """A state by its title; by its name too where two have the same title."""
    return _quoted(name, {key: kept.title for key, kept in flow.states.items()})


def states(flow: Workflow, names: Iterable[str]) -> str:
    return "、".join(state(flow, name) for name in names)


def action(flow: Workflow, trigger: str) -> str:
    """As :func:`state`; ``open`` is the discovery, or the registering of what is no hazard."""
    return _quoted(
        trigger,
        {
            "open": "发现" if flow.kind == "hazard" else "立案",
            **{step.trigger: step.title for step in flow.transitions},
        },
    )


def _quoted(name: str, titles: Mapping[str, str]) -> str:
    title = titles.get(name, name)
    return f"“{title}”" if sum(other == title for other in titles.values()) < 2 else f"“{title}”（{name}）"


def actions(flow: Workflow, triggers: Iterable[str]) -> str:
    return "、".join(action(flow, trigger) for trigger in triggers)


def passed(flow: Workflow, one: Passed) -> str:
    """An action, or one branch of it."""
    if isinstance(one, Passing):
        return f"{action(flow, one.trigger)}（到{state(flow, one.to)}）"
    return action(flow, one)


def promise(flow: Workflow, one: Invariant, flows: Iterable[Workflow] = ()) -> str:
    """What an invariant says; ``flows`` are the workflows it may name."""
    if one.before is not None:
        asked = "或".join(passed(flow, each) for each in one.passed)
        since = f"，在最后一次{'、'.join(action(flow, each) for each in one.since)}以后" if one.since else ""
        return f"到{states(flow, one.reach)}之前必经{asked}{since}"
    if one.roles:
        who, meant = roles(one.roles), "、".join(action(flow, each) for each in one.triggers)
        where = f"{meant}{'，' if meant and one.reach else ''}{'到' + states(flow, one.reach) if one.reach else ''}"
        return f"{where}只由{who}办理" if one.only_by else f"{where}不由{who}办理"
    if one.different_person is not None:
        return f"{'与'.join(action(flow, trigger) for trigger in one.different_person)}不得有同一人参与"
    if one.never is not None:
        return f"{state(flow, one.never.state)}时不得有：{condition(one.never.when, case_fields(flow, flows))}"
    end = "销号" if flow.kind == "hazard" else "办结"
    return f"{end}前各关口都要过" if one.all_gates else f"随时都走得到{end}"
