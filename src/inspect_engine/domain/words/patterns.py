"""How a text must be written, as a pattern: RE2, so that no pattern takes longer than the text is long.

What only a search that goes back can match (lookaround, references to groups) is no pattern here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from inspect_engine.domain.words.text import is_text

LONGEST = 500
"""Characters of a pattern."""
MEMORY = 1 << 20
"""Bytes that a compiled pattern may take."""
_COUNTED = re.compile(r"\(\?s\)\.\{(\d+)(,?)(\d*)\}")
_SPECIAL, _ESCAPED = re.compile(r"([\\.+*?()|\[\]{}^$])"), r"\\\1"


class NoPattern(ValueError):
    """Why a text is no pattern, in Chinese."""


def fits(pattern: str, text: str) -> bool:
    """Whether a whole text is written like a pattern; none with half a character (a lone surrogate) is. Raises
    NoPattern."""
    compiled = _compiled(pattern)
    return is_text(text) and bool(compiled.fullmatch(text))


def check(pattern: str) -> None:
    """Raises NoPattern."""
    _compiled(pattern)


def groups(pattern: str) -> int:
    """How many groups a pattern has. Raises NoPattern."""
    return int(_compiled(pattern).groups)


def part(pattern: str, text: str) -> str:
    """What stands in the first group of a pattern, where the whole text is written like it; empty where it is not."""
    found = _compiled(pattern).fullmatch(text)
    return (found[1] or "") if found else ""


def counted(least: int, most: int | None) -> str:
    """The pattern of any text of so many characters; ``told`` says it in words."""
    return f"(?s).{{{least},{'' if most is None else most}}}" if most != least else f"(?s).{{{least}}}"


def before(sign: str) -> str:
    """The pattern whose group is what stands before the first ``sign``."""
    return f"(?s)(.*?){_SPECIAL.sub(_ESCAPED, sign)}.*"


def after(sign: str) -> str:
    """The pattern whose group is what stands after the first ``sign``."""
    return f"(?s).*?{_SPECIAL.sub(_ESCAPED, sign)}(.*)"


def within(start: int, end: int | None) -> str:
    """The pattern whose group is the characters from ``start``, counted from 0, to before ``end``."""
    skipped = f".{{{start}}}" if start else ""
    return f"(?s){skipped}(.*)" if end is None else f"(?s){skipped}(.{{0,{end - start}}}).*"


def told(pattern: str) -> str:
    """``写法合“[A-Z]{3}”``, or ``共 11 个字``."""
    found = _COUNTED.fullmatch(pattern)
    if not found:
        return f"写法合“{pattern}”"
    least, several, most = found.groups()
    if not several:
        return f"共 {least} 个字"
    return f"不少于 {least} 个字" if not most else f"{least} 至 {most} 个字"


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2

    if not is_text(pattern):
        raise NoPattern("写法里有半个字符")
    if len(pattern) > LONGEST:
        raise NoPattern(f"写法超过 {LONGEST} 个字")
    options = re2.Options()
    options.log_errors, options.max_mem = False, MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        why = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise NoPattern(
            f"“{pattern[:60]}”不是能用的写法：{why}；不能用前后查看（(?=…)）和引用前面的组（\\1）"
        ) from error
