"""Numbers that are typed with how well they are known: 约300, 近30人, 30余, 1万多元, 不详."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .typed_values import (
    NOT_KNOWN,
    ROUGHLY,
    Rounding,
    TypedAs,
    as_typed,
    half_width,
    read_number,
)

_BEFORE = {
    **dict.fromkeys(("大约", "大概", "约"), Rounding.ABOUT),
    **dict.fromkeys(("将近", "接近", "近"), Rounding.NEARLY),
    **dict.fromkeys(("逾", "超过"), Rounding.OVER),
}
_BEHIND = dict.fromkeys(("左右", "上下"), Rounding.ABOUT)
# 30余, 30余人, 30余万, 1万余元.
_WITHIN = re.compile("(?<=[0-9百千万亿]) ?[余多]")
_AROUND = re.compile(
    rf"(?P<before>{'|'.join(_BEFORE)})? ?(?P<number>.*?) ?(?P<behind>{'|'.join(_BEHIND)})?"
)


class ReadNumber(NamedTuple):
    """A number as it was typed, and how well it is known; None where it is not."""

    number: Decimal | None
    rounding: Rounding


def read_rough_number(
    text: str, typed_as: TypedAs, places: int = 0, *, may_be_unknown: bool = False
) -> ReadNumber:
    """Return the number, and how well it is known.

    以上 and 以下 are refused: whether the number itself is among it is not said (by law it is, as
    people write it often not), nor how far off it may be. Raises ValidationError.
    """
    plain = half_width(text)
    if may_be_unknown and plain.casefold() in NOT_KNOWN:
        return ReadNumber(None, Rounding.UNKNOWN)
    match = _AROUND.fullmatch(plain)
    if match is None:
        return ReadNumber(read_number(text, typed_as, places), Rounding.EXACT)
    rest, over = _WITHIN.subn("", match["number"], count=1)
    found = [_BEFORE[match["before"]]] if match["before"] else []
    found += [_BEHIND[match["behind"]]] if match["behind"] else []
    found += [Rounding.OVER] * over
    params = {"typed": as_typed(text)}
    if re.search("[0-9]", rest) and (len(found) > 1 or ROUGHLY.search(rest)):
        raise ValidationError(
            _("“%(typed)s” may mean several things: write 约300, 近300 or 300余."),
            code="unread",
            params=params,
        )
    try:
        return ReadNumber(
            read_number(rest, typed_as, places), found[0] if found else Rounding.EXACT
        )
    except ValidationError as error:
        # Named as it was typed.
        error.params = {**(error.params or {}), **params}
        raise
