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
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from redcross.background import defer
from redcross.filters import EntryFilter
from redcross.models import ExportFile, Line, User, audit_log
from redcross.spreadsheets.exports import (
    csv_download,
    entry_sheets,
    line_querysets,
    table_sheet,
    xlsx_download,
)
from redcross.spreadsheets.sheets import SheetContent, csv_lines, write_workbook

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


def log_export(*, by: User, model: str, rows: int, query: str) -> None:
    """Log that a list of the kind with this label leaves."""
    audit_log.write(
        audit_log.LogEntry.Action.EXPORT,
        by=by,
        model=model,
        changes={"rows": [None, rows]},
        reason=query[:200],
    )


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
        name = self._file_name()
        if file_format == "csv":
            return csv_download(next(self._sheets()), name)
        return xlsx_download(self._sheets(), name)

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
        contents = self._sheets(export)
        if export.format == ExportFile.Format.CSV:
            stream.writelines(csv_lines(next(contents)))
        else:
            write_workbook(stream, contents)

    def _export_in_background(self, file_format: str) -> ExportFile:
        """Return the file that will be written; asked for again meanwhile it is the same."""
        asked = {
            "society": self.user.society,
            "user": self.user,
            "model": self.model._meta.label_lower,
            "query": self.request.GET.urlencode(),
            "columns": self.shown_columns,
            "format": file_format,
        }
        for export in ExportFile.objects.filter(**asked):
            if not export.has_ended and not export.is_interrupted():
                return export
        with transaction.atomic():
            export = ExportFile.objects.create(**asked, name=f"{self._file_name()}.{file_format}")
            defer(export)
        return export

    @property
    def _title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def _file_name(self) -> str:
        whose = self.user.society.short_name if self.user.society else ""
        return f"{whose}{self._title}{timezone.localdate():%Y-%m-%d}"

    def _has_all_fields(self) -> bool:
        return self.request.GET.get("columns") == "all" and not issubclass(self.model, Line)

    def _sheets(self, export: ExportFile | None = None) -> Iterator[SheetContent]:
        for content in self._contents():
            if export:
                content.rows = export.reported(content.rows)
            yield content

    def _contents(self) -> Iterator[SheetContent]:
        notes = self._export_notes()
        if not self._has_all_fields():
            table = self.get_table(**self.get_table_kwargs())
            yield table_sheet(table, self._title, notes)
            return
        # Whoever may not see it in clear has no need of its mask in a file.
        may_reveal = self.user.has_perm(self.model.permission("reveal"))
        secret = () if may_reveal else self.model.secret_fields()
        rows = self.object_list
        yield from entry_sheets(self.entry_form, rows, self._title, notes, hidden=secret)

    def _row_count(self) -> int:
        """Return how many rows all sheets of a workbook have, or the one of a CSV file."""
        rows = self.object_list.count()
        if self._has_all_fields() and self.request.GET.get("format") == ExportFile.Format.XLSX:
            lines = line_querysets(self.entry_form, self.object_list)
            rows += sum(queryset.count() for _form, queryset in lines)
        return rows

    def _export_notes(self) -> list[str]:
        """Return whose list it is, how it is filtered, and when and by whom it was written."""
        society = self.user.society
        mark = [_("demonstration data")] if society and society.demonstration else []
        conditions = self.filterset.described() or _("none: all records")
        filtered = _("Filter: %(conditions)s") % {"conditions": conditions}
        at = date_format(timezone.localtime(), "DATETIME_FORMAT")
        written = _("Written on %(at)s by %(user)s") % {"at": at, "user": self.user}
        return [" ".join(map(str, (society or "", *mark))), filtered, written]
