"""What a scenario tries that may be refused."""

from __future__ import annotations

from collections.abc import Callable

from inspect_engine.errors import InspectError


class Attempts:
    """How the last attempt ended. A refusal that no later step asks about fails the scenario."""

    error: InspectError | None = None
    error_seen: bool = True

    def attempt(self, work: Callable[[], object]) -> None:
        """Try something that may be refused."""
        self.settle()
        self.error = None
        try:
            work()
        except InspectError as error:
            self.error, self.error_seen = error, False

    def settle(self) -> None:
        if self.error and not self.error_seen:
            raise AssertionError(f"没有料到：{self.error}") from self.error

    def refusal(self) -> InspectError:
        """The error of the last attempt, now asked about."""
        assert self.error is not None, "本应拒绝，却办成了"
        self.error_seen = True
        return self.error
