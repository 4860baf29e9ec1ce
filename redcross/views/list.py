"""The list of a kind of entry."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.generic import ListView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django_filters.views import FilterMixin
from django_tables2 import SingleTableMixin

from redcross.filters import EntryFilter
from redcross.models import audit_log
from redcross.spreadsheets.exports import table_workbook

from .base import EntryView, Rows

if TYPE_CHECKING:
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


class EntryList(EntryView, SingleTableMixin, FilterMixin, _ListView):
    """Filter, sort, totals of all that is filtered, page size; `?format=xlsx` exports the same."""

    page = "list"
    route = ""
    template_name = "entry_list.html"
    rows = 0
    filterset: EntryFilter
    object_list: QuerySet[Any]

    def get_queryset(self) -> Rows:
        return self.with_related(self.table_class.base_columns)

    def get_table_pagination(self, table: "Table") -> dict[str, Any]:
        """Return the paginator and the size of a page: what is asked for, if it is offered."""
        sizes = settings.PAGE_SIZES
        asked = self.request.GET.get("per_page", "")
        size = int(asked) if asked in map(str, sizes) else sizes[0]
        return {"paginator_class": partial(KnownCountPaginator, self.rows, size)}

    def get_filterset_kwargs(self, filterset_class: type[EntryFilter]) -> dict[str, Any]:
        # Without parameters too the filter decides: it leaves voided rows out.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.filterset = self.get_filterset(self.get_filterset_class())
        self.object_list = (
            self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        )
        if request.GET.get("format") == "xlsx":
            return self.export()
        return self.render_to_response(self.get_context_data())

    def export(self) -> HttpResponse:
        """Answer with the list as a spreadsheet, and log that it left."""
        if not self.user.has_perm(self.model.permission("export")):
            raise PermissionDenied
        audit_log.write(
            audit_log.LogEntry.Action.EXPORT,
            by=self.user,
            model=self.model._meta.label_lower,
            reason=self.request.GET.urlencode()[:200],
        )
        return table_workbook(self.get_table(), str(self.model._meta.verbose_name_plural))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        totals = self.table_class.totals
        sums = self.object_list.aggregate(
            _rows=Count("pk"), **{f"sum_{k}": a for k, (_label, a) in totals.items()}
        )
        self.rows = sums["_rows"]
        return super().get_context_data(
            filter=self.filterset,
            filtered=any(self.request.GET.get(name) for name in self.filterset.filters),
            totals=[(label, sums[f"sum_{key}"]) for key, (label, _a) in totals.items()],
            page_sizes=settings.PAGE_SIZES,
            **kwargs,
        )
