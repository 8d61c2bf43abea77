"""Every screen of the terminal at 60, 80, 100 and 150 columns, dark and light, as a real terminal shows it.

``python docs/pictures/screens.py`` draws all of them into ``dist/screens``, with a sheet of each width and colour to
look at; with ``readme`` those few that the READMEs show, into this folder. Everything is the rehearsal's own, on its
own day (pyte; CJK fonts).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont
from pyte.screens import Char
from rich.cells import cell_len

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]
from pages import DAY, MOST, _run  # type: ignore[import-not-found]  # noqa: E402

from inspect_engine.imports.story import WORD  # noqa: E402
from tests.terminal.console import Console  # noqa: E402

OUT = ROOT / "dist" / "screens"
WIDTHS, LINES, CELL, COLOURS = (60, 80, 100, 150), 30, (9, 19), 32
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
)
STILL, ROUND = 3.0, 60
"""A screen is whole when nothing has changed for so many seconds; after the others it is drawn as it stands."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "today": (),
    "help": ("f1",),
    "palette": ("ctrl+p",),
    "log": ("a", *"xkz"),
    "place": ("a", "f3"),
    "team": ("a", "f4"),
    "hazard": ("a", *"rj", "enter"),
    "start": ("n",),
    "prepare": ("n", "enter"),
    "ledger": ("t",),
    "marks": ("t", "space", "space", "space"),
    "together": ("t", "space", "space", "space", "t"),
    "many": ("t", "*", "t", "end", "up", "enter"),
    "order": ("t", "s"),
    "views": ("t", "w"),
    "export": ("t", "e"),
    "case": ("t", "enter"),
    "act": ("t", "enter", "enter"),
    "note": ("t", "enter", "b"),
    "correct": ("t", "enter", "c"),
    "board": ("b",),
    "owed": ("m",),
    "verbs": ("v",),
    "notices": ("v", *"notice list", "enter"),
    "notice": ("v", *"notice list", "enter", "enter"),
    "issue": ("v", *"notice issue", "enter"),
    "alarms": ("v", *"alarm list", "enter"),
}
"""The keys from 今天 to each screen."""
SHOWN = {"today": "today.png", "log": "log.png", "case": "case.png", "marks": "ledger.png"}


def main(which: str = "") -> None:
    """Draw them; ``readme`` draws those few."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, "demo --dir .")
        if which == "readme":
            for way, picture in SHOWN.items():
                [(_, one)] = walk(folder, 120, dark=True, ways={way: WAYS[way]})
                small = one.quantize(COLOURS)
                small.save(HERE / picture, optimize=True)
                assert (HERE / picture).stat().st_size <= MOST, f"{picture} is too large"
            return
        OUT.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            for dark in (True, False):
                drawn = dict(walk(folder, width, dark=dark, ways=WAYS))
                tag = f"{width}-{'dark' if dark else 'light'}"
                for way, one in drawn.items():
                    one.save(OUT / f"{way}-{tag}.png")
                _sheet(list(drawn.values())).save(OUT / f"sheet-{tag}.png")


def walk(
    folder: Path, width: int, *, dark: bool, ways: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Image.Image]]:
    """Go to each screen and draw it, each from a program begun afresh."""
    env = {
        **os.environ,
        "INSPECT_ENGINE_NOW": DAY,
        "XDG_STATE_HOME": str(folder / "state"),
        "INSPECT_ENGINE_PASSPHRASE": WORD,
    }
    argv = [sys.executable, "-m", "inspect_engine", "--db", "ledger.db", "--user", "insp1", "tui"]
    for way, keys in ways.items():
        console = Console(argv, env, str(folder), (width, LINES))
        try:
            console.until("检查员甲")
            _settled(console)
            stood = console.screen
            console.write(*([] if dark else ["ctrl+t"]), *keys)
            _settled(console, stood if keys else "")
            yield way, draw(console)
        finally:
            console.close()


def _settled(console: Console, stood: str = "") -> None:
    """Wait until something else stands there than did, nothing has changed for a while, and nothing is being read."""
    end, before, since = time.monotonic() + ROUND, "", time.monotonic()
    while time.monotonic() < end:
        now = console.screen
        if now != before or now == stood or "正在读取" in console.flat:
            before, since = now, time.monotonic()
        elif time.monotonic() - since > STILL:
            return
        time.sleep(0.03)


def draw(console: Console) -> Image.Image:
    """A picture of what stands on a terminal."""
    cells = console.cells
    wide, high = CELL
    picture = Image.new("RGB", (len(cells[0]) * wide, len(cells) * high))
    brush = ImageDraw.Draw(picture)
    fonts = [ImageFont.truetype(name, size) for name, size in zip(FONTS, (16, 14), strict=True)]
    for y, row in enumerate(cells):
        for x, char in enumerate(row):
            _cell(brush, (x * wide, y * high), char, fonts)
    return picture


def _cell(brush: ImageDraw.ImageDraw, at: tuple[int, int], char: Char, fonts: list[ImageFont.FreeTypeFont]) -> None:
    """One character; the second half of a wide one is empty."""
    if not char.data:
        return
    front, back = _colour(char.fg, "#e0e0e0"), _colour(char.bg, "#121212")
    if char.reverse:
        front, back = back, front
    many, (wide, high) = max(1, cell_len(char.data)), CELL
    brush.rectangle((*at, at[0] + wide * many - 1, at[1] + high - 1), fill=back)
    font, lift = (fonts[0], -3) if many > 1 else (fonts[1], 1)
    brush.text((at[0], at[1] + lift), char.data, fill=front, font=font)
    if char.bold:
        brush.text((at[0] + 1, at[1] + lift), char.data, fill=front, font=font)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return f"#{name}" if len(name) == 6 and all(c in "0123456789abcdefABCDEF" for c in name) else name


def _sheet(drawn: list[Image.Image], across: int = 3) -> Image.Image:
    """All of them on one sheet, at half their size."""
    wide, high = drawn[0].width // 2, drawn[0].height // 2
    sheet = Image.new("RGB", (across * (wide + 8), -(-len(drawn) // across) * (high + 8)), "#808080")
    for n, picture in enumerate(drawn):
        sheet.paste(picture.resize((wide, high)), (n % across * (wide + 8), n // across * (high + 8)))
    return sheet


if __name__ == "__main__":
    main(*sys.argv[1:])
