"""How numbers, names and values are written where no locale decides."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Manager, Model
from django.template.defaultfilters import floatformat
from django.utils import formats, timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from .typed_values import DatePrecision, Rounding

# What stands for an empty field where one must be named.
NOTHING = "—"
_ROUNDING_TEXTS = {
    Rounding.OVER: _("over %(number)s"),
    Rounding.NEARLY: _("nearly %(number)s"),
    Rounding.ABOUT: _("about %(number)s"),
    Rounding.UNKNOWN: _("at least %(number)s"),
}
_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_POWERS = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))


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


def decimals_of(number: Decimal) -> int:
    """Return how many decimals it needs."""
    return max(0, -int(number.normalize().as_tuple().exponent))


def display_value(instance: Model, name: str) -> str:
    """Return a field's value, or its lines, as a reader sees it; a sensitive one as its mask."""
    if name in getattr(instance, "lines", ()):
        return "; ".join(line.describe() for line in getattr(instance, name).all())
    chosen = getattr(instance, f"get_{name}_display", None)
    value = chosen() if chosen else getattr(instance, name)
    if isinstance(value, Manager):
        value = gettext(", ").join(map(str, value.all()))
    if name == "times" and value is None:
        return str(Rounding.UNKNOWN.label)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "date" and isinstance(value, date) and hasattr(instance, "date_precision"):
        return format_day(value, DatePrecision(instance.date_precision))
    if isinstance(value, datetime):
        value = formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, Decimal):
        return f"{trim_decimal(value):,f}"
    return NOTHING if value is None or value == "" else str(value)


def with_rounding(number: str, rounding: Rounding) -> str:
    """Return the number, all its digits, with the words for how well it is known.

    近300, 约300, 300余; of a sum of which some part is not known, 至少300.
    """
    if not rounding:
        return number
    before, after = rounding_words(rounding)
    return f"{before}{number}{after}"


def show_number(number: Decimal | int | None, rounding: Rounding = Rounding.EXACT) -> str:
    """Return the number as pages show it, as well as it is known; of nothing a dash."""
    if not number and rounding is Rounding.UNKNOWN:
        return str(rounding.label)
    return NOTHING if number is None else with_rounding(floatformat(number, "-2g"), rounding)


def show_figure(number: Decimal | int, rounding: Rounding) -> str:
    """Return a sum of records as pages show it: as the evaluation tells it, 10余 and not 12余."""
    return show_number(
        leading_digits(int(number)) if rounding is Rounding.OVER else number, rounding
    )


def leading_digits(number: int) -> int:
    """Return what of a number 余 is said: tens below 100, above them two leading digits.

    46 → 40, 206 → 200, 12345 → 12000; below ten the number itself.
    """
    step = 10 if number < 100 else 10 ** (len(str(number)) - 2)
    return number // step * step or number


def rounding_words(rounding: Rounding) -> tuple[str, str]:
    """Return what stands before and behind a number that is known as well as that."""
    words = str(_ROUNDING_TEXTS[rounding]) if rounding else "%(number)s"
    before, _number, after = words.partition("%(number)s")
    return before, after


def format_day(day: date, precision: DatePrecision) -> str:
    """Return the day, or what of it is known: 2021年8月中旬, 2021年8月, 2021年."""
    if precision == DatePrecision.DAY:
        return day.isoformat()
    month = date_format(day, pgettext("date format", "F Y"))
    if precision == DatePrecision.THIRD:
        thirds = (_("the first third"), _("the second third"), _("the last third"))
        third = thirds[min((day.day - 1) // 10, 2)]
        return gettext("%(month)s, %(third)s") % {"month": month, "third": third}
    return month if precision == DatePrecision.MONTH else gettext("%(year)s") % {"year": day.year}


def amount_in_words(yuan: Decimal) -> str:
    """Return the sum to the fen as a receipt has it: 124000.50 → 人民币壹拾贰万肆仟元伍角整.

    As the rules for filling in bills have it (支付结算办法, annex 1), below 1e16 yuan.
    """
    whole, fen = divmod(int(abs(yuan) * 100), 100)
    jiao, fen = divmod(fen, 10)
    words = f"{_integer_in_words(whole)}元" if whole else ""
    if jiao:
        words += f"{_NUMERALS[jiao]}角"
    elif fen and whole:
        words += "零"
    if fen:
        words += f"{_NUMERALS[fen]}分"
    sign = "负" if yuan < 0 else ""
    return f"人民币{sign}{words or '零元'}{'' if fen else '整'}"


def _integer_in_words(number: int) -> str:
    """Return 100020 as 壹拾万零贰拾; nothing for 0."""
    for value, name in _POWERS:
        if number >= value:
            many, rest = divmod(number, value)
            # Digits left out between the two are told by one 零.
            gap = "零" if rest and rest < value // 10 else ""
            return f"{_integer_in_words(many)}{name}{gap}{_integer_in_words(rest)}"
    return _NUMERALS[number] if number else ""


def format_decimal(number: Decimal | int) -> str:
    """Return the number without zeros after the point, money too: 12.5000 → 12.5, 200.00 → 200."""
    return f"{Decimal(number).normalize():f}"
