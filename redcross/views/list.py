"""The list of a kind of entry."""

from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypedDict, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import ListView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django_filters.views import FilterMixin
from django_tables2 import SingleTableMixin

from redcross.fields import EncryptedField
from redcross.figures import Period
from redcross.filters import EntryFilter
from redcross.models import ColumnChoice, Line, NamedEntry, SavedFilter, User
from redcross.navigation import cached_reverse
from redcross.papers import papers_of
from redcross.spreadsheets.formats import FORMATS
from redcross.tables import EntryTable, LinkColumn, optional_column

from .base import EntryView, Rows
from .export import ListExportMixin
from .periods import PeriodLink, current_query, period_links

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
    from django_tables2 import Table

    # In the stubs the model of a ListView may be None, so no class of pages with one fits beside.
    class _ListView(TemplateResponseMixin, ContextMixin, View): ...

    _Paginator = Paginator[Any]
else:
    _ListView, _Paginator = ListView, Paginator


class KnownCountPaginator(_Paginator):
    """A list whose length is known already, in pages of a size that is offered."""

    def __init__(
        self, rows: int, size: int, object_list: Any, per_page: int, **kwargs: Any
    ) -> None:
        # `per_page` is what the address says, which django-tables2 takes for the size unread.
        super().__init__(object_list, size, **kwargs)
        # The totals have counted them: Django's own, a cached property, would ask once more.
        self.count = rows


# Parameters of the address that say how a list is shown, not what is in it.
SHOWN_HOW = ("page", "per_page", "format")


class ColumnOption(TypedDict):
    """A column that the list can show."""

    name: str
    label: "_StrOrPromise"
    shown: bool
    # The way to the record's page is not taken away.
    fixed: bool


class SavedFilterLink(TypedDict):
    """A filter that the user saved."""

    pk: int
    name: str
    query: str
    current: bool


