"""A file as it is kept as evidence, whatever its sender calls it."""

import hashlib
import re
from functools import cached_property
from typing import IO, TYPE_CHECKING, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from redcross.photos import clean_photo
from redcross.printing.page_counts import PdfContents, count_pages
from redcross.typed_values import visible_text

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _File = File[bytes]
else:
    _File = File

PDF_TYPE = "application/pdf"
ENDINGS = {PDF_TYPE: "pdf", "image/jpeg": "jpg", "image/png": "png"}
# What a name ends with when its sender names a kind of file: 签到表.HEIC, but not 2021.8.4讲座.
ENDING_OF_NAME = re.compile(r"\.[A-Za-z0-9]{1,5}$")
PIECE_SIZE = 64 * 1024


class EvidenceFile(_File):
    """A file as it is kept. `thumbnail`: a small JPEG of a photo."""

    def __init__(
        self, file: IO[bytes], name: str, content_type: str, thumbnail: bytes = b""
    ) -> None:
        super().__init__(file, name)
        self.name: str = name
        self.content_type, self.thumbnail = content_type, thumbnail

    def sha256(self) -> str:
        """Return the digest of what is kept."""
        digest = hashlib.sha256()
        for piece in self.chunks(PIECE_SIZE):
            digest.update(piece)
        return digest.hexdigest()

    @cached_property
    def contents(self) -> PdfContents:
        """Return how many pages a PDF has, and whether it is encrypted."""
        self.seek(0)
        return count_pages(self.read())

    def check_pages(self, most: int | None = None) -> None:
        """Raise ValidationError for a PDF that others could not open, or with more pages."""
        if self.content_type != PDF_TYPE:
            return  # a photo has been decoded
        if self.contents.encrypted:
            raise ValidationError(
                _("This PDF is protected. Save it without protection, or print it as PDF, first.")
            )
        if not self.contents.pages:
            raise ValidationError(
                _("This PDF cannot be opened: it is damaged, or no PDF. Save or scan it anew.")
            )
        if most is not None and self.contents.pages > most:
            raise ValidationError(
                _(
                    "This PDF has %(pages)s pages, and at most %(most)s of a file are printed. "
                    "Split it into several files, or attach it to the evaluation as evidence, "
                    "which is not printed."
                )
                % {"pages": self.contents.pages, "most": most}
            )


def evidence_file(file: _File) -> EvidenceFile:
    """Return the file as it is kept: a PDF as it came, a photo without what its camera added.

    What it begins with decides what it is, and its name ends accordingly: what its sender calls it
    is not trusted. Raises ValidationError for what is too large or neither.
    """
    if isinstance(file, EvidenceFile):
        return file
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024**2
        raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
    file.seek(0)
    stem = ENDING_OF_NAME.sub("", visible_text(str(file.name)).strip())[-190:]
    content = cast(IO[bytes], file.file)
    if file.read(5) == b"%PDF-":
        return EvidenceFile(content, f"{stem}.pdf", PDF_TYPE)
    photo = clean_photo(content)
    name = f"{stem}.{ENDINGS[photo.content_type]}"
    return EvidenceFile(photo.file, name, photo.content_type, photo.thumbnail)
