"""What a step makes of the fine of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from inspect_engine.domain.calendars import DAY, parse_date
from inspect_engine.domain.cases import Case, Charge
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.definitions.workflow import Surcharge


def charge_of(flow: Workflow, step: Transition, case: Case, data: Mapping[str, Any]) -> Charge | None:
    """The fine after a step, by the data of its event so far; None where there is none yet."""
    rule = flow.surcharge
    if rule is None:
        return None
    on, values = parse_date(data["on"]), _own(step, data["values"])
    charge = _decided(rule, values, case.charge)
    if charge is None:
        return None
    charge = _passed(rule, charge, case, on, paying=rule.paid in values)
    charge = replace(charge, paid=charge.paid + _amount(values, rule.paid))
    charge = replace(charge, waived=charge.waived + _amount(values, rule.waived or ""))
    if step.trigger in rule.lapses:
        charge = replace(charge, waived=Decimal(0), due=min(charge.due or on, on))
    if step.to in rule.voids:
        charge = replace(charge, fine=Decimal(0), late=(), due=None)
    due = data.get("deadline")
    if step.to in rule.due and due and not due.get("moved"):
        charge = replace(charge, due=parse_date(due["due_on"]))
    return charge


def _own(step: Transition, values: Mapping[str, str]) -> dict[str, str]:
    return {spec.id: values[spec.id] for spec in step.needs if spec.id in values}


def _decided(rule: Surcharge, values: Mapping[str, str], before: Charge | None) -> Charge | None:
    """As it was decided, decided anew, or changed by who reviewed it."""
    if rule.fine in values:
        return Charge(Decimal(values[rule.fine]), before.paid if before else Decimal(0))
    if before and rule.changed in values:
        return replace(before, fine=Decimal(values[rule.changed or ""]))
    return before


def _passed(rule: Surcharge, charge: Charge, case: Case, on: date, *, paying: bool) -> Charge:
    """With the days that have gone by where the case stood. Of a day on which something is paid the whole counts; of
    any other day of change, what the day brought."""
    charge = replace(charge, due=_due(rule, charge, case))
    if case.state in rule.runs:
        return replace(charge.counted(on if paying else on - DAY), since=on + DAY if paying else on)
    return replace(charge, since=on + DAY)


def _due(rule: Surcharge, charge: Charge, case: Case) -> date | None:
    """When it was to be paid: as the case says where it waits for just that, for it may have been counted anew."""
    return case.due_on if case.state in rule.due and case.due_on else charge.due


def _amount(values: Mapping[str, str], name: str) -> Decimal:
    return Decimal(values.get(name, 0))
