"""How numbers, names and values are written where no locale decides."""

from decimal import Decimal

from django.db.models import Manager, Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

# What stands for an empty field where one must be named.
NOTHING = "—"


def pinyin_initials(text: str) -> str:
    """Return 张建国 as zjg; other characters stay, so that 3M公司 is found as 3mgs."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")[:200]


def trim_decimal(number: Decimal) -> Decimal:
    """Return the number without zeros after the point, unless it is money: that keeps its fen.

    Two decimals are what tells money.
    """
    if number.as_tuple().exponent == -2:
        return number
    whole = number == number.to_integral_value()
    return Decimal(int(number)) if whole else number.normalize()


def display_value(instance: Model, name: str) -> str:
    """Return a field's value, or its lines, as a reader sees it; a sensitive one as its mask."""
    if name in getattr(instance, "lines", ()):
        return "; ".join(line.describe() for line in getattr(instance, name).all())
    chosen = getattr(instance, f"get_{name}_display", None)
    value = chosen() if chosen else getattr(instance, name)
    if isinstance(value, Manager):
        value = gettext(", ").join(map(str, value.all()))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Decimal):
        value = trim_decimal(value)
    return NOTHING if value is None or value == "" else str(value)


def format_decimal(number: Decimal | int) -> str:
    """Return the number without zeros after the point, money too: 12.5000 → 12.5, 200.00 → 200."""
    return f"{Decimal(number).normalize():f}"
