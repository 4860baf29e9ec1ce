"""Files chosen in a form: photos, scans or PDF, several at once."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from redcross.models import Entry, EvidenceFile, evidence_file

# Kinds, for which phones offer the camera; the endings of HEIC, of which Windows knows no kind.
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,application/pdf"


def choose_again() -> str:
    """Return what a page says that is shown again and has lost the files that were chosen."""
    return _("Please choose the files again.")


class FilesInput(forms.FileInput):
    """Takes several, and tells the script what it may take and what it says in which case."""

    allow_multiple_selected = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        limit = settings.ATTACHMENT_MAX_BYTES
        texts = {
            "data-text-drop": _("Or drag them here, or paste a picture (Ctrl+V)."),
            "data-text-remove": _("Take away"),
            "data-text-too-large": _("larger than %(mb)s MB") % {"mb": limit // 1024**2},
            "data-text-unfit": _("neither a photo nor a PDF"),
            "data-text-waiting": _("waiting"),
            "data-text-sending": _("being sent"),
            "data-text-failed": _("could not be sent: no connection, or signed out"),
            "data-text-retry": _("Try again"),
            "data-text-done": _("Evidence added."),
            "data-text-again": choose_again(),
        }
        own = {"accept": ACCEPTED, "data-evidence": "", "data-max-bytes": limit}
        return super().get_context(name, value, {**own, **texts, **(attrs or {})})


class FilesField(forms.FileField):
    """Several files, each as it would be kept. Says of each that is refused which and why.

    `entry`: what they are evidence of, where that is known before it is saved.
    """

    widget = FilesInput

    def __init__(self, *, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entry = entry

    def clean(self, data: Any, initial: Any = None) -> list[EvidenceFile]:
        files = data if isinstance(data, list | tuple) else [data]
        evidence_files: list[EvidenceFile] = []
        refused: list[str] = []
        for file in files:
            try:
                evidence_files += [self._checked(super().clean(file, initial))] if file else []
            except ValidationError as error:
                refused += [f"{file.name}: {text}" for text in error.messages]
        if refused:
            raise ValidationError(refused)
        if self.required and not evidence_files:
            raise ValidationError(_("Choose a file first."))
        return evidence_files

    def _checked(self, file: UploadedFile) -> EvidenceFile:
        """Return the file as it would be kept. Raises ValidationError."""
        evidence = evidence_file(file)
        if self.entry:
            self.entry.check_file(evidence)
        return evidence


class EvidenceForm(forms.Form):
    """Files that are added to an entry's evidence."""

    file = FilesField(widget=FilesInput(attrs={"class": "form-control"}))
    # They show identity numbers, fingerprints or the like.
    sensitive = forms.BooleanField(required=False)


def clean_upload(file: UploadedFile) -> "EvidenceFile | UploadedFile":
    """Return the file as it would be kept; one that is refused as it came: its field says why."""
    try:
        return evidence_file(file)
    except ValidationError:
        return file
