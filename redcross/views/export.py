"""A list as a spreadsheet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from redcross.filters import EntryFilter
from redcross.models import Line, audit_log
from redcross.spreadsheets.exports import csv_download, entry_sheets, table_sheet, xlsx_download
from redcross.spreadsheets.sheets import SheetContent

from .base import EntryView

if TYPE_CHECKING:
    from django_tables2 import Table

    class _List(EntryView):
        """What the list page brings."""

        filterset: EntryFilter
        object_list: QuerySet[Any]

        def get_table(self, **kwargs: Any) -> Table: ...
        def get_table_kwargs(self) -> dict[str, Any]: ...
else:
    _List = object


class ListExportMixin(_List):
    """The rows of a list page exactly as filtered and sorted, on their way out."""

    def export(self, file_format: str) -> HttpResponseBase:
        """Answer with the list as a spreadsheet, and log that it left.

        With the columns shown, or with `columns=all`: every field, and the lines on sheets of
        their own.
        """
        if not self.user.has_perm(self.model.permission("export")):
            raise PermissionDenied
        audit_log.write(
            audit_log.LogEntry.Action.EXPORT,
            by=self.user,
            model=self.model._meta.label_lower,
            changes={"rows": [None, self.object_list.count()]},
            reason=self.request.GET.urlencode()[:200],
        )
        title = str(self.model._meta.verbose_name_plural)
        contents = self._sheets(title)
        whose = self.user.society.short_name if self.user.society else ""
        name = f"{whose}{title}{timezone.localdate():%Y-%m-%d}"
        if file_format == "csv":
            return csv_download(next(contents), name)
        return xlsx_download(contents, name)

    def _sheets(self, title: str) -> Iterator[SheetContent]:
        notes = self._export_notes()
        if self.request.GET.get("columns") != "all" or issubclass(self.model, Line):
            table = self.get_table(**self.get_table_kwargs())
            yield table_sheet(table, title, notes)
            return
        # Whoever may not see it in clear has no need of its mask in a file.
        may_reveal = self.user.has_perm(self.model.permission("reveal"))
        secret = () if may_reveal else self.model.secret_fields()
        rows = self.object_list
        yield from entry_sheets(self.entry_form, rows, title, notes, hidden=secret)

    def _export_notes(self) -> list[str]:
        """Return whose list it is, how it is filtered, and when and by whom it was written."""
        society = self.user.society
        mark = [_("demonstration data")] if society and society.demonstration else []
        conditions = self.filterset.described() or _("none: all records")
        filtered = _("Filter: %(conditions)s") % {"conditions": conditions}
        at = date_format(timezone.localtime(), "DATETIME_FORMAT")
        written = _("Written on %(at)s by %(user)s") % {"at": at, "user": self.user}
        return [" ".join(map(str, (society or "", *mark))), filtered, written]
