"""What a definition must satisfy beyond its shape. A rule is a function in a tuple; it yields every fault it finds."""

from inspect_engine.domain.rules.citations import flow_citations, pack_citations, region_citations
from inspect_engine.domain.rules.fault import Fault
from inspect_engine.domain.rules.flows import CASE_FACTS, SETTABLE, WORKFLOW_RULES
from inspect_engine.domain.rules.limits import region_faults
from inspect_engine.domain.rules.packs import PACK_RULES

__all__ = [
    "CASE_FACTS",
    "PACK_RULES",
    "SETTABLE",
    "WORKFLOW_RULES",
    "Fault",
    "flow_citations",
    "pack_citations",
    "region_citations",
    "region_faults",
]
