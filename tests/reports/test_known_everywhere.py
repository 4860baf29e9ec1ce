"""A number that is known as 余, 近 or 约 is so wherever it is shown, and never another or exact."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from itertools import cycle

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse

from redcross.figures import Period, Scope, count, registered_figures
from redcross.models import ColumnChoice, Record
from redcross.typed_values import Rounding
from reports.evaluation.text_renderer import TextRenderer
from reports.figures import figure_values
from tests import factories
from tests.depth import DRILL
from tests.kinds import KINDS, model_of
from tests.reports.text_rules import year_in_words
from tests.signed import make_draft

pytestmark = pytest.mark.usefixtures("media")
NUMBER = 340
# Columns of the papers' sheets that say which record a row is of.
KEYS = 3
WAYS = {Rounding.OVER: "340余", Rounding.NEARLY: "近340", Rounding.ABOUT: "约340"}
# The number with whatever words stand at it.
SHOWN = re.compile(r"(?:大约|至少|近|约)?\s*(?<![A-Za-z\d.,])340(?:\.00)?(?![\d.,])\s*(?:余|多)?")
MAKERS = {make: kind for kind, (_pages, make) in KINDS.items()}


@dataclass(frozen=True)
class Kept:
    """How a record is made whose field holds the number, beside what its kind asks for."""

    name: str
    field: str
    more: dict = field(default_factory=dict)
    # Of another kind than its maker's own.
    course: str = ""

    def __str__(self):
        return f"{self.name}.{self.field} {' '.join(map(str, self.more.values()))}{self.course}"

    def make(self, by, way):
        [make] = [make for make in MAKERS if make.__name__ == f"make_{self.name}"]
        fields = {**self.more, self.field: NUMBER}
        if self.name == "aid" and "fund" in fields:
            fields["fund"] = factories.make_fund(by, opening_balance=9000)
        if self.name == "disbursement":
            fields["fund"] = factories.make_fund(by, opening_balance=9000)
        if self.course:
            fields["course"] = factories.make_course(by, kind=self.course)
        said = self.field if way is Rounding.OVER else f"{self.field}:{way}"
        return make(by, **fields, rounded=[said])


# What stands in some only beside something else, or in several kinds of them.
OTHERWISE = [
    *(Kept("cash_gift", "amount", {"source": source}) for source in ("public", "above")),
    Kept("cash_gift", "times", {"amount": 7}),
    Kept("life_gift", "number", {"kind": "blood"}),
    Kept("life_gift", "millilitres", {"kind": "blood", "number": 1}),
    Kept("aid", "amount", {"fund": None}),
    *(Kept("aid", name, {"contents": "X"}) for name in ("value", "households", "people")),
    *(Kept("aid", name, {"contents": "X"}) for name in ("person_times", "packages", "times")),
    *(Kept("disbursement", name, {"contents": "X"}) for name in ("amount", "batches", "times")),
    Kept("session", "attendance", course="awareness"),
    Kept("session", "passed", course="certified"),
    Kept("session", "certified", course="certified"),
    Kept("session", "times", {"attendance": 7}),
    Kept("standing_number", "number", {"kind": "trained"}),
]
RECORDS = [
    *OTHERWISE,
    *(
        Kept(name, field)
        for kind in KINDS
        for name in [kind.partition(":")[2]]
        for field in getattr(model_of(kind), "roundable_fields", ())
        if (name, field) not in {(one.name, one.field) for one in OTHERWISE}
    ),
]


def test_every_number_that_may_be_rounded_is_tried():
    tried = {(one.name.replace("_", ""), one.field) for one in RECORDS}
    assert tried == {
        (model._meta.model_name, name)
        for model in apps.get_models()
        if issubclass(model, Record)
        for name in model.roundable_fields
    }


def told(text):
    """The number as it is told in a text, with fen or without: every way once."""
    return {match[0].strip().replace("340.00", "340") for match in SHOWN.finditer(text)}


def words_on(page):
    """What a page says, without its tags."""
    return re.sub("<[^>]*>", "|", page.content.decode())


def shown_in(cells):
    """The same of cells of numbers: as they are shown."""
    return {found for cell in cells for found in told(str(cell))}


# The gate tries each number in one of the ways, `make drill` in all of them.
EVERY = [(kept, way) for kept in RECORDS for way in WAYS]
IN_TURN = [*zip(RECORDS, cycle(WAYS), strict=False)]


@pytest.mark.alike
@pytest.mark.parametrize(
    ("kept", "way"),
    EVERY if DRILL else IN_TURN,
    ids=lambda one: str(getattr(one, "value", one)),
)
def test_it_is_told_as_it_is_known_wherever_it_is_shown(kept, way, staff, leader, signed_in):
    record = kept.make(staff, way)
    client, words, society = signed_in(staff), WAYS[way], staff.society
    model = type(record)
    scope = Scope(society, Period.year(2021))

    # Figures: counted ones as the record says, of money left and worked out ones only about.
    values = {key: one for key, one in figure_values(scope).items() if one.number == NUMBER}
    direct = {key: one for key, one in count(registered_figures(), scope).items() if key in values}
    for key, value in values.items():
        exact_way = key in direct and not getattr(value.figure, "inexact", None)
        exact_way |= getattr(value.figure, "adds_up", False)
        assert value.rounded in ({way} if exact_way else {way, Rounding.ABOUT}), key
        renderer = TextRenderer(scope)
        chip = "".join(run.text for run in renderer.line(f"[[{key}]]"))
        assert told(chip) == {WAYS[value.rounded]}, (key, chip)

    # The record itself, in a list with all its columns, in its total, and on its page.
    view = signed_in(staff).get(reverse(model.url_name("list")))
    options = [one["name"] for one in view.context["columns"]]
    ColumnChoice.objects.create(user=staff, list_name=model.url_name("list"), columns=options)
    page = client.get(reverse(model.url_name("list")))
    [(_record, cells)] = [row for row in page.context["table"].body() if row[0] == record]
    # No form and so no list asks how often an AED was looked at.
    expected = set() if kept.name == "aed_inspection" else {words}
    assert shown_in(text for _css, _label, text in cells) == expected
    sums = shown_in(total for _label, total in page.context["totals"])
    assert sums <= {words}
    assert told(words_on(page)) == expected
    detail = client.get(record.get_absolute_url())
    rows = [row["value"] for row in detail.context["rows"]]
    facts = [fact.shown for fact in detail.context["facts"]]
    assert shown_in([*rows, *facts]) == expected

    # The statement of money, and of figures.
    statement = client.get(reverse("reports:statement_of_year", args=[2021])).context["tables"]
    lines = shown_in(cell.text for table in statement for row in table.rows for cell in row.cells)
    if kept.field == "amount" and "fund" in dict(getattr(model, "fund_effects", {})):
        assert words in lines
    assert lines <= {words, "约340"}
    figures = words_on(client.get(reverse("reports:figures_of_year", args=[2021])))
    assert told(figures) <= {words, "约340"}
    assert (words in told(figures)) == bool(direct)

    # What is written of the year, but for the balance, whose sums are worked out.
    text = re.sub("捐赠资金无?上年结转[^。]*。|结余[^，。]*", "", year_in_words(society))
    assert told(text) <= {words}, text
    chip = f"[[@{model._meta.label_lower}:{record.pk};{kept.field};个]]"
    assert told("".join(run.text for run in TextRenderer(scope).line(chip))) == {words}

    # The papers that an auditor gets.
    answer = signed_in(leader).get(f"/drafts/{make_draft(staff).pk}/papers.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    formats = {
        cell.number_format
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        # Before that stand the keys of rows, which may be any number.
        for cell in row[KEYS:]
        if isinstance(cell.value, int | float) and cell.value == NUMBER
    }
    before, after = words.split("340")
    around = re.compile(
        f"{f'{chr(34)}{before}{chr(34)}' if before else ''}[#,0.]+"
        f"{f'{chr(34)}{after}{chr(34)}' if after else ''}"
    )
    assert all(around.fullmatch(one) for one in formats), formats
    names = {str(value.figure.label) for value in values.values()}
    labels = {
        row[0].value: row[2].value
        for row in book.worksheets[0].iter_rows()
        if row[0].value in names
    }
    assert labels == {str(one.figure.label): str(one.rounded.label) for one in values.values()}
