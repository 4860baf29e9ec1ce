"""How a text that was typed or pasted is understood, before it is saved."""

import json
import re
from decimal import Decimal
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from redcross.formatting import amount_in_words, format_decimal
from redcross.middleware import UserRequest
from redcross.rough_numbers import read_rough_number
from redcross.typed_values import (
    DatePrecision,
    Rounding,
    TypedAs,
    half_width,
    read_choice,
    read_date,
    read_number,
    read_rough_date,
    read_yes_no,
)

# A roster of 500 people, nine cells each.
MAX_READINGS = 5000
MAX_PLACES = 6
# From this on a sum is shown in words however it was typed.
LONG = 10**4


class TypedText(TypedDict):
    """A text, and the box it stands in; `choices` are (value, label) of a choice.

    `rough`: the date may be a month or a year, the number known roughly. `unknown`: or not at all.
    """

    text: str
    typedAs: str
    places: NotRequired[int]
    rough: NotRequired[bool]
    unknown: NotRequired[bool]
    choices: NotRequired[list[tuple[str, str]]]


class Reading(TypedDict):
    """What a text means: the value, and how it is understood unless it says so itself.

    `value`: "true", "false" or "" of yes or no. `words`: the sum as a receipt has it, in Chinese.
    `refusal`: why it cannot be read; the rest is empty then.
    """

    value: str
    shown: str
    words: str
    refusal: str


@require_POST
def readings(request: UserRequest) -> JsonResponse | HttpResponseBadRequest:
    """Answer with the `Reading` of each text, for whoever is signed in."""
    try:
        questions: list[TypedText] = json.loads(request.POST.get("questions", ""))
        if len(questions) > MAX_READINGS:
            raise ValueError
        answers = [read(question) for question in questions]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return HttpResponseBadRequest()
    return JsonResponse({"readings": answers})


def read(question: TypedText) -> Reading:
    """Return how the text is understood. Raises ValueError, TypeError, KeyError for no question."""
    typed_as, text = TypedAs(question["typedAs"]), question["text"]
    if not isinstance(text, str):
        raise TypeError
    try:
        if not half_width(text):
            return _reading()
        if typed_as.is_date:
            return _read_date(text, typed_as, rough=bool(question.get("rough")))
        if typed_as == TypedAs.YES_NO:
            return _reading(str(read_yes_no(text)).lower())
        if typed_as == TypedAs.CHOICE:
            choices = [(str(value), str(label)) for value, label in question["choices"]]
            return _reading(read_choice(text, choices))
        places = min(max(int(question.get("places", 0)), 0), MAX_PLACES)
        if not question.get("rough"):
            return _number_reading(text, read_number(text, typed_as, places), typed_as)
        may_be_unknown = bool(question.get("unknown"))
        rough = read_rough_number(text, typed_as, places, may_be_unknown=may_be_unknown)
        if rough.number is None:
            return _reading(text.strip(), str(rough.rounding.label))
        return _number_reading(text, rough.number, typed_as, rough.rounding)
    except ValidationError as error:
        return _reading(refusal=" ".join(error.messages))


def _reading(value: str = "", shown: str = "", words: str = "", refusal: str = "") -> Reading:
    return {"value": value, "shown": shown, "words": words, "refusal": refusal}


def _read_date(text: str, typed_as: TypedAs, *, rough: bool) -> Reading:
    day, precision = (
        read_rough_date(text, typed_as) if rough else (read_date(text, typed_as), DatePrecision.DAY)
    )
    if precision == DatePrecision.DAY:
        value = day.isoformat()
        shown = date_format(day, pgettext("date format", "l, j F Y"))
        return _reading(value, "" if text.strip() == value else shown)
    shown = {
        DatePrecision.THIRD: _("%(day)s and after: only the third of the month is known"),
        DatePrecision.MONTH: _("%(month)s: only the month is known"),
        DatePrecision.YEAR: _("%(year)s: only the year is known"),
    }[precision]
    parts = {
        "day": date_format(day, pgettext("date format", "j F Y")),
        "month": date_format(day, pgettext("date format", "F Y")),
        "year": day.year,
    }
    return _reading(text.strip(), shown % parts)


def _number_reading(
    text: str, number: Decimal, typed_as: TypedAs, rounding: Rounding = Rounding.EXACT
) -> Reading:
    """Return how a number is understood; of one that is known roughly the value is as typed."""
    value, words = format_decimal(number), ""
    is_plain = bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text.strip()))
    if typed_as in (TypedAs.YUAN, TypedAs.WAN_YUAN):
        yuan = number * 10**4 if typed_as == TypedAs.WAN_YUAN else number
        # A zero too many hides in a long row of digits.
        if is_plain and abs(number) < LONG:
            return _reading(value)
        shown, words = _sum_of_money(yuan), amount_in_words(yuan)
    else:
        unit = _("%(number)s ml") if typed_as == TypedAs.MILLILITRES else "%(number)s"
        shown = "" if is_plain else unit % {"number": f"{number.normalize():,f}"}
    if not rounding:
        return _reading(value, shown, words)
    rounded_text = _("%(number)s, %(known)s") % {"number": shown, "known": rounding.label}
    return _reading(text.strip(), rounded_text, words)


def _sum_of_money(yuan: Decimal) -> str:
    """Return 12.4万元, or 300元, exactly."""
    if abs(yuan) >= 10**8:
        return _("%(number)s hundred million yuan") % {"number": format_decimal(yuan / 10**8)}
    if abs(yuan) >= 10**4:
        return _("%(number)s ten thousand yuan") % {"number": format_decimal(yuan / 10**4)}
    return _("%(number)s yuan") % {"number": format_decimal(yuan)}
