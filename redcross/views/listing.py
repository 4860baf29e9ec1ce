"""The first rows of lists on other pages, each leading to the list it is taken from."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_tables2.data import TableListData

from redcross.figures import Period
from redcross.models import Entry, Line
from redcross.navigation import cached_reverse
from redcross.tables import EntryTable, value_reader

from .list import EntryList
from .list_settings import list_class

if TYPE_CHECKING:
    from django.utils.functional import Promise, _StrOrPromise

# How many rows of a list another page shows.
SHOWN_ROWS = 10


@dataclass(frozen=True)
class Sums:
    """How many rows, and the list's totals of them, with the address of just these."""

    label: str
    url: str
    number: int
    totals: list[Any]


@dataclass(frozen=True)
class Listing:
    """The first rows of a list, and its totals: by year, and of all."""

    label: "_StrOrPromise"
    url: str
    table: EntryTable
    more: bool = False
    total_labels: "tuple[str | Promise, ...]" = ()
    years: tuple[Sums, ...] = ()
    whole: Sums | None = None


class ExcerptRows(TableListData):
    """Rows that are read already; the table asks for their model to name its columns."""

    model: type[Entry] | type[Line] | None = None

    def __init__(self, rows: Iterable[Any], model: type[Entry] | type[Line]) -> None:
        super().__init__(list(rows))
        self.model = model


class ListExcerpt:
    """The list of a kind, narrowed by parameters of its page, for the user of the request."""

    def __init__(
        self, view_class: type[EntryList], request: HttpRequest, parameters: dict[str, str]
    ) -> None:
        self.parameters = parameters
        list_request = copy(request)
        query = QueryDict(mutable=True)
        query.update(parameters)
        # A request reads these anew only where nothing is set.
        vars(list_request)["GET"] = query
        self.view = view = view_class()
        view.setup(list_request)
        # The table's own, whatever the user chose for the list page.
        view.shown_columns = list(view.table_class.base_columns)
        self.rows: QuerySet[Any] = view.get_queryset().countable()

    def read_parameters(self) -> None:
        """Leave of the rows what the list page itself makes of the parameters."""
        self.view.find()
        self.rows = self.view.object_list

    def url(self, **more: str) -> str:
        """Return the address of the list page with these rows, or some of them."""
        address = cached_reverse(self.view.list_name)
        return f"{address}?{urlencode({**self.parameters, **more})}"

    def table(self, rows: Iterable[Any], hidden: tuple[str, ...] = ()) -> EntryTable:
        """Return the rows as a table, without the hidden columns and those that are empty."""
        table_class = self.view.table_class
        data = ExcerptRows(rows, self.view.model)
        whole = table_class(data=data, orderable=False)
        empty = [
            bound.name
            for bound in whole.columns
            for read in [value_reader(whole, bound.accessor)]
            if not any(str(value) for row in data for value in [read(row)] if value is not None)
        ]
        return table_class(data=data, exclude=[*hidden, *empty], orderable=False)

    def sums(self) -> list[Sums]:
        """Return count and totals, of a dated list one a year, the latest first."""
        table = self.view.table_class
        aggregates = table.aggregates()
        day = self._date()
        if not day:
            found = [self.rows.aggregate(**aggregates) | {"_year": None}]
        else:
            by_year = self.rows.order_by().values(_year=ExtractYear(day)).annotate(**aggregates)
            found = list(by_year.order_by("-_year"))
        return [self._sums(row, list(table.sums(row).values())) for row in found]

    def _sums(self, row: dict[str, Any], totals: list[Any]) -> Sums:
        if row["_year"] is None:
            return Sums("", self.url(), row["_rows"], totals)
        year = Period.year(row["_year"])
        url = self.url(date_from=year.start.isoformat(), date_to=year.end.isoformat())
        return Sums(str(row["_year"]), url, row["_rows"], totals)

    def _date(self) -> str:
        """Return the field by which the list page goes by date, "" where it has none."""
        filterset = self.view.filterset_class
        found = filterset.base_filters.get("date_from")
        return f"{filterset.owner}{found.field_name}" if found else ""


def pointing_lists(entry: Entry, request: HttpRequest) -> list[Listing]:
    """Return of every kind that points to the entry, and that the user may see, those that do.

    Two queries for each field that points, one where nothing does. Asked for is what the list
    page's parameter of that field leaves, without the queries of its form.
    """
    found = []
    for model, field in type(entry).referencing_fields():
        view_class = list_class(model.url_name("list"))
        parameter = view_class.filterset_class.parameter_for(field) if view_class else ""
        if view_class is None or not parameter or not _may_view(model, request):
            continue
        excerpt = ListExcerpt(view_class, request, {parameter: str(entry.pk)})
        excerpt.rows = excerpt.rows.filter(**{field: entry.pk})
        if listing := _listing(excerpt, field, model):
            found.append(listing)
    return sorted(found, key=lambda listing: not listing.years)


def list_of(model: type[Entry] | type[Line], **parameters: object) -> str:
    """Return the address of the list page of this kind with these parameters."""
    query = urlencode({name: str(value) for name, value in parameters.items()})
    return f"{cached_reverse(model.url_name('list'))}?{query}"


def _may_view(model: type[Entry] | type[Line], request: HttpRequest) -> bool:
    return bool(cast(Any, request).user.has_perm(model.permission("view")))


def _listing(excerpt: ListExcerpt, field: str, model: type[Entry] | type[Line]) -> Listing | None:
    sums = [one for one in excerpt.sums() if one.number]
    if not sums:
        return None
    label = model._meta.verbose_name_plural or ""
    titles = [title for title, _aggregate in excerpt.view.table_class.totals.values()]
    own = model.own_field(field)
    # Where a kind points with several fields, only their names tell the lists apart.
    several = [
        f
        for f in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if f.related_model is own.related_model
    ]
    if len(several) > 1 or own.related_model is model:
        label = _("%(kind)s (%(field)s)") % {"kind": label, "field": own.verbose_name}
    number = sum(one.number for one in sums)
    columns = list(zip(*(one.totals for one in sums), strict=True))
    known = [index for index, column in enumerate(columns) if any(column)]
    sums = [replace(one, totals=[one.totals[index] for index in known]) for one in sums]
    return Listing(
        label=label,
        url=excerpt.url(),
        table=excerpt.table(excerpt.rows[:SHOWN_ROWS], hidden=(field,)),
        more=number > SHOWN_ROWS,
        total_labels=tuple(titles[index] for index in known),
        years=tuple(one for one in sums if one.label),
        whole=Sums("", excerpt.url(), number, [_added(columns[index]) for index in known]),
    )


def _added(numbers: tuple[Any, ...]) -> Any:
    """Return the sum of those known, None where none is: what a list totals can be added up."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
