from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from redcross.figures import Unit, Value

WIDE, NARROW = 500, 330
SIZE = 13  # of letters
THICK, GAP = 16, 9
# How high a drawing with columns is down to its base: two side by side stand on one line.
BASE = 240


@dataclass(frozen=True)
class Series:
    """A number for each category, None where nothing was recorded."""

    label: str
    values: Sequence[Value | None]


@dataclass(frozen=True)
class Label:
    """Words at a place; `whole` is given when they were shortened."""

    x: int
    y: int
    text: str
    anchor: str = "start"
    turned: bool = False
    whole: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar: its rectangle, its number, and the area that opens the list; `second` of two."""

    box: tuple[int, int, int, int]
    area: tuple[int, int, int, int]
    title: str
    url: str
    second: bool


@dataclass
class Drawing:
    """What the template draws, in units of the view box."""

    width: int
    height: int = 0
    base: tuple[int, int, int, int] | None = None
    marks: list[Bar] = field(default_factory=list)
    texts: list[Label] = field(default_factory=list)
    keys: list[tuple[int, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """One or two series of numbers, none below zero, over the same categories.

    `over_time`: stands as columns where there is room; everything else lies as bars. Of many
    categories only the first `most` are drawn; the table has all.
    """

    key: str
    title: str
    unit: Unit
    heading: str
    categories: Sequence[str]
    series: Sequence[Series]
    over_time: bool = False
    most: int = 12

    @property
    def drawn(self) -> Sequence[str]:
        return self.categories[: self.most]

    @property
    def left_out(self) -> int:
        return len(self.categories) - len(self.drawn)

    @cached_property
    def largest(self) -> Any:
        return max((v.number for one in self.series for v in one.values if v), default=0)

    @property
    def description(self) -> str:
        """The gist for who does not see it."""
        best = max(
            range(len(self.categories)),
            key=lambda n: max(v.number if (v := one.values[n]) else 0 for one in self.series),
        )
        return _("The most: %(number)s %(unit)s (%(category)s). The table has every number.") % {
            "number": format_number(self.largest),
            "unit": self.unit.label,
            "category": self.categories[best],
        }

    @property
    def rows(self) -> list[tuple[str, list[Value | None]]]:
        """The table: each category with its numbers."""
        return [
            (category, [one.values[n] for one in self.series])
            for n, category in enumerate(self.categories)
        ]

    @property
    def wide(self) -> Drawing:
        return self._columns(WIDE) if self.over_time else self._bars(WIDE)

    @property
    def narrow(self) -> Drawing:
        return self._bars(NARROW)

    def _title(self, n: int, one: Series, value: Value) -> str:
        name = self.categories[n] if len(self.series) == 1 else f"{one.label}, {self.categories[n]}"
        return f"{name}: {format_number(value.number, value.rounded)} {self.unit.label}"

    def _start(self, width: int) -> tuple[Drawing, int]:
        """The drawing with its key where there are two series, and how far down that reaches."""
        drawing = Drawing(width)
        if len(self.series) < 2:
            return drawing, 4
        x = 0
        for number, one in enumerate(self.series):
            drawing.keys.append((x, number == 1))
            drawing.texts.append(Label(x + 18, 14, one.label))
            x += 18 + text_width(one.label) + 20
        return drawing, 28

    def _columns(self, width: int) -> Drawing:
        drawing, top = self._start(width)
        slot = width / len(self.drawn)
        thick = int(slot * 0.8 / len(self.series))
        texts = [format_number(v.number, v.rounded) for one in self.series for v in one.values if v]
        longest = max(map(text_width, texts), default=0)
        turned = longest > thick + 2
        top += longest + 6 if turned else SIZE + 6
        for n, category in enumerate(self.drawn):
            left = slot * n + (slot - thick * len(self.series)) / 2
            label, whole = shorten(category, int(slot))
            middle = round(slot * (n + 0.5))
            drawing.texts.append(Label(middle, BASE + 18, label, "middle", whole=whole))
            for number, one in enumerate(self.series):
                if not (value := one.values[n]) or not value.number:
                    continue
                x = round(left + thick * number)
                high = self._length(value, BASE - top)
                text = format_number(value.number, value.rounded)
                drawing.marks.append(
                    Bar(
                        (x + 1, BASE - high, thick - 2, high),
                        (x, top, thick, BASE - top),
                        self._title(n, one, value),
                        value.url,
                        number == 1,
                    )
                )
                drawing.texts.append(
                    Label(x + thick // 2 + 4, BASE - high - 5, text, turned=True)
                    if turned
                    else Label(x + thick // 2, BASE - high - 5, text, "middle")
                )
        drawing.base = (0, BASE, width, BASE)
        drawing.height = BASE + 26
        return drawing

    def _bars(self, width: int) -> Drawing:
        drawing, top = self._start(width)
        column = max(map(text_width, self.drawn), default=0) + 8
        above = column > width * 0.3
        left = 0 if above else column
        texts = [format_number(v.number, v.rounded) for one in self.series for v in one.values if v]
        room = width - left - max(map(text_width, texts), default=0) - 8
        y = top
        for n, category in enumerate(self.drawn):
            label, whole = shorten(category, width if above else left)
            middle = y + len(self.series) * THICK // 2 + 5
            drawing.texts.append(Label(0, y + SIZE if above else middle, label, whole=whole))
            y += SIZE + 6 if above else 0
            for number, one in enumerate(self.series):
                if (value := one.values[n]) and value.number:
                    long = self._length(value, room)
                    drawing.marks.append(
                        Bar(
                            (left, y + 1, long, THICK - 2),
                            (0, y, width, THICK),
                            self._title(n, one, value),
                            value.url,
                            number == 1,
                        )
                    )
                    text = format_number(value.number, value.rounded)
                    drawing.texts.append(Label(left + long + 5, y + THICK - 3, text))
                y += THICK
            y += GAP
        if not above:
            drawing.base = (left, top, left, y - GAP)
        drawing.height = y
        return drawing

    def _length(self, value: Value, room: int) -> int:
        return max(1, round(value.number * room / self.largest))


def format_number(number: Any, rounded: bool = False) -> str:
    """Whole numbers with their thousands apart; the table has the decimals."""
    places = 2 if 0 < number < 1 else 0
    text = number_format(round(number, places), places, force_grouping=True)
    return f"≈{text}" if rounded else text


def text_width(text: str) -> int:
    """About how long the words are: a Chinese character or sign is as wide as it is high."""
    return round(sum(SIZE if east_asian_width(c) in "WFA" else SIZE * 0.58 for c in text))


def shorten(text: str, room: int) -> tuple[str, str]:
    """(what fits, the whole when that is not all of it)."""
    if text_width(text) <= room:
        return text, ""
    kept = text
    while kept and text_width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept}…", text
