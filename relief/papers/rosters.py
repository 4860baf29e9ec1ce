"""发放花名册: who is given what, to be signed when it is handed out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.formatting import format_decimal
from redcross.models import Person, Record, User
from redcross.papers import Column, Fields, Paper, PrintContext, RoundedNumber, Sheet, Table
from redcross.papers.sheet import Cell, shown_cell
from redcross.typed_values import DatePrecision

from ..models import Aid, Application
from .application_form import may_see_people
from .wording import address_of, by_village, named_together

E = TypeVar("E", bound=Aid | Application)
# Rows of a sheet; who needs more prints several.
MOST_ROWS = 2000


class RosterOptions(forms.Form):
    """What of a roster is filled in, and whether each village has its own."""

    by_village = forms.BooleanField(
        label=gettext_lazy("a sheet for each village"), required=False, initial=True
    )
    empty = forms.BooleanField(
        label=gettext_lazy("empty rows, to be written by hand"), required=False
    )
    more_rows = forms.IntegerField(
        label=gettext_lazy("empty rows besides"), min_value=0, max_value=200, required=False
    )


@dataclass(frozen=True)
class RosterRow:
    """What somebody is given. Without a name it is written by hand."""

    name: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""
    category: str = ""
    goods: str = ""
    money: Cell = None
    quantity: Cell = None
    day: str = ""
    # Who takes it for a child.
    receiver: str = ""

    def cells(self, number: int, with_goods: bool, with_money: bool) -> list[Cell]:
        """Return the cells in the order of the columns."""
        cells: list[Cell] = [self.goods] if with_goods else []
        cells += [self.money] if with_money else []
        kinship = "监护人" if self.receiver else ""
        return [
            *(str(number), self.name, self.id_number, self.address, self.phone, self.category),
            *cells,
            *(self.quantity, self.day, "", self.receiver, kinship, ""),
        ]


def columns_of(rows: Sequence[RosterRow]) -> tuple[list[Column], bool, bool]:
    """Return the columns, and whether goods and money are among them: 257 mm in all.

    物资/金额 is one of the two or both: what is summed must be numbers. Numbers of things are
    summed where all are of one thing.
    """
    with_goods = any(row.goods for row in rows)
    with_money = any(row.money is not None for row in rows) or not with_goods
    both = with_goods and with_money
    one_thing = with_goods and len({row.goods for row in rows}) == 1
    first_columns = [Column("物资", 21.5 if both else 28)] if with_goods else []
    # What is long is set in smaller type, which a quantity has little room for.
    quantity = 15 if _longest(row.quantity for row in rows) > 6 else 10.5
    first_columns += [Column("金额（元）", 21.5 if both else 24, total=True)] if with_money else []
    # Numbers of cards stand in one line. Beside goods and money what is short gives way.
    phone, category, day, notes = (23.5, 11, 19, 15) if both else (25.5, 18, 21.5, 16)
    columns = [
        Column("序号", 10.5, centred=True),
        Column("姓名", 15, centred=True),
        Column("身份证号", 36.5, centred=True),
        Column("住址", 0),
        Column("电话", phone, centred=True),
        Column("类别", category, centred=True),
        *first_columns,
        Column("数量", quantity, total=one_thing),
        Column("领取日期", day, centred=True),
        Column("签字（捺印）", 25),
        Column("代领人", 14, centred=True),
        Column("关系", 11, centred=True),
        Column("备注", notes),
    ]
    width_left = 257 - sum(column.width for column in columns)
    columns[3] = replace(columns[3], width=width_left)
    return columns, with_goods, with_money


def _longest(numbers: Iterable[Cell]) -> int:
    return max((len(shown_cell(number)) for number in numbers), default=0)


class Roster(Paper[E]):
    """What rosters of aid and of applications have in common."""

    title = gettext_lazy("roster for handing out")
    together = True
    sensitive = True
    options = RosterOptions
    editable_as = ("xlsx",)
    signatures = ("发放人", "发放人", "监督人", "村（社区）")

    def in_full(self, user: User) -> bool:
        return may_see_people(user, self.kind())

    def kind(self) -> type[Aid | Application]:
        """Return what it lists."""
        raise NotImplementedError

    def person_of(self, entry: E) -> Person | None:
        """Return who is given something, None of many."""
        raise NotImplementedError

    def signers(self, entries: Sequence[E]) -> Sequence[str]:
        """Return who signs, with the names of the two who hand out where all say the same."""
        return self.signatures

    def rows_of(self, entry: E, printing: PrintContext, address: str) -> Iterable[RosterRow]:
        """Yield a row for each who is given something, and who lives at that address."""
        raise NotImplementedError

    def detail(self, chosen: Mapping[str, Any]) -> str:
        """Return whether its rows are empty: one filled in is another sheet, no reprint."""
        return "空白" if chosen.get("empty") else ""

    def label_of(self, entries: Sequence[E]) -> str:
        """Return of how many records it is."""
        return f"{len(entries)}条"

    def groups(self, entries: Sequence[E], chosen: Mapping[str, Any]) -> list[list[E]]:
        """Return those of each village by themselves, if that is asked for."""
        ordered = sorted(entries, key=self._order)
        return by_village(ordered) if chosen.get("by_village") else [ordered]

    def _order(self, entry: E) -> tuple[bool, str, str, int]:
        person = self.person_of(entry)
        address = address_of(entry.place)
        return not address, address, person.initials if person else "", entry.pk

    def sheet(self, entries: Sequence[E], printing: PrintContext) -> Sheet:
        # Of one village the head says where it lies.
        villages = {entry.place_id for entry in entries}
        rows = [
            row
            for entry in entries
            for row in self.rows_of(
                entry,
                printing,
                str(entry.place or "") if len(villages) == 1 else address_of(entry.place),
            )
        ]
        columns, with_goods, with_money = columns_of(rows)
        if printing.chosen.get("empty"):
            rows = [RosterRow()] * len(rows)
        rows += [RosterRow()] * (printing.chosen.get("more_rows") or 0)
        cells = [row.cells(index, with_goods, with_money) for index, row in enumerate(rows, 1)]
        heading = Fields(
            [
                ("救助项目", named_together(entry.programme or "" for entry in entries)),
                ("村（社区）", named_together(address_of(entry.place) for entry in entries)),
            ]
        )
        return Sheet(
            "",
            [heading, Table(columns, cells, row_height=10)],
            signatures=self.signers(entries),
            signed_pages=True,
            landscape=True,
        )


def rounded_cell(record: Record, name: str) -> Cell:
    """Return the number in this field as well as it is known."""
    number: Decimal | int | None = getattr(record, name)
    rounding = record.rounding_of(name)
    return number if number is None or not rounding else RoundedNumber(number, rounding)


class ApplicationRoster(Roster[Application]):
    """Of those whose application was approved, before anything is handed out."""

    key = "application-roster"
    model = Application
    related = ("place__parent__parent", "aid")

    def kind(self) -> type[Aid | Application]:
        return Application

    def refusal(self, entry: Application) -> str:
        return entry.refusal_to_hand_out()

    def person_of(self, entry: Application) -> Person | None:
        return entry.applicant

    def rows_of(
        self, entry: Application, printing: PrintContext, address: str
    ) -> Iterator[RosterRow]:
        person = entry.applicant or Person()
        yield RosterRow(
            name=person.name,
            id_number=printing.shown(person.id_number),
            address=address,
            phone=printing.shown(person.phone),
            category=entry.get_household_display() if entry.household else "",
            money=entry.amount,
            receiver=entry.guardian,
        )


class AidRoster(Roster[Aid]):
    """Of those who were given something; of many without names, numbered rows to be filled in."""

    key = "aid-roster"
    model = Aid
    related = ("place__parent__parent",)

    def kind(self) -> type[Aid | Application]:
        return Aid

    def signers(self, entries: Sequence[Aid]) -> Sequence[str]:
        helpers = {(entry.handed_out_by, entry.handed_out_with) for entry in entries}
        names = filter(None, helpers.pop()) if len(helpers) == 1 else ()
        labels = [f"{self.signatures[0]}（{name}）" for name in names]
        return [*labels, *self.signatures[len(labels) :]]

    def refusal(self, entry: Aid) -> str:
        many = receivers_of(entry)
        if not many:
            return _("It says neither to whom nor to how many it was given.")
        if many > MOST_ROWS:
            return _("More than %(number)s rows: record it by villages.") % {"number": MOST_ROWS}
        return ""

    def person_of(self, entry: Aid) -> Person | None:
        return entry.person

    def rows_of(self, entry: Aid, printing: PrintContext, address: str) -> Iterator[RosterRow]:
        person = entry.person
        goods, quantity = given_things(entry)
        day = entry.date.isoformat() if entry.date_precision == DatePrecision.DAY else ""
        if person is None:
            row = RosterRow(address=address, goods=goods, money=entry.rate)
            yield from [row] * receivers_of(entry)
            return
        applied = entry.application
        yield RosterRow(
            name=person.name,
            id_number=printing.shown(person.id_number),
            address=address,
            phone=printing.shown(person.phone),
            category=applied.get_household_display() if applied and applied.household else "",
            goods=goods,
            money=rounded_cell(entry, "amount"),
            quantity=quantity,
            day=day,
            receiver=applied.guardian if applied else "",
        )


def receivers_of(aid: Aid) -> int:
    """Return how many rows it has: one of a person, else of each household or whoever is known."""
    if aid.person_id:
        return 1
    return aid.households or aid.people or aid.packages or 0


def given_things(aid: Aid) -> tuple[str, Cell]:
    """Return what things were given, and how many where they are of one kind."""
    lines = list(aid.goods.all())
    if len(lines) == 1:
        return f"{lines[0].lot.item}（{lines[0].lot.unit}）", lines[0].quantity
    if not lines:
        return aid.contents, rounded_cell(aid, "packages")
    goods = (f"{line.lot.item}{format_decimal(line.quantity)}{line.lot.unit}" for line in lines)
    return "、".join(goods if aid.person_id else (line.lot.item for line in lines)), None
