"""What a definition must satisfy beyond its shape. A rule is a function in a tuple; it yields every fault it finds."""

from collections.abc import Callable, Iterator

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.rules.asking import actions_ask_for_everything
from inspect_engine.domain.rules.branches import one_way_per_trigger
from inspect_engine.domain.rules.citations import flow_citations, pack_citations, region_citations
from inspect_engine.domain.rules.closings import merging_leads_to_merged, only_reopening_leads_on
from inspect_engine.domain.rules.currency import doubtful, doubtful_flow, doubtful_limits
from inspect_engine.domain.rules.fields import SETTABLE, fields_are_known, inspectors_may_record
from inspect_engine.domain.rules.flows import (
    distinct_signers,
    everything_reachable_and_closable,
    gates_are_known,
    limits_are_about_this_workflow,
    names_are_known,
    policies_are_about_this_workflow,
)
from inspect_engine.domain.rules.limits import (
    limits_live_with_their_documents,
    overlays_live_with_their_documents,
    region_faults,
)
from inspect_engine.domain.rules.lowering import lowering_is_about_this_workflow
from inspect_engine.domain.rules.packs import PACK_RULES
from inspect_engine.domain.rules.promises import invariants_are_about_this_workflow
from inspect_engine.domain.rules.regions import table_faults
from inspect_engine.domain.rules.surcharges import surcharge_is_about_this_workflow
from inspect_engine.domain.rules.values import values_fit
from inspect_engine.domain.rules.waiting import every_wait_has_a_limit, further_limits_open_nothing, ladders_end
from inspect_engine.errors import Fault

WORKFLOW_RULES: tuple[Callable[[Workflow], Iterator[Fault]], ...] = (
    values_fit,
    names_are_known,
    gates_are_known,
    invariants_are_about_this_workflow,
    limits_are_about_this_workflow,
    surcharge_is_about_this_workflow,
    lowering_is_about_this_workflow,
    policies_are_about_this_workflow,
    distinct_signers,
    fields_are_known,
    actions_ask_for_everything,
    inspectors_may_record,
    one_way_per_trigger,
    only_reopening_leads_on,
    merging_leads_to_merged,
    everything_reachable_and_closable,
    every_wait_has_a_limit,
    further_limits_open_nothing,
    ladders_end,
)

__all__ = [
    "PACK_RULES",
    "SETTABLE",
    "WORKFLOW_RULES",
    "doubtful",
    "doubtful_flow",
    "doubtful_limits",
    "flow_citations",
    "limits_live_with_their_documents",
    "overlays_live_with_their_documents",
    "pack_citations",
    "region_citations",
    "region_faults",
    "table_faults",
    "values_fit",
]
