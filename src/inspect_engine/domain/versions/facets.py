"""A definition as elements, each with its facets in words: what :mod:`versions` compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspect_engine.domain.definitions import (
    CALENDAR_TITLES,
    STATUS_TITLES,
    VERDICT_TITLES,
    Constraint,
    DeadlineRule,
    Definition,
    FieldSpec,
    Item,
    Limit,
    Link,
    Model,
    Pack,
    Parameter,
    Reference,
    Scoring,
    Section,
    State,
    SubjectKind,
    Transition,
    Workflow,
)
from inspect_engine.domain.words import wording
from inspect_engine.domain.words.policies import policies, time_limit


@dataclass(frozen=True)
class Part:
    """One element of a definition: its facets by title, and those that make up its gist.

    ``codes`` are what stands behind the words of a facet, told where the words are the same and the codes are not.
    """

    title: str
    facets: Mapping[str, str]
    gist: tuple[str, ...] = field(default=())
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return "；".join(f"{name}：{self.facets[name]}" for name in self.gist if self.facets.get(name))


Parts = dict[tuple[str, str], Part]
Teller = Callable[[Any], str]


def _sure(mark: str) -> str:
    """How sure an article is and, where it is not, why."""
    why = wording.CONFIDENCE_REASONS.get(mark)
    return wording.CONFIDENCE_TITLES[mark] + (f"（{why}）" if why else "")


def parts(definition: Definition) -> Parts:
    """A definition as elements, each under its group and id."""
    pack, references = definition.pack, definition.references
    frame = _told(pack, PACK, ("id", "kinds", "choices", "parameters", "sections"))
    periods = {"限值的时段": PERIODS[definition.periods]}
    found: Parts = {("pack", pack.id): Part(pack.title, {**frame, **periods})}
    for name, kind in pack.kinds.items():
        asked = _fields(kind.fields) | _constraints(kind.constraints, wording.by_id(kind.fields))
        found["kind", name] = Part(kind.title, {"名称": kind.title, **_roles(pack, kind), **asked})
    for section in pack.sections:
        for item in section.items:
            found["item", item.id] = _item(definition, item, section)
    for parameter in pack.parameters:
        found["limit", parameter.id] = _limits(parameter, parameter.limits, references)
    found |= _overlays(definition)
    for reference in references.values():
        articles = {f"条款 {name}": _sure(sure) for name, sure in reference.articles.items()}
        told = _told(reference, REFERENCE, ("id", "articles"))
        found["reference", reference.id] = Part(reference.title, {**told, **articles}, ("文号", "版次", "施行"))
    for flow in definition.workflows.values():
        found |= _flow(flow, definition)
    return found


def _told(model: Model, table: Mapping[str, tuple[str, Teller]], apart: Iterable[str] = ()) -> dict[str, str]:
    """The fields of a model by title. A field that no table knows is told as it stands, so that none is passed over."""
    told = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name not in apart and value not in (None, (), {}, ""):
            title, teller = table.get(name, (name, str))
            told[title] = teller(value)
    return told


def _fields(fields: Collection[FieldSpec]) -> dict[str, str]:
    return {f"填写项 {spec.id}": wording.entry(spec, fields) for spec in fields}


def _constraints(constraints: Iterable[Constraint], fields: Mapping[str, FieldSpec]) -> dict[str, str]:
    return {f"约束 {one.id}": f"{wording.condition(one.holds, fields)}，否则：{one.message}" for one in constraints}


def _truth(value: bool) -> str:
    return "是" if value else "否"


def _scoring(scoring: Scoring) -> str:
    lines = [f"{group.title} {group.points} 分" for group in scoring.groups]
    floor = f"保证项目满分 {scoring.assured_points}，不足 {scoring.assured_floor} 归零"
    return "；".join([*lines, floor, f"优良 {scoring.good}，合格 {scoring.fair}", scoring.basis.article])


PERIODS = {"own": "各写各的", "document": "不超出文件的施行期"}
PACK: dict[str, tuple[str, Teller]] = {
    "title": ("名称", str),
    "version": ("版本", str),
    "as_of": ("依据截至", str),
    "number_prefix": ("编号前缀", str),
    "summary": ("说明", str),
    "repeat_days": ("反复隐患", lambda days: f"{days} 日内再次发现"),
    "ended": ("已结束", str),
    "parties": ("责任方", lambda parties: "、".join(f"{title}（{name}）" for name, title in parties.items())),
    "scoring": ("评分办法", _scoring),
}
REFERENCE: dict[str, tuple[str, Teller]] = {
    "title": ("名称", str),
    "number": ("文号", str),
    "edition": ("版次", str),
    "issuer": ("发布机关", str),
    "effective_from": ("施行", str),
    "effective_to": ("失效", str),
    "superseded_by": ("被替代", str),
    "status": ("效力", STATUS_TITLES.__getitem__),
    "verified_until": ("核到", str),
    "note": ("注意", str),
}


def _item(definition: Definition, item: Item, section: Section) -> Part:
    pack, references = definition.pack, definition.references
    fields, asked = {"on": wording.ON, **wording.by_id(item.facts)}, wording.asked_fields(pack)
    limits = {parameter.id: parameter.title for parameter in pack.parameters}
    flow = definition.workflows.get(item.workflow)
    kind = flow.kind if flow else "hazard"
    table: dict[str, tuple[str, Teller]] = {
        "title": ("名称", str),
        "check": ("看什么", str),
        "kinds": ("适用对象", lambda kinds: "、".join(pack.kinds[k].title if k in pack.kinds else k for k in kinds)),
        "fails_when": ("不合格条件", lambda tree: wording.condition(tree, fields, limits)),
        "severity": ("定级", lambda rules: wording.severity(rules, fields, limits, references, kind)),
        "evidence": ("佐证", str),
        "requirement": ("整改要求", str),
        "basis": ("依据", lambda cited: "；".join(wording.ground(one, references, item) for one in cited)),
        "source": ("来源", lambda source: f"{source.document} {source.section}"),
        "note": ("注意", str),
        "workflow": ("流程", lambda name: _named(name, definition.workflows)),
        "asked_if": ("查的条件", lambda tree: wording.condition(tree, asked)),
        "register_": ("登记项", _truth),
        "points": ("应得分", str),
        "assured": ("保证项目", _truth),
        "record": ("记录项", _truth),
        "finding": ("不合格记为", str),
        "liable": ("责任方", lambda _: wording.liable(pack, item)),
    }
    group: dict[str, tuple[str, Teller]] = {
        "title": ("分组", str),
        "in_force": ("分组施行中才查", lambda name: wording.cited(name, "", references)),
        "asked_if": ("分组查的条件", lambda tree: wording.condition(tree, asked)),
        "counts_in": ("记入汇总", str),
    }
    computed = {f"计算 {each.id}": wording.computed(each, fields) for each in item.derived}
    facets = {
        **_told(section, group, ("id", "items")),
        **_told(item, table, ("id", "values", "derived", "constraints")),
    }
    facets |= {**_fields(item.values), **computed, **_constraints(item.constraints, fields)}
    return Part(item.title, facets, ("不合格条件", "定级", "看什么"))


def _limits(parameter: Parameter, limits: Iterable[Limit], references: Mapping[str, Reference]) -> Part:
    unit, told = parameter.unit, [(x.from_, x) for x in limits]
    rows = {_numbered(f"{start} 起" if start else "起初", n, told): x for n, (start, x) in enumerate(told)}
    periods = {name: wording.limit(x, unit, references) for name, x in rows.items()}
    table: dict[str, tuple[str, Teller]] = {
        "title": ("名称", str),
        "unit": ("单位", str),
        "safety": ("安全限值（从严）", _truth),
        "note": ("注意", str),
    }
    return Part(parameter.title, {**periods, **_told(parameter, table, ("id", "limits"))}, tuple(periods))


def _numbered(name: str, at: int, rows: list[tuple[Any, Any]]) -> str:
    """The name, with a number where an earlier row has the same start."""
    before = sum(start == rows[at][0] for start, _ in rows[:at])
    return f"{name}（{before + 1}）" if before else name


def _overlays(definition: Definition) -> Parts:
    """What regions set, under ``parameter@region``."""
    known = {parameter.id: parameter for parameter in definition.pack.parameters}
    found: Parts = {}
    for region in definition.regions:
        for overlay in region.overlays:
            base = known.get(overlay.parameter)
            unit = base.unit if base else None
            title = f"{base.title if base else overlay.parameter}（{region.title}）"
            shown = Parameter(id=overlay.parameter, title=title, unit=unit, limits=overlay.limits, note=overlay.note)
            key = f"{overlay.parameter}@{region.region}"
            while ("limit", key) in found:
                key += "+"
            found["limit", key] = _limits(shown, overlay.limits, definition.references)
    return found


def _flow(flow: Workflow, definition: Definition) -> Parts:
    """A workflow: itself, its states, actions and promises, under ``workflow.name``."""
    found: Parts = {("flow", flow.id): _frame(flow, definition)}
    for name, state in flow.states.items():
        found["state", f"{flow.id}.{name}"] = _state(flow, state, definition.references)
    several, flows = Counter(step.trigger for step in flow.transitions), definition.workflows
    seen: Counter[str] = Counter()
    for step in flow.transitions:
        seen[step.trigger] += 1
        branch = f"#{seen[step.trigger]}" if several[step.trigger] > 1 else ""
        gist = ("从", "到", "谁办", "条件")
        found["step", f"{flow.id}.{step.trigger}{branch}"] = Part(
            step.title, _step(flow, step, flows), gist, _codes(step)
        )
    titles: Counter[str] = Counter()
    for promise in flow.invariants:
        titles[promise.title] += 1
        again = f"#{titles[promise.title]}" if titles[promise.title] > 1 else ""
        name = f"{flow.id}：{promise.title}{again}"
        found["promise", name] = Part(name, {"内容": wording.promise(flow, promise, flows.values())}, ("内容",))
    return found


def _frame(flow: Workflow, definition: Definition) -> Part:
    gates = {f"关口 {name}": gate.title for name, gate in flow.gates.items()}
    rungs = {}
    for name, rung in flow.escalations.items():
        then = "".join([f"，之后 {rung.then}" if rung.then else "", f"，另立 {rung.opens}" if rung.opens else ""])
        then += f"，发文书 {rung.document}" if rung.document else ""
        then += f"，只限{wording.condition(rung.if_, wording.case_fields(flow))}" if rung.if_ else ""
        rungs[f"升级 {name}"] = f"{rung.title}，逾期 {rung.after} 日{then}"
    table: dict[str, tuple[str, Teller]] = {
        "title": ("名称", str),
        "version": ("版本", str),
        "kind": ("事项种类", str),
        "initial": ("起始状态", lambda name: wording.state(flow, name)),
    }
    limits = {f"另一时限 {name}": time_limit(flow, limit) for name, limit in flow.limits.items()}
    waived = {f"不守的底线 {name}": why for name, why in flow.waives.items()}
    surcharge = {"加处罚款": wording.surcharge(flow, flow.surcharge)} if flow.surcharge else {}
    lowering = {"调低须两人": wording.lowering(flow.lowering, wording.case_fields(flow))} if flow.lowering else {}
    told = policies(flow, definition.workflows, definition.references)
    chosen = {f"口径 {name}": text for name, text in zip(flow.policies, told, strict=True)}
    apart = (
        "id",
        "states",
        "gates",
        "escalations",
        "transitions",
        "invariants",
        "limits",
        "waives",
        "policies",
        "surcharge",
        "lowering",
    )
    return Part(
        flow.title,
        {**_told(flow, table, apart), **gates, **rungs, **limits, **surcharge, **lowering, **waived, **chosen},
        codes={"起始状态": flow.initial},
    )


def _state(flow: Workflow, state: State, references: Mapping[str, Reference]) -> Part:
    table: dict[str, tuple[str, Teller]] = {
        "title": ("名称", str),
        "clock": ("计整改期限", _truth),
        "closing": ("办结方式", lambda how: wording.closing_title(how, hazard=flow.kind == "hazard")),
        "within": ("时限", lambda wait: wording.within(wait, references)),
        "untimed": ("不设时限的理由", str),
        "paused": ("停计期限", str),
        "paused_at_most": ("停计至多", lambda days: f"{days} 日"),
        "tells": ("告诉谁", lambda role: wording.roles((role,))),
        "overdue": ("逾期后", lambda name: flow.escalations[name].title if name in flow.escalations else name),
    }
    return Part(state.title, _told(state, table), ("时限", "办结方式"))


def _named(name: str, flows: Mapping[str, Workflow]) -> str:
    return f"“{flows[name].title}”（{name}）" if name in flows else name


def _linked(link: Link, flows: Mapping[str, Workflow]) -> str:
    other = flows.get(link.workflow)
    there = "须另立过，且" if link.must_exist else "须"
    return f"{_named(link.workflow, flows)}{there}为{wording.states(other, link.in_) if other else '、'.join(link.in_)}"


def _step(flow: Workflow, step: Transition, flows: Mapping[str, Workflow]) -> dict[str, str]:
    facts = wording.case_fields(flow, flows.values())
    fields = {**facts, **wording.by_id(step.needs)}
    own = {**wording.by_id(spec for each in flow.transitions for spec in each.needs), **wording.by_id(step.needs)}

    def field_title(name: str) -> str:
        return f"“{own[name].title}”" if name in own else "原期限" if name == "due_on" else f"“{name}”"

    def gates(names: Iterable[str]) -> str:
        return "、".join(f"“{flow.gates[name].title}”" if name in flow.gates else f"“{name}”" for name in names)

    table: dict[str, tuple[str, Teller]] = {
        "title": ("名称", str),
        "from_": ("从", lambda names: wording.states(flow, names)),
        "to": ("到", lambda name: wording.state(flow, name)),
        "if_": ("条件", lambda tree: wording.condition(tree, fields)),
        "by": ("谁办", wording.roles),
        "evidence": ("佐证", lambda count: f"至少 {count} 份" if count else "不要求"),
        "unlike": ("须换人", lambda names: f"没办过{wording.actions(flow, names)}的人"),
        "when": ("前提", lambda guards: "；".join(wording.condition(g.if_, facts) for g in guards)),
        "gates": ("须过关口", gates),
        "passes": ("通过关口", gates),
        "revokes": ("撤回关口", gates),
        "links": ("牵连", lambda links: "；".join(_linked(link, flows) for link in links)),
        "opens": ("另立", lambda name: _named(name, flows)),
        "sets": ("写入", lambda sets: "；".join(f"{_fact(fact)} = {field_title(name)}" for fact, name in sets.items())),
        "deadline": ("期限", lambda rule: _deadline(rule, field_title)),
        "dated_by": ("日期取", field_title),
        "mark": ("记数", wording.MARK_TITLES.__getitem__),
        "verdict": ("复查结论", VERDICT_TITLES.__getitem__),
        "second": ("两人办理", lambda two: "一人提出，另一人确认" if two else "否"),
        "merges": ("并入", field_title),
        "several": ("可同时另立几件", _truth),
        "earliest": ("最早", lambda wait: f"到这个状态满 {wording.length(wait)}以后"),
        "distinct": ("须各不相同", lambda names: "、".join(map(field_title, names))),
        "keeps": ("不作废的关口", lambda kept: "；".join(f"{gates([name])}：{why}" for name, why in kept.items())),
    }
    words = [*(guard.refused for guard in step.when), *(link.refused for link in step.links)]
    refused = {"不许时说": "；".join(words)} if words else {}
    return {**_told(step, table, ("trigger", "needs")), **refused, **_fields(step.needs)}


def _codes(step: Transition) -> dict[str, str]:
    """The states that an action names, by facet."""
    linked = ["、".join(link.in_) for link in step.links]
    return {"从": "、".join(step.from_), "到": step.to, "牵连": "；".join(linked)}


def _deadline(rule: DeadlineRule, title: Callable[[str], str]) -> str:
    stays = "" if rule.rolls else "，末日遇休息日不顺延"
    long = f"{rule.months} 个月" if rule.months else f"{title(rule.days or '')} {CALENDAR_TITLES[rule.calendar]}"
    return f"自{title(rule.start)}起 {long}{stays}"


def _fact(name: str) -> str:
    titles = {"severity_why": "定级说明", "requirement": "整改要求"}
    return wording.CASE_FIELDS[name].title if name in wording.CASE_FIELDS else titles.get(name, name)


def _roles(pack: Pack, kind: SubjectKind) -> dict[str, str]:
    """The roles in which a subject has units, where its form says so."""
    return {"参建各方": "、".join(pack.parties.get(role, role) for role in kind.units)} if kind.units else {}
