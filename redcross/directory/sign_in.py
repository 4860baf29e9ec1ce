"""The sign-in sheet (签到表) of an activity, which each kind of activity declares for itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from redcross.forms import TypedDateField
from redcross.models import Activity, User
from redcross.papers import Column, Fields, Paper, Part, PrintContext, Sheet, Table
from redcross.papers.days import days_of, each_day, full_day
from redcross.typed_values import TypedAs

A = TypeVar("A", bound=Activity)

# Empty rows where no names are known, and below known names for those who come besides.
ROWS, ROWS_BELOW = 20, 5
MOST_ROWS = 500
# Signatures beside each other, of which each has some 20 mm; the others come on further pages.
ACROSS = 6
HALVES = {"morning": ["上午"], "afternoon": ["下午"], "both": ["上午", "下午"]}


class SignInForm(forms.Form):
    """Of which day and half days, with how many empty rows."""

    day = TypedDateField(
        label=_("of one day alone"),
        required=False,
        typed_as=TypedAs.OPEN_DATE,
        help_text=_("Empty: of all its days, with a column to sign for each."),
    )
    half_days = forms.ChoiceField(
        label=_("half days"),
        required=False,
        choices=[
            ("", "—"),
            ("morning", _("morning")),
            ("afternoon", _("afternoon")),
            ("both", _("morning and afternoon")),
        ],
    )
    blank_rows = forms.IntegerField(
        label=_("empty rows"),
        required=False,
        min_value=0,
        max_value=MOST_ROWS,
        help_text=_("Empty: 20, or 5 below the names that are known."),
    )


class Expected(NamedTuple):
    """Somebody who is expected, and of which unit, as far as it is known."""

    name: str
    unit: str = ""


class SignInSheet(Paper[A]):
    """Names and units, and room to sign for each half day.

    It goes from hand to hand: telephones are written by hand, none is printed.
    """

    title = _("sign-in sheet")
    sensitive = True
    editable_as = ("xlsx",)
    options = SignInForm

    def expected(self, entry: A, chosen: Mapping[str, Any]) -> Sequence[Expected]:
        """Return who is expected; nobody where that is not known."""
        return []

    def described(self, entry: A) -> list[tuple[str, str]]:
        """Return what stands above the names, below day and half day."""
        raise NotImplementedError

    def in_full(self, user: User) -> bool:
        """Nothing sensitive is printed on it; what comes back holds what was written."""
        return False

    def detail(self, chosen: Mapping[str, Any]) -> str:
        day: date | None = chosen.get("day")
        halves = "".join(HALVES.get(chosen.get("half_days", ""), []))
        return " ".join(filter(None, (full_day(day) if day else "", halves)))

    def sheet(self, entries: Sequence[A], printing: PrintContext) -> Sheet:
        [entry] = entries
        chosen = printing.chosen
        one: date | None = chosen.get("day")
        days = [one] if one else each_day(entry)
        halves = HALVES.get(chosen.get("half_days", ""), [])
        # Several days stand above the columns to sign, a single one above the names.
        labels = [f"{day.month}月{day.day}日\n" for day in days] if len(days) > 1 else [""]
        signed = [f"{day}{half}签名" for day in labels for half in halves or [""]]
        expected = self.expected(entry, chosen)
        blank = chosen.get("blank_rows")
        if blank is None:
            blank = ROWS_BELOW if expected else ROWS
        tables = [
            _table(expected, blank, signed[at : at + ACROSS])
            for at in range(0, len(signed), ACROSS)
        ]
        whose = Fields(
            [
                ("日期", full_day(one) if one else days_of(entry)),
                ("上/下午", "、".join(halves) or "□上午　□下午"),
                *self.described(entry),
            ]
        )
        parts: list[Part] = [whose, *tables]
        return Sheet("", parts, landscape=len(signed) > 2)


def _table(expected: Sequence[Expected], blank: int, signed: Sequence[str]) -> Table:
    """Return the names with these columns to sign, across a page that is as wide as they need."""
    across = len(signed) > 2
    number, name, unit, phone = (12, 26, 59, 34) if across else (12, 26, 50, 34)
    room = (257 if across else 170) - number - name - unit - phone
    columns = [
        Column("序号", number, centred=True),
        Column("姓名", name, centred=True),
        Column("单位", unit),
        Column("电话", phone),
        *(Column(head, room / len(signed)) for head in signed),
    ]
    empty = [""] * (1 + len(signed))
    rows = [
        [str(index), one.name, one.unit, *empty]
        for index, one in enumerate([*expected, *[Expected("")] * blank], 1)
    ]
    return Table(columns, rows, row_height=9)