class EntryList(ListExportMixin, EntryView, SingleTableMixin, FilterMixin, _ListView):
    """Filter, sort, totals of all that is filtered, page size; `?format=` exports the same."""

    page = "list"
    route = ""
    template_name = "entry_list.html"
    rows = 0
    filterset: EntryFilter
    object_list: QuerySet[Any]

    @property
    def list_name(self) -> str:
        """Its address in words, under which a user keeps filters and columns."""
        return self.model.url_name("list")

    @classmethod
    def optional_columns(cls) -> list[str]:
        """Return the fields that are no column of the table, and can be."""
        if issubclass(cls.model, Line):
            return []
        several = {field.name for field in cls.model._meta.many_to_many} | {"rounded"}
        names = (*cls.entry_form.field_names(), "entered_by", "entered_at")
        return [n for n in names if n not in cls.table_class.base_columns and n not in several]

    @cached_property
    def shown_columns(self) -> list[str]:
        """The columns that the user chose, by default those of the table."""
        usual = list(self.table_class.base_columns)
        choice = ColumnChoice.objects.filter(user=self.user, list_name=self.list_name).first()
        if not choice:
            return usual
        chosen = {*choice.columns, *self.fixed_columns()}
        return [name for name in (*usual, *self.optional_columns()) if name in chosen]

    @classmethod
    def fixed_columns(cls) -> list[str]:
        """Return the columns that lead to the record's page."""
        columns = cls.table_class.base_columns.items()
        return [name for name, column in columns if isinstance(column, LinkColumn)]

    def get_queryset(self) -> Rows:
        return self.with_related(self.shown_columns)

    def get_table_data(self) -> Rows:
        """Return the rows; of what they point to and show by its name, the name alone is read."""
        unread = [
            f"{pointer.name}__{field.name}"
            for pointer in self.model._meta.concrete_fields
            if pointer.name in self.shown_columns and (to := pointer.related_model)
            if to.__str__ is NamedEntry.__str__
            for field in to._meta.concrete_fields
            if not field.primary_key and field.name != "name"
        ]
        rows = self.object_list.defer(*unread) if unread else self.object_list
        return cast(Rows, rows)

    def get_table_kwargs(self) -> dict[str, Any]:
        shown = self.shown_columns
        extra = [(n, self._optional_column(n)) for n in self.optional_columns() if n in shown]
        hidden = [name for name in self.table_class.base_columns if name not in shown]
        return {"exclude": hidden, "extra_columns": extra}

    @classmethod
    def _optional_column(cls, name: str) -> Any:
        field = cls.model.own_field(name)
        column = optional_column(field)
        column.orderable = not isinstance(field, EncryptedField)
        return column

    def column_options(self) -> list[ColumnOption]:
        """Return what the user may choose among."""
        fixed = self.fixed_columns()
        return [
            {
                "name": name,
                "label": label,
                "shown": name in self.shown_columns,
                "fixed": name in fixed,
            }
            for name, label in self.column_labels(get_language())
        ]

    @classmethod
    @cache
    def column_labels(cls, language: str | None) -> list[tuple[str, str]]:
        """Return name and label of every column, which a table takes a while to put together."""
        extra = [(name, cls._optional_column(name)) for name in cls.optional_columns()]
        everything = cls.table_class(data=cls.model.objects.none(), extra_columns=extra)
        return [(bound.name, str(bound.header)) for bound in everything.columns]

    def get_table(self, **kwargs: Any) -> "Table":
        table: EntryTable = super().get_table(**kwargs)
        if self.request.GET:
            table.back = f"?{urlencode({'back': self.request.get_full_path()})}"
        table.selectable = self.offers_bulk_actions()
        return table

    def offers_bulk_actions(self) -> bool:
        """Return whether the user may do something with several rows at once."""
        may = (self.user.has_perm(self.model.permission(action)) for action in ("change", "void"))
        return not issubclass(self.model, Line) and self.user.society_id is not None and any(may)

    def get_table_pagination(self, table: "Table") -> dict[str, Any]:
        """Return the paginator and the size of a page: what is asked for, if it is offered."""
        sizes = settings.PAGE_SIZES
        requested = self.request.GET.get("per_page", "")
        size = int(requested) if requested in map(str, sizes) else sizes[0]
        return {"paginator_class": partial(KnownCountPaginator, self.rows, size)}

    def get_filterset_kwargs(self, filterset_class: type[EntryFilter]) -> dict[str, Any]:
        # Without parameters too the filter decides: it leaves voided rows out.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def find(self) -> None:
        """Read the parameters, and leave of the rows what they ask for."""
        self.filterset = self.get_filterset(self.get_filterset_class())
        self.object_list = (
            self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.find()
        if (file_format := request.GET.get("format", "")) in FORMATS:
            return self.export(file_format)
        return self.render_to_response(self.get_context_data())

    def query(self) -> str:
        """Return the query string of what is shown, whatever page of it."""
        query = self.request.GET.copy()
        for name in SHOWN_HOW:
            query.pop(name, None)
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return query.urlencode()

    def saved_filters(self) -> list[SavedFilterLink]:
        """Return the filters that the user saved of this list."""
        saved = SavedFilter.objects.filter(user=self.user, list_name=self.list_name)
        now = self.query()
        queries = {one: current_query(one) for one in saved}
        return [
            {"pk": one.pk, "name": one.name, "query": query, "current": query == now}
            for one, query in queries.items()
        ]

    def period_links(self) -> list[PeriodLink]:
        """Return the periods offered; none where nothing has a date."""
        if not {"date_from", "date_to"} <= self.filterset.filters.keys():
            return []
        data = getattr(self.filterset.form, "cleaned_data", {})
        start, end = data.get("date_from"), data.get("date_to")
        chosen = Period(start, end) if start and end else None
        return period_links(self.request.GET, chosen, timezone.localdate())

    def bulk_actions(self) -> list[tuple["_StrOrPromise", str]]:
        """Return label and address of what else is done with the chosen rows, or all listed."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        totals = self.table_class.totals
        sums = self.object_list.aggregate(**self.table_class.aggregates())
        self.rows = sums["_rows"]
        context = super().get_context_data(
            filter=self.filterset,
            filtered=any(self.request.GET.get(name) for name in self.filterset.filters),
            totals=[
                (totals[key][0], total)
                for key, total in self.table_class.sums(sums).items()
                if total is not None or key not in self.table_class.rare_totals
            ],
            page_sizes=settings.PAGE_SIZES,
            list_name=self.list_name,
            query=self.query(),
            periods=self.period_links(),
            saved_filters=self.saved_filters(),
            columns=self.column_options(),
            bulk_actions=self.bulk_actions(),
            **kwargs,
        )
        context["may_export_all"] = not issubclass(self.model, Line)
        context["add_back"] = context["table"].back
        several: tuple[str, ...] = ("bulk_void", "bulk_change")
        may_print = self.user.has_perm("redcross.print_paper")
        if may_print and not issubclass(self.model, Line) and (papers := papers_of(self.model)):
            several = (*several, "bulk_print")
            context["can"] |= {"print": self.user.society_id is not None}
            context["rosters"] = [paper for paper in papers if paper.together]
        context["urls"] |= {action: self.model.url_name(action) for action in several}
        return context


def list_for(view_class: type[EntryList], user: User, query: QueryDict) -> EntryList:
    """Return the list page that the user would have at its address with this query.

    Outside of a request, for a worker or a command. What it shows is read by `find`.
    """
    request = HttpRequest()
    request.method, request.user = "GET", user
    request.path = cached_reverse(view_class.model.url_name("list"))
    request.META["QUERY_STRING"] = query.urlencode()
    request.GET = query  # type: ignore[assignment]  # which is not changed any more
    page = view_class()
    page.setup(request)
    return page
