"""Built-in packs, workflows and references, found through the entry-point group ``inspect_engine.checklists``."""
