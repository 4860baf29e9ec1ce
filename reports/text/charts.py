"""Charts: what they show, and the drawing of them for a page, a phone and the print."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from unicodedata import east_asian_width

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from redcross.figures import Unit, Value
from redcross.typed_values import Rounding

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

    @property
    def at(self) -> SafeString:
        """Return its place as attributes of SVG."""
        return mark_safe(f'x="{self.x:d}" y="{self.y:d}"')  # noqa: S308  # of numbers


@dataclass(frozen=True)
class Bar:
    """A bar: its rectangle, its number, and the area that opens the list; `second` of two."""

    box: tuple[int, int, int, int]
    area: tuple[int, int, int, int]
    title: str
    url: str
    second: bool

    @property
    def box_at(self) -> SafeString:
        """Return the place of its rectangle as attributes of SVG."""
        return rectangle(*self.box)

    @property
    def area_at(self) -> SafeString:
        """Return the place of its area as attributes of SVG."""
        return rectangle(*self.area)


def rectangle(x: int, y: int, width: int, height: int) -> SafeString:
    """Return the attributes of a rectangle in SVG.

    A template would write each number as the language does, which took most of a page's time.
    """
    place = f'x="{x:d}" y="{y:d}" width="{width:d}" height="{height:d}"'
    return mark_safe(place)  # noqa: S308  # of numbers


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
        """Return the categories that are drawn."""
        return self.categories[: self.most]

    @property
    def left_out(self) -> int:
        """Return how many categories only the table has."""
        return len(self.categories) - len(self.drawn)

    @cached_property
    def largest(self) -> Decimal | int:
        """Return the largest number of all series, which is as long as there is room."""
        return max((value.number for value in self._recorded()), default=0)

    @property
    def says_something(self) -> bool:
        """Return whether there is anything to draw or to say."""
        return any(value.says_something for value in self._recorded())

    def _recorded(self) -> list[Value]:
        """Return the values of all series, without the gaps."""
        return [value for series in self.series for value in series.values if value]

    def _longest_number(self) -> int:
        """Return about how long the longest number is, as it stands beside its bar."""
        texts = [format_number(value.number, value.rounded) for value in self._recorded()]
        return max(map(text_width, texts), default=0)

    @property
    def description(self) -> str:
        """Return the gist for who does not see it."""

        numbers = [
            (value.number, -place, value)
            for place in range(len(self.categories))
            for series in self.series
            if (value := series.values[place])
        ]
        if not self.largest:
            return _("The number is not known.")
        _number, place, best = max(numbers, key=lambda one: one[:2])
        return _("The most: %(number)s %(unit)s (%(category)s). The table has every number.") % {
            "number": format_number(best.number, best.rounded),
            "unit": self.unit.label,
            "category": self.categories[-place],
        }

    @property
    def rows(self) -> list[tuple[str, list[Value | None]]]:
        """Return the table: each category with its numbers."""
        return [
            (category, [series.values[place] for series in self.series])
            for place, category in enumerate(self.categories)
        ]

    @property
    def wide(self) -> Drawing:
        """Return the drawing for a page and the print."""
        return self._columns(WIDE) if self.over_time else self._bars(WIDE)

    @property
    def narrow(self) -> Drawing:
        """Return the drawing for a narrow screen: bars, whatever it is over."""
        return self._bars(NARROW)

    def _title(self, place: int, series: Series, value: Value) -> str:
        """Return what a bar says of itself: its category, of two series which, its number."""
        category = self.categories[place]
        name = category if len(self.series) == 1 else f"{series.label}, {category}"
        return f"{name}: {format_number(value.number, value.rounded)} {self.unit.label}"

    def _start(self, width: int) -> tuple[Drawing, int]:
        """Return the drawing with its key where there are two series, and how far down it goes."""
        drawing = Drawing(width)
        if len(self.series) < 2:
            return drawing, 4
        x = 0
        for number, series in enumerate(self.series):
            drawing.keys.append((x, number == 1))
            drawing.texts.append(Label(x + 18, 14, series.label))
            x += 18 + text_width(series.label) + 20
        return drawing, 28

    def _columns(self, width: int) -> Drawing:
        """Return the drawing with columns on a base line, their numbers above them.

        Numbers too long for a column are turned.
        """
        drawing, top = self._start(width)
        slot = width / len(self.drawn)
        thick = int(slot * 0.8 / len(self.series))
        longest = self._longest_number()
        turned = longest > thick + 2
        top += longest + 6 if turned else SIZE + 6
        for place, category in enumerate(self.drawn):
            left = slot * place + (slot - thick * len(self.series)) / 2
            label, whole = shorten(category, int(slot))
            middle = round(slot * (place + 0.5))
            drawing.texts.append(Label(middle, BASE + 18, label, "middle", whole=whole))
            for number, series in enumerate(self.series):
                if not (value := series.values[place]) or not value.says_something:
                    continue
                x = round(left + thick * number)
                high = self._length(value, BASE - top)
                text = format_number(value.number, value.rounded)
                drawing.marks.append(
                    Bar(
                        (x + 1, BASE - high, thick - 2, high),
                        (x, top, thick, BASE - top),
                        self._title(place, series, value),
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
        """Return the drawing with bars, their categories beside them, or above where long."""
        drawing, top = self._start(width)
        column = max(map(text_width, self.drawn), default=0) + 8
        above = column > width * 0.3
        left = 0 if above else column
        room = width - left - self._longest_number() - 8
        y = top
        for place, category in enumerate(self.drawn):
            label, whole = shorten(category, width if above else left)
            middle = y + len(self.series) * THICK // 2 + 5
            drawing.texts.append(Label(0, y + SIZE if above else middle, label, whole=whole))
            y += SIZE + 6 if above else 0
            for number, series in enumerate(self.series):
                if (value := series.values[place]) and value.says_something:
                    long = self._length(value, room)
                    drawing.marks.append(
                        Bar(
                            (left, y + 1, long, THICK - 2),
                            (0, y, width, THICK),
                            self._title(place, series, value),
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
        """Return how long the bar of a value is where the largest takes all the room."""
        if not value.number:  # of which nothing is known
            return 1
        return max(1, round(value.number * room / self.largest))


def format_number(number: Decimal | int, rounded: Rounding = Rounding.EXACT) -> str:
    """Return the number whole, its thousands apart; the table has the decimals.

    Below one it keeps two of them: it would read as nothing.
    """
    if rounded is Rounding.UNKNOWN and not number:
        return str(rounded.label)
    places = 2 if 0 < number < 1 else 0
    text = number_format(round(Decimal(number), places), places, force_grouping=True)
    signs = {Rounding.OVER: ">", Rounding.NEARLY: "<", Rounding.ABOUT: "≈", Rounding.UNKNOWN: "≥"}
    return f"{signs.get(rounded, '')}{text}"


def text_width(text: str) -> int:
    """Return about how long the words are: a Chinese character or sign is as wide as it is high."""
    return round(sum(SIZE if east_asian_width(c) in "WFA" else SIZE * 0.58 for c in text))


def shorten(text: str, room: int) -> tuple[str, str]:
    """Return (what fits, the whole when that is not all of it)."""
    if text_width(text) <= room:
        return text, ""
    kept = text
    while kept and text_width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept}…", text
