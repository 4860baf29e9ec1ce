"""公示稿: who is to be helped, or was, for a village's board and for the web.

Neither shows a number of identity, account or telephone, a house, or an illness; nobody under age
is named, and who does not want to be published is left out (个人信息保护法 25, 28, 31; 慈善法 82).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.fields import mask_number
from redcross.forms import TypedDateField
from redcross.models import Person
from redcross.papers import LETTER_CLOSING, Column, Paper, PrintContext, Sheet, Table, Text
from redcross.papers.sheet import Cell, shown_cell
from redcross.resident_id import is_minor
from redcross.typed_values import TypedAs

from ..models import Aid, Application
from .rosters import given_things, rounded_cell
from .wording import (
    address_of,
    by_village,
    masked_name,
    named_together,
    public_address,
    written_day,
)

E = TypeVar("E", bound=Aid | Application)
VILLAGE, WEB = "village", "web"
UNDER_AGE = "未成年人"


class Given(NamedTuple):
    """What somebody is given, in goods and in yuan."""

    goods: str
    money: Cell


class PostingOptions(forms.Form):
    """For whom, how long, and where to object."""

    audience = forms.ChoiceField(
        label=gettext_lazy("where it is posted"),
        choices=[
            (VILLAGE, gettext_lazy("in the village: full names")),
            (WEB, gettext_lazy("on the web: masked names")),
        ],
        initial=VILLAGE,
        widget=forms.RadioSelect,
    )
    posted_from = TypedDateField(
        label=gettext_lazy("posted from"),
        typed_as=TypedAs.OPEN_DATE,
        required=False,
        help_text=gettext_lazy("Empty: as the applications say."),
    )
    posted_to = TypedDateField(
        label=gettext_lazy("posted to"), typed_as=TypedAs.OPEN_DATE, required=False
    )
    phone = forms.CharField(
        label=gettext_lazy("telephone for objections"), max_length=40, required=False
    )
    by_village = forms.BooleanField(label=gettext_lazy("a sheet for each village"), required=False)
    adults = forms.BooleanField(
        label=gettext_lazy("Whoever has no ID number recorded is of age"),
        required=False,
        help_text=gettext_lazy("Otherwise their names are masked: nobody under 18 is named."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("posted_from"), data.get("posted_to")
        if first and last and last < first:
            raise ValidationError({"posted_to": _("It ends before it starts.")})
        return data


def published_name(person: Person, guardian: str, chosen: Mapping[str, Any], on: date) -> str:
    """Return how somebody is called: nobody under age by name, on the web nobody in full.

    Without an ID number a guardian tells it. Whose age is not known is masked, unless the clerk
    says that all such are of age.
    """
    web = chosen.get("audience") != VILLAGE
    minor = is_minor(person.id_number, on)
    if minor or (minor is None and guardian):
        return UNDER_AGE if web or not guardian else f"{guardian}（{UNDER_AGE}的监护人）"
    if web or (minor is None and not chosen.get("adults")):
        return masked_name(person.name)
    return person.name


class Posting(Paper[E]):
    """What postings of applications and of aid have in common."""

    together = True
    returns = False
    options = PostingOptions
    editable_as = ("docx",)
    closing = LETTER_CLOSING

    def person_of(self, entry: E) -> Person | None:
        """Return who is helped, None of many."""
        raise NotImplementedError

    def application_of(self, entry: E) -> Application | None:
        """Return the application that says whose guardian somebody is, and which household."""
        raise NotImplementedError

    def given(self, entry: E) -> Given:
        """Return what is given."""
        raise NotImplementedError

    def refusal(self, entry: E) -> str:
        person = self.person_of(entry)
        if person is None:
            return _("It names nobody.")
        return _("Does not want to be published.") if person.not_published else ""

    def groups(self, entries: Sequence[E], chosen: Mapping[str, Any]) -> list[list[E]]:
        """Return those of each village by themselves, if that is asked for."""
        ordered = sorted(entries, key=lambda one: (address_of(one.place), one.pk))
        return by_village(ordered) if chosen.get("by_village") else [ordered]

    def detail(self, chosen: Mapping[str, Any]) -> str:
        """Return for where it is: names in full on one are masked on the other."""
        return "村内张贴" if chosen.get("audience") == VILLAGE else "网上公示"

    def label_of(self, entries: Sequence[E]) -> str:
        """Return how many are named: the name of a file is published with it."""
        return f"{len(entries)}人"

    def sheet(self, entries: Sequence[E], printing: PrintContext) -> Sheet:
        given = [self.given(entry) for entry in entries]
        goods = any(one.goods for one in given)
        money = not goods or any(one.money is not None for one in given)
        both = goods and money
        columns = [
            Column("序号", 12, centred=True),
            Column("姓名", 34, centred=True),
            Column("村（社区）", 46 if both else 62),
            Column("类别", 26, centred=True),
        ]
        if goods:
            columns.append(Column("物资", 29 if both else 36))
        if money:
            columns.append(Column("金额（元）", 23 if both else 36, total=True))
        rows: list[list[Cell]] = []
        for helped, one in zip(entries, given, strict=True):
            row = [str(len(rows) + 1), *self.published_cells(helped, printing)]
            row += [one.goods] if goods else []
            row += [one.money] if money else []
            rows.append(row)
        values = {
            "单位": printing.society.name,
            "项目": named_together(self.programme_of(entry) for entry in entries),
            "公示期": self.period(entries, printing.chosen),
            "电话": printing.chosen.get("phone") or "　　　　　　　　",
        }
        return Sheet(
            "",
            [Text(self.worded(printing, values)), Table(columns, rows, row_height=9)],
        )

    def programme_of(self, entry: E) -> str:
        """Return the programme, by its kind alone where its name tells an illness."""
        programme, applied = entry.programme, self.application_of(entry)
        if programme is None:
            return ""
        cause = applied.cause if applied else ""
        illnesses = [cause, *re.split(r"[、，,；;\s]+", programme.causes)]
        if any(len(one) > 1 and one in programme.name for one in illnesses):
            return programme.get_kind_display()
        return mask_number(programme.name)

    def published_cells(self, entry: E, printing: PrintContext) -> list[Cell]:
        """Return name, village and category."""
        person = self.person_of(entry)
        applied = self.application_of(entry)
        guardian = applied.guardian.strip() if applied else ""
        name = person and published_name(person, guardian, printing.chosen, printing.day)
        household = applied.get_household_display() if applied and applied.household else ""
        category = household or (entry.programme and entry.programme.get_kind_display()) or ""
        return [mask_number(name or ""), public_address(entry.place), str(category)]

    def period(self, entries: Sequence[E], chosen: Mapping[str, Any]) -> str:
        """Return from when to when it is posted: as chosen, else as all applications say."""
        applied = [self.application_of(entry) for entry in entries]
        periods = {(one.posted_from, one.posted_to) if one else (None, None) for one in applied}
        first, last = periods.pop() if len(periods) == 1 else (None, None)
        days = (chosen.get("posted_from") or first, chosen.get("posted_to") or last)
        return "至".join(written_day(day) or "　　年　　月　　日" for day in days)


class ApplicationPosting(Posting[Application]):
    """Who is to be helped, posted for objections before it is decided or paid."""

    key = "application-posting"
    title = gettext_lazy("posting of who is to be helped")
    model = Application
    related = ("place__parent__parent",)
    text = (
        "根据“【项目】”的有关规定，经个人申请、村（社区）评议、镇（街道）审核和红十字会审查，"
        "拟对下列人员给予救助，现予公示。\n"
        "公示期：【公示期】。公示期内如有异议，请向【单位】反映，联系电话：【电话】。"
    )

    def person_of(self, entry: Application) -> Person | None:
        return entry.applicant

    def application_of(self, entry: Application) -> Application | None:
        return entry

    def given(self, entry: Application) -> Given:
        return Given("", entry.amount)

    def refusal(self, entry: Application) -> str:
        if entry.decision == Application.Decision.REFUSED:
            return _("It was refused.")
        if entry.amount is None:
            return _("It has no amount yet: enter what is to be granted, then post it.")
        return super().refusal(entry)


class AidPosting(Posting[Aid]):
    """Who was given what."""

    key = "aid-posting"
    title = gettext_lazy("posting of what was handed out")
    model = Aid
    related = ("place__parent__parent",)
    text = (
        "现将“【项目】”救助款物发放情况予以公示，接受社会监督。\n"
        "公示期：【公示期】。如有异议，请向【单位】反映，联系电话：【电话】。"
    )

    def person_of(self, entry: Aid) -> Person | None:
        return entry.person

    def application_of(self, entry: Aid) -> Application | None:
        return entry.application

    def given(self, entry: Aid) -> Given:
        goods, number = given_things(entry)
        gift = f"{goods} {shown_cell(number)}".strip() if goods else ""
        return Given(mask_number(gift), rounded_cell(entry, "amount"))
