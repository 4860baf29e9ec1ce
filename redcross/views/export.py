"""A list as a spreadsheet."""

from collections.abc import Iterator
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from redcross.background import defer
from redcross.filters import EntryFilter
from redcross.models import ExportFile, Line
from redcross.spreadsheets.exports import (
    entry_sheets,
    export_name,
    export_notes,
    hidden_fields,
    line_querysets,
    log_export,
    table_sheet,
)
from redcross.spreadsheets.formats import FORMATS
from redcross.spreadsheets.sheets import SheetContent

from .base import EntryView

if TYPE_CHECKING:
    from django_tables2 import Table

    class _List(EntryView):
        """What the list page brings."""

        filterset: EntryFilter
        object_list: QuerySet[Any]

        @cached_property
        def shown_columns(self) -> list[str]: ...
        def get_table(self, **kwargs: Any) -> Table: ...
        def get_table_kwargs(self) -> dict[str, Any]: ...
else:
    _List = object


class ListExportMixin(_List):
    """The rows of a list page exactly as filtered and sorted, on their way out."""

    def export(self, file_format: str) -> HttpResponseBase:
        """Answer with the list as a spreadsheet, and log that it left.

        With the columns shown, or with `columns=all`: every field, and the lines on sheets of
        their own. A long list the worker writes: then the answer leads to the page of its file.
        """
        self.check_exportable()
        rows = self.object_list.count()
        if rows > settings.EXPORT_ROWS_AT_ONCE:
            return redirect(self._export_in_background(file_format))
        label, query = self.model._meta.label_lower, self.request.GET.urlencode()
        log_export(by=self.user, model=label, rows=rows, query=query)
        return FORMATS[file_format]().download(self.sheets(), self._file_name())

    def check_exportable(self) -> None:
        """Raise PermissionDenied for who may not export this kind."""
        if not self.user.has_perm(self.model.permission("export")):
            raise PermissionDenied

    def write_export(self, stream: IO[bytes], export: ExportFile) -> None:
        """Write the list as `export` asks, and report its rows.

        Raises PermissionDenied, and what `BackgroundWork.report` raises.
        """
        self.check_exportable()
        export.report(0, self._row_count())
        FORMATS[export.format]().write(stream, self.sheets(export))

    def _export_in_background(self, file_format: str) -> ExportFile:
        """Return the file that will be written; asked for again meanwhile it is the same."""
        query = self.request.GET.urlencode()
        asked = {
            "society": self.user.society,
            "user": self.user,
            "model": self.model._meta.label_lower,
            "columns": self.shown_columns,
            "format": file_format,
        }
        for export in ExportFile.objects.filter(**asked):
            under_way = export.query == query and not export.has_ended
            if under_way and not export.is_interrupted():
                return export
        name = f"{self._file_name()}.{file_format}"
        with transaction.atomic():
            export = ExportFile.objects.create(**asked, query=query, name=name)
            defer(export)
        return export

    @property
    def _title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def _file_name(self) -> str:
        return export_name(self.model, self.user)

    def _has_all_fields(self) -> bool:
        return self.request.GET.get("columns") == "all" and not issubclass(self.model, Line)

    def sheets(self, export: ExportFile | None = None) -> Iterator[SheetContent]:
        """Yield what leaves, and report to `export` how far it is."""
        for content in self._contents():
            if export:
                content.rows = export.reported(content.rows)
            yield content

    def _contents(self) -> Iterator[SheetContent]:
        notes = export_notes(self.user, self.filterset.described())
        if not self._has_all_fields():
            table = self.get_table(**self.get_table_kwargs())
            yield table_sheet(table, self._title, notes)
            return
        hidden, rows = hidden_fields(self.model, self.user), self.object_list
        yield from entry_sheets(self.entry_form, rows, self._title, notes, hidden=hidden)

    def _row_count(self) -> int:
        """Return how many rows all sheets of a workbook have, or the one of a CSV file."""
        rows = self.object_list.count()
        if self._has_all_fields() and self.request.GET.get("format") == ExportFile.Format.XLSX:
            lines = line_querysets(self.entry_form, self.object_list)
            rows += sum(queryset.count() for _form, queryset in lines)
        return rows
