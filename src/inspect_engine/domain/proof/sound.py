"""What goes wrong whatever was promised: states and actions nobody comes to, deadlines and branches without ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.proof.breach import Breach, shown
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.parts import DUE, FIELD, NO_DEADLINE
from inspect_engine.domain.proof.search import Query, is_step, shortest
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import TooLarge
from inspect_engine.domain.rules.branches import Gap, choices, uncovered
from inspect_engine.errors import Place


def never_reached(family: Family) -> Iterator[Breach]:
    """States that no case ever comes to, and actions that it can never take, because conditions shut every way.

    What other cases might hold up is not counted in. Nothing is said where there is too much to look at.
    """
    flow = family.flow
    space = family.space(family.own)
    try:
        reached = {space.state_of(at) for at in space.walk().came}
    except TooLarge:
        return
    for name, state in flow.states.items():
        if name not in reached:
            title = f"状态“{name}”（{state.title}）到不了：通往它的条件不会成立"
            yield Breach("unreachable", ("states", name), title)
    for index, step in enumerate(flow.transitions):
        if id(step) not in space.taken and reached & set(step.from_):
            where = "、".join(f"“{flow.states[name].title}”" for name in step.from_ if name in reached)
            several = len(flow.branches(step.trigger, step.from_[0])) > 1
            what = f"“{step.title}”到“{flow.states[step.to].title}”的去向" if several else f"“{step.title}”"
            yield Breach("dead", ("transitions", index), f"{what}永远办不了：走到{where}时，它的条件不会成立")


def without_deadline(family: Family) -> Iterator[Breach]:
    """The nearest case whose clock should run while no deadline has been set. Raises TooLarge."""

    def bad(space: Space, at: int) -> bool:
        return space.flow.states[space.state_of(at)].clock and space.known(at)[DUE] == NO_DEADLINE

    if found := shortest(family, Query({DUE}, bad)):
        state = found.space.state_of(found.end)
        title = f"“{family.flow.states[state].title}”该计整改期限，走到这里却还没有定过期限"
        yield shown(Breach("no_deadline", ("states", state), title), found)


def without_ground(family: Family) -> Iterator[Breach]:
    """Each action that builds on what nobody has filled in, or on a deadline that was never set. Raises TooLarge."""
    for index, step in enumerate(family.flow.transitions):
        for name in _grounds(family, step):
            query = Query({name}, partial(_missing, name, step), last=partial(is_step, step))
            if found := shortest(family, query):
                yield shown(_groundless(family.flow, index, step, name), found)
                break


def _grounds(family: Family, step: Transition) -> Iterator[str]:
    """Variables that must be there before an action."""
    own = {spec.id for spec in step.needs}
    if step.deadline:
        yield from [FIELD + days] if (days := step.deadline.days) and days not in own else []
        yield from [DUE] if step.deadline.start == "due_on" else []
    trees = [*(guard.if_ for guard in step.when), *([step.if_] if step.if_ else [])]
    leaves = [leaf for tree in trees for leaf in tree.leaves if leaf.than]
    for name in dict.fromkeys(name for leaf in leaves for name in (leaf.fact, leaf.than)):
        if name in family.part.earlier and name not in own:
            yield FIELD + name


def _missing(name: str, step: Transition, space: Space, at: int) -> bool:
    return space.state_of(at) in step.from_ and space.known(at)[name] in ("", NO_DEADLINE)


def _groundless(flow: Workflow, index: int, step: Transition, name: str) -> Breach:
    deadline: Place = ("transitions", index, "deadline")
    if step.deadline and name in (DUE, f"{FIELD}{step.deadline.days}"):
        return Breach("no_days", deadline, f"“{step.title}”定不了期限：走到这里，天数或原期限还没有给过")
    field = name.removeprefix(FIELD)
    title = next(spec.title for each in flow.transitions for spec in each.needs if spec.id == field)
    return Breach("no_days", ("transitions", index, "when"), f"“{step.title}”要看“{title}”，走到这里它还没有填过")


def without_a_way(family: Family) -> Iterator[Breach]:
    """Choices for which, where a case can really stand, no way or more than one is open. Raises TooLarge."""
    flow = family.flow
    for states, places in choices(flow):
        branches = [flow.transitions[i] for i in places]
        gaps = [gap for gap in uncovered(branches, flow) if gap.facts]
        for kind in dict.fromkeys(gap.kind for gap in gaps):
            mine = [gap for gap in gaps if gap.kind == kind]
            if found := shortest(family, Query(_asked(family, mine), partial(_meets, states, mine))):
                facts = found.space.facts(found.end)
                words = next(gap.words for gap in mine if gap.applies(facts))
                yield shown(Breach("gap", ("transitions", places[-1], "if"), words), found)


def _asked(family: Family, gaps: Sequence[Gap]) -> set[str]:
    """The variables that decide whether one of these comes about."""
    names = {name for gap in gaps for name in gap.facts}
    return {DUE if name == "overdue" else FIELD + name if name in family.part.earlier else name for name in names}


def _meets(states: Sequence[str], gaps: Sequence[Gap], space: Space, at: int) -> bool:
    if space.state_of(at) not in states:
        return False
    facts = space.facts(at)
    return any(gap.applies(facts) for gap in gaps)
