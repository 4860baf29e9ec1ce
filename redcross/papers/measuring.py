"""How many lines a text takes, reckoned before it is set: rather one too many than one too few.

Only where Pango surely breaks a line it is broken here too, and no character is reckoned narrower
than it is.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from redcross.printing.faces import BUNDLED

# Lines surely end between two characters of Chinese, between them and letters, after a space, and
# after a hyphen before a letter.
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_BREAK = re.compile(
    f"(?<=[{_CHINESE}])(?=[{_CHINESE}0-9A-Za-z·])|(?<=[0-9A-Za-z·])(?=[{_CHINESE}])"
    r"|(?<=[ \t])(?=[^ \t])|(?<=[0-9A-Za-z]-)(?=[A-Za-z])"
)
# What has no place within at which a line may end: broken, it fills its lines.
_UNBROKEN = re.compile(r"(?:[0-9A-Za-z*_.,:]|(?<=[0-9A-Za-z])-(?=[0-9]|$))+|[0-9.,:*/-]+")
# A figure, an amount, a date, a number of a card or a telephone: broken, it is misread.
_FIGURE = re.compile(r"-?[0-9*][0-9*.,:/-]*[0-9*Xx]")
# Points in which a text of tables is set, the largest in which its figures stand whole.
SIZES = (10.5, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6)
# Kept together at the end of a text: see `hold_last_characters`.
_LAST = 3


class _Widths(dict[str, float]):
    """Character to its width, in characters of full width.

    Licensed faces, which win where they are installed, have letters of half a width.
    """

    def __missing__(self, character: str) -> float:
        if not self:
            font = TTFont(Path(str(finders.find(BUNDLED))), lazy=True)
            units, advances = font["head"].unitsPerEm, font["hmtx"]
            for code, glyph in font.getBestCmap().items():
                if east_asian_width(chr(code)) not in "WFA":
                    self[chr(code)] = max(0.5, advances[glyph][0] / units)
        return self.setdefault(character, 1.0)


_widths = _Widths()


def width_of(text: str) -> float:
    """Return how many characters of full width the text takes."""
    return sum(map(_widths.__getitem__, text))


def wrapped(text: str, room: float) -> list[str]:
    """Return the lines of the text where so many characters of full width stand in one.

    There are never fewer than are set; put together they are the text.
    """
    return [part for line in text.split("\n") for part in _wrapped_line(line, max(1.0, room))]


def _wrapped_line(text: str, room: float) -> list[str]:
    if width_of(text) <= room:
        return [text]
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        width = width_of(piece)
        if line and used + width_of(piece.rstrip(" \t")) > room:
            lines.append(line)
            line, used = "", 0.0
        if width > room and width_of(piece.rstrip(" \t")) > room:
            *full, line = _cut(piece, room)
            lines += full
            used = width_of(line)
        else:
            line += piece
            used += width
    return [*lines, line] if line else lines


def _pieces(text: str) -> list[str]:
    """Return the text in pieces of which none is broken as long as it fits into a line."""
    pieces = _BREAK.split(text)
    while len(pieces) > 1 and len(pieces[-1].rstrip()) < _LAST:
        pieces[-2:] = ["".join(pieces[-2:])]
    return pieces


def _cut(piece: str, room: float) -> Iterator[str]:
    """Yield a piece that is wider than a line in lines.

    Within most there are places to break that are not known here: each line is then half full at
    least, or the next one would stand in it.
    """
    if not _UNBROKEN.fullmatch(piece):
        room = max(1.0, room / 2)
    line, used = "", 0.0
    for character in piece:
        width = _widths[character]
        if line and used + width > room:
            yield line
            line, used = "", 0.0
        line += character
        used += width
    yield line


def lines_of(text: str, width: float, character: float) -> int:
    """Return how many lines the text takes in so many millimetres, a character so wide."""
    return len(wrapped(text, width / character - 0.02))


def size_for(text: str, width: float, character: float) -> float:
    """Return the points in which no figure of the text is broken, in so many millimetres.

    `character`: the width of one of the largest. What is too wide in the smallest as well is
    broken, in the largest.
    """
    figures = _FIGURE.findall(text)
    widest = max(map(width_of, figures), default=0.0) * character
    if widest == 0:
        return SIZES[0]
    # As much narrower as lines are reckoned.
    room = width - 0.02 * character
    return next((size for size in SIZES if widest * size / SIZES[0] <= room), SIZES[0])
