"""A step of an import that takes longer than a request may."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedJSONField

from .background_work import BackgroundWork
from .spreadsheet_import import SpreadsheetImport


class ImportWork(BackgroundWork):
    """The file is read, taken in or taken back by the worker, for who asked for it.

    What became of it stands in the import itself, written in the step's own transaction: a worker
    that is killed has done all of the step or nothing.
    """

    class Step(models.TextChoices):
        CHECK = "check", _("reading the file")
        COMMIT = "commit", _("taking the rows in")
        UNDO = "undo", _("taking it back")

    task_name = "redcross.tasks.work_on_import"

    file = models.ForeignKey(SpreadsheetImport, models.CASCADE, related_name="works")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=Step)
    reason = models.CharField(max_length=200, blank=True)
    # What was wrong, in the words for who asked.
    errors = EncryptedJSONField()

    class Meta(BackgroundWork.Meta):
        abstract = False
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file}: {self.get_step_display()}"
