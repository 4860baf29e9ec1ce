"""The list of a kind of entry."""

from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.views.generic import ListView
from django_filters.views import FilterMixin
from django_tables2 import SingleTableMixin

from redcross.models import audit_log
from redcross.spreadsheets.exports import table_workbook

from .base import EntryView


class KnownCountPaginator(Paginator):
    """A list whose length is known already."""

    def __init__(self, rows: int, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = rows


class EntryList(EntryView, SingleTableMixin, FilterMixin, ListView):
    """Filter, sort, totals of all that is filtered, page size; `?format=xlsx` exports the same."""

    page = "list"
    route = ""
    template_name = "entry_list.html"
    rows = 0

    def get_queryset(self):
        return self.with_related(self.table_class.base_columns)

    def get_table_pagination(self, table):
        sizes = settings.PAGE_SIZES
        asked = self.request.GET.get("per_page", "")
        size = int(asked) if asked in map(str, sizes) else sizes[0]
        return {"per_page": size, "paginator_class": partial(KnownCountPaginator, self.rows)}

    def get_filterset_kwargs(self, filterset_class):
        # Without parameters too the filter decides: it leaves voided rows out.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def get(self, request, *args, **kwargs):
        self.filterset = self.get_filterset(self.get_filterset_class())
        self.object_list = (
            self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        )
        if request.GET.get("format") == "xlsx":
            return self.export()
        return self.render_to_response(self.get_context_data())

    def export(self) -> HttpResponse:
        if not self.request.user.has_perm(self.model.permission("export")):
            raise PermissionDenied
        audit_log.write(
            audit_log.LogEntry.Action.EXPORT,
            by=self.request.user,
            model=self.model._meta.label_lower,
            reason=self.request.GET.urlencode()[:200],
        )
        return table_workbook(self.get_table(), str(self.model._meta.verbose_name_plural))

    def get_context_data(self, **kwargs):
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
