"""A list that is too long to be written within a request."""

from typing import cast

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedJSONField

from .entry import Entry
from .file_work import FileWork
from .line import Line


class ExportFile(FileWork):
    """The list of a kind as a spreadsheet, encrypted, for who asked for it, for a day.

    `query` and `columns`: what the address of the list said, and which columns were shown.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    task_name = "redcross.tasks.write_export_file"

    model = models.CharField(max_length=60, editable=False)
    # Somebody may be looked for in it by their number.
    query = EncryptedJSONField(editable=False)
    columns = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    format = models.CharField(max_length=4, choices=Format.choices, editable=False)

    class Meta(FileWork.Meta):
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")

    def get_absolute_url(self) -> str:
        return reverse("export_file", args=[self.pk])

    @property
    def kind(self) -> type[Entry] | type[Line]:
        """The kind of entry, or of line, that is listed."""
        return cast("type[Entry] | type[Line]", apps.get_model(self.model))

    @property
    def list_url(self) -> str:
        """The address of the list as it was filtered and sorted."""
        query = QueryDict(self.query, mutable=True)
        for name in ("format", "columns"):
            query.pop(name, None)
        return f"{reverse(self.kind.url_name('list'))}?{query.urlencode()}"
