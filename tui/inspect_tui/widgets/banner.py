"""What is wrong with a screen as a whole."""

from __future__ import annotations

from textual.widgets import Static

from inspect_tui.words.text import BAD, plain


class Banner(Static):
    """Takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("", id="banner", classes="fault", markup=False)

    def tell(self, fault: str, style: str = BAD) -> None:
        """Say it; an empty text takes it back."""
        self.update(plain(fault, style))
        self.display = bool(fault)
