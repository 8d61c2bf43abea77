"""The canonical short form of a checklist pack: what ``packs fmt`` writes. Comments and what cannot be shorter stay."""

from inspect_engine.authoring.shortening.files import Formatted, format_folder

__all__ = ["Formatted", "format_folder"]
