"""The form of an annex."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redcross.formatting import format_decimal
from redcross.forms import EntryForm, FilesField
from redcross.printing.pdf_pages import MAX_PAGES
from redcross.spreadsheets.reading import read_book

from .component_forms import hide_given
from .models import Annex
from .models.annex import MAX_ROWS


class AnnexForm(EntryForm):
    """An annex. A spreadsheet becomes the rows of its table, photos and PDF its pages."""

    main_field_count = 5

    sheet = forms.FileField(
        label=_("spreadsheet"),
        required=False,
        help_text=_("The first sheet of it becomes the table."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv"}),
    )

    class Meta:
        model = Annex
        fields = ("evaluation", "kind", "title", "text", "wide", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["files"] = FilesField(
                label=_("PDF or photos"),
                help_text=_("Their pages are printed in the annex, of one PDF at most %(most)s.")
                % {"most": MAX_PAGES},
                required=False,
                entry=self.instance,
            )
        self.fields["text"].widget.attrs |= {"rows": 12, "data-figures": ""}
        hide_given(self, "evaluation")
        chosen = self.instance.pk or "kind" in (kwargs.get("initial") or {})
        kind = self.get_initial_for_field(self.fields["kind"], "kind") if chosen else ""
        if kind:
            self.fields["kind"].widget = forms.HiddenInput()
        if not kind or kind in (Annex.Kind.TABLE, Annex.Kind.DUTIES):
            # Tabs stand between its cells.
            self.fields["text"].widget.attrs["data-cells"] = ""
        if kind and kind not in (Annex.Kind.TABLE, Annex.Kind.DUTIES):
            del self.fields["sheet"]
        if kind and kind != Annex.Kind.FILE:
            self.fields.pop("files", None)

    def clean_sheet(self) -> UploadedFile | None:
        """Refuse what is too large to be read."""
        file: UploadedFile | None = self.cleaned_data.get("sheet")
        if file and file.size and file.size > settings.SPREADSHEET_MAX_BYTES:
            limit = settings.SPREADSHEET_MAX_BYTES // 1024**2
            raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
        return file

    def clean(self) -> dict[str, Any] | None:
        """Make the rows of the spreadsheet the table."""
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("sheet"):
            try:
                cleaned["text"] = _rows_of(file)
                cleaned["kind"] = Annex.Kind.TABLE
            except ValidationError as error:
                self.add_error("sheet", error)
        return cleaned


def _rows_of(file: UploadedFile) -> str:
    """Return the first sheet with anything in it as rows of cells. Raises ValidationError."""
    for sheet in read_book(file.read(), str(file.name)).sheets:
        rows = [[_cell_text(cell) for cell in row] for row in sheet.rows]
        rows = [row for row in rows if any(row)]
        if len(rows) > MAX_ROWS:
            raise ValidationError(_("Its first sheet has too many rows for an annex."))
        if rows:
            return "\n".join("\t".join(row) for row in rows)
    raise ValidationError(_("There is nothing in it."))


def _cell_text(cell: object) -> str:
    """Return a cell as a table shows it; what reads like a reference to a figure is none."""
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == datetime.min.time() else cell
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    if isinstance(cell, float):
        return format_decimal(Decimal(repr(cell)))
    text = " ".join(str(cell).split())
    for sign in ("[[", "]]", "[?", "?]"):
        text = text.replace(sign, " ".join(sign))
    return text
