"""The columns of a kind of entry: what its form asks for, and how its cells are read.

Rows are read as values and not as records: of a hundred thousand, making the objects takes longer
than all else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export import fields, resources

from redcross.fields import ChoiceArrayField, EncryptedField
from redcross.formatting import rounding_words, with_rounding
from redcross.forms import EntryForm, LineForm
from redcross.models import Entry, Line, NamedEntry, Record
from redcross.typed_values import Rounding

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class FormattedNumber:
    """A number with so many decimals, shown as well as it is known: 800.00余."""

    number: Decimal
    places: int
    rounding: Rounding = Rounding.EXACT

    def __str__(self) -> str:
        return with_rounding(f"{self.number:.{self.places}f}", self.rounding)

    @property
    def number_format(self) -> str:
        """Return how a spreadsheet shows it: the cell itself holds the number."""
        decimals = f".{'0' * self.places}" if self.places else ""
        return rounded_number_format(f"#,##0{decimals}", self.rounding)


def rounded_number_format(number_format: str, rounding: Rounding) -> str:
    """Return a spreadsheet's number format with the words for how well the number is known."""
    around = (f'"{words}"' if words else "" for words in rounding_words(rounding))
    return number_format.join(around)


# What a cell holds; None is an empty one.
SheetCell = date | datetime | Decimal | FormattedNumber | int | str | None
CHUNK = 2000
# Between several names in one cell.
SEPARATOR = "、"


class CellKind(Enum):
    """How a column's cells are written."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    NUMBER = "number"
    # A number that is a name: no sum is made of it, and no thousands are set apart.
    KEY = "key"


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet."""

    label: "_StrOrPromise"
    kind: CellKind
    # Whether the sum of its numbers says something.
    adds_up: bool = True

    @property
    def summed(self) -> bool:
        """Whether its sum stands below it."""
        return self.adds_up and self.kind in (CellKind.MONEY, CellKind.NUMBER)


class EntryColumn(fields.Field):
    """A column of a field. `cell` makes of what the database holds what stands in the sheet.

    `keyed`: of what is pointed to, its number stands there and not what it is called.
    """

    def __init__(
        self,
        field: "models.Field[Any, Any]",
        label: "_StrOrPromise",
        *,
        readonly: bool = False,
        keyed: bool = False,
    ) -> None:
        super().__init__(attribute=field.name, column_name=str(label), readonly=readonly)
        self.field = field
        # Whether the cell says what an entry is called that is pointed to.
        self.names = field.is_relation and not keyed
        self.kind = CellKind.KEY if keyed else kind_of(field)
        self.cell = _reader(field)
        # What stands where there is nothing: how many a record stands for is said not to be known.
        of_times = field.name == "times" and issubclass(field.model, Record)
        self.empty: SheetCell = str(Rounding.UNKNOWN.label) if of_times else None

    @property
    def column(self) -> SheetColumn:
        owner = cast("type[Entry] | type[Line]", self.field.model)
        return SheetColumn(self.column_name, self.kind, self.field.name not in owner.not_summed)


def kind_of(field: "models.Field[Any, Any]") -> CellKind:
    """Return how the cells of a field are written."""
    if field.primary_key or field.name in ("version", "term"):
        return CellKind.KEY
    if field.choices or field.is_relation or isinstance(field, models.BooleanField):
        return CellKind.TEXT
    if isinstance(field, models.DateTimeField):
        return CellKind.TIME
    if isinstance(field, models.DateField):
        return CellKind.DATE
    if isinstance(field, models.DecimalField):
        return CellKind.MONEY if field.decimal_places == 2 else CellKind.NUMBER
    return CellKind.NUMBER if isinstance(field, models.IntegerField) else CellKind.TEXT


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], SheetCell]:
    """Return what makes a cell of a value of the field."""
    if field.name == "rounded" and issubclass(field.model, Record):
        labels = dict(field.model.roundable_choices())
        return lambda values: SEPARATOR.join(str(labels.get(value, value)) for value in values)
    if isinstance(field, ChoiceArrayField):
        several = field
        return lambda values: SEPARATOR.join(several.labels(values))
    if field.choices:
        known = {value: str(label) for value, label in cast(Any, field).flatchoices}
        return lambda value: known.get(value, value)
    if isinstance(field, models.BooleanField):
        words = {True: _("yes"), False: _("no"), None: None}
        return lambda value: words[value]
    if isinstance(field, EncryptedField):
        return str
    return lambda value: value


