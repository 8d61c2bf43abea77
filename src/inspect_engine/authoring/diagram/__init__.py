"""A workflow as a picture: Mermaid or Graphviz text, and SVG through Graphviz.

Not the ``GraphMachine`` of transitions (0.9.3): its Mermaid text escapes nothing (a quotation mark or ``#`` in a title
breaks it, ``-`` in a state's name too), its front matter is no YAML, flat machines get no end, its Graphviz text needs
yet another library, and there is no place for roles, conditions, gates and evidence.
"""

from __future__ import annotations

from inspect_engine.authoring.diagram.graphviz import dot, svg
from inspect_engine.authoring.diagram.mermaid import mermaid
from inspect_engine.domain.definitions import Workflow

__all__ = ["FORMATS", "dot", "draw", "mermaid", "svg"]

FORMATS = {"mermaid": mermaid, "dot": dot, "svg": svg}


def draw(flow: Workflow, form: str) -> str:
    """The workflow in one of :data:`FORMATS`. Raises InputError when SVG is asked for and Graphviz is missing."""
    return FORMATS[form](flow)
