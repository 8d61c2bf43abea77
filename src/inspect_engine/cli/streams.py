"""The standard streams: what is done never depends on whether it can be told."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from inspect_engine.cli.encodings import readable

Shown = Callable[[str], str]
"""Makes of a text what its reader may see of it, and nothing that could act on a terminal."""


class Stream:
    """A stream that takes note of its first error, and of nothing that is written after it.

    Whoever writes to it, a text comes out as it is to be ``shown``.
    """

    def __init__(self, stream: TextIO, shown: Shown) -> None:
        self._stream = stream
        self._shown = shown
        self.error: OSError | None = None

    def write(self, text: str) -> int:
        return self._write(text, self._shown)

    def replace(self, text: str) -> None:
        """A line that stands in place of the one before; empty, that one is gone."""
        self._write(text, lambda each: f"\r\x1b[K{self._shown(each)}")
        self.flush()

    def _write(self, text: str, shown: Shown) -> int:
        if not isinstance(text, str):  # by which the parser's library tells what kind of stream it is
            raise TypeError(f"text is written here, not {type(text).__name__}")
        if self.error is None:
            try:
                self._stream.write(shown(text))
            except OSError as error:
                self.error = error
        return len(text)

    def flush(self) -> None:
        if self.error is None:
            try:
                self._stream.flush()
            except OSError as error:
                self.error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def in_place(text: str) -> None:
    """On a terminal's standard error a line that the next one replaces; empty, it is gone. Elsewhere nothing."""
    if sys.stderr is not None and sys.stderr.isatty():
        err = cast("object", sys.stderr)
        (err if isinstance(err, (Stream, Parted)) else Stream(sys.stderr, str)).replace(text)


class Parted:
    """In the place of a standard stream: what a thread prints that has one of its own goes there."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._own = threading.local()

    def give(self, own: object | None) -> None:
        """To this thread a stream of its own, or none any more."""
        self._own.stream = own

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(self._own, "stream", None) or self.stream, name)


class Parting:
    """The standard streams, parted for as long as any thread has streams of its own."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._threads = 0
        self._before = sys.stdout, sys.stderr

    @contextmanager
    def own(self, out: object, err: object) -> Iterator[None]:
        """This thread prints to these, and all others to where they did."""
        with self._turn:
            if not self._threads:
                self._before = sys.stdout, sys.stderr
                sys.stdout, sys.stderr = (cast("TextIO", Parted(each)) for each in self._before)
            self._threads += 1
            parted = [cast("Parted", each) for each in (sys.stdout, sys.stderr)]
        for each, mine in zip(parted, (out, err), strict=True):
            each.give(mine)
        try:
            yield
        finally:
            with self._turn:
                self._threads -= 1
                if not self._threads:
                    sys.stdout, sys.stderr = self._before


own = Parting().own


@contextmanager
def guarded(shown: Shown, told: Shown) -> Iterator[tuple[Stream, Stream]]:
    """Standard output and standard error, for as long as a command runs; those that were closed are opened first.

    ``shown`` is for the one, ``told`` for the other.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, _instead(number))
    before = sys.stdout, sys.stderr
    for stream in before:
        readable(stream)
    out, err = Stream(sys.stdout, shown), Stream(sys.stderr, told)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    try:
        yield out, err
    finally:
        sys.stdout, sys.stderr = before
        for stream in (out, err):
            stream.flush()
            if stream.error:
                _silence(stream)


def _instead(number: int) -> TextIO:
    """Something in the place of a closed stream, lest the ledger be opened under its number.

    Nothing is to be read there, narration goes nowhere, and data cannot be written, which is told.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    try:
        os.fstat(number)
    except OSError:
        os.dup2(nowhere, number)
        os.close(nowhere)
        nowhere = number
    return open(nowhere, "w" if number else "r", encoding="utf-8", closefd=False)


def _silence(stream: Stream) -> None:
    """What could not be written is not tried once more, with a traceback, when the interpreter ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
