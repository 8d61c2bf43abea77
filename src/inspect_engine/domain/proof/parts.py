"""One workflow by itself: the variables that its conditions ask for, and what an action comes to where some of them
are known.

What is not *seen* is hidden: an action that asks for it may be possible, but is not sure to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, product
from typing import NamedTuple

from inspect_engine.domain.definitions import SEVERITY_TITLES, TIMES, Condition, FieldSpec, Transition, Workflow
from inspect_engine.domain.definitions.workflow import CASE_FACTS
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.proof.hops import Rung
from inspect_engine.domain.rules.pairs import apart, in_pairs, pairs, standings
from inspect_engine.domain.rules.samples import MOST, leaves, of_field

DUE, GIVEN = "due", "given"
NO_DEADLINE, RUNNING, PASSED = "none", "running", "passed"
FIELD = "field "
"""Before the id of a field: the variable of what an action has filled in there, for later ones."""
TRUTH = ("false", "true")


class Outcome(NamedTuple):
    """One way in which an action may go: what is filled in, the variables that it sets, whether people can bring it
    about for ``sure``, what ``hidden`` variables that hangs on, and whether it is dated back."""

    values: Mapping[str, str]
    sets: Mapping[str, str]
    sure: bool = True
    hidden: frozenset[str] = frozenset()
    back: bool = False


class Part:
    """One workflow of a proof, with what is worked out once."""

    def __init__(self, flow: Workflow) -> None:
        self.flow = flow
        self.trees = list(conditions(flow))
        self.leaves = leaves([*self.trees, *(promise.never.when for promise in flow.invariants if promise.never)])
        self._case_facts = {*CASE_FACTS, *flow.gates}
        self.earlier = self._asked_later()
        self.domains = self._domains()
        self.ways = {
            state: [
                flow.branches(trigger, state) for trigger in dict.fromkeys(t.trigger for t in flow.from_state(state))
            ]
            for state in flow.states
        }
        self.rungs = {name: tuple(_rungs(flow, state.overdue)) for name, state in flow.states.items()}
        self._reads = {id(step): frozenset(self._read(step)) for step in flow.transitions}
        self._choosing = {id(step): in_pairs(step.if_) for step in flow.transitions if step.if_}
        self._fillings: dict[object, list[dict[str, str]]] = {}
        self._touched: dict[int, tuple[str, ...]] = {}
        self._outcomes: dict[object, tuple[Outcome, ...]] = {}

    def _asked_later(self) -> dict[str, tuple[FieldSpec, ...]]:
        """Fields that an action asks for and does not have itself, with every form they stand in."""
        wanted = set[str]()
        for step in self.flow.transitions:
            wanted |= ({step.deadline.days} if step.deadline and step.deadline.days else set()) | (
                _named(_trees(step)) - self.own(step)
            )
        return {name: self.flow.asked[name] for name in sorted(wanted - self._case_facts) if name in self.flow.asked}

    def own(self, step: Transition) -> set[str]:
        """Fields of an action that its conditions may ask for; facts of the case go before them."""
        return {spec.id for spec in step.needs} - self._case_facts

    def _domains(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {"severity": tuple(SEVERITY_TITLES), "was_major": TRUTH}
        found[DUE] = NO_DEADLINE, RUNNING, PASSED
        counters = ["returned", "extended", *(TIMES + step.trigger for step in self.flow.transitions)]
        found |= {name: tuple(map(str, range(self._highest(name) + 2))) for name in dict.fromkeys(counters)}
        found |= dict.fromkeys(self.flow.gates, TRUTH)
        return found | {FIELD + name: ("", *self._samples(name)) for name in self.earlier}

    def _highest(self, fact: str) -> int:
        """The largest number any condition compares a counter with."""
        asked = (leaf.value if leaf.value is not None else Decimal(leaf.is_ or 0) for leaf in self.leaves.get(fact, ()))
        return max(map(int, asked), default=0)

    def _samples(self, name: str) -> Sequence[str]:
        asked = [leaf for leaf in self.leaves.get(name, ()) if leaf.than is None]
        if not asked:
            return (GIVEN,)
        return tuple(dict.fromkeys(value for spec in self.earlier[name] for value in of_field(spec, asked)))

    def reads(self, step: Transition) -> frozenset[str]:
        """Variables that decide whether an action is possible, or what it comes to."""
        return self._reads[id(step)]

    def _read(self, step: Transition) -> Iterator[str]:
        for name in _named(_trees(step)) - self.own(step):
            yield FIELD + name if name in self.earlier else DUE if name == "overdue" else name
        yield from step.gates
        yield from (name for name in self.counted(step) if name in self.leaves)
        if step.dated_by and self.flow.states[step.to].paused:
            yield DUE

    def counted(self, step: Transition) -> Iterator[str]:
        """Counters that an action adds to."""
        if step.mark in ("returned", "extended"):
            yield step.mark
        yield TIMES + step.trigger

    def facts(self, state: str, known: Mapping[str, str]) -> dict[str, str]:
        """What conditions see, of the variables that are known (:func:`cases.facts_of`)."""
        facts = {name: value for name, value in known.items() if name != DUE and not name.startswith(FIELD)}
        for name in self.earlier:
            if known.get(FIELD + name, "") not in ("", GIVEN):
                facts[name] = known[FIELD + name]
        if not self.flow.states[state].clock:
            facts["overdue"] = "false"
        elif DUE in known:
            facts["overdue"] = "true" if known[DUE] == PASSED else "false"
        return facts

    def outcomes(
        self, step: Transition, branches: Sequence[Transition], state: str, known: Mapping[str, str]
    ) -> Sequence[Outcome]:
        """Each way in which an action may go from a state; nothing where it cannot be taken. Worked out once for what
        is known of all that it reads and sets."""
        if id(step) not in self._touched:
            self._touched[id(step)] = tuple(self._touches(step))
        key = id(step), state, tuple(known.get(name) for name in self._touched[id(step)])
        if key not in self._outcomes:
            self._outcomes[key] = tuple(self._worked_out(step, branches, state, known))
        return self._outcomes[key]

    def _touches(self, step: Transition) -> Iterator[str]:
        """Variables that an action reads or sets."""
        yield from sorted(self._reads[id(step)])
        yield from (*step.passes, *step.revokes, *self.counted(step))
        yield from ("severity", "was_major") if "severity" in step.sets else ()
        yield from (DUE,) if step.deadline else ()
        yield from (FIELD + spec.id for spec in step.needs if spec.id in self.earlier)

    def _worked_out(
        self, step: Transition, branches: Sequence[Transition], state: str, known: Mapping[str, str]
    ) -> Iterator[Outcome]:
        own = self.own(step)
        facts = {name: text for name, text in self.facts(state, known).items() if name not in own}
        allowed = self._allowed(step, state, facts, known)
        if allowed is None:
            return
        asking = [guard.if_ for guard in step.when if _named([guard.if_]) & own]
        sure, hidden = allowed
        told = self._told_apart(step, known)
        sure = sure and self._can_choose(step)
        for values in self._filled(step, branches):
            chosen = True if step.if_ is None else holds(self._choosing[id(step)], {**values, **facts})
            unseen = self._unseen(step.if_, facts, known) if chosen is None else frozenset[str]()
            if chosen is False or (chosen is None and not unseen):
                continue
            if any(holds(tree, {**values, **facts}) is False for tree in asking):
                continue
            for grade in self._grades(step, values, known):
                sets = self._sets(step, {**values, **grade}, known)
                outcome = Outcome({**values, **grade}, sets, sure and not unseen, hidden | unseen)
                yield outcome
                if known.get(DUE) == PASSED and DUE not in sets and step.dated_by and self.flow.states[step.to].paused:
                    yield outcome._replace(sets={**sets, DUE: RUNNING}, sure=False, back=True)
            if not told and not unseen:
                return

    def _can_choose(self, step: Transition) -> bool:
        """Whether of each two fields that the branch compares, one is filled in here."""
        own = self.own(step)
        return all(own.intersection(apart(pair)) for pair in pairs([step.if_] if step.if_ else []))

    def _told_apart(self, step: Transition, known: Mapping[str, str]) -> bool:
        """Whether it matters what is filled in, once the branch is chosen."""
        graded = "severity" in step.sets and ("severity" in known or "was_major" in known)
        return graded or any(FIELD + spec.id in known for spec in step.needs)

    def _allowed(
        self, step: Transition, state: str, facts: Mapping[str, str], known: Mapping[str, str]
    ) -> tuple[bool, frozenset[str]] | None:
        """Whether gates and conditions surely let it pass, and what that hangs on; None where they do not."""
        sure, hidden = True, {name for name in step.gates if name not in known}
        if any(known.get(name) == "false" for name in step.gates):
            return None
        own = self.own(step)
        for guard in step.when:
            met = holds(guard.if_, facts)
            if met is False:
                return None
            if met is None:
                unseen = self._unseen(guard.if_, facts, known) - {FIELD + name for name in own}
                hidden |= unseen
                missing = _named([guard.if_]) - facts.keys()
                if not unseen and not missing & own:
                    if not any(leaf.than for leaf in guard.if_.leaves):
                        return None
                    sure = False
        if step.earliest and sure and facts.get("overdue") == "false" and self.flow.states[state].clock:
            late = {**facts, "overdue": "true"}
            sure = all(holds(guard.if_, late) is not False for guard in step.when)
        return sure and not hidden, frozenset(hidden)

    def asks(self, tree: Condition) -> frozenset[str]:
        """Variables that a condition of a rung asks for."""
        return frozenset(DUE if name == "overdue" else name for name in _named([tree]))

    def reaches(self, tree: Condition | None, state: str, known: Mapping[str, str]) -> tuple[bool, frozenset[str]]:
        """Whether a rung may be for such a case, and on what that hangs that is not seen."""
        if tree is None:
            return True, frozenset()
        facts = self.facts(state, known)
        return holds(tree, facts) is not False, self._unseen(tree, facts, known)

    def _unseen(self, tree: Condition | None, facts: Mapping[str, str], known: Mapping[str, str]) -> frozenset[str]:
        """Hidden variables that a condition asks for."""
        names = (_named([tree]) if tree else set()) - facts.keys()
        variables = {DUE if name == "overdue" else FIELD + name if name in self.earlier else name for name in names}
        return frozenset(name for name in variables if name in self.domains and name not in known)

    def _filled(self, step: Transition, branches: Sequence[Transition]) -> list[dict[str, str]]:
        """What may be filled in, as far as anything tells it apart."""
        key = step.trigger, id(branches[0])
        if key not in self._fillings:
            trees = [self._choosing[id(each)] for each in branches if each.if_]
            asked = leaves(trees)
            values: dict[str, Sequence[str]] = {
                spec.id: of_field(spec, [leaf for leaf in self.leaves.get(spec.id, ()) if leaf.than is None])
                for spec in step.needs
                if spec.id in asked or (spec.id in self.earlier and self._samples(spec.id) != (GIVEN,))
            }
            values |= {pair: standings(pair) for pair in pairs(each.if_ for each in branches if each.if_)}
            every = islice(product(*values.values()), MOST)
            self._fillings[key] = [dict(zip(values, each, strict=True)) for each in every]
        return self._fillings[key]

    def _grades(
        self, step: Transition, values: Mapping[str, str], known: Mapping[str, str]
    ) -> Sequence[Mapping[str, str]]:
        """The grades that an action may set; one stands for all where nobody looks."""
        name = step.sets.get("severity")
        if name is None or name in values:
            return ({},)
        choices = next((list(spec.choices) for spec in step.needs if spec.id == name), [])
        seen = "severity" in known or "was_major" in known
        return [{name: choice} for choice in (choices if seen else choices[:1])]

    def _sets(self, step: Transition, values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
        sets: dict[str, str] = {}
        if "severity" in step.sets and (grade := values.get(step.sets["severity"])):
            sets |= {"severity": grade} | ({"was_major": "true"} if grade == "major" else {})
        if step.deadline:
            sets[DUE] = RUNNING
        for name in self.counted(step):
            if name in known:
                sets[name] = str(min(int(known[name]) + 1, len(self.domains[name]) - 1))
        sets |= dict.fromkeys(step.revokes, "false") | dict.fromkeys(step.passes, "true")
        for spec in step.needs:
            if spec.id in self.earlier and (spec.required or spec.id in values):
                sets[FIELD + spec.id] = values.get(spec.id, GIVEN)
        return {name: value for name, value in sets.items() if name in known}


def conditions(flow: Workflow) -> Iterator[Condition]:
    """Every condition of an action, and of a rung."""
    yield from (tree for step in flow.transitions for tree in _trees(step))
    yield from (rung.if_ for rung in flow.escalations.values() if rung.if_)


def _trees(step: Transition) -> list[Condition]:
    return [*(guard.if_ for guard in step.when), *([step.if_] if step.if_ else [])]


def _named(trees: Iterable[Condition]) -> set[str]:
    """Facts that conditions ask for."""
    return {name for tree in trees for leaf in tree.leaves for name in (leaf.fact, leaf.than) if name}


def _rungs(flow: Workflow, name: str | None) -> Iterator[Rung]:
    """The rungs of a ladder that open something."""
    while name:
        rung = flow.escalations[name]
        if rung.opens:
            yield Rung(name, rung.title, rung.opens, rung.if_)
        name = rung.then
