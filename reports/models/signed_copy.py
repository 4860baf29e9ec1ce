"""The copy that was signed."""

import hashlib
import secrets
from typing import NamedTuple, TypedDict

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .evaluation import Evaluation

# Without the letters and digits that are read one for the other.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return twelve characters in groups of four, as printed on the last page."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _letter in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


class SignedFigure(NamedTuple):
    """A figure as it was signed; in JSON an array. `number`: None of a share of nothing."""

    number: str | None
    # As `Rounding` has it, "" for exactly known.
    rounded: str
    # How many rows it was counted from; None of a figure made of others.
    records: int | None
    label: str
    unit: str
    rule: str


# How JSON gives it back.
FigureRow = tuple[str | None, str, int | None, str, str, str]


class SignedText(TypedDict):
    """The text as it was signed.

    `chapters`: as written, each [level, heading, text]. `html`: the body as it was printed, its
    numbers opening their lists.
    """

    chapters: list[list[int | str]]
    html: str


# Model label to [id, version] of its rows, each model once.
CountedVersions = dict[str, list[list[int]]]


class SignedCopy(models.Model):
    """What was signed: figures, text, counted records and the print. Never changed, never deleted.

    `values`: figure key to `SignedFigure`, as a row.
    """

    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, related_name="signed_copy", verbose_name=_("evaluation")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    code = models.CharField(_("verification code"), max_length=14, unique=True)
    values: "models.JSONField[dict[str, SignedFigure], dict[str, FigureRow]]" = models.JSONField()
    counted: "models.JSONField[CountedVersions, CountedVersions]" = models.JSONField()
    text: "models.JSONField[SignedText, SignedText]" = models.JSONField()
    pdf = models.FileField(_("file"), upload_to="frozen/%Y/")
    docx = models.FileField(_("Word file"), upload_to="frozen/%Y/")
    sha256 = models.CharField(max_length=64)
    # The last seal of the log before it was signed; 0 where there was none.
    log_seal = models.PositiveBigIntegerField(default=0)
    log_seal_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("frozen copy")
        verbose_name_plural = _("frozen copies")
        # Whoever may see the evaluation may see its signed copy.
        default_permissions = ()

    def __str__(self) -> str:
        return self.code

    def figures(self) -> dict[str, SignedFigure]:
        """Return the figures by key as they were signed."""
        return {key: SignedFigure(*row) for key, row in self.values.items()}

    def content(self) -> bytes:
        """Return the print's bytes. Raises ValidationError when they are not those signed."""
        try:
            with self.pdf.storage.open(str(self.pdf.name)) as file:
                content: bytes = file.read()
        except OSError as error:
            raise ValidationError(_("The file that was signed is missing.")) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError(_("The file is not the one that was signed."))
        return content

    def fault(self) -> str:
        """Return what is wrong with the file, or nothing."""
        try:
            self.content()
        except ValidationError as error:
            return " ".join(error.messages)
        return ""