class Labels:
    """What entries that are pointed to are called in a cell, looked up together.

    A name that several have, and what has no name, is told with its number.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.known: dict[int, str] = {}

    def look_up(self, keys: Iterable[int | None]) -> None:
        """Read the labels of those that are not known yet."""
        new = {key for key in keys if key is not None} - self.known.keys()
        if not new:
            return
        rows = self.model._base_manager.filter(pk__in=new)
        if issubclass(self.model, NamedEntry):
            for key, name, society in rows.values_list("pk", "name", "society"):
                double = (society, name) in self._double_names
                self.known[key] = f"{name} #{key}" if double else name
            return
        related = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        for found in rows.select_related(*related):
            day = f"{found.date:%Y-%m-%d} " if isinstance(found, Record) else ""
            numbered = isinstance(found, Entry | Line)
            self.known[found.pk] = f"{day}{found} #{found.pk}" if numbered else str(found)

    @cached_property
    def _double_names(self) -> set[tuple[int, str]]:
        model = cast(type[NamedEntry], self.model)
        names = model.objects.countable().order_by().values_list("society", "name")
        double = names.annotate(number=Count("pk")).filter(number__gt=1)
        return {(society, name) for society, name, _number in double}


class EntryResource(resources.Resource):
    """All fields of one kind of entry, or of line, but the hidden ones, in its form's order."""

    form_class: ClassVar[type[EntryForm] | type[LineForm]]
    fields: dict[str, EntryColumn]

    def __init__(self, *, hidden: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        columns, left_out = self._columns(), set(hidden)
        self.fields = {name: c for name, c in columns.items() if name not in left_out}

    @classmethod
    def model(cls) -> type[Entry] | type[Line]:
        """Return the kind of entry."""
        return cast("type[Entry] | type[Line]", cls.form_class._meta.model)

    @classmethod
    def get_display_name(cls) -> str:
        """Return what the library calls it where one of several is chosen."""
        return str(cls.model()._meta.verbose_name_plural)

    def _columns(self) -> dict[str, EntryColumn]:
        """Return the columns by field: number and version, the form's, and who entered it."""
        model, form_fields = self.model(), self.form_class.base_fields
        is_entry = issubclass(model, Entry)
        head = {"id": _("record number"), "version": _("version")} if is_entry else {}
        foot = (
            {
                "entered_by": _("entered by"),
                "entered_at": _("entered at"),
                "voided_at": _("voided at"),
                "void_reason": _("reason for voiding"),
            }
            if is_entry
            else {}
        )
        labels = {name: form_fields[name].label or name for name in self.form_class.field_names()}
        return {
            name: EntryColumn(
                cast("models.Field[Any, Any]", model._meta.get_field(name)),
                label,
                readonly=name in foot,
            )
            for name, label in (head | labels | foot).items()
        }

    def columns(self) -> list[SheetColumn]:
        """Return the columns as a sheet has them."""
        return [column.column for column in self.fields.values()]

    def rows(self, queryset: "models.QuerySet[Any]") -> Iterator[list[SheetCell]]:
        """Yield the cells of each row, in the queryset's order, read in chunks."""
        columns = list(self.fields.values())
        own = [column for column in columns if not column.field.many_to_many]
        names = {
            c.field.name: Labels(cast(Any, c.field.related_model))
            for c in columns
            if c.field.is_relation
        }
        paths = ["pk", *(column.field.attname for column in own)]
        values = queryset.order_by(*_order(queryset)).values_list(*paths).iterator(CHUNK)
        pointing = [(n, names[c.field.name]) for n, c in enumerate(own, 1) if c.names]
        while chunk := list(islice(values, CHUNK)):
            several = self._several(columns, names, [row[0] for row in chunk])
            for place, labels in pointing:
                labels.look_up(row[place] for row in chunk)
            # What makes a cell is worked out once a column: there are many rows.
            readers = [
                (
                    0 if column.field.many_to_many else paths.index(column.field.attname, 1),
                    _cell_reader(column, names, several),
                    column.empty,
                )
                for column in columns
            ]
            for row in chunk:
                yield [
                    empty if (value := row[place]) is None else read(value)
                    for place, read, empty in readers
                ]

    def _several(
        self, columns: Sequence[EntryColumn], names: Mapping[str, Labels], keys: Sequence[int]
    ) -> dict[str, dict[int, list[int]]]:
        """Return field to entry to what it points to several of: a query a field."""
        found: dict[str, dict[int, list[int]]] = {}
        for column in columns:
            field = column.field
            if not isinstance(field, models.ManyToManyField):
                continue
            own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            links = cast(Any, field.remote_field).through._base_manager
            pairs = links.filter(**{f"{own}__in": keys}).order_by(other).values_list(own, other)
            found[field.name] = {}
            for key, chosen in pairs:
                found[field.name].setdefault(key, []).append(chosen)
            names[field.name].look_up(c for chosen in found[field.name].values() for c in chosen)
        return found


def _order(queryset: "models.QuerySet[Any]") -> Sequence[Any]:
    """Return what the rows are sorted by: in the end by their number, so that no two are equal."""
    return (*(queryset.query.order_by or queryset.model._meta.ordering), "pk")


def _cell_reader(
    column: EntryColumn,
    names: Mapping[str, Labels],
    several: Mapping[str, Mapping[int, Sequence[int]]],
) -> Callable[[Any], SheetCell]:
    """Return what makes a cell of a column's value; of several, of the number of the entry."""
    field = column.field
    if field.many_to_many:
        known, chosen = names[field.name].known, several[field.name]
        return lambda key: SEPARATOR.join(known[one] for one in chosen.get(key, ()))
    if column.names:
        return names[field.name].known.get
    if isinstance(field, models.DateTimeField):
        return timezone.localtime
    return column.cell


class LineResource(EntryResource):
    """All fields of the lines of one kind, with the numbers of their entry and their own."""

    def _columns(self) -> dict[str, EntryColumn]:
        line = cast(type[Line], self.model())
        owner = cast("models.Field[Any, Any]", line._meta.get_field(line.owner))
        key = cast("models.Field[Any, Any]", line._meta.get_field("id"))
        numbers = {
            line.owner: EntryColumn(owner, _("number of its record"), keyed=True),
            "id": EntryColumn(key, _("line number")),
        }
        return numbers | super()._columns()


@cache
def resource_of(form_class: type[EntryForm] | type[LineForm]) -> type[EntryResource]:
    """Return the resource that the form of a kind of entry, or of line, makes."""
    model = form_class._meta.model
    base = LineResource if issubclass(model, Line) else EntryResource
    meta = type("Meta", (), {"model": model})
    return type(f"{model.__name__}Resource", (base,), {"form_class": form_class, "Meta": meta})
