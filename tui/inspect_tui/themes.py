"""配色: dark, light for outdoors, and high contrast; ``NO_COLOR`` takes the colours out of each (Textual does)."""

from __future__ import annotations

from textual.theme import Theme

CONTRAST = Theme(
    name="inspect-contrast",
    primary="#0050ff",
    secondary="#ffff00",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    dark=True,
    variables={
        "text-muted": "#ffffff",
        "foreground-muted": "#e0e0e0",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
    },
)
TITLES = {"textual-dark": "深色", "textual-light": "浅色", CONTRAST.name: "高对比"}
"""The colours one goes through, in their order."""


def following(name: str) -> str:
    """The next ones; after the last, and after any other, the first."""
    names = list(TITLES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
