"""身份证号 and telephone numbers in what is shown: their middle is covered, wherever in a text they stand.

The ledger keeps them; only who may see them whole does (``numbers`` in the authority table).
"""

from __future__ import annotations

import re
from datetime import date

COVERED = "身份证号、电话号码已遮盖"
HOW = "身份证号留前 6 位、后 4 位，电话号码留前 3 位、后 4 位，其余以 * 代替；台账里存的是全号"
_ALONE, _END = r"(?<![0-9A-Za-z_-])", r"(?![0-9A-Za-z_])"
"""A number stands by itself: not inside a digest, an id of an event or a longer number."""
_IDENTITY = re.compile(rf"{_ALONE}\d{{6}} ?\d{{8}} ?\d{{3}}[\dXx]{_END}", re.ASCII)
_PHONE = re.compile(
    rf"{_ALONE}(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}|\(?0\d{{2,3}}\)?[- ]?[2-9]\d{{6,7}}){_END}", re.ASCII
)
_PERMIT = "施工许可"
"""A permit has 18 digits too: a region, a day and four more."""
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ－＋（）　", "0123456789Xx-+() ")


def masked(text: str) -> str:
    """The text with the middle of every such number covered; as long as before, and whole where there is none."""
    plain = text.translate(_WIDE)
    chars = list(text)
    for found in _IDENTITY.finditer(plain):
        if _PERMIT not in plain[max(0, found.start() - 12) : found.start()] and _identifies(found[0].replace(" ", "")):
            _cover(chars, plain, found.span(), 6)
    for found in _PHONE.finditer(plain):
        _cover(chars, plain, found.span(), 5 if "86" in found[0][:3] else 3)
    return "".join(chars)


def _identifies(code: str) -> bool:
    """Whether this is somebody's number: a day of birth, and the right check digit. Old places need not be known."""
    from stdnum.cn import ric  # a tenth of a second, for texts that have such a number

    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    return bool(ric.calc_check_digit(code) == code[-1].upper())


def _cover(chars: list[str], plain: str, span: tuple[int, int], first: int) -> None:
    """Cover what lies between the first digits and the last four."""
    places = [at for at in range(*span) if plain[at].isalnum()]
    for at in places[first:-4]:
        chars[at] = "*"
