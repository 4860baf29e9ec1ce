"""The copy that was signed."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .evaluation import Evaluation

# Without the letters and digits that are read one for the other.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Twelve characters in groups of four, as printed on the last page."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _letter in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


class SignedCopy(models.Model):
    """What was signed: figures, text, counted records and the print. Never changed, never deleted.

    `values`: figure key to [number or None, rounded, records, label, unit, rule]. `counted`: model
    label to rows of [id, version], each model once. `text`: `chapters` as written, rows of [level,
    heading, text], and `html`, the body as it was printed, its numbers opening their lists.
    """

    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, related_name="signed_copy", verbose_name=_("evaluation")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    code = models.CharField(_("verification code"), max_length=14, unique=True)
    values = models.JSONField()
    counted = models.JSONField()
    text = models.JSONField()
    pdf = models.FileField(_("file"), upload_to="frozen/%Y/")
    docx = models.FileField(_("Word file"), upload_to="frozen/%Y/")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("frozen copy")
        verbose_name_plural = _("frozen copies")
        default_permissions = ("view",)

    def __str__(self):
        return self.code

    def content(self) -> bytes:
        """The print's bytes. Raises ValidationError when they are not those that were signed."""
        try:
            with self.pdf.storage.open(str(self.pdf.name)) as file:
                content: bytes = file.read()
        except OSError as error:
            raise ValidationError(_("The file that was signed is missing.")) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError(_("The file is not the one that was signed."))
        return content

    def fault(self) -> str:
        """What is wrong with the file, or nothing."""
        try:
            self.content()
        except ValidationError as error:
            return " ".join(error.messages)
        return ""
